"""Standardisation: everybody of the team marks the same scripts, so that their marks can be compared. These marks do not count."""

from datetime import datetime, timedelta

from django.db import transaction

from assessments.actions.scripts import MarkingRefusedError, lock_window, record
from assessments.choices import MarkingStage, ScriptState
from assessments.facts.allocation import allowed, team_of
from assessments.facts.policies import policy_of
from assessments.models import Marking, Script
from npq_portal import clock
from npq_portal.accounts.models import User


@transaction.atomic
def standardise(*, script: Script, by: User, at: datetime) -> list[Marking]:
    """Give an agreed script to everybody of the team who has not marked it and may; what was given. Done again, it goes to
    those who joined the team since. Only what is agreed has a mark to compare with, and lacks nobody who must still mark it:
    raises MarkingRefusedError for any other."""
    window = lock_window(script.submission.entry.window_id)
    row = Script.objects.select_for_update(of=("self",), no_key=True).get(pk=script.pk)
    if row.state != ScriptState.AGREED:
        raise MarkingRefusedError("Choose a script whose mark is agreed, so that there is a mark to compare with.")
    if not row.is_standard:
        row.is_standard = True
        row.save(update_fields=["is_standard"])
        record(row, "Chosen for standardisation", by=by, at=at)
    programme = window.cohort.programme
    due_on = clock.london_date(at) + timedelta(days=policy_of(programme).marking_days)
    return [
        Marking.objects.create(
            script=row, marker_id=marker_id, stage=MarkingStage.STANDARDISATION, allocated_at=at, due_on=due_on
        )
        for marker_id in sorted(allowed(row, team_of(programme)))
    ]
