"""Registrations not finished, school leaders who have not answered, TRNs that are missing: reminded of while it is so."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from courses.models import Cohort
from npq_portal import clock
from npq_portal.accounts.models import Participant
from npq_portal.notifications.reminders import LOOK_BACK, going, plan
from npq_portal.periods import LONDON
from registrations.choices import ApplicationStatus, EndorsementStatus
from registrations.models import Application, Draft, Endorsement
from registrations.reminders import drafts, endorsements, trns
from tests.factories.courses import CohortFactory
from tests.factories.engagement import HolidayPeriodFactory
from tests.factories.registrations import ApplicationFactory, DraftFactory
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

#: A Monday; on the Sunday before the clocks went back.
BEGAN = datetime(2026, 10, 26, 9, tzinfo=LONDON)


def after(days: int, hour: int = 9, minute: int = 0) -> datetime:
    day = BEGAN.date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def stages(source, at: datetime) -> list[str]:
    return [one.stage for batch in source(since=at - LOOK_BACK, by=at) for one in going(batch, at=at)]


# -- not finished ------------------------------------------------------------------------------------------------------
@pytest.fixture
def cohort():
    return CohortFactory(registration_opens_at=after(-30), registration_closes_at=after(120))


@pytest.fixture
def draft(cohort):
    return DraftFactory(answers={"course": "npqsl", "intake": cohort.intake.identifier}, updated_at=BEGAN)


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (after(3, 8, 59), []),
        (after(3, 9), ["3d"]),
        (after(9), ["3d"]),
        (after(10, 9), ["10d"]),
        (after(83, 9), ["last"]),
        (after(90, 9), []),
    ],
)
def test_a_registration_is_reminded_of_and_its_answers_are_not_deleted_without_a_word(at, expected):
    assert stages(drafts.source, at) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda draft: Draft.objects.update(submitted_at=after(1), answers={}),
        lambda draft: Draft.objects.update(answers={}),
        lambda draft: Draft.objects.update(updated_at=after(2)),
        lambda draft: Cohort.objects.update(registration_closes_at=after(1)),
        lambda draft: Draft.objects.update(answers={"intake": "2031a"}),
    ],
    ids=["sent", "nothing answered", "gone on with", "registration closed", "an intake that is not open"],
)
def test_nothing_is_said_where_there_is_nothing_to_finish(draft, change):
    change(draft)
    assert stages(drafts.source, after(3, 10)) == []


def test_what_was_finished_meanwhile_is_not_reminded_of(server, draft):
    plan(at=after(3, 10))
    Draft.objects.update(submitted_at=after(3, 10), answers={})
    assert send_all(after(3, 10), kind="registration_unfinished") == ["skipped"]


def test_the_letter_says_until_when_the_answers_are_kept(server, draft):
    plan(at=after(3, 10))
    assert send_all(after(3, 10), kind="registration_unfinished") == ["sent"]
    assert "kept until Sunday 24 January 2027" in " ".join(server.taken[0].get_body(("plain",)).get_content().split())


# -- not answered ------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked():
    application = ApplicationFactory(backing=EndorsementStatus.ASKED)
    Endorsement.objects.update(asked_at=BEGAN)
    return application


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (after(5, 8, 59), []),
        (after(5, 9), ["5d"]),
        (after(7, 9), ["5d", "7d"]),  # two readers: the leader and the applicant
        (after(12, 9), ["12d", "7d"]),
        (after(28, 9), []),
    ],
)
def test_leader_and_applicant_are_reminded(at, expected):
    assert sorted(stages(endorsements.source, at)) == sorted(expected)


def test_a_leader_is_left_alone_in_the_holidays(asked):
    HolidayPeriodFactory(first_day=date(2026, 10, 26), last_day=date(2026, 11, 3))
    assert stages(endorsements.source, after(5, 9)) == []
    assert stages(endorsements.source, datetime(2026, 11, 4, 7, tzinfo=UTC)) == ["5d", "7d"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: Endorsement.objects.update(status=EndorsementStatus.CONFIRMED, answered_at=after(2)),
        lambda: Application.objects.update(status=ApplicationStatus.WITHDRAWN, decided_at=after(2)),
        lambda: Endorsement.objects.update(asked_at=after(4)),
    ],
    ids=["answered", "withdrawn", "asked again"],
)
def test_who_need_not_answer_is_not_asked(asked, server, change):
    plan(at=after(5, 10))
    change()
    assert send_all(after(5, 10), kind="endorsement_reminder") == ["skipped"]
    assert stages(endorsements.source, after(5, 10)) == []


def test_the_leaders_letter_has_the_link_that_works(asked, server, client, monkeypatch):
    plan(at=after(5, 10))
    assert send_all(after(5, 10), kind="endorsement_reminder") == ["sent"]
    letter = server.taken[0]
    assert letter["To"] == "lee@school.example"
    link = next(line for line in letter.get_body(("plain",)).get_content().split() if "/backing/" in line)
    monkeypatch.setattr(clock, "now", lambda: after(5, 11))
    assert client.get(urlsplit(link).path).status_code == 200


# -- no TRN ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def accepted():
    application = ApplicationFactory(accepted=True, cohort__starts_on=date(2026, 11, 20))
    Application.objects.update(decided_at=BEGAN)
    return application


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (after(6), []),
        (after(7), ["1w"]),
        (after(14), ["2w"]),
        (after(21), ["3w"]),
        (datetime(2026, 11, 19, 20, 59, tzinfo=UTC), ["3w"]),
        (datetime(2026, 11, 20, 7, tzinfo=UTC), []),  # the course has begun: the hub sees to it
    ],
)
def test_a_trn_is_asked_for_each_week_up_to_the_start(at, expected):
    assert stages(trns.source, at) == expected


def test_who_has_given_one_is_not_asked(accepted, server):
    plan(at=after(7))
    Participant.objects.filter(pk=accepted.participant_id).update(trn="9900015")
    assert send_all(after(7), kind="trn_missing") == ["skipped"]


def test_the_letter_says_how_to_get_one(accepted, server):
    plan(at=after(7))
    assert send_all(after(7), kind="trn_missing") == ["sent"]
    words = " ".join(server.taken[0].get_body(("plain",)).get_content().split())
    assert "npq.trnrequest@education.gov.uk" in words
    assert "starts on Friday 20 November 2026" in words
