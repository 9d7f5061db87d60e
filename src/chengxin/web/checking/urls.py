"""The short address on an extract, where whoever holds the paper types its code."""

from django.urls import path

from chengxin.web.checking import views

app_name = "checking"
urlpatterns = [path("", views.check, name="check")]
