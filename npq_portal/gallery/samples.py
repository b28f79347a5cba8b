"""Invented things to draw: short, long, empty, from right to left, and with markup in them that must not work."""

from datetime import UTC, datetime
from typing import Any

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley"
LONG_NAME = f"Bartholomew Maximilian {LONG}"
RTL_NAME = "فاطمة الزهراء بنت عبد الرحمن"
MARKUP = "<script>document.title = 'broken'</script> & <b>bold</b>"
PASSAGE = (
    "We check this against the teacher record. It usually takes a moment, and at busy times up to a day. You can carry "
    "on meanwhile; nothing you have told us is lost."
)
WINTER = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
SUMMER = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)

TAGS = [
    ("Draft", "grey"), ("Submitted", "blue"), ("Accepted", "green"), ("Confirmed", "teal"), ("More needed", "yellow"),
    ("Late", "orange"), ("Rejected", "red"), ("Waiting", "purple"), ("In review", "magenta"),
]  # fmt: skip

PLACES = [
    {"text": "Windows", "url": "#windows", "current": ""},
    {"text": "Requests", "url": "#requests", "current": "page"},
    {"text": "A place inside which somebody is", "url": "#inside", "current": "true"},
    {"text": LONG, "url": "#long", "current": ""},
]

ROWS: list[dict[str, Any]] = [
    {"key": "Name", "value": LONG_NAME, "url": "#name", "hidden": "your name"},
    {"key": "Name in Arabic", "value": RTL_NAME},
    {"key": "Teacher reference number (TRN)", "value": "1234567", "url": "#trn", "hidden": "your TRN"},
    {"key": "Previous names", "lines": ["Bartholomew Smith", "Bart Jones"], "url": "#previous", "change": "Add"},
    {"key": "State", "tag": "Accepted", "colour": "green"},
    {"key": "National Insurance number", "value": "", "url": "#ni"},
    {"key": "Markup", "value": MARKUP},
]

TASKS = [
    {"title": "Choose your NPQ", "url": "#1", "status": "Done"},
    {"title": "Your school or workplace", "url": "#2", "status": "Not finished", "colour": "blue", "hint": "We saved what you typed"},
    {"title": f"Ask {LONG_NAME} to back you", "url": "#3", "status": "More needed", "colour": "yellow"},
    {"title": "Check your answers", "status": "Cannot start yet", "hint": "Finish the steps above first"},
]  # fmt: skip

EVENTS = [
    {"title": "Accepted", "at": SUMMER, "by": LONG_NAME, "text": "A place in the autumn 2026 cohort."},
    {"title": "TRN checked by hand", "at": WINTER, "by": RTL_NAME, "text": f"{PASSAGE}\n\n{MARKUP}"},
    {"title": "Application received", "at": WINTER},
]

STATS = [
    {"value": "92%", "label": "of the time attended", "hint": "You need 90% to take the assessment"},
    {"value": "1,234", "label": "applications this year", "hint": ""},
    {"value": "3 days and 4 hours", "label": "left to submit", "hint": "Closes at 11:59pm (UK time)"},
]

COLUMNS = [
    {"label": "Applicant", "sort": "name"},
    {"label": "NPQ"},
    {"label": "Received", "sort": "received", "nowrap": True},
    {"label": "State"},
    {"label": "Hours", "numeric": True, "sort": "hours"},
]

_COURSES = [
    "NPQ for Senior Leadership",
    "NPQ for Headship",
    "Early Headship Coaching Offer",
    "NPQ for Leading Literacy",
]
_PEOPLE = ["Amara Okafor", "Bethan Price", LONG_NAME, RTL_NAME, "Zoë Müller-Fañón", "Wei Lin", MARKUP]

PEOPLE = [
    [
        {"text": name, "url": f"#{number}", "hint": f"NPQ-{1000 + number}"},
        _COURSES[number % 4],
        f"{1 + number % 28} March 2026",
        {"tag": TAGS[number % 9][0], "colour": TAGS[number % 9][1]},
        f"{number * 7 % 40}.5",
    ]
    for number, name in enumerate(_PEOPLE * 9)
]

SCHOOLS = [
    {"value": "900001", "name": "Oakbank Primary School", "detail": "Anytown, AB1 2CD, URN 900001"},
    {"value": "900002", "name": "Oakbank Church of England Voluntary Aided Infant and Nursery School", "detail": "Anytown, AB1 2CE, URN 900002"},
    {"value": "900003", "name": "St Invented’s Catholic Academy", "detail": "Othertown, XY9 8ZW, URN 900003"},
    {"value": "900004", "name": "Riverbank High School", "detail": "Riverbank, RV1 1AA, URN 900004"},
]  # fmt: skip
