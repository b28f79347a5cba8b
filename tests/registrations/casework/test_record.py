"""One application whole: everything is there in words, nothing that should not be, and no query for each thing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.choices import FundingKind
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.roles import ROLE_PERMISSIONS
from registrations.casework.funding import facts
from registrations.choices import EndorsementStatus, EventKind, FundingCode, TrnCheckOutcome
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory
from tests.factories.registrations import (
    SUBMITTED_AT,
    AdjustmentRequestFactory,
    ApplicationFactory,
    EventFactory,
    FundingDecisionFactory,
    TrnCheckFactory,
)
from tests.registrations.casework.scenes import MARKUP, a_hub

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(hub_admin_client, url, text):
    """The page's words."""

    def read(application) -> str:
        return text(hub_admin_client.get(url("application", application)))

    return read


class TestWhatToDecide:
    def points(self, hub_admin_client, url, application):
        response = hub_admin_client.get(url("application", application))
        return {point["title"]: point["status"] for point in response.context["points"]}, response.context["blockers"]

    def test_a_plain_one_can_be_accepted(self, hub_admin_client, url):
        application = ApplicationFactory(participant=ParticipantFactory(verified=True))
        points, blockers = self.points(hub_admin_client, url, application)
        assert points == {
            "School leader": "Waiting",
            "TRN": "Verified",
            "Funding": "Likely",
            "Places in the cohort": "20 of 20 left",
        }
        assert blockers == []

    def test_one_with_everything_says_everything_once(self, hub_admin_client, url):
        points, blockers = self.points(hub_admin_client, url, a_hub()["submitted"])
        assert points == {
            "School leader": "Declined",
            "TRN": "To verify",
            "Funding": "To review",
            "Places in the cohort": "11 of 12 left",
            "Did not pass an earlier NPQ": "Look at this",
            "Is still taking a leadership NPQ": "Look at this",
        }
        assert blockers == ["The school leader must back it first: it is a further specialist NPQ."]

    def test_a_full_cohort(self, hub_admin_client, url):
        cohort = CohortFactory(capacity=2)
        EnrolmentFactory.create_batch(2, cohort=cohort)
        points, blockers = self.points(hub_admin_client, url, ApplicationFactory(cohort=cohort))
        assert points["Places in the cohort"] == "0 of 2 left"
        assert blockers == [f"All 2 places in {cohort.name} are taken."]

    def test_somebody_who_withdrew_holds_no_place(self, hub_admin_client, url):
        cohort = CohortFactory(capacity=1)
        EnrolmentFactory(cohort=cohort, status="withdrawn")
        assert self.points(hub_admin_client, url, ApplicationFactory(cohort=cohort))[1] == []

    def test_a_place_with_another_provider(self, hub_admin_client, url):
        held = ApplicationFactory(accepted=True)
        cohort = CohortFactory(intake=held.cohort.intake)
        application = ApplicationFactory(participant=held.participant, cohort=cohort)
        blockers = self.points(hub_admin_client, url, application)[1]
        assert blockers == [f"This person was accepted for the same course and start with {held.reference}."]

    def test_how_long_the_leader_has_been_asked(self, shown):
        assert "Lee Leader was asked 9 days ago." in shown(ApplicationFactory())

    @pytest.mark.parametrize("state", ["accepted", "rejected", "withdrawn"])
    def test_nothing_is_left_to_decide_after_a_decision(self, state, shown):
        page = shown(ApplicationFactory(**{state: True}))
        assert "What to decide now" not in page
        assert "Ask for more" not in page
        assert "Add a note" in page


