"""The public pages: open to everybody, about the law and the machine, never about a person."""

from django.urls import path

from chengxin.web.public import calculator, law_views, views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
    path("items/", views.items, name="items"),
    path("items/<slug:slug>/", views.item, name="item"),
    path("purposes/", views.purposes, name="purposes"),
    path("register/", views.register, name="register"),
    path("measures/", views.measures, name="measures"),
    path("services/", views.services, name="services"),
    path("services/<slug:slug>/", views.service, name="service"),
    path("law/", law_views.law, name="law"),
    path("law/sources/", law_views.sources, name="sources"),
    path("law/sources/<slug:slug>/", law_views.source, name="source"),
    path("law/periods/", law_views.periods, name="periods"),
    path("law/diff/", law_views.diff, name="law_diff"),
    path("law/diff/<str:day>/", law_views.diff_on, name="law_diff_on"),
    path("law/data/", law_views.data, name="law_data"),
    path("law/data/<slug:table>.csv", law_views.data_csv, name="law_data_csv"),
    path("law/data/<slug:table>.json", law_views.data_json, name="law_data_json"),
    path("elsewhere/", views.elsewhere, name="elsewhere"),
    path("how/", views.how, name="how"),
    path("how/letter/", views.letter, name="letter"),
    path("how/window/", views.window, name="window"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("calculator/examples/", calculator.counted_examples, name="examples"),
    path("never/", views.never, name="never"),
    path("privacy/", views.privacy, name="privacy"),
    path("for-departments/precheck.html", views.precheck, name="precheck"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
