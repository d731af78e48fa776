"""The project: settings, routes, processes."""

from callsys.celery import app as celery_app

__all__ = ["celery_app"]
