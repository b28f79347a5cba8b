"""Addresses under /registers/ for devices: what works without a signal, and checking in by QR code."""

from django.urls import path

from courses.views import check_in_screen, register_api, register_worker

urlpatterns = [
    path("today.json", register_api.today, name="today"),
    path("sync", register_api.sync, name="sync"),
    path("worker.js", register_worker.worker, name="worker"),
    path("app.webmanifest", register_worker.manifest, name="manifest"),
    path("offline/", register_worker.offline, name="offline"),
    path("<int:pk>/check-in/", check_in_screen.screen, name="check-in"),
    path("<int:pk>/check-in/state.json", check_in_screen.state, name="check-in-state"),
]
