"""Invented marks, outcomes, statements, similar scripts and cases of misconduct. Times are UTC, which is London's in March."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from assessments import choices, models
from assessments.signing import canonical
from tests.factories.accounts import UserFactory
from tests.factories.assessments import (
    CriterionFactory,
    EntryFactory,
    MarkingFactory,
    ScriptFactory,
    SubmissionFactory,
    WindowFactory,
)
from tests.factories.courses import EnrolmentFactory

RELEASED_AT = datetime(2027, 3, 10, 12, tzinfo=UTC)


class ScoreFactory(DjangoModelFactory):
    class Meta:
        model = models.Score

    marking = factory.SubFactory(MarkingFactory)
    criterion = factory.SubFactory(CriterionFactory)
    points = 3
    comment = "Clear."
    saved_at = datetime(2027, 2, 20, 9, tzinfo=UTC)


class ReleaseFactory(DjangoModelFactory):
    class Meta:
        model = models.Release

    window = factory.SubFactory(WindowFactory)
    at = RELEASED_AT
    by = factory.SubFactory(UserFactory, roles=["hub_admin"])


class OutcomeFactory(DjangoModelFactory):
    """A pass with feedback on one criterion."""

    class Meta:
        model = models.Outcome

    entry = factory.SubFactory(EntryFactory)
    result = choices.OutcomeResult.PASSED
    percent = 75
    feedback = factory.LazyFunction(
        lambda: [{"title": "Use of evidence", "points": 3, "most": 4, "comment": "You say why it works."}]
    )
    comment = "A sound answer."
    release = factory.SubFactory(ReleaseFactory, window=factory.SelfAttribute("..entry.window"))
    at = RELEASED_AT
    by = factory.SelfAttribute("release.by")


class CompletionStatementFactory(DjangoModelFactory):
    """Not signed with a real key: use the verb where the signature matters."""

    class Meta:
        model = models.CompletionStatement

    enrolment = factory.SubFactory(EnrolmentFactory)
    reference = factory.Sequence(lambda number: f"SC-0000-0000-{number:04d}")
    payload = factory.LazyAttribute(
        lambda statement: canonical(
            {
                "completed_on": "2027-03-10",
                "course": "An invented course",
                "hub": "An invented hub",
                "name": "Robin Invented",
                "reference": statement.reference,
            }
        )
    )
    key_id = "test"
    signature = "none"
    issued_at = RELEASED_AT


class SimilarPairFactory(DjangoModelFactory):
    class Meta:
        model = models.SimilarPair

    first = factory.SubFactory(ScriptFactory)
    second = factory.SubFactory(ScriptFactory)
    per_mille = 412
    passages = factory.LazyFunction(list)
    found_at = datetime(2027, 2, 12, 3, tzinfo=UTC)


class MisconductCaseFactory(DjangoModelFactory):
    class Meta:
        model = models.MisconductCase

    submission = factory.SubFactory(SubmissionFactory)
    allegation = "Two pages are those of another script."
    raised_at = datetime(2027, 2, 15, 9, tzinfo=UTC)
    raised_by = factory.SubFactory(UserFactory, roles=["hub_admin"])


class MisconductEventFactory(DjangoModelFactory):
    class Meta:
        model = models.MisconductEvent

    case = factory.SubFactory(MisconductCaseFactory)
    state = choices.MisconductState.RAISED
    text = "Both scripts were read beside each other."
    at = datetime(2027, 2, 15, 9, tzinfo=UTC)
    by = factory.SelfAttribute("case.raised_by")


class ScriptEventFactory(DjangoModelFactory):
    class Meta:
        model = models.ScriptEvent

    script = factory.SubFactory(ScriptFactory)
    what = "Given out"
    at = datetime(2027, 2, 11, 9, tzinfo=UTC)


class ConflictFactory(DjangoModelFactory):
    class Meta:
        model = models.Conflict

    marker = factory.SubFactory(UserFactory, roles=["assessor"])
    enrolment = factory.SubFactory(EnrolmentFactory)
    reason = "They are neighbours."
    at = datetime(2027, 2, 1, 9, tzinfo=UTC)
    by = factory.SubFactory(UserFactory, roles=["hub_admin"])
