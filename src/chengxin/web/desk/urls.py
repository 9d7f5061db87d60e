"""Doors of the case officer's desk."""

from django.urls import path

from chengxin.web.desk import letters, views

app_name = "desk"
urlpatterns = [
    path("", views.held_row, name="held_row"),
    path("letters/", letters.letters, name="letters"),
    path("rows/<slug:ref>/settle/", views.settle, name="settle"),
    path("rows/<slug:ref>/resolve/", views.resolve, name="resolve"),
    path("rows/<slug:ref>/", views.settled, name="settled"),
]
