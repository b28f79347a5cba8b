"""The desk: requests, evidence, standing adjustments and outages on their pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Evidence, Outage, StandingAdjustment, WindowEvent
from npq_portal.accounts import roles
from tests.assessments.handing import clamd
from tests.assessments.windows.scenes import CLOSES, INSIDE, a_window, inside, letters
from tests.factories.assessments_windows import (
    EvidenceFactory,
    ExtensionFactory,
    OutageFactory,
    StandingAdjustmentFactory,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 invented"
LATER = datetime(2027, 3, 3, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def now(time_machine_at):
    with time_machine_at(INSIDE + timedelta(hours=1)):
        yield


@pytest.fixture
def entry():
    return inside(a_window())


@pytest.fixture
def extension(entry):
    return ExtensionFactory(window=entry.window, enrolment=entry.enrolment)


def text(response) -> str:
    return " ".join(response.content.decode().split()).replace("&#x27;", "'")


def url(name: str, *args) -> str:
    return reverse(f"windows:{name}", args=args)


# -- requests ----------------------------------------------------------------------------------------------------------
def test_what_waits_stands_above_what_is_decided(hub_admin_client, extension):
    ExtensionFactory(state="expired")
    page = hub_admin_client.get(url("requests"))
    assert [row[0]["text"] for row in page.context["waiting"]] == ["Inga Invented"]
    assert len(page.context["decided"]) == 1


def test_with_nothing_to_decide_it_says_so(hub_admin_client):
    assert "Nobody waits" in text(hub_admin_client.get(url("requests")))


def test_a_request_is_granted_with_the_hours_the_hub_chooses(hub_admin_client, entry, extension):
    page = hub_admin_client.get(url("request", extension.pk))
    assert "24 more hours" in text(page)
    assert page.context["form"]["hours"].value() == 24

    answers = {"decision": "grant", "hours": "36", "reason": "We see that."}
    done = hub_admin_client.post(url("request", extension.pk), answers, follow=True)

    assert "Decided. We have written to Inga Invented." in text(done)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + timedelta(hours=36)
    again = hub_admin_client.post(url("request", extension.pk), answers, follow=True)
    assert "This request was decided before." in text(again)
    assert len(letters("extension_decided")) == 1
    assert "Granted. 36 hours given" in text(hub_admin_client.get(url("request", extension.pk)))


def test_a_request_is_refused_with_a_reason(hub_admin_client, entry, extension):
    bare = hub_admin_client.post(url("request", extension.pk), {"decision": "refuse", "hours": "24", "reason": ""})
    assert bare.context["form"].errors == {"reason": ["Enter why"]}
    hub_admin_client.post(url("request", extension.pk), {"decision": "refuse", "reason": "Not unforeseen."})
    extension.refresh_from_db()
    assert (extension.state, extension.hours_given, extension.decision_reason) == ("refused", 0, "Not unforeseen.")


def test_granting_time_needs_hours_and_granting_the_next_window_none(hub_admin_client, extension):
    page = hub_admin_client.post(url("request", extension.pk), {"decision": "grant", "reason": "Yes"})
    assert page.context["form"].errors == {"hours": ["Enter how many hours you give"]}
    other = ExtensionFactory(kind="next_window", hours_asked=0)
    assert "hours" not in hub_admin_client.get(url("request", other.pk)).context["form"].fields


def test_too_late_it_says_so_and_keeps_what_was_typed(hub_admin_client, extension, time_machine_at):
    with time_machine_at(CLOSES):
        page = hub_admin_client.post(
            url("request", extension.pk), {"decision": "grant", "hours": "24", "reason": "Yes, of course."}
        )
    assert "The window is over" in text(page)
    assert "Yes, of course." in text(page)


# -- evidence ----------------------------------------------------------------------------------------------------------
def test_evidence_is_read_by_a_press_that_is_written_down(hub_admin_client, extension):
    EvidenceFactory(extension=extension, text="I was in hospital.", file_name="letter.pdf", content=PDF)
    assert url("evidence", extension.pk) in text(hub_admin_client.get(url("request", extension.pk)))

    closed = hub_admin_client.get(url("evidence", extension.pk))
    assert "I was in hospital." not in text(closed)
    opened = hub_admin_client.post(url("evidence", extension.pk))
    assert "I was in hospital." in text(opened)
    assert WindowEvent.objects.filter(what__startswith="Evidence read").count() == 1

    file = hub_admin_client.get(url("evidence-file", Evidence.objects.get().pk))
    assert (file.content, file["Content-Type"]) == (PDF, "application/pdf")
    assert file["Content-Disposition"].startswith("attachment")
    assert "no-store" in file["Cache-Control"]
    assert WindowEvent.objects.filter(what__startswith="Evidence downloaded").count() == 1


def test_without_the_permission_there_is_no_evidence(hub_admin_client, extension, monkeypatch):
    found = EvidenceFactory(extension=extension, content=PDF, file_name="letter.pdf")
    powers = {**roles.ROLE_PERMISSIONS["hub_admin"], "assessments.evidence": ()}
    monkeypatch.setattr(roles, "ROLE_PERMISSIONS", {**roles.ROLE_PERMISSIONS, "hub_admin": powers})
    assert "What they sent with it" not in text(hub_admin_client.get(url("request", extension.pk)))
    for path in (url("evidence", extension.pk), url("evidence-file", found.pk)):
        assert hub_admin_client.get(path).status_code == 403
    assert hub_admin_client.post(url("evidence", extension.pk)).status_code == 403


def test_no_marker_sees_any_of_it(assessor_client, extension):
    EvidenceFactory(extension=extension)
    for path in (url("requests"), url("request", extension.pk), url("evidence", extension.pk), url("adjustments")):
        assert assessor_client.get(path).status_code == 403


def test_what_an_adjustment_rests_on_is_read_the_same_way(hub_admin_client, hub_admin):
    bare, found = StandingAdjustmentFactory(), StandingAdjustmentFactory()
    kept = EvidenceFactory(
        extension=None, adjustment=found, by=hub_admin, text="Dyslexia.", file_name="letter.pdf", content=PDF
    )
    listed = text(hub_admin_client.get(url("adjustments")))
    assert url("adjustment-evidence", found.pk) in listed
    assert url("adjustment-evidence", bare.pk) not in listed
    assert "Dyslexia." not in listed + text(hub_admin_client.get(url("adjustment-evidence", found.pk)))
    assert not LogEntry.objects.exists()

    opened = hub_admin_client.post(url("adjustment-evidence", found.pk))

    assert "Dyslexia." in text(opened)
    assert url("evidence-file", kept.pk) in text(opened)
    assert "no-store" in opened["Cache-Control"]
    look = LogEntry.objects.get()
    assert (look.user, look.action_time, look.object_id) == (hub_admin, INSIDE + timedelta(hours=1), str(found.pk))
    history = reverse("admin:assessments_standingadjustment_history", args=[found.pk])
    assert "Evidence read" in text(hub_admin_client.get(history))


def test_without_the_permission_no_adjustment_says_what_it_rests_on(hub_admin_client, hub_admin, monkeypatch):
    found = StandingAdjustmentFactory()
    EvidenceFactory(extension=None, adjustment=found, by=hub_admin)
    powers = {**roles.ROLE_PERMISSIONS["hub_admin"], "assessments.evidence": ()}
    monkeypatch.setattr(roles, "ROLE_PERMISSIONS", {**roles.ROLE_PERMISSIONS, "hub_admin": powers})
    assert url("adjustment-evidence", found.pk) not in text(hub_admin_client.get(url("adjustments")))
    assert hub_admin_client.get(url("adjustment-evidence", found.pk)).status_code == 403
    assert hub_admin_client.post(url("adjustment-evidence", found.pk)).status_code == 403
    assert not LogEntry.objects.exists()


def test_no_marker_reads_what_an_adjustment_rests_on(assessor_client):
    assert assessor_client.post(url("adjustment-evidence", StandingAdjustmentFactory().pk)).status_code == 403


# -- standing adjustments ----------------------------------------------------------------------------------------------
def test_an_adjustment_is_given_to_somebody_found_by_name(hub_admin_client, entry):
    person = entry.enrolment.participant
    found = hub_admin_client.get(url("adjustments"), {"q": "inga"})
    assert url("give-adjustment", person.pk) in text(found)
    assert "Nobody with a place" in text(hub_admin_client.get(url("adjustments"), {"q": "zzz"}))

    answers = {"hours": "48", "reason": "adjustment", "text": "A letter", "expires_on_day": ""}
    page = hub_admin_client.post(url("give-adjustment", person.pk), answers, follow=True)

    assert "Inga Invented has 48 more hours in every window from now on." in text(page)
    assert Evidence.objects.get().adjustment == StandingAdjustment.objects.get()
    second = hub_admin_client.post(url("give-adjustment", person.pk), answers | {"hours": "24"})
    assert "They have 48 more hours already" in text(second)


def test_an_adjustment_is_ended(hub_admin_client):
    found = StandingAdjustmentFactory()
    shown = hub_admin_client.get(url("end-adjustment", found.pk))
    assert "No window that is planned ends earlier" in text(shown)
    page = hub_admin_client.post(url("end-adjustment", found.pk), {"confirmed": shown.context["digest"]}, follow=True)
    assert "has ended" in text(page)
    assert "Ended on 5 February 2027 by Hannah Invented" in text(page)
    again = hub_admin_client.get(url("end-adjustment", found.pk), follow=True)
    assert "had ended before" in text(again)


def test_ending_one_shows_the_planned_windows_that_get_shorter_and_asks_for_a_name(hub_admin_client, entry):
    found = StandingAdjustmentFactory(participant=entry.enrolment.participant, extra_hours=48)
    planned = a_window(entry.window.cohort, opens_on=date(2027, 3, 3), opens_at=LATER, closes_at=LATER + WEEK)
    page = url("end-adjustment", found.pk)

    shown = hub_admin_client.get(page)
    assert "2 days less" in text(shown) or "48 hours less" in text(shown)
    sent = {"confirmed": shown.context["digest"], "confirmed_as": ""}
    refused = hub_admin_client.post(page, sent)
    assert refused.context["errors"].errors["confirmed_as"]
    stale = hub_admin_client.post(page, sent | {"confirmed": "x", "confirmed_as": "hannah invented"})
    assert "Something has changed" in text(stale)
    found.refresh_from_db()
    assert found.ended_at is None

    done = hub_admin_client.post(page, sent | {"confirmed_as": "hannah invented"}, follow=True)
    assert "has ended" in text(done)
    assert "Standing adjustment ended: Inga Invented" in planned.events.values_list("what", flat=True)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("virus.exe", b"MZ invented", "must be a PDF, a JPEG or a PNG"),
        ("letter.pdf", b"not a PDF", "must be a PDF, a JPEG or a PNG"),
        ("letter.pdf", b"", "The file is empty"),
        ("large.pdf", PDF + bytes(5 * 1024 * 1024), "5 MB or smaller"),
    ],
)
def test_a_file_is_told_by_its_content_and_size(hub_admin_client, entry, name, content, words):
    answers = {"hours": "48", "reason": "adjustment", "file": SimpleUploadedFile(name, content)}
    page = hub_admin_client.post(url("give-adjustment", entry.enrolment.participant_id), answers)
    assert words in page.context["form"].errors["file"][0]
    assert not StandingAdjustment.objects.exists()


def test_a_file_with_a_virus_is_not_kept_nor_one_that_nobody_could_scan(hub_admin_client, entry, settings):
    def send(content: bytes) -> list[str]:
        answers = {"hours": "48", "reason": "adjustment", "file": SimpleUploadedFile("letter.pdf", content)}
        page = hub_admin_client.post(url("give-adjustment", entry.enrolment.participant_id), answers)
        return page.context["form"].errors["file"] if page.status_code == 200 else []

    with clamd.running() as (settings.CLAMAV_ADDRESS, _seen):
        assert "The virus scanner found something" in send(PDF + clamd.EICAR)[0]
    assert "We could not scan the file" in send(PDF)[0]
    assert not Evidence.objects.exists()
    with clamd.running() as (settings.CLAMAV_ADDRESS, seen):
        assert send(PDF) == []
        assert seen == [PDF]
    assert bytes(Evidence.objects.get().content) == PDF


# -- outages -----------------------------------------------------------------------------------------------------------
TYPED = {
    "starts_on_day": "5", "starts_on_month": "2", "starts_on_year": "2027", "starts": "10:00",
    "ends_on_day": "5", "ends_on_month": "2", "ends_on_year": "2027", "ends": "12:00", "what": "The portal was down.",
}  # fmt: skip


def test_an_outage_is_named_seen_and_decided_once(hub_admin_client, entry):
    page = hub_admin_client.post(url("name-outage"), TYPED, follow=True)
    assert "Inga Invented" in text(page)
    assert "2 hours" in text(page)
    assert "Thursday 11 February 2027, 2am" in text(page)

    found = Outage.objects.get()
    data = {"decision": "give", "confirmed": page.context["effect"].digest}
    done = hub_admin_client.post(url("outage", found.pk), data, follow=True)
    assert "The time is given back." in text(done)
    assert "Who was given time back" in text(done)
    again = hub_admin_client.post(url("outage", found.pk), data, follow=True)
    assert "This outage was decided before." in text(again)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + timedelta(hours=2)
    assert "Given back" in text(hub_admin_client.get(url("outages")))


def test_what_changed_since_is_shown_again(hub_admin_client, entry):
    found = OutageFactory()
    page = hub_admin_client.post(url("outage", found.pk), {"decision": "give", "confirmed": "old"})
    assert "Something has changed since you looked." in text(page)
    assert letters("outage_credited") == []


def test_nothing_given_back(hub_admin_client, entry):
    found = OutageFactory()
    digest = hub_admin_client.get(url("outage", found.pk)).context["effect"].digest
    page = hub_admin_client.post(url("outage", found.pk), {"decision": "keep", "confirmed": digest}, follow=True)
    assert "No time is given back for this outage." in text(page)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"ends": "09:00"}, "ends", "must end after it began"),
        ({"what": ""}, "what", "Enter what happened"),
        ({"starts": ""}, "starts", "Enter the time it began"),
        ({"starts_on_day": ""}, "starts_on", "must include a day"),
        ({"ends_on_day": "6"}, "__all__", "when it is over"),
    ],
)
def test_errors_of_an_outage(hub_admin_client, changes, field, words):
    page = hub_admin_client.post(url("name-outage"), TYPED | changes)
    assert words in page.context["form"].errors[field][0]
    assert 'value="2027"' in text(page)


def test_a_press_without_a_decision_decides_nothing(hub_admin_client, entry):
    found = OutageFactory()
    digest = hub_admin_client.get(url("outage", found.pk)).context["effect"].digest
    page = hub_admin_client.post(url("outage", found.pk), {"confirmed": digest})
    assert "Nothing was decided." in text(page)
    found.refresh_from_db()
    assert found.is_credited is None
