"""The doors of a department: hand over a file, see what became of it."""

from django.urls import path

from chengxin.web.department import figures, views

app_name = "department"
urlpatterns = [
    path("", views.submit, name="submit"),
    path("nothing/", views.nothing, name="nothing"),
    path("submissions/", views.submissions, name="submissions"),
    path("submissions/<slug:ref>/", views.submission, name="submission"),
    path("submissions/<slug:ref>/issues.csv", views.issues_csv, name="issues_csv"),
    path("submissions/<slug:ref>/receipt.json", views.receipt_json, name="receipt_json"),
    path("submissions/<slug:ref>/annotated.xlsx", views.annotated_xlsx, name="annotated"),
    path("figures/", figures.listed, name="figures"),
    path("figures/<slug:quarter>/", figures.quarter, name="figures_of"),
    path("templates/<path:key>.xlsx", views.feed_template, name="template"),
]
