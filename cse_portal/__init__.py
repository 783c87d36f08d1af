"""Settings, addresses, the task queue and the leaves that every app may import."""

from cse_portal.celery import app as celery_app

__all__ = ["celery_app"]
