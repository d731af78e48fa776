"""Secrets of webhooks are sealed: no backup and no dump shows them any more."""

from typing import Any

from django.db import migrations, models

from lib.sealing import SealedField, seal


def seal_secrets(apps: Any, _schema_editor: Any) -> None:
    """What was bare."""
    for endpoint in apps.get_model("outbox", "Endpoint").objects.iterator():
        endpoint.sealed = seal(endpoint.secret)
        endpoint.save(update_fields=["sealed"])


def show_secrets(apps: Any, _schema_editor: Any) -> None:
    """The way back."""
    for endpoint in apps.get_model("outbox", "Endpoint").objects.iterator():
        endpoint.secret = endpoint.sealed.reveal()
        endpoint.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_more_events")]
    operations = [
        migrations.AddField("endpoint", "sealed", SealedField()),
        migrations.RunPython(seal_secrets, show_secrets),
        # So that it can come back, empty, on the way back.
        migrations.AlterField("endpoint", "secret", models.CharField(max_length=80, default="")),
        migrations.RemoveField("endpoint", "secret"),
        migrations.RenameField("endpoint", "sealed", "secret"),
    ]
