"""Where the TRS API is and how patient we are with it."""

import re
from dataclasses import dataclass, field

import httpx

from registrations.teacher_records.errors import MisconfiguredError


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One installation's way to the API. All times are seconds."""

    base_url: str
    api_key: str = field(repr=False)
    connect_seconds: float = 3.0
    read_seconds: float = 10.0
    total_seconds: float = 12.0
    attempts: int = 3
    first_pause: float = 0.25
    longest_pause: float = 4.0
    through_proxy: bool = True

    def __post_init__(self) -> None:
        """Raises MisconfiguredError for an address or key that cannot work."""
        try:
            url = httpx.URL(self.base_url)
        except httpx.InvalidURL:
            url = httpx.URL("")
        extras = url.path.strip("/") or url.query or url.userinfo or url.fragment
        if url.scheme not in {"http", "https"} or not url.host or extras:
            raise MisconfiguredError("TRS_BASE_URL is not an address such as https://host.example")
        if not re.fullmatch(r"[\x21-\x7e]+", self.api_key):
            raise MisconfiguredError("TRS_API_KEY is not set")
