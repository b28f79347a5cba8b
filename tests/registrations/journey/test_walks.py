"""Who is asked what: one walk for each kind of person, from the start button to the application."""

import pytest

from registrations.models import Application
from tests.factories.registrations_workplaces import WorkplaceFactory
from tests.registrations.journey.walker import Walker

SCHOOL = ["npq", "start", "lead-provider", "where-you-work", "setting", "workplace"]
ONE_PROVIDER = [key for key in SCHOOL if key != "lead-provider"]
WHO = ["earlier-npqs", "trn", "name", "date-of-birth", "national-insurance", "your-record", "funding"]
REST = ["role", "why", "school-leader", "adjustments", "consent"]
PAYS = ["payment", *REST]


def early(kind: str) -> dict:
    return {"setting": {"setting": "early_years_or_childcare"}, "nursery": {"nursery_kind": kind}}


WALKS = {
    "a teacher in a school": ({}, [*SCHOOL, *WHO, *REST], "funded"),
    "in a school on no list, a course that needs one": (
        {"npq": {"course": "npq-leading-teaching"}},
        [*ONE_PROVIDER, *WHO, *PAYS],
        "ineligible_establishment_not_a_pp50",
    ),
    "outside England": (
        {"where-you-work": {"place_of_work": "wales"}, "employer": {"employer": "Ysgol Ddychmygol, Cardiff"}},
        ["npq", "start", "lead-provider", "where-you-work", "employer", *WHO, *PAYS],
        "not_in_england",
    ),
    "abroad": (
        {"where-you-work": {"place_of_work": "abroad"}, "employer": {"employer": "École Inventée, Lyon"}},
        ["npq", "start", "lead-provider", "where-you-work", "employer", *WHO, *PAYS],
        "not_in_england",
    ),
    "in a nursery that is part of a school": (
        {"npq": {"course": "npq-early-years-leadership"}, **early("preschool_class_as_part_of_school")},
        ["npq", "start", "where-you-work", "setting", "nursery", "workplace", *WHO, *REST],
        "funded",
    ),
    "in a private nursery with an Ofsted number": (
        {
            "npq": {"course": "npq-early-years-leadership"},
            **early("private_nursery"),
            "ofsted": {"has_ofsted_urn": "yes", "ofsted_urn": " ey 123456 "},
            "employer": {"employer": "Invented Nursery, Newtown"},
        },
        ["npq", "start", "where-you-work", "setting", "nursery", "ofsted", "employer", *WHO, *REST],
        "funded",
    ),
    "a childminder without an Ofsted number": (
        {
            "npq": {"course": "npq-early-years-leadership"},
            **early("childminder"),
            "ofsted": {"has_ofsted_urn": "no"},
            "employer": {"employer": "Invented Childminding"},
        },
        ["npq", "start", "where-you-work", "setting", "nursery", "ofsted", "employer", *WHO, *PAYS],
        "not_entitled_childminder",
    ),
    "in a hospital school": (
        {
            "setting": {"setting": "another_setting"},
            "employment": {"employment_type": "hospital_school"},
            "employer": {"employer": "Invented Hospital School"},
        },
        ["npq", "start", "lead-provider", "where-you-work", "setting", "employment", "employer", *WHO, *REST],
        "subject_to_review",
    ),
    "a lead mentor of a training provider nobody approved": (
        {
            "npq": {"course": "npq-leading-teaching-development"},
            "setting": {"setting": "another_setting"},
            "employment": {"employment_type": "lead_mentor_for_accredited_itt_provider"},
            "training-provider": {"itt_provider": "Invented Training"},
        },
        ["npq", "start", "where-you-work", "setting", "employment", "training-provider", *WHO, *PAYS],
        "ineligible_establishment_type",
    ),
    "sent by a Return to Teaching Adviser": (
        {"setting": {"setting": "other"}, "adviser": {"rtta_referral": "yes"}, "employer": {"employer": "Not working"}},
        ["npq", "start", "lead-provider", "where-you-work", "setting", "adviser", "employer", *WHO, *REST],
        "referred_by_return_to_teaching_adviser",
    ),
    "a new head who wants coaching": (
        {
            "npq": {"course": "npq-early-headship-coaching-offer"},
            "headship-npq": {"headship_stage": "completed_npqh"},
            "headteacher": {"headteacher": "yes"},
            "new-headteacher": {"new_headteacher": "yes"},
        },
        [*ONE_PROVIDER, "headship-npq", "headteacher", "new-headteacher", *WHO, *REST],
        "funded",
    ),
    "a teacher who wants coaching and is no head": (
        {
            "npq": {"course": "npq-early-headship-coaching-offer"},
            "headship-npq": {"headship_stage": "studying_npqh"},
            "headteacher": {"headteacher": "no"},
        },
        [*ONE_PROVIDER, "headship-npq", "headteacher", *WHO, *PAYS],
        "not_new_headteacher_requesting_ehco",
    ),
    "a maths lead with another way to show mastery": (
        {
            "npq": {"course": "npq-leading-primary-mathematics"},
            "maths-mastery": {"mastery": "no"},
            "maths-understanding": {"mastery_shown": "another_way"},
        },
        [*ONE_PROVIDER, "maths-mastery", "maths-understanding", *WHO, *PAYS],
        "ineligible_establishment_not_a_pp50",
    ),
    "a SENCO": (
        {"npq": {"course": "npq-senco"}, "senco": {"senco_role": "yes", "senco_month": "9", "senco_year": "2024"}},
        [*ONE_PROVIDER, "senco", *WHO, *REST],
        "funded",
    ),
    "without a TRN": ({"trn": {"trn_answer": "none", "trn": ""}}, [*SCHOOL, *WHO, *REST], "funded"),
    "with a TRN not known": ({"trn": {"trn_answer": "unknown", "trn": ""}}, [*SCHOOL, *WHO, *REST], "funded"),
}


