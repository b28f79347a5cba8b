"""The hub's pages of an enrolment: what is shown before it is done, errors beside their fields, nothing typed lost."""

from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from courses.actions.enrolments import defer, transfer
from courses.choices import CatchUpState, DeferralReason, EnrolmentStatus, FundingKind, Mark
from courses.models import Enrolment
from npq_portal.notifications.models import Notification
from tests.courses.enrolment_life.scenes import AT, BACK_ON, LATER, a_scene
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import CatchUpFactory, ComponentFactory, RecordFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def scene():
    return a_scene()


@pytest.fixture
def somebody(scene):
    enrolment = scene.somebody(participant=ParticipantFactory(first_name="Robin", last_name="Invented"))
    scene.attended(enrolment, 0)
    return enrolment


def url(name: str, enrolment) -> str:
    return reverse(f"enrolments:{name}", args=[enrolment.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split())


DEFERRAL = {
    "code": "bereavement",
    "expected_back_on_day": "1",
    "expected_back_on_month": "11",
    "expected_back_on_year": "2027",
    "reason": "Talked on the telephone",
}


def confirmed(client, path: str, data: dict) -> object:
    """Send the form, then what the page of the effect sends."""
    shown = client.post(path, data)
    assert shown.context["effect"], shown.context["form"].errors
    fields = urlencode([*shown.context["kept"], ("confirmed", shown.context["effect"].mark)])
    return client.post(path, fields, content_type="application/x-www-form-urlencoded", follow=True)


# -- the record ----------------------------------------------------------------------------------------------------------
def test_the_record_shows_state_credit_and_what_may_be_done(hub_admin_client, somebody):
    page = text(hub_admin_client.get(url("record", somebody)))

    assert "60 of 180 minutes" in page
    assert {words for _, words in hub_admin_client.get(url("record", somebody)).context["moves"]} == {
        "Defer",
        "Transfer to another cohort",
        "Withdraw",
    }


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        (EnrolmentStatus.DEFERRED, ["Bring back", "Withdraw"]),
        (EnrolmentStatus.WITHDRAWN, ["Take back"]),
        (EnrolmentStatus.COMPLETED, []),
        (EnrolmentStatus.MOVED, []),
    ],
)
def test_only_what_the_table_allows_is_offered(hub_admin_client, scene, status, moves):
    enrolment = scene.somebody(status=status)

    assert [words for _, words in hub_admin_client.get(url("record", enrolment)).context["moves"]] == moves


def test_what_did_not_come_along_stays_in_sight(hub_admin_client, scene, somebody):
    visit = ComponentFactory(cohort=scene.old, title="School visit")
    RecordFactory(enrolment=somebody, session=SessionFactory(component=visit))
    new = transfer(enrolment=somebody, cohort=scene.new, funded_place=True, by=None, at=LATER)

    page = text(hub_admin_client.get(url("record", new)))

    assert "School visit: 60 minutes. The new cohort has no such component." in page
    assert url("record", somebody) in page
    assert url("record", new) in text(hub_admin_client.get(url("record", somebody)))


# -- the form, the effect, the deed --------------------------------------------------------------------------------------
def test_nothing_is_done_before_it_was_shown(hub_admin_client, somebody):
    shown = hub_admin_client.post(url("defer", somebody), DEFERRAL)

    assert "It does not tell the reason." in text(shown)
    assert "Their credit is kept: 60 minutes." in text(shown)
    assert "“started” declaration" in text(shown)
    assert [(row["key"], row["value"]) for row in shown.context["answers"]] == [
        ("Why do they defer?", "Bereavement"),
        ("Day they mean to come back", "Monday 1 November 2027"),
        ("Anything to add", "Talked on the telephone"),
    ]
    somebody.refresh_from_db()
    assert somebody.status == EnrolmentStatus.ACTIVE


