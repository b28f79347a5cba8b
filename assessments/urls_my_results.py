"""Addresses under /my/results/: a participant's outcomes and statement of completion."""

from django.urls import path

from assessments.views import my_results

app_name = "my-results"

urlpatterns = [
    path("", my_results.index, name="index"),
    path("<int:pk>/", my_results.outcome, name="outcome"),
    path("statements/<int:pk>/", my_results.statement, name="statement"),
    path("statements/<int:pk>/pdf/", my_results.statement_file, name="statement-pdf"),
]
