"""What is due for one reader at one time is one email: what goes together, what does not, and what becomes of each part."""

from datetime import UTC, datetime, timedelta

import pytest

from npq_portal.notifications import mailer, outbox, rechecks
from npq_portal.notifications.answers import Fate
from npq_portal.notifications.choices import NotificationKind as Kind
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rechecks import Fresh, Gone, Wait
from npq_portal.notifications.rules.manners import JOINING, manners_of
from tests.factories.notifications import NotificationFactory, full_context
from tests.notifications.mail_server import OK

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
READER = "reader@school.example"


@pytest.fixture(autouse=True)
def _still_so(monkeypatch):
    """Every message is so, unless a test says otherwise."""
    monkeypatch.setattr(rechecks, "_ASKED", {})


def waiting(kind: Kind, *, to: str = READER, due_at: datetime = AT, **more) -> Notification:
    return NotificationFactory(kind=kind, recipient_email=to, created_at=AT, due_at=due_at, **more)


def sweep(at: datetime = AT) -> int:
    return outbox.deliver_due(clock=lambda: at, until=at)


def states() -> dict[str, str]:
    return dict(Notification.objects.values_list("kind", "state"))


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


# -- what goes together ------------------------------------------------------------------------------------------------
ONE, TWO = Kind.SELF_STUDY_DUE, Kind.SESSION_TOMORROW


@pytest.mark.parametrize(
    ("kinds", "emails"),
    [
        ([Kind.SELF_STUDY_DUE], 1),
        ([Kind.SELF_STUDY_DUE, Kind.SESSION_TOMORROW], 1),
        ([Kind.SELF_STUDY_DUE, Kind.SELF_STUDY_DUE, Kind.CATCH_UP_DUE, Kind.WINDOW_OPENS_TOMORROW], 1),
        ([Kind.REGISTER_OPEN, Kind.MARKING_OVERDUE], 1),
        ([Kind.WINDOW_LAST_HOURS, Kind.SESSION_TOMORROW], 2),  # what is a matter of hours goes alone
        ([Kind.TRN_VERIFIED, Kind.SELF_STUDY_DUE], 2),  # so does the answer to what somebody did
        ([Kind.RESULT_RELEASED, Kind.SELF_STUDY_DUE, Kind.CATCH_UP_DUE], 2),
        ([Kind.ENDORSEMENT_REMINDER, Kind.ENDORSEMENT_REMINDER], 2),  # each has a link of its own to answer by
    ],
    ids=lambda value: " + ".join(value) if isinstance(value, list) else str(value),
)
def test_which_kinds_join(server, kinds, emails):
    for kind in kinds:
        waiting(kind)
    assert sweep() == emails
    assert len(server.taken) == emails
    assert set(Notification.objects.values_list("state", "sent_at")) == {(NotificationState.SENT, AT)}


def test_two_readers_get_an_email_each(server):
    for reader in (READER, "another@school.example"):
        waiting(ONE, to=reader)
        waiting(TWO, to=reader)
    assert sweep() == 2
    assert {mail["To"] for mail in server.taken} == {READER, "another@school.example"}


def test_what_is_not_due_yet_comes_later(server):
    waiting(ONE)
    waiting(TWO, due_at=AT + timedelta(hours=1))
    assert (sweep(), states()) == (1, {ONE: NotificationState.SENT, TWO: NotificationState.QUEUED})
    assert (sweep(AT + timedelta(hours=1)), len(server.taken)) == (1, 2)


def test_the_worker_that_is_woken_for_one_takes_the_others_along(server):
    first, _ = waiting(ONE), waiting(TWO)
    assert outbox.deliver(first.pk, clock=lambda: AT) == Fate.SENT
    assert set(states().values()) == {NotificationState.SENT}
    assert len(server.taken) == 1


def test_an_email_has_ten_parts_at_most(server):
    for _ in range(12):
        waiting(ONE)
    assert sweep() == 2


def test_at_night_none_of_them_goes(server):
    waiting(ONE)
    waiting(TWO)
    night = AT + timedelta(hours=13)
    sweep(night)
    assert server.taken == []
    assert {one.due_at for one in Notification.objects.all()} == {datetime(2026, 11, 17, 7, tzinfo=UTC)}
    assert sweep(datetime(2026, 11, 17, 7, tzinfo=UTC)) == 1


@pytest.mark.parametrize("kind", sorted(JOINING))
def test_every_kind_that_joins_can_wait(kind):
    assert manners_of(kind).can_wait


