"""Addresses under /my/results/: a participant's outcomes and statement of completion."""

from django.urls import URLPattern

app_name = "my-results"
urlpatterns: list[URLPattern] = []
