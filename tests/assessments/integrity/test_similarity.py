"""Comparing the scripts of windows, the list of pairs, and two texts side by side."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.actions.similarity import PairRefusedError, compare_what_is_new, compare_window, look_at
from assessments.models import SimilarPair, WindowEvent
from tests.assessments.integrity.scenes import COMPARED, COPIED, FIRST, OTHER, SECOND, a_script, a_window
from tests.factories.assessments import CaseQuestionFactory, WindowFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def window():
    return a_window()


def compared(window, *, at=COMPARED):
    return compare_window(window=window, by=None, at=at)


def found() -> list[tuple[int, int]]:
    return list(SimilarPair.objects.order_by("first", "second").values_list("first", "second"))


def test_the_pair_that_shares_a_paragraph_is_listed_and_no_other(window):
    one, two = a_script(window, FIRST), a_script(window, SECOND)
    a_script(window, OTHER)

    assert compared(window) == 1

    pair = SimilarPair.objects.get()
    assert (pair.first, pair.second) == (one, two)
    [[start, end, there, there_end]] = pair.passages
    assert FIRST[start:end] == SECOND[there:there_end] == COPIED


def test_scripts_of_an_earlier_window_of_the_same_case_are_compared_too(window):
    earlier = WindowFactory(case_study=window.case_study, opens_on="2026-10-01")
    old, new = a_script(earlier, FIRST), a_script(window, SECOND)

    compared(window)

    assert found() == [(old.pk, new.pk)]


def test_scripts_of_another_case_are_not(window):
    a_script(a_window(), FIRST)
    a_script(window, SECOND)

    assert compared(window) == 0


def test_what_the_case_says_is_not_counted(window):
    window.case_study.text = f"The head said: {COPIED}."
    window.case_study.save()
    a_script(window, FIRST)
    a_script(window, SECOND)

    assert compared(window) == 0


def test_what_a_question_says_is_not_counted(window):
    CaseQuestionFactory(case_study=window.case_study, text=COPIED)
    a_script(window, FIRST)
    a_script(window, SECOND)

    assert compared(window) == 0


def test_comparing_again_keeps_what_was_noted(window, hub_admin):
    a_script(window, FIRST)
    a_script(window, SECOND)
    compared(window)
    look_at(pair=SimilarPair.objects.get(), note="They planned together.", by=hub_admin, at=COMPARED)

    compared(window, at=COMPARED + timedelta(days=1))

    pair = SimilarPair.objects.get()
    assert (pair.note, pair.looked_at_by, pair.found_at) == ("They planned together.", hub_admin, COMPARED)


def test_looking_again_keeps_the_last_note_and_none_is_refused(window, hub_admin):
    a_script(window, FIRST)
    a_script(window, SECOND)
    compared(window)
    pair = SimilarPair.objects.get()

    assert look_at(pair=pair, note="Odd.", by=hub_admin, at=COMPARED) is True
    assert look_at(pair=pair, note="Both quote the guidance.", by=hub_admin, at=COMPARED) is False
    with pytest.raises(PairRefusedError):
        look_at(pair=pair, note=" ", by=hub_admin, at=COMPARED)
    pair.refresh_from_db()
    assert pair.note == "Both quote the guidance."


def test_the_task_compares_windows_with_new_scripts_and_those_alone(window):
    a_script(window, FIRST, made_at=COMPARED - timedelta(hours=1))
    a_window(opens_on="2027-02-04")

    assert compare_what_is_new(at=COMPARED) == 1
    assert compare_what_is_new(at=COMPARED + timedelta(minutes=15)) == 0

    a_script(window, SECOND, made_at=COMPARED + timedelta(hours=1))
    assert compare_what_is_new(at=COMPARED + timedelta(hours=2)) == 1
    assert [event.after["listed"] for event in WindowEvent.objects.order_by("at")] == [0, 1]


# -- pages -------------------------------------------------------------------------------------------------------------
def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


@pytest.fixture
def pair(window):
    a_script(window, FIRST, number="KX7-42M")
    a_script(window, SECOND, number="B4Q-9PT")
    compared(window)
    return SimilarPair.objects.get()


def test_the_button_compares_and_leads_to_the_list(hub_admin_client, window):
    a_script(window, FIRST)
    a_script(window, SECOND)

    answer = hub_admin_client.post(reverse("integrity:compare", args=[window.pk]), follow=True)

    assert "1 pair of scripts share enough to be listed." in text(answer)


def test_the_index_says_how_many_pairs_wait(hub_admin_client, pair):
    page = text(hub_admin_client.get(reverse("integrity:index")))

    assert "1 pair to look at" in page
    assert "No case is open" in page


def test_the_list_names_scripts_and_nobody(hub_admin_client, pair):
    page = text(hub_admin_client.get(reverse("integrity:pairs")))

    assert "KX7-42M and B4Q-9PT" in page
    for script in (pair.first, pair.second):
        assert script.submission.entry.enrolment.participant.last_name not in page


def test_side_by_side_marks_what_is_shared_and_leads_from_one_to_the_other(hub_admin_client, pair):
    page = text(hub_admin_client.get(reverse("integrity:pair", args=[pair.pk])))

    for side, other in (("a", "b"), ("b", "a")):
        marked = page.partition(f'<mark class="npq-similar__mark" id="{side}-1">')[2].partition("</mark>")[0]
        assert marked.endswith(COPIED)
        assert f'href="#{other}-1"' in marked
    assert pair.first.submission.entry.enrolment.participant.last_name not in page


def test_a_note_says_who_looked(hub_admin_client, hub_admin, pair):
    path = reverse("integrity:pair", args=[pair.pk])

    assert "Say what you make of it" in text(hub_admin_client.post(path, {"note": ""}))
    done = text(hub_admin_client.post(path, {"note": "Both quote the guidance."}, follow=True))

    assert f"by {hub_admin}" in done
    assert "Both quote the guidance." in done


def test_what_was_written_is_never_markup(hub_admin_client, window):
    for _ in range(2):
        a_script(window, f"<script>alert(1)</script> {COPIED}")
    compared(window)

    page = text(hub_admin_client.get(reverse("integrity:pair", args=[SimilarPair.objects.get().pk])))

    assert "<script>alert" not in page
    assert "script&gt;alert(1)&lt;/script&gt;" in page
