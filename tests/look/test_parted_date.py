"""A date in three boxes: what it understands, what it says, and which boxes it marks."""

from datetime import date

import pytest
from django.core.validators import MaxValueValidator, MinValueValidator

from npq_portal.forms import PartedDateField, PortalForm
from npq_portal.forms.dates import parts_at_fault
from npq_portal.forms.drawing import first_focusable_id


class BirthForm(PortalForm):
    born_on = PartedDateField(
        label="Date of birth",
        autocomplete="bday",
        validators=[
            MinValueValidator(date(1900, 1, 1), message="Date of birth must be after 1899"),
            MaxValueValidator(date(2008, 1, 1), message="Date of birth must be before 2008"),
        ],
    )


def filled(day: str = "", month: str = "", year: str = "", **kwargs: object) -> BirthForm:
    return BirthForm({"born_on_day": day, "born_on_month": month, "born_on_year": year}, **kwargs)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        (("31", "3", "1984"), date(1984, 3, 31)),
        ((" 05 ", "03", "1984"), date(1984, 3, 5)),
        (("5", "March", "1984"), date(1984, 3, 5)),
        (("5", "sept", "1984"), None),
        (("5", "SEP", "1984"), date(1984, 9, 5)),
        (("29", "2", "2000"), date(2000, 2, 29)),
    ],
)
def test_real_dates_are_understood(typed, understood):
    form = filled(*typed)

    assert form.is_valid() is bool(understood)
    assert form.cleaned_data.get("born_on") == understood


@pytest.mark.parametrize(
    ("typed", "message", "boxes"),
    [
        (("", "", ""), "Enter date of birth", {"day", "month", "year"}),
        (("31", "3", ""), "Date of birth must include a year", {"year"}),
        (("31", "", ""), "Date of birth must include a month and year", {"month", "year"}),
        (("", "3", "1984"), "Date of birth must include a day", {"day"}),
        (("31", "6", "1984"), "Date of birth must be a real date", {"day"}),
        (("29", "2", "1900"), "Date of birth must be a real date", {"day"}),
        (("1", "13", "1984"), "Date of birth must be a real date", {"month"}),
        (("0", "1", "1984"), "Date of birth must be a real date", {"day"}),
        (("1", "1", "0000"), "Date of birth must be a real date", {"year"}),
        (("x", "1", "1984"), "Date of birth must be a real date", {"day"}),
        (("-1", "1", "1984"), "Date of birth must be a real date", {"day"}),
        (("١", "1", "1984"), "Date of birth must be a real date", {"day"}),
        (("1", "1", "84"), "Date of birth must have a year of 4 numbers, like 1984", {"year"}),
        (("1", "1", "19840"), "Date of birth must be a real date", {"year"}),
        (("31", "12", "1899"), "Date of birth must be after 1899", {"day", "month", "year"}),
        (("2", "1", "2008"), "Date of birth must be before 2008", {"day", "month", "year"}),
    ],
)
def test_anything_else_is_answered_clearly(typed, message, boxes):
    form = filled(*typed)

    assert form.errors == {"born_on": [message]}
    assert parts_at_fault(form.errors.as_data()["born_on"]) == boxes


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        (("", "", ""), "id_born_on_0"),
        (("31", "", "1984"), "id_born_on_1"),
        (("31", "3", ""), "id_born_on_2"),
        (("31", "6", "1984"), "id_born_on_0"),
        (("31", "3", "1984"), "id_born_on_0"),
    ],
)
def test_the_error_summary_leads_to_the_first_box_at_fault(typed, target):
    assert first_focusable_id(filled(*typed)["born_on"]) == target


def test_an_optional_date_may_be_empty():
    form = type("Form", (PortalForm,), {"on": PartedDateField(label="Start date", required=False)})({})

    assert form.is_valid()
    assert form.cleaned_data == {"on": None}


def test_a_whole_date_is_taken_from_saved_answers():
    assert BirthForm({"born_on": "1984-03-31"}).is_valid()
    assert BirthForm({"born_on": date(1984, 3, 31)}).is_valid()
    assert BirthForm({"born_on": "31/3/84"}).errors == {"born_on": ["Enter date of birth"]}


def test_the_boxes_show_a_date_or_what_was_typed():
    assert BirthForm(initial={"born_on": date(1984, 3, 31)})["born_on"].value() == date(1984, 3, 31)
    assert 'value="March"' in str(filled("31", "March", "84")["born_on"])
    assert 'value="84"' in str(filled("31", "March", "84")["born_on"])


def test_the_same_date_written_otherwise_is_no_change():
    first = {"born_on": date(1984, 3, 31)}

    assert not filled("31", "March", "1984", initial=first).has_changed()
    assert filled("30", "March", "1984", initial=first).has_changed()
    assert filled("31", "March", "84", initial=first).has_changed()


def test_the_browser_can_fill_in_a_birthday():
    drawn = str(BirthForm()["born_on"])

    for part in ("day", "month", "year"):
        assert f'autocomplete="bday-{part}"' in drawn


def test_the_empty_message_can_be_chosen():
    field = PartedDateField(label="Start date", error_messages={"required": "Enter the date you started"})

    assert type("Form", (PortalForm,), {"on": field})({}).errors == {"on": ["Enter the date you started"]}
