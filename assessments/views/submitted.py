"""What a participant has submitted: the receipt in its forms, exactly the sealed bytes, and taking it back."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import receipt_pdf
from assessments.actions import closing, submitting, uploads
from assessments.documents.kinds import MOST_BYTES
from assessments.facts.receipts import as_json, lines_of
from assessments.facts.submissions import newest_file, newest_text, standing_submission, submissions_of
from assessments.forms.handing_in import UploadForm
from assessments.models import Submission
from assessments.rules.uploads import MOST_AN_HOUR, TOO_OFTEN
from assessments.views import handing_rows
from assessments.views.handing_in import OwnEntryPage, without_summary
from assessments.views.own import entry_of
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.limits import count

_AN_HOUR = 60 * 60
_TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf"}


class Submitted(OwnEntryPage):
    """Where somebody stands: the receipt of what is in, or what is left to do."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Also the page that every letter about it leads to."""
        everything = list(submissions_of(self.entry))
        standing = next((one for one in everything if one.withdrawn_at is None), None)
        draft, file = newest_text(self.entry), newest_file(self.entry)
        wished = closing.wished(self.entry)
        return self.draw(
            "submitted",
            submission=standing,
            receipt=standing.receipt if standing else None,
            rows=_rows(standing) if standing else [],
            columns=handing_rows.EARLIER_COLUMNS,
            earlier=handing_rows.earlier(self.entry, everything),
            draft=draft,
            newer=standing is not None and draft is not None and draft.saved_at > standing.submitted_at,
            file=file,
            wished=wished,
            is_pending=bool(wished and self.entry.closed_at is None and (draft or file)),
            check_url=f"{settings.SITE_URL}/receipts/",
        )


def _rows(submission: Submission) -> list[dict[str, Any]]:
    """The lines of the receipt, and what it leaves out since it names nobody."""
    rows = [{"key": name, "value": value} for name, value in lines_of(submission.receipt)]
    if submission.is_over_limit:
        rows.insert(3, {"key": "Over the limit", "value": "Yes. Markers see that it is over."})
    return rows


class Withdraw(OwnEntryPage):
    """Take back what was submitted, before the end."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What it means."""
        standing = standing_submission(self.entry)
        return self.draw("withdraw", submission=standing) if standing else redirect("handing-in:submitted", pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it back; pressed twice, the second finds it taken back."""
        try:
            submitting.withdraw(entry=self.entry, by=request.user, at=self.at)
        except submitting.SubmissionRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Taken back. You have nothing submitted now.")
        return redirect("handing-in:submitted", pk=pk)


class Upload(OwnEntryPage):
    """Send a file instead of text, where the programme takes files; and the one that stands."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form; whoever has not opened the case is led there first, as from the editor."""
        if self.entry.case_opened_at is None:
            return redirect("writing:case", pk=pk)
        return self.page(UploadForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Receive it. What is wrong with the file stands beside the field."""
        if "remove" in request.POST:
            return self.remove(request)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and count("upload", str(request.user.pk), seconds=_AN_HOUR) > MOST_AN_HOUR:
            form.add_error("file", TOO_OFTEN)
        if not form.is_valid():
            return self.page(form)
        sent, form_id = form.cleaned_data["file"], form.cleaned_data["client_uuid"] or uuid4()
        try:
            file = uploads.receive(
                entry=self.entry,
                file_name=sent.name or "",
                content=sent.read(MOST_BYTES + 1),
                client_uuid=form_id,
                by=request.user,
                at=self.at,
            )
        except uploads.UploadRefusedError as error:
            form.add_error("file", str(error))
            return self.page(form)
        messages.success(
            request, f"Received and read: {file.file_name}, {file.words:,} words. It is not submitted yet."
        )
        return redirect("handing-in:submit", pk=pk)

    def remove(self, request: HttpRequest) -> HttpResponse:
        """Without a file there is nothing to remove, and nothing is said against it."""
        try:
            uploads.remove(entry=self.entry, by=request.user, at=self.at)
        except uploads.UploadRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The file is removed.")
        return redirect("handing-in:upload", pk=self.entry.window_id)

    def page(self, form: UploadForm) -> HttpResponse:
        """Draw it."""
        file = newest_file(self.entry)
        return self.draw(
            "upload",
            form=form,
            helper=without_summary(form),
            file=file,
            line=handing_rows.name_of(file) if file else "",
            submitted=standing_submission(self.entry) is not None,
        )


def _own(request: HttpRequest, pk: int, reference: str) -> Submission:
    """One of the person's own submissions, also one that was taken back."""
    entry = entry_of(request, pk, at=clock.now())
    submission = submissions_of(entry).filter(receipt__reference=reference).first()
    if submission is None:
        raise Http404
    return submission


@never_cache
@role_required()
@require_safe
def as_pdf(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """The receipt to keep."""
    receipt = _own(request, pk, reference).receipt
    return _file(receipt_pdf.draw(receipt), "application/pdf", f"receipt-{reference}.pdf")


@never_cache
@role_required()
@require_safe
def as_data(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """The receipt as JSON: what anybody can check with our public key alone."""
    receipt = _own(request, pk, reference).receipt
    return _file(as_json(receipt).encode(), "application/json", f"receipt-{reference}.json")


@never_cache
@role_required()
@require_safe
def sealed(request: HttpRequest, pk: int, reference: str) -> HttpResponse:
    """Exactly the bytes that were sealed; their SHA-256 is the receipt's."""
    submission = _own(request, pk, reference)
    kind = submission.file.kind if submission.file else "txt"
    content_type = _TYPES.get(kind, "text/plain; charset=utf-8")
    return _file(bytes(submission.content), content_type, f"case-study-{reference}.{kind}")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
