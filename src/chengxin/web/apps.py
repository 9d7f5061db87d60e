from django.apps import AppConfig


class Config(AppConfig):
    name = "chengxin.web"
    label = "web"
