"""Addresses under /registers/ for devices: what works without a signal, and checking in by QR code."""

from django.urls import path

from courses.views import register_api

urlpatterns = [
    path("today.json", register_api.today, name="today"),
    path("sync", register_api.sync, name="sync"),
]
