from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "callsys"
    verbose_name = "Callsys"
