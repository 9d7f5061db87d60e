"""The door of officials."""

from django.urls import path

from chengxin.web.staff import views

app_name = "staff"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/password/", views.choose, name="choose"),
    path("password/", views.change, name="change"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-in/set-up/", views.set_up, name="set_up"),
]
