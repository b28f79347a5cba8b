"""Django's admin as it is changed here: what its pages are made of."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.urls import reverse
from unfold import fields as unfold_fields

from courses.models import Cohort
from npq_portal import clock
from npq_portal.admin_site import BaseAdmin, BaseTabularInline
from tests.factories.courses import CohortFactory, EnrolmentFactory, GuideFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_list_and_a_form(hub_admin, hub_admin_client):
    paths = ["admin:index", "admin:courses_cohort_changelist", "admin:courses_cohort_add"]
    addresses = [*map(reverse, paths), reverse("admin:accounts_user_change", args=[hub_admin.pk])]
    return [hub_admin_client.get(address) for address in addresses]


def test_it_keeps_the_strict_policy(a_list_and_a_form, client):
    everywhere = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in everywhere
    assert {answer["Content-Security-Policy"] for answer in a_list_and_a_form} == {everywhere}


def test_its_pages_hold_nothing_inline_and_nothing_from_elsewhere(a_list_and_a_form):
    for answer in a_list_and_a_form:
        page = answer.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)
        sources = re.findall(r'<(?:script|link|img)[^>]*\s(?:src|href)="([^"]*)"', page)
        assert sources
        assert [one for one in sources if not one.startswith("/")] == []


def test_it_does_without_scripts_that_need_eval(a_list_and_a_form):
    for answer in a_list_and_a_form:
        assert not re.search(r"alpine|htmx|chart", " ".join(re.findall(r"<script[^>]*>", answer.content.decode())))


def test_unfolds_search_and_sign_in_are_not_served(hub_admin_client, client):
    assert hub_admin_client.get(reverse("admin:search"), {"s": "cohort"}).status_code == 404
    assert client.get(reverse("admin:login"))["Location"].startswith(reverse("account_login"))


def test_json_is_plain_text():
    drawn = unfold_fields.prettify_json({"b": "<i>", "a": 1}, None)
    assert drawn == "<code>{\n  &quot;a&quot;: 1,\n  &quot;b&quot;: &quot;&lt;i&gt;&quot;\n}</code>"


def test_moments_are_written_by_24_hours_of_london(hub_admin_client):
    EnrolmentFactory(enrolled_at=datetime(2026, 9, 1, 0, 0, tzinfo=UTC))
    page = hub_admin_client.get(reverse("admin:courses_enrolment_changelist")).content.decode()
    assert "1 September 2026, 01:00" in page


def test_every_model_admin_is_ours():
    assert [one for one in admin.site._registry.values() if not isinstance(one, BaseAdmin)] == []


def test_every_inline_table_is_ours():
    inlines: list[type[InlineModelAdmin]] = [one for page in admin.site._registry.values() for one in page.inlines]
    assert inlines
    assert [one for one in inlines if not issubclass(one, BaseTabularInline)] == []


def test_its_pages_wear_the_portals_header_and_no_switch_of_colours(hub_admin_client):
    page = hub_admin_client.get(reverse("admin:index")).content.decode()
    assert 'class="npq-header"' in page
    assert "css/admin.css" in page
    assert "theme" not in re.sub(r'<meta name="theme-color[^>]*>', "", page)
    assert "dark_mode" not in page


def test_a_window_of_its_own_has_no_header(hub_admin_client):
    page = hub_admin_client.get(reverse("admin:courses_intake_add"), {"_popup": "1"}).content.decode()
    assert "npq-header" not in page


def test_a_list_is_headed_by_what_it_lists(hub_admin_client):
    page = hub_admin_client.get(reverse("admin:courses_cohort_changelist")).content.decode()
    assert "<h1>Cohorts</h1>" in page
    assert "<title>Cohorts | NPQ administration</title>" in page


def test_what_would_be_deleted_is_named_in_the_title(hub_admin_client):
    guide = GuideFactory(title="How to apply")
    page = hub_admin_client.get(reverse("admin:courses_guide_delete", args=[guide.pk])).content.decode()
    assert "<title>How to apply | Delete | NPQ administration</title>" in page


def test_moments_stay_to_the_second_when_saved_unchanged(hub_admin_client):
    closes = clock.now().replace(hour=22, minute=59, second=59, microsecond=0)
    cohort = CohortFactory(registration_closes_at=closes, registration_opens_at=closes.replace(year=closes.year - 1))
    path = reverse("admin:courses_cohort_change", args=[cohort.pk])
    page = hub_admin_client.get(path)
    form = page.context["adminform"].form
    assert page.content.decode().count('type="date"') == 5  # the last is a new component's
    assert page.content.decode().count('type="time"') == 2
    data = {name: value for name, value in form.initial.items() if value is not None}
    data |= {"components-TOTAL_FORMS": 0, "components-INITIAL_FORMS": 0}
    for name in ("registration_opens_at", "registration_closes_at"):
        boxes = re.findall(rf'<input [^>]*name="{name}_(\d)"[^>]*>', page.content.decode())
        assert boxes == ["0", "1"]
        for box in boxes:
            tag = re.search(rf'<input [^>]*name="{name}_{box}"[^>]*>', page.content.decode())[0]
            data[f"{name}_{box}"] = re.search(r'value="([^"]*)"', tag)[1]
            assert 'aria-label="Registration' in tag

    assert hub_admin_client.post(path, data).status_code == 302
    kept = Cohort.objects.get(pk=cohort.pk)
    assert (kept.registration_closes_at, kept.registration_opens_at) == (closes, cohort.registration_opens_at)


def test_boxes_of_an_inline_table_are_named_by_their_column(hub_admin, hub_admin_client):
    page = hub_admin_client.get(reverse("admin:accounts_user_change", args=[hub_admin.pk])).content.decode()
    tag = re.search(r'<select [^>]*name="role_grants-__prefix__-role"[^>]*>', page)[0]
    assert 'aria-label="Role"' in tag
    assert not re.search(r"<th[^>]*>\s*</th>", page)


def test_a_choice_for_rows_without_a_value_has_a_name(hub_admin_client):
    from tests.factories.registrations_workplaces import WorkplaceFactory

    WorkplaceFactory(phase_name="")
    WorkplaceFactory(phase_name="Primary")
    page = hub_admin_client.get(reverse("admin:registrations_workplace_changelist")).content.decode()
    assert ">Not given</a>" in page
    assert re.search(r'aria-current="true">All</a>', page)


def test_the_search_box_has_a_label_and_keeps_the_filter(hub_admin_client):
    path = reverse("admin:courses_cohort_changelist")
    page = hub_admin_client.get(path, {"q": "senco", "registration": "open"}).content.decode()
    assert '<label for="searchbar">Search</label>' in page
    assert '<input type="hidden" name="registration" value="open">' in page
    assert 'value="senco"' in page
    assert "0 results" in page