@pytest.mark.parametrize(("answers", "steps", "code"), WALKS.values(), ids=WALKS.keys())
def test_everybody_is_asked_what_concerns_them_and_no_more(walker: Walker, answers, steps, code):
    walker.walk(answers)
    response = walker.submit()
    application = Application.objects.get()
    assert walker.seen == steps
    assert response["Location"] == f"/register/applications/{application.reference}/?submitted=1"
    assert application.funding_code == code


@pytest.mark.parametrize(
    ("answers", "stop"),
    [
        (
            {"npq": {"course": "npq-early-headship-coaching-offer"}, "headship-npq": {"headship_stage": "none"}},
            "coaching-not-possible",
        ),
        (
            {
                "npq": {"course": "npq-leading-primary-mathematics"},
                "maths-mastery": {"mastery": "no"},
                "maths-understanding": {"mastery_shown": "cannot_show"},
            },
            "maths-not-possible",
        ),
    ],
)
def test_who_cannot_take_a_course_is_told_so_and_what_else_to_do(walker: Walker, answers, stop):
    assert walker.walk(answers, until=stop) == stop
    page = walker.client.get(f"/register/questions/{stop}/")
    assert "What you can do" in page.content.decode()
    assert walker.client.get("/register/check-your-answers/")["Location"].startswith(f"/register/questions/{stop}/")
    assert not Application.objects.exists()


def test_a_workplace_outside_england_or_closed_is_refused_by_name(walker: Walker):
    WorkplaceFactory(urn="900002", name="Ysgol Invented", type_code="30")
    WorkplaceFactory(urn="900003", name="Gone School", status_code="2")
    walker.walk(until="workplace")
    for urn, message in [
        ("900002", "Ysgol Invented is not in England"),
        ("900003", "Gone School has closed"),
        ("900099", "We do not know that school or workplace"),
        ("drop table", "We do not know that school or workplace"),
    ]:
        page = walker.client.post("/register/questions/workplace/", {"workplace": urn})
        assert page.status_code == 200
        assert message in page.content.decode()


def test_a_school_is_found_without_javascript(walker: Walker):
    walker.walk(until="workplace")
    found = walker.client.post(
        "/register/questions/workplace/", {"q": "invented community", "workplace": ""}, follow=True
    )
    text = found.content.decode()
    assert "Schools and workplaces for “invented community”" in text
    assert 'value="900001"' in text
    nothing = walker.client.get("/register/questions/workplace/?q=zzzzqqq")
    assert "Nothing found for “zzzzqqq”" in nothing.content.decode()
    assert walker.answer("workplace", {"workplace": "900001", "q": "invented community"}) == "earlier-npqs"


def test_earlier_npqs_are_added_one_by_one_and_taken_off_again(walker: Walker):
    walker.walk({"earlier-npqs": {"taken_npq": "yes"}}, until="which-npqs")
    url = "/register/questions/which-npqs/"
    one = {"course": "npq-headship", "year": "2023", "status": "in_progress", "funded": "yes", "another": "1"}
    two = one | {"course": "npq-leading-teaching", "status": "finished", "funded": "unknown"}
    assert walker.client.post(url, one)["Location"] == url
    assert walker.client.post(url, one)["Location"] == url
    walker.client.post(url, two)
    page = walker.client.get(url).content.decode()
    assert page.count('name="npq"') == 2
    walker.client.post("/register/questions/which-npqs/remove/", {"npq": "npq-headship:2023"})
    page = walker.client.get(url).content.decode()
    assert page.count('name="npq"') == 1
    assert "Leading Teaching" in page


def test_the_npqs_stand_under_their_families(walker: Walker):
    walker.begin()
    page = walker.client.get("/register/questions/npq/").content.decode()
    families = ["Specialist NPQ", "Leading Teaching (NPQLT)", "Leadership NPQ", "Headship (NPQH)", "Coaching offer"]
    places = [page.index(f">{words}<") for words in families]
    assert places == sorted(places)
