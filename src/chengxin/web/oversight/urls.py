"""The door of the auditor."""

from django.urls import path

from chengxin.web.oversight import breaches, replays, samples, signs, views

app_name = "oversight"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("verify/", views.verify, name="verify"),
    path("replay/", replays.replay, name="replay"),
    path("samples/", samples.listed, name="samples"),
    path("samples/<slug:ref>/", samples.sample, name="sample"),
    path("signs/", signs.table, name="signs"),
    path("signs/<slug:month>.csv", signs.as_csv, name="signs_csv"),
    path("breaches/", breaches.breaches, name="breaches"),
    path("breaches/<slug:ref>/", breaches.breach, name="breach"),
    path("verified/", views.verified, name="verified"),
]
