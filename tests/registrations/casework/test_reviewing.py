"""What is still to look at: a reason goes when the state it asks about is settled, in the list, the filter and the record."""

from itertools import product

import pytest

from registrations.actions import decisions, trn
from registrations.casework import reviewing
from registrations.choices import EndorsementStatus, FundingCode
from registrations.models import Application
from tests.factories.accounts import ParticipantFactory
from tests.factories.registrations import ApplicationFactory

pytestmark = pytest.mark.django_db

LIST = "/register/hub/applications/"
BY_TRN = ["no_trn", "trn_not_verified", "trn_belongs_to_another"]
BY_FUNDING = ["funding_needs_review", "same_funding_unknown"]
UNTIL_DECIDED = [
    "record_has_alert",
    "details_differ_from_verified",
    "trn_differs_from_verified",
    "failed",
    "same_taken",
]


@pytest.fixture
def still_open(hub_admin_client):
    """What the list says of the one application there is, and whether its filter finds it."""

    def read() -> tuple[str, bool]:
        row = hub_admin_client.get(LIST, {"status": "all"}).context["rows"][0]
        found = hub_admin_client.get(LIST, {"status": "all", "review": "yes"}).context["page"]
        left = hub_admin_client.get(LIST, {"status": "all", "review": "no"}).context["page"]
        assert len(found) + len(left) == 1
        return row[4]["text"], len(found) == 1

    return read


@pytest.fixture
def verified():
    return ParticipantFactory(verified=True)


@pytest.mark.parametrize("reason", BY_TRN)
def test_a_trn_verified_by_hand_settles_it(reason, still_open, hub_admin, now):
    application = ApplicationFactory(review_reasons=[reason])
    assert still_open()[1]

    trn.verify_by_hand(application=application, trn="1234567", how="The DfE told us", by=hub_admin, at=now)

    assert still_open() == ("Nothing", False)


@pytest.mark.parametrize("reason", BY_FUNDING)
@pytest.mark.parametrize("funded", [True, False])
def test_a_decision_about_funding_by_hand_settles_it(reason, funded, still_open, verified, hub_admin, now):
    code = FundingCode.SUBJECT_TO_REVIEW
    application = ApplicationFactory(participant=verified, review_reasons=[reason], funding_code=code)
    assert still_open()[1]

    decisions.override_funding(application=application, funded=funded, reason="The DfE wrote", by=hub_admin, at=now)

    assert still_open() == ("Nothing", False)


@pytest.mark.parametrize("reason", UNTIL_DECIDED)
def test_what_only_a_person_can_judge_stays_until_the_decision(reason, still_open, verified, hub_admin, now):
    code = FundingCode.MARKED_FUNDED_BY_POLICY
    application = ApplicationFactory(participant=verified, review_reasons=[reason], funding_code=code)
    assert still_open() == ("Something to look at", True)

    decisions.accept(application=application, funded_place=True, by=hub_admin, at=now)

    assert still_open() == ("Nothing", False)
    assert Application.objects.get().review_reasons == [reason]


def test_backing_given_leaves_nothing_to_look_at(still_open, verified):
    ApplicationFactory(participant=verified, needs_backing=True, backing=EndorsementStatus.CONFIRMED)

    assert still_open() == ("Nothing", False)


def test_what_the_list_says_in_words_of_its_own_is_not_said_twice(still_open):
    ApplicationFactory(
        participant=ParticipantFactory(trn="1234567"),
        review_reasons=["trn_not_verified", "funding_needs_review"],
        funding_code=FundingCode.SUBJECT_TO_REVIEW,
    )

    assert still_open() == ("TRN to verify, funding to review", True)


def test_the_record_asks_only_for_what_is_left(hub_admin_client, url, verified):
    reasons = ["same_funding_unknown", "trn_belongs_to_another", "record_has_alert"]
    application = ApplicationFactory(
        participant=verified, review_reasons=reasons, funding_code=FundingCode.MARKED_INELIGIBLE_BY_POLICY
    )

    points = hub_admin_client.get(url("application", application)).context["points"]

    assert [point["title"] for point in points if point["status"] == "Look at this"] == [
        "The teaching record carries an open alert: look it up before deciding"
    ]


def test_the_query_and_the_row_agree():
    people = [ParticipantFactory(verified=True), ParticipantFactory(trn="1234567"), ParticipantFactory()]
    codes = [FundingCode.FUNDED, FundingCode.SUBJECT_TO_REVIEW, FundingCode.MARKED_FUNDED_BY_POLICY]
    reasons = [[], ["no_trn"], ["funding_needs_review"], ["no_trn", "funding_needs_review"], ["failed", "no_trn"]]
    states = [{}, {"more_needed": True}, {"rejected": True}]
    for participant, code, wanted, state in product(people, codes, reasons, states):
        ApplicationFactory(participant=participant, funding_code=code, review_reasons=wanted, **state)

    nothing = set(Application.objects.filter(reviewing.NOTHING_LEFT))

    every_one = Application.objects.select_related("participant")
    assert nothing == {application for application in every_one if not reviewing.open_reasons(application)}
    assert 0 < len(nothing) < len(every_one)
