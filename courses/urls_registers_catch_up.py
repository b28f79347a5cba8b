"""Addresses under /registers/catch-ups/: what participants sent to catch up, and deciding it."""

from django.urls import path

from courses.views import catch_up_queue

urlpatterns = [
    path("catch-ups/", catch_up_queue.index, name="catch-ups"),
    path("catch-ups/<int:pk>/", catch_up_queue.Decide.as_view(), name="catch-up"),
    path("catch-ups/<int:pk>/more-time/", catch_up_queue.MoreTime.as_view(), name="catch-up-more-time"),
]
