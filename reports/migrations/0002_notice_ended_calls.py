"""A trigger on the calls that writes down each change of a call that is over. What ended before is
counted by the first fold, which makes the figures of an organisation that has none."""

from django.db import migrations

OVER = "'{completed,busy,no_answer,failed,canceled}'"

FACTS = """
    {row}.id, {sign}, {row}.organization_id, {row}.agent_id, {row}.from_number, {row}.to_number,
    coalesce({row}.sent_at, {row}.created_at), {row}.outcome, {row}.answered_at IS NOT NULL,
    coalesce({row}.duration, 0)
"""
COLUMNS = """
    (call_id, sign, organization_id, agent_id, from_number, to_number, began_at, outcome,
     answered, seconds)
"""

NOTICE = f"""
    CREATE FUNCTION reports_notice_call() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.status = ANY({OVER}) THEN
            INSERT INTO reports_change {COLUMNS} VALUES ({FACTS.format(row="OLD", sign=-1)});
        END IF;
        IF NEW.status = ANY({OVER}) THEN
            INSERT INTO reports_change {COLUMNS} VALUES ({FACTS.format(row="NEW", sign=1)});
        END IF;
        RETURN NULL;
    END $$;

    CREATE TRIGGER reports_call_ended AFTER INSERT ON calls_call
    FOR EACH ROW WHEN (NEW.status = ANY({OVER}))
    EXECUTE FUNCTION reports_notice_call();

    CREATE TRIGGER reports_call_changed AFTER UPDATE ON calls_call
    FOR EACH ROW WHEN (
        (OLD.status = ANY({OVER}) OR NEW.status = ANY({OVER}))
        AND (OLD.status, OLD.outcome, OLD.answered_at IS NULL, OLD.duration, OLD.sent_at)
            IS DISTINCT FROM
            (NEW.status, NEW.outcome, NEW.answered_at IS NULL, NEW.duration, NEW.sent_at)
    )
    EXECUTE FUNCTION reports_notice_call();
"""

FORGET = """
    DROP TRIGGER reports_call_changed ON calls_call;
    DROP TRIGGER reports_call_ended ON calls_call;
    DROP FUNCTION reports_notice_call();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("calls", "0001_initial"),
        ("campaigns", "0002_attempt"),
    ]

    operations = [migrations.RunSQL(NOTICE, FORGET)]
