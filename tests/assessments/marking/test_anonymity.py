"""Nothing of its writer reaches a marker: every page, file, header and address that begins at /marking/ is searched for what
is distinctive of the writers, and so is every letter. That the search finds such things is tried on the hub's pages."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from django.test import Client

from assessments.actions.standardising import standardise
from assessments.choices import FileKind, MarkingStage, ScanResult
from assessments.models import Script, UploadedFile
from courses.models import Cohort
from npq_portal.notifications import mailer
from npq_portal.notifications.models import Notification
from tests.assessments.marking.scenes import AT, CLEAR, FAIL, Scene, a_scene
from tests.cast import signed_in
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.assessments import EntryFactory, SubmissionFactory
from tests.factories.courses import EnrolmentFactory

pytestmark = pytest.mark.django_db

#: What no marker may come across. A name alone (Zebedee) would be a word of a text; here it is none, and must not be there.
FIRST_NAMES = ("Zebedee", "Quillon", "Xanthippe")
LAST_NAMES = ("Featherstonehaugh", "Cholmondeley", "Wriothesley")
TRNS = ("7654321", "7654322", "7654323")
URNS = ("900901", "900902", "900903")
FILE_NAME = "zebedee-featherstonehaugh-final-FINAL.docx"
COHORT = "Nettlewick Friday group"
_LINK = re.compile(r'(?:href|src|action|data-save|content)="([^"#]+)')


@dataclass
class Found:
    """Where something distinctive was seen."""

    path: str
    words: str


class Crawl:
    """Everything one client reaches by links from a page, and what is said there: body, headers, cookies, addresses."""

    def __init__(self, client: Client, start: str, *, within: str) -> None:
        self.client, self.within = client, within
        self.said: dict[str, str] = {}
        self._visit([start])

    def _visit(self, waiting: list[str]) -> None:
        while waiting:
            path = waiting.pop()
            if path in self.said:
                continue
            response = self.client.get(path)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
            text = html.unescape(body.decode("utf-8", "replace"))
            self.said[path] = f"{path}\n{heads}\n{response.cookies.output()}\n{text}"
            links = {html.unescape(link).partition("?")[0] for link in _LINK.findall(body.decode("utf-8", "replace"))}
            waiting += sorted(link for link in links if link.startswith((self.within, "/static/")))

    def pages(self) -> list[str]:
        return [path for path in self.said if path.startswith(self.within)]

    def find(self, words: Iterable[str]) -> list[Found]:
        return [
            Found(path, word)
            for path, said in self.said.items()
            for word in words
            if re.search(re.escape(word), said, re.IGNORECASE)
        ]


def distinctive() -> list[str]:
    """The words that say who somebody is, or where."""
    addresses = [f"{name.lower()}@nettlewick.example" for name in LAST_NAMES]
    return [*FIRST_NAMES, *LAST_NAMES, *TRNS, *URNS, *addresses, FILE_NAME, "final-FINAL", "nettlewick", COHORT]


def ids(scene: Scene) -> list[str]:
    """Ids of submissions, entries, enrolments and people, all of them far from any other number on a page."""
    found = []
    for script in scene.scripts():
        submission = script.submission
        entry = submission.entry
        rows = (submission, entry, entry.enrolment, entry.enrolment.participant, entry.enrolment.participant.user)
        found += [str(row.pk) for row in rows]
        found += [submission.sha256]
    return found


def person(scene: Scene, number: int) -> None:
    """Somebody with a name like nobody else's, who signed their text; the first sent a file."""
    user = UserFactory(
        pk=80_000_001 + number,
        email=f"{LAST_NAMES[number].lower()}@nettlewick.example",
        name=f"{FIRST_NAMES[number]} {LAST_NAMES[number]}",
    )
    facts = {"first_name": FIRST_NAMES[number], "last_name": LAST_NAMES[number], "trn": TRNS[number]}
    known = ParticipantFactory(
        pk=81_000_001 + number, user=user, trn_verification="by_record", trn_verified_at=AT, **facts
    )
    enrolment = EnrolmentFactory(
        pk=82_000_001 + number, cohort=scene.window.cohort, participant=known, workplace_urn=URNS[number]
    )
    entry = EntryFactory(
        pk=83_000_001 + number, window=scene.window, enrolment=enrolment, closed_at=scene.window.closed_at
    )
    text = f"I would listen first. Signed: {known.full_name}, {user.email}, {known.trn}"
    SubmissionFactory(pk=84_000_001 + number, entry=entry, **(_as_file(entry, text) if not number else _as_text(text)))


def _as_text(text: str) -> dict:
    return {"content": text.encode()}


