"""Sending one-time codes, and the sign-in that follows the right one.

Known, unknown and closed accounts take the same way through here: one query, one code, one letter. What differs is read
only by the owner of the mailbox, so that nobody else can find out who has an account.
"""

from datetime import datetime

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from npq_portal.accounts import actions, codes
from npq_portal.accounts.codes import Purpose
from npq_portal.accounts.models import User
from npq_portal.notifications import mailer, refused


class TooManyCodesError(Exception):
    """This person, or this network, asked for many codes in a short time."""


def send_code(request: HttpRequest, purpose: Purpose, *, email: str, next_url: str = "", at: datetime) -> None:
    """Make a code for `email` (in lower case) and send it. Raises TooManyCodesError or MailServerError."""
    _count(request, email)
    code = codes.begin(request.session, purpose, email=email, next_url=next_url, at=at)
    _post(purpose, email, code)


def send_again(request: HttpRequest, purpose: Purpose, *, at: datetime) -> None:
    """Send another code to the same address. Raises TooManyCodesError, NoMoreCodesError or MailServerError."""
    waiting = codes.pending(request.session, purpose)
    if waiting is None:
        raise codes.NoMoreCodesError
    _count(request, waiting.email)
    _post(purpose, waiting.email, codes.again(request.session, purpose, at=at))


def complete(request: HttpRequest, waiting: codes.Pending, *, at: datetime) -> HttpResponse:
    """Sign the reader of `waiting.email` in, opening an account when there is none, and send them on their way.

    django-allauth runs its steps (adapter.py) and Django renews the session's id. An account closed meanwhile is
    refused in words that do not say more than the letter did. An address thought to take no mail has just taken some.
    """
    user = actions.open_account(email=waiting.email, at=at)
    refused.mail_arrived(email=waiting.email, at=at)
    if not user.is_active:
        messages.error(request, "You cannot sign in with this email address. Contact us if you think that is wrong.")
    return perform_login(request, user, email=waiting.email, redirect_url=waiting.next_url or None)


def safe_next(request: HttpRequest) -> str:
    """Where ?next= leads, if that is a page of this portal; else ""."""
    wanted = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here else ""


def send_on(request: HttpRequest, home: str) -> HttpResponse:
    """For somebody who is signed in already."""
    return redirect(safe_next(request) or home)


def _count(request: HttpRequest, email: str) -> None:
    """ACCOUNT_RATE_LIMITS, counted in Redis by network address and by email address."""
    if not ratelimit.consume(request, action="request_login_code", key=email):
        raise TooManyCodesError


def _post(purpose: Purpose, email: str, code: str) -> None:
    values = {"code": codes.spaced(code), "minutes": codes.minutes()}
    mailer.send_now(_letter(purpose, email), to=email, values=values)


def _letter(purpose: Purpose, email: str) -> str:
    """The letter's name. Two letters do not print the code, which then nobody knows: it cannot be entered."""
    account = User.objects.filter(email=email).first()
    if purpose == Purpose.SIGN_IN:
        return "account_closed" if account and not account.is_active else "sign_in_code"
    return "email_taken" if account else "new_email_code"
