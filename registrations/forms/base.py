"""What every form of the journey shares."""

import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator

from npq_portal.forms import PortalForm
from registrations.choices import YesNo
from registrations.journey.answers import Answers

if TYPE_CHECKING:
    from registrations.journey.situation import Situation


class JourneyForm(PortalForm):
    """One question of the journey: reads its initial values from the answers, and gives its answers back as JSON.

    `situation` says what the choices depend on: cohorts with places, providers, the workplace chosen.
    """

    #: Fields that are used at once and never among the answers.
    not_kept: ClassVar[tuple[str, ...]] = ()
    #: Whether a valid answer may be kept while an earlier question is open; not where answering does something at once.
    may_be_kept_early: ClassVar[bool] = True

    def __init__(self, *args: Any, situation: "Situation", **kwargs: Any) -> None:
        self.situation = situation
        super().__init__(*args, **kwargs)
        self.build()

    def build(self) -> None:
        """Fit the fields to the situation; called once the fields are there."""

    @classmethod
    def answer_names(cls) -> tuple[str, ...]:
        """The answers this question owns."""
        return tuple(name for name in cls.base_fields if name not in cls.not_kept)

    @classmethod
    def is_answered(cls, situation: "Situation") -> bool:
        """Whether all of this question's answers are there, and still fit the other answers."""
        return situation.answers.has(*cls.answer_names())

    @classmethod
    def initial_from(cls, answers: Answers) -> dict[str, Any]:
        """What stands in the fields when the page opens."""
        return {name: answers.raw[name] for name in cls.answer_names() if name in answers.raw}

    def to_answers(self) -> dict[str, Any]:
        """The cleaned values as JSON, by answer name. Call it on a valid form."""
        return {name: _json(self.cleaned_data.get(name)) for name in self.answer_names()}

    @classmethod
    def summary(cls, situation: "Situation") -> list[tuple[str, str]]:
        """Rows for "Check your answers": words and the answer in words."""
        form = cls(situation=situation, initial=cls.initial_from(situation.answers))
        rows = []
        for name in cls.answer_names():
            value = situation.answers.raw.get(name)
            if value not in (None, "", []):
                rows.append((form.summary_label(name), form.in_words(name, value)))
        return rows

    def summary_label(self, name: str) -> str:
        """What the row is called: the field's label, or the page's question where it has none."""
        return str(self.fields[name].label or self.heading)

    def in_words(self, name: str, value: Any) -> str:
        """An answer as a person would say it."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(_flat(field.choices)).get(value, value))
        return ", ".join(value) if isinstance(value, list) else str(value)


def radios(label: str, choices: Any, required: str) -> forms.ChoiceField:
    """A field of radio buttons; `required` is said when nothing is chosen or the choice is not one of those offered."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": required, "invalid_choice": required},
    )


def yes_or_no(label: str, required: str) -> forms.ChoiceField:
    """A yes-or-no question."""
    return radios(label, YesNo.choices, required)


def one_line(label: str, required: str = "", *, limit: int = 200, help_text: str = "", **attrs: str) -> forms.CharField:
    """A line of text; "" for `required` makes it optional. A longer text is refused in words, never cut."""
    return forms.CharField(
        label=label,
        required=bool(required),
        validators=[MaxLengthValidator(limit, f"{label} must be {limit} characters or fewer")],
        help_text=help_text,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": required},
    )


def paragraph(
    label: str, required: str = "", *, limit: int = 2000, rows: int = 6, help_text: str = ""
) -> forms.CharField:
    """A longer text with a count of what is left; "" for `required` makes it optional."""
    return forms.CharField(
        label=label,
        required=bool(required),
        validators=[MaxLengthValidator(limit, f"{label} must be {limit:,} characters or fewer")],
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "data-maxlength": str(limit)}),
        error_messages={"required": required},
    )


def a_name(typed: str, words: str) -> str:
    """A person's name with its spaces squeezed and invisible signs gone (they can turn the letters after them round).

    Raises ValidationError where it is none, so that no address or markup is mailed to anybody as a name. `words` say whose.
    """
    visible = "".join(
        sign for sign in typed if unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs"} or sign in "\t\n"
    )
    name = " ".join(visible.split())
    if not any(letter.isalpha() for letter in name):
        raise forms.ValidationError(f"{words} must include a letter")
    if any(sign in name for sign in "<>{}@\\/:") or "www." in name.lower():
        raise forms.ValidationError(f"{words} must not include < > {{ }} @ \\ / : or a web address")
    return name


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = []
    for value, label in choices:
        pairs.extend(label if isinstance(label, list | tuple) else [(value, label)])
    return pairs
