"""The trigger says which version of the agent held a call. What was counted before has none of the
new kinds: `rebuild_figures` counts it anew."""

from importlib import import_module

from django.db import migrations, models

before = import_module("reports.migrations.0002_notice_ended_calls")

# Never an error, whatever somebody wrote into a call's context: calls must go on.
VERSION = "coalesce(left({row}.context ->> 'agent_version', 9), '')"

NOTICE = """
    CREATE OR REPLACE FUNCTION reports_notice_call() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.status = ANY({over}) THEN
            INSERT INTO reports_change {columns} VALUES ({old});
        END IF;
        IF NEW.status = ANY({over}) THEN
            INSERT INTO reports_change {columns} VALUES ({new});
        END IF;
        RETURN NULL;
    END $$;
"""


def notice(columns: str, facts: str) -> str:
    """SQL: the trigger's function, writing these facts into these columns."""
    return NOTICE.format(
        over=before.OVER,
        columns=columns,
        old=facts.format(row="OLD", sign=-1),
        new=facts.format(row="NEW", sign=1),
    )


WITH_VERSION = notice(
    before.COLUMNS.replace("agent_id,", "agent_id, version,"),
    before.FACTS.replace("{row}.agent_id,", f"{{row}}.agent_id, {VERSION},"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0011_target_from_list"),
        ("reports", "0003_scheduled_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="version",
            field=models.CharField(blank=True, default="", max_length=9),
        ),
        migrations.RunSQL(WITH_VERSION, notice(before.COLUMNS, before.FACTS)),
    ]
