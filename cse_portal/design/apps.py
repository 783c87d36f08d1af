from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "cse_portal.design"
    label = "design"
    verbose_name = "Look of the site"
