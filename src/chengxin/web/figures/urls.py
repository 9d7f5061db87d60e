"""Doors of what is counted in public: numbers about units, nothing about a person."""

from django.urls import path

from chengxin.web.figures import quarters, views

app_name = "figures"
urlpatterns = [
    path("", quarters.index, name="index"),
    path("looks/", views.looks, name="looks"),
    path("<slug:quarter>/", quarters.quarter, name="quarter"),
    path("<slug:quarter>/items/<slug:item>/", quarters.item, name="item"),
    path("<slug:quarter>/units/<slug:unit>/", quarters.unit, name="unit"),
    path("<slug:quarter>/departments/", quarters.departments, name="departments"),
    path("<slug:quarter>/statistics.csv", quarters.as_csv, name="csv"),
    path("<slug:quarter>/statistics.json", quarters.as_json, name="json"),
]
