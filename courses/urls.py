"""Addresses under /npqs/."""

from django.urls import path

from courses.views import catalogue, content

app_name = "courses"

urlpatterns = [
    path("", catalogue.index, name="index"),
    path("guides/<slug:slug>/", content.guide, name="guide"),
    path("questions/", content.questions, name="questions"),
    path("lead-providers/", catalogue.lead_providers, name="lead-providers"),
    path("lead-providers/<slug:slug>/", catalogue.lead_provider, name="lead-provider"),
    path("<slug:slug>/", catalogue.course, name="course"),
]
