"""What a marker fills in: points and a comment for each criterion, and handing a script back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from assessments.actions.marking import LONGEST_COMMENT, Written
from assessments.facts.desk import Row
from assessments.models import Criterion
from npq_portal.forms import PortalForm

_TEXT = {"rows": 3, "maxlength": LONGEST_COMMENT}


class ScoresForm(PortalForm):
    """The rubric of one script. Points may be missing while it is saved; finishing says which are."""

    submit_label = ""
    comment = forms.CharField(
        label="About the whole",
        help_text="The participant reads it with their result.",
        required=False,
        max_length=LONGEST_COMMENT,
        strip=False,
        widget=forms.Textarea(attrs=_TEXT),
    )
    note = forms.CharField(
        label="Note for other markers and the hub",
        help_text="The participant does not see it.",
        required=False,
        max_length=LONGEST_COMMENT,
        strip=False,
        widget=forms.Textarea(attrs=_TEXT),
    )

    def __init__(self, *args: Any, rubric: Sequence[Row], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        self.inline = [points_name(row.criterion) for row in rubric]
        choices = [(str(number), str(number)) for number in range(most + 1)]
        for number, row in enumerate(rubric, 1):
            self.fields[points_name(row.criterion)] = forms.ChoiceField(
                label=f"{number}. {row.criterion.title}", choices=choices, required=False, widget=forms.RadioSelect
            )
            self.fields[comment_name(row.criterion)] = forms.CharField(
                label=f"Comment on {row.criterion.title}",
                required=False,
                max_length=LONGEST_COMMENT,
                strip=False,
                widget=forms.Textarea(attrs=_TEXT),
            )
        for name, field in self.fields.items():
            self._speak_plainly(name, field)  # those that came after the others too
        self.order_fields(
            [name for row in rubric for name in (points_name(row.criterion), comment_name(row.criterion))]
        )

    def groups(self) -> Iterator[tuple[Row, BoundField, BoundField]]:
        """Each criterion with its two fields."""
        for row in self.rubric:
            yield row, self[points_name(row.criterion)], self[comment_name(row.criterion)]

    def written(self) -> Written:
        """What was sent, and of that only what was there: a script sends what has changed."""
        sent, given = self.data, self.cleaned_data
        points = {
            row.criterion.pk: _number(given[points_name(row.criterion)])
            for row in self.rubric
            if points_name(row.criterion) in sent
        }
        comments = {
            row.criterion.pk: given[comment_name(row.criterion)]
            for row in self.rubric
            if comment_name(row.criterion) in sent
        }
        told = {name: given[name] for name in ("comment", "note") if name in sent}
        return Written(points=points, comments=comments, **told)

    def say_missing(self, criteria: Sequence[Criterion], *, wants_words: bool = False) -> None:
        """Finishing needs points for these; or, of a fail, a word about them."""
        for criterion in criteria:
            if wants_words:
                name, words = (
                    comment_name(criterion),
                    f"Say what is missing in “{criterion.title}”: this mark is a fail",
                )
            else:
                name, words = points_name(criterion), f"Give points for “{criterion.title}”"
            self.add_error(name, words)


def initial(rubric: Sequence[Row], *, comment: str, note: str) -> Mapping[str, Any]:
    """What is saved, as the form shows it."""
    values: dict[str, Any] = {"comment": comment, "note": note}
    for row in rubric:
        values[points_name(row.criterion)] = "" if row.points is None else str(row.points)
        values[comment_name(row.criterion)] = row.comment
    return values


def points_name(criterion: Criterion) -> str:
    """The name of the radio buttons of a criterion."""
    return f"points-{criterion.pk}"


def comment_name(criterion: Criterion) -> str:
    """The name of the comment on a criterion."""
    return f"comment-{criterion.pk}"


def _number(value: str) -> int | None:
    return int(value) if value else None


class HandBackForm(PortalForm):
    """Why a script is handed back."""

    submit_label = "Hand it back"
    why = forms.ChoiceField(
        label="Why do you hand it back?",
        choices=[
            ("knows", "I can tell whose script this is"),
            ("time", "I cannot mark it in time"),
            ("other", "Something else"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Tell the hub what is the matter",
        help_text="Do not name the writer.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    required_messages = {"reason": "Tell the hub what is the matter"}
    option_hints = {"why": {"knows": "You will be given none of this person’s scripts again."}}
