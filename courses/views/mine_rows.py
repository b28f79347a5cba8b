"""A participant's engagement as rows, tags and bars, ready for printing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from courses.choices import Bucket, CatchUpState, EnrolmentStatus, MarkSource
from courses.facts import engagement_words as words
from courses.facts.engagement import Account, Bar, bars, deciding, next_sessions
from courses.facts.standing import Ledger, Line
from courses.models import CatchUp, EngagementRecord, Session
from courses.rules.catch_up import may_send
from courses.rules.engagement import Figures, PartState, Standing, pooled
from courses.rules.ledger import LeftOut
from npq_portal.templatetags.dates import clock_time, long_date, long_datetime, short_date

STATUS_COLOURS: Mapping[str, str] = {
    EnrolmentStatus.ACTIVE: "green",
    EnrolmentStatus.DEFERRED: "yellow",
    EnrolmentStatus.WITHDRAWN: "grey",
    EnrolmentStatus.COMPLETED: "blue",
    EnrolmentStatus.MOVED: "grey",
}
#: Standings that are said in a box of their own.
ALARMING = (Standing.ONE_MORE_AND_GONE, Standing.OUT_OF_REACH_WITHOUT_CATCH_UP, Standing.OUT_OF_REACH)
_BAR_WIDTH = 1000


def bar(found: Bar) -> dict[str, Any]:
    """One bar as boxes from 0 to 1000, cut off so that no box reaches further than it may; and what it says in words."""
    boxes, start = [], 0
    for kind, _ in _BOXES:
        width = _BAR_WIDTH * getattr(found, kind) // found.whole
        boxes.append({"kind": kind.replace("_", "-"), "x": start, "width": width})
        start += width
    said = [f"{_amount(found, getattr(found, kind))} {label}" for kind, label in _BOXES if getattr(found, kind)]
    needed = "" if found.is_weighted else f", {words.in_minutes(-(-found.line * found.whole // 100))}"
    names = [Bucket(name).label for name in found.buckets]
    return {
        "title": names[0] if len(names) == 1 else "All that counts",
        "said": f"{', '.join(said)}. The line stands at {found.line}%{needed}.",
        "boxes": boxes,
        "line": 10 * found.line,
    }


def _amount(found: Bar, number: int) -> str:
    """Minutes where the sum is one of minutes; of a weighted mean its share, cut off."""
    return f"{100 * number // found.whole}%" if found.is_weighted else words.in_minutes(number)


_BOXES = (("earned", "engaged"), ("missed", "missed"), ("unknown", "in an open register"), ("to_come", "to come"))


def figures(ledger: Ledger) -> dict[str, Any]:
    """The bar's table: minutes of each part of the course, and of all."""
    heads = ("Part of the course", "Engaged", "Missed", "Register open", "To come", "In all")
    columns = [{"label": heads[0]}, *({"label": label, "numeric": True} for label in heads[1:])]
    rows = [_minutes(Bucket(name).label, sums) for name, sums in ledger.by_bucket.items()]
    if len(rows) > 1:
        rows.append(_minutes("All parts", pooled(ledger.by_bucket)))
    return {"columns": columns, "rows": rows}


def _minutes(label: str, sums: Figures) -> list[str]:
    return [label, *(f"{number:,}" for number in (sums.earned, sums.missed, sums.unknown, sums.to_come, sums.total))]


def on_home_page(ledger: Ledger, *, at: datetime) -> dict[str, Any]:
    """What somebody's first page says of a course: what comes next, and where they stand."""
    return {
        "title": ledger.enrolment.cohort.programme.course.full_title,
        "pk": ledger.enrolment.pk,
        "sentences": [words.so_far(ledger), words.ahead(ledger)],
        "alarming": ledger.forecast.standing in ALARMING,
        "bars": [bar(found) for found in bars(ledger)],
        "sessions": [session(title, held) for title, held in next_sessions(ledger, at=at)[:1]],
    }


def session(title: str, held: Session) -> dict[str, Any]:
    """A session to come: when, where, and its link, which only those see who are expected there."""
    return {
        "title": title,
        "when": f"{clock_time(held.starts_at)} to {clock_time(held.ends_at)} on {long_date(held.starts_at)} (UK time)",
        "where": held.venue,
        "join_link": held.join_link,
        "pk": held.pk,
    }


def tasks(account: Account, *, today: date) -> list[dict[str, str]]:
    """What the participant can do `today` (London's): absences to catch up, then units to study, the next first."""
    offers = [one for one in account.catch_ups.values() if may_send(one.state, due_on=one.due_on, today=today)]
    units = [line for line in account.ledger.to_come if line.component.is_studied_alone]
    catching_up = [_catch_up(offer) for offer in sorted(offers, key=lambda offer: offer.due_on)]
    return [*catching_up, *(_unit(line, account.ledger.enrolment.pk) for line in units)]


def _catch_up(offer: CatchUp) -> dict[str, str]:
    return {
        "title": f"Catch up on {offer.component.title}",
        "url": reverse("mine:catch-up", args=[offer.pk]),
        "hint": f"Send it by the end of {long_date(offer.due_on)}; it gives up to {words.in_minutes(offer.minutes)}",
        "status": "Returned with a comment" if offer.state == CatchUpState.RETURNED else "To send",
        "colour": "yellow",
    }


