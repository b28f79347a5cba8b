"""Cohorts as rows of the data table component: words, links and tags made ready for printing."""

from typing import Any

from courses.models import Cohort
from npq_portal.templatetags.dates import deadline, short_date

_FEW = 5


def open_cohorts(cohorts: list[Cohort]) -> dict[str, Any]:
    """`columns` and `rows` for the cohorts of one course, read with places."""
    columns = [{"label": label} for label in ("Lead provider", "Starts", "Register by", "Places")]
    return {"columns": columns, "rows": [_row(cohort) for cohort in cohorts]}


def _row(cohort: Cohort) -> list[Any]:
    provider = cohort.programme.lead_provider
    return [
        {"text": provider.name, "url": provider.get_absolute_url()},
        {"text": short_date(cohort.starts_on), "hint": cohort.meeting_pattern},
        deadline(cohort.registration_closes_at),
        places(cohort),
    ]


def places(cohort: Cohort) -> dict[str, str]:
    """How much room there is, as a tag. Exact only where it is little: by tomorrow the number is another."""
    left = cohort.capacity - cohort.taken
    if left < 1:
        return {"tag": "Full", "colour": "grey"}
    if left <= _FEW:
        return {"tag": f"{left} place{'' if left == 1 else 's'} left", "colour": "yellow"}
    return {"tag": "Places available", "colour": "green"}
