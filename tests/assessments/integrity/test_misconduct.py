"""A case of misconduct from its raising to its end: history, letters, pages, and that markers see nothing of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from assessments.actions.misconduct import MisconductRefusedError, move_case, note, raise_case
from assessments.choices import MisconductState
from assessments.models import MisconductCase
from assessments.rules.misconduct import Move
from npq_portal.accounts.choices import RoleName
from npq_portal.notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.results import MisconductCaseFactory
from tests.registrations.actions.racing import at_once

AT = datetime(2027, 2, 15, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return UserFactory(roles=[RoleName.HUB_ADMIN], name="Hannah Invented")


@pytest.fixture
def colleague():
    return UserFactory(roles=[RoleName.HUB_ADMIN], name="Grace Invented")


@pytest.fixture
def case(hub):
    return raise_case(submission=SubmissionFactory(), allegation="Two pages are another's.", by=hub, at=AT)


def step(case, move, by, *, days=0, reason="We read both."):
    return move_case(case=case, move=move, reason=reason, by=by, at=AT + timedelta(days=days))


def letters() -> list[str]:
    return [one.context["what"].partition("\n")[0] for one in Notification.objects.order_by("created_at", "pk")]


def test_a_case_from_its_raising_to_an_appeal_that_fails(case, hub, colleague):
    step(case, Move.INVESTIGATE, hub, days=1)
    step(case, Move.UPHOLD, hub, days=5)
    step(case, Move.APPEAL, hub, days=10)
    step(case, Move.STAND, colleague, days=20)

    case.refresh_from_db()
    assert (case.state, case.was_upheld, case.closed_at) == (MisconductState.CLOSED, True, AT + timedelta(days=20))
    assert [(event.state, event.by.name) for event in case.events.all()] == [
        ("raised", "Hannah Invented"),
        ("investigating", "Hannah Invented"),
        ("upheld", "Hannah Invented"),
        ("appealed", "Hannah Invented"),
        ("closed", "Grace Invented"),
    ]
    assert letters() == [
        "We are looking into a concern about your submission.",
        "We have decided about the concern: it is upheld.",
        "We have your appeal.",
        "We have decided about your appeal: the decision stands.",
    ]


def test_the_letter_of_a_decision_says_until_when_it_can_be_appealed(case, hub):
    step(case, Move.INVESTIGATE, hub)
    step(case, Move.UPHOLD, hub, days=5, reason="The second answer is that of another script.")

    letter = Notification.objects.latest("created_at")
    assert "The second answer is that of another script." in letter.context["what"]
    assert letter.context["what_next"].endswith("The last day is Saturday 13 March 2027.")
    assert letter.recipient == case.submission.entry.enrolment.participant.user


def test_an_appeal_that_is_granted_clears_them(case, hub, colleague):
    step(case, Move.INVESTIGATE, hub)
    step(case, Move.UPHOLD, hub)
    step(case, Move.APPEAL, hub)
    step(case, Move.OVERTURN, colleague)

    case.refresh_from_db()
    assert (case.state, case.was_upheld) == (MisconductState.CLOSED, False)


def test_whoever_upheld_it_does_not_decide_the_appeal(case, hub):
    step(case, Move.INVESTIGATE, hub)
    step(case, Move.UPHOLD, hub)
    step(case, Move.APPEAL, hub)

    with pytest.raises(MisconductRefusedError, match="somebody else"):
        step(case, Move.STAND, hub)


def test_nobody_is_told_of_what_was_dropped(case, hub):
    step(case, Move.DROP, hub)

    case.refresh_from_db()
    assert (case.state, case.was_upheld) == (MisconductState.DISMISSED, False)
    assert letters() == []


def test_an_upheld_case_closes_after_the_days_of_appeal(case, hub):
    step(case, Move.INVESTIGATE, hub)
    step(case, Move.UPHOLD, hub)

    with pytest.raises(MisconductRefusedError, match="can still appeal"):
        step(case, Move.CLOSE, hub, days=21)
    step(case, Move.CLOSE, hub, days=22)

    case.refresh_from_db()
    assert case.closed_at is not None


def test_a_step_that_the_state_does_not_allow_changes_nothing(case, hub):
    with pytest.raises(MisconductRefusedError, match="is raised now"):
        step(case, Move.UPHOLD, hub)
    with pytest.raises(MisconductRefusedError, match="Enter the reason"):
        step(case, Move.INVESTIGATE, hub, reason=" ")
    assert case.events.count() == 1


def test_raised_twice_it_is_one_and_after_its_end_another(case, hub):
    again = raise_case(submission=case.submission, allegation="The same again.", by=hub, at=AT)
    assert again == case

    step(case, Move.DROP, hub)
    assert raise_case(submission=case.submission, allegation="Something new.", by=hub, at=AT) != case


@pytest.mark.parametrize("allegation", ["", "  "])
def test_a_case_says_what_is_suspected(hub, allegation):
    with pytest.raises(MisconductRefusedError):
        raise_case(submission=SubmissionFactory(), allegation=allegation, by=hub, at=AT)


def test_what_was_withdrawn_is_not_suspected_of_anything(hub):
    with pytest.raises(MisconductRefusedError, match="withdrawn"):
        raise_case(submission=SubmissionFactory(withdrawn_at=AT), allegation="Copied.", by=hub, at=AT)


def test_a_note_is_for_colleagues_and_moves_nothing(case, hub):
    note(case=case, text="Asked her facilitator.", by=hub, at=AT)

    case.refresh_from_db()
    assert case.state == MisconductState.RAISED
    assert case.events.last().text == "Asked her facilitator."
    assert letters() == []


def test_nothing_is_added_to_a_closed_case(case, hub):
    step(case, Move.DROP, hub)

    with pytest.raises(MisconductRefusedError, match="closed"):
        note(case=case, text="One more thing.", by=hub, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_decide_at_once_and_one_of_them_does():
    hub, colleague = (UserFactory(roles=[RoleName.HUB_ADMIN]) for _ in range(2))
    case = raise_case(submission=SubmissionFactory(), allegation="Copied.", by=hub, at=AT)
    step(case, Move.INVESTIGATE, hub)

    outcomes = at_once(lambda: step(case, Move.UPHOLD, hub), lambda: step(case, Move.DISMISS, colleague))

    assert sorted(type(one).__name__ for one in outcomes) == ["MisconductEvent", "MisconductRefusedError"]
    assert len(letters()) == 2


@pytest.mark.django_db(transaction=True)
def test_two_raise_at_once_and_one_case_is_raised():
    submission, hub = SubmissionFactory(), UserFactory(roles=[RoleName.HUB_ADMIN])

    def raising():
        return raise_case(submission=submission, allegation="Copied.", by=hub, at=AT)

    one, other = at_once(raising, raising)

    assert one == other
    assert MisconductCase.objects.count() == 1


# -- pages -------------------------------------------------------------------------------------------------------------
def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_raising_through_the_page_leads_to_the_case(hub_admin_client):
    submission = SubmissionFactory()
    path = reverse("integrity:raise", args=[submission.pk])

    assert "Say what is suspected" in text(hub_admin_client.post(path, {"allegation": ""}))
    page = text(hub_admin_client.post(path, {"allegation": "Two pages are another's."}, follow=True))

    assert "The case is raised." in page
    assert "Look into it" in page
    assert "Dismiss without looking into it" in page


def test_a_step_shows_what_they_will_be_told_and_does_it(hub_admin_client):
    case = MisconductCaseFactory()
    path = reverse("integrity:move", args=[case.pk, "investigate"])

    page = text(hub_admin_client.get(path))
    assert "They get an email." in page
    assert "Reply to this email to tell us your side." in page
    done = text(hub_admin_client.post(path, {"reason": "Two pages agree word for word."}, follow=True))

    assert "We have written to the participant." in done
    assert "Being looked into" in done


def test_a_step_that_cannot_be_made_says_why(hub_admin_client):
    case = MisconductCaseFactory(state="dismissed", was_upheld=False, closed_at=AT)

    page = text(hub_admin_client.get(reverse("integrity:move", args=[case.pk, "uphold"])))

    assert "The case is dismissed now" in page
    assert "<textarea" not in page


def test_there_is_no_step_of_another_name(hub_admin_client):
    path = reverse("integrity:move", args=[MisconductCaseFactory().pk, "forget"])

    assert hub_admin_client.get(path).status_code == 404


def test_a_note_through_the_page(hub_admin_client):
    path = reverse("integrity:case", args=[MisconductCaseFactory().pk])

    assert "Write the note" in text(hub_admin_client.post(path, {"text": ""}))
    assert "Asked her head." in text(hub_admin_client.post(path, {"text": "Asked her head."}, follow=True))


def test_the_list_has_the_open_ones_first(hub_admin_client):
    closed = MisconductCaseFactory(state="closed", was_upheld=True, closed_at=AT)
    waiting = MisconductCaseFactory(raised_at=AT - timedelta(days=30))

    page = hub_admin_client.get(reverse("integrity:cases"))

    assert list(page.context["page"]) == [waiting, closed]


def test_markers_are_refused_the_pages_of_cases(assessor_client):
    case = MisconductCaseFactory()
    for path in (reverse("integrity:index"), reverse("integrity:case", args=[case.pk])):
        assert assessor_client.get(path).status_code == 403
