"""A row of every model that the administration shows and the demo has none of."""

from courses.models import AtRiskNote
from tests.factories import assessments, engagement, notifications, results

_FACTORIES = (
    engagement.ProgrammeComponentFactory,
    engagement.HolidayPeriodFactory,
    engagement.SessionEventFactory,
    engagement.SessionPlaceFactory,
    engagement.ApologyFactory,
    engagement.WalkInFactory,
    engagement.RecordFactory,
    engagement.EngagementSummaryFactory,
    engagement.CatchUpEventFactory,
    engagement.WebinarRowFactory,
    engagement.WebinarAliasFactory,
    assessments.AssessmentPolicyFactory,
    assessments.CriterionFactory,
    assessments.TeamMemberFactory,
    assessments.UploadedFileFactory,
    assessments.ReceiptFactory,
    results.ScoreFactory,
    results.ScriptEventFactory,
    results.ConflictFactory,
    results.MisconductEventFactory,
    notifications.SwitchedOffFactory,
    notifications.HubWordsFactory,
    notifications.RefusedAddressFactory,
)


def make() -> None:
    """Where there is none yet."""
    for factory in _FACTORIES:
        if not factory._meta.model._default_manager.exists():
            factory()
    if not AtRiskNote.objects.exists():
        engagement.AtRiskNoteFactory(entry__rules=[])  # the page of an entry puts each rule's facts into words
