"""Addresses of calendars: the reader's own page under /account/, and what calendar programs read under /calendar/.

Whatever stands after /calendar/ opens without signing in, so no log may hold it (npq_portal/logs.py).
"""

from django.urls import path

from npq_portal.calendars import views

app_name = "calendars"

urlpatterns = [
    path("account/calendar/", views.mine, name="mine"),
    path("account/calendar/make/", views.make, name="make"),
    path("account/calendar/replace/", views.replace, name="replace"),
    path("account/calendar/stop/", views.stop, name="stop"),
    path("account/calendar/<slug:about>.ics", views.event, name="event"),
    path("calendar/<slug:token>.ics", views.feed, name="feed"),
]
