"""Windows with everything a page prints at hand, by cohort and by person."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.choices import EntryState
from assessments.models import Entry, Window
from assessments.rules.window import Terms
from courses.choices import HOLDING_A_PLACE
from courses.models import Cohort, Enrolment
from npq_portal.accounts.models import User


def windows_whole() -> QuerySet[Window]:
    """With case, cohort, programme and course."""
    return Window.objects.select_related(
        "case_study", "cohort__intake", "cohort__programme__course", "cohort__programme__lead_provider"
    )


def windows_of(cohort: Cohort) -> QuerySet[Window]:
    """The windows of one cohort, the first to open first."""
    return windows_whole().filter(cohort=cohort)


def terms_of(window: Window) -> Terms:
    """What the window was made of, as the rules see it."""
    return Terms(
        rule=window.rule,
        opens_on=window.opens_on,
        days=window.days,
        opening_time=window.opening_time,
        closing_time=window.closing_time,
    )


def windows_with_figures() -> QuerySet[Window]:
    """Each with `people`: those who hold a place in its cohort, and `admitted`: those in it."""
    holding = Q(cohort__enrolments__status__in=HOLDING_A_PLACE)
    return windows_whole().annotate(
        people=Count("cohort__enrolments", filter=holding, distinct=True),
        admitted=Count("entries", filter=Q(entries__state=EntryState.ADMITTED), distinct=True),
    )


def windows_of_person(user: User) -> QuerySet[Window]:
    """The windows of the cohorts somebody takes part in, and those they were in; the newest first."""
    entries = Entry.objects.filter(window=OuterRef("pk"), enrolment__participant__user=user)
    places = Enrolment.objects.filter(cohort=OuterRef("cohort"), participant__user=user, status__in=HOLDING_A_PLACE)
    return windows_whole().filter(Exists(entries) | Exists(places)).order_by("-opens_at", "-pk")


def own_enrolment(user: User, window: Window) -> Enrolment:
    """The person's enrolment in the window's cohort. Raises Enrolment.DoesNotExist for anybody else."""
    rows = Enrolment.objects.select_related("participant__user", "cohort__programme__course")
    return rows.get(participant__user=user, cohort=window.cohort_id)
