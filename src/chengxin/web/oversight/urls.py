"""The door of the auditor."""

from django.urls import path

from chengxin.web.oversight import views

app_name = "oversight"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("verify/", views.verify, name="verify"),
    path("verified/", views.verified, name="verified"),
]
