"""How messages are worded: the list of kinds, a page to word one with a preview, and back to the portal's own words."""

import base64
import hashlib
import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.middleware import policy
from npq_portal.notifications import mailer, words
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.examples import placeholders_of
from npq_portal.notifications.models import HubWords
from npq_portal.notifications.rules.wording import Wording
from npq_portal.pages.forms import WordsForm
from npq_portal.pages.wording import groups, in_force, placeholder_rows, preview, whose, writer
from npq_portal.templatetags.dates import long_datetime

_KINDS = [{"label": "Message"}, {"label": "Sent in"}]
_PLACEHOLDERS = [{"label": "Write"}, {"label": "What it says"}, {"label": "Example"}]
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
#: Of the changes before, so many are shown; older ones are in the administration.
_SHOWN = 20


@never_cache
@role_required(RoleName.HUB_ADMIN)
@require_safe
def wordings(request: HttpRequest) -> HttpResponse:
    """Every kind, in groups."""
    context = {"groups": groups(words.newest()), "columns": _KINDS}
    return render(request, "pages/wordings.html", context)


@method_decorator(never_cache, name="dispatch")
class _OfAKind(RoleRequiredMixin, View):
    """What both pages about one kind share."""

    roles = (RoleName.HUB_ADMIN,)
    kind: NotificationKind
    newest: HubWords | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The word in the address; rows are read once the role is known."""
        super().setup(request, *args, **kwargs)
        self.named = kwargs["kind"]

    def read(self) -> None:
        """The kind and its newest row. Raises Http404 where there is no such kind."""
        if self.named not in NotificationKind.values:
            raise Http404("No such message.")
        self.kind = NotificationKind(self.named)
        self.newest = words.history(self.kind).first()

    def who_and_when(self) -> str:
        """Who changed the words last; there is somebody."""
        assert self.newest is not None  # noqa: S101 only asked where a newer row was found
        return f"{writer(self.newest)} changed these words at {long_datetime(self.newest.written_at)}, while you had this page open"


class WordsOfKind(_OfAKind):
    """The form, with a preview of what is in it, every placeholder, and every change."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """What is sent now, to be changed."""
        self.read()
        now = in_force(self.kind, self.newest)
        began = {"subject": now.subject, "text": now.body, "began_from": self.newest and self.newest.pk}
        form = WordsForm(initial=began, known=placeholders_of(self.kind))
        return self._page(form, shown=now)

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The preview, or the words in force from now on."""
        self.read()
        form = WordsForm(request.POST, known=placeholders_of(self.kind))
        if not form.is_valid():
            return self._page(form, shown=None)
        if "preview" in request.POST:
            return self._page(form, shown=form.words)
        return self._save(form)

    def _save(self, form: WordsForm) -> HttpResponse:
        if form.words == in_force(self.kind, self.newest):
            messages.info(self.request, "Nothing was changed: these words are sent already.")
            return redirect("pages:words", self.kind)
        began = form.cleaned_data["began_from"]
        try:
            words.write_words(kind=self.kind, words=form.words, by=self.request.user, began_from=began, at=clock.now())
        except words.WordsChangedError:
            return self._changed_meanwhile()
        messages.success(self.request, "Saved. Emails go out in these words from now on, also those that wait already.")
        return redirect("pages:words", self.kind)

    def _changed_meanwhile(self) -> HttpResponse:
        """The form with everything typed, now beginning from what the other wrote: saving again puts it in its place."""
        self.read()
        data = self.request.POST.copy()
        data["began_from"] = str(self.newest.pk) if self.newest else ""
        form = WordsForm(data, known=placeholders_of(self.kind))
        form.add_error(
            None,
            f"{self.who_and_when()}. Nothing was saved. What you typed is still here; what is sent now is the newest of "
            "“Changes” below. Save again to put yours in its place.",
        )
        return self._page(form, shown=None)

    def _page(self, form: WordsForm, *, shown: Wording | None) -> HttpResponse:
        letter = preview(self.kind, shown) if shown else None
        context = {
            "form": form,
            "heading": self.kind.label,
            "kind": self.kind,
            "whose": whose(self.newest),
            "is_hubs": bool(self.newest and self.newest.body),
            "letter": letter,
            "preview_of": "what you typed" if form.is_bound else "what is sent now",
            "columns": _PLACEHOLDERS,
            "placeholders": placeholder_rows(self.kind),
            "history": [(row, writer(row)) for row in words.history(self.kind)[:_SHOWN]],
            "ours": mailer.wording_of(self.kind),
        }
        response = render(self.request, "pages/words.html", context)
        if letter:
            response.headers["Content-Security-Policy"] = _policy_for(letter.html)
        return response


class PortalsOwn(_OfAKind):
    """Back to the portal's own words: asked, then done. The hub's stay in the history."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The question; where there is nothing to go back from, to the kind's page."""
        self.read()
        if self.newest is None or not self.newest.body:
            return redirect("pages:words", self.kind)
        context = {
            "heading": "Go back to the portal’s words?",
            "kind": self.kind,
            "newest": self.newest,
            "ours": mailer.wording_of(self.kind),
            "back_url": reverse("pages:words", args=[self.kind]),
        }
        return render(request, "pages/words_portals_own.html", context)

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Done, unless somebody changed the words meanwhile."""
        self.read()
        began = request.POST.get("began_from", "")
        try:
            words.back_to_ours(
                kind=self.kind, by=request.user, at=clock.now(), began_from=int(began) if began.isdecimal() else None
            )
        except words.WordsChangedError:
            self.read()
            messages.error(request, f"{self.who_and_when()}. Look at them before you go back to the portal’s words.")
        else:
            messages.success(request, "Emails go out in the portal’s words again.")
        return redirect("pages:words", self.kind)


def _policy_for(html: str) -> str:
    """The policy of a page that shows a letter: it lets the letter's own style in, named by its digest, and nothing else. What
    the hub types is escaped, so it can bring none; the frame runs no scripts in any case."""
    digests = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html)]
    return policy({**settings.SECURE_CSP, "style-src": ["'self'", *(f"'sha256-{digest}'" for digest in digests)]})
