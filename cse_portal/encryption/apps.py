from django.apps import AppConfig


class EncryptionConfig(AppConfig):
    name = "cse_portal.encryption"
    label = "encryption"
    verbose_name = "Encryption at rest"
