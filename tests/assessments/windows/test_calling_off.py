"""Calling a planned window off: seen for whom first, done once with a reason, told once, and as if it had never been."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.actions.admission import admit, open_windows
from assessments.actions.calling_off import call_off, preview
from assessments.actions.closing import close_due
from assessments.actions.extensions import ExtensionRefusedError, ask
from assessments.actions.moving import WindowChangedError, move
from assessments.actions.windows import WindowRefusedError, plan, waive
from assessments.choices import ExtensionKind, ExtensionReason, ExtensionState
from assessments.facts.entering import candidates_among
from assessments.models import Window
from assessments.rules.entering import NotReady
from courses.choices import EnrolmentStatus
from npq_portal.notifications import rechecks
from npq_portal.notifications.models import Notification
from tests.assessments.windows.scenes import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    TERMS,
    a_cohort,
    a_window,
    another_case,
    engaged,
    idle,
    inside,
    letters,
)
from tests.factories.assessments import CaseStudyFactory
from tests.factories.assessments_windows import ExtensionFactory

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WHY = "The case had a mistake in it."


@pytest.fixture
def window():
    return a_window()


def off(window, by, *, at=BEFORE, reason=WHY, digest=None):
    digest = preview(window=window, at=at).digest if digest is None else digest
    return call_off(window=window, reason=reason, digest=digest, by=by, at=at)


def planned(hub_admin, cohort=None, *people):
    cohort = cohort or a_cohort()
    case = CaseStudyFactory(programme=cohort.programme)
    return plan(cohort=cohort, case_study=case, terms=TERMS, by=hub_admin, at=BEFORE - 30 * DAY)


# -- the deed ----------------------------------------------------------------------------------------------------------
def test_it_is_kept_with_its_reason_and_its_history(window, hub_admin):
    engaged(window)

    assert off(window, hub_admin) is True

    window.refresh_from_db()
    assert (window.called_off_at, window.called_off_by, window.called_off_reason) == (BEFORE, hub_admin, WHY)
    event = window.events.get()
    assert (event.what, event.by, event.at) == ("Called off", hub_admin, BEFORE)
    assert event.after == {"reason": WHY, "people_told": 1}
    assert event.before["opens_at"] == OPENS.isoformat()


def test_done_twice_it_is_done_once(window, hub_admin):
    engaged(window)
    digest = preview(window=window, at=BEFORE).digest

    assert [off(window, hub_admin, digest=digest, reason=words) for words in (WHY, "Another")] == [True, False]

    window.refresh_from_db()
    assert window.called_off_reason == WHY
    assert len(letters("window_called_off")) == 1


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_happens(window, hub_admin, reason):
    with pytest.raises(WindowRefusedError, match="Enter why"):
        off(window, hub_admin, reason=reason)
    assert not Window.objects.exclude(called_off_at=None).exists()


@pytest.mark.parametrize(
    ("at", "may"),
    [(BEFORE, True), (OPENS - SECOND, True), (OPENS, False), (INSIDE, False), (CLOSES + DAY, False)],
    ids=["a week before", "a second before", "at the opening", "in it", "after it"],
)
def test_until_it_opens(window, hub_admin, at, may):
    if may:
        assert off(window, hub_admin, at=at) is True
        return
    with pytest.raises(WindowRefusedError, match="has opened"):
        call_off(window=window, reason=WHY, digest="", by=hub_admin, at=at)


def test_not_what_was_looked_at(window, hub_admin):
    digest = preview(window=window, at=BEFORE).digest
    engaged(window)
    with pytest.raises(WindowChangedError):
        off(window, hub_admin, digest=digest)
    assert letters("window_called_off") == []


def test_the_database_lets_no_window_that_opened_be_called_off(window, hub_admin):
    rows = Window.objects.filter(pk=window.pk)
    rows.update(opened_at=OPENS)
    with pytest.raises(IntegrityError, match="window_called_off_never_opens"), transaction.atomic():
        rows.update(called_off_at=BEFORE, called_off_by=hub_admin, called_off_reason=WHY)
    with pytest.raises(IntegrityError, match="window_called_off_says_why"), transaction.atomic():
        rows.update(opened_at=None, called_off_at=BEFORE)


# -- who is told -------------------------------------------------------------------------------------------------------
def test_everybody_who_was_told_and_everybody_it_is_for_is_told_once(hub_admin):
    cohort = a_cohort()
    first = a_window(cohort, opens_on=TERMS.opens_on - 90 * DAY, opens_at=OPENS - 90 * DAY, closes_at=OPENS - 82 * DAY)
    told, left = engaged(first, "Told Invented"), engaged(first, "Left Invented")
    window = planned(hub_admin, cohort)
    left.status = EnrolmentStatus.DEFERRED
    left.save()
    newcomer, elsewhere = engaged(window, "New Invented"), engaged(a_window(), "Other Invented")

    off(window, hub_admin)

    found = letters("window_called_off")
    people = [told, left, newcomer]
    assert sorted(email for email, _ in found) == sorted(one.participant.user.email for one in people)
    assert elsewhere.participant.user.email not in dict(found)
    said = dict(found)[told.participant.user.email]
    assert said["opens"] == "Wednesday 3 February 2027, 00:00 (UK time)"
    assert (said["reason"], said["what_next"][:12]) == (WHY, "We write to ")
    assert said["url"].endswith("/my/case-study/")


def asked_again(kind, at=BEFORE):
    message = Notification.objects.get(kind=kind)
    return rechecks.still([message], at=at)[message.pk]


def test_whoever_was_not_told_of_its_days_yet_is_not_told_any_more(hub_admin):
    cohort = a_cohort()
    engaged(a_window(cohort, opens_on=TERMS.opens_on - 90 * DAY, opens_at=OPENS - 90 * DAY))
    window = planned(hub_admin, cohort)
    assert asked_again("window_changed") == rechecks.Fresh()

    off(window, hub_admin)

    assert asked_again("window_changed") == rechecks.Gone("The window was called off since.")


def test_the_letter_says_what_comes_instead_as_it_is_when_it_is_sent(window, hub_admin):
    engaged(window)
    off(window, hub_admin)
    assert "when another window is planned" in asked_again("window_called_off").context["what_next"]

    plan(cohort=window.cohort, case_study=window.case_study, terms=TERMS, by=hub_admin, at=BEFORE)

    words = asked_again("window_called_off").context["what_next"]
    assert words == "The next window of your cohort opens: Wednesday 3 February 2027, 00:00 (UK time)."


def test_the_letter_is_not_sent_where_it_is_not_so(window, hub_admin):
    engaged(window)
    off(window, hub_admin)
    Window.objects.filter(pk=window.pk).update(called_off_at=None, called_off_by=None, called_off_reason="")

    assert isinstance(asked_again("window_called_off"), rechecks.Gone)


# -- as if it had never been -------------------------------------------------------------------------------------------
def test_nobody_is_let_in_and_no_attempt_is_used(window, hub_admin):
    enrolment = engaged(window)
    stale = Window.objects.get(pk=window.pk)
    off(window, hub_admin)

    assert admit(window=stale, enrolment=enrolment, at=INSIDE) is None
    assert open_windows(at=INSIDE) == 0
    close_due(at=CLOSES + DAY)

    window.refresh_from_db()
    assert (window.opened_at, window.closed_at) == (None, None)
    (one,) = candidates_among(window, [enrolment], at=INSIDE)
    assert one.decision.reasons == (NotReady.CALLED_OFF,)
    assert one.decision.attempt == 1


def test_the_same_days_and_case_are_planned_again_and_people_let_in(window, hub_admin):
    enrolment = engaged(window)
    off(window, hub_admin)

    again = plan(cohort=window.cohort, case_study=window.case_study, terms=TERMS, by=hub_admin, at=BEFORE)

    assert again.pk != window.pk
    assert admit(window=again, enrolment=enrolment, at=INSIDE).attempt == 1


def test_it_is_not_moved_and_nobody_is_waived_into_it_or_given_time(window, hub_admin):
    enrolment = idle(window)
    stale = Window.objects.get(pk=window.pk)
    off(window, hub_admin)

    with pytest.raises(WindowRefusedError, match="called off"):
        move(window=stale, case_study=another_case(window), terms=TERMS, digest="", by=hub_admin, at=BEFORE)
    with pytest.raises(WindowRefusedError, match="called off"):
        waive(window=stale, enrolment=enrolment, reason="A flood", by=hub_admin, at=BEFORE)
    with pytest.raises(ExtensionRefusedError, match="called off"):
        ask(
            window=stale, enrolment=enrolment, kind=ExtensionKind.MORE_TIME, reason=ExtensionReason.ILLNESS, hours=1,
            by=enrolment.participant.user, at=BEFORE,
        )  # fmt: skip


def test_a_request_for_more_time_lapses(window, hub_admin):
    extension = ExtensionFactory(window=window, enrolment=engaged(window))
    off(window, hub_admin)
    extension.refresh_from_db()
    assert extension.state == ExtensionState.LAPSED


# -- pages -------------------------------------------------------------------------------------------------------------
def url(window):
    return reverse("windows:call-off", args=[window.pk])


@pytest.fixture
def early(time_machine_at):
    with time_machine_at(BEFORE):
        yield


def test_the_page_shows_who_is_told_and_wants_a_reason(hub_admin_client, window, early):
    engaged(window)
    idle(window)

    page = hub_admin_client.get(url(window))
    assert [row[0]["text"] for row in page.context["rows"]] == ["Idle Invented", "Ready Invented"]
    assert [row[1] for row in page.context["rows"]] == ["Not as it stands", "Yes"]
    seen = page.context["form"].initial["seen"]

    page = hub_admin_client.post(url(window), {"reason": "", "seen": seen})
    assert "Enter why it is called off" in page.content.decode()

    page = hub_admin_client.post(url(window), {"reason": WHY, "seen": seen}, follow=True)
    assert "The window is called off. We have written to everybody who knew of it." in page.content.decode()
    assert (page.context["status"], page.context["groups"]) == ("Called off", [])
    assert {"key": "Called off because", "value": WHY} in page.context["summary"]
    listed = hub_admin_client.get(reverse("windows:index")).context["groups"]
    assert [title for title, _ in listed] == ["Called off"]


def test_who_is_told_is_shown_anew_where_it_changed_and_the_reason_is_kept(hub_admin_client, window, early):
    seen = hub_admin_client.get(url(window)).context["form"].initial["seen"]
    engaged(window)

    page = hub_admin_client.post(url(window), {"reason": WHY, "seen": seen})
    assert "Something has changed since you looked" in page.content.decode()
    assert WHY in page.content.decode()
    anew = page.context["form"]["seen"].value()
    assert anew == preview(window=window, at=BEFORE).digest

    hub_admin_client.post(url(window), {"reason": WHY, "seen": anew})
    assert Window.objects.exclude(called_off_at=None).exists()


def test_of_an_open_window_the_page_says_what_to_do_instead(hub_admin_client, window, time_machine_at):
    inside(window)
    with time_machine_at(INSIDE):
        page = hub_admin_client.get(url(window))
        assert "Move its end, or give people more time." in page.content.decode()
        assert url(window) not in hub_admin_client.get(reverse("windows:window", args=[window.pk])).content.decode()


def test_its_people_read_that_it_was_called_off_and_why(participant_client, participant, window, hub_admin, early):
    engaged(window, participant=participant.participant)
    off(window, hub_admin)

    for page in ("my-windows:index", "pages:home"):
        assert "Called off" in participant_client.get(reverse(page)).content.decode()
    shown = participant_client.get(reverse("my-windows:window", args=[window.pk])).content.decode()
    assert WHY in shown
    assert "It does not count as an attempt." in shown
    assert "Ask for more time" not in shown
