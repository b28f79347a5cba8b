"""Addresses under /my/case-study/: a participant's windows, and asking for more time. `pk` is the window's."""

from django.urls import path

from assessments.views import my_windows

app_name = "my-windows"

urlpatterns = [
    path("", my_windows.index, name="index"),
    path("<int:pk>/", my_windows.window, name="window"),
    path("<int:pk>/more-time/", my_windows.AskForTime.as_view(), name="ask"),
    path("<int:pk>/more-time/take-back/", my_windows.take_back, name="take-back"),
]
