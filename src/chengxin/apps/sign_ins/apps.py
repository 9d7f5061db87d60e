from django.apps import AppConfig


class Config(AppConfig):
    name = "chengxin.apps.sign_ins"
    label = "sign_ins"
