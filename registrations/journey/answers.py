"""The answers of a journey, read with their types.

They are kept as one JSON object, field name to value, so that every step owns its fields and nothing else:

course, intake, lead_provider            identifiers: DfE course, DfE intake, lead provider's slug
place_of_work, setting, nursery_kind     values of PlaceOfWork, WorkSetting, KindOfNursery
workplace                                URN of the school register
has_ofsted_urn, ofsted_urn               "yes" or "no"; upper case, no spaces
employment_type, itt_provider, employer  EmploymentType, legal name, free text
rtta_referral                            "yes" or "no": sent by a Return to Teaching Adviser
headship_stage, headteacher, new_headteacher, mastery, mastery_shown, senco_role, senco_since ("2024-09")
taken_npq, earlier_npqs                  "yes" or "no"; [{"course", "year", "status", "funded"}]
trn_answer, trn                          TrnAnswer; seven digits
first_name, last_name, previous_names    text; [text]
date_of_birth                            ISO date
checked                                  fingerprint of the claim the record check was made for
seen_check, seen_funding                 what a notice said when the person went on from it
payer, job_title, experience, why
leader_name, leader_email, adjustments ("yes" or "no"; the words are kept apart), consent (true)
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registrations.choices import (
    NURSERIES_ON_THE_SCHOOL_REGISTER,
    SCHOOL_SETTINGS,
    PlaceOfWork,
    TrnAnswer,
    WorkSetting,
    YesNo,
)


@dataclass(frozen=True)
class Answers:
    """A read-only view of one journey's answers."""

    raw: Mapping[str, Any]

    def text(self, field: str) -> str:
        """The answer as text; "" where there is none."""
        value = self.raw.get(field)
        return value if isinstance(value, str) else ""

    def has(self, *fields: str) -> bool:
        """Whether all of these were answered, an empty optional answer included."""
        return all(field in self.raw for field in fields)

    def is_yes(self, field: str) -> bool:
        """Whether a yes-or-no question was answered yes."""
        return self.raw.get(field) == YesNo.YES

    @property
    def in_england(self) -> bool:
        """Whether the person works in England."""
        return self.raw.get("place_of_work") == PlaceOfWork.ENGLAND

    @property
    def needs_register_workplace(self) -> bool:
        """Whether the workplace is picked from the school register."""
        if not self.in_england:
            return False
        if self.raw.get("setting") in SCHOOL_SETTINGS:
            return True
        return self.in_early_years and self.raw.get("nursery_kind") in NURSERIES_ON_THE_SCHOOL_REGISTER

    @property
    def in_early_years(self) -> bool:
        """Whether the setting is early years or childcare in England."""
        return self.in_england and self.raw.get("setting") == WorkSetting.EARLY_YEARS

    @property
    def needs_ofsted_urn(self) -> bool:
        """Whether Ofsted, not the school register, knows the workplace."""
        kind = self.raw.get("nursery_kind")
        return self.in_early_years and kind is not None and kind not in NURSERIES_ON_THE_SCHOOL_REGISTER

    @property
    def in_another_setting(self) -> bool:
        """Whether the person works in one of the other settings the funding rules name, in England."""
        return self.in_england and self.raw.get("setting") == WorkSetting.ANOTHER

    @property
    def has_trn(self) -> bool:
        """Whether a TRN was given."""
        return self.raw.get("trn_answer") == TrnAnswer.HAVE

    @property
    def date_of_birth(self) -> date | None:
        """The date of birth, where one was given."""
        text = self.text("date_of_birth")
        return date.fromisoformat(text) if text else None

    @property
    def previous_names(self) -> tuple[str, ...]:
        """Whole earlier names, as typed."""
        return tuple(self.raw.get("previous_names") or ())

    @property
    def earlier_npqs(self) -> list[dict[str, str]]:
        """The NPQs taken before; none where the person said so."""
        return list(self.raw.get("earlier_npqs") or ()) if self.is_yes("taken_npq") else []

    @property
    def claim_fingerprint(self) -> str:
        """Changes with anything the record check compares, so that a check of other answers does not count."""
        claim = [
            self.raw.get(name)
            for name in ("trn_answer", "trn", "first_name", "last_name", "previous_names", "date_of_birth")
        ]
        return hashlib.sha256(json.dumps(claim, sort_keys=True).encode()).hexdigest()
