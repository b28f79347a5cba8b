"""What must stand still while results are settled.

Order of locks: participants, enrolments, entries, each by their ids; the verbs of courses that complete an enrolment lock the
participant first as well.
"""

from collections.abc import Collection

from assessments.facts.results import whole_entries
from assessments.models import Entry
from courses.actions.engagement import lock as lock_enrolments
from courses.models import Enrolment
from npq_portal.accounts.models import Participant


def lock_people(participant_ids: Collection[int]) -> None:
    """These participants and all their enrolments, to the end of the transaction."""
    rows = Participant.objects.select_for_update(no_key=True).filter(pk__in=participant_ids).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    lock_enrolments(list(Enrolment.objects.filter(participant__in=ids).values_list("pk", flat=True)))


def lock_entries(entry_ids: Collection[int]) -> list[Entry]:
    """These entries with their people, as they are now, in the order of their ids."""
    lock_people(set(Entry.objects.filter(pk__in=entry_ids).values_list("enrolment__participant", flat=True)))
    return list(whole_entries().select_for_update(of=("self",), no_key=True).filter(pk__in=entry_ids).order_by("pk"))
