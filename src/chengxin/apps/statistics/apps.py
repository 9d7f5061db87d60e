from django.apps import AppConfig


class Config(AppConfig):
    name = "chengxin.apps.statistics"
    label = "statistics"
