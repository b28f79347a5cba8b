"""Addresses under /register/."""

from django.urls import include, path

from registrations.converters import REFERENCE
from registrations.views import applications, backing, calculator, journey, workplaces

app_name = "registrations"

urlpatterns = [
    path("", journey.start, name="start"),
    path("questions/<slug:key>/", journey.Question.as_view(), name="question"),
    path("questions/which-npqs/remove/", journey.remove_earlier_npq, name="remove-earlier-npq"),
    path("check-your-answers/", journey.CheckAnswers.as_view(), name="check-answers"),
    path("discard/", journey.Discard.as_view(), name="discard"),
    path("funding/", calculator.start, name="funding-calculator"),
    path("funding/answer/", calculator.Result.as_view(), name="calculator-result"),
    path("funding/which-npqs/remove/", calculator.remove_earlier_npq, name="calculator-remove-earlier-npq"),
    path("funding/<slug:key>/", calculator.Question.as_view(), name="calculator-question"),
    path(f"applications/{REFERENCE}/", applications.show, name="application"),
    path(f"applications/{REFERENCE}/answer/", applications.GiveMore.as_view(), name="give-more"),
    path(f"applications/{REFERENCE}/withdraw/", applications.Withdraw.as_view(), name="withdraw"),
    path("backing/<str:token>/", backing.Backing.as_view(), name="backing"),
    path("workplaces/", workplaces.search, name="workplace-search"),
    path("hub/applications/", include("registrations.urls_casework")),
]
