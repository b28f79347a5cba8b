"""Addresses of the demo: who can sign in, and the mail catcher."""

from django.urls import path

from npq_portal.demo import mail_views

app_name = "demo"

urlpatterns = [
    path("mail/", mail_views.mail_list, name="mail-list"),
    path("mail/<str:name>/", mail_views.mail_one, name="mail"),
]
