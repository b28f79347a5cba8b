"""Addresses under /my/: a participant's own courses."""

from django.urls import include, path

from courses.views import mine, study

app_name = "mine"

urlpatterns = [
    path("npqs/<int:pk>/", mine.npq, name="npq"),
    path("npqs/<int:pk>/what-if/", mine.what_if, name="what-if"),
    path("npqs/<int:pk>/study/<int:component>/", study.Study.as_view(), name="study"),
    path("npqs/<int:pk>/study/<int:component>/take-back/", study.take_back, name="take-study-back"),
    path("", include("courses.urls_mine_check_in")),
    path("", include("courses.urls_mine_sessions")),
    path("", include("courses.urls_mine_catch_up")),
]
