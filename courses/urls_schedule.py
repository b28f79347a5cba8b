"""Addresses under /hub/cohorts/: the hub's schedules."""

from django.urls import path

from courses.views import schedule, schedule_making, schedule_session

app_name = "schedule"

urlpatterns = [
    path("", schedule.cohorts, name="cohorts"),
    path("<int:pk>/", schedule.cohort, name="cohort"),
    path("<int:pk>/copy-components/", schedule.copy, name="copy-components"),
    path("<int:pk>/make/", schedule_making.ByPattern.as_view(), name="make"),
    path("<int:pk>/import/", schedule_making.ByFile.as_view(), name="import"),
    path("<int:pk>/import/sessions.csv", schedule_making.template_csv, name="template"),
    path("<int:pk>/release/", schedule.release_page, name="release"),
    path("sessions/<int:pk>/", schedule_session.session, name="session"),
    path("sessions/<int:pk>/change/", schedule_session.Change.as_view(), name="change"),
    path("sessions/<int:pk>/cancel/", schedule_session.Cancel.as_view(), name="cancel"),
    path("sessions/<int:pk>/undo/", schedule_session.undo, name="undo"),
    path("sessions/<int:pk>/give-place/", schedule_session.GivePlace.as_view(), name="give-place"),
]
