"""GOV.UK Notify instead of a mail server: a Django email backend around its official client (docs/adr/0104).

One template of the hub's with ((subject)) and ((body)) carries every message. Its `reference` is our Message-ID: before a message
is tried a second time Notify is asked whether it took the first, so nobody gets it twice. What Notify says no to is
told apart as a mail server's answers are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from npq_portal.notifications.answers import Answer, Fate, NotTakenError
from npq_portal.notifications.rules.bounces import Returned
from npq_portal.notifications.rules.notify_text import as_it_is
from npq_portal.notifications.rules.refusals import for_staff

_SECONDS: Final = 10
# What became of a message that will not arrive, as (status of RFC 3463, words). Only the first is about the address: the second
# is also said of a full mailbox and of what a filter kept out, the third of Notify itself.
_UNDELIVERED: Final = {
    "permanent-failure": ("5.1.1", "permanent failure, the address does not exist"),
    "temporary-failure": ("4.4.7", "temporary failure, the mailbox was full or did not want it for three days"),
    "technical-failure": ("4.3.0", "technical failure, Notify could not send it"),
}


def client() -> NotificationsAPIClient:
    """Signed in with the hub's key."""
    return NotificationsAPIClient(settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL, timeout=_SECONDS)


class EmailBackend(BaseEmailBackend):
    """Raises NotTakenError for what Notify does not take."""

    @cached_property
    def _client(self) -> NotificationsAPIClient:
        """Its session keeps the connection."""
        return client()

    def close(self) -> None:
        """Let the connection go; the next message makes another."""
        if "_client" in self.__dict__:
            self._client.request_session.close()
            del self._client

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Each to its one reader; how many."""
        for message in email_messages:
            try:
                self._send(message)
            except APIError as error:
                raise NotTakenError(_answer(error)) from None  # the chained error holds the address
        return len(email_messages)

    def _send(self, message: EmailMessage) -> None:
        headers = message.extra_headers
        reference = headers.get("Message-ID", "").strip("<>")
        if getattr(message, "tried_before", False) and self._has(reference):
            return
        (reader,) = message.to
        self._client.send_email_notification(
            reader,
            settings.NOTIFY_TEMPLATE_ID,
            personalisation={"subject": message.subject, "body": as_it_is(message.body)},
            reference=reference or None,
            email_reply_to_id=settings.NOTIFY_REPLY_TO_ID or None,
            one_click_unsubscribe_url=_one_click(headers.get("List-Unsubscribe", "")),
        )

    def _has(self, reference: str) -> bool:
        """Whether Notify took it, whatever became of it there. What staff send again has another reference."""
        return bool(self._client.get_all_notifications(reference=reference)["notifications"])


def _one_click(header: str) -> str | None:
    """The address for a press on "Unsubscribe". Notify takes none without https, and would refuse the whole message."""
    url = header.strip("<>")
    return url if url.startswith("https://") else None


def came_back(*, since: datetime) -> Iterator[Returned]:
    """What Notify could not deliver, the newest first, of what was sent after `since` (aware). Raises APIError."""
    for one in client().get_all_notifications_iterator(status=list(_UNDELIVERED), template_type="email"):
        if datetime.fromisoformat(one["created_at"]) <= since:
            return
        if one.get("reference") and one.get("email_address"):
            status, words = _UNDELIVERED[one["status"]]
            yield Returned(
                message_ids=frozenset({f"<{one['reference']}>"}),
                addresses=frozenset({one["email_address"].lower()}),
                status=status,
                said=f"GOV.UK Notify: {words}",
            )


def _answer(error: APIError) -> Answer:
    """400 for this address is about the message; for the key, the template or the service's limits about the set-up, as is
    403. 429 is "too fast" or "enough for today"; the rest is Notify being away."""
    words = f"GOV.UK Notify {error.status_code}: {for_staff(str(error.message))}"
    if error.status_code == 400 and "email_address" in words:
        return Answer(Fate.NEVER, words, address_refused="not a valid" in words.lower())
    return Answer(Fate.SERVER_AWAY, words)
