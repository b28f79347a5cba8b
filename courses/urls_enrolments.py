"""Addresses under /hub/enrolments/: one enrolment, and what a hub admin does with it."""

from django.urls import path

from courses.views import catch_up_hub, enrolment_life, enrolment_moves

app_name = "enrolments"

urlpatterns = [
    path("<int:pk>/", enrolment_life.record, name="record"),
    path("<int:pk>/passport/", enrolment_life.hub_passport, name="passport"),
    path("<int:pk>/defer/", enrolment_life.Defer.as_view(), name="defer"),
    path("<int:pk>/bring-back/", enrolment_moves.Resume.as_view(), name="resume"),
    path("<int:pk>/transfer/", enrolment_moves.Transfer.as_view(), name="transfer"),
    path("<int:pk>/withdraw/", enrolment_moves.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/take-back/", enrolment_moves.Readmit.as_view(), name="readmit"),
    path("<int:pk>/offer-catch-up/", catch_up_hub.Offer.as_view(), name="offer-catch-up"),
]
