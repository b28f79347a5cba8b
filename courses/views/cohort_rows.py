"""The list of cohorts as rows of a table."""

from typing import Any

from django.urls import reverse

from courses.models import Cohort
from npq_portal.templatetags.dates import short_date

COLUMNS = [
    {"label": "Cohort"},
    {"label": "NPQ"},
    {"label": "Dates"},
    {"label": "Taking part", "numeric": True},
    {"label": "At risk", "numeric": True},
]


def row(cohort: Any) -> list[Any]:
    """One line; `cohort` comes from cohorts_with_figures."""
    programme = cohort.programme
    owners = f"{cohort.unowned} without an owner" if cohort.unowned else ""
    return [
        {"text": cohort.name, "url": board_url(cohort), "hint": cohort.intake.name},
        {"text": programme.course.short_code, "hint": programme.lead_provider.name},
        {"text": short_date(cohort.starts_on), "hint": f"to {short_date(cohort.ends_on)}"},
        cohort.people,
        {"text": cohort.at_risk, "hint": owners},
    ]


def board_url(cohort: Cohort) -> str:
    """The address of its board."""
    return reverse("board:cohort", args=[cohort.pk])
