"""Vocabulary of messages: the kinds, what each must be told, and where a message stands."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices


class NotificationKind(TextChoices):
    """Every message the portal sends; the value names its words in templates/emails/words/."""

    APPLICATION_RECEIVED = "application_received", "Application received"
    APPLICATION_ACCEPTED = "application_accepted", "Application accepted"
    APPLICATION_REJECTED = "application_rejected", "Application not accepted"
    APPLICATION_MORE_NEEDED = "application_more_needed", "More needed for an application"
    APPLICATION_WITHDRAWN = "application_withdrawn", "Application withdrawn"
    ENDORSEMENT_ASKED = "endorsement_asked", "School leader asked for backing"
    ENDORSEMENT_ANSWERED = "endorsement_answered", "School leader answered"
    ENDORSEMENT_REMINDER = "endorsement_reminder", "School leader reminded"
    ENDORSEMENT_UNANSWERED = "endorsement_unanswered", "School leader has not answered"
    REGISTRATION_UNFINISHED = "registration_unfinished", "Registration not finished"
    TRN_MISSING = "trn_missing", "TRN still missing"
    TRN_VERIFIED = "trn_verified", "TRN verified"
    EMAIL_CHANGED = "email_changed", "Email address changed"
    CATCH_UP_OFFERED = "catch_up_offered", "Catching up offered"
    CATCH_UP_DECIDED = "catch_up_decided", "Catching up decided"
    ENROLMENT_DEFERRED = "enrolment_deferred", "Course deferred"
    ENROLMENT_RESUMED = "enrolment_resumed", "Back on the course"
    ENROLMENT_TRANSFERRED = "enrolment_transferred", "Moved to another cohort"
    ENROLMENT_WITHDRAWN = "enrolment_withdrawn", "Withdrawn from the course"
    SCHEDULE_CHANGED = "schedule_changed", "Dates changed"
    COHORT_MESSAGE = "cohort_message", "Message to a cohort"
    JOINING_INSTRUCTIONS = "joining_instructions", "Joining instructions"
    SESSION_IN_A_WEEK = "session_in_a_week", "A session in a week"
    SESSION_TOMORROW = "session_tomorrow", "A session tomorrow"
    CATCH_UP_DUE = "catch_up_due", "Catching up due soon"
    SELF_STUDY_DUE = "self_study_due", "Self-study due soon"
    DEFERRAL_ENDING = "deferral_ending", "A deferral comes to its end"
    REGISTER_OPEN = "register_open", "Register still open"
    ENGAGEMENT_AT_RISK = "engagement_at_risk", "One more absence would be too many"
    ENGAGEMENT_OUT_OF_REACH = "engagement_out_of_reach", "Engagement out of reach"
    WINDOW_CHANGED = "window_changed", "Case study window changed"
    WINDOW_CALLED_OFF = "window_called_off", "Case study window called off"
    EXTENSION_DECIDED = "extension_decided", "Request for more time decided"
    OUTAGE_CREDITED = "outage_credited", "Time given back after an outage"
    WINDOW_OPENS_TOMORROW = "window_opens_tomorrow", "Case study window opens tomorrow"
    WINDOW_OPEN = "window_open", "Case study window open"
    WINDOW_HALF_WAY = "window_half_way", "Half of a window over, nothing saved"
    WINDOW_CLOSES_SOON = "window_closes_soon", "Window closes soon, nothing submitted"
    WINDOW_LAST_HOURS = "window_last_hours", "Last hours of a window, nothing submitted"
    SUBMISSION_RECEIVED = "submission_received", "Case study received"
    SUBMISSION_WITHDRAWN = "submission_withdrawn", "Case study taken back"
    DRAFT_NOT_SUBMITTED = "draft_not_submitted", "Window closed, nothing submitted"
    MARKING_ALLOCATED = "marking_allocated", "Scripts to mark"
    MARKING_OVERDUE = "marking_overdue", "Marking overdue"
    RESULT_RELEASED = "result_released", "Result released"
    RESULT_CORRECTED = "result_corrected", "Result corrected"
    COURSE_COMPLETED = "course_completed", "Course completed"
    MISCONDUCT_TOLD = "misconduct_told", "About a concern with a submission"
    HUB_DIGEST = "hub_digest", "The hub’s week"


#: Their values, made once: Django makes the list anew each time it is asked.
KINDS: Final = frozenset(NotificationKind.values)


class NotificationState(TextChoices):
    """Where a message stands."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
    SKIPPED = "skipped", "Not sent: no longer so"


