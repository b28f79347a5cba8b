"""Signing in and out, and one's own account."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from npq_portal import clock
from npq_portal.accounts import actions, codes
from npq_portal.accounts import sign_in as signing_in
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.codes import Pending, Purpose, Verdict
from npq_portal.accounts.forms import CodeForm, EmailForm, NewEmailForm, RemindersForm
from npq_portal.accounts.reminder_choices import kinds_for, must_be_told
from npq_portal.notifications.actions import told
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.mailer import MailServerError
from npq_portal.notifications.models import Notification
from npq_portal.notifications.refused import standing
from npq_portal.notifications.switches import choose, switched_off_by
from npq_portal.templatetags.dates import long_datetime

# purpose: where its first page is, where the code is typed, and where another one is asked for
_PAGES = {
    Purpose.SIGN_IN: ("account_login", "account_confirm_login_code", "account_resend_login_code"),
    Purpose.CHANGE_EMAIL: ("account_change_email", "account_confirm_new_email", "account_resend_new_email_code"),
}
_EMAILS_A_PAGE = 50
_TOO_MANY = "You have asked for several codes in a short time. Wait 5 minutes, then try again."
_NO_MAIL = "We could not send the email. Check the address, or try again in a few minutes."
_NO_MORE = "We have sent the code several times. Look in your spam folder, or check the address and start again."
_USED_UP = "That code has been tried too often, so it no longer works. Ask for a new one."
_TOO_LATE = "Your code no longer works: it lasts {} minutes. Ask for another one."


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The one page to sign in or to start: it asks for an address."""
    if request.user.is_authenticated:
        return signing_in.send_on(request, settings.LOGIN_REDIRECT_URL)
    form = EmailForm(request.POST if request.method == "POST" else None)
    return _ask_for_address(request, Purpose.SIGN_IN, form, "account/sign_in.html", {})


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_sign_in(request: HttpRequest) -> HttpResponse:
    """The page that takes the code; the same whoever the address belongs to."""
    if request.user.is_authenticated:
        return signing_in.send_on(request, settings.LOGIN_REDIRECT_URL)
    return _take_code(request, Purpose.SIGN_IN, lambda waiting: signing_in.complete(request, waiting, at=clock.now()))


@never_cache
@role_required()
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Your account: address, roles, sign out."""
    held = request.user.roles()
    rows = [
        {"key": "Email address", "value": request.user.email, "url": reverse("account_change_email")},
        {
            "key": "You are here as",
            "lines": [role.label for role in RoleName if role in held] or ["Nobody in particular yet"],
        },
    ]
    return render(request, "account/account.html", {"heading": "Your account", "summary": rows})


@never_cache
@role_required()
@require_GET
def emails(request: HttpRequest) -> HttpResponse:
    """What the portal sent to this person, the newest first; sign-in codes are not kept, so they are not there."""
    page = Paginator(told(request.user), _EMAILS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "Emails we sent you",
        "page": page,
        "columns": [{"label": "What it was about"}, {"label": "When"}, {"label": "To"}],
        "rows": [_email_row(one) for one in page],
        "comes_back": standing([request.user.email]).get(request.user.email),
    }
    return render(request, "account/emails.html", context)


def _email_row(one: Notification) -> list[Any]:
    about = {"text": one.get_kind_display()}
    if one.state == NotificationState.FAILED:
        about["hint"] = "It could not be delivered to this address"
    return [about, long_datetime(one.sent_at or one.created_at), one.recipient_email]


@never_cache
@role_required()
@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Which reminders this person gets: the kinds that can concern them, ticked where they are on."""
    kinds = kinds_for(request.user.roles())
    form = RemindersForm(
        request.POST if request.method == "POST" else None, kinds=kinds, off=switched_off_by(request.user.pk)
    )
    if form.is_valid():
        choose(user=request.user.pk, among=kinds, wanted=form.cleaned_data["wanted"], at=clock.now())
        messages.success(request, "Your choice is saved. It counts from the next email on.")
        return redirect("account_reminders")
    context = {"form": form, "back_url": reverse("account_home"), "told": must_be_told(request.user.roles())}
    return render(request, "account/reminders.html", context)


