"""The bank holidays of England, computed: fixed ones, the days kept instead, and one-off ones such as a coronation.

Source: the `holidays` package, whose keepers follow gov.uk/bank-holidays. A one-off day that is proclaimed after the
installed version was made is missing until the package is updated; a hub can type it in as a holiday period meanwhile.
"""

from datetime import date

from holidays import country_holidays

from courses.rules.schedule import ClosedDays, WhyClosed


def bank_holidays(first_day: date, last_day: date) -> tuple[ClosedDays, ...]:
    """Each bank holiday of England from `first_day` to `last_day`, both included, in order; a day in lieu is one of its own.

    Christmas Day on a Saturday is in the list beside the Monday kept instead: nobody teaches on either.
    """
    years = range(first_day.year, last_day.year + 1)
    found = country_holidays("GB", subdiv="ENG", years=years, expand=False) if years else {}
    return tuple(
        ClosedDays(_plain(name), day, day, WhyClosed.BANK_HOLIDAY)
        for day, name in sorted(found.items())
        if first_day <= day <= last_day
    )


def _plain(name: str) -> str:
    """The package's name in gov.uk's words: "(observed)" is the substitute day, May Day the early May bank holiday."""
    words = {"May Day": "Early May bank holiday", "Spring Bank Holiday": "Spring bank holiday"}
    words["Late Summer Bank Holiday"] = "Summer bank holiday"
    name, in_lieu, _ = name.partition(" (observed)")
    return words.get(name, name) + (" (substitute day)" if in_lieu else "")
