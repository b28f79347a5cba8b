"""Addresses under /hub/marking/: allocation, progress, disagreement and how markers compare. `pk` is the window's."""

from django.urls import path

from assessments.views import hub_marking, hub_scripts, hub_team

app_name = "hub-marking"

urlpatterns = [
    path("", hub_marking.index, name="index"),
    path("<int:pk>/", hub_marking.window, name="window"),
    path("<int:pk>/give-out/", hub_marking.give_out, name="give-out"),
    path("<int:pk>/draw-samples/", hub_marking.draw, name="draw"),
    path("<int:pk>/conflicts/", hub_team.conflicts, name="conflicts"),
    path("<int:pk>/comparison/", hub_team.comparison, name="comparison"),
    path("scripts/<slug:number>/", hub_scripts.script, name="script"),
]
