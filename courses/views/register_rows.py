"""The people of a register as HTML: one prepared piece, filled in for each, since a hall has 300.

Drawn row by row by the template engine, they took twenty of the twenty-two milliseconds that the page took. Every word that
comes from people is escaped by format_html. The hooks for scripts are written down in templates/courses/registers/register.html.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from courses.choices import Mark, MarkSource
from courses.facts.register import Marked, Person, Sheet
from courses.forms.register import MOST_IN_NOTE, Typed
from npq_portal.clock import london_date
from npq_portal.templatetags.dates import clock_time, short_date

#: The words on the buttons, and what a screen reader adds before them.
OPTIONS: Final = (
    (Mark.ATTENDED, "", "Present"),
    (Mark.PART, "", "Part"),
    (Mark.ABSENT, "", "Absent"),
    (Mark.AUTHORISED_ABSENCE, "Absent with ", "Apologies"),
)


def _option(mark: Mark, before: str, words: str) -> str:
    hidden = f'<span class="govuk-visually-hidden">{before}</span>' if before else ""
    return (
        f'<span class="npq-mark npq-mark--{mark}"><input class="npq-mark__input" type="radio" name="mark-{{pk}}"'
        f' id="mark-{{pk}}-{mark}" value="{mark}"{{{mark}}}><label class="npq-mark__label" for="mark-{{pk}}-{mark}">'
        f"{hidden}{words}</label></span>"
    )


_ROW: Final = (
    '<li class="npq-person{css}" id="person-{pk}" data-enrolment="{pk}" data-record="{record}" data-name="{name}"{apology}>'
    '<fieldset class="npq-person__set"{described}><legend class="npq-person__name">{name}{aside}</legend>{error}'
    '<div class="npq-person__marks">' + "".join(_option(*option) for option in OPTIONS) + "{undo}</div>"
    '<div class="npq-person__more"><div class="npq-person__minutes">'
    '<label class="govuk-label" for="minutes-{pk}">Minutes there<span class="govuk-visually-hidden">, {name}</span></label>'
    '<input class="govuk-input govuk-input--width-4{minutes_css}" id="minutes-{pk}" name="minutes-{pk}" inputmode="numeric"'
    ' autocomplete="off" value="{minutes}"{invalid}></div><div class="npq-person__note">'
    '<label class="govuk-label" for="note-{pk}">Note<span class="govuk-visually-hidden"> about {name}</span></label>'
    '<input class="govuk-input" id="note-{pk}" name="note-{pk}" autocomplete="off" maxlength="{most}" value="{note}"></div>'
    "</div>{said}</fieldset>"
    '<input type="hidden" name="based-{pk}" value="{record}"></li>\n'
)
_UNDO: Final = (
    '<span class="npq-mark npq-mark--cleared"><input class="npq-mark__input" type="radio" name="mark-{pk}"'
    ' id="mark-{pk}-cleared" value="cleared"{checked}><label class="npq-mark__label" for="mark-{pk}-cleared">'
    'Undo<span class="govuk-visually-hidden">: take the mark back</span></label></span>'
)
_SOURCES: Final = {source.value: str(source.label) for source in MarkSource}
_NOTHING: Final = {mark.value: "" for mark, _, _ in OPTIONS}


def people(
    sheet: Sheet, rows: Mapping[int, Typed], errors: Mapping[int, str], *, with_codes: bool = False
) -> SafeString:
    """The list items of everybody on the register, as typed or as known; with the codes printed on paper where asked."""
    return format_html_join("", _ROW, _filled(sheet, rows, errors, with_codes))


def code_of(sheet: Sheet, person: Person) -> str:
    """What stands beside a name on paper and finds the row again: session and enrolment."""
    return f"{sheet.session.pk}-{person.enrolment_id}"


def _filled(
    sheet: Sheet, rows: Mapping[int, Typed], errors: Mapping[int, str], with_codes: bool
) -> Iterator[dict[str, Any]]:
    url = reverse("registers:decide", args=[sheet.session.pk])
    day = london_date(sheet.session.starts_at)
    for person in sheet.people:
        typed, error = rows[person.enrolment_id], errors.get(person.enrolment_id, "")
        yield {
            **_NOTHING,
            typed.mark: " checked",
            **_words(person, error, day),
            "pk": person.enrolment_id,
            "record": typed.based_on or "",
            "name": person.name,
            "minutes": typed.minutes,
            "note": typed.note,
            "most": MOST_IN_NOTE,
            "css": (" npq-person--has-note" if typed.note else "") + (" npq-person--error" if error else ""),
            "apology": format_html(' data-apology="{}"', "yes") if person.sent_apologies else "",
            "aside": _aside(person, url, code_of(sheet, person) if with_codes else ""),
            "undo": _undo(person, typed),
        }


def _words(person: Person, error: str, day: date) -> dict[str, Any]:
    """What stands under a person's name: the error, and where the mark came from."""
    pk, ids, said = person.enrolment_id, [], ""
    if error:
        ids.append(f"error-{pk}")
    if person.is_marked and person.marked:
        ids.append(f"said-{pk}")
        said = format_html('<p class="npq-person__said" id="said-{}">{}</p>', pk, said_by(person.marked, day=day))
    error_html = _error(pk, error) if error else ""
    return {
        "said": said,
        "error": error_html,
        "described": format_html(' aria-describedby="{}"', " ".join(ids)) if ids else "",
        "invalid": format_html(' aria-invalid="true" aria-describedby="error-{}"', pk) if error else "",
        "minutes_css": " govuk-input--error" if error else "",
    }


def _error(pk: int, error: str) -> SafeString:
    return format_html(
        '<p class="govuk-error-message npq-person__error" id="error-{}"><span class="govuk-visually-hidden">Error:</span> {}</p>',
        pk,
        error,
    )


def _aside(person: Person, url: str, code: str) -> SafeString | str:
    """Beside the name: the code on paper, another cohort, apologies, two marks."""
    if not (code or person.cohort or person.sent_apologies or person.waits or not person.is_expected):
        return ""
    notes = [note for note in (code, person.cohort) if note]
    if person.sent_apologies:
        notes.append("sent apologies")
    if not person.is_expected:
        notes.append("not expected here")
    quiet = format_html(' <span class="npq-person__aside">{}</span>', ", ".join(notes)) if notes else ""
    waits = format_html(' <a class="govuk-link npq-person__waits" href="{}">A mark waits for a decision</a>', url)
    return format_html("{}{}", quiet, waits if person.waits else "")


def _undo(person: Person, typed: Typed) -> SafeString | str:
    """Only where there is a mark to take back."""
    if not person.is_marked and typed.mark != Mark.CLEARED:
        return ""
    return format_html(_UNDO, pk=person.enrolment_id, checked=" checked" if typed.mark == Mark.CLEARED else "")


def said_by(marked: Marked, *, day: date) -> str:
    """Register, Femi Invented, 3:50pm; with its date where that is not `day`, the session's in London."""
    on = "" if london_date(marked.at) == day else f" on {short_date(marked.at)}"
    return ", ".join(filter(None, [_SOURCES[marked.source], marked.by, f"{clock_time(marked.at)}{on}"]))
