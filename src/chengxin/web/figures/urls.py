"""Doors of what is counted in public: numbers about units, nothing about a person."""

from django.urls import path

from chengxin.web.figures import views

app_name = "figures"
urlpatterns = [path("looks/", views.looks, name="looks")]
