"""The models of courses."""

from courses.models.catalogue import Course, LeadProvider, Programme
from courses.models.cohort import Cohort, Intake
from courses.models.content import CommonQuestion, Guide
from courses.models.enrolment import Enrolment, EnrolmentEvent

__all__ = [
    "Cohort",
    "CommonQuestion",
    "Course",
    "Enrolment",
    "EnrolmentEvent",
    "Guide",
    "Intake",
    "LeadProvider",
    "Programme",
]
