"""What changes people, lists, imports and suppressed numbers: one function a change."""

from contacts.services.imports import (
    cancel_import,
    create_import,
    repeat_import,
    reread_draft,
    run_import,
    start_import,
)
from contacts.services.leads import (
    drop_lead,
    move_lead,
    note_lead_results,
    score_lead,
    start_leads,
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
from contacts.services.stages import (
    change_stage,
    create_stage,
    delete_stage,
    place_stage,
    stages_of,
)
from contacts.services.suppression import lift_suppression, suppress

__all__ = [
    "add_to_list",
    "cancel_import",
    "change_stage",
    "create_contact",
    "create_import",
    "create_list",
    "create_stage",
    "delete_contact",
    "delete_list",
    "delete_stage",
    "drop_lead",
    "erase_person",
    "export_person",
    "forget_what_is_old",
    "keep_for",
    "lift_suppression",
    "list_named",
    "move_lead",
    "note_attribute",
    "note_lead_results",
    "note_results",
    "place_stage",
    "remove_from_list",
    "rename_list",
    "repeat_import",
    "reread_draft",
    "run_import",
    "score_lead",
    "stages_of",
    "start_import",
    "start_leads",
    "suppress",
    "update_contact",
]
