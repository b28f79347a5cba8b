"""Addresses under /my/case-study/: a participant's windows, and asking for more time. `pk` is the window's."""

from django.urls import URLPattern

app_name = "my-windows"
urlpatterns: list[URLPattern] = []
