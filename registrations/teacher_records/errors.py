"""What can go wrong between us and the Teaching Record System. No message carries anything about a person."""


class TeacherRecordsError(Exception):
    """Any failure to get an answer we can use. "No such person" is an answer, not an error."""


class UnavailableError(TeacherRecordsError):
    """The service could not be reached, was too slow or failed. Counts towards opening the circuit breaker."""

    def __init__(self, reason: str, *, may_repeat: bool = False, repeat_after: float | None = None) -> None:
        """`reason` is for logs; `may_repeat` says that the same GET may be sent again, after `repeat_after` seconds if given."""
        super().__init__(reason)
        self.may_repeat = may_repeat
        self.repeat_after = repeat_after


class RateLimitedError(UnavailableError):
    """429: more calls than our key is allowed."""


class CircuitOpenError(UnavailableError):
    """Not asked: the last calls failed, and the breaker gives the service time to recover."""


class MisconfiguredError(TeacherRecordsError):
    """Our side is set up wrongly: the key, its role, the address or the version. Trying again does not help."""


class RefusedError(TeacherRecordsError):
    """400: the service found our question invalid. `fields` are the names it complained about, without their values."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"refused fields: {', '.join(fields) or 'not said'}")
        self.fields = fields


class MalformedError(TeacherRecordsError):
    """An answer came, but not one that the API's description allows."""


class NotJsonError(MalformedError):
    """A page, or broken JSON, where JSON was promised: a failing service. Counts towards opening the breaker."""


class MergeLoopError(MalformedError):
    """A merged record that leads back to itself, or on through too many others."""
