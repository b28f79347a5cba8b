"""Addresses under /my/check-in/: what a scanned code opens."""

from django.urls import path

from courses.views import check_in

urlpatterns = [
    path("check-in/<int:pk>/", check_in.show, name="check-in"),
    path("check-in/<int:pk>/<slug:code>/", check_in.scan, name="check-in-scan"),
]
