"""Addresses under /marking/: an assessor's scripts, by their numbers."""

from django.urls import path

from assessments.views import marking

app_name = "marking"

urlpatterns = [
    path("", marking.index, name="index"),
    path("<slug:number>/", marking.script, name="script"),
    path("<slug:number>/case-files/<int:file>/", marking.case_file, name="case-file"),
    path("<slug:number>/save/", marking.save, name="save"),
    path("<slug:number>/hand-back/", marking.hand_back, name="hand-back"),
]
