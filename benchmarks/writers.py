"""People in an open window, each with a draft of 1,500 words, for measuring."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from assessments.models import CaseQuestion, CaseStudy, DraftVersion, Entry, Window
from benchmarks import nation
from courses.models import Enrolment
from npq_portal import clock

WORDS = 1_500
_SENTENCE = "Attendance fell in every year and most of all in Year 9 for reasons that nobody knew. "  # 17 words


def build(name: str, people: int) -> list[Entry]:
    """A cohort in the middle of its window, everybody let in, with the case opened and one saved version."""
    (cohort,) = nation.build(f"{name}{people}", nation.Size(1, people), marked=False)
    at = clock.now()
    case = CaseStudy.objects.create(programme=cohort.programme, title=f"{name} {people}", text="A case.", created_at=at)
    questions = [CaseQuestion.objects.create(case_study=case, position=n, text=f"Question {n}?") for n in range(3)]
    opens_at = at - timedelta(days=4)
    window = Window.objects.create(
        cohort=cohort,
        case_study=case,
        rule="calendar_days",
        opens_on=clock.london_date(opens_at),
        opens_at=opens_at,
        closes_at=at + timedelta(days=4),
    )
    entries = _let_in(window, opens_at=opens_at)
    DraftVersion.objects.bulk_create(
        DraftVersion(
            entry=entry,
            number=1,
            answers=answers(questions, entry.pk),
            words=WORDS,
            source="saved",
            client_uuid=uuid4(),
            saved_at=at - timedelta(hours=1),
        )
        for entry in entries
    )
    return entries


def _let_in(window: Window, *, opens_at: datetime) -> list[Entry]:
    ids = Enrolment.objects.filter(cohort=window.cohort_id).order_by("pk").values_list("pk", flat=True)
    Entry.objects.bulk_create(
        Entry(
            window=window,
            enrolment_id=pk,
            attempt=1,
            admitted_at=opens_at,
            case_opened_at=opens_at,
            closes_at=window.closes_at,
            newest_version=1,
        )
        for pk in ids
    )
    rows = Entry.objects.filter(window=window).select_related("window", "enrolment__participant__user")
    return list(rows.order_by("pk"))


def answers(questions: Sequence[CaseQuestion], number: int | str) -> dict[str, str]:
    """1,500 words in all over the three questions, other ones for each number."""
    words = (f"{number} " + _SENTENCE * 30).split()[: WORDS // 3]
    return {str(question.pk): " ".join(words) for question in questions}


def session_of(entry: Entry) -> str:
    """The key of a session in which the entry's person is signed in."""
    user = entry.enrolment.participant.user
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def client(entry: Entry) -> Client:
    """A browser of that person."""
    browser = Client(SERVER_NAME="localhost")
    browser.cookies[settings.SESSION_COOKIE_NAME] = session_of(entry)
    return browser