@never_cache
@role_required()
@require_http_methods(["GET", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Asks for a new address."""
    form = NewEmailForm(request.POST if request.method == "POST" else None)
    return _ask_for_address(
        request, Purpose.CHANGE_EMAIL, form, "account/change_email.html", {"back_url": reverse("account_home")}
    )


@never_cache
@role_required()
@require_http_methods(["GET", "POST"])
def confirm_new_email(request: HttpRequest) -> HttpResponse:
    """Takes the code sent to the new address, and moves the account there."""

    def move(waiting: Pending) -> HttpResponse:
        try:
            actions.change_email(user=request.user, email=waiting.email, at=clock.now())
        except actions.AddressTakenError:
            messages.error(request, "That email address belongs to another account, so yours has not changed.")
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, f"You now sign in with {waiting.email}.")
        return redirect("account_home")

    return _take_code(request, Purpose.CHANGE_EMAIL, move)


@require_POST
def resend_sign_in_code(request: HttpRequest) -> HttpResponse:
    """Another code to the address asked for."""
    return _resend(request, Purpose.SIGN_IN)


@role_required()
@require_POST
def resend_new_email_code(request: HttpRequest) -> HttpResponse:
    """Another code to the new address."""
    return _resend(request, Purpose.CHANGE_EMAIL)


def _ask_for_address(
    request: HttpRequest, purpose: Purpose, form: EmailForm, template: str, context: dict[str, str]
) -> HttpResponse:
    """Send a code to the address given and go on to the page that takes it; say what is wrong otherwise."""
    status = 200
    if form.is_valid():
        email, next_url = form.cleaned_data["email"], signing_in.safe_next(request)
        try:
            signing_in.send_code(request, purpose, email=email, next_url=next_url, at=clock.now())
            return redirect(_PAGES[purpose][1])
        except signing_in.TooManyCodesError:
            form.add_error(None, _TOO_MANY)
            status = 429
        except MailServerError:
            codes.forget(request.session, purpose)
            form.add_error("email", _NO_MAIL)
    return render(request, template, {"form": form, **context}, status=status)


def _take_code(request: HttpRequest, purpose: Purpose, finish: Callable[[Pending], HttpResponse]) -> HttpResponse:
    """Show the page for the waiting code, and act on what is typed there."""
    start, _, resend = _PAGES[purpose]
    waiting = codes.pending(request.session, purpose)
    if waiting is None:
        return redirect(start)
    back = reverse(start) + (f"?{urlencode({'next': waiting.next_url})}" if waiting.next_url else "")
    form = CodeForm(request.POST if request.method == "POST" else None, email=waiting.email)
    if form.is_valid():
        verdict = _verdict(request, purpose, form)
        if verdict == Verdict.RIGHT:
            return finish(waiting)
        if verdict == Verdict.WRONG_TOO_OFTEN:
            messages.error(request, _USED_UP)
            return redirect(back)
    context = {"form": form, "email": waiting.email, "back_url": back, "resend_url": reverse(resend)}
    context["title_section"] = "Sign in" if purpose == Purpose.SIGN_IN else "Change your email address"
    return render(request, "account/code.html", context)


def _verdict(request: HttpRequest, purpose: Purpose, form: CodeForm) -> Verdict | None:
    """Check the typed code and put anything but success into words; None when the network tried too often."""
    if not ratelimit.consume(request, action="confirm_login_code"):
        form.add_error("code", "Too many codes have been tried from your network. Wait a minute, then try again.")
        return None
    verdict = codes.check(request.session, purpose, form.cleaned_data["code"], at=clock.now())
    if verdict == Verdict.TOO_LATE:
        form.add_error("code", _TOO_LATE.format(codes.minutes()))
    if verdict == Verdict.WRONG:
        left = codes.attempts_left(request.session, purpose)
        tries = "once more" if left == 1 else f"{left} more times"
        form.add_error("code", f"That is not the code in our newest email. You can try {tries}.")
    return verdict


def _resend(request: HttpRequest, purpose: Purpose) -> HttpResponse:
    try:
        signing_in.send_again(request, purpose, at=clock.now())
        messages.success(request, "We have sent you a new code. Codes sent before no longer work.")
    except codes.NoMoreCodesError:
        messages.error(request, _NO_MORE)
    except signing_in.TooManyCodesError:
        messages.error(request, _TOO_MANY)
    except MailServerError:
        messages.error(request, _NO_MAIL)
    return redirect(_PAGES[purpose][1])
