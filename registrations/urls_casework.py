"""Addresses of the hub's casework, under /register/hub/applications/; names live in the namespace "registrations"."""

from django.urls import path

from registrations.converters import REFERENCE
from registrations.views import casework, casework_verbs

urlpatterns = [
    path("", casework.applications, name="casework-list"),
    path("csv/", casework.applications_csv, name="casework-csv"),
    path(f"{REFERENCE}/", casework.application, name="casework-application"),
    path(f"{REFERENCE}/accept/", casework_verbs.Accept.as_view(), name="casework-accept"),
    path(f"{REFERENCE}/reject/", casework_verbs.Reject.as_view(), name="casework-reject"),
    path(f"{REFERENCE}/ask/", casework_verbs.Ask.as_view(), name="casework-ask"),
    path(f"{REFERENCE}/verify-trn/", casework_verbs.VerifyTrn.as_view(), name="casework-verify-trn"),
    path(f"{REFERENCE}/funding/", casework_verbs.OverrideFunding.as_view(), name="casework-override-funding"),
    path(f"{REFERENCE}/note/", casework_verbs.Note.as_view(), name="casework-note"),
    path(f"{REFERENCE}/school-leader/", casework_verbs.AskLeader.as_view(), name="casework-ask-leader"),
    path(f"{REFERENCE}/adjustments/", casework_verbs.see_adjustments, name="casework-adjustments"),
]
