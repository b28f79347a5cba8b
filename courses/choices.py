"""Vocabulary of courses: the DfE's own identifiers and words."""

from django.db.models import TextChoices


class CourseIdentifier(TextChoices):
    """The DfE's identifiers. NPQLTD's says "teaching-development"; its title says Teacher Development."""

    EARLY_YEARS_LEADERSHIP = "npq-early-years-leadership", "NPQEYL"
    EXECUTIVE_LEADERSHIP = "npq-executive-leadership", "NPQEL"
    HEADSHIP = "npq-headship", "NPQH"
    LEADING_BEHAVIOUR_CULTURE = "npq-leading-behaviour-culture", "NPQLBC"
    LEADING_LITERACY = "npq-leading-literacy", "NPQLL"
    LEADING_PRIMARY_MATHEMATICS = "npq-leading-primary-mathematics", "NPQLPM"
    LEADING_TEACHING = "npq-leading-teaching", "NPQLT"
    LEADING_TEACHER_DEVELOPMENT = "npq-leading-teaching-development", "NPQLTD"
    SENIOR_LEADERSHIP = "npq-senior-leadership", "NPQSL"
    SENCO = "npq-senco", "NPQSENCO"
    EARLY_HEADSHIP_COACHING = "npq-early-headship-coaching-offer", "EHCO"
    ADDITIONAL_SUPPORT_OFFER = "npq-additional-support-offer", "ASO"


class CourseGroup(TextChoices):
    """The families of courses."""

    SPECIALIST = "specialist", "Specialist NPQ"
    LEADERSHIP = "leadership", "Leadership NPQ"
    SUPPORT = "support", "Coaching offer"


class FundingKind(TextChoices):
    """How the DfE pays for an intake. The DfE calls "none" zero."""

    FULL = "full", "Full: every eligible person is funded"
    CAPPED = "capped", "Capped: a limited number of eligible people are funded"
    NONE = "none", "None: nobody is funded"


class EnrolmentStatus(TextChoices):
    """Where a participant stands in a cohort (the DfE's training status, and completed)."""

    ACTIVE = "active", "Active"
    DEFERRED = "deferred", "Deferred"
    WITHDRAWN = "withdrawn", "Withdrawn"
    COMPLETED = "completed", "Completed"


#: Those who hold one of a cohort's places. A deferred person has left the cohort's room for another.
HOLDING_A_PLACE = (EnrolmentStatus.ACTIVE, EnrolmentStatus.COMPLETED)
