"""What a window comes to before it is saved: in words, under both rules, and what to look at again."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse

from assessments.actions.calling_off import Affected
from assessments.actions.moving import Effect
from assessments.choices import WindowRule
from assessments.facts.windows import terms_of
from assessments.models import CaseStudy, Window
from assessments.rules.window import Terms, describe, period
from assessments.views.window_rows import columns
from courses.models import Cohort
from npq_portal.templatetags.dates import short_date

COHORT_COLUMNS = columns("Cohort", "Course", "Last day", "What to do")


def cohort_rows(cohorts: Iterable[Cohort]) -> list[list[Any]]:
    """Cohorts to plan a window for."""
    return [
        [
            {"text": cohort.name, "hint": str(cohort.intake)},
            cohort.programme.course.short_code,
            short_date(cohort.ends_on),
            {"text": f"Plan a window for {cohort.name}", "url": reverse("windows:plan", args=[cohort.pk])},
        ]
        for cohort in cohorts
    ]


def plan_preview(cohort: Cohort, case: CaseStudy, terms: Terms) -> dict[str, Any]:
    """What the page that shows a new window prints."""
    return {
        "words": _capital(describe(terms)),
        "answers": [
            {"key": "Case study", "value": case.title},
            {"key": "Days counted", "value": str(WindowRule(terms.rule).label)},
            *_other_reading(terms),
        ],
        "notes": list(_notes(cohort, case, terms)),
    }


def _other_reading(terms: Terms) -> Iterator[dict[str, Any]]:
    """What the same days would be under the other rule, where that is another end: a slip shows."""
    other = WindowRule.SAME_CLOCK_TIME if terms.rule == WindowRule.CALENDAR_DAYS else WindowRule.CALENDAR_DAYS
    read = replace(terms, rule=other, closing_time=None)
    if period(read) != period(terms):
        yield {"key": "If counted the other way", "value": f"{other.label}. {_capital(describe(read))}"}


def _notes(cohort: Cohort, case: CaseStudy, terms: Terms) -> Iterator[str]:
    """What is not wrong and may be a slip."""
    found = period(terms)
    if not case.questions.exists():
        yield "The case study has no questions yet. Add them in Administration before the window opens."
    if Window.objects.filter(case_study=case, opens_at__lt=found.starts_at, called_off_at=None).exists():
        yield "This case study was given out in a window before: people may know it."
    if terms.last_day > cohort.ends_on:
        yield f"The window ends after the cohort’s last day, {short_date(cohort.ends_on)}."
    in_these_days = cohort.windows.filter(opens_at__lt=found.ends_at, closes_at__gt=found.starts_at)
    if in_these_days.filter(called_off_at=None).exists():
        yield "Another window of this cohort is open in these days. Nobody can be in both."


def move_answers(window: Window, effect: Effect) -> list[dict[str, Any]]:
    """The window as it is and as it will be."""
    rows = [
        {"key": "Now", "value": _capital(describe(terms_of(window)))},
        {"key": "After", "value": _capital(describe(effect.terms))},
    ]
    if effect.case_study.pk != window.case_study_id:
        rows.append({"key": "Case study", "value": f"{effect.case_study}, not {window.case_study}"})
    return rows


def lose_words(effect: Effect) -> str:
    """How many people lose time, and what that takes; "" where nobody does."""
    if not effect.losers:
        return ""
    number = len(effect.losers)
    who = "1 person loses" if number == 1 else f"{number} people lose"
    return f"{who} time. That is done only if you confirm it with your name, which stays in the history."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# -- calling off -------------------------------------------------------------------------------------------------------
TOLD_COLUMNS = columns("Person", "Would have been let in", "Request for more time")


def told_rows(people: Iterable[Affected]) -> list[list[Any]]:
    """Everybody who is told that it does not take place."""
    return [
        [
            {"text": one.enrolment.participant.full_name, "hint": one.enrolment.get_status_display()},
            "Yes" if one.is_ready else "Not as it stands",
            "Waits; it lapses" if one.asked else "None",
        ]
        for one in people
    ]
