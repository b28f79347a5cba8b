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
    """Where a participant stands in a cohort: the DfE's training status, completed, and moved for an enrolment that another
    one goes on from, so that nobody is counted twice (docs/adr/0086)."""

    ACTIVE = "active", "Active"
    DEFERRED = "deferred", "Deferred"
    WITHDRAWN = "withdrawn", "Withdrawn"
    COMPLETED = "completed", "Completed"
    MOVED = "moved", "Moved to another cohort"


#: Those who hold one of a cohort's places. A deferred person has left the cohort's room for another.
HOLDING_A_PLACE = (EnrolmentStatus.ACTIVE, EnrolmentStatus.COMPLETED)


class EngagementPolicy(TextChoices):
    """How a programme adds engagement up (source: the lead providers' published rules; see docs/domain.md)."""

    POOLED = "pooled", "One total: 90% of all of it"
    PER_BUCKET = "per_bucket", "Each part on its own: 90% of live sessions and 90% of self-study"
    WEIGHTED = "weighted", "A weighted mean of the parts"


class Bucket(TextChoices):
    """The parts of a programme that are counted apart."""

    LIVE = "live", "Live sessions"
    SELF_STUDY = "self_study", "Self-study"
    TASKS = "tasks", "Tasks and quizzes"
    REFLECTION = "reflection", "Reflections"
    COACHING = "coaching", "Coaching"


class ComponentKind(TextChoices):
    """What a component of a programme is."""

    CONFERENCE = "conference", "Conference"
    LIVE_SESSION = "live_session", "Live session"
    WEBINAR = "webinar", "Webinar"
    CLINIC = "clinic", "Clinic"
    COACHING = "coaching", "Coaching"
    COMMUNITY = "community", "Community"
    SCHOOL_VISIT = "school_visit", "School visit"
    SELF_STUDY = "self_study", "Self-study"
    FORMATIVE_TASK = "formative_task", "Formative task"
    EVALUATION = "evaluation", "Evaluation"


#: What the participant does alone, before a date; everything else is held as a session with a register.
STUDIED_ALONE = (ComponentKind.SELF_STUDY, ComponentKind.FORMATIVE_TASK, ComponentKind.EVALUATION)


class StudyEvidence(TextChoices):
    """What a participant gives to show that a component studied alone is done."""

    TICK = "tick", "A tick"
    REFLECTION = "reflection", "A short reflection"
    MINUTES = "minutes", "The minutes it took"


class SessionState(TextChoices):
    """Where a session stands."""

    DRAFT = "draft", "Draft"
    RELEASED = "released", "Released"
    CANCELLED = "cancelled", "Cancelled"
    NOT_HELD = "not_held", "Did not happen"


#: Sessions nobody has to come to any more.
NOT_TAKING_PLACE = (SessionState.CANCELLED, SessionState.NOT_HELD)


class Mark(TextChoices):
    """What is known about a participant and a component (source: npq-rules A3)."""

    ATTENDED = "attended", "Present"
    PART = "part", "Part of it"
    ABSENT = "absent", "Absent"
    AUTHORISED_ABSENCE = "authorised_absence", "Absent with apologies"
    CAUGHT_UP = "caught_up", "Caught up"
    STUDIED = "studied", "Studied"
    EXEMPT = "exempt", "Exempt"
    TRANSFERRED_IN = "transferred_in", "Credit from an earlier cohort"
    CLEARED = "cleared", "Mark taken back"


#: The marks of a register.
REGISTER_MARKS = (Mark.ATTENDED, Mark.PART, Mark.ABSENT, Mark.AUTHORISED_ABSENCE, Mark.CLEARED)
#: Absent: no credit unless it is caught up.
ABSENCES = (Mark.ABSENT, Mark.AUTHORISED_ABSENCE)


class MarkSource(TextChoices):
    """Where a mark came from."""

    REGISTER = "register", "Register"
    CLOSING = "closing", "Filled in, since nobody had marked them"
    SELF_CHECK_IN = "self_check_in", "Checked in by QR code"
    WEBINAR = "webinar", "Webinar report"
    PAPER = "paper", "Paper register"
    CATCH_UP = "catch_up", "Catch-up"
    STUDY = "study", "Self-study"
    TRANSFER = "transfer", "Earlier cohort"
    STAFF = "staff", "Hub's decision"


