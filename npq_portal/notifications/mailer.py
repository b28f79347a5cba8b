"""From words and values to an email: subject, plain text and HTML.

A message of the outbox is made of the words in templates/emails/words/, or the hub's own (words.py), from which its HTML is made
as well. The few letters that do not lie there, about signing in, have three templates each, such as
templates/emails/sign_in_code.subject.txt, .txt and .html. No pictures, no links that track.
"""

import logging
import re
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.context import Context

from npq_portal.notifications import words as hub_words
from npq_portal.notifications.answers import NotTakenError
from npq_portal.notifications.choices import KINDS
from npq_portal.notifications.pace import Pace
from npq_portal.notifications.rules.wording import Filled, Wording, read, together

logger = logging.getLogger(__name__)

_WORDS: Final = settings.BASE_DIR / "templates" / "emails" / "words"


class MailServerError(Exception):
    """The mail server is away or refused the message; nothing says whose address it was."""


@dataclass(frozen=True)
class Letter:
    """A rendered message, addressed to nobody yet. `unsubscribe_url` stands at its foot, where it is optional."""

    subject: str
    text: str
    html: str
    unsubscribe_url: str = ""

    def addressed(self, to: str, *, message_id: str = "", tried_before: bool = False) -> "Mail":
        """The email. `message_id` ("<...@...>") stays the same at every attempt, so that a mail server can fold two."""
        headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        if message_id:
            headers["Message-ID"] = message_id
        if self.unsubscribe_url:  # RFC 8058: the reader's mail program switches it off with one press
            headers["List-Unsubscribe"] = f"<{self.unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail = Mail(self.subject, self.text, to=[to], reply_to=[settings.HUB_EMAIL], headers=headers)
        mail.attach_alternative(self.html, "text/html")
        mail.tried_before = tried_before
        return mail


class Mail(EmailMultiAlternatives):
    """An email that knows whether it may have gone out already: its worker may have died before it could say so."""

    tried_before = False


def render(name: str, values: Mapping[str, Any]) -> Letter:
    """A message, by its kind, or a letter with templates of its own; with what every letter knows of the hub."""
    everything = {**of_the_hub(), **values}
    if name in KINDS:
        return _of_words(hub_words.filled(name, wording_of(name), everything), everything)
    everything["subject"] = " ".join(_print(f"emails/{name}.subject.txt", everything, escape=False).split())
    return _letter(f"emails/{name}", everything)


def render_together(letters: Sequence[tuple[str, Mapping[str, Any]]], *, unsubscribe_url: str = "") -> Letter:
    """Several messages to one reader, by kind with what each prints, as one; a single one as it is. With an address at which
    all of it can be switched off, if it can."""
    foot = {"unsubscribe_url": unsubscribe_url}
    if len(letters) == 1:
        kind, values = letters[0]
        return render(kind, {**values, **foot})
    filled = [hub_words.filled(kind, wording_of(kind), {**of_the_hub(), **values}) for kind, values in letters]
    return _of_words(together(filled), {**of_the_hub(), **foot})


@cache
def wording_of(kind: str) -> Wording:
    """The portal's own words of a kind of message. Raises FileNotFoundError where there is no such kind."""
    return read((_WORDS / f"{kind}.txt").read_text())


def of_the_hub() -> dict[str, Any]:
    """What every letter knows of the hub."""
    return {
        "hub_name": settings.HUB_NAME,
        "hub_email": settings.HUB_EMAIL,
        "hub_phone": settings.HUB_PHONE,
        "site_url": settings.SITE_URL,
    }


def preview(words: Wording, values: Mapping[str, Any]) -> Letter:
    """The letter that words make which are not in force, or not yet. Raises KeyError where a value is missing."""
    everything = {**of_the_hub(), **values}
    return _of_words(words.filled(everything), everything)


def _of_words(letter: Filled, values: Mapping[str, Any]) -> Letter:
    made = {"subject": letter.subject, "body": letter.body, "body_html": letter.html}
    return _letter("emails/letter", {**values, **made})


def _letter(template: str, values: Mapping[str, Any]) -> Letter:
    return Letter(
        subject=values["subject"],
        text=re.sub(r"\n{3,}", "\n\n", _print(f"{template}.txt", values, escape=False)).strip() + "\n",
        html=_print(f"{template}.html", values, escape=True).strip() + "\n",
        unsubscribe_url=values.get("unsubscribe_url", ""),
    )


def send_now(name: str, *, to: str, values: Mapping[str, Any]) -> None:
    """Send a letter that must not lie about in the outbox, such as a sign-in code. Raises MailServerError."""
    try:
        Pace().count()
        render(name, values).addressed(to).send()
    except (smtplib.SMTPException, OSError, NotTakenError) as error:
        # The error's own words hold the address, and the chained traceback would print them.
        logger.warning("The mail server did not take a letter (%s): %s.", name, type(error).__name__)
        raise MailServerError(type(error).__name__) from None


def message_id(row_id: object) -> str:
    """The Message-ID of an outbox row: the same however often it is tried."""
    return f"<{row_id}@{urlsplit(settings.SITE_URL).hostname}>"


def _print(template: str, values: Mapping[str, Any], *, escape: bool) -> str:
    backend = cast(DjangoTemplates, engines["django"])
    return str(backend.engine.get_template(template).render(Context(dict(values), autoescape=escape)))
