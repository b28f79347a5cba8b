"""How a programme assesses: its policy, its rubric and who marks."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, ForeignKey, OuterRef, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from assessments.facts.policies import windows_under_way
from assessments.models import AssessmentPolicy, Criterion, Score, TeamMember, Window
from courses.models import Programme
from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import RoleGrant, User
from npq_portal.admin_site import BaseAdmin
from npq_portal.templatetags.dates import long_date

#: What texts and marks are judged by. Dates of windows are not among it: a window keeps those it was planned with.
_JUDGED_BY = [
    "over_limit", "accepts_files", "declaration", "attempts", "scale_most", "pass_mark", "borderline_points", "sample_percent",
    "sample_least", "disagreement_points",
]  # fmt: skip


def _under_way(programme_id: int | None) -> Window | None:
    """The first window of the programme by whose rules somebody is being judged now."""
    windows = windows_under_way(at=clock.now()).select_related("cohort", "case_study")
    return windows.filter(cohort__programme=programme_id).first() if programme_id else None


def _why_fixed(window: Window) -> str:
    return (
        f"{window.cohort} writes or waits for results: its window opened on {long_date(window.opens_at)}. What people are"
        " judged by stays as it is until their results are out."
    )


class _FixedWhileJudging(BaseAdmin):
    """What people are judged by is only read, and none is added, while somebody is being judged by it."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """With the reason, where something cannot be changed now."""
        window = _under_way(obj.programme_id) if obj else None
        first, *others = super().get_fieldsets(request, obj)
        return [(first[0], {**first[1], "description": _why_fixed(window)}) if window else first, *others]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Only programmes by whose rules nobody is being judged."""
        if db_field.name != "programme":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        judging = windows_under_way(at=clock.now()).values("cohort__programme")
        kwargs |= {"queryset": Programme.objects.exclude(pk__in=judging), "help_text": _NOT_OFFERED}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


_NOT_OFFERED = "Programmes with a window that is open, or whose results are not out, cannot be chosen."
_PROGRAMME = ["programme__course__title", "programme__course__short_code", "programme__lead_provider__name"]


@admin.register(AssessmentPolicy)
class AssessmentPolicyAdmin(_FixedWhileJudging):
    """The rules of a programme's case study. A window that is planned keeps the days it was planned with."""

    list_display = ["programme", "window_rule", "days", "asks_for_engagement", "attempts", "pass_mark"]
    list_filter = ["window_rule", "programme__lead_provider"]
    list_select_related = ["programme__course", "programme__lead_provider"]
    search_fields = _PROGRAMME
    fieldsets = [
        (None, {"fields": ["programme"]}),
        (
            "Windows",
            {"fields": ["window_rule", "days", "opening_time", "closing_time", "asks_for_engagement", "attempts"]},
        ),
        ("Writing", {"fields": ["over_limit", "accepts_files", "declaration"]}),
        (
            "Marking",
            {
                "fields": [
                    "scale_most", "pass_mark", "borderline_points", "sample_percent", "sample_least",
                    "disagreement_points", "marking_days",
                ]
            },
        ),
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: AssessmentPolicy | None = None) -> list[str]:
        """Whose policy it is is said once; what somebody is judged by is only read."""
        if obj is None:
            return []
        return ["programme", *(_JUDGED_BY if _under_way(obj.programme_id) else ())]


@admin.register(Criterion)
class CriterionAdmin(_FixedWhileJudging):
    """A row of the rubric. Once a mark uses it, it can only be retired: marks must mean what they meant. While a window is
    open or results are awaited, nothing of the rubric changes that a mark is made of."""

    list_display = ["title", "programme", "position", "weight", "is_scored", "retired_at"]
    list_filter = ["programme", ("retired_at", admin.EmptyFieldListFilter)]
    list_select_related = ["programme__course", "programme__lead_provider"]
    search_fields = ["title"]
    fields = ["programme", "position", "title", "description", "weight", "retired_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Criterion]:
        """With whether a mark uses it."""
        scored = Exists(Score.objects.filter(criterion=OuterRef("pk")))
        return super().get_queryset(request).annotate(scored=scored)

    def get_readonly_fields(self, request: HttpRequest, obj: Criterion | None = None) -> list[str]:
        """Of one that somebody is judged by, its weight and retirement; of one that is scored, all but its retirement."""
        if obj is None:
            return []
        fixed = {"programme", "weight", "retired_at"} if _under_way(obj.programme_id) else set()
        if obj.scores.exists():
            fixed |= {name for name in self.fields if name != "retired_at"}
        return [name for name in self.fields if name in fixed]

    @admin.display(description="Used by marks", boolean=True)
    def is_scored(self, obj: Any) -> bool:
        """Whether it can only be retired."""
        return bool(obj.scored)


@admin.register(TeamMember)
class TeamMemberAdmin(BaseAdmin):
    """An assessor who marks a programme."""

    list_display = ["user", "programme", "is_senior", "most_scripts", "school_urn", "left_at"]
    list_filter = ["programme", "is_senior", ("left_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "programme__course", "programme__lead_provider"]
    search_fields = ["user__name", "user__email"]

    def get_readonly_fields(self, request: HttpRequest, obj: TeamMember | None = None) -> list[str]:
        """Who it is and for which programme is said once."""
        return ["user", "programme"] if obj else []

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Only people with the assessor's role can mark, and no hub admin, who can see whose script is whose."""
        if db_field.name == "user":
            held = RoleGrant.objects.current().filter(role=RoleName.ASSESSOR)
            admins = RoleGrant.objects.current().filter(role=RoleName.HUB_ADMIN)
            markers = User.objects.filter(pk__in=held.values("user")).exclude(pk__in=admins.values("user"))
            kwargs["queryset"] = markers
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
