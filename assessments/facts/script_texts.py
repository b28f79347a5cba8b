"""What was written, as similarity compares it: the answers alone, without the questions that stand between them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from assessments.models import CaseStudy, Script


def scripts_of_case(case: CaseStudy) -> QuerySet[Script]:
    """Every script of a case, in whatever window, with what its text is made of at hand; not the sealed bytes."""
    rows = Script.objects.filter(submission__entry__window__case_study=case, submission__withdrawn_at=None)
    return (
        rows.select_related("submission__version", "submission__file", "submission__entry__window")
        .defer("submission__content", "submission__file__content")
        .order_by("pk")
    )


def text_of(script: Script, questions: Iterable[int]) -> str:
    """The answers in the order of the questions (by id), a blank line between; of a file what could be read of it."""
    submission = script.submission
    if submission.file is not None:
        return submission.file.text
    answers = submission.version.answers
    asked = [str(key) for key in questions]
    rest = sorted(key for key in answers if key not in asked)
    return "\n\n".join(answers[key] for key in [*asked, *rest] if answers.get(key))


def own_words_of_case(case: CaseStudy) -> list[str]:
    """What the case says itself: title, text and questions."""
    return [case.title, case.text, *case.questions.values_list("text", flat=True)]
