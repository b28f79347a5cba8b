"""Case studies with their questions and files: kept here until a window with them opens, and only read from then on."""

import hashlib
import mimetypes
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from assessments.models import CaseFile, CaseQuestion, CaseStudy, Window
from npq_portal import clock
from npq_portal.admin_site import BaseAdmin, BaseTabularInline
from npq_portal.templatetags.dates import long_date

_LARGEST = 5 * 1024 * 1024


def opened_in(case: CaseStudy | None) -> Window | None:
    """The first window in which the case was given out; None while nobody can have read it."""
    if case is None or case.pk is None:
        return None
    windows = Window.objects.filter(case_study=case, opens_at__lte=clock.now(), called_off_at=None)
    return windows.select_related("cohort").order_by("opens_at").first()


class _UntilItOpens(BaseTabularInline):
    """Rows of a case, which change as long as the case may."""

    def has_add_permission(self, request: HttpRequest, obj: CaseStudy | None = None) -> bool:
        """Not once it was given out."""
        return opened_in(obj) is None and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: CaseStudy | None = None) -> bool:
        """Not once it was given out."""
        return opened_in(obj) is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: CaseStudy | None = None) -> bool:
        """Not once it was given out."""
        return opened_in(obj) is None and super().has_delete_permission(request, obj)


class CaseQuestionInline(_UntilItOpens):
    """The questions; all of them share one word limit."""

    model = CaseQuestion
    fields = ["position", "text"]


class CaseFileForm(forms.ModelForm):
    """A file of the case, chosen from the device; its name and kind follow from it."""

    upload = forms.FileField(label="File", help_text="Up to 5 MB.")

    class Meta:
        model = CaseFile
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = self.instance.pk is None

    def clean_upload(self) -> Any:
        """Not larger than the rest of the portal takes."""
        file = self.cleaned_data["upload"]
        if file and file.size > _LARGEST:
            raise ValidationError("The file must be 5 MB or smaller.")
        return file

    def save(self, commit: bool = True) -> CaseFile:
        """With the bytes and their digest in the row."""
        if file := self.cleaned_data.get("upload"):
            content = file.read()
            self.instance.name = file.name[:150]
            self.instance.content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self.instance.content, self.instance.sha256 = content, hashlib.sha256(content).hexdigest()
        return super().save(commit)


class CaseFileInline(_UntilItOpens):
    """The files; what is in them is read by participants from the opening on."""

    model = CaseFile
    form = CaseFileForm
    fields = ["name", "content_type", "upload"]
    readonly_fields = ["name", "content_type"]

    def get_fields(self, request: HttpRequest, obj: CaseStudy | None = None) -> list[str]:
        """Where nothing may change there is no box to choose a file with."""
        return self.fields if self.has_change_permission(request, obj) else ["name", "content_type"]


@admin.register(CaseStudy)
class CaseStudyAdmin(BaseAdmin):
    """A case. It is secret until its window opens; from then on it is as it was read."""

    list_display = ["title", "programme", "questions_in_it", "given_out"]
    list_filter = ["programme"]
    list_select_related = ["programme__course", "programme__lead_provider"]
    search_fields = ["title"]
    fields = ["programme", "title", "text", "may_be_changed"]
    readonly_fields = ["may_be_changed"]
    inlines = [CaseQuestionInline, CaseFileInline]

    def has_change_permission(self, request: HttpRequest, obj: CaseStudy | None = None) -> bool:
        """Not once it was given out: what people wrote about must stay what it was."""
        return opened_in(obj) is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: CaseStudy | None = None) -> bool:
        """Never: a case that is not needed is left alone."""
        return False

    def save_model(self, request: HttpRequest, obj: CaseStudy, form: forms.ModelForm, change: bool) -> None:
        """With who wrote it, and when."""
        if not change:
            obj.created_at, obj.created_by = clock.now(), request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="Can it be changed?")
    def may_be_changed(self, obj: CaseStudy) -> str:
        """Or why not."""
        window = opened_in(obj)
        if window is None:
            return "Yes, until a window with it opens."
        return (
            f"No. It was given out in the window of {window.cohort} that opened on {long_date(window.opens_at)}, and what"
            " people read must stay as it was. Add another case instead."
        )

    @admin.display(description="Questions")
    def questions_in_it(self, obj: CaseStudy) -> int:
        """How many."""
        return obj.questions.count()

    @admin.display(description="Given out", boolean=True)
    def given_out(self, obj: CaseStudy) -> bool:
        """Whether a window with it has opened."""
        return opened_in(obj) is not None
