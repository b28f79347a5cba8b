"""Which refusals stop an address, as mail servers word them."""

import pytest

from npq_portal.notifications.rules.refusals import for_staff, read, stops_address

ABOUT_THE_ADDRESS = [
    "550 5.1.1 <gone@school.example>: Recipient address rejected: User unknown in virtual mailbox table",  # Postfix
    "550 5.1.1 <gone@school.example>: Recipient address rejected: User unknown in relay recipient table",
    "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the address.",  # Gmail
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",  # Exchange
    "550 5.1.2 <x@nowhere.example>: Recipient address rejected: Domain not found",
    "553 5.1.3 <x@y>: Recipient address rejected: not an address",
    "551 5.1.6 <x@y.example>: User has moved",
    "550 5.2.1 The email account that you tried to reach is disabled.",
    "550 No such user here",
    "550 User unknown",
    "551 User not local; please try <other@school.example>",
    "553 Invalid mailbox",
    "550 5.0.0 <x@y.example>... User unknown",  # Sendmail
]
ABOUT_SOMETHING_ELSE = [
    "450 4.1.1 User unknown, try again",
    "421 4.7.0 Try again later",
    "552 5.2.2 Mailbox full",
    "452 4.2.2 Over quota",
    "552 Requested mail action aborted: exceeded storage allocation",
    "552 5.3.4 Message size exceeds fixed limit",
    "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org",
    "550 5.7.1 Relaying denied",
    "550 5.7.26 Unauthenticated email is not accepted: DMARC",
    "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery",  # Gmail
    "550 5.1.8 Sender address rejected: Domain not found",
    "550 5.1.0 Address rejected",
    "550 5.4.1 Recipient address rejected: Access denied",  # Exchange, also for how the tenant is set up
    "550 Unknown sender",
    "550 Blocked: your host has a bad reputation, user unknown",
    "553 sorry, that domain isn't in my list of allowed rcpthosts",  # qmail
    "550 Relay not permitted",
    "550 no",
    "554 No such user here",
    "554 Transaction failed",
    "",
]


@pytest.mark.parametrize("said", ABOUT_THE_ADDRESS)
def test_the_address_is_refused_for_good(said):
    assert stops_address(read(said))


@pytest.mark.parametrize("said", ABOUT_SOMETHING_ELSE)
def test_something_else_is_refused_or_only_for_now(said):
    assert not stops_address(read(said))


@pytest.mark.parametrize(
    ("said", "status", "stops"),
    [
        ("unknown user: gone", "5.1.1", True),
        ("550 5.1.1 unknown", "5.0.0", True),
        ("550 No such user", "5.0.0", True),
        ("552 Mailbox full", "5.2.2", False),
        ("connect to mx.school.example: timed out", "4.4.1", False),
    ],
)
def test_a_report_says_the_status_beside_it(said, status, stops):
    assert stops_address(read(said, status=status)) == stops


def test_words_for_staff_name_nobody_and_stay_in_one_short_line():
    said = "550 <gone@school.example>\r\n\x00\x1b[31mno such\u202euser " + "x" * 5000
    kept = for_staff(said)
    assert kept.startswith("550 (address) [31mno such user")
    assert len(kept) == 400
    assert "@" not in kept
