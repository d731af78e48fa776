from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_credential_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="max_members",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Empty: without a limit.",
                null=True,
                verbose_name="members at most",
            ),
        ),
    ]
