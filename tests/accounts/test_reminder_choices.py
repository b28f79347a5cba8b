"""Which reminders you get: what can concern one's roles, chosen and saved; what cannot be switched off is said."""

import pytest
from django.urls import reverse

from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.reminder_choices import ABOUT, kinds_for, must_be_told
from npq_portal.notifications.models import SwitchedOff
from npq_portal.notifications.rules.manners import OPTIONAL
from tests.cast import signed_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("account_reminders")

SESSIONS = ["session_in_a_week", "session_tomorrow"]
DRAFT, DIGEST = "registration_unfinished", "hub_digest"


def test_everything_optional_is_offered_and_nothing_else():
    assert set(ABOUT) == OPTIONAL


@pytest.mark.parametrize(
    ("roles", "kinds", "told"),
    [
        ([], [DRAFT], 1),
        ([RoleName.PARTICIPANT], [*SESSIONS, DRAFT], 3),
        ([RoleName.FACILITATOR], [DRAFT], 2),
        ([RoleName.ASSESSOR], [DRAFT], 2),
        ([RoleName.HUB_ADMIN], [DRAFT, DIGEST], 2),
        ([RoleName.PARTICIPANT, RoleName.HUB_ADMIN], [*SESSIONS, DRAFT, DIGEST], 4),
    ],
)
def test_what_can_concern_whom(roles, kinds, told):
    assert kinds_for(roles) == kinds
    assert len(must_be_told(roles)) == told
    page = signed_in(UserFactory(roles=roles)).get(PAGE)
    assert [value for value, _ in page.context["form"].fields["wanted"].choices] == kinds
    assert page.content.decode().count(" checked") == len(kinds)  # all are on until one is switched off
    assert all(one in page.content.decode() for one in must_be_told(roles))


@pytest.mark.parametrize("wanted", [[], ["session_tomorrow"], [*SESSIONS, DRAFT]], ids=len)
def test_what_is_unticked_is_off_and_stays_so(participant_client, participant, wanted):
    answer = participant_client.post(PAGE, {"wanted": wanted}, follow=True)
    assert "Your choice is saved" in answer.content.decode()
    assert set(SwitchedOff.objects.values_list("kind", flat=True)) == {*SESSIONS, DRAFT} - set(wanted)
    page = participant_client.get(PAGE).content.decode()
    assert page.count(" checked") == len(wanted)
    assert page.count("Off since") == 3 - len(wanted)


def test_ticked_again_it_is_on(participant_client, participant):
    for wanted in ([], [*SESSIONS, DRAFT]):
        participant_client.post(PAGE, {"wanted": wanted})
    assert not SwitchedOff.objects.exists()


def test_what_is_not_offered_to_somebody_is_refused_beside_the_field(participant_client):
    answer = participant_client.post(PAGE, {"wanted": [DIGEST]})
    assert "Choose one of the options shown" in answer.content.decode()
    assert not SwitchedOff.objects.exists()


def test_what_was_chosen_in_another_role_stays(participant_client, participant):
    SwitchedOff.objects.create(user=participant, kind=DIGEST)
    participant_client.post(PAGE, {"wanted": [*SESSIONS, DRAFT]})
    assert SwitchedOff.objects.get().kind == DIGEST


@pytest.mark.parametrize("name", ["account_home", "account_emails"])
def test_the_account_and_its_emails_lead_to_it(participant_client, name):
    assert f'href="{PAGE}"' in participant_client.get(reverse(name)).content.decode()
