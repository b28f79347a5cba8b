"""What the Teaching Record System tells us, cut down to what registration uses. Nothing here is stored.

Whatever says who somebody is stays out of `repr`, so that a stray log line or error page does not show it.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum


class Include(StrEnum):
    """The members of a person that come only when asked for; we use two of the API's six."""

    ALERTS = "Alerts"
    PREVIOUS_NAMES = "PreviousNames"


class Missing(Enum):
    """The two answers other than a person."""

    NOT_FOUND = "not_found"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A current or previous name; `middle` may be empty."""

    first: str = field(repr=False)
    middle: str = field(repr=False)
    last: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A restriction on the record, such as a prohibition. Its free text is not taken over."""

    kind: str
    category: str
    starts_on: date | None
    ends_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether no end date is set, as the service itself defines it."""
        return self.ends_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One active record. `alerts` and `previous_names` are None when they were not asked for.

    `merged_from` are the numbers of merged records that led here: whoever typed one of them typed a number they once held.
    """

    trn: str = field(repr=False)
    name: Name
    date_of_birth: date = field(repr=False)
    national_insurance_number: str | None = field(repr=False, default=None)
    previous_names: tuple[Name, ...] | None = None
    alerts: tuple[Alert, ...] | None = None
    qts_held_from: date | None = None
    merged_from: tuple[str, ...] = field(repr=False, default=())

    @property
    def has_open_alert(self) -> bool:
        """Whether any restriction is open; raises ValueError when alerts were not asked for."""
        if self.alerts is None:
            raise ValueError("The alerts of this record were not asked for.")
        return any(alert.is_open for alert in self.alerts)


class TrnRequestStatus(StrEnum):
    """Where a request for a new TRN stands."""

    PENDING = "Pending"
    COMPLETED = "Completed"
    REJECTED = "Rejected"
    DORMANT = "Dormant"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTrn:
    """A request for a TRN. `request_id` is ours, at most 100 of a-z, 0-9, `_` and `-`: sending it twice is safe."""

    request_id: str
    first_name: str = field(repr=False)
    middle_name: str | None = field(repr=False, default=None)
    last_name: str = field(repr=False)
    date_of_birth: date = field(repr=False)
    email_addresses: tuple[str, ...] = field(repr=False, default=())
    national_insurance_number: str | None = field(repr=False, default=None)
    identity_verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrnRequest:
    """What became of a request; `trn` is set only when it is completed."""

    request_id: str
    status: TrnRequestStatus
    trn: str | None = field(repr=False)
    potential_duplicate: bool
