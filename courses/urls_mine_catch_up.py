"""Addresses under /my/: sessions missed and catching up, and the passport of what was done."""

from django.urls import path

from courses.views import catch_up

urlpatterns = [
    path("catch-up/", catch_up.index, name="catch-ups"),
    path("catch-up/<int:pk>/", catch_up.CatchUpPage.as_view(), name="catch-up"),
    path("passport/<int:pk>/", catch_up.own_passport, name="passport"),
]
