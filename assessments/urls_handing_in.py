"""Addresses under /my/case-study/: submitting, files and the receipt. `pk` is the window's."""

from django.urls import URLPattern

app_name = "handing-in"
urlpatterns: list[URLPattern] = []
