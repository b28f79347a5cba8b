"""What the actions of registrations refuse, each with words a person can act on."""


class RegistrationError(Exception):
    """Something that was asked for cannot be done; `str()` says why, in words fit for a page."""


class NotCompleteError(RegistrationError):
    """An application was submitted with a question open; `step_key` names it."""

    def __init__(self, step_key: str, words: str) -> None:
        super().__init__(words)
        self.step_key = step_key


class AlreadyAppliedError(RegistrationError):
    """The person has a live application for this cohort; `reference` names it."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"You have already applied for this NPQ and start. Your application is {reference}.")
        self.reference = reference


class AlreadySubmittedError(RegistrationError):
    """The draft was submitted, perhaps in another tab; its answers can no longer be changed."""


class NotUndecidedError(RegistrationError):
    """The application was decided, or withdrawn, in the meantime."""


class BackingMissingError(RegistrationError):
    """The application needs the school leader's backing first."""


class AcceptedElsewhereError(RegistrationError):
    """The person already holds a place for this course and start with another lead provider."""


class FundedPlaceNotAllowedError(RegistrationError):
    """A funded place was to be given to somebody who is not eligible for funding."""


class TrnNotValidError(RegistrationError):
    """A TRN typed by staff is not one."""


class TrnBelongsToAnotherError(RegistrationError):
    """A TRN is verified for somebody else already."""
