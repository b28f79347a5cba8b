"""Signing in and out, and one's own account. django-allauth's other pages are not exposed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
