"""Who the demo's people are to the DfE."""

from datetime import datetime

from npq_portal.accounts.models import Participant, User
from npq_portal.demo.cast import Person


def participant_of(user: User, person: Person, *, at: datetime) -> Participant:
    """The participant, made if there is none."""
    facts = {"first_name": person.first, "last_name": person.last, "date_of_birth": person.born, "created_at": at}
    return Participant.objects.get_or_create(user=user, defaults=facts)[0]
