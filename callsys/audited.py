"""Which tables are audited: each bears a trigger, made when the database is migrated.

`callsys migrate` compares what is there with what should be, and changes only what differs.
"""

import zlib
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from accounts import audit


@dataclass(frozen=True, slots=True)
class Audited:
    """A model whose changes are kept. `owner` is the column that names the organisation; changes
    of `ignored` columns alone are no entry; `hidden` columns are kept as "[hidden]"."""

    model: str
    owner: str = "organization_id"
    ignored: str = "updated_at"
    hidden: str = ""
    events: str = "INSERT OR UPDATE OR DELETE"

    @property
    def table(self) -> str:
        """Its table."""
        return str(apps.get_model(self.model)._meta.db_table)

    @property
    def trigger(self) -> str:
        """A name that changes with what it does."""
        return f"audit_{zlib.crc32((repr(self) + self.fires).encode()):08x}"

    @property
    def fires(self) -> str:
        """An update that writes ignored columns alone does not even call it."""
        columns = [field.column for field in apps.get_model(self.model)._meta.concrete_fields]
        counted = ", ".join(f'"{name}"' for name in columns if name not in self.ignored.split(","))
        return self.events.replace("UPDATE", f"UPDATE OF {counted}")

    @property
    def statement(self) -> str:
        """What makes it."""
        arguments = ", ".join(
            f"'{each}'" for each in (self.model, self.owner, self.ignored, self.hidden)
        )
        return (
            f'CREATE TRIGGER {self.trigger} AFTER {self.fires} ON "{self.table}" '
            f"FOR EACH ROW EXECUTE FUNCTION callsys_audit({arguments})"
        )


AUDITED = (
    Audited("accounts.User", owner="", ignored="last_login", hidden="password"),
    Audited("accounts.Organization", owner="id"),
    Audited("accounts.Membership"),
    Audited("accounts.ApiKey", ignored="last_used_at", hidden="digest"),
    Audited("accounts.ProviderCredential", ignored="updated_at,tested_at", hidden="sealed"),
    Audited("outbox.Endpoint", ignored="failing_since", hidden="secret"),
    # What a call leaves on a contact stands in the call.
    Audited(
        "contacts.Contact",
        ignored="updated_at,search_text,last_outcome,last_called_at",
        events="UPDATE OR DELETE",
    ),
    Audited("contacts.ContactList"),
    Audited("contacts.Import", events="INSERT"),
    Audited("contacts.BulkAct", events="INSERT"),
    Audited("contacts.Suppression"),
    Audited("contacts.CountryRule", ignored="decided_at"),
    Audited("contacts.PrivacySettings"),
    Audited("conversations.Agent"),
    Audited("conversations.Endpoint", ignored="", hidden="secret"),
    Audited("campaigns.Campaign", ignored="next_slot_at,judged_from"),
    Audited("campaigns.CallingLimits"),
    Audited("campaigns.EmergencyStop", owner=""),
    # What a dialer writes with each wave is its pace, and no change that somebody made.
    Audited(
        "calls.Trunk", owner="", ignored="next_slot_at,dialer,served_until,recent,turn,number_slots"
    ),
)

_APPEND_ONLY = """
BEGIN
    RAISE EXCEPTION 'the audit is append-only';
END
"""


def keep_audit(**_signal: Any) -> None:
    """Make the triggers be as declared: the receiver of `post_migrate`."""
    with connection.cursor() as cursor:
        _keep_function(cursor, "callsys_audit", audit.FUNCTION)
        _keep_function(cursor, "callsys_append_only", _APPEND_ONLY)
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname LIKE 'audit\\_%' AND NOT tgisinternal"
        )
        standing = set(cursor.fetchall())
        wanted = {(each.trigger, each.table): each.statement for each in AUDITED}
        wanted["audit_append_only", "accounts_auditentry"] = (
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON accounts_auditentry "
            "FOR EACH ROW EXECUTE FUNCTION callsys_append_only()"
        )
        for name, table in standing - set(wanted):
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
        for key in set(wanted) - standing:
            cursor.execute(wanted[key])


def _keep_function(cursor: Any, name: str, body: str) -> None:
    cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [name])
    found = cursor.fetchone()
    if found is None or found[0] != body:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        )
