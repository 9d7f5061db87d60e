"""The door of the auditor."""

from django.urls import path

from chengxin.web.oversight import replays, samples, views

app_name = "oversight"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("verify/", views.verify, name="verify"),
    path("replay/", replays.replay, name="replay"),
    path("samples/", samples.listed, name="samples"),
    path("samples/<slug:ref>/", samples.sample, name="sample"),
    path("verified/", views.verified, name="verified"),
]
