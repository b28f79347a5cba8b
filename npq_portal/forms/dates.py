"""A date typed in three boxes: day, month and year."""

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")
_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}


class PartedDateWidget(forms.MultiWidget):
    """Three text boxes named `<field>_day`, `<field>_month`, `<field>_year`, with ids `id_<field>_0` to `_2`."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        boxes = {}
        for part in PARTS:
            box = {"inputmode": "numeric"}
            if autocomplete:
                box["autocomplete"] = f"{autocomplete}-{part}"
            boxes[part] = forms.TextInput(attrs=box)
        super().__init__(boxes, attrs)

    def decompress(self, value: object) -> list[str]:
        """A date as what stands in the boxes; anything else as three empty boxes."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return ["", "", ""]

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> list[str]:
        """What was typed, blanks trimmed. A whole ISO date under the field's own name is taken too (saved answers)."""
        if isinstance(whole := data.get(name), date | str) and whole:
            try:
                return self.decompress(whole if isinstance(whole, date) else date.fromisoformat(whole))
            except ValueError:
                return ["", "", ""]
        return [str(value or "").strip() for value in super().value_from_datadict(data, files, name)]


class PartedDateField(forms.Field):
    """A real date from three boxes; cleans to `datetime.date`, or None when empty and not required.

    Its messages name the date by the label: "Date of birth must include a year". Bounds are ordinary validators, e.g.
    `MaxValueValidator(limit, message="Date of birth must be in the past")`. The code of each error names the boxes
    at fault, so that only those are marked and the error summary leads to the first of them.
    """

    widget = PartedDateWidget

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        if autocomplete:
            kwargs["widget"] = PartedDateWidget(autocomplete=autocomplete)
        super().__init__(**kwargs)
        name = str(self.label or "date")
        given = kwargs.get("error_messages") or {}
        self.error_messages["required"] = given.get("required", f"Enter {name[:1].lower()}{name[1:]}")

    def to_python(self, value: Sequence[str] | date | None) -> date | None:
        """Read the boxes; month names are understood. Raises ValidationError, its code naming the boxes at fault."""
        if value is None or isinstance(value, date):
            return value
        typed = dict(zip(PARTS, value, strict=True))
        missing = [part for part in PARTS if not typed[part]]
        if len(missing) == len(PARTS):
            return None
        if missing:
            raise ValidationError(f"{self._name} must include a {' and '.join(missing)}", code="-".join(missing))
        typed["month"] = str(_MONTHS.get(typed["month"].lower(), typed["month"]))
        self._check_numbers(typed)
        try:
            return date(int(typed["year"]), int(typed["month"]), int(typed["day"]))
        except ValueError as error:
            raise ValidationError(f"{self._name} must be a real date", code=_unreal(typed)) from error

    def _check_numbers(self, typed: dict[str, str]) -> None:
        """Only ASCII digits, and a year of four of them: "26" might be 1926 or 2026."""
        wrong = [part for part in PARTS if not re.fullmatch(r"[0-9]{1,4}", typed[part])]
        if wrong:
            raise ValidationError(f"{self._name} must be a real date", code="-".join(wrong))
        if len(typed["year"]) != 4:
            raise ValidationError(f"{self._name} must have a year of 4 numbers, like 1984", code="year")

    @property
    def _name(self) -> str:
        return str(self.label or "The date").removesuffix(" (optional)")


def _unreal(typed: dict[str, str]) -> str:
    """Which boxes make the date unreal, as an error code: 31 June is the day's fault, month 13 the month's."""
    if not 1 <= int(typed["month"]) <= 12:
        return "month"
    return "day" if int(typed["year"]) else "year"


def parts_at_fault(errors: Sequence[ValidationError]) -> set[str]:
    """The boxes to mark for these errors: those their codes name, else all three."""
    named = {part for error in errors for part in str(error.code or "").split("-") if part in PARTS}
    return named or (set(PARTS) if errors else set())
