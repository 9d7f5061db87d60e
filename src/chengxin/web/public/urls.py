"""The public pages: open to everybody, about the law and the machine, never about a person."""

from django.urls import path

from chengxin.web.public import calculator, views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
    path("items/", views.items, name="items"),
    path("items/<slug:slug>/", views.item, name="item"),
    path("purposes/", views.purposes, name="purposes"),
    path("measures/", views.measures, name="measures"),
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
