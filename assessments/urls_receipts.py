"""Addresses under /receipts/: anybody checks a receipt, a statement or a file against one."""

from django.urls import URLPattern

app_name = "receipts"
urlpatterns: list[URLPattern] = []
