"""Doors of the person's own pages."""

from django.urls import path

from chengxin.web.resident import contacts, repairs, views

app_name = "resident"
urlpatterns = [
    path("", views.home, name="home"),
    path("records/", views.records, name="records"),
    path("records/<slug:ref>/", views.record, name="record"),
    path("records/<slug:ref>/calendar/", views.record_calendar, name="record_calendar"),
    path("letters/", views.letters, name="letters"),
    path("letters/<slug:ref>/", views.letter, name="letter"),
    path("letters/<slug:ref>/open/", views.open_letter, name="open_letter"),
    path("contact/", contacts.contact, name="contact"),
    path("contact/remove/", contacts.remove, name="remove_contact"),
    path("records/<slug:ref>/repair/", repairs.draft, name="repair_draft"),
    path("repairs/<slug:ref>/", repairs.case, name="repair"),
    path("repairs/<slug:ref>/supply/", repairs.supply, name="repair_supply"),
    path("repairs/<slug:ref>/withdraw/", repairs.withdraw, name="repair_withdraw"),
    path("looks/", views.looks, name="looks"),
    path("looks/<slug:ref>/", views.look, name="look"),
    path("sign-in/", views.sign_in, name="sign_in"),
]
