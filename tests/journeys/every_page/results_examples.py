"""Examples of the pages of results and integrity: results of every kind, out and not out, a similar pair, cases in every
state."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from assessments.actions.misconduct import move_case, note, raise_case
from assessments.actions.outcomes import correct
from assessments.actions.similarity import compare_window
from assessments.facts.integrity import windows_with_scripts
from assessments.models import CompletionStatement, Entry, MisconductCase, Outcome, SimilarPair, Submission, Window
from assessments.rules.misconduct import Move, moves_from
from npq_portal import clock
from npq_portal.accounts.models import Participant, User
from npq_portal.demo.cast import GRACE
from tests.assessments.integrity.scenes import FIRST, SECOND, a_script
from tests.assessments.results.scenes import Scene, a_scene
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.assessments import WindowFactory

#: Who has which result; the last has none that is out.
RESULTS = ("passed", "failed", "unengaged", "corrected", "nothing", "void", "waiting")
_HUB_PAGES = ("results:board", "results:release", "results:csv")
_ATTEMPTS = ("results:attempt", "results:correct")
_OWN = ("my-results:index", "my-results:outcome", "my-results:statement", "my-results:statement-pdf")
_INTEGRITY = ("integrity:pair", "integrity:raise", "integrity:case", "integrity:move")
NAMES = ("integrity:compare", *_HUB_PAGES, *_ATTEMPTS, *_OWN, *_INTEGRITY, "receipts:statement")
NO_PAGE = {
    "results:csv": "a file",
    "my-results:statement-pdf": "a file",
}


def address(result: str) -> str:
    """Of somebody with that result."""
    return f"{result}.result@school.example"


def make() -> None:
    """Put them into the hub."""
    now, grace = clock.now(), User.objects.get(email=GRACE.email)
    out, coming = (_window(weeks) for weeks in (12, 3))
    scene = a_scene(out)
    for result in RESULTS[:-1]:
        _somebody(scene, result)
    scene.release(at=now - timedelta(weeks=6), note="Grace and two headteachers")
    entry = Entry.objects.get(enrolment__participant__user__email=address("corrected"))
    correct(entry=entry, result="passed", reason="The points were added wrongly.", by=grace, at=now - timedelta(days=3))
    later = a_scene(coming)
    later.marked(True)
    later.marked(True, engaged=False)
    later.entry(opened=False)
    later.submitted(person=_person("waiting"))
    for text in (FIRST, SECOND):
        a_script(coming, text)
    compare_window(window=coming, by=grace, at=now)
    for moves in (
        (),
        (Move.INVESTIGATE,),
        (Move.INVESTIGATE, Move.UPHOLD),
        (Move.INVESTIGATE, Move.UPHOLD, Move.APPEAL),
    ):
        _case(later, moves, by=grace)
    _case(later, (Move.DROP,), by=grace)


def _window(weeks: int) -> Window:
    """One that closed so many weeks ago."""
    closes = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(weeks=weeks)
    opens = closes - timedelta(days=8)
    return WindowFactory(
        opens_on=clock.london_date(opens), opens_at=opens, closes_at=closes, opened_at=opens, closed_at=closes
    )


def _person(result: str) -> Participant:
    user = UserFactory(email=address(result), name=f"{result.capitalize()} Invented", roles=["participant"])
    return ParticipantFactory(user=user, first_name=result.capitalize(), verified=True)


def _somebody(scene: Scene, result: str) -> None:
    person = _person(result)
    if result == "nothing":
        scene.entry(person=person)
        return
    entry = scene.marked(result not in {"failed", "corrected"}, person=person, engaged=result != "unengaged")
    if result == "void":
        case = _raised(entry, by=scene.hub)
        MisconductCase.objects.filter(pk=case.pk).update(
            state="closed", was_upheld=True, closed_at=clock.now() - timedelta(weeks=7)
        )


def _raised(entry: Entry, *, by: User) -> MisconductCase:
    allegation = "Two pages agree word for word with another script.\n\nNobody quoted."
    return raise_case(submission=entry.submissions.get(), allegation=allegation, by=by, at=clock.now())


def _case(scene: Scene, moves: tuple[Move, ...], *, by: User) -> None:
    case = _raised(scene.marked(True), by=by)
    note(case=case, text="Asked the facilitator.", by=by, at=clock.now())
    for move in moves:
        move_case(case=case, move=move, reason="We read both scripts.", by=by, at=clock.now())


# -- addresses ---------------------------------------------------------------------------------------------------------
def paths(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The addresses of one of the pages with those who open them; nobody named is everybody who may."""
    if name in _OWN:
        yield from _own_paths(name)
    elif name in _HUB_PAGES:
        windows = Window.objects.filter(entries__isnull=False).distinct().order_by("pk")
        yield from ((reverse(name, args=[window.pk]), ()) for window in windows)
    elif name == "integrity:compare":
        yield from ((reverse(name, args=[window.pk]), ()) for window in windows_with_scripts())
    elif name in _ATTEMPTS:
        yield from ((reverse(name, args=[entry.pk]), ()) for entry in _entries())
    elif name == "receipts:statement":
        for reference in CompletionStatement.objects.values_list("reference", flat=True)[:1]:
            yield reverse(name, args=[reference]), ()
    else:
        yield from _integrity_paths(name)


def _entries() -> Iterator[Entry]:
    for result in RESULTS:
        yield Entry.objects.get(enrolment__participant__user__email=address(result))


def _own_paths(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if name == "my-results:index":
        yield from ((reverse(name), (address(result),)) for result in RESULTS)
        return
    if name == "my-results:outcome":
        for outcome in Outcome.objects.filter(
            entry__enrolment__participant__user__email__endswith=".result@school.example"
        ):
            entry = outcome.entry
            yield reverse(name, args=[entry.window_id]), (entry.enrolment.participant.user.email,)
        return
    statement = CompletionStatement.objects.get(enrolment__participant__user__email=address("passed"))
    yield reverse(name, args=[statement.enrolment_id]), (address("passed"),)


def _integrity_paths(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if name == "integrity:pair":
        yield reverse(name, args=[SimilarPair.objects.latest("pk").pk]), ()
    elif name == "integrity:raise":
        yield reverse(name, args=[Submission.objects.latest("pk").pk]), ()
    elif name == "integrity:case":
        yield from ((reverse(name, args=[case.pk]), ()) for case in MisconductCase.objects.order_by("pk"))
    else:
        for case in MisconductCase.objects.order_by("pk"):
            steps = moves_from(case.state) or [Move.UPHOLD]
            yield from ((reverse(name, args=[case.pk, move]), ()) for move in steps)
