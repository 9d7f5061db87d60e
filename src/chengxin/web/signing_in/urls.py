"""The doors by which a resident comes in, and goes."""

from django.urls import path

from chengxin.web.signing_in import views

app_name = "signing_in"
urlpatterns = [
    path("", views.sign_in, name="sign_in"),
    path("go/", views.go, name="go"),
    path("back/", views.back, name="back"),
    path("out/", views.out, name="out"),
    path("out/provider/", views.out_of_provider, name="out_of_provider"),
]