def test_deferring(hub_admin_client, hub_admin, somebody):
    page = confirmed(hub_admin_client, url("defer", somebody), DEFERRAL)

    somebody.refresh_from_db()
    assert (somebody.status, somebody.expected_back_on) == ("deferred", BACK_ON)
    assert "Robin Invented is deferred. We have written to them." in text(page)
    event = somebody.events.get()
    assert (event.by, event.reason_code, event.reason) == (hub_admin, "bereavement", "Talked on the telephone")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"code": ""}, "code", "Choose why they defer"),
        ({"code": "workload"}, "code", "Choose why they defer"),
        ({"expected_back_on_year": "2026"}, "expected_back_on", "must be in the future"),
        ({"expected_back_on_month": ""}, "expected_back_on", "must include a month"),
        ({"reason": "x" * 301}, "reason", "must be 300 characters or fewer"),
    ],
)
def test_errors_stand_beside_their_field_and_nothing_typed_is_lost(hub_admin_client, somebody, changes, field, words):
    page = hub_admin_client.post(url("defer", somebody), DEFERRAL | changes)

    form = page.context["form"]
    assert words in form.errors[field][0]
    assert set(form.errors) == {field}
    assert (DEFERRAL | changes)["reason"] in text(page)


def test_changing_the_answers_brings_the_form_back_as_it_was(hub_admin_client, somebody):
    page = hub_admin_client.post(url("defer", somebody), DEFERRAL | {"confirmed": "x", "change": "1"})

    assert "Talked on the telephone" in text(page)
    assert 'value="2027"' in text(page)


def test_what_has_changed_since_is_shown_again_and_not_done(hub_admin_client, scene, somebody):
    mark = hub_admin_client.post(url("defer", somebody), DEFERRAL).context["effect"].mark
    scene.attended(somebody, 1)

    page = hub_admin_client.post(url("defer", somebody), DEFERRAL | {"confirmed": mark})

    assert "Something has changed since you looked." in text(page)
    assert "Their credit is kept: 120 minutes." in text(page)
    somebody.refresh_from_db()
    assert somebody.status == EnrolmentStatus.ACTIVE


def test_who_is_deferred_already_cannot_be_deferred_again(hub_admin_client, somebody):
    confirmed(hub_admin_client, url("defer", somebody), DEFERRAL)

    for page in (hub_admin_client.get(url("defer", somebody)), hub_admin_client.post(url("defer", somebody), DEFERRAL)):
        assert "This enrolment is deferred, so it cannot be deferred." in text(page)
    assert Notification.objects.filter(kind="enrolment_deferred").count() == 1


def test_what_stops_is_named(hub_admin_client, scene, somebody):
    record = scene.attended(somebody, 1, mark=Mark.ABSENT, minutes=0)
    CatchUpFactory(enrolment=somebody, session=record.session, state=CatchUpState.SENT)

    shown = hub_admin_client.post(url("withdraw", somebody), {"code": "other", "reason": ""})

    assert "1 open catch-up will be closed." in text(shown)
    assert "only if a hub admin takes them back" in text(shown)


def test_withdrawing(hub_admin_client, somebody):
    confirmed(hub_admin_client, url("withdraw", somebody), {"code": "other", "reason": ""})

    somebody.refresh_from_db()
    assert (somebody.status, somebody.reason_code) == ("withdrawn", "other")
    assert Notification.objects.filter(kind="enrolment_withdrawn").count() == 1


def test_taking_back(hub_admin_client, scene):
    enrolment = scene.somebody(status=EnrolmentStatus.WITHDRAWN)
    answers = {"reason": "Her head asked us", "funded_place": "no"}

    confirmed(hub_admin_client, url("readmit", enrolment), answers)

    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.funded_place) == ("active", False)


# -- another cohort ------------------------------------------------------------------------------------------------------
def test_the_preview_shows_the_credit_component_by_component(hub_admin_client, scene, somebody):
    shown = hub_admin_client.post(url("transfer", somebody), {"cohort": scene.new.pk, "funded_place": "yes"})

    assert shown.context["effect"].rows == [["Seminar 1", "60 of 60", "60", {"text": "All of it"}]]
    assert "60 minutes of credit come along." in text(shown)


def test_a_transfer(hub_admin_client, scene, somebody):
    page = confirmed(
        hub_admin_client, url("transfer", somebody), {"cohort": scene.new.pk, "funded_place": "yes", "reason": "Nearer"}
    )

    new = Enrolment.objects.get(cohort=scene.new)
    assert page.redirect_chain == [(url("record", new), 302)]
    assert f"Robin Invented is in {scene.new} now." in text(page)


