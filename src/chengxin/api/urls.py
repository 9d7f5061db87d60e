"""The addresses of API v1."""

from chengxin.api.v1 import routes

app_name = "api"
urlpatterns = routes()
