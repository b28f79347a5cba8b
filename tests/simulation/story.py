"""What people do in the simulated year, by the verbs that the portal's pages use. Everything else happens by itself."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from assessments.actions import drafts as writing
from assessments.actions import extensions, marking
from assessments.actions.allocating import allocate
from assessments.actions.case import open_case
from assessments.actions.outcomes import release
from assessments.actions.submitting import submit as submit_case_study
from assessments.actions.windows import plan as plan_window
from assessments.choices import ExtensionKind, ExtensionReason, MarkingState, VersionSource, WindowRule
from assessments.facts.allocation import plan as planned_allocation
from assessments.facts.results import board_of
from assessments.models import CaseStudy, Criterion, Entry, Marking, Window
from assessments.rules.submitting import STATEMENTS, Declaration
from assessments.rules.window import Terms
from courses.actions import catch_up_answers, sessions
from courses.actions.leaving import defer
from courses.choices import DeferralReason
from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.switches import switch_off
from registrations.actions import decisions, endorsement, trn
from registrations.actions.drafts import open_draft, save_answers
from registrations.actions.submit import submit as submit_application
from registrations.models import Application, Draft, Endorsement
from tests.factories.accounts import UserFactory
from tests.registrations.journey.walker import finished_draft
from tests.simulation.days import Days, london
from tests.simulation.ledger import Ledger
from tests.simulation.world import World


@dataclass
class Story:
    """Tells what somebody does at a time, and does it."""

    days: Days
    world: World
    ledger: Ledger

    @contextmanager
    def at(self, moment: str, words: str):
        """At a London time, after everything that happens by itself up to then."""
        self.days.live_until(london(moment))
        self.ledger.tell(london(moment), words)
        with self.days.at(london(moment)) as at:
            yield at

    def register(self, moment: str, title: str, *absent: str) -> None:
        """Tom takes a register."""
        away = f": {' and '.join(name.title() for name in absent)} away" if absent else ""
        with self.at(moment, f"Tom takes the register of {title}{away}") as at:
            self.world.takes_register(title, absent=absent, at=at)

    def does(self, moment: str, words: str, what: Callable[[datetime], object]) -> None:
        """The same for what is said in one line."""
        with self.at(moment, words) as at:
            what(at)


def applying(story: Story) -> None:
    """September 2026: Sam begins, leaves it, comes back, and has no TRN; his head answers late. The others are enrolled."""
    world, grace = story.world, story.world.people["grace"]
    with story.at("2026-09-03 20:15", "Sam begins to register, says which NPQ, and stops") as at:
        sam = UserFactory(email="sam@school.example", name="Sam Invented", roles=[RoleName.PARTICIPANT])
        world.people["sam"] = sam
        draft = open_draft(user=sam, at=at)
        save_answers(draft=draft, changes={"course": "npq-senior-leadership", "intake": "2026b"}, at=at)
    with story.at("2026-09-10 10:00", "Grace enrols Priya, Nia, Dev and Ola") as at:
        for name in ("priya", "nia", "dev", "ola"):
            world.enrols(name, at=at)
    with story.at("2026-09-15 21:40", "Sam finishes his registration, without a TRN, and asks his head to back it"):
        Draft.objects.filter(user=sam).delete()
        finished = finished_draft(sam, trn_answer="none", trn="", first_name="Sam")
        submit_application(draft=finished, at=clock.now())
    with story.at("2026-09-28 12:05", "Sam's head backs him") as at:
        endorsement.answer(endorsement=Endorsement.objects.get(), confirmed=True, comment="He is ready.", at=at)
    with story.at("2026-09-28 16:30", "Grace accepts Sam") as at:
        decisions.accept(application=Application.objects.get(), funded_place=True, by=grace, at=at)
    story.does("2026-09-30 14:00", "Grace releases the dates", lambda at: world.plans_sessions(at=at))
    with story.at("2026-10-09 15:20", "Sam gives his TRN, and Grace checks it by hand") as at:
        trn.verify_by_hand(application=Application.objects.get(), trn="9912345", how="DQT", by=grace, at=at)


def autumn(story: Story) -> None:
    """The conference, the first clock change, a session that Nia and Sam miss, and a weekend on which the worker stands still."""
    world, people = story.world, story.world.people
    story.register("2026-10-12 15:20", "Conference")
    story.register("2026-10-30 08:00", "Seminar 1", "nia", "sam")
    with story.at("2026-11-03 19:00", "Sam sends what he wrote to catch up") as at:
        text = "I would begin with one subject. " * 40
        catch_up_answers.send(catch_up=world.catch_up("sam", "Seminar 1"), text=text, by=people["sam"], at=at)
    with story.at("2026-11-04 08:15", "Tom reads it and approves it") as at:
        catch_up_answers.approve(catch_up=world.catch_up("sam", "Seminar 1"), comment="Good.", by=people["tom"], at=at)
    with story.at("2026-11-22 18:00", "Priya, Sam and Dev do the study unit") as at:
        for name in ("priya", "sam", "dev"):
            world.studies(name, at=at)
    story.days.live_until(london("2026-11-27 17:00"))
    story.ledger.tell(london("2026-11-27 17:00"), "The worker stands still over the weekend")
    story.ledger.tell(london("2026-11-30 17:05"), "The worker runs again")
    story.days.pause_until(london("2026-11-30 17:05"))
    story.register("2026-12-01 17:20", "Seminar 2", "nia")
    story.does("2026-12-05 11:00", "Ola does the study unit", lambda at: world.studies("ola", at=at))
    with story.at("2026-12-07 09:30", "Grace wants no more weekly emails") as at:
        switch_off(user=people["grace"].pk, kinds=[NotificationKind.HUB_DIGEST], at=at)


def spring(story: Story) -> None:
    """Dev defers; a session is moved after people were reminded of it; Sam misses it and catches up at the last moment."""
    world, people = story.world, story.world.people
    with story.at("2027-01-06 11:00", "Dev defers; he means to be back on 20 September") as at:
        defer(
            enrolment=world.enrolment("dev"),
            code=DeferralReason.PARENTAL_LEAVE,
            expected_back_on=date(2027, 9, 20),
            by=people["grace"],
            at=at,
        )
    story.register("2027-01-19 17:20", "Seminar 3", "sam")
    with story.at("2027-02-02 09:00", "Sam sends what he wrote to catch up") as at:
        catch_up_answers.send(
            catch_up=world.catch_up("sam", "Seminar 3"), text="Practice comes first. " * 60, by=people["sam"], at=at
        )
    with story.at("2027-02-02 20:30", "Tom approves it") as at:
        catch_up_answers.approve(catch_up=world.catch_up("sam", "Seminar 3"), comment="", by=people["tom"], at=at)
    with story.at("2027-02-26 13:00", "Grace moves seminar 4 by a week and tells everybody") as at:
        sessions.change(
            session=world.session("Seminar 4"),
            by=people["grace"],
            at=at,
            starts_at=london("2027-03-09 16:00"),
            ends_at=london("2027-03-09 17:30"),
        )
        world.releases(at=at)


def the_window(story: Story) -> None:
    """24 to 31 March 2027, over the second clock change. Priya submits early, Sam asks for a day more, Ola saves nothing."""
    world, people = story.world, story.world.people
    with story.at("2027-03-03 10:00", "Grace plans the window") as at:
        terms = Terms(rule=WindowRule.CALENDAR_DAYS, opens_on=date(2027, 3, 24))
        plan_window(cohort=world.cohort, case_study=CaseStudy.objects.get(), terms=terms, by=people["grace"], at=at)
    story.register("2027-03-09 17:25", "Seminar 4")
    _opens(story, "2027-03-24 07:50", "priya")
    _opens(story, "2027-03-26 10:00", "ola")
    with story.at("2027-03-26 19:00", "Priya saves her text and submits it") as at:
        _saves(_entry(world, "priya"), at=at)
        _submits(_entry(world, "priya"), at=at)
    _opens(story, "2027-03-27 21:30", "sam")
    with story.at("2027-03-29 12:00", "Sam saves his text and asks for a day more") as at:
        _saves(_entry(world, "sam"), at=at)
        extensions.ask(
            window=Window.objects.get(),
            enrolment=world.enrolment("sam"),
            kind=ExtensionKind.MORE_TIME,
            reason=ExtensionReason.ILLNESS,
            hours=24,
            by=people["sam"],
            at=at,
        )
    with story.at("2027-03-30 09:10", "Grace gives him the day") as at:
        asked = world.enrolment("sam").extensions.get()
        extensions.decide(extension=asked, is_granted=True, hours=24, reason="You were ill.", by=people["grace"], at=at)
    with story.at("2027-04-01 23:40", "Sam submits") as at:
        _submits(_entry(world, "sam"), at=at)


def results(story: Story) -> None:
    """Marking, a late marker, the board, and the rest of the year."""
    grace = story.world.people["grace"]
    with story.at("2027-04-06 09:00", "Grace allocates the scripts") as at:
        window = Window.objects.get()
        shown = planned_allocation(window, today=clock.london_date(at))
        allocate(window=window, mark=shown.mark, by=grace, at=at)
    with story.at("2027-04-23 10:00", "Everything is marked, two days late") as at:
        while waiting := Marking.objects.filter(state=MarkingState.ALLOCATED).first():
            _marks(waiting, at=at)
    with story.at("2027-05-10 21:30", "The board meets and Grace releases the results") as at:
        shown = board_of(Window.objects.get(), at=at)
        release(window=Window.objects.get(), shown=shown.mark, by=grace, at=at)
    story.days.live_until(london("2027-10-31 12:00"))
    story.ledger.tell(london("2027-10-31 12:00"), "The year is over")


def _opens(story: Story, moment: str, name: str) -> None:
    with story.at(moment, f"{name.title()} opens the case") as at:
        open_case(entry=_entry(story.world, name), at=at)


def _entry(world: World, name: str) -> Entry:
    return Entry.objects.get(enrolment=world.enrolment(name))


def _saves(entry: Entry, *, at: datetime) -> None:
    question = str(entry.window.case_study.questions.get().pk)
    answers = {question: "Begin with one problem and follow it through. " * 40}
    saved = VersionSource.SAVED
    writing.save(entry=entry, answers=answers, based_on=0, source=saved, client_uuid=uuid4(), at=at)


def _submits(entry: Entry, *, at: datetime) -> None:
    submit_case_study(
        entry=entry,
        version=entry.versions.get(number=entry.newest_version),
        declaration=Declaration(statements=STATEMENTS, used_ai=False, sources="The reading list."),
        by=entry.enrolment.participant.user,
        at=at,
    )


def _marks(row: Marking, *, at: datetime) -> None:
    """All of them good."""
    criteria = Criterion.objects.values_list("pk", flat=True)
    written = marking.Written(points=dict.fromkeys(criteria, 3), comment="A plan that can be put into practice.")
    marking.save(marking=row, written=written, by=row.marker, at=at)
    marking.finish(marking=row, by=row.marker, at=at)
