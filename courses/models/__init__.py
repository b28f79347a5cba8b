"""The models of courses."""

from courses.models.catalogue import Course, LeadProvider, Programme
from courses.models.cohort import Cohort, Intake
from courses.models.components import Component, ProgrammeComponent
from courses.models.content import CommonQuestion, Guide
from courses.models.engagement import (
    AtRiskEntry,
    AtRiskNote,
    CatchUp,
    CatchUpEvent,
    EngagementRecord,
    EngagementSummary,
)
from courses.models.enrolment import Enrolment, EnrolmentEvent
from courses.models.sessions import Apology, HolidayPeriod, Session, SessionEvent, SessionPlace, WalkIn
from courses.models.webinar import WebinarAlias, WebinarImport, WebinarRow

__all__ = [
    "Apology",
    "AtRiskEntry",
    "AtRiskNote",
    "CatchUp",
    "CatchUpEvent",
    "Cohort",
    "CommonQuestion",
    "Component",
    "Course",
    "EngagementRecord",
    "EngagementSummary",
    "Enrolment",
    "EnrolmentEvent",
    "Guide",
    "HolidayPeriod",
    "Intake",
    "LeadProvider",
    "Programme",
    "ProgrammeComponent",
    "Session",
    "SessionEvent",
    "SessionPlace",
    "WalkIn",
    "WebinarAlias",
    "WebinarImport",
    "WebinarRow",
]
