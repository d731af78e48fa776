"""People whom an organisation may call, the lists they are on, the files they came from, what they
agreed to, and the numbers that must not be rung."""

from contacts.models.bulk import BulkAct
from contacts.models.consent import ConsentRecord, CountryRule, Erasure, PrivacySettings
from contacts.models.imports import Import, ImportedNumber, ImportMapping, RejectedRow
from contacts.models.leads import Lead, LeadEvent, Stage
from contacts.models.people import Contact, ContactList, Fold, ListEntry, Spaced
from contacts.models.search import SearchBlock, SearchMark, Segment
from contacts.models.suppression import SuppressedHash, Suppression, SuppressionSet

__all__ = [
    "BulkAct",
    "ConsentRecord",
    "Contact",
    "ContactList",
    "CountryRule",
    "Erasure",
    "Fold",
    "Import",
    "ImportMapping",
    "ImportedNumber",
    "Lead",
    "LeadEvent",
    "ListEntry",
    "PrivacySettings",
    "RejectedRow",
    "SearchBlock",
    "SearchMark",
    "Segment",
    "Spaced",
    "Stage",
    "SuppressedHash",
    "Suppression",
    "SuppressionSet",
]
