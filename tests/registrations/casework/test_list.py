"""The list: what stands in it by default, every filter, the search, the order, pages, and a constant number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from npq_portal.accounts.models import Participant
from registrations.choices import EndorsementStatus, FundingCode
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, CourseFactory, IntakeFactory, LeadProviderFactory, ProgrammeFactory
from tests.factories.registrations import SUBMITTED_AT, ApplicationFactory, DraftFactory
from tests.factories.registrations_workplaces import WorkplaceFactory
from tests.registrations.casework.scenes import MARKUP

pytestmark = pytest.mark.django_db

LIST = "/register/hub/applications/"


@pytest.fixture
def listed(hub_admin_client):
    """The references on the list for these filters, in its order."""

    def references(**query: str) -> list[str]:
        page = hub_admin_client.get(LIST, query).context["page"]
        return [application.reference for application in page]

    return references


@pytest.fixture
def one_in_each_state():
    states = [{}, {"more_needed": True}, {"accepted": True}, {"rejected": True}, {"withdrawn": True}]
    return {made.status: made.reference for made in (ApplicationFactory(**state) for state in states)}


class TestState:
    def test_without_a_word_it_is_what_needs_a_decision(self, listed, one_in_each_state):
        assert listed() == [one_in_each_state["submitted"], one_in_each_state["more_needed"]]

    @pytest.mark.parametrize("state", ["submitted", "more_needed", "accepted", "rejected", "withdrawn"])
    def test_one_state(self, state, listed, one_in_each_state):
        assert listed(status=state) == [one_in_each_state[state]]

    def test_open_or_accepted(self, listed, one_in_each_state):
        assert set(listed(status="live")) == {
            one_in_each_state[state] for state in ("submitted", "more_needed", "accepted")
        }

    def test_all(self, listed, one_in_each_state):
        assert set(listed(status="all")) == set(one_in_each_state.values())

    def test_words_are_looked_for_in_every_state(self, listed, one_in_each_state):
        assert listed(q=one_in_each_state["withdrawn"]) == [one_in_each_state["withdrawn"]]

    def test_nothing_in_this_state_says_that_there_is_in_others(self, hub_admin_client, text):
        ApplicationFactory(accepted=True)
        page = hub_admin_client.get(LIST, {"status": "rejected", "course": "npq-senior-leadership"})
        assert "None in this state" in text(page)
        assert 'href="?status=all&amp;course=npq-senior-leadership"' in page.content.decode()

    def test_an_empty_hub_says_what_will_be_here(self, hub_admin_client, text):
        assert "Nothing matches Applications stand here from the moment they are submitted." in text(
            hub_admin_client.get(LIST)
        )


class TestFilters:
    @pytest.fixture
    def two(self):
        """One plain application, and one that differs in everything a filter asks."""
        course = CourseFactory(identifier="npq-headship")
        cohort = CohortFactory(
            programme=ProgrammeFactory(course=course, lead_provider=LeadProviderFactory(slug="other")),
            intake=IntakeFactory(identifier="2027a", name="Spring 2027"),
        )
        plain = ApplicationFactory()
        other = ApplicationFactory(
            cohort=cohort,
            participant=ParticipantFactory(verified=True),
            funding_code=FundingCode.SUBJECT_TO_REVIEW,
            review_reasons=["failed"],
            backing=EndorsementStatus.DECLINED,
            needs_backing=True,
        )
        return plain.reference, other.reference

    @pytest.mark.parametrize(
        ("query", "which"),
        [
            ({"course": "npq-headship"}, 1),
            ({"course": "npq-senior-leadership"}, 0),
            ({"intake": "2027a"}, 1),
            ({"intake": "2026b"}, 0),
            ({"provider": "other"}, 1),
            ({"funding": "funded"}, 0),
            ({"funding": "review"}, 1),
            ({"trn": "verified"}, 1),
            ({"trn": "none"}, 0),
            ({"backing": "asked"}, 0),
            ({"backing": "declined"}, 1),
            ({"backing": "missing"}, 1),
            ({"review": "yes"}, 1),
            ({"review": "no"}, 0),
        ],
        ids=str,
    )
    def test_one_filter(self, query, which, listed, two):
        assert listed(**query) == [two[which]]

    def test_filters_go_together(self, listed, two):
        assert listed(course="npq-headship", funding="review", trn="verified") == [two[1]]
        assert listed(course="npq-headship", funding="funded") == []

    @pytest.mark.parametrize(
        ("code", "group"),
        [
            (FundingCode.FUNDED, "funded"),
            (FundingCode.MARKED_FUNDED_BY_POLICY, "funded"),
            (FundingCode.SUBJECT_TO_REVIEW, "review"),
            (FundingCode.REFERRED_BY_ADVISER, "review"),
            (FundingCode.NO_INSTITUTION, "review"),
            (FundingCode.NOT_PP50, "not"),
            (FundingCode.MARKED_INELIGIBLE_BY_POLICY, "not"),
        ],
    )
    def test_every_code_is_in_one_group(self, code, group, listed):
        application = ApplicationFactory(funding_code=code)
        found = [name for name in ("funded", "review", "not") if listed(funding=name) == [application.reference]]
        assert found == [group]

    def test_a_trn_that_nobody_has_verified(self, listed, two):
        claimed = ApplicationFactory(participant=ParticipantFactory(trn="1234567"))
        assert listed(trn="to_verify") == [claimed.reference]

    def test_what_no_filter_knows_filters_nothing(self, listed, two):
        assert set(listed(course="npq-made-up", trn="purple", status="all")) == set(two)


class TestSearch:
    @pytest.fixture
    def amara(self):
        person = ParticipantFactory(
            first_name="Amara",
            last_name="O’Káfor-Smith",
            previous_names=["Amara Bello"],
            trn="1234567",
            user=UserFactory(email="amara@oak.example"),
        )
        place = WorkplaceFactory(name="Oakbank Primary School", urn="912345")
        ApplicationFactory()
        return ApplicationFactory(participant=person, workplace=place, reference="NPQ-7K4M-92XD").reference

    @pytest.mark.parametrize(
        "words",
        [
            "amara",
            "AMARA káfor",
            "káfor amara",
            "bello",
            "amara@oak",
            "12345",
            "1234567",
            "RP12/34567",
            "oakbank prim",
            "912345",
            "NPQ-7K4M-92XD",
            "npq7k4m92xd",
            "7k4m",
            "  amara   oakbank  ",
        ],
    )
    def test_it_is_found_by(self, words, listed, amara):
        assert listed(q=words) == [amara]

    def test_every_word_must_be_found(self, listed, amara):
        assert listed(q="amara nobody") == []

    def test_letters_that_look_like_digits_in_a_reference(self, listed):
        made = ApplicationFactory(reference="NPQ-10AB-0110")
        assert listed(q="NPQ-IOAB-OLIO") == [made.reference]

    def test_two_digits_are_too_few_for_a_trn(self, listed, amara):
        assert amara not in listed(q="67")

    def test_an_employer_that_no_register_knows(self, listed):
        made = ApplicationFactory(workplace=None, answers={"employer": "École Inventée, Lyon"})
        assert listed(q="inventée") == [made.reference]

    @pytest.mark.parametrize(
        "hostile",
        [
            "%",
            "_",
            "\\",
            "'; DROP TABLE registrations_application; --",
            '" OR 1=1',
            MARKUP,
            "x" * 5000,
            "🦉" * 200,
            "\x00",
            "a\x00b",
            "{{ 7*7 }}",
            "(((((",
            "١٢٣٤٥٦٧",
            " ".join("ab" for _ in range(500)),
        ],
    )
    def test_hostile_words_find_nothing_and_harm_nothing(self, hostile, hub_admin_client, amara):
        page = hub_admin_client.get(LIST, {"q": hostile})
        assert page.status_code == 200
        assert MARKUP.encode() not in page.content
        assert Participant.objects.filter(last_name="O’Káfor-Smith").exists()

    def test_wildcards_are_letters(self, listed):
        made = ApplicationFactory(participant=ParticipantFactory(last_name="A%B_C"))
        ApplicationFactory(participant=ParticipantFactory(last_name="AxByC"))
        assert listed(q="A%B_C") == [made.reference]


class TestOrderAndPages:
    @pytest.fixture
    def three(self):
        """C came first, then A, then B; C is headship."""
        headship = CohortFactory(
            programme=ProgrammeFactory(course=CourseFactory(identifier="npq-headship", title="Headship"))
        )
        made = {}
        for day, (name, cohort) in enumerate([("C", headship), ("A", None), ("B", None)]):
            more = {"cohort": cohort} if cohort else {}
            person = ParticipantFactory(last_name=name)
            at = SUBMITTED_AT + timedelta(days=day)
            made[name] = ApplicationFactory(participant=person, submitted_at=at, **more).reference
        return made

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("", "CAB"),
            ("submitted", "CAB"),
            ("-submitted", "BAC"),
            ("name", "ABC"),
            ("-name", "CBA"),
            ("nonsense", "CAB"),
            ("--name", "CAB"),
        ],
    )
    def test_order(self, sort, order, listed, three):
        assert listed(sort=sort) == [three[name] for name in order]

    def test_a_queue_begins_with_the_oldest_and_everything_else_with_the_newest(self, listed, three):
        assert listed(status="submitted")[0] == three["C"]
        assert listed(status="all")[0] == three["B"]

    def test_by_state_in_the_order_of_the_work(self, listed, one_in_each_state):
        states = ["submitted", "more_needed", "accepted", "rejected", "withdrawn"]
        assert listed(status="all", sort="status") == [one_in_each_state[state] for state in states]
        assert listed(status="all", sort="-status") == [one_in_each_state[state] for state in reversed(states)]

    @pytest.mark.parametrize(("page", "shown"), [("1", 25), ("2", 3), ("99", 3), ("x", 25), ("-1", 3)])
    def test_25_on_a_page_and_a_wrong_page_is_the_nearest(self, page, shown, hub_admin_client):
        cohort = CohortFactory(capacity=99)
        ApplicationFactory.create_batch(28, cohort=cohort)
        response = hub_admin_client.get(LIST, {"page": page, "status": "submitted"})
        assert len(response.context["rows"]) == shown
        assert "status=submitted" in response.content.decode()

    def test_the_number_of_queries_does_not_grow(self, hub_admin_client):
        cohort, counts = CohortFactory(capacity=99), []
        hub_admin_client.get(LIST)
        for more in (1, 2, 22):
            ApplicationFactory.create_batch(more, cohort=cohort)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                hub_admin_client.get(LIST)
            counts.append(len(queries))
        assert counts[0] == counts[1] == counts[2]
        assert counts[0] <= 15


class TestQueues:
    def test_each_counts_its_work_and_leads_to_it(self, hub_admin_client):
        ApplicationFactory.create_batch(2)
        ApplicationFactory(more_needed=True, participant=ParticipantFactory(trn="1234567"))
        ApplicationFactory(accepted=True, participant=ParticipantFactory(trn="2234567"))
        ApplicationFactory(rejected=True, participant=ParticipantFactory(trn="3234567"))
        ApplicationFactory(funding_code=FundingCode.SUBJECT_TO_REVIEW, backing=EndorsementStatus.DECLINED)
        queues = hub_admin_client.get(LIST).context["queues"]
        assert [(queue.title, queue.count) for queue in queues] == [
            ("Waiting for a decision", 3),
            ("Waiting for the person’s answer", 1),
            ("TRN to verify", 2),
            ("Funding to review", 1),
            ("Declined by the school leader", 1),
        ]
        for queue in queues:
            assert hub_admin_client.get(queue.url).context["page"].paginator.count == queue.count

    def test_how_long_the_oldest_has_waited(self, hub_admin_client):
        ApplicationFactory()
        assert hub_admin_client.get(LIST).context["queues"][0].hint == "The oldest came 9 days ago"

    def test_the_one_that_has_waited_longest_is_one_press_away(self, hub_admin_client):
        ApplicationFactory()
        oldest = ApplicationFactory(submitted_at=SUBMITTED_AT - timedelta(days=1))
        assert hub_admin_client.get(LIST).context["next_waiting"] == oldest

    @pytest.mark.parametrize(
        ("drafts", "words"),
        [
            (0, "Nobody is in the middle of applying."),
            (1, "1 more person has begun an application"),
            (2, "2 more people have begun an application"),
        ],
    )
    def test_unfinished_drafts_are_counted_and_nothing_of_them_is_shown(self, drafts, words, hub_admin_client, text):
        DraftFactory.create_batch(drafts, answers={"why": "A secret reason"})
        DraftFactory(submitted_at=SUBMITTED_AT)
        page = text(hub_admin_client.get(LIST))
        assert words in page
        assert "secret" not in page


class TestRow:
    def test_what_is_still_open(self, hub_admin_client):
        ApplicationFactory(
            participant=ParticipantFactory(trn="1234567"),
            funding_code=FundingCode.SUBJECT_TO_REVIEW,
            needs_backing=True,
            review_reasons=["failed"],
        )
        row = hub_admin_client.get(LIST).context["rows"][0]
        assert row[4]["text"] == "TRN to verify, funding to review, backing needed, something to look at"

    def test_nothing_open(self, hub_admin_client):
        ApplicationFactory(participant=ParticipantFactory(verified=True))
        assert hub_admin_client.get(LIST).context["rows"][0][4]["text"] == "Nothing"

    def test_a_name_with_markup_is_shown_as_it_is(self, hub_admin_client):
        ApplicationFactory(participant=ParticipantFactory(first_name=MARKUP))
        page = hub_admin_client.get(LIST).content.decode()
        assert MARKUP not in page
        assert "&lt;script&gt;" in page
