"""What was answered long ago is not read again, and that changes nothing: the same marks end in the same places."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db.models import Q

from courses.actions import marking
from courses.actions.register import NewMark, decide, record_marks
from courses.choices import Mark, MarkSource, RecordState
from courses.models import EngagementRecord
from tests.courses.register.making import hall, mark, save
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 11, 17, 15, 46, tzinfo=UTC)
STEPS = 40


class Universe:
    """A hall of two people with a story of marks. Of two halls the same marks have keys in the same order."""

    def __init__(self, number: int) -> None:
        self.number, self.made = number, []
        self.session, self.people = hall(2)
        self.authors = [self.session.facilitators.get(), *UserFactory.create_batch(2, roles=["facilitator"])]
        self.session.facilitators.add(self.authors[1])  # the third does not lead it: their marks wait

    def key(self, index: int) -> UUID:
        return UUID(int=(index + 1) * 2 + self.number)

    def save(self, step: dict) -> None:
        marks = [self._mark(facts) for facts in step["marks"]]
        author, at = self.authors[step["author"]], BEGAN + timedelta(minutes=step["at"])
        record_marks(session=self.session, marks=marks, source=step["source"], by=author, at=at)

    def _mark(self, facts: dict) -> NewMark:
        based_on = None if facts["based_on"] is None else self.key(facts["based_on"])
        minutes = 20 if facts["what"] == Mark.PART else None
        person, made_at = self.people[facts["person"]], BEGAN + timedelta(minutes=facts["minute"])
        key = self.key(facts["index"])
        return mark(person, facts["what"], minutes=minutes, client_uuid=key, captured_at=made_at, based_on=based_on)

    def decide(self, step: dict) -> None:
        waiting = EngagementRecord.objects.filter(session=self.session, state=RecordState.TO_DECIDE)
        if found := waiting.order_by("client_uuid").first():
            at = BEGAN + timedelta(minutes=step["at"])
            decide(record=found, accept=step["accept"], by=self.authors[0], at=at)

    def stands(self) -> list[tuple[str, str]]:
        rows = EngagementRecord.objects.filter(session=self.session).order_by("client_uuid")
        return list(rows.values_list("state", "to_decide"))


def story(dice: random.Random) -> list[dict]:
    """Steps: mostly a mark or two of now by somebody, at times late, by a stranger, filled in, sent again, or a decision."""
    steps, made = [], []
    for number in range(STEPS):
        at = 5 * (number + 1)
        if dice.random() < 0.1:
            steps.append({"at": at, "accept": dice.random() < 0.6})
            continue
        marks = [_new(dice, at, made) for _ in range(dice.choice([1, 1, 1, 2, 3]))]
        if made and dice.random() < 0.1:
            marks.append(dice.choice(made))
        author = dice.choice([0, 0, 0, 1, 1, 2] if dice.random() < 0.5 else [0])
        source = MarkSource.CLOSING if dice.random() < 0.08 else MarkSource.REGISTER
        steps.append({"at": at, "marks": marks, "author": author, "source": source})
    return steps


def _new(dice: random.Random, at: int, made: list[dict]) -> dict:
    facts = {
        "index": len(made),
        "person": dice.randrange(2),
        "what": dice.choice([Mark.ATTENDED, Mark.PART, Mark.ABSENT, Mark.CLEARED]),
        "minute": dice.choice([at, at, at, at - 1, at - 5, dice.randrange(-10, at), at + 30]),
        "based_on": dice.choice([None, None, dice.randrange(len(made))]) if made else None,
    }
    made.append(facts)
    return facts


@pytest.mark.parametrize("seed", range(6))
def test_a_story_ends_the_same_whether_everything_is_read_again_or_not(seed, monkeypatch):
    short, whole = Universe(0), Universe(1)
    for step in story(random.Random(seed)):
        for universe in (short, whole):
            with monkeypatch.context() as patch:
                if universe is whole:
                    patch.setattr(marking, "_WAS_ANSWERED", Q(pk__isnull=True))
                universe.save(step) if "marks" in step else universe.decide(step)
        assert short.stands() == whole.stands()


def test_a_register_saved_again_reads_one_mark_a_person_however_often_it_was_saved_before():
    session, people = hall(3)
    read = []
    for number in range(4):
        at = BEGAN + timedelta(minutes=number)
        marks = [mark(one, [Mark.ABSENT, Mark.ATTENDED][number % 2], captured_at=at) for one in people]
        register = marking.read(session, marks, anybody=False, is_plain=True, at=at)
        read.append(sum(len(said) for said in register.said.values()))
        save(session, *marks, at=at)

    assert read == [0, 3, 3, 3]
    assert session.records.count() == 12
