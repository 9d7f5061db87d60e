"""Doors of the person's own pages."""

from django.urls import path

from chengxin.web.resident import (
    case_views,
    consent_views,
    contacts,
    mandate_views,
    repair_views,
    then,
    views,
    why_views,
)

app_name = "resident"
urlpatterns = [
    path("", views.home, name="home"),
    path("records/", views.records, name="records"),
    path("records/<slug:ref>/", views.record, name="record"),
    path("records/<slug:ref>/calendar/", views.record_calendar, name="record_calendar"),
    path("records/<slug:ref>/object/", case_views.object_to, name="object"),
    path("records/<slug:ref>/statement/", case_views.statement, name="statement"),
    path("cases/", case_views.cases, name="cases"),
    path("cases/<slug:ref>/", case_views.case, name="case"),
    path("cases/<slug:ref>/review/", case_views.ask_review, name="ask_review"),
    path("cases/<slug:ref>/outcome/", case_views.file_outcome, name="file_outcome"),
    path("cases/<slug:ref>/withdraw/", case_views.withdraw, name="withdraw"),
    path("cases/<slug:ref>/papers/<slug:paper>/", case_views.evidence, name="evidence"),
    path("then/", then.records_then, name="then"),
    path("letters/", views.letters, name="letters"),
    path("letters/<slug:ref>/", views.letter, name="letter"),
    path("letters/<slug:ref>/open/", views.open_letter, name="open_letter"),
    path("contact/", contacts.contact, name="contact"),
    path("contact/remove/", contacts.remove, name="remove_contact"),
    path("records/<slug:ref>/repair/", repair_views.draft, name="repair_draft"),
    path("repairs/<slug:ref>/", repair_views.case, name="repair"),
    path("repairs/<slug:ref>/supply/", repair_views.supply, name="repair_supply"),
    path("repairs/<slug:ref>/withdraw/", repair_views.withdraw, name="repair_withdraw"),
    path("looks/", views.looks, name="looks"),
    path("looks/<slug:ref>/", views.look, name="look"),
    path("looks/<slug:look>/why/", why_views.ask_why, name="ask_why"),
    path("whys/<slug:ref>/", why_views.why, name="why"),
    path("whys/<slug:ref>/doubt/", why_views.doubt, name="doubt_why"),
    path("consents/", consent_views.consents, name="consents"),
    path("consents/new/", consent_views.choose, name="consent_choose"),
    path("consents/give/", consent_views.give, name="consent_give"),
    path("consents/<slug:ref>/withdraw/", consent_views.withdraw, name="consent_withdraw"),
    path("mandates/", mandate_views.mandates, name="mandates"),
    path("mandates/<slug:ref>/end/", mandate_views.end, name="end_mandate"),
    path("sign-in/", views.sign_in, name="sign_in"),
]
