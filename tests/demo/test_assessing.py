"""The demo's case studies: a window open now, one past with results, one being marked, one to come."""

import pytest
from django.urls import reverse

from assessments.choices import MarkingState, OutcomeResult, ScriptState
from assessments.models import Entry, Marking, Outcome, Receipt, Script, SimilarPair, Submission, Window
from courses.choices import EnrolmentStatus
from courses.models import Enrolment
from npq_portal.accounts.models import User
from npq_portal.demo.cast import ASHA, BEN, HANA, IVO, NADIA
from npq_portal.demo.load import load
from npq_portal.demo.marking import LEFT_FOR_ASHA
from tests.cast import signed_in
from tests.demo.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def user(person) -> User:
    return User.objects.get(email=person.email)


def test_there_is_a_window_of_every_kind():
    assert Window.objects.filter(opens_at__gt=AT).count() == 1
    assert Window.objects.filter(opens_at__lte=AT, closes_at__gt=AT).count() == 1
    assert Window.objects.filter(closes_at__lte=AT, closed_at__isnull=False).count() == 2


def test_hana_did_not_pass_and_writes_about_another_case():
    first, second = Entry.objects.filter(enrolment__participant__user__email=HANA.email).order_by("attempt")

    assert first.outcomes.get().result == OutcomeResult.FAILED
    assert (second.attempt, second.case_opened_at is not None, second.versions.count()) == (2, True, 1)
    assert first.window.case_study != second.window.case_study


def test_ivo_has_passed_and_completed():
    enrolment = Enrolment.objects.get(participant__user__email=IVO.email)

    assert Outcome.objects.get(entry__enrolment=enrolment).result == OutcomeResult.PASSED
    assert enrolment.status == EnrolmentStatus.COMPLETED
    assert enrolment.completion_statement.withdrawn_at is None


def test_somebody_submitted_nothing():
    assert Outcome.objects.filter(result=OutcomeResult.NOT_SUBMITTED).count() == 1


def test_asha_has_scripts_and_ben_a_disagreement():
    open_ones = Marking.objects.filter(state=MarkingState.ALLOCATED)

    assert open_ones.filter(marker__email=ASHA.email).count() >= LEFT_FOR_ASHA
    assert Script.objects.get(state=ScriptState.DISAGREED).markings.filter(marker__email=BEN.email).exists()


def test_two_scripts_share_a_passage():
    assert SimilarPair.objects.filter(looked_at=None).count() == 1
    assert SimilarPair.objects.exclude(looked_at=None).count() == 1  # the same two texts in the earlier window


def test_no_receipt_without_what_it_is_about():
    assert Receipt.objects.count() == Submission.objects.count() == 12


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (HANA, "Your case study"),
        (IVO, "See your results and feedback"),
        (NADIA, "Not ready"),
        (ASHA, "Scripts to mark"),
        (BEN, "Scripts to mark"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_first_pages_lead_to_them(person, words, time_machine):
    time_machine.move_to(AT, tick=False)

    assert words in signed_in(user(person)).get(reverse("pages:home")).content.decode()


def test_loading_again_changes_nothing():
    before = (Window.objects.count(), Entry.objects.count(), Marking.objects.count())
    load(at=AT)

    assert (Window.objects.count(), Entry.objects.count(), Marking.objects.count()) == before
