"""Doors for reports by the public."""

from django.urls import path

from chengxin.web.complaining import views

app_name = "complaining"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("person/", views.about_person, name="about_person"),
    path("body/", views.about_body, name="about_body"),
    path("find/", views.find, name="find"),
    path("<slug:ref>/", views.case, name="case"),
]
