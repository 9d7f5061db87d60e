"""The doors that only a demo has."""

from django.urls import path

from chengxin.web.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.index, name="index"),
    path("be/", views.be_official, name="be_official"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("samples/<str:name>", views.sample, name="sample"),
    path("clock/", views.move_clock, name="clock"),
]
