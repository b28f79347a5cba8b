"""Addresses under /hub/board/: cohorts at a glance, one person's record, and the at-risk list."""

from django.urls import path

from courses.views import at_risk, board, board_exempting, board_person

app_name = "board"

urlpatterns = [
    path("", board.index, name="index"),
    path("<int:cohort_id>/", board.cohort_board, name="cohort"),
    path("<int:cohort_id>/csv/", board.board_csv, name="csv"),
    path("<int:cohort_id>/xlsx/", board.board_xlsx, name="xlsx"),
    path("people/<int:enrolment_id>/", board_person.person, name="person"),
    path("people/<int:enrolment_id>/exempt/", board_exempting.Exempt.as_view(), name="exempt"),
    path(
        "people/<int:enrolment_id>/exempt/<int:component_id>/end/",
        board_exempting.EndExemption.as_view(),
        name="end-exemption",
    ),
    path("at-risk/", at_risk.entries, name="at-risk"),
    path("at-risk/<int:entry_id>/", at_risk.entry, name="at-risk-entry"),
]
