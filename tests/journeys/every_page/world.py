"""A hub with everything in it, and everybody who opens its pages: the demo's people, and some in states the demo lacks."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path as FilePath
from typing import Any

from django.test import Client
from django.urls import reverse

from courses.models import Guide, Programme
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.demo.cast import AMINA, ASHA, DANIEL, GRACE, TOM, WREN
from npq_portal.demo.cohorts import CEFEL, TDT
from npq_portal.demo.load import load
from registrations.choices import EndorsementStatus
from registrations.journey.answers import Answers
from registrations.journey.path import Path
from registrations.journey.situation import Situation
from registrations.journey.steps import CALCULATOR_STEPS, STEPS
from registrations.models import Draft, Endorsement, RegisterImport, Workplace
from tests.access_table import ASSESSOR, FACILITATOR, HUB_ADMIN, OUTSIDER, PARTICIPANT, STRANGER
from tests.cast import signed_in
from tests.factories.accounts import UserFactory
from tests.journeys.every_page import (
    handing_examples,
    life_examples,
    record_rows,
    results_examples,
    windows_examples,
    writing_examples,
)
from tests.registrations.casework.scenes import a_hub
from tests.registrations.journey.walker import USUAL_ANSWERS, finished_draft

#: Who stands for a role where a page is not one person's own.
STAND_INS = {
    STRANGER: STRANGER,
    PARTICIPANT: DANIEL.email,
    FACILITATOR: TOM.email,
    ASSESSOR: ASHA.email,
    HUB_ADMIN: GRACE.email,
    OUTSIDER: "olu@elsewhere.example",
}
#: A participant who has only just signed in.
NEWCOMER = AMINA.email
WAITING = WREN.email

_USUAL = {"intake": "2026b"}
_ANOTHER = {"setting": "another_setting", "employment_type": "lead_mentor_for_accredited_itt_provider"}
_COACHING = {"course": "npq-early-headship-coaching-offer"}
_MATHS = {"course": "npq-leading-primary-mathematics", "mastery": "no"}
_EARLIER = [{"course": "npq-headship", "year": "2025", "status": "in_progress", "funded": "yes"}]

#: What people answer who between them meet every question; a step that none of them meets makes the test fail.
ANSWERS: dict[str, dict[str, Any]] = {
    "usual": {},
    "nursery": {"setting": "early_years_or_childcare", "nursery_kind": "private_nursery"},
    "mentor": _ANOTHER,
    "adviser": {"setting": "other"},
    "abroad": {"place_of_work": "abroad", "employer": "An Invented School, Lisbon"},
    "coach": _COACHING | {"headship_stage": "completed_npqh", "headteacher": "yes", "new_headteacher": "yes"},
    "not yet a head": _COACHING | {"headship_stage": "none"},
    "maths": _MATHS | {"mastery_shown": "another_way"},
    "not yet maths": _MATHS | {"mastery_shown": "cannot_show"},
    "senco": {"course": "npq-senco"},
    "again": {"taken_npq": "yes", "earlier_npqs": _EARLIER},
    "without a TRN": {"trn_answer": "none", "trn": ""},
}


class World:
    """The hub's rows are made by making a World; `clients` are the people's browsers, by e-mail address or nickname."""

    def __init__(self, mail_folder: FilePath) -> None:
        load(at=clock.now())
        UserFactory(email=STAND_INS[OUTSIDER], name="")
        self.applications = a_hub(lead_provider="An Invented Lead Provider")
        self.drafts: dict[str, Draft] = {name: _draft(name, changes) for name, changes in ANSWERS.items()}
        RegisterImport.objects.create(
            file_name="edubasealldata20261123.csv", sha256="0" * 64, imported_at=clock.now(), added=300, refused=2
        )
        _catch_mail(mail_folder)
        life_examples.make()
        windows_examples.make()
        record_rows.make()
        results_examples.make()
        handing_examples.make()
        writing_examples.make()
        self.clients = {STRANGER: Client()} | {user.email: signed_in(user) for user in User.objects.all()}
        self.clients |= _calculating() | _half_signed_in(self.clients)
        _change_something(signed_in(User.objects.get(email=GRACE.email)))  # whose session hears that it was saved

    def client(self, by: str) -> Client:
        """Of somebody of the world, or of somebody whom an example has just made."""
        return self.clients.get(by) or signed_in(User.objects.get(email=by))

    def calculated(self, name: str) -> dict[str, Any]:
        """What the person of that name of ANSWERS has told the calculator."""
        return calculator_answers(ANSWERS[name])

    def endorsements(self) -> Iterator[Endorsement]:
        """One that waits, one answered, both with a link that still works."""
        waiting = Endorsement.objects.get(application__participant__user__email=WREN.email)
        yield waiting
        answered = Endorsement.objects.exclude(pk=waiting.pk).filter(status=EndorsementStatus.CONFIRMED).first()
        answered.asked_at = clock.now() - timedelta(days=2)
        answered.answered_at = clock.now()
        answered.save()
        yield answered


def draft_answers(changes: dict[str, Any]) -> dict[str, Any]:
    """Every usual answer in words of the demo's hub, with these changes."""
    school = Workplace.objects.open().filter(type_code="34").order_by("urn").first()
    given = {**_USUAL, "workplace": school.urn, **changes}
    course = given.get("course", USUAL_ANSWERS["course"])
    offers = Programme.objects.filter(course__identifier=course, lead_provider__slug__in=[TDT, CEFEL])
    return {**given, "lead_provider": offers.order_by("-lead_provider__slug").first().lead_provider.slug}


