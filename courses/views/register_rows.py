"""The people of a register as HTML: one prepared piece, filled in for each, since a hall has 300.

Drawn row by row by the template engine, they took twenty of the twenty-two milliseconds that the page took. Every word that
comes from people goes through `escape` before it stands in a row; nothing else here is marked safe. The hooks for scripts
are written down in templates/courses/registers/register.html.
"""

from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from typing import Final

from django.urls import reverse
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
_HIDDEN: Final = '<span class="govuk-visually-hidden">%s</span>'


def _option(mark: str, words: str) -> str:
    return (
        f'<span class="npq-mark npq-mark--{mark}"><input class="npq-mark__input" type="radio" name="mark-%(pk)s"'
        f' id="mark-%(pk)s-{mark}" value="{mark}"%({mark})s><label class="npq-mark__label" for="mark-%(pk)s-{mark}">'
        f"{words}</label></span>"
    )


_UNDO: Final = _option(Mark.CLEARED, f"Undo{_HIDDEN % ': take the mark back'}")
_ROW: Final = (
    '<li class="npq-person%(css)s" id="person-%(pk)s" data-enrolment="%(pk)s" data-record="%(record)s"'
    ' data-name="%(name)s"%(apology)s><fieldset class="npq-person__set"%(described)s>'
    '<legend class="npq-person__name">%(name)s%(aside)s</legend>%(error)s<div class="npq-person__marks">'
    + "".join(_option(mark, f"{_HIDDEN % before if before else ''}{words}") for mark, before, words in OPTIONS)
    + '%(undo)s</div><div class="npq-person__more"><div class="npq-person__minutes">'
    f'<label class="govuk-label" for="minutes-%(pk)s">Minutes there{_HIDDEN % ", %(name)s"}</label>'
    '<input class="govuk-input govuk-input--width-4%(minutes_css)s" id="minutes-%(pk)s" name="minutes-%(pk)s"'
    ' inputmode="numeric" autocomplete="off" value="%(minutes)s"%(invalid)s></div><div class="npq-person__note">'
    f'<label class="govuk-label" for="note-%(pk)s">Note{_HIDDEN % " about %(name)s"}</label>'
    f'<input class="govuk-input" id="note-%(pk)s" name="note-%(pk)s" autocomplete="off" maxlength="{MOST_IN_NOTE}"'
    ' value="%(note)s"></div></div>%(said)s</fieldset>'
    '<input type="hidden" name="based-%(pk)s" value="%(record)s"></li>'
)
_SOURCES: Final = {source.value: str(source.label) for source in MarkSource}
_NOTHING: Final = {**dict.fromkeys([mark.value for mark, _, _ in OPTIONS], ""), "cleared": ""}
_NO_ERROR: Final = {"error": "", "invalid": "", "minutes_css": "", "error_css": ""}


def people(
    sheet: Sheet, rows: Mapping[int, Typed], errors: Mapping[int, str], *, with_codes: bool = False
) -> SafeString:
    """The list items of everybody on the register, as typed or as known; with the codes printed on paper where asked."""
    url = reverse("registers:decide", args=[sheet.session.pk])
    said = _sayer(london_date(sheet.session.starts_at))
    made = []
    for person in sheet.people:
        code = code_of(sheet, person) if with_codes else ""
        typed, error = rows[person.enrolment_id], errors.get(person.enrolment_id, "")
        made.append(_row(person, typed, error, said=said(person), aside=_aside(person, url, code)))
    return SafeString("\n".join(made))


def code_of(sheet: Sheet, person: Person) -> str:
    """What stands beside a name on paper and finds the row again: session and enrolment."""
    return f"{sheet.session.pk}-{person.enrolment_id}"


def said_by(marked: Marked, *, day: date) -> str:
    """Register, Femi Invented, 3:50pm; with its date where that is not `day`, the session's in London."""
    on = "" if london_date(marked.at) == day else f" on {short_date(marked.at)}"
    return ", ".join(filter(None, [_SOURCES[marked.source], marked.by, f"{clock_time(marked.at)}{on}"]))


def _sayer(day: date) -> Callable[[Person], str]:
    """`said_by` as HTML; the marks of one batch are at one moment by one person, so most of its work is done once."""
    known: dict[tuple[object, ...], str] = {}

    def said(person: Person) -> str:
        marked = person.marked
        if marked is None or not marked.says_something:
            return ""
        key = (marked.source, marked.by, marked.at)
        if key not in known:
            known[key] = escape(said_by(marked, day=day))
        return f'<p class="npq-person__said" id="said-{person.enrolment_id}">{known[key]}</p>'

    return said


def _row(person: Person, typed: Typed, error: str, *, said: str, aside: str) -> str:
    pk = person.enrolment_id
    wrong = _error(pk, error) if error else _NO_ERROR
    ids = " ".join(filter(None, [f"error-{pk}" if error else "", f"said-{pk}" if said else ""]))
    values = {
        **_NOTHING,
        typed.mark: " checked",
        **wrong,
        "pk": pk,
        "record": typed.based_on or "",
        "name": escape(person.name),
        "minutes": escape(typed.minutes),
        "note": escape(typed.note),
        "css": (" npq-person--has-note" if typed.note else "") + wrong["error_css"],
        "apology": ' data-apology="yes"' if person.sent_apologies else "",
        "described": f' aria-describedby="{ids}"' if ids else "",
        "aside": aside,
        "said": said,
    }
    values["undo"] = _UNDO % values if person.is_marked or typed.mark == Mark.CLEARED else ""
    return _ROW % values


def _error(pk: int, error: str) -> dict[str, str]:
    """What a row with an error has more than others."""
    words = f"{_HIDDEN % 'Error:'} {escape(error)}"
    return {
        "error": f'<p class="govuk-error-message npq-person__error" id="error-{pk}">{words}</p>',
        "invalid": f' aria-invalid="true" aria-describedby="error-{pk}"',
        "minutes_css": " govuk-input--error",
        "error_css": " npq-person--error",
    }


def _aside(person: Person, url: str, code: str) -> str:
    """Beside the name: the code on paper, another cohort, apologies, two marks."""
    if not (code or person.cohort or person.sent_apologies or person.waits or not person.is_expected):
        return ""
    notes = [note for note in (code, person.cohort) if note]
    if person.sent_apologies:
        notes.append("sent apologies")
    if not person.is_expected:
        notes.append("not expected here")
    quiet = f' <span class="npq-person__aside">{escape(", ".join(notes))}</span>' if notes else ""
    waits = f' <a class="govuk-link npq-person__waits" href="{escape(url)}">A mark waits for a decision</a>'
    return quiet + (waits if person.waits else "")
