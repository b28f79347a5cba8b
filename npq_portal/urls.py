"""The URL map."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("npq_portal.pages.urls")),
    path("", include("npq_portal.calendars.urls")),
    path("account/", include("npq_portal.accounts.urls")),
    path("unsubscribe/", include("npq_portal.notifications.urls")),
    path("npqs/", include("courses.urls")),
    path("registers/", include("courses.urls_registers")),
    path("my/", include("courses.urls_mine")),
    path("hub/enrolments/", include("courses.urls_enrolments")),
    path("hub/board/", include("courses.urls_board")),
    path("hub/cohorts/", include("courses.urls_schedule")),
    path("hub/cohorts/", include("courses.urls_cohorts")),
    path("my/case-study/", include("assessments.urls_my_windows")),
    path("my/case-study/", include("assessments.urls_writing")),
    path("my/case-study/", include("assessments.urls_handing_in")),
    path("my/results/", include("assessments.urls_my_results")),
    path("receipts/", include("assessments.urls_receipts")),
    path("marking/", include("assessments.urls_marking")),
    path("hub/windows/", include("assessments.urls_windows")),
    path("hub/marking/", include("assessments.urls_hub_marking")),
    path("hub/results/", include("assessments.urls_results")),
    path("hub/integrity/", include("assessments.urls_integrity")),
    path("register/", include("registrations.urls")),
    path("admin/", admin.site.urls),
]

if settings.GALLERY:
    urlpatterns += [path("gallery/", include("npq_portal.gallery.urls"))]
if settings.DEMO:
    urlpatterns += [path("demo/", include("npq_portal.demo.urls"))]
