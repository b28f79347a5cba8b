"""Addresses under /receipts/: anybody checks a receipt, a statement or a file against one."""

from django.urls import path

from assessments.views import receipts, statements

app_name = "receipts"
urlpatterns = [
    path("", receipts.Check.as_view(), name="check"),
    path("keys/", receipts.keys, name="keys"),
    path("statements/<str:reference>/", statements.CheckStatement.as_view(), name="statement"),
]
