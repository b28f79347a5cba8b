"""An enrolment deferred and resumed in another cohort: the credit is the same, nothing counts twice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courses.actions.enrolments import transfer
from courses.facts.credit import total_credit
from courses.models import Enrolment
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.notifications.models import Notification
from tests.axe import assert_accessible
from tests.courses.enrolment_life.scenes import Scene, a_scene
from tests.factories.engagement import ComponentFactory, RecordFactory, SessionFactory
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def enrolment(scene: Scene, participant: User) -> Enrolment:
    """Priya has done two of three seminars, and a visit that the later cohort does not have."""
    made = scene.somebody(participant=participant.participant)
    scene.attended(made, 0)
    scene.attended(made, 1)
    visit = ComponentFactory(cohort=scene.old, title="School visit", position=9)
    RecordFactory(enrolment=made, session=SessionFactory(component=visit))
    return made


def test_deferred_and_resumed_in_a_later_cohort(
    watched: Page, context: BrowserContext, sign_in: Callable, live_server, hub_admin, scene, enrolment
):
    sign_in(context, hub_admin)
    watched.goto(f"{live_server.url}/hub/enrolments/{enrolment.pk}/")

    watched.get_by_role("button", name="Defer").click()
    watched.get_by_label("Parental leave").check()
    for part, typed in (("Day", "1"), ("Month", "11"), ("Year", "2027")):
        watched.get_by_role("textbox", name=part, exact=True).fill(typed)
    watched.get_by_label("Anything to add (optional)").fill("From April")
    watched.get_by_role("button", name="Continue").click()
    expect(watched.get_by_text("Their credit is kept: 180 minutes.")).to_be_visible()
    assert_accessible(watched)
    take(watched, "journey-defer-check")

    watched.get_by_role("button", name="Change my answers").click()
    expect(watched.get_by_label("Parental leave")).to_be_checked()
    expect(watched.get_by_label("Anything to add (optional)")).to_have_value("From April")
    watched.get_by_role("button", name="Continue").click()
    watched.get_by_role("button", name="Defer").click()
    expect(watched.get_by_role("heading", level=1)).to_contain_text("Deferred")

    watched.get_by_role("button", name="Bring back").click()
    watched.get_by_label(scene.new.name).check()
    watched.get_by_role("button", name="Continue").click()
    expect(watched.get_by_text("120 minutes of credit come along.")).to_be_visible()
    expect(watched.get_by_text("60 minutes of credit do not count any more.")).to_be_visible()
    expect(watched.get_by_role("row", name="School visit")).to_contain_text("The new cohort has no such component")
    assert_accessible(watched)
    take(watched, "journey-resume-check")
    watched.get_by_role("button", name="Bring back").click()

    expect(watched.get_by_role("heading", level=1)).to_contain_text("Active")
    expect(watched.get_by_text("120 of 180 minutes so far.")).to_be_visible()
    expect(watched.get_by_text("School visit: 60 minutes.")).to_be_visible()
    new = Enrolment.objects.get(cohort=scene.new)
    assert (total_credit(enrolment), total_credit(new)) == (180, 120)
    kinds = Notification.objects.filter(kind__startswith="enrolment_").values_list("kind", flat=True)
    assert sorted(kinds) == ["enrolment_deferred", "enrolment_resumed"]


def test_attending_again_what_came_along_does_not_count_twice(
    watched: Page, context: BrowserContext, sign_in: Callable, live_server, participant, scene, enrolment
):
    new = transfer(enrolment=enrolment, cohort=scene.new, funded_place=True, by=None, at=clock.now())
    scene.attended(new, 0)
    sign_in(context, participant)

    watched.goto(f"{live_server.url}/my/passport/{new.pk}/")

    expect(watched.get_by_text("Credit came along from")).to_be_visible()
    expect(watched.get_by_role("row", name="Seminar 1")).to_contain_text("60 of 60 min")
    expect(watched.locator(".npq-stats")).to_contain_text("120")
    assert_accessible(watched)
    take(watched, "journey-passport")
    watched.goto(f"{live_server.url}/my/passport/{enrolment.pk}/")
    expect(watched.locator(".npq-stats")).to_contain_text("180")
    expect(watched.get_by_text(f"This enrolment goes on in {scene.new}.")).to_be_visible()