class RecordState(TextChoices):
    """Whether a record counts."""

    CURRENT = "current", "Counts"
    PAST = "past", "Replaced by a later one"
    TO_DECIDE = "to_decide", "Waits for a decision"
    REFUSED = "refused", "Decided against"


class WhyToDecide(TextChoices):
    """Why a record waits for a decision."""

    NONE = "", "It does not"
    CLASH = "clash", "Two people marked the same participant differently"
    NOT_A_FACILITATOR = "not_a_facilitator", "Whoever marked does not lead this session any more"
    NOT_HELD = "not_held", "The session was cancelled, or reported as one that did not happen"


class CatchUpState(TextChoices):
    """Where catching up on an absence stands."""

    OFFERED = "offered", "To be sent"
    SENT = "sent", "Sent, waits for the facilitator"
    RETURNED = "returned", "Returned with a comment"
    APPROVED = "approved", "Approved"
    LAPSED = "lapsed", "Date has passed"
    NOT_NEEDED = "not_needed", "Not needed any more"


class AtRiskRule(TextChoices):
    """Why somebody is on the at-risk list."""

    ONE_MORE_AND_GONE = "one_more_and_gone", "Missing what comes next puts 90% out of reach"
    NEEDS_CATCH_UP = "needs_catch_up", "90% is out of reach without catch-up"
    OUT_OF_REACH = "out_of_reach", "90% is out of reach"
    TWO_IN_A_ROW = "two_in_a_row", "Missed two sessions in a row"
    NO_CONTACT = "no_contact", "No engagement for a month"


class DeferralReason(TextChoices):
    """The DfE's five reasons for a deferral (npqreg, participants/defer)."""

    BEREAVEMENT = "bereavement", "Bereavement"
    LONG_TERM_SICKNESS = "long-term-sickness", "Long-term sickness"
    PARENTAL_LEAVE = "parental-leave", "Parental leave"
    CAREER_BREAK = "career-break", "Career break"
    OTHER = "other", "Another reason"


class WithdrawalReason(TextChoices):
    """The DfE's twenty-one reasons for a withdrawal (npqreg, participants/withdraw)."""

    NO_CAPACITY_FOR_PROGRAMME = (
        "insufficient-capacity-to-undertake-programme",
        "Not enough capacity to undertake the programme",
    )
    HEALTH_OR_PREGNANCY = "personal-reason-health-or-pregnancy-related", "Personal: health or pregnancy"
    MOVING_SCHOOL = "personal-reason-moving-school", "Personal: moving school"
    PERSONAL_OTHER = "personal-reason-other", "Personal: another reason"
    NO_CAPACITY = "insufficient-capacity", "Not enough capacity"
    PRIORITIES = (
        "change-in-developmental-or-personal-priorities",
        "Developmental or personal priorities changed",
    )
    SCHOOL_CIRCUMSTANCES = "change-in-school-circumstances", "The school's circumstances changed"
    SCHOOL_LEADERSHIP = "change-in-school-leadership", "The school's leadership changed"
    STRUCTURE = "quality-of-programme-structure-not-suitable", "Quality: structure not suitable"
    CONTENT = "quality-of-programme-content-not-suitable", "Quality: content not suitable"
    FACILITATION = "quality-of-programme-facilitation-not-effective", "Quality: facilitation not effective"
    ACCESSIBILITY = "quality-of-programme-accessibility", "Quality: accessibility"
    QUALITY_OTHER = "quality-of-programme-other", "Quality: another reason"
    NOT_APPROPRIATE = (
        "programme-not-appropriate-for-role-and-cpd-needs",
        "Programme does not fit role and development needs",
    )
    STARTED_IN_ERROR = "started-in-error", "Started in error"
    COMMITMENT_UNCLEAR = "expected-commitment-unclear", "Expected commitment was unclear"
    ASSESSMENT_NOT_MET = "assessment-requirements-not-met", "Assessment requirements not met"
    CHANGE_IN_CAREER = "change-in-career", "Change in career"
    DISENGAGED = "disengaged-and-unresponsive", "Disengaged and unresponsive"
    NON_PAYMENT = "non-payment-of-invoice", "Invoice not paid"
    OTHER = "other", "Another reason"
