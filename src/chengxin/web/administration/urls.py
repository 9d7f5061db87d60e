"""The doors of the three administrators. No page here shows a person: only those who work here, and the machine."""

from django.urls import path

from chengxin.web.administration import machine, officials, proposals, seats

app_name = "administration"
urlpatterns = [
    path("machine/", machine.machine, name="machine"),
    path("seats/", seats.seats, name="seats"),
    path("seats/new/", proposals.propose, name="propose"),
    path("seats/<slug:ref>/", proposals.proposal, name="proposal"),
    path("seats/<slug:ref>/approve/", proposals.approve, name="approve"),
    path("officials/<str:username>/", officials.one, name="official"),
    path("officials/<str:username>/seat/", proposals.propose_for, name="propose_for"),
    path("officials/<str:username>/course/", officials.course, name="course"),
    path("officials/<str:username>/code/", officials.code, name="code"),
    path("officials/<str:username>/remove/", officials.remove, name="remove"),
]
