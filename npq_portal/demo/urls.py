"""Addresses of the demo: who can sign in, and the mail catcher."""

from django.urls import URLPattern

app_name = "demo"

urlpatterns: list[URLPattern] = []
