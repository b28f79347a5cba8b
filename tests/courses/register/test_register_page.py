"""The register's page without a script: one form that saves what changed and loses nothing."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses.choices import Mark, MarkSource, RecordState
from courses.models import EngagementRecord
from tests.cast import signed_in
from tests.courses.register.making import hall, mark, save
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ApologyFactory, RecordFactory, SessionFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 17, 16, 40, tzinfo=UTC)


def url(session, name="register"):
    return reverse(f"registers:{name}", args=[session.pk])


def row(html: str, enrolment) -> str:
    return re.search(rf'<li[^>]*data-enrolment="{enrolment.pk}".*?</li>', html, re.DOTALL)[0]


def chosen(html: str, enrolment) -> str:
    found = re.search(r'value="(\w+)" checked', row(html, enrolment))
    return found[1] if found else ""


def fields(**typed) -> dict[str, str]:
    """mark_17="absent" as the form sends it."""
    return {name.replace("_", "-"): value for name, value in typed.items()} | {"do": "save"}


@pytest.fixture
def opened(facilitator_client, clock):
    return lambda session, name="register": facilitator_client.get(url(session, name)).content.decode()


def test_everybody_expected_is_on_one_page_by_last_name(opened, femis):
    session, people = femis

    html = opened(session)

    names = re.findall(r'data-name="([^"]+)"', html)
    assert names == sorted(names)
    assert len(names) == 3
    assert all(chosen(html, one) == "" for one in people)
    assert "Nothing is saved yet." in html


def test_a_saved_mark_stands_there_with_its_source_and_who_made_it(opened, femis):
    session, (one, two, _) = femis
    save(session, mark(one), mark(two, Mark.PART, minutes=20, note="Left at 4"), at=AT)

    html = opened(session)

    assert (chosen(html, one), chosen(html, two)) == ("attended", "part")
    assert "Register, Femi Invented, 3:46pm<" in row(html, one)
    assert f'name="minutes-{two.pk}" inputmode="numeric" autocomplete="off" value="20"' in row(html, two)
    assert 'value="Left at 4"' in row(html, two)
    record = EngagementRecord.objects.get(enrolment=one)
    assert f'name="based-{one.pk}" value="{record.client_uuid}"' in row(html, one)


def test_what_people_wrote_is_words_and_not_markup(facilitator, facilitator_client, clock, femis):
    session, (one, *_) = femis
    bad = "\"><b>%(pk)s'&"
    guest = RecordFactory(session=session, enrolment=EnrolmentFactory(cohort__name=f"C{bad}")).enrolment
    one.participant.last_name = bad
    one.participant.save()
    facilitator.name = f"F{bad}"
    facilitator.save()
    save(session, mark(one, Mark.ABSENT, note=f"N{bad}"), at=AT)
    typed = {f"mark-{one.pk}": "part", f"minutes-{one.pk}": bad, f"note-{one.pk}": bad, "walk-in-name": bad}

    pages = [facilitator_client.get(url(session)), facilitator_client.post(url(session), typed)]
    pages += [facilitator_client.get(url(session, name)) for name in ("paper", "print", "close", "decide")]

    told = [page.content.decode() for page in pages]
    assert not any("<b>" in html for html in told)
    assert all("&lt;b&gt;%(pk)s&#x27;&amp;" in html for html in told[:4])
    assert "C&quot;&gt;&lt;b&gt;" in row(told[0], guest)


def test_apologies_are_shown_and_preset_without_their_reason(opened, femis):
    session, (one, *_) = femis
    ApologyFactory(session=session, enrolment=one, reason="A hospital appointment")

    html = opened(session)

    assert chosen(html, one) == "authorised_absence"
    assert "sent apologies" in row(html, one)
    assert "hospital" not in html


def test_saving_stores_what_was_chosen_and_says_so(facilitator_client, clock, femis):
    session, (one, two, _) = femis
    typed = {
        f"mark-{one.pk}": "attended",
        f"mark-{two.pk}": "part",
        f"minutes-{two.pk}": "25",
        f"note-{two.pk}": "Late",
    }

    response = facilitator_client.post(url(session), typed | {"do": "save"}, follow=True)

    assert "2 marks saved." in response.content.decode()
    stored = session.records.order_by("enrolment").values_list("enrolment", "mark", "minutes", "note", "source")
    assert list(stored) == [
        (one.pk, "attended", 60, "", MarkSource.REGISTER),
        (two.pk, "part", 25, "Late", MarkSource.REGISTER),
    ]


def test_when_everybody_is_marked_the_register_is_closed(facilitator_client, clock, femis):
    session, people = femis

    response = facilitator_client.post(url(session), {f"mark-{one.pk}": "attended" for one in people}, follow=True)

    assert "Everybody is marked, so the register is closed." in response.content.decode()
    session.refresh_from_db()
    assert session.register_closed_at is not None


def test_a_row_that_nobody_touched_stays_though_somebody_else_marked_it_meanwhile(facilitator_client, clock, femis):
    session, (one, *_) = femis
    first = save(session, mark(one), at=AT)[0]
    grace = UserFactory(roles=["facilitator"])
    session.facilitators.add(grace)
    save(session, mark(one, Mark.ABSENT, based_on=first.client_uuid, captured_at=AT), by=grace, at=AT)

    untouched = {f"mark-{one.pk}": "attended", f"based-{one.pk}": str(first.client_uuid)}
    response = facilitator_client.post(url(session), untouched, follow=True)

    assert "Nothing was changed." in response.content.decode()
    assert session.records.get(state=RecordState.CURRENT).mark == Mark.ABSENT


def test_a_row_changed_while_somebody_else_marked_it_is_a_clash(facilitator_client, clock, femis):
    session, (one, *_) = femis
    grace = UserFactory(roles=["facilitator"])
    session.facilitators.add(grace)
    save(session, mark(one, Mark.ABSENT), by=grace, at=AT)

    html = facilitator_client.post(url(session), {f"mark-{one.pk}": "attended"}, follow=True).content.decode()

    assert "1 mark differ" in html or "Both are kept" in html
    assert "A mark waits for a decision" in row(html, one)
    assert session.records.filter(state=RecordState.TO_DECIDE).count() == 1


@pytest.mark.parametrize("minutes", ["", "0", "61", "-5", "half", "２０"])
def test_an_error_stands_beside_its_row_and_nothing_is_lost(facilitator_client, clock, femis, minutes):
    session, (one, two, _) = femis
    typed = {
        f"mark-{one.pk}": "part",
        f"minutes-{one.pk}": minutes,
        f"mark-{two.pk}": "absent",
        f"note-{two.pk}": "Rang",
        "walk-in-name": "Wanda Walker",
    }

    html = facilitator_client.post(url(session), typed).content.decode()

    fault = f"Enter how many minutes {one.participant.full_name} was there, from 1 to 60"
    assert fault in row(html, one)
    assert f'href="#minutes-{one.pk}">{fault}' in html
    assert (chosen(html, one), chosen(html, two)) == ("part", "absent")
    assert 'value="Rang"' in row(html, two)
    assert 'value="Wanda Walker"' in html
    assert not session.records.exists()
    assert not session.walk_ins.exists()


def test_mark_all_others_present_fills_the_form_and_saves_nothing(facilitator_client, clock, femis):
    session, (one, two, three) = femis
    typed = {f"mark-{two.pk}": "absent", f"mark-{three.pk}": "part", "do": "all-present"}

    html = facilitator_client.post(url(session), typed).content.decode()

    assert [chosen(html, person) for person in (one, two, three)] == ["attended", "absent", "part"]
    assert "Nothing is saved yet." in html
    assert not session.records.exists()


def test_a_mark_is_taken_back(facilitator_client, clock, femis):
    session, (one, *_) = femis
    first = save(session, mark(one), at=AT)[0]

    facilitator_client.post(url(session), {f"mark-{one.pk}": "cleared", f"based-{one.pk}": str(first.client_uuid)})

    html = facilitator_client.get(url(session)).content.decode()
    assert chosen(html, one) == ""
    assert session.records.get(state=RecordState.CURRENT).mark == Mark.CLEARED


def test_a_walk_in_is_added_once_however_often_it_is_sent(facilitator_client, clock, femis):
    session, _ = femis
    typed = {
        "walk-in-name": "Wanda Walker",
        "walk-in-note": "Hilltop Primary",
        "page": "5a0a2f3e-8f6c-4a9e-9d84-0c1f4b0a5e11",
    }

    facilitator_client.post(url(session), typed)
    html = facilitator_client.post(url(session), typed, follow=True).content.decode()

    one = session.walk_ins.get()
    assert (one.name, one.note, one.minutes) == ("Wanda Walker", "Hilltop Primary", 60)
    assert "Wanda Walker was added as a walk-in." in html
    assert reverse("registers:walk-in", args=[session.pk, one.pk]) in html


def test_somebody_moved_elsewhere_since_the_page_was_opened_is_not_dropped(facilitator_client, clock, femis):
    session, _ = femis
    stranger = EnrolmentFactory()

    html = facilitator_client.post(url(session), {f"mark-{stranger.pk}": "attended"}, follow=True).content.decode()

    assert "1 mark not counted: This person is not on this session&#x27;s register." in html


def test_a_paper_register_keyed_in_says_so(facilitator_client, clock, femis):
    session, (one, *_) = femis

    facilitator_client.post(url(session, "paper"), {f"mark-{one.pk}": "attended"})

    assert session.records.get().source == MarkSource.PAPER
    assert "Paper register, Femi Invented" in facilitator_client.get(url(session)).content.decode()
    assert "data-register " not in facilitator_client.get(url(session, "paper")).content.decode()


def test_of_another_cohort_and_not_expected_are_said(opened, femis):
    session, _ = femis
    guest = RecordFactory(session=session, enrolment=EnrolmentFactory(cohort__name="Northern cohort")).enrolment

    assert "Northern cohort, not expected here" in row(opened(session), guest)


def test_a_session_that_did_not_happen_has_no_form(opened, facilitator):
    session = SessionFactory(facilitators=[facilitator], state="not_held", state_reason="Snow")

    html = opened(session)

    assert "Snow" in html
    assert "<form" not in html.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("name", ["register", "paper", "print", "close", "did-not-happen", "decide"])
def test_nobody_else_finds_a_facilitators_session(name, clock):
    session, _ = hall(1)
    other = UserFactory(roles=["facilitator"])

    assert signed_in(other).get(url(session, name)).status_code == 404
    assert signed_in(other).post(url(session, name), {"reason": "x"}).status_code in {404, 405}
    assert not session.records.exists()


def test_a_draft_is_not_found_and_the_hub_sees_every_session(facilitator, facilitator_client, hub_admin_client, clock):
    draft = SessionFactory(facilitators=[facilitator], state="draft")
    session, _ = hall(1)

    assert facilitator_client.get(url(draft)).status_code == 404
    assert hub_admin_client.get(url(session)).status_code == 200


@pytest.mark.parametrize("action", ["open", "save"])
def test_the_number_of_queries_does_not_follow_the_number_of_people(
    action, facilitator, facilitator_client, clock, django_assert_max_num_queries
):
    counts = []
    for people in (3, 40):
        session, expected = hall(people, facilitator=facilitator)
        typed = {f"mark-{one.pk}": "attended" for one in expected[:-1]}
        with django_assert_max_num_queries(60) as queries:
            if action == "open":
                facilitator_client.get(url(session))
            else:
                facilitator_client.post(url(session), typed)
        counts.append(len(queries))
    assert counts[0] == counts[1]
