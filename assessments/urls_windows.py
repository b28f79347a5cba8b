"""Addresses under /hub/windows/: windows, who is in them, extensions and outages."""

from django.urls import path

from assessments.views import (
    adjustments,
    calling_off,
    evidence,
    outages,
    rescue_copies,
    time_requests,
    window_people,
    window_planning,
    windows,
)

app_name = "windows"

urlpatterns = [
    path("", windows.index, name="index"),
    path("plan/", window_planning.choose_cohort, name="choose-cohort"),
    path("plan/<int:cohort_id>/", window_planning.Plan.as_view(), name="plan"),
    path("<int:pk>/", windows.window, name="window"),
    path("<int:pk>/move/", window_planning.Move.as_view(), name="move"),
    path("<int:pk>/call-off/", calling_off.CallOff.as_view(), name="call-off"),
    path("<int:pk>/people/<int:enrolment_id>/waive/", window_people.Waive.as_view(), name="waive"),
    path("<int:pk>/people/<int:enrolment_id>/end-waiver/", window_people.EndWaiver.as_view(), name="end-waiver"),
    path("<int:pk>/people/<int:enrolment_id>/more-time/", window_people.GiveTime.as_view(), name="give-time"),
    path("requests/", time_requests.desk, name="requests"),
    path("requests/<int:pk>/", time_requests.Decide.as_view(), name="request"),
    path("requests/<int:pk>/evidence/", evidence.of_request, name="evidence"),
    path("evidence/<int:pk>/", evidence.file, name="evidence-file"),
    path("adjustments/", adjustments.index, name="adjustments"),
    path("adjustments/give/<int:participant_id>/", adjustments.Give.as_view(), name="give-adjustment"),
    path("adjustments/<int:pk>/end/", adjustments.End.as_view(), name="end-adjustment"),
    path("adjustments/<int:pk>/evidence/", evidence.of_adjustment, name="adjustment-evidence"),
    path("rescue-copies/", rescue_copies.index, name="rescue-copies"),
    path("rescue-copies/<int:pk>/", rescue_copies.copy, name="rescue-copy"),
    path("outages/", outages.index, name="outages"),
    path("outages/name/", outages.name, name="name-outage"),
    path("outages/<int:pk>/", outages.outage, name="outage"),
]
