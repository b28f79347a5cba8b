"""Addresses under /my/case-study/: reading the case and writing. `pk` is the window's."""

from django.urls import URLPattern

app_name = "writing"
urlpatterns: list[URLPattern] = []
