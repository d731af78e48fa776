from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0009_emergency"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="recorded",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "As this installation is set up"),
                    ("yes", "Record, and say so at once"),
                    ("no", "Don't record"),
                ],
                default="",
                max_length=3,
                verbose_name="recording",
            ),
        ),
    ]
