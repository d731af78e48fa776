import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0008_remarks")]

    operations = [
        migrations.CreateModel(
            name="RecordingDeletion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider_id", models.CharField(max_length=80, verbose_name="provider's id")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="next try")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="since")),
                (
                    "trunk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="calls.trunk",
                    ),
                ),
            ],
            options={
                "verbose_name": "recording to be deleted",
                "verbose_name_plural": "recordings to be deleted",
                "constraints": [
                    models.UniqueConstraint(fields=("trunk", "provider_id"), name="deletion_once")
                ],
            },
        ),
    ]
