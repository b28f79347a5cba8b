"""Addresses under /marking/: an assessor's scripts."""

from django.urls import URLPattern

app_name = "marking"
urlpatterns: list[URLPattern] = []
