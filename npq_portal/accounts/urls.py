"""Signing in and out, and one's own account. The names are django-allauth's where it has one.

Only what is used is here: allauth's pages for passwords, sign-up forms and lists of addresses are not exposed.
"""

from allauth.account.views import logout
from django.urls import path

from npq_portal.accounts import views

urlpatterns = [
    path("", views.account, name="account_home"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/code/", views.confirm_sign_in, name="account_confirm_login_code"),
    path("sign-in/code/again/", views.resend_sign_in_code, name="account_resend_login_code"),
    path("sign-out/", logout, name="account_logout"),
    path("emails/", views.emails, name="account_emails"),
    path("reminders/", views.reminders, name="account_reminders"),
    path("email/", views.change_email, name="account_change_email"),
    path("email/code/", views.confirm_new_email, name="account_confirm_new_email"),
    path("email/code/again/", views.resend_new_email_code, name="account_resend_new_email_code"),
]
