import django.db.models.functions.datetime
from django.db import migrations, models

# Marks of what is searched, and what a foreign key does, once a statement and in one look.
_INSERTED = """
CREATE FUNCTION contacts_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owners bigint[];
    found bigint;
BEGIN
    WITH marked AS (
        INSERT INTO contacts_searchmark (organization_id, number)
        SELECT DISTINCT organization_id, id >> 7 FROM fresh
        RETURNING organization_id
    )
    SELECT array_agg(DISTINCT organization_id) INTO owners FROM marked;
    PERFORM FROM accounts_organization WHERE id = ANY(owners) FOR KEY SHARE;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found < cardinality(owners) THEN
        RAISE foreign_key_violation USING MESSAGE = 'a contact of no organisation';
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER search_inserted ON contacts_contact;
DROP TRIGGER owner_on_insert ON contacts_contact;
DROP FUNCTION contacts_require_owner();
CREATE TRIGGER contacts_inserted AFTER INSERT ON contacts_contact
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_inserted();
"""
_AS_BEFORE = """
DROP TRIGGER contacts_inserted ON contacts_contact;
DROP FUNCTION contacts_inserted();
CREATE FUNCTION contacts_require_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
    found bigint;
BEGIN
    SELECT count(DISTINCT organization_id) INTO wanted FROM fresh;
    PERFORM FROM accounts_organization
        WHERE id IN (SELECT organization_id FROM fresh) FOR KEY SHARE;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found < wanted THEN
        RAISE foreign_key_violation USING MESSAGE = 'a contact of no organisation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER owner_on_insert AFTER INSERT ON contacts_contact
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_require_owner();
CREATE TRIGGER search_inserted AFTER INSERT ON contacts_contact
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_mark_search();
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_contacts_by_the_million")]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="created_at",
            field=models.DateTimeField(
                auto_now_add=True,
                db_default=django.db.models.functions.datetime.Now(),
                verbose_name="created",
            ),
        ),
        migrations.AlterField(
            model_name="contact",
            name="updated_at",
            field=models.DateTimeField(
                auto_now=True,
                db_default=django.db.models.functions.datetime.Now(),
                verbose_name="updated",
            ),
        ),
        migrations.RunSQL(_INSERTED, _AS_BEFORE),
    ]
