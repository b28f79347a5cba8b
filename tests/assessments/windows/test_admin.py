"""The administration of policies, rubrics, teams and cases: kept until somebody has used them, and only read from then on."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import CaseFile, CaseStudy, Criterion, Score
from tests.assessments.windows.scenes import BEFORE, CLOSES, INSIDE, a_window
from tests.factories.assessments import (
    AssessmentPolicyFactory,
    CaseQuestionFactory,
    CaseStudyFactory,
    CriterionFactory,
    EntryFactory,
    MarkingFactory,
    TeamMemberFactory,
)
from tests.factories.courses import ProgrammeFactory
from tests.factories.results import OutcomeFactory

pytestmark = pytest.mark.django_db


def url(model: str, what: str = "change", *args) -> str:
    return reverse(f"admin:assessments_{model}_{what}", args=args)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def posted(case, *, title="Another title", questions=(), upload=None) -> dict:
    data = {"programme": case.programme_id, "title": title, "text": case.text}
    data |= {"questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": 0}
    for number, words in enumerate(questions):
        data |= {f"questions-{number}-position": number, f"questions-{number}-text": words}
    data |= {"files-TOTAL_FORMS": int(upload is not None), "files-INITIAL_FORMS": 0}
    return data | ({"files-0-upload": upload} if upload else {})


# -- cases -------------------------------------------------------------------------------------------------------------
def test_a_case_is_written_with_its_questions_and_files(hub_admin_client, hub_admin, time_machine_at):
    case = CaseStudyFactory.build(programme=ProgrammeFactory())
    data = posted(case, questions=["What is wrong?"], upload=SimpleUploadedFile("pupils.csv", b"a,b\n1,2\n"))
    with time_machine_at(BEFORE):
        assert hub_admin_client.post(url("casestudy", "add"), data).status_code == 302
    made = CaseStudy.objects.get()
    assert (made.created_by, made.created_at, made.questions.get().text) == (hub_admin, BEFORE, "What is wrong?")
    file = CaseFile.objects.get()
    assert (file.name, file.content_type, bytes(file.content)) == ("pupils.csv", "text/csv", b"a,b\n1,2\n")
    assert re.fullmatch("[0-9a-f]{64}", file.sha256)
    assert "pupils.csv" in text(hub_admin_client.get(url("casestudy", "change", made.pk)))


def test_before_its_window_opens_it_can_be_changed(hub_admin_client, time_machine_at):
    window = a_window()
    with time_machine_at(BEFORE):
        page = hub_admin_client.get(url("casestudy", "change", window.case_study_id))
        assert "Yes, until a window with it opens." in text(page)
        path = url("casestudy", "change", window.case_study_id)
        assert hub_admin_client.post(path, posted(window.case_study)).status_code == 302
    window.case_study.refresh_from_db()
    assert window.case_study.title == "Another title"


def test_once_it_was_given_out_it_cannot_and_the_page_says_why(hub_admin_client, time_machine_at):
    window = a_window()
    CaseQuestionFactory(case_study=window.case_study)
    path = url("casestudy", "change", window.case_study_id)
    with time_machine_at(INSIDE):
        page = text(hub_admin_client.get(path))
        assert "what people read must stay as it was" in page
        assert "Wednesday 3 February 2027" in page
        assert 'name="_save"' not in page
        assert hub_admin_client.post(path, posted(window.case_study)).status_code == 403
        assert hub_admin_client.get(url("casestudy", "changelist")).status_code == 200
    window.case_study.refresh_from_db()
    assert window.case_study.title != "Another title"


def test_a_file_that_is_too_large_is_refused(hub_admin_client):
    case = CaseStudyFactory()
    large = SimpleUploadedFile("large.pdf", bytes(5 * 1024 * 1024 + 1))
    page = hub_admin_client.post(url("casestudy", "change", case.pk), posted(case, upload=large))
    assert "5 MB or smaller" in text(page)
    assert not CaseFile.objects.exists()


# -- the rubric --------------------------------------------------------------------------------------------------------
def test_a_criterion_that_is_scored_can_only_be_retired(hub_admin_client):
    free, used = CriterionFactory(), CriterionFactory(title="Reads the case")
    marking = MarkingFactory()
    Score.objects.create(marking=marking, criterion=used, points=3, saved_at=INSIDE)

    assert 'name="title"' in text(hub_admin_client.get(url("criterion", "change", free.pk)))
    page = text(hub_admin_client.get(url("criterion", "change", used.pk)))
    assert 'name="title"' not in page
    assert 'name="retired_at_0"' in page

    data = {"title": "Something else", "retired_at_0": "2027-03-01", "retired_at_1": "09:00:00"}
    assert hub_admin_client.post(url("criterion", "change", used.pk), data).status_code == 302
    kept = Criterion.objects.get(pk=used.pk)
    assert (kept.title, kept.retired_at is not None) == ("Reads the case", True)
    assert hub_admin_client.get(url("criterion", "changelist")).status_code == 200


# -- while somebody is judged by it ------------------------------------------------------------------------------------
#: Whether the rules are fixed, by what there is of a window from 3 to 10 February 2027 at a moment.
JUDGING = {
    "planned": (BEFORE, {}, None, False),
    "open": (INSIDE, {"case_opened_at": None}, None, True),
    "over, the case opened, no result": (CLOSES, {"case_opened_at": INSIDE}, None, True),
    "over, nobody opened the case": (CLOSES, {"case_opened_at": None}, None, False),
    "over, moved to the next window": (CLOSES, {"case_opened_at": INSIDE, "state": "moved_on"}, None, False),
    "over, the result is out": (CLOSES, {"case_opened_at": INSIDE}, "passed", False),
}


@pytest.mark.parametrize(("at", "entry", "result", "is_fixed"), JUDGING.values(), ids=JUDGING.keys())
def test_what_people_are_judged_by_stays_until_their_results_are_out(
    hub_admin_client, time_machine_at, at, entry, result, is_fixed
):
    window = a_window()
    programme = window.cohort.programme
    policy, criterion = AssessmentPolicyFactory(programme=programme), CriterionFactory(programme=programme)
    made = EntryFactory(window=window, **entry) if entry else None
    if result:
        OutcomeFactory(entry=made, result=result)
    with time_machine_at(at):
        rules = text(hub_admin_client.get(url("assessmentpolicy", "change", policy.pk)))
        rubric = text(hub_admin_client.get(url("criterion", "change", criterion.pk)))
        offered = text(hub_admin_client.get(url("criterion", "add")))

    assert ('name="pass_mark"' not in rules) is is_fixed
    assert ('name="weight"' not in rubric) is is_fixed
    assert ("stays as it is until their results are out" in rules) is is_fixed
    assert (f'<option value="{programme.pk}"' not in offered) is is_fixed
    assert 'name="marking_days"' in rules
    assert 'name="title"' in rubric, "a slip in the words can be put right until a mark uses it"


def test_a_change_sent_while_somebody_is_judged_is_not_made(hub_admin_client, time_machine_at):
    window = a_window()
    policy = AssessmentPolicyFactory(programme=window.cohort.programme, pass_mark=60)
    with time_machine_at(BEFORE):
        page = hub_admin_client.get(url("assessmentpolicy", "change", policy.pk))
    sent = {name: value if value is not None else "" for name, value in page.context["adminform"].form.initial.items()}
    sent |= {"pass_mark": "10", "days": "9"}
    with time_machine_at(INSIDE):
        assert hub_admin_client.post(url("assessmentpolicy", "change", policy.pk), sent).status_code == 302
    policy.refresh_from_db()
    assert (policy.pass_mark, policy.days) == (60, 9)


# -- the team and the policy -------------------------------------------------------------------------------------------
def test_only_assessors_can_be_in_a_team(hub_admin_client, assessor, facilitator):
    page = text(hub_admin_client.get(url("teammember", "add")))
    assert "Asha Invented" in page
    assert "Femi Invented" not in page
    member = TeamMemberFactory()
    assert 'name="user"' not in text(hub_admin_client.get(url("teammember", "change", member.pk)))


def test_a_policy_is_kept_for_its_programme(hub_admin_client):
    programme = ProgrammeFactory()
    page = hub_admin_client.get(url("assessmentpolicy", "add"))
    data = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() not in {None, False, ""}}
    data |= {"programme": programme.pk, "opening_time": "00:00:00", "days": 10}
    assert hub_admin_client.post(url("assessmentpolicy", "add"), data).status_code == 302
    assert programme.assessment_policy.days == 10
    again = text(hub_admin_client.get(url("assessmentpolicy", "change", programme.assessment_policy.pk)))
    assert 'name="programme"' not in again


# -- what is only read -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "model",
    [
        "window",
        "windowevent",
        "waiver",
        "entry",
        "caseopening",
        "extension",
        "standingadjustment",
        "outage",
        "outagecredit",
    ],
)
def test_the_rest_is_read_and_never_typed(hub_admin_client, model):
    assert hub_admin_client.get(url(model, "changelist")).status_code == 200
    assert hub_admin_client.get(url(model, "add")).status_code == 403


def test_evidence_is_on_no_page_of_the_administration():
    from django.contrib import admin

    from assessments.models import Evidence

    assert not admin.site.is_registered(Evidence)
