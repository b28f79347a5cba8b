"""What a reader switched off is not planned, not sent where it waited already, and not foreseen; the rest goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from npq_portal.notifications import rechecks, reminders
from npq_portal.notifications.choices import NotificationKind as Kind
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification, SwitchedOff
from npq_portal.notifications.rehearsal import rehearse
from npq_portal.notifications.reminders import Reminder, plan, remind_of
from npq_portal.notifications.rules.choosing import Verdict
from npq_portal.notifications.rules.manners import OPTIONAL
from npq_portal.notifications.switches import choose, switch_off, switch_on, switched_off_by
from tests.factories.accounts import UserFactory
from tests.factories.notifications import full_context
from tests.notifications.sending import send_all

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
MUST_BE_TOLD = Kind.SELF_STUDY_DUE
KINDS = [*map(Kind, sorted(OPTIONAL)), MUST_BE_TOLD]


@pytest.fixture
def due(monkeypatch):
    """A source that reminds the given people of the given kinds from AT for two days."""
    monkeypatch.setattr(reminders, "_SOURCES", {})
    monkeypatch.setattr(rechecks, "_ASKED", {})

    def remind(people, kinds) -> None:
        def source(*, since, by, only=None):
            yield [
                of(one, kind)
                for one in people
                for kind in kinds
                if (only is None or one.pk in only) and since < AT <= by
            ]

        remind_of("test", source, kinds=kinds)

    return remind


def of(person, kind: Kind) -> Reminder:
    return Reminder(
        kind=kind,
        to=person,
        about=f"test:{person.pk}",
        series=f"{person.pk} {kind}",
        stage=kind,
        moment=AT,
        due_at=AT,
        until=AT + timedelta(days=2),
        context=lambda: full_context(kind),
    )


def foreseen() -> dict[str, Verdict]:
    return {one.kind: one.verdict for one in rehearse(start=AT - timedelta(hours=1), end=AT + timedelta(days=1))}


OFF = Verdict.SWITCHED_OFF
NOT_SENT = (NotificationState.SKIPPED, "Not sent: switched off by the reader")
SENT = (NotificationState.SENT, "")


def off_before(reader, kind: Kind) -> None:
    SwitchedOff.objects.create(user=reader, kind=kind, switched_off_at=AT - timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "is_off", "rehearsed", "planned", "became"),
    [
        *[(kind, False, Verdict.GOES, 1, SENT) for kind in KINDS],
        *[(Kind(kind), True, OFF, 0, None) for kind in sorted(OPTIONAL)],
        (MUST_BE_TOLD, True, Verdict.GOES, 1, SENT),  # whatever stands in the table
    ],
)
def test_off_before_it_is_planned(due, server, kind, is_off, rehearsed, planned, became):
    reader = UserFactory()
    due([reader], [kind])
    if is_off:
        off_before(reader, kind)
    assert foreseen() == {kind: rehearsed}
    assert plan(at=AT) == planned
    send_all(AT)
    told = [(one.state, one.last_error) for one in Notification.objects.all()]
    assert told == ([became] if became else [])
    assert len(server.taken) == planned


@pytest.mark.parametrize("kind", KINDS)
def test_off_while_it_waits_in_the_outbox(due, server, kind):
    reader = UserFactory()
    due([reader], [kind])
    plan(at=AT)
    off_before(reader, kind)
    send_all(AT)
    (row,) = Notification.objects.all()
    assert (row.state, row.last_error) == (SENT if kind == MUST_BE_TOLD else NOT_SENT)
    assert plan(at=AT + timedelta(minutes=1)) == 0


def test_off_and_on_again_in_time_it_comes(due, server):
    reader = UserFactory()
    due([reader], [Kind.SESSION_TOMORROW])
    plan(at=AT)
    switch_off(user=reader.pk, kinds=[Kind.SESSION_TOMORROW], at=AT)
    send_all(AT)
    switch_on(user=reader.pk, kinds=[Kind.SESSION_TOMORROW])
    later = AT + timedelta(hours=1)
    assert plan(at=later) == 1
    assert send_all(later) == ["sent"]


def test_it_is_the_readers_own_choice_and_of_that_kind_alone(due, server):
    reader, other = UserFactory(), UserFactory()
    due([reader, other], [Kind.SESSION_TOMORROW, Kind.SESSION_IN_A_WEEK])
    off_before(reader, Kind.SESSION_TOMORROW)
    assert plan(at=AT) == 3
    assert not Notification.objects.filter(recipient=reader, kind=Kind.SESSION_TOMORROW).exists()


def test_of_an_email_of_several_the_part_that_is_off_is_left_out(due, server):
    reader = UserFactory()
    due([reader], [Kind.SESSION_TOMORROW, MUST_BE_TOLD])
    plan(at=AT)
    off_before(reader, Kind.SESSION_TOMORROW)
    send_all(AT)
    (mail,) = server.taken
    assert mail["Subject"].startswith("Still to do:")


def test_who_moves_to_another_address_keeps_their_choice(due):
    reader = UserFactory()
    due([reader], [Kind.SESSION_TOMORROW])
    off_before(reader, Kind.SESSION_TOMORROW)
    reader.email = "moved@school.example"
    reader.save()
    assert plan(at=AT) == 0


@pytest.mark.parametrize(("kind", "more"), [(Kind.SESSION_TOMORROW, 1), (MUST_BE_TOLD, 0)])
def test_a_batch_takes_one_query_however_many_are_in_it(due, kind, more):
    """Nothing new is planned: what is in the outbox (1), what is off (1, and none where nothing is optional)."""

    def queries(count: int) -> int:
        people = UserFactory.create_batch(count)
        due(people, [kind])
        off_before(people[0], kind)
        plan(at=AT)
        with CaptureQueriesContext(connection) as seen:
            plan(at=AT)
        return len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    assert [queries(2), queries(12)] == [1 + more, 1 + more]


# -- switching -------------------------------------------------------------------------------------------------------
def test_what_people_must_be_told_cannot_be_switched_off():
    with pytest.raises(ValueError, match="self_study_due"):
        switch_off(user=UserFactory().pk, kinds=[Kind.SESSION_TOMORROW, MUST_BE_TOLD], at=AT)
    assert not SwitchedOff.objects.exists()


def test_off_twice_is_off_since_the_first_time():
    reader = UserFactory().pk
    for hours in range(2):
        switch_off(user=reader, kinds=[Kind.HUB_DIGEST], at=AT + timedelta(hours=hours))
    assert switched_off_by(reader) == {Kind.HUB_DIGEST: AT}


def test_a_choice_leaves_what_it_was_not_about():
    reader = UserFactory().pk
    switch_off(user=reader, kinds=[Kind.HUB_DIGEST, Kind.SESSION_TOMORROW], at=AT)
    among = [Kind.SESSION_TOMORROW, Kind.SESSION_IN_A_WEEK]
    choose(user=reader, among=among, wanted=[Kind.SESSION_TOMORROW, Kind.HUB_DIGEST], at=AT)
    assert set(switched_off_by(reader)) == {Kind.HUB_DIGEST, Kind.SESSION_IN_A_WEEK}
