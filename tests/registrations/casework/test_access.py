"""Casework is for hub admins, and every address of it says so."""

import pytest

from registrations import urls_casework
from tests.factories.registrations import ApplicationFactory

NAMES = [pattern.name.removeprefix("casework-") for pattern in urls_casework.urlpatterns]
POST_ONLY = {"csv"}
WITHOUT_REFERENCE = {"list", "csv"}


@pytest.fixture
def address(db, url):
    application = ApplicationFactory()

    def of(name: str) -> str:
        if name in WITHOUT_REFERENCE:
            return f"/register/hub/applications/{'csv/' if name == 'csv' else ''}"
        return url(name, application)

    return of


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_is_sent_to_sign_in(name, client, address):
    response = client.post(address(name)) if name in POST_ONLY else client.get(address(name))
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["participant", "facilitator", "assessor", "outsider"])
def test_every_other_role_is_refused(name, who, address, request):
    client = request.getfixturevalue(f"{who}_client")
    assert client.post(address(name)).status_code == 403
    if name not in POST_ONLY:
        assert client.get(address(name)).status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_hub_admins_come_in(name, hub_admin_client, address):
    response = hub_admin_client.post(address(name)) if name in POST_ONLY else hub_admin_client.get(address(name))
    assert response.status_code == 200


def test_the_person_themselves_does_not_see_the_casework_page(url, client, db):
    application = ApplicationFactory()
    client.force_login(application.participant.user)
    assert client.get(url("application", application)).status_code == 403


@pytest.mark.parametrize("reference", ["NPQ-0000-0000", "x" * 300, "%00", "'; DROP TABLE"])
def test_a_reference_nobody_has_is_not_found(reference, hub_admin_client):
    assert hub_admin_client.get(f"/register/hub/applications/{reference}/").status_code == 404


def test_pages_that_only_show_take_no_post(hub_admin_client, address):
    assert hub_admin_client.post(address("list")).status_code == 405
    assert hub_admin_client.post(address("application")).status_code == 405
    assert hub_admin_client.get(address("csv")).status_code == 405
