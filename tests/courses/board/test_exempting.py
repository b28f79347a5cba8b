"""A hub admin exempts somebody from parts of their course: seen before it is done, done once, told with its reason, ended
with another."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from courses.actions import exempting
from courses.actions.engagement import EngagementRefusedError
from courses.choices import EnrolmentStatus, Mark, RecordState
from courses.facts.standing import ledgers_of
from courses.models import Component, EngagementRecord, EngagementSummary
from tests.cast import signed_in
from tests.courses.board.reading import words
from tests.courses.board.scenes import NOW, a_cohort, person, record, sessions_of

pytestmark = pytest.mark.django_db
WHY = "You led this at your own school in January."


@pytest.fixture
def late(db):
    """Five sessions of an hour were held, the last two after they joined; they came to those. Three are to come."""
    cohort = a_cohort(study=0)
    return person(cohort, "Lena Late", "   PP", enrolled_at=sessions_of(cohort)[2].ends_at + timedelta(days=1))


def parts_of(enrolment) -> list[Component]:
    return list(Component.objects.filter(cohort=enrolment.cohort).order_by("position"))


def url(enrolment) -> str:
    return reverse("board:exempt", args=[enrolment.pk])


def end_url(enrolment, component) -> str:
    return reverse("board:end-exemption", args=[enrolment.pk, component.pk])


def answers(*components, reason=WHY, **more):
    return {"components": [component.pk for component in components], "reason": reason, **more}


def exempted(enrolment) -> list[str]:
    rows = EngagementRecord.objects.filter(enrolment=enrolment, mark=Mark.EXEMPT, state=RecordState.CURRENT)
    return sorted(rows.values_list("component__title", flat=True))


def exempt(client, enrolment, *components, **more):
    """Both pages: what it does, and the button; the answer to the button."""
    check = client.post(url(enrolment), answers(*components, **more))
    confirmed = check.context["effect"].digest
    return client.post(url(enrolment), answers(*components, confirmed=confirmed, **more), follow=True)


# -- the form ----------------------------------------------------------------------------------------------------------
def test_the_record_leads_to_it(hub_admin_client, late):
    page = hub_admin_client.get(reverse("board:person", args=[late.pk])).content.decode()
    assert f'href="{url(late)}"' in page
    assert "Exempt from a part" in page


def test_every_part_says_when_how_long_and_whether_it_was_before_they_joined(hub_admin_client, late):
    shown = words(hub_admin_client.get(url(late)))
    for said in (
        "Seminar 1 Tuesday 26 January 2027, 60 minutes, before they joined",
        "Seminar 3 Tuesday 9 February 2027, 60 minutes, before they joined",
        "Seminar 4 Tuesday 16 February 2027, 60 minutes, 60 of them credited already",
        "Seminar 6 Tuesday 2 March 2027, 60 minutes",
    ):
        assert said in shown
    assert shown.count("before they joined") == 3


def test_self_study_whose_last_day_had_passed_was_before_they_joined(hub_admin_client):
    enrolment = person(a_cohort(held=0, to_come=0), enrolled_at=NOW - timedelta(days=10))
    shown = words(hub_admin_client.get(url(enrolment)))
    assert "By Sunday 31 January 2027, 120 minutes, before they joined" in shown, shown
    assert shown.count("before they joined") == 1


def test_only_what_counts_and_is_not_exempt_is_offered(hub_admin_client, late):
    first, second, third, *_ = parts_of(late)
    record(late, first, "exempt", Mark.EXEMPT, note=WHY)
    Component.objects.filter(pk=second.pk).update(is_off=True)
    Component.objects.filter(pk=third.pk).update(counts=False)
    form = hub_admin_client.get(url(late)).context["form"]
    assert [title for _, title in form.fields["components"].choices] == [f"Seminar {n}" for n in range(4, 9)]


def test_where_nothing_is_left_it_says_so(hub_admin_client, late):
    Component.objects.update(counts=False)
    assert "There is no part left that counts for them." in words(hub_admin_client.get(url(late)))


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_reason_is_needed_and_nothing_chosen_is_lost(reason, hub_admin_client, late):
    first, second, *_ = parts_of(late)
    response = hub_admin_client.post(url(late), answers(first, second, reason=reason, confirmed="anything"))
    assert list(response.context["form"].errors) == ["reason"]
    page = response.content.decode()
    assert page.count(" checked") == 2
    assert "x" * 301 in page or len(reason) < 300
    assert exempted(late) == []


def test_a_part_is_needed_and_the_reason_is_kept(hub_admin_client, late):
    response = hub_admin_client.post(url(late), answers())
    assert response.context["form"].errors == {"components": ["Choose the parts they do not need"]}
    assert WHY in response.content.decode()


def test_a_part_of_another_cohort_is_refused(hub_admin_client, late):
    (strange,) = parts_of(person(a_cohort(name="Another", held=1, to_come=0, study=0)))
    response = hub_admin_client.post(url(late), answers(strange, confirmed="anything"))
    assert "cannot be chosen any more" in words(response)
    assert EngagementRecord.objects.filter(mark=Mark.EXEMPT).count() == 0


# -- what it does, and doing it ----------------------------------------------------------------------------------------
def test_the_effect_is_shown_and_nothing_is_done_yet(hub_admin_client, late):
    before = list(EngagementRecord.objects.values_list("pk", flat=True))
    shown = words(hub_admin_client.post(url(late), answers(*parts_of(late)[:3])))
    assert "Engaged so far 40% 100%" in shown  # 2 of 5 hours held; then 2 of 2
    assert "Best possible 62% 100%" in shown  # 5 of 8 hours
    assert "What counts 480 minutes 300 minutes" in shown
    assert WHY in shown
    assert list(EngagementRecord.objects.values_list("pk", flat=True)) == before
    assert not EngagementSummary.objects.exists()


def test_a_late_joiner_is_exempted_and_the_sums_become_what_was_shown(hub_admin_client, hub_admin, late):
    shown = words(exempt(hub_admin_client, late, *parts_of(late)[:3]))
    assert "Lena Late is exempt from: Seminar 1, Seminar 2, Seminar 3." in shown
    assert exempted(late) == ["Seminar 1", "Seminar 2", "Seminar 3"]
    assert EngagementSummary.objects.get(enrolment=late).total == 300
    found = ledgers_of([late.pk], at=NOW)[late.pk].forecast
    assert (found.percent_now, found.percent_best) == (100, 100)
    made = EngagementRecord.objects.filter(mark=Mark.EXEMPT).first()
    assert (made.note, made.by, made.captured_at) == (WHY, hub_admin, NOW)


def test_joining_late_alone_does_not_shrink_it(late):
    found = ledgers_of([late.pk], at=NOW)[late.pk].forecast
    assert (found.percent_now, found.percent_best) == (40, 62)


def test_done_twice_is_done_once(hub_admin_client, late):
    exempt(hub_admin_client, late, parts_of(late)[0])
    again = hub_admin_client.post(url(late), answers(parts_of(late)[0], confirmed="anything"), follow=True)
    assert "They are exempt from this already. Nothing more was done." in words(again)
    assert EngagementRecord.objects.filter(mark=Mark.EXEMPT).count() == 1


def test_what_is_done_is_what_was_shown(hub_admin_client, late):
    first, *_, last = parts_of(late)
    check = hub_admin_client.post(url(late), answers(first))
    record(late, last, "transfer", Mark.TRANSFERRED_IN, 60)
    again = hub_admin_client.post(url(late), answers(first, confirmed=check.context["effect"].digest))
    assert "Something has changed since you looked." in words(again)
    assert exempted(late) == []


def test_the_answers_can_be_changed(hub_admin_client, late):
    first, second, *_ = parts_of(late)
    response = hub_admin_client.post(url(late), answers(first, second, confirmed="anything", change="1"))
    page = response.content.decode()
    assert page.count(" checked") == 2
    assert WHY in page
    assert exempted(late) == []


def test_the_action_refuses_what_is_not_in_their_sum(late, hub_admin):
    Component.objects.filter(title="Seminar 1").update(counts=False)
    facts = {"enrolment": late, "components": parts_of(late)[:1], "reason": WHY, "by": hub_admin, "at": NOW}
    with pytest.raises(EngagementRefusedError, match="does not count"):
        exempting.exempt_from(digest="", **facts)
    with pytest.raises(EngagementRefusedError, match="Say why"):
        exempting.preview(**facts | {"components": parts_of(late)[1:2], "reason": " "})
    assert exempted(late) == []


def test_a_preview_leaves_nothing_to_follow_its_commit(late, hub_admin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        facts = {"enrolment": late, "components": parts_of(late)[3:5], "reason": WHY, "by": hub_admin, "at": NOW}
        assert exempting.preview(**facts).after.percent_now == 0
    assert callbacks == []


# -- who ---------------------------------------------------------------------------------------------------------------
def test_nobody_but_a_hub_admin(facilitator_client, assessor_client, participant_client, late):
    first = parts_of(late)[0]
    for client in (facilitator_client, assessor_client, participant_client):
        assert client.post(url(late), answers(first, confirmed="anything")).status_code == 403
        assert client.post(end_url(late, first), {"reason": "x"}).status_code == 403
    assert EngagementRecord.objects.filter(enrolment=late, component=first).count() == 0


def test_somebody_who_has_left_cannot_be_exempted(hub_admin_client, late):
    type(late).objects.filter(pk=late.pk).update(status=EnrolmentStatus.WITHDRAWN)
    record(late, parts_of(late)[1], "exempt", Mark.EXEMPT, note=WHY)
    shown = hub_admin_client.post(url(late), answers(parts_of(late)[0]), follow=True)
    assert "They do not take part in this course any more" in words(shown)
    assert "Exempt from a part" not in words(shown)
    assert "End the exemption" not in words(shown)
    ending = hub_admin_client.post(end_url(late, parts_of(late)[1]), {"reason": "x"}, follow=True)
    assert "They do not take part" in words(ending)


def test_the_participant_reads_exempt_and_why(hub_admin_client, late):
    exempt(hub_admin_client, late, parts_of(late)[0])
    shown = words(signed_in(late.participant.user).get(reverse("mine:npq", args=[late.pk])))
    after = shown.partition("Seminar 1 Live session")[2][:260]
    assert "Exempt, recorded by Hannah Invented" in after
    assert WHY in after


# -- ending it ---------------------------------------------------------------------------------------------------------
def test_it_is_ended_with_a_reason_and_the_sum_is_as_before(hub_admin_client, late):
    first = parts_of(late)[0]
    record_page = exempt(hub_admin_client, late, first)
    assert f'href="{end_url(late, first)}"' in record_page.content.decode()
    assert "Engaged so far 50% 40%" in words(hub_admin_client.get(end_url(late, first)))
    assert exempted(late) == ["Seminar 1"]

    shown = words(hub_admin_client.post(end_url(late, first), {"reason": "A slip of mine"}, follow=True))

    assert "The exemption from Seminar 1 has ended." in shown
    assert "“A slip of mine”" in shown
    assert exempted(late) == []
    assert EngagementSummary.objects.get(enrolment=late).total == 480


def test_ending_needs_a_reason(hub_admin_client, late):
    first = parts_of(late)[0]
    exempt(hub_admin_client, late, first)
    response = hub_admin_client.post(end_url(late, first), {"reason": " "})
    assert response.context["form"].errors == {"reason": ["Enter why the exemption ends"]}
    assert exempted(late) == ["Seminar 1"]


def test_ended_twice_is_ended_once_and_it_can_be_given_again(hub_admin_client, late):
    first = parts_of(late)[0]
    exempt(hub_admin_client, late, first)
    for _ in range(2):
        shown = words(hub_admin_client.post(end_url(late, first), {"reason": "A slip"}, follow=True))
    assert "They are not exempt from this part." in shown
    assert "They are not exempt" in words(hub_admin_client.get(end_url(late, first), follow=True))
    assert EngagementRecord.objects.filter(enrolment=late, component=first).count() == 2
    exempt(hub_admin_client, late, first)
    assert exempted(late) == ["Seminar 1"]
