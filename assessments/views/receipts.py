"""Anybody checks a receipt, and a file or a text against it. Nobody's name is shown: the page never reads one."""

from collections.abc import Iterator

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.views import View
from django.views.decorators.http import require_safe

from assessments import signing
from assessments.facts.receipts import Checked, check
from assessments.forms.receipts import CheckForm
from assessments.rules.sealing import digest, sealed
from assessments.views.handing_in import without_summary
from npq_portal.limits import count

#: Checks from one address of the network in ten minutes: a whole marking centre may share one, and a signature cannot
#: be guessed at any speed; this keeps somebody from keeping our server busy.
MOST = 120
_SECONDS = 600


class Check(View):
    """The form, and below its heading what was found."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nothing checked yet."""
        return self.page(CheckForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """A verdict; what was pasted stays in the form."""
        if _asks_too_often(request):
            return render(request, "assessments/receipts/too_often.html", status=429)
        form = CheckForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        checked = check(form.cleaned_data["receipt"])
        return self.page(form, checked, list(_compared(form, checked)))

    def page(
        self, form: CheckForm, checked: Checked | None = None, compared: list[tuple[str, bool]] | None = None
    ) -> HttpResponse:
        """Draw it."""
        lines = checked.lines() if checked and checked.is_genuine else []
        context = {
            "form": form,
            "helper": without_summary(form),
            "checked": checked,
            "compared": compared or [],
            "rows": [{"key": name, "value": value} for name, value in lines],
        }
        return render(self.request, "assessments/receipts/check.html", context)


def _compared(form: CheckForm, checked: Checked) -> Iterator[tuple[str, bool]]:
    """Whether file and text are exactly what was sealed. A browser sends a text's lines with CRLF, and copying loses or adds
    the last line break, so that much is put right; nothing else is."""
    if not checked.is_genuine:
        return
    wanted, file, text = checked.facts["sha256"], form.cleaned_data["file"], form.cleaned_data["text"]
    if file:
        yield f"The file “{file.name}”", digest(file.read()) == wanted
    if text.strip():
        plain = text.replace("\r\n", "\n").rstrip("\n") + "\n"
        yield "The text", digest(sealed(plain)) == wanted


def _asks_too_often(request: HttpRequest) -> bool:
    """Counts the checks of an address. The address itself is not kept, only a keyed digest."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # behind a socket without an address: all share one count
        address = ""
    return count("receipts", salted_hmac("receipts", address).hexdigest()[:20], seconds=_SECONDS) > MOST


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Our public keys, and how a receipt is checked with them and without us."""
    return render(request, "assessments/receipts/keys.html", {"keys": list(signing.public_keys().items())})
