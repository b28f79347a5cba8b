"""Scripts and the marks on them, as the hub and the verbs of marking need them. Markers' pages read assessments.facts.desk."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from assessments.choices import EntryState, MarkingStage, MarkingState
from assessments.facts.policies import policy_of
from assessments.models import AssessmentPolicy, Criterion, Marking, Script, Window
from assessments.rules.marking import Line
from courses.models import Programme

#: Work that waits for its marker.
OPEN = (MarkingState.ALLOCATED, MarkingState.CLAIMED)
#: The marks of which one is agreed; standardisation does not count.
COUNTING = (MarkingStage.FIRST, MarkingStage.SECOND, MarkingStage.SENIOR)


def scripts_of(window: Window) -> QuerySet[Script]:
    """The scripts of a window that are to be marked, each with its writer; not of entries that were made void since."""
    rows = Script.objects.filter(submission__entry__window=window, submission__entry__state=EntryState.ADMITTED)
    rows = rows.filter(submission__withdrawn_at=None)
    return rows.select_related("submission__entry__enrolment__participant__user").defer("submission__content")


def markings_of(scripts: Iterable[Script]) -> dict[int, list[Marking]]:
    """By script id, every mark of these scripts that was ever given out, oldest first, with its marker."""
    found: dict[int, list[Marking]] = {script.pk: [] for script in scripts}
    for marking in Marking.objects.filter(script__in=found).select_related("marker").order_by("pk"):
        found[marking.script_id].append(marking)
    return found


def live(markings: Iterable[Marking]) -> dict[str, Marking]:
    """By stage, those of one script's marks that count and were not handed back: one of a stage at most."""
    return {
        marking.stage: marking
        for marking in markings
        if marking.state != MarkingState.HANDED_BACK and marking.stage in COUNTING
    }


def is_overdue(marking: Marking, *, today: date) -> bool:
    """Whether a mark that counts should have been there by yesterday."""
    return marking.state in OPEN and marking.stage in COUNTING and marking.due_on < today


def programme_of(script: Script) -> Programme:
    """The programme whose rubric and policy a script is marked by."""
    return script.submission.entry.window.cohort.programme


def criteria_of(script: Script) -> list[Criterion]:
    """The rubric of a script: what was asked when it was made. All its markers have the same."""
    rows = Criterion.objects.filter(programme=programme_of(script))
    return [row for row in rows if row.retired_at is None or row.retired_at > script.made_at]


def line_of(policy: AssessmentPolicy) -> Line:
    """What a policy says of marks."""
    return Line(
        pass_mark=policy.pass_mark,
        borderline_points=policy.borderline_points,
        disagreement_points=policy.disagreement_points,
    )


def policy_of_script(script: Script) -> AssessmentPolicy:
    """The policy a script is marked by."""
    return policy_of(programme_of(script))


def seed_of(window: Window, marker_id: int) -> str:
    """The seed of one marker's sample: always the same, and nobody who marks can know it."""
    return salted_hmac("assessments.sample", f"{window.pk}:{marker_id}").hexdigest()


def with_everything(scripts: QuerySet[Script], *, numbers: Collection[str] = ()) -> QuerySet[Script]:
    """The same scripts with their window, case and programme at hand; those of these numbers where given."""
    rows = scripts.filter(number__in=numbers) if numbers else scripts
    return rows.select_related(
        "submission__entry__window__cohort__programme__course",
        "submission__entry__window__case_study",
        "submission__entry__enrolment__participant__user",
    ).defer("submission__content")
