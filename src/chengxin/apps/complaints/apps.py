from django.apps import AppConfig


class Config(AppConfig):
    name = "chengxin.apps.complaints"
    label = "complaints"
