"""The case: for those in the window, from its opening by the server's clock, and each reading is recorded."""

from datetime import timedelta

import pytest
import time_machine

from assessments.models import CaseOpening
from tests.assessments.writing.conftest import AT, END
from tests.cast import signed_in
from tests.factories.assessments import CaseFileFactory, EntryFactory, WindowFactory

pytestmark = pytest.mark.django_db
SECRET = "Attendance at Nettlewick fell in every year"
SECOND = timedelta(seconds=1)


@pytest.fixture
def case(entry):
    """Nettlewick's case, with a file."""
    case = entry.window.case_study
    case.text = f"{SECRET}.\n\n## Staff\n\nA third are new."
    case.save()
    return case


@pytest.fixture
def file(case):
    return CaseFileFactory(case_study=case, name="Absence “2026”.csv")


@pytest.fixture
def url(entry) -> str:
    return f"/my/case-study/{entry.window_id}/case/"


@pytest.fixture
def _opened(entry):
    """She opened it on the first day."""
    entry.case_opened_at = entry.window.opens_at
    entry.save()


def leaks(response) -> bool:
    return any(words in response.content.decode() for words in (SECRET, "Nettlewick", "What is the problem?"))


@pytest.fixture(autouse=True)
def clock():
    """Before anybody signs in, so that the session is of that day."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


# -- before ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("where", ["case/", "write/", "versions/", "write/save", "case/files/{file}/"])
def test_one_second_before_its_opening_there_is_nothing(participant_client, entry, case, file, where, clock):
    clock.move_to(entry.window.opens_at - SECOND)
    response = participant_client.get(f"/my/case-study/{entry.window_id}/{where.format(file=file.pk)}")

    assert response.status_code == 404
    assert not leaks(response)
    assert "no-store" in response["Cache-Control"]


def test_from_its_opening_on_the_page_says_what_opening_means_and_nothing_of_the_case(
    participant_client, entry, case, url, clock
):
    clock.move_to(entry.window.opens_at)
    response = participant_client.get(url)

    assert response.status_code == 200
    assert not leaks(response)
    assert "you have used this attempt" in response.content.decode()
    assert not CaseOpening.objects.exists()


@pytest.mark.parametrize("where", ["write/", "versions/"])
def test_who_has_not_opened_it_is_led_there_first(participant_client, entry, case, url, where):
    response = participant_client.get(f"/my/case-study/{entry.window_id}/{where}")

    assert (response.status_code, response["Location"]) == (302, url)
    assert participant_client.post(f"/my/case-study/{entry.window_id}/write/", {"do": "save"})["Location"] == url


# -- opening -----------------------------------------------------------------------------------------------------------
def test_opening_it_uses_the_attempt_and_shows_it(participant_client, entry, case, file, url):
    response = participant_client.post(url, follow=True)
    page = response.content.decode()
    entry.refresh_from_db()

    assert entry.case_opened_at == AT
    assert SECRET in page
    assert "What is the problem?" in page
    assert f"/case/files/{file.pk}/" in page
    assert "no-store" in response["Cache-Control"]
    assert [opening.at for opening in CaseOpening.objects.all()] == [AT, AT]


def test_each_reading_is_recorded_and_the_first_moment_stays(participant_client, entry, case, url, clock):
    participant_client.post(url)
    clock.move_to(AT + timedelta(hours=1))
    participant_client.get(url)
    participant_client.post(url)
    participant_client.head(url)
    entry.refresh_from_db()

    assert entry.case_opened_at == AT
    assert [opening.at for opening in CaseOpening.objects.all()] == [AT] + [AT + timedelta(hours=1)] * 2


def test_who_never_opened_it_cannot_after_the_end_and_keeps_the_attempt(participant_client, entry, case, url, clock):
    clock.move_to(END)
    for response in (participant_client.get(url), participant_client.post(url)):
        assert not leaks(response)
        assert "you have not used your attempt" in response.content.decode()
    entry.refresh_from_db()
    assert entry.case_opened_at is None


@pytest.mark.usefixtures("_opened")
def test_who_opened_it_may_read_it_after_the_end(participant, case, url, clock):
    clock.move_to(END + timedelta(days=300))

    assert SECRET in signed_in(participant).get(url).content.decode()


@pytest.mark.usefixtures("_opened")
@pytest.mark.parametrize("who", ["facilitator_client", "assessor_client", "hub_admin_client", "outsider_client"])
def test_nobody_else_finds_it(request, case, file, url, entry, who):
    client = request.getfixturevalue(who)
    other = EntryFactory(window=WindowFactory(cohort=entry.window.cohort, opens_on="2027-02-04"))
    stranger_to_it = signed_in(other.enrolment.participant.user)

    for page in (url, f"{url}files/{file.pk}/", url.replace("case/", "write/"), url.replace("case/", "versions/")):
        assert client.get(page).status_code == 404
        assert stranger_to_it.get(page).status_code == 404


# -- files -------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("_opened")
def test_a_file_is_sent_to_be_kept_and_nothing_else(participant_client, entry, file, url):
    response = participant_client.get(f"{url}files/{file.pk}/")

    assert response.content == b"year,absence\n7,4.1\n"
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''Absence%20%E2%80%9C2026%E2%80%9D.csv"
    assert response["Content-Type"] == "text/csv"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert CaseOpening.objects.get().file_name == file.name


@pytest.mark.usefixtures("_opened")
@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "text/html; charset=utf-8\r\nX: y", ""])
def test_what_a_browser_might_run_is_sent_as_bytes(participant_client, case, url, content_type):
    file = CaseFileFactory(case_study=case, content_type=content_type)

    assert participant_client.get(f"{url}files/{file.pk}/")["Content-Type"] == "application/octet-stream"


@pytest.mark.usefixtures("_opened")
def test_the_file_of_another_case_is_not_found(participant_client, url):
    assert participant_client.get(f"{url}files/{CaseFileFactory().pk}/").status_code == 404


def test_a_file_is_not_found_before_the_case_was_opened(participant_client, file, url):
    assert participant_client.get(f"{url}files/{file.pk}/").status_code == 404
    assert not CaseOpening.objects.exists()
