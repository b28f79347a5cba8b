"""Save and return, change, back, two tabs, and sending once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from npq_portal import clock
from npq_portal.notifications.models import Notification
from registrations.actions import drafts, submit
from registrations.errors import AlreadySubmittedError
from registrations.models import AdjustmentRequest, Application, Draft
from tests.cast import signed_in
from tests.factories.courses import EnrolmentFactory
from tests.registrations.journey.walker import USUAL, Walker, finished_draft


def answers_of(walker: Walker) -> dict:
    return Draft.objects.get().answers


def test_an_unfinished_application_goes_on_where_it_stopped_on_another_device(walker: Walker, applicant):
    walker.walk(until="trn")
    elsewhere = Walker(signed_in(applicant))
    assert elsewhere.begin() == "trn"
    assert "Continue your application" in elsewhere.client.get("/register/").content.decode()
    assert 'value="900001"' not in elsewhere.client.get("/register/questions/trn/").content.decode()
    assert "Invented Community School" in elsewhere.client.get("/register/questions/workplace/").content.decode()


def test_a_question_ahead_of_the_first_open_one_leads_back_to_it(walker: Walker):
    walker.walk(until="setting")
    for ahead in ("trn", "consent", "funding"):
        assert walker.client.get(f"/register/questions/{ahead}/")["Location"] == "/register/questions/setting/"
        assert (
            walker.client.post(f"/register/questions/{ahead}/", USUAL[ahead])["Location"]
            == "/register/questions/setting/"
        )
    assert walker.client.get("/register/check-your-answers/")["Location"] == "/register/questions/setting/"


def test_back_leads_to_the_question_before(walker: Walker):
    walker.walk(until="trn")
    page = walker.client.get("/register/questions/trn/").content.decode()
    assert 'href="/register/questions/earlier-npqs/"' in page


def test_changing_an_answer_returns_to_the_check_page_unless_it_opens_others(walker: Walker, applicant):
    finished_draft(applicant)
    change = "/register/questions/role/?change=1"
    assert (
        walker.client.post(change, {"job_title": "Deputy", "experience": "under_2"})["Location"]
        == "/register/check-your-answers/"
    )
    moved = walker.client.post("/register/questions/setting/?change=1", {"setting": "early_years_or_childcare"})
    assert moved["Location"] == "/register/questions/nursery/?change=1"
    on = walker.client.post(moved["Location"], {"nursery_kind": "private_nursery"})
    assert on["Location"] == "/register/questions/ofsted/?change=1"
    on = walker.client.post(on["Location"], {"has_ofsted_urn": "no"})
    assert on["Location"] == "/register/questions/employer/?change=1"
    on = walker.client.post(on["Location"], {"employer": "Invented Nursery"})
    # the funding answer is another one now, so it is told again; then who pays is asked, which was not before
    assert on["Location"] == "/register/questions/funding/?change=1"
    on = walker.client.post(on["Location"])
    assert on["Location"] == "/register/questions/payment/?change=1"
    assert walker.client.post(on["Location"], {"payer": "school"})["Location"] == "/register/check-your-answers/"
    # the school chosen before is kept, should the person change back, but no longer counts
    assert answers_of(walker)["workplace"] == "900001"
    walker.submit()
    application = Application.objects.get()
    assert application.workplace is None
    assert "workplace" not in application.answers
    assert application.funding_code == "early_years_invalid_npq"


def test_changing_the_npq_tells_about_funding_again_where_it_differs(walker: Walker, applicant):
    finished_draft(applicant)
    on = walker.client.post("/register/questions/npq/?change=1", {"course": "npq-headship"})
    assert on["Location"] == "/register/check-your-answers/"
    on = walker.client.post("/register/questions/npq/?change=1", {"course": "npq-leading-teaching"})
    assert on["Location"] == "/register/questions/funding/?change=1"


def test_changing_the_name_has_the_record_checked_again(walker: Walker, applicant):
    finished_draft(applicant)
    on = walker.client.post("/register/questions/name/?change=1", USUAL["name"] | {"last_name": "Changed"})
    assert on["Location"] == "/register/questions/national-insurance/?change=1"
    on = walker.client.post(on["Location"], {"national_insurance_number": ""})
    assert on["Location"] == "/register/questions/your-record/?change=1"
    assert walker.client.post(on["Location"])["Location"] == "/register/check-your-answers/"
    assert Draft.objects.get().trn_checks.count() == 2


def test_two_tabs_keep_both_answers(walker: Walker, applicant):
    finished_draft(applicant)
    other_tab = signed_in(applicant)
    other_tab.get("/register/questions/role/?change=1")
    walker.client.post("/register/questions/why/?change=1", {"why": "From the first tab"})
    other_tab.post("/register/questions/role/?change=1", {"job_title": "From the second tab", "experience": "2_to_4"})
    answers = answers_of(walker)
    assert (answers["why"], answers["job_title"]) == ("From the first tab", "From the second tab")


def test_sending_twice_gives_the_same_application(walker: Walker, applicant):
    finished_draft(applicant)
    draft = Draft.objects.get()
    first = submit.submit(draft=draft, at=clock.now())
    again = submit.submit(draft=draft, at=clock.now())
    assert first == again
    assert Application.objects.count() == 1
    assert Notification.objects.filter(kind="application_received").count() == 1
    assert Notification.objects.filter(kind="endorsement_asked").count() == 1
    # the page, too: the second tab's button finds nothing open and leads on without an error
    assert walker.submit().status_code == 302


def test_a_tab_left_open_after_sending_changes_nothing(walker: Walker, applicant):
    finished_draft(applicant)
    draft = Draft.objects.get()
    walker.submit()
    with pytest.raises(AlreadySubmittedError):
        drafts.save_answers(draft=draft, changes={"why": "late"}, at=clock.now())
    late = walker.client.post("/register/questions/why/?change=1", {"why": "late"})
    assert late["Location"] == f"/register/applications/{Application.objects.get().reference}/"
    assert Application.objects.get().answers["why"] == "To lead better."


@pytest.mark.django_db(transaction=True)
def test_two_tabs_sending_at_once_make_one_application(walker: Walker, applicant):
    finished_draft(applicant)
    draft = Draft.objects.get()
    at, results = clock.now(), []
    barrier = threading.Barrier(2)

    def send() -> None:
        try:
            barrier.wait()
            results.append(submit.submit(draft=draft, at=at).reference)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    assert len(set(results)) == 1
    assert Application.objects.count() == 1


def test_a_cohort_that_closed_meanwhile_is_told_kindly_and_nothing_is_lost(walker: Walker, hub, applicant):
    finished_draft(applicant)
    for cohort in (hub["npq-senior-leadership"], hub["with B"]):
        cohort.registration_closes_at = clock.now() - timedelta(minutes=1)
        cohort.save()
    response = walker.client.post("/register/check-your-answers/", follow=True)
    text = response.content.decode()
    assert "Registration for Senior Leadership (NPQSL), Autumn 2026, closed on" in text
    assert "Your other answers are kept." in text
    assert response.redirect_chain[-1][0].startswith("/register/questions/npq/")
    answers = answers_of(walker)
    assert answers["why"] == "To lead better."
    assert not Application.objects.exists()


def test_a_cohort_that_filled_meanwhile_is_told_kindly_and_nobody_is_moved_to_another_provider(
    walker: Walker, hub, applicant
):
    finished_draft(applicant)
    cohort = hub["npq-senior-leadership"]
    cohort.capacity = 1
    cohort.save()
    EnrolmentFactory(cohort=cohort)
    response = walker.client.post("/register/check-your-answers/", follow=True)
    text = response.content.decode()
    assert "The last place for Senior Leadership (NPQSL), Autumn 2026, was taken while you were applying." in text
    assert response.redirect_chain[-1][0] == "/register/questions/lead-provider/?change=1"
    assert "Lead Provider B" in text
    assert "Lead Provider A" not in text
    on = walker.client.post("/register/questions/lead-provider/?change=1", {"lead_provider": "lead-provider-b"})
    assert on["Location"] == "/register/check-your-answers/"
    walker.submit()
    assert Application.objects.get().cohort == hub["with B"]


def test_applying_again_for_the_same_cohort_leads_to_the_application_there_is(walker: Walker):
    walker.walk()
    walker.submit()
    first = Application.objects.get()
    again = Walker(walker.client)
    again.walk()
    response = again.client.post("/register/check-your-answers/", follow=True)
    assert response.redirect_chain[-1][0] == f"/register/applications/{first.reference}/"
    assert "You have already applied" in response.content.decode()
    assert Application.objects.count() == 1


def test_adjustments_are_kept_apart_from_the_answers(walker: Walker):
    walker.walk({"adjustments": {"adjustments": "yes", "needs": "A hearing loop"}})
    assert "A hearing loop" not in str(answers_of(walker))
    page = walker.client.get("/register/check-your-answers/").content.decode()
    assert "A hearing loop" not in page
    assert "kept apart and seen by few" in page
    assert "A hearing loop" in walker.client.get("/register/questions/adjustments/").content.decode()
    walker.submit()
    application = Application.objects.get()
    assert application.adjustment_request.needs == "A hearing loop"
    assert "A hearing loop" not in str(application.answers) + str(application.answers_in_words)


def test_taking_adjustments_back_deletes_the_words(walker: Walker):
    walker.walk({"adjustments": {"adjustments": "yes", "needs": "A hearing loop"}})
    walker.client.post("/register/questions/adjustments/?change=1", {"adjustments": "no", "needs": "A hearing loop"})
    assert not AdjustmentRequest.objects.exists()


def test_the_draft_is_emptied_when_it_is_sent(walker: Walker, applicant):
    finished_draft(applicant)
    walker.submit()
    draft = Draft.objects.get()
    assert draft.answers == {}
    assert draft.submitted_at is not None


def test_an_unfinished_application_can_be_deleted(walker: Walker):
    walker.walk({"adjustments": {"adjustments": "yes", "needs": "Large print"}})
    assert "We cannot bring them back" in walker.client.get("/register/discard/").content.decode()
    walker.client.post("/register/discard/")
    assert not Draft.objects.exists()
    assert not AdjustmentRequest.objects.exists()
    assert walker.begin() == "npq"


def test_nobody_reaches_another_persons_draft_or_application(walker: Walker, participant_client, applicant):
    finished_draft(applicant)
    walker.submit()
    reference = Application.objects.get().reference
    for page in ("", "answer/", "withdraw/"):
        assert participant_client.get(f"/register/applications/{reference}/{page}").status_code == 404
        assert participant_client.post(f"/register/applications/{reference}/{page}").status_code in (404, 405)


def test_strangers_are_sent_to_sign_in_and_come_back(client, db):
    client.logout()
    for page in ("/register/", "/register/questions/npq/", "/register/check-your-answers/", "/register/discard/"):
        response = client.get(page)
        assert response.status_code == 302
        assert f"next={page}" in response["Location"]


def test_with_nothing_open_nobody_can_begin_and_whoever_began_keeps_their_answers(walker: Walker, hub, applicant):
    for cohort in hub.values():
        cohort.registration_closes_at = clock.now() - timedelta(minutes=1)
        cohort.save()
    page = walker.client.post("/register/").content.decode()
    assert "No NPQ is open for applications at the moment." in page
    assert not Draft.objects.exists()
    finished_draft(applicant)
    assert walker.begin() == "npq"
    page = walker.client.get("/register/questions/npq/").content.decode()
    assert "All the answers you have given are kept." in page


def test_what_goes_to_others_is_told_before_consent_is_asked(walker: Walker, applicant):
    finished_draft(applicant)
    page = walker.client.get("/register/questions/consent/").content.decode()
    assert page.index("The lead provider gets") < page.index("I agree that my information is shared")


def close(hub) -> None:
    for cohort in (hub["npq-senior-leadership"], hub["with B"]):
        cohort.registration_closes_at = clock.now() - timedelta(minutes=1)
        cohort.save()


def test_what_was_typed_when_the_cohort_closed_is_kept_and_the_reason_told(walker: Walker, hub, applicant):
    finished_draft(applicant)
    close(hub)
    sent = walker.client.post("/register/questions/why/", {"why": "A long essay"}, follow=True)
    assert answers_of(walker)["why"] == "A long essay"
    assert "closed on" in sent.content.decode()


def test_the_check_page_tells_of_a_cohort_that_closed(walker: Walker, hub, applicant):
    finished_draft(applicant)
    close(hub)
    page = walker.client.get("/register/check-your-answers/", follow=True)
    assert "Registration for Senior Leadership (NPQSL), Autumn 2026, closed on" in page.content.decode()


def test_a_draft_deleted_in_another_tab_is_told_kindly(walker: Walker, applicant):
    draft = finished_draft(applicant)
    drafts.discard(draft=draft)
    response = walker.client.post("/register/check-your-answers/", follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0] == "/register/"


def test_the_longest_names_can_be_sent(walker: Walker, applicant):
    finished_draft(applicant, first_name="A" * 100, last_name="B" * 100)
    walker.submit()
    applicant.refresh_from_db()
    assert applicant.name == f"{'A' * 100} {'B' * 100}"
    assert Application.objects.count() == 1


def test_an_answer_about_a_workplace_in_england_counts_nothing_abroad(walker: Walker, applicant):
    finished_draft(
        applicant, place_of_work="abroad", employer="Far away", seen_funding="not_in_england:2026", payer="self"
    )
    walker.submit()
    assert Application.objects.get().funding_facts["work_setting"] is None


def test_adjustments_typed_when_the_cohort_closed_are_kept_in_their_own_table(walker: Walker, hub, applicant):
    finished_draft(applicant)
    close(hub)
    walker.client.post("/register/questions/adjustments/", {"adjustments": "yes", "needs": "A hearing loop"})
    assert AdjustmentRequest.objects.get().needs == "A hearing loop"
    assert answers_of(walker)["adjustments"] == "yes"


def test_an_answer_another_tab_reopened_does_not_cost_what_was_being_typed(walker: Walker, applicant):
    finished_draft(applicant)
    walker.client.post("/register/questions/setting/?change=1", {"setting": "early_years_or_childcare"})
    sent = walker.client.post("/register/questions/why/", {"why": "Typed in the other tab"}, follow=True)
    assert sent.redirect_chain[-1][0] == "/register/questions/nursery/"
    assert "is kept" in sent.content.decode()
    assert answers_of(walker)["why"] == "Typed in the other tab"


def test_the_versions_of_the_lists_are_frozen_with_the_application(walker: Walker, applicant):
    finished_draft(applicant)
    walker.submit()
    assert Application.objects.get().list_versions == {}


def test_sending_in_the_second_tab_shows_the_application_the_first_one_sent(walker: Walker, applicant):
    finished_draft(applicant)
    walker.submit()
    again = walker.client.post("/register/check-your-answers/", follow=True)
    application = Application.objects.get()
    assert again.redirect_chain[-1][0] == f"/register/applications/{application.reference}/"
    assert "You have sent this application already." in again.content.decode()


def test_the_npq_whose_page_one_came_from_is_chosen_already(walker: Walker, applicant):
    page = walker.client.get("/register/?npq=npq-headship").content.decode()
    assert 'name="npq" value="npq-headship"' in page
    walker.client.post("/register/", {"npq": "npq-headship"})
    assert answers_of(walker) == {"course": "npq-headship"}
    Draft.objects.all().delete()
    walker.client.post("/register/", {"npq": "<script>"})
    assert answers_of(walker) == {}
