"""Addresses under /registers/: what facilitators take at a session."""

from django.urls import include, path

from courses.views import register_deciding, register_more, registers

app_name = "registers"

urlpatterns = [
    path("", registers.index, name="index"),
    path("<int:session_id>/", registers.register, name="register"),
    path("<int:session_id>/paper/", registers.paper, name="paper"),
    path("<int:session_id>/print/", register_more.on_paper, name="print"),
    path("<int:session_id>/close/", register_more.close, name="close"),
    path("<int:session_id>/open-again/", register_more.reopen, name="reopen"),
    path("<int:session_id>/did-not-happen/", register_more.not_held, name="did-not-happen"),
    path("<int:session_id>/decide/", register_deciding.which_mark, name="decide"),
    path("<int:session_id>/walk-ins/<int:walk_in_id>/", register_deciding.walk_in, name="walk-in"),
    path("", include("courses.urls_registers_api")),
    path("", include("courses.urls_registers_catch_up")),
    path("", include("courses.urls_registers_webinar")),
]
