"""Addresses under /hub/results/: the board, release and corrections. `pk` is the window's, `entry_id` an attempt's in it."""

from django.urls import path

from assessments.views import results

app_name = "results"

urlpatterns = [
    path("", results.index, name="index"),
    path("<int:pk>/", results.board, name="board"),
    path("<int:pk>/release/", results.ReleaseResults.as_view(), name="release"),
    path("<int:pk>/lead-provider.csv", results.lead_provider_csv, name="csv"),
    path("attempts/<int:entry_id>/", results.attempt, name="attempt"),
    path("attempts/<int:entry_id>/correct/", results.Correct.as_view(), name="correct"),
]
