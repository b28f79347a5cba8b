"""Invented extensions, adjustments, outages and outcomes of windows; dull on purpose. Times are UTC, which is London's in
February."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from assessments import choices, models
from tests.factories.accounts import UserFactory
from tests.factories.assessments import EntryFactory, WindowFactory
from tests.factories.courses import EnrolmentFactory


class ExtensionFactory(DjangoModelFactory):
    """24 more hours asked for in a window that is open."""

    class Meta:
        model = models.Extension

    window = factory.SubFactory(WindowFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, cohort=factory.SelfAttribute("..window.cohort"))
    kind = choices.ExtensionKind.MORE_TIME
    reason = choices.ExtensionReason.ILLNESS
    hours_asked = 24
    asked_at = datetime(2027, 2, 4, 9, tzinfo=UTC)
    asked_by = factory.SelfAttribute("enrolment.participant.user")


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = models.Evidence

    extension = factory.SubFactory(ExtensionFactory)
    text = "I have been to the doctor."
    at = datetime(2027, 2, 4, 9, tzinfo=UTC)
    by = factory.SelfAttribute("extension.asked_by")


class StandingAdjustmentFactory(DjangoModelFactory):
    class Meta:
        model = models.StandingAdjustment

    participant = factory.SubFactory("tests.factories.accounts.ParticipantFactory")
    extra_hours = 48
    given_at = datetime(2027, 1, 11, 9, tzinfo=UTC)
    given_by = factory.SubFactory(UserFactory)


class WaiverFactory(DjangoModelFactory):
    class Meta:
        model = models.Waiver

    window = factory.SubFactory(WindowFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, cohort=factory.SelfAttribute("..window.cohort"))
    reason = "Two registers were lost in a flood."
    at = datetime(2027, 2, 1, 9, tzinfo=UTC)
    by = factory.SubFactory(UserFactory)


class WindowEventFactory(DjangoModelFactory):
    class Meta:
        model = models.WindowEvent

    window = factory.SubFactory(WindowFactory)
    what = "Planned"
    at = datetime(2027, 1, 11, 9, tzinfo=UTC)


class CaseOpeningFactory(DjangoModelFactory):
    class Meta:
        model = models.CaseOpening

    entry = factory.SubFactory(EntryFactory)
    at = datetime(2027, 2, 3, 0, 5, tzinfo=UTC)


class OutageFactory(DjangoModelFactory):
    """From 10:00 to 12:00 on 5 February; `decided=True` gives the time back, to nobody."""

    class Meta:
        model = models.Outage

    class Params:
        decided = factory.Trait(
            is_credited=True,
            decided_at=datetime(2027, 2, 5, 13, tzinfo=UTC),
            decided_by=factory.SubFactory(UserFactory),
        )

    starts_at = datetime(2027, 2, 5, 10, tzinfo=UTC)
    ends_at = datetime(2027, 2, 5, 12, tzinfo=UTC)
    what = "The portal could not be reached."
    named_at = datetime(2027, 2, 5, 12, 30, tzinfo=UTC)
    named_by = factory.SubFactory(UserFactory)


class OutageCreditFactory(DjangoModelFactory):
    class Meta:
        model = models.OutageCredit

    outage = factory.SubFactory(OutageFactory, decided=True)
    entry = factory.SubFactory(EntryFactory)
    seconds = 7200


class ReleaseFactory(DjangoModelFactory):
    class Meta:
        model = models.Release

    window = factory.SubFactory(WindowFactory)
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    by = factory.SubFactory(UserFactory)


class OutcomeFactory(DjangoModelFactory):
    """Passed."""

    class Meta:
        model = models.Outcome

    entry = factory.SubFactory(EntryFactory)
    result = choices.OutcomeResult.PASSED
    release = factory.SubFactory(ReleaseFactory, window=factory.SelfAttribute("..entry.window"))
    at = factory.SelfAttribute("release.at")
    by = factory.SelfAttribute("release.by")
