"""Background work: the hub's page, the line on the administration's first page, and the figures for a machine."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from npq_portal import clock
from npq_portal.background import store
from npq_portal.background.mail import SWEEP, mail
from npq_portal.notifications.choices import NotificationState
from tests.factories.notifications import NotificationFactory
from tests.pages.test_health import unused_port

pytestmark = pytest.mark.django_db
PAGE = reverse("pages:background")
NOW = datetime(2026, 11, 24, 15, 4, tzinfo=UTC)
NIGHTLY = "courses.tasks.engagement_every_night"
TOKEN = "a-token-of-the-hubs-own-monitoring"


def ran(task: str, *, ago: timedelta, monkeypatch, seconds: float = 0.2, well: bool = True) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW - ago)
    store.note(task, counts=["runs"], moments=["ended_at", *(["succeeded_at"] if well else [])], seconds=seconds)
    if not well:
        store.note(task, counts=["failures"], moments=["failed_at"])
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def at_work(monkeypatch):
    """Everything ran within the minute."""
    from npq_portal.background.timetable import jobs

    for job in jobs():
        ran(job.task, ago=timedelta(seconds=30), monkeypatch=monkeypatch)


@pytest.fixture
def redis_down(settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port()}/0"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def row(page, words: str) -> list:
    return next(one for one in page.context["rows"] if one[0] == words)


@pytest.mark.usefixtures("at_work")
def test_all_is_well(hub_admin_client):
    page = hub_admin_client.get(PAGE)
    assert "Everything runs as it should." in text(page)
    assert {one[1]["tag"] for one in page.context["rows"]} == {"Went well"}
    assert row(page, "Add up everybody’s engagement")[2:] == [
        {"text": "3:03pm on Tuesday 24 November 2026", "hint": "Every day at 4:10am"},
        {"text": "0.2 seconds", "hint": "The slowest took up to 0.5 seconds"},
    ]
    assert row(page, "Compare scripts that are new")[2]["hint"] == "Every 15 minutes"


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("task", "words", "enough", "too_long"),
    [
        (SWEEP, "Send what is due and free what is stuck", timedelta(minutes=9), timedelta(minutes=11)),
        ("assessments.tasks.make_scripts", "Make scripts of what was handed in", timedelta(minutes=44), timedelta(minutes=46)),
        (NIGHTLY, "Add up everybody’s engagement", timedelta(hours=25), timedelta(hours=27)),
    ],
)  # fmt: skip
def test_what_did_not_run_for_too_long_is_overdue_and_stands_first(
    hub_admin_client, monkeypatch, task, words, enough, too_long
):
    ran(task, ago=enough, monkeypatch=monkeypatch)
    assert row(hub_admin_client.get(PAGE), words)[1]["tag"] == "Went well"
    ran(task, ago=too_long, monkeypatch=monkeypatch)
    page = hub_admin_client.get(PAGE)
    assert (page.context["rows"][0][0], page.context["rows"][0][1]["tag"]) == (words, "Overdue")
    assert "Everything runs as it should." not in text(page)


@pytest.mark.usefixtures("at_work")
def test_what_failed_says_so_until_it_goes_well(hub_admin_client, monkeypatch):
    ran(NIGHTLY, ago=timedelta(seconds=20), monkeypatch=monkeypatch, seconds=400, well=False)
    page = hub_admin_client.get(PAGE)
    assert page.context["rows"][0][1]["tag"] == "Failed"
    assert "Last failed at 3:03pm on Tuesday 24 November 2026" in text(page)
    assert page.context["rows"][0][3] == {"text": "3 minutes", "hint": "The slowest took over 5 minutes"}
    ran(NIGHTLY, ago=timedelta(seconds=10), monkeypatch=monkeypatch)
    assert row(hub_admin_client.get(PAGE), "Add up everybody’s engagement")[1]["tag"] == "Went well"


def test_before_anything_was_counted_nothing_is_claimed(hub_admin_client):
    page = hub_admin_client.get(PAGE)
    assert "Nothing has been counted yet" in text(page)
    assert {one[1]["tag"] for one in page.context["rows"]} == {"Not known yet"}
    assert "stood still" not in text(hub_admin_client.get(reverse("admin:index")))


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(("due", "is_late"), [(timedelta(minutes=9), False), (timedelta(minutes=11), True)])
def test_mail_that_does_not_go_out_is_said(hub_admin_client, due, is_late):
    NotificationFactory(due_at=NOW - due)
    page = text(hub_admin_client.get(PAGE))
    assert ("have not gone out" in page) is is_late
    assert ("Everything runs as it should." in page) is not is_late


def test_what_never_ran_since_counting_began_is_overdue(hub_admin_client, monkeypatch):
    ran("assessments.tasks.open_windows", ago=timedelta(hours=1), monkeypatch=monkeypatch)
    page = hub_admin_client.get(PAGE)
    assert row(page, "Make scripts of what was handed in")[1]["tag"] == "Overdue"
    assert row(page, "Add up everybody’s engagement")[1]["tag"] == "Not known yet"


@pytest.mark.usefixtures("at_work")
def test_mail_that_waits_is_shown_with_the_oldest(hub_admin_client):
    NotificationFactory(due_at=NOW - timedelta(minutes=12))
    NotificationFactory(due_at=NOW - timedelta(minutes=2))
    NotificationFactory(due_at=NOW + timedelta(minutes=2))
    page = hub_admin_client.get(PAGE)
    assert page.context["waiting"][0] == ["Emails that are due", "2", "2:52pm on Tuesday 24 November 2026"]
    assert page.context["waiting"][3:] == [
        ["In the queue: Mail", "0", ""],
        ["In the queue: What must happen at its minute", "0", ""],
        ["In the queue: What takes long", "0", ""],
    ]


def test_mail_by_its_state():
    day = timedelta(days=1)
    NotificationFactory(state=NotificationState.SENDING, claimed_at=NOW - timedelta(minutes=3))
    NotificationFactory(state=NotificationState.FAILED, claimed_at=NOW - day + timedelta(minutes=1))
    NotificationFactory(state=NotificationState.FAILED, claimed_at=NOW - day)
    said = mail(at=NOW)
    assert (said.in_hand, said.oldest_claimed_at) == (1, NOW - timedelta(minutes=3))
    assert said.failed_within_a_day == 1


@pytest.mark.usefixtures("at_work")
def test_the_administration_says_when_background_work_stands_still(hub_admin_client, monkeypatch):
    first = reverse("admin:index")
    assert f'href="{PAGE}"' in text(hub_admin_client.get(first))
    assert "stood still" not in text(hub_admin_client.get(first))
    ran(SWEEP, ago=timedelta(minutes=11), monkeypatch=monkeypatch)
    said = "Background work has stood still since 2:53pm on Tuesday 24 November 2026."
    assert said in text(hub_admin_client.get(first))
    assert said in text(hub_admin_client.get(PAGE))


@pytest.mark.usefixtures("redis_down")
def test_without_redis_the_page_says_so_and_the_mail_still_shows(hub_admin_client):
    NotificationFactory(due_at=NOW - timedelta(days=900))
    page = hub_admin_client.get(PAGE)
    assert "Redis does not answer" in text(page)
    assert page.context["waiting"][0][1] == "1"


@pytest.mark.usefixtures("redis_down")
def test_without_redis_a_task_is_run_and_the_log_says_what_is_missing(caplog):
    from npq_portal.notifications.tasks import delete_old

    with caplog.at_level(logging.WARNING):
        assert delete_old.apply().get() == 0
    assert "Redis is away: the figures of npq_portal.notifications.tasks.delete_old miss something" in caplog.text


class TestMetrics:
    """/metrics, for whoever brings the token."""

    @pytest.fixture(autouse=True)
    def token(self, settings):
        settings.METRICS_TOKEN = TOKEN

    def ask(self, client: Client, authorization: str = f"Bearer {TOKEN}"):
        return client.get("/metrics", headers={"authorization": authorization} if authorization else {})

    def figures(self, client: Client) -> dict[tuple[str, str], float]:
        said = self.ask(client).content.decode()
        families = text_string_to_metric_families(said)
        return {
            (one.name, next(iter(one.labels.values()), "")): one.value for family in families for one in family.samples
        }

    @pytest.mark.usefixtures("at_work")
    def test_figures(self, client):
        NotificationFactory(due_at=NOW - timedelta(minutes=12))
        said = self.figures(client)
        assert said["npq_up", "redis"] == said["npq_up", "database"] == 1
        assert said["npq_outbox_due", ""] == 1
        assert said["npq_outbox_oldest_due_age_seconds", ""] == 720
        assert said["npq_outbox_oldest_claim_age_seconds", ""] == 0
        assert said["npq_task_runs_total", SWEEP] == said["npq_task_seconds_count", SWEEP] == 1
        assert said["npq_task_seconds_sum", SWEEP] == pytest.approx(0.2)
        assert said["npq_task_last_success_timestamp_seconds", SWEEP] == (NOW - timedelta(seconds=30)).timestamp()
        assert said["npq_queue_length", "mail"] == 0

    @pytest.mark.usefixtures("at_work")
    def test_buckets_add_up(self, client):
        said = self.ask(client).content.decode()
        found = [
            line.rpartition(" ")[2]
            for line in said.splitlines()
            if line.startswith("npq_task_seconds_bucket") and SWEEP in line
        ]
        assert found == ["0.0", *["1.0"] * len(store.BUCKETS)]

    @pytest.mark.usefixtures("redis_down")
    def test_without_redis_the_mail_is_still_told(self, client):
        said = self.figures(client)
        assert (said["npq_up", "redis"], said["npq_up", "database"]) == (0, 1)
        assert said["npq_outbox_due", ""] == 0

    @pytest.mark.parametrize(
        "words", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer ätoken"]
    )
    def test_nobody_else_reads_them(self, client, words):
        answer = self.ask(client, words)
        assert (answer.status_code, answer.content) == (401, b"")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")

    def test_no_session_opens_it(self, hub_admin_client):
        assert self.ask(hub_admin_client, "").status_code == 401

    def test_it_begins_no_session_and_is_kept_by_no_cache(self, client):
        answer = self.ask(client)
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")

    def test_it_is_not_there_without_a_token_in_the_settings(self, client, settings):
        settings.METRICS_TOKEN = ""
        assert self.ask(client).status_code == self.ask(client, "Bearer ").status_code == 404

    def test_the_token_never_goes_over_plain_http_where_https_is_on(self, client, settings):
        settings.SECURE_SSL_REDIRECT = True
        assert self.ask(client).status_code == 301
