"""Addresses under /my/ about a participant's own dates."""

from django.urls import path

from courses.views import mine_sessions

urlpatterns = [
    path("npqs/<int:pk>/dates/", mine_sessions.dates, name="dates"),
    path("npqs/<int:pk>/dates/<int:component>/choose/", mine_sessions.Choose.as_view(), name="choose"),
    path("npqs/<int:pk>/dates/sessions/<int:session>/sorry/", mine_sessions.Sorry.as_view(), name="sorry"),
    path("npqs/<int:pk>/dates/sessions/<int:session>/can-come/", mine_sessions.can_come, name="can-come"),
]
