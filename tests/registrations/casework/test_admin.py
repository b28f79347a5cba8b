"""Applications in Django's administration pages: read by hub admins, typed by nobody, and no answers."""

import pytest
from django.contrib import admin

from npq_portal.admin_site import ReadOnlyAdmin
from registrations.models import Application, ApplicationEvent, Draft, FundingDecision, TrnCheck
from tests.factories.registrations import AdjustmentRequestFactory, ApplicationFactory, DraftFactory

pytestmark = pytest.mark.django_db

OURS = [Application, ApplicationEvent, FundingDecision, TrnCheck]
CHANGE_LIST = "/admin/registrations/{}/"


@pytest.mark.parametrize("model", [*OURS, Draft], ids=lambda model: model.__name__)
def test_nothing_can_be_added_changed_or_deleted(model, rf, hub_admin):
    request = rf.get("/")
    request.user = hub_admin
    page = admin.site.get_model_admin(model)
    assert isinstance(page, ReadOnlyAdmin)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_lists_and_rows_open_for_hub_admins_and_for_nobody_else(model, hub_admin_client, participant_client):
    ApplicationFactory()
    name = model._meta.model_name
    row = model.objects.first()
    assert hub_admin_client.get(CHANGE_LIST.format(name)).status_code == 200
    assert hub_admin_client.get(f"{CHANGE_LIST.format(name)}{row.pk}/change/").status_code == 200
    assert participant_client.get(CHANGE_LIST.format(name)).status_code == 302


def test_an_application_shows_its_history_and_leads_to_its_casework_page(hub_admin_client, url):
    application = ApplicationFactory(rejected=True)
    page = hub_admin_client.get(f"/admin/registrations/application/{application.pk}/change/").content.decode()
    assert "Words for them." in page
    assert url("application", application) in page


def test_neither_answers_nor_adjustments_are_there(hub_admin_client):
    application = ApplicationFactory(answers={"why": "A private reason"})
    AdjustmentRequestFactory(application=application, needs="A private need")
    page = hub_admin_client.get(f"/admin/registrations/application/{application.pk}/change/").content.decode()
    assert "private" not in page
    assert hub_admin_client.get("/admin/registrations/adjustmentrequest/").status_code == 404


def test_drafts_are_counted_and_not_read(client, hub_admin):
    hub_admin.is_superuser = True
    hub_admin.save()
    client.force_login(hub_admin)
    draft = DraftFactory(answers={"why": "A private reason"})
    for address in (CHANGE_LIST.format("draft"), f"/admin/registrations/draft/{draft.pk}/change/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "private" not in page.content.decode()
        assert draft.user.email not in page.content.decode()
