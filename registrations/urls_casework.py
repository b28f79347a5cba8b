"""Addresses of the hub's casework, under /register/hub/applications/; names live in the namespace "registrations"."""

from django.urls import path

from registrations.views import casework, casework_verbs

urlpatterns = [
    path("", casework.applications, name="casework-list"),
    path("csv/", casework.applications_csv, name="casework-csv"),
    path("<str:reference>/", casework.application, name="casework-application"),
    path("<str:reference>/accept/", casework_verbs.Accept.as_view(), name="casework-accept"),
    path("<str:reference>/reject/", casework_verbs.Reject.as_view(), name="casework-reject"),
    path("<str:reference>/ask/", casework_verbs.Ask.as_view(), name="casework-ask"),
    path("<str:reference>/verify-trn/", casework_verbs.VerifyTrn.as_view(), name="casework-verify-trn"),
    path("<str:reference>/funding/", casework_verbs.OverrideFunding.as_view(), name="casework-override-funding"),
    path("<str:reference>/note/", casework_verbs.Note.as_view(), name="casework-note"),
    path("<str:reference>/school-leader/", casework_verbs.AskLeader.as_view(), name="casework-ask-leader"),
    path("<str:reference>/adjustments/", casework_verbs.see_adjustments, name="casework-adjustments"),
]
