"""The door of the auditor."""

from django.urls import path

from chengxin.web.oversight import replays, views

app_name = "oversight"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("verify/", views.verify, name="verify"),
    path("replay/", replays.replay, name="replay"),
    path("verified/", views.verified, name="verified"),
]
