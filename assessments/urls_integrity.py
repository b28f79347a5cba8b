"""Addresses under /hub/integrity/: similar scripts and misconduct cases."""

from django.urls import URLPattern

app_name = "integrity"
urlpatterns: list[URLPattern] = []
