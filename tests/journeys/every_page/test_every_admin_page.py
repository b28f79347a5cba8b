"""Every administration page in a browser: lists, records, forms, history, deletion, of every model there is."""

import re
from collections import defaultdict

import pytest
from django.urls import reverse

from courses.models import Guide
from npq_portal.accounts.models import User
from tests.axe import assert_accessible
from tests.journeys.every_page.admin_examples import APPS, BY, MODELS, pages

pytestmark = pytest.mark.django_db

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)


@every_model
def test_nothing_is_wrong_with_its_pages(opening, model):
    found = []
    for page in pages(opening, model):
        picture = f"admin-{model._meta.model_name}-{page.name}"
        if page.data is None:
            answer = opening.once(BY, page.path)
            assert answer.status_code == 200, page
            if opening.is_new("admin", answer):
                found += opening.faults(BY, page.path, answer, picture)
        else:
            answer = opening.post(BY, page.path, page.data)
            if answer.status_code == 200 and opening.is_new("admin", answer):
                found += opening.faults(BY, page.path, answer, picture)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("app", ["", *APPS])
def test_nothing_is_wrong_with_the_index(opening, app):
    path = reverse("admin:app_list", args=[app]) if app else reverse("admin:index")
    assert opening.faults(BY, path, opening.get(BY, path), f"admin-index-{app}") == []


def test_titles_say_which_page_it_is(opening):
    titles = defaultdict(set)
    for model in MODELS:
        for page in pages(opening, model):
            if page.data is None:
                text = opening.once(BY, page.path).content.decode()
                title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]
                titles[title].add((model, page.name.partition("-")[0]))
    assert {title: same for title, same in titles.items() if len(same) > 1} == {}


def test_a_model_without_rows_fails(opening):
    Guide.objects.all().delete()
    with pytest.raises(AssertionError, match=r"there is no courses\.Guide in the world"):
        list(pages(opening, Guide))


def test_a_planted_fault_is_found(opening):
    path = reverse("admin:courses_cohort_changelist")
    answer = opening.get(BY, path)
    answer.content = answer.content.replace(
        b'<label for="searchbar">Search</label>', b'<p class="text-base-200">Search</p>'
    )
    found = "".join(opening.faults(BY, path, answer))
    assert "light, 1280 px: label (critical)" in found
    assert "light, 1280 px: color-contrast (serious)" in found
    assert "dark, 375 px: color-contrast (serious)" in found


# -- by keyboard -------------------------------------------------------------------------------------------------------
def test_the_filters_by_keyboard(opening):
    page = opening.open(BY, reverse("admin:courses_cohort_changelist"))
    page.locator("summary", has_text="By registration").focus()
    page.keyboard.press("Enter")
    assert not page.get_by_role("link", name="Not open yet").is_visible()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Open"
    page.keyboard.press("Enter")
    page.wait_for_url("**/?registration=open")
    assert page.locator("[aria-current=true]", has_text="Open").count() == 1


def test_a_column_that_is_sorted_can_be_unsorted_by_keyboard(opening):
    page = opening.open(BY, f"{reverse('admin:courses_cohort_changelist')}?o=1")
    page.get_by_title("Remove from sorting").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "o=1" not in url)


def test_a_related_row_is_added_in_a_window_by_keyboard(opening):
    page = opening.open(BY, reverse("admin:courses_cohort_add"))
    page.locator("#add_id_intake").focus()
    with page.expect_popup() as opened:
        page.keyboard.press("Enter")
    popup = opened.value
    assert popup.locator("header").count() == 0
    popup.get_by_label("Identifier").fill("2029a")
    popup.get_by_label("Name").fill("Spring 2029")
    popup.get_by_label("Funding kind").select_option("capped")
    popup.get_by_label("Funding rules").select_option("2026")
    popup.get_by_label("Starts on").fill("2029-03-05")
    popup.get_by_role("button", name="Save").focus()
    with popup.expect_event("close"):
        popup.keyboard.press("Enter")
    assert page.locator("#id_intake option:checked").inner_text() == "Spring 2029"


def test_a_row_is_added_to_an_inline_table_by_keyboard(opening):
    page = opening.open(BY, reverse("admin:accounts_user_change", args=[User.objects.get(email=BY).pk]))
    page.get_by_role("button", name="Add another Role grant").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("combobox", name="Role", exact=True).is_visible()  # the row that is copied stays hidden
    assert_accessible(page)


def test_the_menu_and_the_way_out_are_the_portals(opening):
    page = opening.open(BY, reverse("admin:index"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    assert page.get_by_role("link", name="Applications").first.is_visible()
    assert page.get_by_role("button", name="Sign out").is_visible()
