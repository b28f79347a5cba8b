"""What is read of an enrolment: its credit, its passport, where its person may go, what would stop."""

from datetime import date, timedelta

import pytest

from courses.actions.enrolment_history import carried_words, kept_words
from courses.choices import EnrolmentStatus, Mark, RecordState
from courses.facts.credit import chain, credited, reckoning, total_credit
from courses.facts.enrolments import cohorts_to_go_to, open_work, passport
from courses.rules.carrying import Credit, Line, Why
from courses.rules.enrolment_life import Move, TargetFault
from tests.courses.enrolment_life.scenes import AT, a_scene
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory
from tests.factories.engagement import (
    AtRiskEntryFactory,
    CatchUpFactory,
    ComponentFactory,
    RecordFactory,
    SessionFactory,
    SessionPlaceFactory,
    StudyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_scene()


# -- credit --------------------------------------------------------------------------------------------------------------
def test_of_the_slots_of_a_component_the_most_counts(scene):
    enrolment = scene.somebody()
    scene.attended(enrolment, 0, mark=Mark.PART, minutes=40)
    scene.attended(enrolment, 0, slot="catch-up", mark=Mark.CAUGHT_UP, minutes=60)

    [known] = credited([enrolment.pk]).values()
    assert (known.minutes, known.without_catch_up, known.exempt) == (60, 40, False)


@pytest.mark.parametrize("state", [RecordState.PAST, RecordState.TO_DECIDE, RecordState.REFUSED])
def test_only_what_is_current_counts(scene, state):
    enrolment = scene.somebody()
    scene.attended(enrolment, 0, state=state)

    assert total_credit(enrolment) == 0


def test_what_does_not_count_towards_engagement_is_no_credit(scene):
    enrolment = scene.somebody()
    talk = ComponentFactory(cohort=scene.old, counts=False)
    RecordFactory(enrolment=enrolment, session=SessionFactory(component=talk))

    assert total_credit(enrolment) == 0
    assert talk.title not in [line.title for line in reckoning(enrolment, scene.new.pk)]


def test_the_line_of_enrolments_is_read_from_the_newest(scene):
    first = scene.somebody(status=EnrolmentStatus.MOVED)
    second = EnrolmentFactory(cohort=scene.new, participant=first.participant, continues=first)

    assert chain(second) == [second, first]
    assert chain(first) == [first]


@pytest.mark.parametrize("parts", [1, 12])
def test_a_reckoning_of_many_components_asks_no_more(parts, django_assert_num_queries):
    scene = a_scene(parts=parts)
    enrolment = scene.somebody()
    for number in range(parts):
        scene.attended(enrolment, number)

    with django_assert_num_queries(4):
        assert len(reckoning(enrolment, scene.new.pk)) == parts


# -- the passport --------------------------------------------------------------------------------------------------------
def test_a_stamp_names_every_source_of_credit_and_the_day(scene):
    enrolment = scene.somebody()
    record = scene.attended(enrolment, 0, mark=Mark.PART, minutes=40)
    scene.attended(enrolment, 0, slot="catch-up", mark=Mark.CAUGHT_UP, minutes=60)
    CatchUpFactory(enrolment=enrolment, session=record.session, state="approved")

    stamp = passport(enrolment).stamps[0]

    assert (stamp.minutes, stamp.sources) == (60, ("Part of it", "Caught up"))
    assert stamp.on == date(2026, 11, 17)
    assert stamp.catch_up.state == "approved"
    assert passport(enrolment).caught_up == 1


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("register", "Present"),
        ("webinar", "Present (webinar report)"),
        ("self_check_in", "Present (checked in by QR code)"),
    ],
)
def test_how_it_was_marked_is_said_where_it_says_more(scene, source, words):
    enrolment = scene.somebody()
    scene.attended(enrolment, 0, source=source)

    assert passport(enrolment).stamps[0].sources == (words,)


def test_sums_leave_out_what_is_exempt_or_does_not_count(scene):
    enrolment = scene.somebody()
    scene.attended(enrolment, 0)
    scene.attended(enrolment, 1, slot="exempt", mark=Mark.EXEMPT, minutes=0, source="staff")
    ComponentFactory(cohort=scene.old, counts=False, minutes=90)
    ComponentFactory(cohort=scene.old, is_off=True, minutes=90)

    found = passport(enrolment)

    assert (found.minutes, found.worth) == (60, 120)
    assert [stamp.exempt for stamp in found.stamps] == [False, True, False, False]


