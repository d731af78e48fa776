"""What changes people, lists, imports and suppressed numbers: one function a change."""

from contacts.services.imports import (
    cancel_import,
    create_import,
    repeat_import,
    reread_draft,
    run_import,
    start_import,
)
from contacts.services.lists import (
    add_to_list,
    create_list,
    delete_list,
    list_named,
    remove_from_list,
    rename_list,
)
from contacts.services.people import (
    create_contact,
    delete_contact,
    note_attribute,
    note_results,
    update_contact,
)
from contacts.services.privacy import (
    erase_person,
    export_person,
    forget_what_is_old,
    keep_for,
)
from contacts.services.suppression import lift_suppression, suppress

__all__ = [
    "add_to_list",
    "cancel_import",
    "create_contact",
    "create_import",
    "create_list",
    "delete_contact",
    "delete_list",
    "erase_person",
    "export_person",
    "forget_what_is_old",
    "keep_for",
    "lift_suppression",
    "list_named",
    "note_attribute",
    "note_results",
    "remove_from_list",
    "rename_list",
    "repeat_import",
    "reread_draft",
    "run_import",
    "start_import",
    "suppress",
    "update_contact",
]
