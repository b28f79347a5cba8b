"""Addresses under /my/case-study/: submitting, files and the receipt. `pk` is the window's."""

from django.urls import path

from assessments.views import handing_in, submitted

app_name = "handing-in"
urlpatterns = [
    path("<int:pk>/submit/", handing_in.Submit.as_view(), name="submit"),
    path("<int:pk>/at-closing/", handing_in.Wish.as_view(), name="at-closing"),
    path("<int:pk>/submitted/", submitted.Submitted.as_view(), name="submitted"),
    path("<int:pk>/take-back/", submitted.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/file/", submitted.Upload.as_view(), name="upload"),
    path("<int:pk>/receipts/<str:reference>/receipt.pdf", submitted.as_pdf, name="receipt-pdf"),
    path("<int:pk>/receipts/<str:reference>/receipt.json", submitted.as_data, name="receipt-json"),
    path("<int:pk>/receipts/<str:reference>/sealed/", submitted.sealed, name="sealed"),
]
