"""Addresses under /my/case-study/: reading the case and writing. `pk` is the window's."""

from django.urls import path

from assessments.views import case, versions, writing, writing_api

app_name = "writing"
urlpatterns = [
    path("<int:pk>/case/", case.Case.as_view(), name="case"),
    path("<int:pk>/case/files/<int:file>/", case.case_file, name="case-file"),
    path("<int:pk>/write/", writing.Write.as_view(), name="write"),
    path("<int:pk>/write/save", writing_api.save, name="save"),
    path("<int:pk>/versions/", versions.index, name="versions"),
    path("<int:pk>/versions/<int:number>/", versions.Version.as_view(), name="version"),
]
