"""Addresses under /hub/results/: the board, release and corrections."""

from django.urls import URLPattern

app_name = "results"
urlpatterns: list[URLPattern] = []
