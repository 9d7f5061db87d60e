"""Every door of the product, by audience."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from chengxin.api.v1 import PREFIX
from chengxin.web import machine
from chengxin.web.staff.views import sign_out, sign_out_elsewhere

urlpatterns: list[URLPattern | URLResolver] = [
    # First: no program waits until every page was asked whether it is meant.
    path(PREFIX, include("chengxin.api.urls")),
    path("", include("chengxin.web.public.urls")),
    path("", include("chengxin.web.proving.urls")),
    path("check/", include("chengxin.web.checking.urls")),
    path("complaints/", include("chengxin.web.complaining.urls")),
    path("figures/", include("chengxin.web.figures.urls")),
    path("sign-in/", include("chengxin.web.signing_in.urls")),
    path("me/", include("chengxin.web.resident.urls")),
    path("window/", include("chengxin.web.window.urls")),
    path("department/", include("chengxin.web.department.urls")),
    path("desk/", include("chengxin.web.desk.urls")),
    path("oversight/", include("chengxin.web.oversight.urls")),
    path("administration/", include("chengxin.web.administration.urls")),
    path("staff/", include("chengxin.web.staff.urls")),
    path("sign-out/", sign_out, name="sign_out"),
    path("sign-out/elsewhere/", sign_out_elsewhere, name="sign_out_elsewhere"),
    path("alive", machine.alive, name="alive"),
    path("ready", machine.ready, name="ready"),
]
if settings.IS_DEMO:
    urlpatterns.append(path("demo/", include("chengxin.web.demo.urls")))

handler400 = "chengxin.config.errors.bad_request"
handler404 = "chengxin.config.errors.not_found"
handler500 = "chengxin.config.errors.fault"
