"""W1 and W3: opening the register of a full hall and the board of a whole cohort, beside the barest page with those rows."""

from collections.abc import Callable, Sequence
from html import escape
from time import perf_counter

from django.db import connection
from django.template import engines
from django.test import Client
from django.urls import reverse

from benchmarks import nation
from benchmarks.measuring import Figure, in_turn
from courses.actions import sums
from courses.models import Enrolment, Session
from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import RoleGrant, User

#: docs/benchmarks.md, W1 and W3.
_MOST_FOR_REGISTER, _MOST_FOR_BOARD = 0.7, 2

# A register as Django's own template would draw it, without anything the portal adds: a choice of marks a person.
_BARE_REGISTER = """{% for pk, name, mark in people %}<fieldset><legend>{{ name }}</legend>
{% for value, label in marks %}<input type="radio" name="mark-{{ pk }}" id="mark-{{ pk }}-{{ value }}" value="{{ value }}"
{% if value == mark %}checked{% endif %}><label for="mark-{{ pk }}-{{ value }}">{{ label }}</label>{% endfor %}
<input type="number" name="minutes-{{ pk }}"><input name="note-{{ pk }}"></fieldset>{% endfor %}"""
_MARKS = [
    ("attended", "Present"),
    ("part", "Part"),
    ("absent", "Absent"),
    ("authorised_absence", "Apologies"),
    ("", "Undo"),
]
_PEOPLE = """
SELECT enrolment.id, person.first_name || ' ' || person.last_name, record.mark FROM courses_enrolment enrolment
JOIN accounts_participant person ON person.id = enrolment.participant_id
LEFT JOIN courses_engagementrecord record
    ON record.enrolment_id = enrolment.id AND record.session_id = %s AND record.state = 'current'
WHERE enrolment.cohort_id = %s ORDER BY person.last_name, person.first_name"""
_SQUARES = """
SELECT person.first_name || ' ' || person.last_name, array_agg(COALESCE(record.mark, '') ORDER BY component.position)
FROM courses_enrolment enrolment
JOIN accounts_participant person ON person.id = enrolment.participant_id
JOIN courses_component component ON component.cohort_id = enrolment.cohort_id
LEFT JOIN courses_engagementrecord record
    ON record.enrolment_id = enrolment.id AND record.component_id = component.id AND record.state = 'current'
WHERE enrolment.cohort_id = %s GROUP BY enrolment.id, person.id ORDER BY person.last_name, person.first_name"""


def measure_register(quick: bool) -> list[Figure]:
    """The register's page whole: session, permission, query, header and footer included."""
    people = 30 if quick else 300
    (cohort,) = nation.build(f"door{people}", nation.Size(1, people))
    client = _client(nation.facilitator(cohort))
    session = Session.objects.filter(component__cohort=cohort, register_closed_at__isnull=False)[0]
    url = reverse("registers:register", args=[session.pk])
    template = engines["django"].from_string(_BARE_REGISTER)

    def bare() -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(_PEOPLE, [session.pk, cohort.pk])
            return template.render({"people": cursor.fetchall(), "marks": _MARKS}).encode()

    return _compared(f"W1 the register of {people} opened", bare, client, url, quick=quick, most=_MOST_FOR_REGISTER)


def measure_board(quick: bool) -> list[Figure]:
    """The board's page whole."""
    people = 50 if quick else 500
    (cohort,) = nation.build(f"board{people}", nation.Size(1, people))
    sums.rebuild(list(Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True)), at=clock.now())
    client = _client(_admin())
    url = reverse("board:cohort", args=[cohort.pk])

    def bare() -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(_SQUARES, [cohort.pk])
            rows = cursor.fetchall()
        lines = [
            f"<tr><th scope='row'>{escape(name)}</th>{''.join(f'<td class={mark!r}>{mark[:1]}</td>' for mark in marks)}</tr>"
            for name, marks in rows
        ]
        return f"<table><tbody>{''.join(lines)}</tbody></table>".encode()

    name = f"W3 the board of {people} x {nation.COMPONENTS}"
    return _compared(name, bare, client, url, quick=quick, most=_MOST_FOR_BOARD)


def _compared(
    name: str, bare: Callable[[], bytes], client: Client, url: str, *, quick: bool, most: float
) -> list[Figure]:
    def portal() -> bytes:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}.")
        return answer.content

    (floor,), (page,) = in_turn(1 if quick else 5, _milliseconds(bare), _milliseconds(portal))
    return [Figure(name, "ms", floor, page, page / floor, most)]


def _milliseconds(work: Callable[[], bytes]) -> Callable[[], Sequence[float]]:
    def measure() -> list[float]:
        started = perf_counter()
        for _ in range(10):
            work()
        return [(perf_counter() - started) * 100]

    return measure


def _client(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _admin() -> User:
    user, made = User.objects.get_or_create(email="admin@bench.example", defaults={"name": "Admin"})
    if made:
        RoleGrant.objects.create(user=user, role=RoleName.HUB_ADMIN, granted_at=clock.now())
    return user
