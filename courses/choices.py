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


#: Each course's family. The two coaching offers belong to neither the specialist nor the leadership NPQs.
COURSE_GROUPS = {
    CourseIdentifier.EARLY_YEARS_LEADERSHIP: CourseGroup.LEADERSHIP,
    CourseIdentifier.EXECUTIVE_LEADERSHIP: CourseGroup.LEADERSHIP,
    CourseIdentifier.HEADSHIP: CourseGroup.LEADERSHIP,
    CourseIdentifier.LEADING_BEHAVIOUR_CULTURE: CourseGroup.SPECIALIST,
    CourseIdentifier.LEADING_LITERACY: CourseGroup.SPECIALIST,
    CourseIdentifier.LEADING_PRIMARY_MATHEMATICS: CourseGroup.SPECIALIST,
    CourseIdentifier.LEADING_TEACHING: CourseGroup.SPECIALIST,
    CourseIdentifier.LEADING_TEACHER_DEVELOPMENT: CourseGroup.SPECIALIST,
    CourseIdentifier.SENIOR_LEADERSHIP: CourseGroup.LEADERSHIP,
    CourseIdentifier.SENCO: CourseGroup.LEADERSHIP,
    CourseIdentifier.EARLY_HEADSHIP_COACHING: CourseGroup.SUPPORT,
    CourseIdentifier.ADDITIONAL_SUPPORT_OFFER: CourseGroup.SUPPORT,
}

#: Each course as a sentence names it, after "the".
COURSE_NAMES = {
    CourseIdentifier.EARLY_YEARS_LEADERSHIP: "NPQ in Early Years Leadership (NPQEYL)",
    CourseIdentifier.EXECUTIVE_LEADERSHIP: "NPQ in Executive Leadership (NPQEL)",
    CourseIdentifier.HEADSHIP: "NPQ in Headship (NPQH)",
    CourseIdentifier.LEADING_BEHAVIOUR_CULTURE: "NPQ in Leading Behaviour and Culture (NPQLBC)",
    CourseIdentifier.LEADING_LITERACY: "NPQ in Leading Literacy (NPQLL)",
    CourseIdentifier.LEADING_PRIMARY_MATHEMATICS: "NPQ in Leading Primary Mathematics (NPQLPM)",
    CourseIdentifier.LEADING_TEACHING: "NPQ in Leading Teaching (NPQLT)",
    CourseIdentifier.LEADING_TEACHER_DEVELOPMENT: "NPQ in Leading Teacher Development (NPQLTD)",
    CourseIdentifier.SENIOR_LEADERSHIP: "NPQ in Senior Leadership (NPQSL)",
    CourseIdentifier.SENCO: "NPQ for Special Educational Needs Co-ordinators (NPQSENCO)",
    CourseIdentifier.EARLY_HEADSHIP_COACHING: "Early Headship Coaching Offer (EHCO)",
    CourseIdentifier.ADDITIONAL_SUPPORT_OFFER: "Additional Support Offer (ASO)",
}


class FundingKind(TextChoices):
    """How the DfE pays for an intake. The DfE calls "none" zero."""

    FULL = "full", "Full: every eligible person is funded"
    CAPPED = "capped", "Capped: a limited number of eligible people are funded"
    NONE = "none", "None: nobody is funded"


class FundingRules(TextChoices):
    """The dated rule sets that can decide funding. Each is a rule in registrations.rules.funding, which a test holds to
    this list."""

    YEAR_2021_22 = "2021-22", "2021/22"
    YEAR_2022_23 = "2022-23", "2022/23"
    YEAR_2022_23_FROM_NOVEMBER = "2022-23 from 30 Nov 2022", "2022/23 (from 30 November 2022)"
    YEAR_2023_24 = "2023-24", "2023/24"
    AUTUMN_2024 = "2024-autumn", "Autumn 2024"
    SPRING_2025 = "2025-spring", "Spring 2025"
    AUTUMN_2025 = "2025-autumn", "Autumn 2025"
    YEAR_2026 = "2026", "2026"


class EnrolmentStatus(TextChoices):
    """Where a participant stands in a cohort (the DfE's training status, and completed)."""

    ACTIVE = "active", "Active"
    DEFERRED = "deferred", "Deferred"
    WITHDRAWN = "withdrawn", "Withdrawn"
    COMPLETED = "completed", "Completed"


#: Those who hold one of a cohort's places. A deferred person has left the cohort's room for another.
HOLDING_A_PLACE = (EnrolmentStatus.ACTIVE, EnrolmentStatus.COMPLETED)
