"""Addresses under /registers/: what facilitators take at a session."""

from django.urls import include, path

app_name = "registers"

urlpatterns = [
    path("", include("courses.urls_registers_api")),
]
