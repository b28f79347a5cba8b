"""A programme's assessment policy, saved or the defaults."""

from assessments.models import AssessmentPolicy
from courses.models import Programme


def policy_of(programme: Programme) -> AssessmentPolicy:
    """The programme's policy; where nobody has saved one, the defaults as an unsaved row. One query at most."""
    return AssessmentPolicy.objects.filter(programme=programme).first() or AssessmentPolicy(programme=programme)
