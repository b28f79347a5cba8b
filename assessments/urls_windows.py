"""Addresses under /hub/windows/: windows, who is in them, extensions and outages."""

from django.urls import URLPattern

app_name = "windows"
urlpatterns: list[URLPattern] = []
