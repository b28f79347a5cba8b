"""Addresses under /hub/integrity/: similar scripts and misconduct cases. Hub admins alone; markers see nothing of it."""

from django.urls import path

from assessments.views import integrity, misconduct

app_name = "integrity"

urlpatterns = [
    path("", integrity.index, name="index"),
    path("windows/<int:pk>/compare/", integrity.compare, name="compare"),
    path("pairs/", integrity.pairs, name="pairs"),
    path("pairs/<int:pk>/", integrity.Pair.as_view(), name="pair"),
    path("submissions/<int:pk>/raise/", misconduct.Raise.as_view(), name="raise"),
    path("cases/", misconduct.cases, name="cases"),
    path("cases/<int:pk>/", misconduct.Case.as_view(), name="case"),
    path("cases/<int:pk>/<slug:move>/", misconduct.MoveCase.as_view(), name="move"),
]
