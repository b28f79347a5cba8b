"""How django-allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class AccountAdapter(DefaultAccountAdapter):
    """The steps of a sign-in, and what a closed account meets. Nobody signs up by a form: the code opens the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """No step after the code. A second factor for staff would be named here."""
        return []

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """For an account that was closed between the sending of a code and its use."""
        return redirect("account_login")