def test_a_mark_taken_back_says_nothing(scene):
    enrolment = scene.somebody()
    scene.attended(enrolment, 0, mark=Mark.CLEARED, minutes=0)

    stamp = passport(enrolment).stamps[0]
    assert (stamp.sources, stamp.on) == ((), None)


def test_a_passport_of_many_components_asks_no_more(django_assert_num_queries):
    scene = a_scene(parts=10)
    enrolment = scene.somebody()
    for number in range(10):
        scene.attended(enrolment, number)
    StudyFactory(cohort=scene.old)

    with django_assert_num_queries(3):
        passport(enrolment)


# -- where to go, what stops ---------------------------------------------------------------------------------------------
def test_cohorts_that_cannot_be_meant_are_left_out_and_full_ones_say_so(scene):
    programme = scene.old.programme
    earlier = CohortFactory(
        programme=programme,
        intake=IntakeFactory(identifier="2026a"),
        starts_on=scene.old.starts_on - timedelta(days=200),
        capacity=1,
    )
    EnrolmentFactory(cohort=earlier)
    CohortFactory(
        programme=programme,
        intake=IntakeFactory(identifier="2024b"),
        starts_on=date(2024, 11, 1),
        ends_on=date(2026, 2, 1),
    )
    CohortFactory()
    enrolment = scene.somebody()

    assert cohorts_to_go_to(enrolment, Move.TRANSFER, at=AT) == [
        (earlier, TargetFault.FULL),
        (scene.new, TargetFault.NONE),
    ]
    assert cohorts_to_go_to(enrolment, Move.CONTINUE, at=AT) == [(scene.new, TargetFault.NONE)]


def test_open_work_counts_what_is_to_come_and_what_is_open(scene):
    enrolment = scene.somebody()
    for days in (-9, 9):
        session = SessionFactory(component=scene.copy(scene.old, 1 if days > 0 else 0), starts_at=AT + timedelta(days))
        SessionPlaceFactory(session=session, enrolment=enrolment)
    for number, state in enumerate(("offered", "sent", "approved")):
        component = scene.copy(scene.old, number)
        CatchUpFactory(session=SessionFactory(component=component), enrolment=enrolment, state=state)
    AtRiskEntryFactory(enrolment=enrolment)

    work = open_work(enrolment, at=AT)

    assert (work.sessions, work.catch_ups, work.at_risk) == (1, 2, True)
    nothing = open_work(scene.somebody(), at=AT)
    assert (nothing.sessions, nothing.catch_ups, nothing.at_risk) == (0, 0, False)


# -- words ---------------------------------------------------------------------------------------------------------------
def a_line(title: str, *, minutes: int = 0, behind: int = 0, why: Why = Why.WHOLE) -> Line:
    source = Credit(component=1, origin=1, title=title, worth=60, minutes=minutes + behind)
    return Line(title=title, source=source, target=None, minutes=minutes, stays_behind=behind, why=why)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "You have no credit yet, so there is nothing to keep."),
        (1, "You have credit for 1 minute so far. We keep it for six years after the cohort ends."),
        (1140, "You have credit for 1,140 minutes so far. We keep it for six years after the cohort ends."),
    ],
)
def test_what_is_said_of_credit_that_is_kept(minutes, words):
    assert kept_words(minutes) == words


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "There was no credit to bring along."),
        ([a_line("Seminar", minutes=60)], "Your credit for 60 minutes came along."),
        (
            [a_line("Seminar", minutes=60), a_line("Visit", behind=30), a_line("Clinic", behind=15)],
            (
                "Your credit for 60 minutes came along. 45 minutes did not, because your new cohort has less or none of: "
                "Visit; Clinic."
            ),
        ),
        (
            [a_line("Audit", why=Why.EXEMPT)],
            "There was no credit to bring along. You did not need these before; we decide again: Audit.",
        ),
    ],
)
def test_what_is_said_of_credit_that_came_along(lines, words):
    assert carried_words(lines) == words
