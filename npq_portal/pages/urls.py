"""Addresses of the roof: start page, dashboards, what every public service must say, health."""

from django.urls import path

from npq_portal.pages.views import about, background, health, home, reminders, start, wording

app_name = "pages"

urlpatterns = [
    path("", start.start, name="start"),
    path("home/", home.home, name="home"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("contact/", about.contact, name="contact"),
    path("cookies/", about.cookies, name="cookies"),
    path("hub/reminders/", reminders.reminders, name="reminders"),
    path("hub/wording/", wording.wordings, name="wordings"),
    path("hub/wording/<str:kind>/", wording.WordsOfKind.as_view(), name="words"),
    path("hub/wording/<str:kind>/portals-own/", wording.PortalsOwn.as_view(), name="words-portals-own"),
    path("hub/background/", background.background, name="background"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", background.metrics, name="metrics"),
]
