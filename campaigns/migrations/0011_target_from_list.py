import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0010_recorded"),
        ("contacts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="target",
            name="from_list",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="contacts.contactlist",
            ),
        ),
    ]
