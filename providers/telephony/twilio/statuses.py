"""Twilio's words for how a call stands, in ours."""

from providers.telephony.base import ReportedStatus

STATUSES = {
    "queued": ReportedStatus.QUEUED,
    "initiated": ReportedStatus.QUEUED,
    "ringing": ReportedStatus.RINGING,
    "in-progress": ReportedStatus.IN_PROGRESS,
    "completed": ReportedStatus.COMPLETED,
    "busy": ReportedStatus.BUSY,
    "no-answer": ReportedStatus.NO_ANSWER,
    "failed": ReportedStatus.FAILED,
    "canceled": ReportedStatus.CANCELED,
}
"""`initiated` exists in callbacks only (providers' documentation, "Call status")."""

OF_THE_NUMBER = frozenset({"21211", "21214", "21217", "21216", "21215", "13223", "13226", "13227"})
"""Error codes that are about the number dialed: trying again changes nothing."""
