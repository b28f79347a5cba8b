"""The portal itself: its first pages, signing in, the gallery and the demo's mail."""

from collections.abc import Mapping

from npq_portal.notifications.unsubscribing import token_for
from tests.access.who import EVERYBODY, HUB, NOBODY, OWNER, SIGNED_IN, Row
from tests.factories.accounts import UserFactory


def _unsubscribing() -> Mapping[str, str]:
    return {"token": token_for(UserFactory().pk, ["session_tomorrow"])}


def _kind() -> Mapping[str, str]:
    from tests.factories.notifications import HubWordsFactory

    return {"kind": HubWordsFactory().kind}


def _calendar_address() -> dict[str, str]:
    from tests.factories.calendars import CalendarAddressFactory

    return {"token": CalendarAddressFactory(user__email="femi2@school.example").token}


def _own_session() -> dict[str, str]:
    from npq_portal.accounts.models import Participant
    from tests.factories.courses import EnrolmentFactory
    from tests.factories.engagement import SessionFactory

    owner, session = Participant.objects.get(user__email="priya@school.example"), SessionFactory()
    EnrolmentFactory(participant=owner, cohort=session.component.cohort)
    return {"about": f"session-{session.pk}"}


ROWS: Mapping[str, Row] = {
    # the roof
    "pages:start": Row(EVERYBODY),
    "pages:home": Row(SIGNED_IN),
    "pages:accessibility": Row(EVERYBODY),
    "pages:privacy": Row(EVERYBODY),
    "pages:contact": Row(EVERYBODY),
    "pages:cookies": Row(EVERYBODY),
    "pages:reminders": Row(HUB),
    "pages:wordings": Row(HUB),
    "pages:words": Row(HUB, _kind),
    "pages:words-portals-own": Row(HUB, _kind),
    "pages:background": Row(HUB),
    "pages:healthz": Row(EVERYBODY),
    "pages:readyz": Row(EVERYBODY),
    "pages:metrics": Row(NOBODY),
    # calendars; a feed opens for whoever holds its address
    "calendars:mine": Row(SIGNED_IN),
    "calendars:make": Row(SIGNED_IN),
    "calendars:replace": Row(SIGNED_IN),
    "calendars:stop": Row(SIGNED_IN),
    "calendars:feed": Row(EVERYBODY, _calendar_address),
    "calendars:event": Row(OWNER, _own_session),
    # signing in
    "account_home": Row(SIGNED_IN),
    "account_emails": Row(SIGNED_IN),
    "account_reminders": Row(SIGNED_IN),
    "unsubscribe": Row(EVERYBODY, _unsubscribing),
    "unsubscribe_undo": Row(EVERYBODY, _unsubscribing),
    "account_login": Row(EVERYBODY),
    "account_confirm_login_code": Row(EVERYBODY),
    "account_resend_login_code": Row(EVERYBODY),
    "account_logout": Row(EVERYBODY),
    "account_change_email": Row(SIGNED_IN),
    "account_confirm_new_email": Row(SIGNED_IN),
    "account_resend_new_email_code": Row(SIGNED_IN),
    # not installed in production
    "gallery:components": Row(EVERYBODY),
    "gallery:forms": Row(EVERYBODY),
    "gallery:question": Row(EVERYBODY),
    "gallery:list": Row(EVERYBODY),
    "gallery:record": Row(EVERYBODY),
    "gallery:done": Row(EVERYBODY),
    "gallery:schools": Row(EVERYBODY),
    "gallery:error": Row(EVERYBODY, lambda: {"name": "404"}),
    "demo:mail-list": Row(EVERYBODY),
    "demo:mail": Row(EVERYBODY, lambda: {"name": "none"}),
}