def test_back_after_a_deferral_into_either_cohort(hub_admin_client, scene, somebody):
    defer(enrolment=somebody, code=DeferralReason.OTHER, expected_back_on=BACK_ON, by=None, at=AT)
    own = confirmed(hub_admin_client, url("resume", somebody), {"cohort": scene.old.pk, "reason": ""})
    assert own.redirect_chain == [(url("record", somebody), 302)]

    somebody.refresh_from_db()
    defer(enrolment=somebody, code=DeferralReason.OTHER, expected_back_on=BACK_ON, by=None, at=LATER)
    confirmed(hub_admin_client, url("resume", somebody), {"cohort": scene.new.pk, "funded_place": "no"})

    new = Enrolment.objects.get(cohort=scene.new)
    assert (new.status, new.funded_place, new.continues) == ("active", False, somebody)


def test_a_funded_place_is_asked_about_where_places_are_capped(hub_admin_client, scene, somebody):
    page = hub_admin_client.post(url("transfer", somebody), {"cohort": scene.new.pk, "funded_place": ""})

    assert page.context["form"].errors == {"funded_place": ["Choose whether they have a funded place"]}


@pytest.mark.parametrize(("kind", "held"), [(FundingKind.FULL, None), (FundingKind.NONE, False)])
def test_and_not_where_they_are_not(hub_admin_client, scene, somebody, kind, held):
    scene.new.intake.funding_kind = kind
    scene.new.intake.save()

    confirmed(hub_admin_client, url("transfer", somebody), {"cohort": scene.new.pk})

    assert Enrolment.objects.get(cohort=scene.new).funded_place is held


def test_a_full_cohort_is_shown_says_so_and_cannot_be_chosen(hub_admin_client, scene, somebody):
    scene.new.capacity = 1
    scene.new.save()
    EnrolmentFactory(cohort=scene.new)

    assert "All places in this cohort are taken." in text(hub_admin_client.get(url("transfer", somebody)))
    page = hub_admin_client.post(url("transfer", somebody), {"cohort": scene.new.pk, "funded_place": "yes"})
    assert page.context["form"].errors == {"cohort": ["All places in this cohort are taken."]}


def test_the_last_place_went_between_the_page_and_the_button(hub_admin_client, scene, somebody):
    answers = {"cohort": scene.new.pk, "funded_place": "yes", "reason": "Nearer"}
    mark = hub_admin_client.post(url("transfer", somebody), answers).context["effect"].mark
    scene.new.capacity = 1
    scene.new.save()
    EnrolmentFactory(cohort=scene.new)

    page = hub_admin_client.post(url("transfer", somebody), answers | {"confirmed": mark})

    assert page.context["form"].errors == {"cohort": ["All places in this cohort are taken."]}
    assert "Nearer" in text(page)


def test_without_another_cohort_the_page_says_what_to_do(hub_admin_client):
    enrolment = EnrolmentFactory(cohort=CohortFactory())

    assert "There is no other cohort of this programme" in text(hub_admin_client.get(url("transfer", enrolment)))


# -- the passport --------------------------------------------------------------------------------------------------------
def test_the_passport_says_where_each_credit_came_from_also_after_moving(hub_admin_client, scene, somebody):
    scene.attended(somebody, 1, mark=Mark.PART, minutes=40)
    new = transfer(enrolment=somebody, cohort=scene.new, funded_place=True, by=None, at=LATER)

    old_page, new_page = (hub_admin_client.get(url("passport", one)) for one in (somebody, new))

    sources = [(row[0]["text"], row[1], row[2]["text"]) for row in old_page.context["rows"]]
    assert sources == [
        ("Seminar 1", "60 of 60 min", "Present"),
        ("Seminar 2", "40 of 60 min", "Part of it"),
        ("Seminar 3", "0 of 60 min", "Nothing known"),
    ]
    assert f"goes on in {scene.new}" in text(old_page)
    assert new_page.context["rows"][0][2]["text"] == "Credit from an earlier cohort"
    assert new_page.context["passport"].minutes == old_page.context["passport"].minutes == 100


def test_a_participant_reads_their_own_and_nobody_elses(participant_client, participant, scene, somebody):
    own = scene.somebody(participant=participant.participant, status=EnrolmentStatus.WITHDRAWN)

    assert participant_client.get(reverse("mine:passport", args=[own.pk])).status_code == 200
    assert participant_client.get(reverse("mine:passport", args=[somebody.pk])).status_code == 404
