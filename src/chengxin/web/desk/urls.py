"""Doors of the case officer's desk."""

from django.urls import path

from chengxin.web.desk import letters, repairs, views

app_name = "desk"
urlpatterns = [
    path("", views.held_row, name="held_row"),
    path("letters/", letters.letters, name="letters"),
    path("rows/<slug:ref>/settle/", views.settle, name="settle"),
    path("rows/<slug:ref>/resolve/", views.resolve, name="resolve"),
    path("rows/<slug:ref>/", views.settled, name="settled"),
    path("repairs/", repairs.listed, name="repairs"),
    path("repairs/<slug:ref>/", repairs.case, name="repair"),
    path("repairs/<slug:ref>/decide/", repairs.decide, name="repair_decide"),
    path("repairs/<slug:ref>/missing/", repairs.missing, name="repair_missing"),
    path("repairs/<slug:ref>/files/<slug:file>/", repairs.proof, name="repair_proof"),
]
