"""More time asked for, decided, given, expired; the next window instead; evidence and who may read it."""

from datetime import timedelta

import pytest

from assessments.actions import evidence, extensions
from assessments.actions.extensions import ExtensionRefusedError, Support
from assessments.choices import EntryState, ExtensionKind, ExtensionReason, ExtensionState
from assessments.facts.entering import candidates
from assessments.facts.requests import evidence_for
from assessments.models import Evidence, Extension
from tests.assessments.windows.scenes import BEFORE, CLOSES, INSIDE, OPENS, a_window, engaged, inside, letters
from tests.factories.assessments import SubmissionFactory
from tests.factories.assessments_windows import EvidenceFactory, ExtensionFactory, StandingAdjustmentFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TIME, NEXT = ExtensionKind.MORE_TIME, ExtensionKind.NEXT_WINDOW


@pytest.fixture
def window():
    return a_window()


@pytest.fixture
def entry(window):
    return inside(window)


def ask(entry, *, kind=TIME, hours=24, at=INSIDE, **kwargs) -> Extension:
    person = entry.enrolment.participant.user
    facts = {"window": entry.window, "enrolment": entry.enrolment, "reason": ExtensionReason.ILLNESS, "by": person}
    return extensions.ask(kind=kind, hours=hours, at=at, **facts, **kwargs)


def decide(extension, by, *, is_granted=True, hours=24, reason="We see that.", at=INSIDE) -> bool:
    return extensions.decide(extension=extension, is_granted=is_granted, hours=hours, reason=reason, by=by, at=at)


# -- asking ------------------------------------------------------------------------------------------------------------
def test_a_request_waits_and_moves_no_end(entry):
    extension = ask(entry, support=Support(text=" I was in hospital. ", file_name="letter.pdf", content=b"%PDF-1"))
    assert (extension.state, extension.hours_asked) == (ExtensionState.ASKED, 24)
    kept = Evidence.objects.get()
    assert (kept.extension, kept.text, bytes(kept.content)) == (extension, "I was in hospital.", b"%PDF-1")
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES


def test_asked_twice_the_first_one_comes_back(entry):
    assert ask(entry) == ask(entry, hours=48, support=Support(text="Again"))
    assert not Evidence.objects.exists()


def test_it_can_be_asked_before_the_opening(window):
    enrolment = engaged(window)
    by = enrolment.participant.user
    facts = {"window": window, "enrolment": enrolment, "reason": ExtensionReason.FAMILY, "by": by, "at": BEFORE}
    assert extensions.ask(kind=NEXT, **facts).hours_asked == 0


@pytest.mark.parametrize("hours", [0, 337])
def test_hours_have_bounds(entry, hours):
    with pytest.raises(ExtensionRefusedError, match="from 1 to 336"):
        ask(entry, hours=hours)


def test_not_once_the_window_is_over_for_them(entry):
    with pytest.raises(ExtensionRefusedError, match="is over"):
        ask(entry, at=CLOSES)
    assert ask(entry, at=CLOSES - timedelta(seconds=1))


def test_a_request_can_be_taken_back_once(entry, hub_admin):
    extension = ask(entry)
    assert extensions.withdraw(extension=extension, at=INSIDE) is True
    assert extensions.withdraw(extension=extension, at=INSIDE) is False
    assert decide(extension, hub_admin) is False
    assert ask(entry) != extension


# -- deciding ----------------------------------------------------------------------------------------------------------
def test_granted_hours_move_the_persons_own_end(entry, hub_admin):
    other = inside(entry.window, "Other Invented")
    extension = ask(entry)

    assert decide(extension, hub_admin, hours=36) is True

    entry.refresh_from_db()
    other.refresh_from_db()
    assert (entry.closes_at, other.closes_at) == (CLOSES + 36 * HOUR, CLOSES)
    extension.refresh_from_db()
    assert (extension.state, extension.hours_given, extension.decided_by) == ("granted", 36, hub_admin)
    event = entry.window.events.get()
    assert (event.what, event.after) == ("More time in this window given: Inga Invented", {"hours": 36})


def test_the_person_is_told_once_with_reason_and_end(entry, hub_admin):
    extension = ask(entry)
    assert [decide(extension, hub_admin), decide(extension, hub_admin)] == [True, False]
    ((email, told),) = letters("extension_decided")
    assert email == entry.enrolment.participant.user.email
    assert (told["decision"], told["reason"]) == ("You have 24 more hours", "We see that.")
    assert told["closes"] == "Thursday 11 February 2027, 11:59pm (UK time)"


def test_two_grants_add_up(entry, hub_admin):
    for hours in (24, 12):
        decide(ask(entry), hub_admin, hours=hours)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + 36 * HOUR


def test_refused_it_moves_nothing(entry, hub_admin):
    extension = ask(entry)
    assert decide(extension, hub_admin, is_granted=False, hours=0, reason="It was not unforeseen.") is True
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES
    ((_, told),) = letters("extension_decided")
    assert told["decision"] == "Your request was not granted"
    assert not entry.window.events.exists()


def test_a_decision_needs_a_reason_and_hours(entry, hub_admin):
    extension = ask(entry)
    with pytest.raises(ExtensionRefusedError, match="Enter the reason"):
        decide(extension, hub_admin, reason=" ")
    with pytest.raises(ExtensionRefusedError, match="from 1 to 336"):
        decide(extension, hub_admin, hours=0)
    with pytest.raises(ExtensionRefusedError, match="is over"):
        decide(extension, hub_admin, at=CLOSES)
    extension.refresh_from_db()
    assert extension.state == ExtensionState.ASKED