class TestEverythingIsThere:
    def test_in_words(self, shown):
        page = shown(a_hub()["submitted"])
        for words in (
            "Amara Okafor To decide",
            "Previous names Amara Bello",
            "TRN 1234567, not yet verified",
            "Where you work England",
            "The DfE decides by hand (subject_to_review)",
            "Kind of workplace A school",
            "Not verified The TRN and one other fact agree, and the first name differs. Open alert on the record",
            "TRN, date of birth",
            "First name (differs), National Insurance number (not given)",
            "She is very able, but we cannot spare her this year.",
            "A leadership NPQ is not finished",
            "An earlier NPQ was not passed",
            "May be the same person",
            "School leader asked for backing The school leader",
            "Application received The applicant",
            "Note (only for us)",
            "by Hari Invented",
        ):
            assert words in page, words

    def test_the_answers_are_those_of_the_day_whatever_the_cohort_does_since(self, shown):
        application = ApplicationFactory()
        before = shown(application)
        cohort = application.cohort
        cohort.registration_closes_at = cohort.registration_opens_at + timedelta(days=1)
        cohort.capacity = 1
        cohort.save()
        cohort.programme.course.is_on_show = False
        cohort.programme.course.save()
        after = shown(application)
        for words in ("NPQ Senior Leadership (NPQSL)", "Why this NPQ To lead my team better."):
            assert words in before
            assert words in after

    def test_every_funding_decision_newest_first(self, hub_admin_client, url, hub_admin):
        application = ApplicationFactory(funding_code=FundingCode.SUBJECT_TO_REVIEW)
        FundingDecisionFactory(
            application=application,
            code=FundingCode.MARKED_FUNDED_BY_POLICY,
            by=hub_admin,
            reason="The DfE wrote.",
            at=SUBMITTED_AT + timedelta(days=1),
        )
        rows = hub_admin_client.get(url("application", application)).context["funding_decisions"]
        assert [(row[1]["hint"], row[2], row[4]) for row in rows] == [
            ("marked_funded_by_policy", "Hannah Invented", "The DfE wrote."),
            ("subject_to_review", "The rules", ""),
        ]

    def test_facts_are_in_words_and_keep_what_has_left_the_vocabulary_since(self):
        application = ApplicationFactory()
        application.funding_facts["institution"]["kind"] = "floating_school"
        rows = {row["key"]: row["value"] for row in facts(application)}
        assert rows["Course"] == "NPQSL"
        assert rows["Kind of workplace"] == "A school"
        assert rows["Employment"] == "Not asked"
        assert rows["On the list: PP50 schools"] == "Yes"
        assert rows["Workplace is"] == "floating_school"

    def test_a_check_by_hand_says_by_whom(self, shown, hub_admin):
        application = ApplicationFactory()
        TrnCheckFactory(
            application=application,
            outcome=TrnCheckOutcome.VERIFIED,
            record_trn="1234567",
            reason="by_hand",
            by=hub_admin,
        )
        assert "By Hannah Invented Verified By hand" in shown(application)

    @pytest.mark.parametrize(
        ("place", "words"), [(True, "Funded place Yes"), (False, "Funded place No"), (None, "Places are not capped")]
    )
    def test_the_enrolment_of_an_accepted_one(self, place, words, shown):
        application = ApplicationFactory(accepted=True)
        application.enrolment.funded_place = place
        application.enrolment.save()
        page = shown(application)
        assert words in page
        assert "Cannot start before the TRN is verified." in page

    def test_with_a_verified_trn_nothing_keeps_them_from_starting(self, shown):
        page = shown(ApplicationFactory(accepted=True, participant=ParticipantFactory(verified=True)))
        assert "Cannot start" not in page

    def test_a_workplace_that_no_register_knows(self, shown):
        application = ApplicationFactory(
            workplace=None, answers={"employer": "École Inventée", "ofsted_urn": "EY123456"}
        )
        assert "School or workplace École Inventée Ofsted URN EY123456" in shown(application)

    def test_an_application_that_nobody_was_asked_to_back(self, shown):
        application = ApplicationFactory()
        application.endorsement.delete()
        page = shown(application)
        assert "No school leader has been asked." in page
        assert "Nobody asked" in page

    def test_markup_is_shown_and_not_run(self, hub_admin_client, url):
        application = a_hub()["submitted"]
        application.participant.first_name = MARKUP
        application.participant.save()
        application.answers_in_words.append([MARKUP, MARKUP])
        application.save()
        page = hub_admin_client.get(url("application", application)).content.decode()
        assert MARKUP not in page
        assert page.count("&lt;script&gt;") >= 5


class TestTheSamePerson:
    def doubles(self, hub_admin_client, url, application):
        rows = hub_admin_client.get(url("application", application)).context["doubles"]
        return [row[0]["text"] for row in rows]

    def test_the_same_trn_or_name_and_birthday(self, hub_admin_client, url):
        person = ParticipantFactory(last_name="O'Neil", trn="1234567")
        application = ApplicationFactory(participant=person)
        same_trn = ApplicationFactory(participant=ParticipantFactory(trn="1234567"), submitted_at=SUBMITTED_AT)
        later = SUBMITTED_AT + timedelta(days=1)
        same_name = ApplicationFactory(participant=ParticipantFactory(last_name="O'NEIL"), submitted_at=later)
        born = person.date_of_birth + timedelta(days=1)
        ApplicationFactory(participant=ParticipantFactory(last_name="O'Neil", date_of_birth=born))
        assert self.doubles(hub_admin_client, url, application) == [same_name.reference, same_trn.reference]

    def test_people_without_a_trn_are_not_all_one(self, hub_admin_client, url):
        application, _ = ApplicationFactory(), ApplicationFactory()
        assert self.doubles(hub_admin_client, url, application) == []

    def test_their_other_applications_are_not_doubles(self, hub_admin_client, url):
        application = ApplicationFactory()
        other = ApplicationFactory(participant=application.participant)
        response = hub_admin_client.get(url("application", application))
        assert [row[0]["text"] for row in response.context["others"]] == [other.reference]
        assert response.context["doubles"] == []


