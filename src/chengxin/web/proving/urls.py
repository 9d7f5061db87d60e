"""Doors of the ledger that stand open to everybody: sizes, hashes and signatures, nothing about a person."""

from django.urls import path

from chengxin.web.proving import views

app_name = "proving"
urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/checkpoint", views.checkpoint, name="checkpoint"),
    path("ledger/cosigned", views.cosigned, name="cosigned"),
    path("ledger/key", views.key, name="key"),
    path("ledger/growth/<int:old>/<int:new>", views.growth, name="growth"),
    path("ledger/inclusion/<int:index>/<slug:leaf>", views.inclusion, name="inclusion"),
    path("verify/", views.verify, name="verify"),
]
