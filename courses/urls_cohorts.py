"""More addresses under /hub/cohorts/: writing to a cohort, and importing enrolments into it."""

from django.urls import path

from courses.views import cohort_work

app_name = "cohorts"

urlpatterns = [
    path("<int:pk>/message/", cohort_work.Message.as_view(), name="message"),
    path("<int:pk>/enrolments/import/", cohort_work.ImportEnrolments.as_view(), name="import-enrolments"),
]
