"""Addresses under /hub/marking/: allocation, progress, disagreement and how markers compare."""

from django.urls import URLPattern

app_name = "hub-marking"
urlpatterns: list[URLPattern] = []
