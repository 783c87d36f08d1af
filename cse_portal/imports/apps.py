from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "cse_portal.imports"
    label = "imports"
    verbose_name = "Imports"
