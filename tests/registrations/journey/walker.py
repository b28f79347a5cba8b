"""A person walking through the registration page by page, without JavaScript, as the test client does."""

import re
from typing import Any

from django.test import Client

from npq_portal import clock
from registrations.choices import TrnCheckOutcome
from registrations.journey.answers import Answers
from registrations.models import Draft, TrnCheck

#: What somebody answers who says nothing special: a teacher in a school, with a TRN, backed by a head.
USUAL: dict[str, dict[str, Any]] = {
    "npq": {"course": "npq-senior-leadership"},
    "start": {"intake": "2026b"},
    "lead-provider": {"lead_provider": "lead-provider-a"},
    "where-you-work": {"place_of_work": "england"},
    "setting": {"setting": "a_school"},
    "workplace": {"workplace": "900001"},
    "earlier-npqs": {"taken_npq": "no"},
    "trn": {"trn_answer": "have", "trn": "1234567"},
    "name": {"first_name": "Ada", "last_name": "Invented", "previous_names": ""},
    "date-of-birth": {"date_of_birth_day": "3", "date_of_birth_month": "2", "date_of_birth_year": "1985"},
    "national-insurance": {"national_insurance_number": ""},
    "your-record": {},
    "funding": {},
    "payment": {"payer": "school"},
    "role": {"job_title": "Head of year", "experience": "5_to_9"},
    "why": {"why": "To lead better."},
    "school-leader": {"leader_name": "Helen Head", "leader_email": "head@school.example"},
    "adjustments": {"adjustments": "no", "needs": ""},
    "consent": {"consent": "on"},
}


#: What a draft holds after the usual walk, but for what depends on its record check.
USUAL_ANSWERS: dict[str, Any] = {
    "course": "npq-senior-leadership",
    "intake": "2026b",
    "lead_provider": "lead-provider-a",
    "place_of_work": "england",
    "setting": "a_school",
    "workplace": "900001",
    "taken_npq": "no",
    "trn_answer": "have",
    "trn": "1234567",
    "first_name": "Ada",
    "last_name": "Invented",
    "previous_names": [],
    "date_of_birth": "1985-02-03",
    "seen_funding": "funded:2026",
    "job_title": "Head of year",
    "experience": "5_to_9",
    "why": "To lead better.",
    "leader_name": "Helen Head",
    "leader_email": "head@school.example",
    "adjustments": "no",
    "consent": True,
}


def finished_draft(user: Any, **changed: Any) -> Draft:
    """A draft with every usual question answered, for tests that begin at its end; the walks prove it can be reached."""
    at = clock.now()
    draft = Draft.objects.create(user=user, answers=USUAL_ANSWERS | changed, created_at=at, updated_at=at)
    check = TrnCheck.objects.create(draft=draft, outcome=TrnCheckOutcome.NOT_CHECKED, at=at)
    draft.answers |= {
        "checked": Answers(draft.answers).claim_fingerprint,
        "seen_your_record": f"{check.pk}:{check.outcome}",
    }
    draft.save()
    return draft


class Walker:
    """Goes where the portal sends it, giving the usual answer to every question but those in `answers`."""

    def __init__(
        self, client: Client, prefix: str = "/register/questions/", finish: str = "/register/check-your-answers/"
    ):
        self.client = client
        self.prefix = prefix
        self.finish = finish
        self.seen: list[str] = []

    def begin(self) -> str:
        """Press the start button; returns the key of the first question."""
        return self._key(self.client.post("/register/")["Location"])

    def answer(self, key: str, data: dict[str, Any] | None = None) -> str:
        """Answer one question; returns the key it leads to, "" at the end. Fails with the page's errors on a refusal."""
        self.seen.append(key)
        page = self.client.get(f"{self.prefix}{key}/")
        assert page.status_code == 200, f"{key} cannot be opened: {page.headers.get('Location')}"
        response = self.client.post(f"{self.prefix}{key}/", data if data is not None else USUAL[key])
        assert response.status_code == 302, f"{key}: {self.errors(response)}"
        return self._key(response["Location"])

    def walk(
        self, answers: dict[str, dict[str, Any]] | None = None, *, start: str | None = None, until: str = ""
    ) -> str:
        """Answer questions from `start` (or from the button) until `until` or the end; returns where it stopped."""
        key = start or self.begin()
        special = answers or {}
        while key and key != until:
            if key in self.seen and key == self.seen[-1]:
                raise AssertionError(f"Going round in circles at {key}")
            key = self.answer(key, special.get(key))
        return key

    def submit(self) -> Any:
        """Send the application."""
        return self.client.post(self.finish)

    @staticmethod
    def errors(response: Any) -> list[str]:
        """The lines of the error summary."""
        text = response.content.decode()
        return [
            re.sub(r"<[^>]+>", "", line).strip()
            for line in re.findall(r'govuk-error-message">(.*?)</p>', text, re.DOTALL)
        ]

    def _key(self, location: str) -> str:
        path = location.partition("?")[0]
        if path == self.finish:
            return ""
        assert path.startswith(self.prefix), f"Sent to {location}"
        return path.removeprefix(self.prefix).strip("/")
