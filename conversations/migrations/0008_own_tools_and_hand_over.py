from django.db import migrations, models

import lib.sealing


def seal_secrets(apps, _editor):
    for tool in apps.get_model("conversations", "Endpoint").objects.all():
        tool.sealed = lib.sealing.seal(tool.secret)
        tool.save(update_fields=["sealed"])


def bare_secrets(apps, _editor):
    for tool in apps.get_model("conversations", "Endpoint").objects.all():
        tool.secret = tool.sealed.reveal()
        tool.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0007_proofs"),
    ]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="hand_over",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Never by itself"),
                    ("asked", "When a person is asked for"),
                    ("upset", "When a person is asked for, or somebody is angry"),
                ],
                default="",
                help_text="At once, by rule, whatever the model thinks. Needs a number to transfer to.",
                max_length=5,
                verbose_name="puts through",
            ),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="sealed",
            field=lib.sealing.SealedField(default=lib.sealing.nothing),
        ),
        migrations.RunPython(seal_secrets, bare_secrets),
        migrations.RemoveField(model_name="endpoint", name="secret"),
        migrations.RenameField(model_name="endpoint", old_name="sealed", new_name="secret"),
    ]