def _as_file(entry, text: str) -> dict:
    file = UploadedFile.objects.create(
        entry=entry,
        file_name=FILE_NAME,
        kind=FileKind.DOCX,
        content=b"PK Author: Zebedee Featherstonehaugh",
        sha256="f" * 64,
        text=text,
        words=12,
        scan=ScanResult.NOT_CONFIGURED,
        client_uuid="12345678-1234-5678-1234-567812345678",
        received_at=AT,
    )
    return {"version": None, "file": file, "content": bytes(file.content)}


@pytest.fixture
def scene() -> Scene:
    """Three such people; their scripts in every state that a marker sees: to mark, begun, done, to decide, standardisation."""
    scene = a_scene(people=0, markers=4, policy={"sample_percent": 0, "sample_least": 0})
    Cohort.objects.filter(pk=scene.window.cohort_id).update(name=COHORT)
    for number in range(3):
        person(scene, number)
    scene.make()
    scene.allocate()
    first, second, _third = scene.open_marks()
    scene.mark(first, FAIL)
    scene.mark(scene.live(first.script, MarkingStage.SECOND), CLEAR)
    scene.mark(second, CLEAR)
    for marking in scene.open_marks(second.marker, MarkingStage.FIRST):
        scene.mark(marking, CLEAR)
    standard = Script.objects.filter(agreed_pass=True).first()
    standardise(script=standard, by=scene.hub, at=AT)
    return scene


def test_no_marker_comes_across_anything_of_a_writer(scene):
    seen = set()
    for marker in scene.team:
        crawl = Crawl(signed_in(marker), "/marking/", within="/marking/")

        assert crawl.find([*distinctive(), *ids(scene)]) == []
        seen |= {path for path in crawl.pages() if re.fullmatch(r"/marking/[A-Z0-9]{3}-[A-Z0-9]{3}/", path)}
        assert any(path.startswith("/static/") for path in crawl.said)
    assert seen == {f"/marking/{script.number}/" for script in scene.scripts()}


def test_the_texts_themselves_are_there_without_the_names(scene):
    said = "\n".join(
        said
        for marker in scene.team
        for said in Crawl(signed_in(marker), "/marking/", within="/marking/").said.values()
    )

    assert said.count("I would listen first.") >= 3
    assert "Signed: [name removed], [name removed], [name removed]" in said


def test_what_the_page_sends_and_is_answered_names_nobody_either(scene):
    (marking, *_) = scene.open_marks()
    client = signed_in(marking.marker)
    path = f"/marking/{marking.script.number}/"

    answers = [
        client.post(f"{path}save/", {"note": "Hm"}),
        client.post(path, {"do": "finish"}),
        client.post(f"{path}hand-back/", {"why": "knows", "reason": "I know them"}, follow=True),
    ]

    for answer in answers:
        said = f"{answer.headers}\n{answer.content.decode()}"
        assert [word for word in [*distinctive(), *ids(scene)] if word.lower() in said.lower()] == []


def test_no_letter_to_a_marker_says_anything_of_a_writer(scene):
    letters = Notification.objects.filter(kind="marking_allocated")
    assert letters.count() >= 3
    for one in letters:
        letter = mailer.render("marking_allocated", one.context)
        printed = f"{letter.subject}\n{letter.text}\n{letter.html}\n{one.key}"
        assert [word for word in distinctive() if word.lower() in printed.lower()] == []


def test_every_page_says_that_it_is_not_to_be_stored(scene):
    for marker in scene.team:
        crawl = Crawl(signed_in(marker), "/marking/", within="/marking/")
        assert all("Cache-Control: no-store" in crawl.said[path] for path in crawl.pages())


def test_scripts_of_others_and_the_hubs_pages_are_closed_to_a_marker(scene):
    for marker in scene.team:
        client = signed_in(marker)
        own = set(marker.markings.values_list("script__number", flat=True))
        for script in scene.scripts():
            status = client.get(f"/marking/{script.number}/").status_code
            assert status == (200 if script.number in own else 404)
            assert client.get(f"/hub/marking/scripts/{script.number}/").status_code == 403
        assert client.get(f"/hub/marking/{scene.window.pk}/").status_code == 403


def test_the_search_finds_names_and_ids_where_they_may_stand(scene, hub_admin_client):
    """So that the tests above can fail."""
    crawl = Crawl(hub_admin_client, "/hub/marking/", within="/hub/marking/")

    found = {one.words for one in crawl.find([*distinctive(), *ids(scene)])}

    assert {*FIRST_NAMES, *LAST_NAMES, COHORT} <= found
    assert {str(script.submission.entry.enrolment_id) for script in scene.scripts()} <= found
