"""Every bad input has a clear message beside its field, and nothing typed is lost."""

import pytest

from tests.registrations.journey.walker import Walker, finished_draft

LONG = "x" * 300

MISTAKES = [
    ("npq", {}, "Choose the NPQ you would like to do"),
    ("npq", {"course": "npq-hacking"}, "Choose the NPQ you would like to do"),
    ("start", {"intake": "1999z"}, "Choose when you would like to start"),
    ("lead-provider", {"lead_provider": "nobody"}, "Choose a lead provider"),
    ("where-you-work", {}, "Choose where you work"),
    ("setting", {"setting": "space"}, "Choose the kind of place you work in"),
    ("workplace", {"workplace": ""}, "Choose your school or workplace from the list, or search again"),
    ("earlier-npqs", {}, "Choose yes if you have taken an NPQ before"),
    ("trn", {}, "Choose whether you have a TRN"),
    ("trn", {"trn_answer": "have", "trn": ""}, "Enter your teacher reference number (TRN)"),
    ("trn", {"trn_answer": "have", "trn": "1234"}, "7 digits"),
    ("trn", {"trn_answer": "have", "trn": "0000000"}, "TRN"),
    ("trn", {"trn_answer": "have", "trn": "１２３４５６７"}, "TRN"),
    ("name", {"first_name": "", "last_name": "Invented"}, "Enter your first names"),
    ("name", {"first_name": "Ada", "last_name": " "}, "Enter your last name"),
    ("name", {"first_name": "123", "last_name": "Invented"}, "Your first names must include a letter"),
    ("name", {"first_name": "Ada<script>", "last_name": "Invented"}, "must not include"),
    ("name", {"first_name": LONG, "last_name": "Invented"}, "First names must be 100 characters or fewer"),
    (
        "name",
        {"first_name": "Ada", "last_name": "Invented", "previous_names": "z" * 201},
        "Each previous name must be 200 characters or fewer",
    ),
    ("date-of-birth", {}, "Enter your date of birth"),
    (
        "date-of-birth",
        {"date_of_birth_day": "31", "date_of_birth_month": "2", "date_of_birth_year": "1985"},
        "Date of birth must be a real date",
    ),
    (
        "date-of-birth",
        {"date_of_birth_day": "3", "date_of_birth_month": "2", "date_of_birth_year": ""},
        "Date of birth must include a year",
    ),
    (
        "date-of-birth",
        {"date_of_birth_day": "3", "date_of_birth_month": "2", "date_of_birth_year": "2099"},
        "Your date of birth must be in the past",
    ),
    (
        "date-of-birth",
        {"date_of_birth_day": "3", "date_of_birth_month": "2", "date_of_birth_year": "1910"},
        "Your date of birth must be in 1940 or later",
    ),
    ("national-insurance", {"national_insurance_number": "hello"}, "National Insurance number"),
    ("role", {"job_title": "", "experience": "5_to_9"}, "Enter your role"),
    ("role", {"job_title": "Head", "experience": ""}, "Choose how long you have worked in education"),
    ("why", {"why": "  "}, "Enter why you want to do this NPQ"),
    ("why", {"why": "y" * 1501}, "must be 1,500 characters or fewer"),
    (
        "school-leader",
        {"leader_name": "", "leader_email": "head@school.example"},
        "Enter the name of the school leader",
    ),
    (
        "school-leader",
        {"leader_name": "Evil Visit http://phish.example/ now", "leader_email": "head@school.example"},
        "Their name must not include",
    ),
    ("school-leader", {"leader_name": "Helen", "leader_email": "head at school"}, "in the correct format"),
    ("school-leader", {"leader_name": "Helen", "leader_email": "ADA@school.example"}, "not your own"),
    ("adjustments", {}, "Choose yes if you need any adjustments"),
    ("adjustments", {"adjustments": "yes", "needs": ""}, "Enter what you need"),
    ("consent", {}, "Tick the box to agree"),
]


@pytest.mark.parametrize(
    ("key", "data", "message"), MISTAKES, ids=[f"{key}: {message[:40]}" for key, _, message in MISTAKES]
)
def test_a_mistake_is_told_at_its_field_and_in_the_summary(walker: Walker, applicant, key, data, message):
    finished_draft(applicant)
    url = f"/register/questions/{key}/"
    response = walker.client.post(url, data)
    text = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: " in text
    assert "There is a problem" in text
    assert message in " ".join(walker.errors(response))
    assert text.count(message.split("(")[0].strip()) >= 2  # in the summary and beside the field


def test_what_was_typed_comes_back_with_the_error(walker: Walker, applicant):
    finished_draft(applicant)
    typed = {"first_name": "Zoë “Z” O'Neil", "last_name": "", "previous_names": "Zoë Older\nZoë Oldest"}
    text = walker.client.post("/register/questions/name/", typed).content.decode()
    assert "Zoë “Z” O&#x27;Neil" in text
    assert "Zoë Older\nZoë Oldest" in text


def test_a_senco_cannot_have_begun_in_the_future(walker: Walker, applicant):
    finished_draft(applicant, course="npq-senco")
    for month, year, message in [
        ("13", "2020", "must be a number from 1 to 12"),
        ("", "2020", "Enter the month you became a SENCO"),
        ("9", "20", "must be 1960 or later"),
        ("12", "2098", "must be in the past"),
        ("5", "99999", "must be in the past"),
    ]:
        data = {"senco_role": "yes", "senco_month": month, "senco_year": year}
        response = walker.client.post("/register/questions/senco/", data)
        assert message in " ".join(walker.errors(response))


def test_an_earlier_npq_needs_all_its_answers(walker: Walker, applicant):
    finished_draft(applicant, taken_npq="yes")
    response = walker.client.post("/register/questions/which-npqs/", {"year": "2099", "another": "1"})
    assert walker.errors(response) == [
        "Error: Choose the NPQ you took",
        "Error: The year you started it must not be in the future",
        "Error: Choose what happened with this NPQ",
        "Error: Choose whether the Department for Education paid for it",
    ]
    assert walker.client.get("/register/check-your-answers/")["Location"].endswith("/which-npqs/")


def test_an_unknown_question_is_not_found(walker: Walker):
    walker.begin()
    assert walker.client.get("/register/questions/nonsense/").status_code == 404


def test_signs_that_turn_letters_round_are_taken_out_of_names(walker: Walker, applicant):
    draft = finished_draft(applicant)
    turned = {"first_name": "A\u202eda", "last_name": "Inv\u200bented", "previous_names": ""}
    assert walker.client.post("/register/questions/name/?change=1", turned).status_code == 302
    draft.refresh_from_db()
    assert (draft.answers["first_name"], draft.answers["last_name"]) == ("Ada", "Invented")