def _draft(name: str, changes: dict[str, Any]) -> Draft:
    """A draft with everything answered and every notice read, as far as its path leads."""
    user = UserFactory(email=f"{name.replace(' ', '-').lower()}@school.example", name="", roles=["participant"])
    draft = finished_draft(user, **draft_answers(changes))
    for _ in range(2):  # what is said about funding is known once the record's notice was read
        situation = Situation(Answers(draft.answers), at=clock.now(), user=user, draft=draft)
        notices = [step for step in Path(STEPS, situation).steps if step.says is not None]
        draft.answers |= {step.seen_name: step.says(situation) for step in notices}
    draft.save()
    return draft


def calculator_answers(changes: dict[str, Any]) -> dict[str, Any]:
    """What the calculator asks, of the same people."""
    asked = {name for step in CALCULATOR_STEPS if step.form for name in step.form.answer_names()}
    return {name: value for name, value in (USUAL_ANSWERS | draft_answers(changes)).items() if name in asked}


def _calculating() -> dict[str, Client]:
    """Strangers in the midst of the calculator."""
    made = {}
    for name, changes in ANSWERS.items():
        client = Client()
        session = client.session
        session["funding_calculator"] = calculator_answers(changes)
        session.save()
        client.cookies["sessionid"] = session.session_key
        made[f"calculating: {name}"] = client
    return made


def _half_signed_in(clients: dict[str, Client]) -> dict[str, Client]:
    """Somebody who was sent a code to sign in, and somebody who was sent one to a new address."""
    asked = Client()
    asked.post(reverse("account_login"), {"email": AMINA.email})
    changing = signed_in(User.objects.get(email=AMINA.email))
    changing.post(reverse("account_change_email"), {"email": "amina.new@school.example"})
    return {"asked for a code": asked, "changes the address": changing}


def _change_something(client: Client) -> None:
    """So that a record of the administration pages has a history."""
    guide = Guide.objects.order_by("pk").first()
    path = reverse("admin:courses_guide_change", args=[guide.pk])
    form = client.get(path).context["adminform"].form
    answer = client.post(path, {**form.initial, "position": 35, "_save": "Save"})
    assert answer.status_code == 302, "the guide was not saved"


def _catch_mail(folder: FilePath) -> None:
    message = EmailMessage()
    message["To"], message["Subject"] = "Amina Khatun <amina@school.example>", "Your code to sign in"
    message.set_content("Your code is 123456.\n")
    message.add_alternative("<html lang=en><title>Code</title><h1>Your code</h1><p>It is 123456.</p></html>", "html")
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "one").write_bytes(bytes(message))