_APPLICATION = frozenset({"participant_name", "reference", "course", "cohort", "url"})
_CATCH_UP = frozenset({"participant_name", "course", "component", "url"})
_ENROLMENT = frozenset({"participant_name", "course", "cohort", "credit", "url"})
_CASE_STUDY = frozenset({"participant_name", "course", "url"})
_ENGAGEMENT = frozenset({"participant_name", "course", "rule", "figures", "missed", "what_to_do", "url"})
_PART = frozenset({"name", "course", "component", "url"})
_WINDOW = frozenset({"name", "course", "closes", "url"})
_SESSION = frozenset({"name", "component", "cohort", "when", "where", "url"})

# What queue() wants for each kind: exactly these names. Texts, save where said; dates as the reader will read them.
#   course, cohort, provider   names: "NPQ in Senior Leadership", "Autumn 2026, Ipswich", "Teacher Development Trust"
#   reference                  the application's, as printed on its page
#   url                        whole address (https://...) of the page the message leads to
#   funding_title, funding_explanation   the decision in a line ("Funded by the DfE"), and why in a sentence or two
#   next_steps                 list of texts, in order
#   what_next                  what the person can do now, a sentence or two
#   answer                     what the school leader did: "backs your application"
#   component                  a part of the course, by its title
#   decision                   what was decided about it, a short sentence without its full stop
#   credit                     what happens to the credit earned so far, a sentence or two
#   rule, figures              the rule on engagement, and where the person stands with it; a sentence or two each
#   missed, what_to_do         lists of texts: each part that was missed with its date, and what can be done by when
#   sessions, waiting          lists of texts: the first sessions of a course, and what waits for the hub
#   when, where                a session's time and place; join_link is "" where there is none
#   held_on, unmarked          when a session was, and how many people its register says nothing of
#   subject, paragraphs        what the hub wrote: one line, and a text of any number of paragraphs
#   changes                    list of texts: everything about the person's dates that is new, other than before, or off
#   closes                     the person's own end: "Tuesday 31 March 2026, 11:59pm (UK time)"
#   readiness, standing        whether somebody will be let in, and what is saved of theirs; a sentence or two each
#   sha256, words              the digest of what was sealed, and its words as a number with commas
#   how                        how it came in: by the writer, or by the portal at closing, as asked beforehand
#   trn_last_digits            the last three digits of the TRN: enough to know it by, not enough to steal
CONTEXT_NAMES: Final[Mapping[str, frozenset[str]]] = {
    NotificationKind.APPLICATION_RECEIVED: _APPLICATION
    | {"provider", "funding_title", "funding_explanation", "next_steps"},
    NotificationKind.APPLICATION_ACCEPTED: _APPLICATION
    | {"provider", "starts_on", "funding_title", "funding_explanation", "next_steps"},
    NotificationKind.APPLICATION_REJECTED: _APPLICATION | {"reason", "what_next"},
    NotificationKind.APPLICATION_MORE_NEEDED: _APPLICATION | {"question"},
    NotificationKind.APPLICATION_WITHDRAWN: _APPLICATION,
    NotificationKind.ENDORSEMENT_ASKED: frozenset({"leader_name", "participant_name", "course", "url", "answer_by"}),
    NotificationKind.ENDORSEMENT_REMINDER: frozenset({"leader_name", "participant_name", "course", "url", "answer_by"}),
    NotificationKind.ENDORSEMENT_UNANSWERED: frozenset({"participant_name", "leader_name", "course", "url"}),
    NotificationKind.REGISTRATION_UNFINISHED: frozenset({"begun_on", "kept_until", "url"}),
    NotificationKind.TRN_MISSING: frozenset({"participant_name", "course", "starts_on", "what_next", "url"}),
    NotificationKind.ENDORSEMENT_ANSWERED: _APPLICATION | {"leader_name", "answer", "what_next"},
    NotificationKind.TRN_VERIFIED: frozenset({"participant_name", "trn_last_digits", "url"}),
    NotificationKind.EMAIL_CHANGED: frozenset({"name"}),
    NotificationKind.CATCH_UP_OFFERED: _CATCH_UP | {"held_on", "minutes", "due_by"},
    NotificationKind.CATCH_UP_DECIDED: _CATCH_UP | {"decision", "comment", "what_next"},
    NotificationKind.ENROLMENT_DEFERRED: _ENROLMENT | {"back_on"},
    NotificationKind.ENROLMENT_RESUMED: _ENROLMENT | {"what_next"},
    NotificationKind.ENROLMENT_TRANSFERRED: _ENROLMENT | {"earlier_cohort", "what_next"},
    NotificationKind.ENROLMENT_WITHDRAWN: _ENROLMENT,
    NotificationKind.SCHEDULE_CHANGED: frozenset({"name", "cohort", "changes", "url"}),
    NotificationKind.COHORT_MESSAGE: frozenset({"participant_name", "cohort", "subject", "paragraphs", "url"}),
    NotificationKind.JOINING_INSTRUCTIONS: frozenset({"name", "course", "url", "starts_on", "sessions"}),
    NotificationKind.SESSION_IN_A_WEEK: _SESSION,
    NotificationKind.SESSION_TOMORROW: _SESSION | {"join_link"},
    NotificationKind.CATCH_UP_DUE: _PART | {"closes"},
    NotificationKind.SELF_STUDY_DUE: _PART | {"closes"},
    NotificationKind.DEFERRAL_ENDING: frozenset({"name", "course", "back_on", "url"}),
    NotificationKind.REGISTER_OPEN: frozenset(
        {"name", "component", "cohort", "held_on", "unmarked", "what_next", "url"}
    ),
    NotificationKind.ENGAGEMENT_AT_RISK: _ENGAGEMENT,
    NotificationKind.ENGAGEMENT_OUT_OF_REACH: _ENGAGEMENT,
    NotificationKind.WINDOW_CHANGED: _CASE_STUDY | {"changes", "opens", "closes"},
    NotificationKind.WINDOW_CALLED_OFF: _CASE_STUDY | {"opens", "reason", "what_next"},
    NotificationKind.EXTENSION_DECIDED: _CASE_STUDY | {"decision", "reason", "closes", "what_next"},
    NotificationKind.OUTAGE_CREDITED: _CASE_STUDY | {"what", "closes"},
    NotificationKind.WINDOW_OPENS_TOMORROW: _WINDOW | {"opens", "readiness"},
    NotificationKind.WINDOW_OPEN: _WINDOW,
    NotificationKind.WINDOW_HALF_WAY: _WINDOW | {"standing"},
    NotificationKind.WINDOW_CLOSES_SOON: _WINDOW | {"standing"},
    NotificationKind.WINDOW_LAST_HOURS: _WINDOW | {"standing"},
    NotificationKind.SUBMISSION_RECEIVED: _CASE_STUDY
    | {"reference", "received_at", "words", "sha256", "how", "what_next", "closes"},
    NotificationKind.SUBMISSION_WITHDRAWN: _CASE_STUDY | {"reference", "closes"},
    NotificationKind.DRAFT_NOT_SUBMITTED: _CASE_STUDY | {"closed_at", "words", "what_next"},
    NotificationKind.MARKING_ALLOCATED: frozenset({"name", "course", "scripts", "due_by", "url"}),
    NotificationKind.MARKING_OVERDUE: frozenset({"name", "scripts", "due_by", "url"}),
    NotificationKind.RESULT_RELEASED: _CASE_STUDY | {"what_next"},
    NotificationKind.RESULT_CORRECTED: _CASE_STUDY | {"reason", "what_next"},
    NotificationKind.COURSE_COMPLETED: _CASE_STUDY | {"what_next"},
    NotificationKind.MISCONDUCT_TOLD: _CASE_STUDY | {"what", "what_next"},
    NotificationKind.HUB_DIGEST: frozenset({"name", "waiting", "url"}),
}


class RefusedBecause(TextChoices):
    """How we know that an address takes no mail."""

    MAIL_SERVER = "mail_server", "The mail server refused it"
    RETURNED = "returned", "An email came back"
    HUB = "hub", "The hub said so"
