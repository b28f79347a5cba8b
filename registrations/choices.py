"""Vocabulary of registrations."""

from django.db.models import TextChoices


class ApplicationStatus(TextChoices):
    """Where an application stands. Eligible for funding, accepted and holding a funded place are three other facts."""

    SUBMITTED = "submitted", "Waiting for the hub"
    MORE_NEEDED = "more_needed", "More needed from you"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Not accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


#: Applications that still want a decision.
UNDECIDED = (ApplicationStatus.SUBMITTED, ApplicationStatus.MORE_NEEDED)
#: Applications that count: one of these a person and cohort.
LIVE = (*UNDECIDED, ApplicationStatus.ACCEPTED)


class EventKind(TextChoices):
    """What can happen to an application."""

    SUBMITTED = "submitted", "Submitted"
    MORE_ASKED = "more_asked", "More asked for"
    MORE_GIVEN = "more_given", "Answered"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Not accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    FUNDING_DECIDED = "funding_decided", "Funding decided by the rules"
    FUNDING_OVERRIDDEN = "funding_overridden", "Funding decided by the hub"
    TRN_CHECKED = "trn_checked", "TRN checked"
    TRN_VERIFIED_BY_HAND = "trn_verified_by_hand", "TRN verified by the hub"
    ENDORSEMENT_ASKED = "endorsement_asked", "School leader asked"
    ENDORSEMENT_CONFIRMED = "endorsement_confirmed", "School leader backed it"
    ENDORSEMENT_DECLINED = "endorsement_declined", "School leader declined"
    NOTE = "note", "Note"


class RejectionReason(TextChoices):
    """Why an application was not accepted."""

    NOT_SUITABLE = "not_suitable", "The course does not suit this person's role or experience"
    NO_PLACES = "no_places", "The cohort is full"
    NOT_ENDORSED = "not_endorsed", "The school leader does not back the application"
    IDENTITY_NOT_CONFIRMED = "identity_not_confirmed", "We could not confirm who the person is"
    NO_ANSWER = "no_answer", "We asked for more and had no answer"
    OTHER_APPLICATION_ACCEPTED = "other_application_accepted", "Another application for the same course was accepted"
    OTHER = "other", "Another reason"


class EndorsementStatus(TextChoices):
    """What the school leader has said."""

    ASKED = "asked", "Waiting for the school leader"
    CONFIRMED = "confirmed", "Backed by the school leader"
    DECLINED = "declined", "Declined by the school leader"


class TrnCheckOutcome(TextChoices):
    """What a check of a TRN came to."""

    VERIFIED = "verified", "Verified"
    NOT_VERIFIED = "not_verified", "Not verified"
    UNAVAILABLE = "unavailable", "The check could not be made"
    NOT_CHECKED = "not_checked", "Not checked: for staff to do by hand"
    NO_TRN = "no_trn", "No TRN yet"


class EligibilityListKind(TextChoices):
    """The lists that decide funding, each replaced as a whole."""

    PP50_SCHOOLS = "pp50_schools", "PP50 schools (URN)"
    PP50_16_19 = "pp50_16_19", "PP50 16 to 19 organisations (UKPRN)"
    RISE = "rise", "RISE schools (URN)"
    LA_NURSERIES = "la_nurseries", "Local authority nurseries (URN)"
    CHILDMINDERS = "childminders", "Childminders (Ofsted URN)"
    DISADVANTAGED_EARLY_YEARS = "disadvantaged_early_years", "Disadvantaged early-years settings (URN or Ofsted URN)"
    EARLY_YEARS_REGISTER = "early_years_register", "Early years register (Ofsted URN)"
    EYL_INDEPENDENT = "eyl_independent", "Independent schools funded for NPQEYL (URN)"
    ITT_PROVIDERS = "itt_providers", "Approved providers of initial teacher training (legal name)"
