"""Addresses of the hub's casework, under /register/hub/applications/."""

from django.urls import path

urlpatterns: list = []