# -- what it says ------------------------------------------------------------------------------------------------------
def test_it_greets_once_says_what_it_is_about_and_has_every_link(server):
    waiting(Kind.SELF_STUDY_DUE, context=full_context(Kind.SELF_STUDY_DUE) | {"name": "Robin", "component": "Reading"})
    late = full_context(Kind.SESSION_TOMORROW) | {"name": "Robin", "component": "Leading <change>"}
    waiting(Kind.SESSION_TOMORROW, due_at=AT - timedelta(minutes=1), context=late | {"url": "https://portal.example/2"})

    sweep()

    (mail,) = server.taken
    text = text_of(mail)
    assert mail["Subject"] == "Tomorrow: Leading <change>, and 1 more"
    assert text.startswith(
        "Dear Robin,\n\nThis email is about 2 things:\n- Tomorrow: Leading <change>\n- Still to do: Reading, by the closes\n"
    )
    assert text.count("Dear Robin,") == 1
    assert "\n\nStill to do: Reading, by the closes\n---" in text
    assert "https://portal.example/some/page" in text
    assert "https://portal.example/2" in text
    html = mail.get_body(("html",)).get_content()
    assert "<h2>Tomorrow: Leading &lt;change&gt;</h2>" in html
    assert 'href="https://portal.example/2"' in html
    assert "<change>" not in html


def test_what_is_soonest_stands_first_however_the_rows_lie(server):
    for kind in (Kind.SESSION_IN_A_WEEK, Kind.SELF_STUDY_DUE, Kind.SESSION_TOMORROW):
        waiting(kind)
    sweep()
    (mail,) = server.taken
    assert mail["Subject"] == "Tomorrow: the component, and 2 more"
    said = mail.get_body(("plain",)).get_content().splitlines()
    assert [line[2:10] for line in said if line.startswith("- ")][:3] == ["Tomorrow", "Still to", "the comp"]


# -- each part by itself -----------------------------------------------------------------------------------------------
def test_what_is_no_longer_so_is_left_out_and_the_rest_is_as_if_alone(server):
    rechecks.ask_before_sending(ONE, lambda *_: Gone("Done."))
    waiting(ONE)
    other = waiting(TWO)
    assert sweep() == 1
    assert states() == {ONE: NotificationState.SKIPPED, TWO: NotificationState.SENT}
    (mail,) = server.taken
    assert mail["Subject"] == "Tomorrow: the component"
    assert mail["Message-ID"] == f"<{other.pk}@localhost>"


def test_what_waits_stays_behind(server):
    later = AT + timedelta(days=1)
    rechecks.ask_before_sending(ONE, lambda *_: Wait(later))
    waiting(ONE)
    waiting(TWO)
    sweep()
    (left,) = Notification.objects.filter(state=NotificationState.QUEUED)
    assert (left.kind, left.due_at, left.attempts) == (ONE, later, 0)
    assert len(server.taken) == 1


def test_where_none_of_it_is_so_nothing_goes(server):
    for kind in (ONE, TWO):
        rechecks.ask_before_sending(kind, lambda *_: Gone("Done."))
        waiting(kind)
    sweep()
    assert server.taken == []
    assert set(states().values()) == {NotificationState.SKIPPED}


def test_each_part_says_what_is_so_when_it_is_sent(server):
    rechecks.ask_before_sending(TWO, lambda *_: Fresh(full_context(TWO) | {"component": "The new title"}))
    waiting(ONE)
    waiting(TWO)
    sweep()
    assert "Tomorrow: The new title" in text_of(server.taken[0])
    assert Notification.objects.get(kind=TWO).context["component"] == "The new title"


# -- when it fails -----------------------------------------------------------------------------------------------------
def test_what_failed_together_comes_back_together(server):
    server.at_data = lambda _: "451 Come back later"
    waiting(ONE)
    waiting(TWO)
    sweep()
    assert set(states().values()) == {NotificationState.QUEUED}
    server.at_data = lambda _: OK
    (again,) = {one.due_at for one in Notification.objects.all()}
    assert sweep(again) == 1
    assert set(states().values()) == {NotificationState.SENT}
    assert len(server.taken) == 1


def test_a_refusal_is_the_refusal_of_every_part(server):
    server.at_data = lambda _: "550 No such person"
    waiting(ONE)
    waiting(TWO)
    sweep()
    assert set(states().values()) == {NotificationState.FAILED}


def test_an_interrupted_email_comes_back_whole_with_the_same_message_id(server):
    first = waiting(ONE)
    waiting(TWO)
    (claimed,) = outbox._claim(Notification.objects.filter(pk=first.pk), at=AT, most=1)  # and the worker dies
    before = mailer.message_id(outbox.email_id(claimed))
    freed_at = AT + outbox.STUCK_AFTER + timedelta(seconds=1)
    assert outbox.free_stuck(at=freed_at) == 2
    (again,) = {one.due_at for one in Notification.objects.all()}
    assert sweep(again) == 1
    assert list(server.message_ids()) == [before]


def test_two_emails_that_say_different_things_never_have_one_message_id():
    one, two, three = waiting(ONE), waiting(TWO), waiting(Kind.CATCH_UP_DUE)
    ids = {outbox.email_id(rows) for rows in ([one], [one, two], [one, two, three], [two, three])}
    assert len(ids) == 4
    assert outbox.email_id([two, one]) == outbox.email_id([one, two])


def test_what_failed_again_and_again_is_tried_alone_so_that_it_takes_nothing_down(server):
    waiting(ONE, attempts=3, due_at=AT - timedelta(minutes=1))
    waiting(TWO)
    waiting(Kind.CATCH_UP_DUE)
    assert sweep() == 2