class TestAdjustments:
    def test_the_words_are_not_on_the_page(self, shown):
        application = ApplicationFactory()
        AdjustmentRequestFactory(application=application, needs="A hearing loop")
        page = shown(application)
        assert "hearing loop" not in page
        assert "See the adjustments asked for" in page

    def test_where_nothing_was_asked_for_there_is_nothing_to_see(self, shown):
        assert "See the adjustments" not in shown(ApplicationFactory())

    def test_a_look_is_asked_for_first_and_written_down(self, hub_admin_client, hub_admin, url, text, now):
        application = ApplicationFactory()
        AdjustmentRequestFactory(application=application, needs=f"A hearing loop {MARKUP}")
        asked = hub_admin_client.get(url("adjustments", application))
        assert "hearing loop" not in text(asked)
        assert not application.events.filter(kind=EventKind.NOTE).exists()
        seen = hub_admin_client.post(url("adjustments", application))
        assert "A hearing loop" in text(seen)
        assert MARKUP not in seen.content.decode()
        assert "no-store" in seen["Cache-Control"]
        event = application.events.get(kind=EventKind.NOTE)
        assert (event.note, event.by, event.at, event.shown_to_participant) == (
            "Looked at the adjustments asked for.",
            hub_admin,
            now,
            False,
        )

    def test_looking_where_nothing_was_asked_for_writes_nothing(self, hub_admin_client, url, text):
        application = ApplicationFactory()
        assert "asked for no adjustments" in text(hub_admin_client.post(url("adjustments", application)))
        assert not application.events.filter(kind=EventKind.NOTE).exists()

    def test_without_the_permission_there_is_no_link_and_no_page(self, hub_admin_client, url, text, monkeypatch):
        """A hub may take the permission out of the table of roles."""
        without = {
            model: verbs
            for model, verbs in ROLE_PERMISSIONS[RoleName.HUB_ADMIN].items()
            if model != "registrations.adjustmentrequest"
        }
        monkeypatch.setitem(ROLE_PERMISSIONS, RoleName.HUB_ADMIN, without)
        application = ApplicationFactory()
        AdjustmentRequestFactory(application=application)
        page = text(hub_admin_client.get(url("application", application)))
        assert "See the adjustments" not in page
        assert hub_admin_client.get(url("adjustments", application)).status_code == 403
        assert hub_admin_client.post(url("adjustments", application)).status_code == 403
        assert not application.events.filter(kind=EventKind.NOTE).exists()


class TestHistory:
    def test_newest_first_with_who_and_notes_marked(self, hub_admin_client, hub_admin, url):
        application = ApplicationFactory()
        EventFactory(
            application=application, kind=EventKind.NOTE, note="Rang", by=hub_admin, at=SUBMITTED_AT + timedelta(1)
        )
        events = hub_admin_client.get(url("application", application)).context["events"]
        assert [(event["title"], event["by"]) for event in events] == [
            ("Note (only for us)", "Hannah Invented"),
            ("Funding decided by the rules (only for us)", ""),
            ("Submitted", str(application.participant.user)),
        ]


def test_the_number_of_queries_does_not_grow(hub_admin_client, url):
    application, counts = ApplicationFactory(), []
    hub_admin_client.get(url("application", application))
    for more in (1, 2, 20):
        for number in range(more):
            by = UserFactory()
            at = SUBMITTED_AT + timedelta(hours=number)
            EventFactory(application=application, by=by, at=at)
            FundingDecisionFactory(application=application, by=by, reason="Because", at=at)
            TrnCheckFactory(application=application, by=by, at=at)
            intake = IntakeFactory(identifier=f"x{more}-{number}", funding_kind=FundingKind.FULL)
            ApplicationFactory(participant=application.participant, cohort=CohortFactory(intake=intake))
            ApplicationFactory(
                participant=ParticipantFactory(
                    last_name=application.participant.last_name, date_of_birth=application.participant.date_of_birth
                ),
                backing=EndorsementStatus.CONFIRMED,
            )
        with CaptureQueriesContext(connection) as queries:
            hub_admin_client.get(url("application", application))
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 25
