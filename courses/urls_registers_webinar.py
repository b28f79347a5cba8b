"""Addresses under /registers/ for a webinar's attendance report."""

from django.urls import path

from courses.views import webinar

urlpatterns = [
    path("<int:session_id>/webinar/", webinar.reports, name="webinar"),
    path("<int:session_id>/webinar/people/<int:row_id>/", webinar.who, name="webinar-row"),
    path("<int:session_id>/webinar/others/", webinar.others, name="webinar-others"),
    path("<int:session_id>/webinar/absent/", webinar.absent, name="webinar-absent"),
]
