"""Registering, the funding calculator and casework."""

from collections.abc import Mapping

from tests.access.who import EVERYBODY, HUB, OWNER, SIGNED_IN, Row


def _reference() -> dict[str, str]:
    """An application of the participant of the cast."""
    from npq_portal.accounts.models import Participant
    from tests.factories.registrations import ApplicationFactory

    owner = Participant.objects.get(user__email="priya@school.example")
    return {"reference": ApplicationFactory(participant=owner).reference}


ROWS: Mapping[str, Row] = {
    # the funding calculator, and searching for a school, without an account
    "registrations:funding-calculator": Row(EVERYBODY),
    "registrations:calculator-question": Row(EVERYBODY, lambda: {"key": "npq"}),
    "registrations:calculator-remove-earlier-npq": Row(EVERYBODY),
    "registrations:calculator-result": Row(EVERYBODY),
    "registrations:workplace-search": Row(EVERYBODY),
    # registering; the link a school leader gets is its own key
    "registrations:start": Row(SIGNED_IN),
    "registrations:question": Row(SIGNED_IN, lambda: {"key": "npq"}),
    "registrations:remove-earlier-npq": Row(SIGNED_IN),
    "registrations:check-answers": Row(SIGNED_IN),
    "registrations:discard": Row(SIGNED_IN),
    "registrations:application": Row(OWNER, _reference),
    "registrations:give-more": Row(OWNER, _reference),
    "registrations:withdraw": Row(OWNER, _reference),
    "registrations:backing": Row(EVERYBODY, lambda: {"token": "not-a-token"}),
    # casework
    "registrations:casework-list": Row(HUB),
    "registrations:casework-csv": Row(HUB),
    "registrations:casework-application": Row(HUB, _reference),
    "registrations:casework-accept": Row(HUB, _reference),
    "registrations:casework-reject": Row(HUB, _reference),
    "registrations:casework-ask": Row(HUB, _reference),
    "registrations:casework-verify-trn": Row(HUB, _reference),
    "registrations:casework-override-funding": Row(HUB, _reference),
    "registrations:casework-note": Row(HUB, _reference),
    "registrations:casework-ask-leader": Row(HUB, _reference),
    "registrations:casework-adjustments": Row(HUB, _reference),
}