def _unit(line: Line, enrolment: int) -> dict[str, str]:
    done = f"{line.component.minutes - line.rest:,} of {words.in_minutes(line.component.minutes)}"
    return {
        "title": line.component.title,
        "url": reverse("mine:study", args=[enrolment, line.component.pk]),
        "hint": f"Do it by the end of {long_date(line.component.due_on)}" if line.component.due_on else "",
        "status": done if line.rest < line.component.minutes else "To do",
        "colour": "blue",
    }


def table(account: Account) -> dict[str, Any]:
    """Every component: when, what is credited of what it is worth, and how we know."""
    labels = ("Part", "When", "Minutes credited", "How we know")
    columns = [{"label": label, "nowrap": label == "When"} for label in labels]
    return {"columns": columns, "rows": [_row(line, account) for line in account.ledger.lines]}


def _row(line: Line, account: Account) -> list[Any]:
    records = account.records.get(line.component.pk, [])
    return [
        _part(line, account.ledger.enrolment.pk),
        _when(line),
        _credit(line),
        {
            "text": _how(line, records, account.ledger.enrolment.participant.user_id),
            "hint": _note(line, account, records),
        },
    ]


def _part(line: Line, enrolment: int) -> dict[str, str]:
    """Its name; a unit of self-study leads to its page even when it is done, because it can be taken back there."""
    cell = {"text": line.component.title, "hint": line.component.get_kind_display()}
    if line.component.is_studied_alone:
        cell["url"] = reverse("mine:study", args=[enrolment, line.component.pk])
    return cell


def _when(line: Line) -> str:
    if line.session:
        return short_date(line.session.starts_at)
    due_on = line.component.due_on if line.component.is_studied_alone else None
    return f"by {short_date(due_on)}" if due_on else "We will tell you"


def _credit(line: Line) -> Any:
    if line.part is None:
        return {"text": "–", "hint": line.left_out.label if line.left_out else ""}
    worth = f"{line.component.minutes:,}"
    if line.part.state == PartState.SETTLED or line.part.earned:
        return f"{line.part.earned:,} of {worth}"
    return {"tag": "To come" if line.is_to_come else "Not yet known", "colour": "grey", "hint": f"worth {worth}"}


def _how(line: Line, records: list[EngagementRecord], reader: int) -> str:
    """The record that gives the credit, in words: what, from where, by whom, when."""
    record = deciding(records)
    if record is None:
        return _without_a_record(line)
    source = (
        "" if record.source in {MarkSource.STUDY, MarkSource.STAFF} else f" ({record.get_source_display().lower()})"
    )
    by = f" by {'you' if record.by_id == reader else record.by.name}" if record.by else ""
    return f"{record.get_mark_display()}{source}, recorded{by} on {short_date(record.captured_at)}"


def _without_a_record(line: Line) -> str:
    if line.part is None or line.is_to_come:
        return ""
    if line.part.state == PartState.NOT_YET_KNOWN:
        return "The register is still open"
    return "Not done by its last day" if line.component.is_studied_alone else "Held before you joined"


def _note(line: Line, account: Account, records: list[EngagementRecord]) -> str:
    if line.left_out == LeftOut.EXEMPT and (exemption := deciding(records)):
        return exemption.note
    offer = account.catch_ups.get(line.component.pk)
    if offer is not None and offer.state == CatchUpState.SENT:
        return "What you sent to catch up waits for the facilitator"
    if offer is not None and line.may_be_caught_up:
        return f"You can catch up until {long_date(offer.due_on)}"
    return "This cannot be caught up" if line.is_lost and not line.may_be_caught_up else ""


def can_miss(ledger: Ledger) -> list[dict[str, Any]]:
    """What "what if I miss this one?" can be asked of, the next first."""
    return [
        {
            "key": line.component.pk,
            "title": line.component.title,
            "when": long_datetime(line.session.starts_at) if line.session else words.when(line),
            "minutes": words.in_minutes(line.rest),
        }
        for line in ledger.to_come
    ]


def what_if(ledger: Ledger, key: int) -> dict[str, Any]:
    """The answer: then and now, in words and figures."""
    now, then = ledger.forecast, ledger.if_missed(key)
    pairs = [
        ("The most you can still reach", f"{now.percent_best}%", f"{then.percent_best}%"),
        ("With catching up", f"{now.percent_best_with_catch_up}%", f"{then.percent_best_with_catch_up}%"),
        ("Minutes you can miss after that", f"{now.minutes_to_spare:,}", f"{then.minutes_to_spare:,}"),
        ("Sessions or units you can miss, whichever", f"{now.sessions_to_spare}", f"{then.sessions_to_spare}"),
    ]
    return {
        "said": words.ahead(ledger, then),
        "is_fine": then.standing not in ALARMING,
        "columns": [
            {"label": "Your engagement"},
            {"label": "Now", "numeric": True},
            {"label": "If you miss it", "numeric": True},
        ],
        "rows": [list(pair) for pair in pairs],
    }
