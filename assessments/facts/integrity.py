"""Similar scripts and cases of misconduct, as the hub sees them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from assessments.choices import MisconductState
from assessments.facts.script_texts import text_of
from assessments.models import MisconductCase, MisconductEvent, Script, SimilarPair, Window, WindowEvent
from assessments.rules.misconduct import Upheld
from assessments.rules.passages import Piece, numbered, pieces
from npq_portal import clock
from npq_portal.accounts.models import User

#: What the history of a window says of a comparison.
COMPARED = "Scripts compared"
_NEVER = datetime(1970, 1, 1, tzinfo=clock.LONDON)


def windows_with_scripts() -> QuerySet[Window]:
    """Windows that have scripts, the newest first, each with how many (`scripts`), how many pairs nobody has looked at
    (`unseen`), and when they were compared last (`compared_at`, None: never). One query."""
    last = WindowEvent.objects.filter(window=OuterRef("pk"), what=COMPARED).order_by("-at").values("at")[:1]
    of_window = Q(first__submission__entry__window=OuterRef("pk")) | Q(second__submission__entry__window=OuterRef("pk"))
    unseen = (
        SimilarPair.objects.filter(of_window, looked_at=None).order_by().values(one=Value(1)).annotate(n=Count("pk"))
    )
    rows = Window.objects.annotate(
        scripts=Count("entries__submissions__script", distinct=True),
        compared_at=Subquery(last),
        unseen=Coalesce(Subquery(unseen.values("n")), 0),
    )
    return (
        rows.filter(scripts__gt=0)
        .select_related("cohort__programme__course", "case_study")
        .order_by("-closes_at", "-pk")
    )


def windows_to_compare() -> QuerySet[Window]:
    """Those with a script that was made after the last comparison."""
    newer = Script.objects.filter(submission__entry__window=OuterRef("pk"), made_at__gt=OuterRef("since"))
    since = Coalesce(F("compared_at"), Value(_NEVER), output_field=DateTimeField())
    return windows_with_scripts().annotate(since=since).filter(Exists(newer))


def pairs() -> QuerySet[SimilarPair]:
    """Listed pairs: those nobody has looked at first, then the likest. Scripts by their numbers; no names are read."""
    sides = [
        f"{side}__submission__entry__window__{name}"
        for side in ("first", "second")
        for name in ("cohort", "case_study")
    ]
    rows = SimilarPair.objects.select_related(*sides, "looked_at_by")
    return rows.order_by(F("looked_at").asc(nulls_first=True), "-per_mille", "pk")


@dataclass(frozen=True)
class Beside:
    """Both texts of a pair, cut at what they share; `passages` is how many numbered passages there are."""

    first: list[Piece]
    second: list[Piece]
    passages: int


def beside(pair: SimilarPair) -> Beside:
    """The two texts, side by side."""
    case = pair.first.submission.entry.window.case_study
    questions = list(case.questions.values_list("pk", flat=True))
    groups = numbered(tuple(passage) for passage in pair.passages)
    texts = [text_of(script, questions) for script in (pair.first, pair.second)]
    first, second = (pieces(text, groups, side=side) for side, text in enumerate(texts))
    return Beside(first, second, len(groups))


def cases() -> QuerySet[MisconductCase]:
    """All cases, the open ones first, then the newest."""
    rows = MisconductCase.objects.select_related(
        "submission__entry__enrolment__participant__user",
        "submission__entry__enrolment__cohort__programme__course",
        "submission__entry__window__case_study",
        "submission__entry__window__cohort",
        "submission__script",
        "raised_by",
    )
    return rows.defer("submission__content").order_by(F("closed_at").asc(nulls_first=True), "-raised_at", "-pk")


def upheld(case: MisconductCase, *, by: User) -> Upheld | None:
    """When the case was upheld, and whether `by` did it; None where it was not."""
    event = MisconductEvent.objects.filter(case=case, state=MisconductState.UPHELD).order_by("at", "pk").first()
    return Upheld(on=_day(event.at), by_same=event.by_id == by.pk) if event else None


def _day(at: datetime) -> date:
    return clock.london_date(at)
