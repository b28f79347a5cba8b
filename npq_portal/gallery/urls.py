"""The gallery: every component in every state, for those who build pages. Only where settings.GALLERY is on."""

from django.urls import path

from npq_portal.gallery import views

app_name = "gallery"
urlpatterns = [
    path("", views.components, name="components"),
    path("forms/", views.forms, name="forms"),
    path("question/", views.question, name="question"),
    path("list/", views.listing, name="list"),
    path("record/", views.record, name="record"),
    path("done/", views.done, name="done"),
    path("schools/", views.schools, name="schools"),
    path("errors/<slug:name>/", views.error, name="error"),
]