def test_granted_before_the_opening_it_counts_from_the_first_day(window, hub_admin):
    enrolment = engaged(window)
    decide(ExtensionFactory(window=window, enrolment=enrolment, asked_at=BEFORE), hub_admin, at=BEFORE)
    (found,) = candidates(window, at=BEFORE)
    assert found.closes_at == CLOSES + DAY


# -- the next window ---------------------------------------------------------------------------------------------------
def test_moved_to_the_next_window_the_attempt_is_not_used(entry, hub_admin):
    type(entry).objects.filter(pk=entry.pk).update(case_opened_at=OPENS)
    decide(ask(entry, kind=NEXT), hub_admin, hours=0)

    entry.refresh_from_db()
    assert entry.state == EntryState.MOVED_ON
    later = a_window(
        entry.window.cohort,
        opens_on=entry.window.opens_on + 30 * DAY,
        opens_at=OPENS + 30 * DAY,
        closes_at=CLOSES + 30 * DAY,
    )
    (found,) = candidates(later, at=INSIDE + 30 * DAY)
    assert (found.decision.is_ready, found.decision.attempt) == (True, 1)
    assert letters("extension_decided")[0][1]["closes"] == "This window is not yours any more"


def test_a_case_that_was_read_is_not_given_again(entry, hub_admin):
    type(entry).objects.filter(pk=entry.pk).update(case_opened_at=OPENS)
    decide(ask(entry, kind=NEXT), hub_admin, hours=0)
    later = a_window(
        entry.window.cohort, case_study=entry.window.case_study, opens_on=entry.window.opens_on + 30 * DAY,
        opens_at=OPENS + 30 * DAY, closes_at=CLOSES + 30 * DAY,
    )  # fmt: skip
    (found,) = candidates(later, at=INSIDE + 30 * DAY)
    assert [str(reason) for reason in found.decision.reasons] == ["saw_the_case"]


def test_whoever_has_handed_in_stays_in_this_window(entry, hub_admin):
    SubmissionFactory(entry=entry)
    with pytest.raises(ExtensionRefusedError, match="was handed in"):
        ask(entry, kind=NEXT)
    assert ask(entry)


def test_nobody_asks_in_a_window_they_have_left(entry, hub_admin):
    decide(ask(entry, kind=NEXT), hub_admin, hours=0)
    with pytest.raises(ExtensionRefusedError, match="was left for the next one"):
        ask(entry)


# -- given without being asked -----------------------------------------------------------------------------------------
def give(entry, by, *, at=INSIDE, hours=12, words="You rang us."):
    facts = {"window": entry.window, "enrolment": entry.enrolment, "kind": TIME, "reason": ExtensionReason.TECHNICAL}
    return extensions.give(hours=hours, words=words, by=by, at=at, **facts)


def test_the_hub_gives_time_to_somebody_who_rang(entry, hub_admin):
    assert give(entry, hub_admin) == give(entry, hub_admin)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + 12 * HOUR
    ((_, told),) = letters("extension_decided")
    assert told["reason"] == "You rang us."


def test_where_a_request_waits_that_is_decided_instead(entry, hub_admin):
    ask(entry)
    with pytest.raises(ExtensionRefusedError, match="have asked for more time themselves"):
        give(entry, hub_admin)


def test_giving_needs_words(entry, hub_admin):
    with pytest.raises(ExtensionRefusedError, match="Enter the reason"):
        give(entry, hub_admin, words=" ")


# -- expiry ------------------------------------------------------------------------------------------------------------
def test_what_nobody_decided_expires_at_the_persons_own_end(entry, hub_admin):
    give(entry, hub_admin, hours=2)
    extension = ask(entry)
    assert extensions.expire(at=CLOSES + 2 * HOUR - timedelta(seconds=1)) == 0
    assert extensions.expire(at=CLOSES + 2 * HOUR) == 1
    assert extensions.expire(at=CLOSES + 3 * HOUR) == 0
    extension.refresh_from_db()
    assert extension.state == ExtensionState.EXPIRED
    told = letters("extension_decided")[-1][1]
    assert told["decision"] == "Your request was not decided before your window ended"


def test_the_request_of_somebody_who_was_never_let_in_expires_too(window):
    ExtensionFactory(window=window)
    assert extensions.expire(at=CLOSES) == 1


# -- evidence ----------------------------------------------------------------------------------------------------------
def test_only_the_permission_opens_evidence(hub_admin, assessor, facilitator):
    EvidenceFactory()
    assert evidence_for(hub_admin).count() == 1
    assert evidence_for(assessor).count() == evidence_for(facilitator).count() == 0


def test_every_look_is_written_down(entry, hub_admin):
    extension = ask(entry, support=Support(text="I was ill."))
    assert [one.text for one in evidence.look(extension=extension, by=hub_admin, at=INSIDE)] == ["I was ill."]
    event = entry.window.events.get()
    assert (event.what, event.by) == ("Evidence read: Inga Invented", hub_admin)


def test_it_is_deleted_a_year_after_what_it_was_about(hub_admin):
    year = timedelta(days=365)
    decided = {"state": "refused", "decided_at": INSIDE, "decided_by": hub_admin}
    EvidenceFactory(extension__state="asked")
    for gone in (decided, {"state": "expired"}, {"state": "withdrawn", "decided_at": INSIDE}):
        EvidenceFactory(**{f"extension__{name}": value for name, value in gone.items()})
    ended = StandingAdjustmentFactory(ended_at=INSIDE, ended_by=hub_admin)
    EvidenceFactory(extension=None, adjustment=ended, by=hub_admin)
    EvidenceFactory(extension=None, adjustment=StandingAdjustmentFactory(), by=hub_admin)

    assert evidence.forget(at=INSIDE + year - DAY) == 0
    assert evidence.forget(at=CLOSES + year) == 4
    assert evidence.forget(at=CLOSES + year) == 0
    assert Evidence.objects.count() == 2
