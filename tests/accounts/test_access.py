"""The door of a page: decorator and mixin."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.views import View

from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName
from tests.factories.accounts import UserFactory


@role_required(RoleName.ASSESSOR, RoleName.HUB_ADMIN)
def marking(request: HttpRequest) -> HttpResponse:
    return HttpResponse("come in")


class MarkingView(RoleRequiredMixin, View):
    roles = (RoleName.ASSESSOR, RoleName.HUB_ADMIN)

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("come in")

    post = get


class AnybodyView(MarkingView):
    roles = ()


class ForgottenView(MarkingView):
    roles = None


DOORS = [pytest.param(marking, id="decorator"), pytest.param(MarkingView.as_view(), id="mixin")]


def request_of(user: object, method: str = "get", path: str = "/marking/?page=2", **headers: str) -> HttpRequest:
    request = getattr(RequestFactory(), method)(path, headers=headers)
    request.user = user
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
class TestDoors:
    @pytest.mark.parametrize("roles", [["assessor"], ["hub_admin"], ["participant", "assessor"]])
    def test_any_of_the_roles_opens(self, door, roles):
        assert door(request_of(UserFactory(roles=roles))).content == b"come in"

    @pytest.mark.parametrize("roles", [[], ["participant"], ["participant", "facilitator"]])
    def test_the_wrong_role_does_not(self, door, roles):
        with pytest.raises(PermissionDenied):
            door(request_of(UserFactory(roles=roles)))

    def test_a_superuser_without_the_role_does_not_walk_in(self, door):
        with pytest.raises(PermissionDenied):
            door(request_of(UserFactory(is_superuser=True)))

    def test_a_stranger_signs_in_and_comes_back(self, door):
        response = door(request_of(AnonymousUser()))
        assert response.url == "/account/sign-in/?next=/marking/%3Fpage%3D2"

    def test_after_sending_a_form_signed_out_one_comes_back_to_the_form(self, door):
        request = request_of(AnonymousUser(), "post", Referer="http://testserver/marking/7/?tab=a")
        assert door(request).url == "/account/sign-in/?next=/marking/7/%3Ftab%3Da"

    @pytest.mark.parametrize("referer", ["", "https://elsewhere.example/marking/"])
    def test_a_form_from_nowhere_leads_to_the_start(self, door, referer):
        assert door(request_of(AnonymousUser(), "post", Referer=referer)).url == "/account/sign-in/?next=/"


@pytest.mark.django_db
def test_whoever_typed_words_gets_them_back(client):
    sent = {"comment": "I saw <it> & liked it.", "points": "3", "file": SimpleUploadedFile("a.pdf", b"%PDF-")}
    response = client.post("/marking/ABC-123/", sent, headers={"referer": "http://testserver/marking/ABC-123/"})
    said = response.content.decode()
    assert response.status_code == 401
    assert "I saw &lt;it&gt; &amp; liked it." in said
    assert "A file has to be chosen again." in said
    assert 'href="/account/sign-in/?next=/marking/ABC-123/"' in said
    assert said.count("<textarea") == 1


@pytest.mark.django_db
def test_no_roles_is_anybody_signed_in():
    assert AnybodyView.as_view()(request_of(UserFactory())).status_code == 200
    assert AnybodyView.as_view()(request_of(AnonymousUser())).status_code == 302


@pytest.mark.django_db
def test_a_view_that_names_no_roles_opens_for_nobody():
    with pytest.raises(ImproperlyConfigured, match="ForgottenView"):
        ForgottenView.as_view()(request_of(UserFactory(roles=["hub_admin"])))


def test_the_decorator_keeps_the_views_name():
    assert marking.__name__ == "marking"
