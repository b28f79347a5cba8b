"""Addresses under /unsubscribe/: the link at the foot of an optional email. Their tokens stand in no log (npq_portal/logs.py)."""

from django.urls import path

from npq_portal.notifications import views

urlpatterns = [
    path("<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("<str:token>/undo/", views.undo, name="unsubscribe_undo"),
]
