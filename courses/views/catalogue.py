"""Public pages about the NPQs and those who lead them."""

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses import tables
from courses.facts import catalogue as facts
from courses.models import Course, LeadProvider, Programme
from npq_portal import clock


def index(request: HttpRequest) -> HttpResponse:
    """The NPQs by family, with those that can be applied for now."""
    return render(request, "courses/index.html", facts.overview(at=clock.now()))


def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One NPQ: what it is, how long it takes, and where and when it can be taken."""
    found = get_object_or_404(Course.objects.on_show(), slug=slug)
    cohorts = [cohort for cohort in facts.open_cohorts(at=clock.now()) if cohort.programme.course_id == found.pk]
    context = {
        "course": found,
        "heading": found.title,
        "caption": found.get_group_display(),
        "summary": _key_facts(found),
        "table": tables.open_cohorts(cohorts),
        "open_now": any(not cohort.is_full for cohort in cohorts),
    }
    return render(request, "courses/course.html", context)


def _key_facts(course: Course) -> list[dict[str, str]]:
    assessment = "One written case study, open book, in eight calendar days" if course.has_case_study else "None"
    return [
        {"key": "Short name", "value": course.short_code},
        {"key": "Taught for", "value": course.taught_for},
        {"key": "Assessment", "value": assessment},
        {"key": "First taught", "value": course.first_taught or "Not yet"},
    ]


def lead_providers(request: HttpRequest) -> HttpResponse:
    """The lead providers this hub works with, and what each of them leads here."""
    return render(request, "courses/lead_providers.html", {"lead_providers": _with_courses()})


def lead_provider(request: HttpRequest, slug: str) -> HttpResponse:
    """One lead provider."""
    return render(
        request, "courses/lead_provider.html", {"lead_provider": get_object_or_404(_with_courses(), slug=slug)}
    )


def _with_courses() -> QuerySet[LeadProvider]:
    programmes = Programme.objects.filter(course__is_on_show=True).select_related("course")
    in_order = programmes.order_by("course__position", "course__title")
    return LeadProvider.objects.prefetch_related(Prefetch("programmes", queryset=in_order))
