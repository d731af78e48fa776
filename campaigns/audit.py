"""Whether the ledger is exact: everybody is in one explained state, and nobody is missing.

Each rule is a query for those who break it; a ledger in order has none.
"""

from django.db.models import Count, Exists, F, OuterRef, Q
from prometheus_client import Gauge

from calls.lifecycle import ACTIVE
from campaigns.ledger import DIALABLE, REASONS, SETTLED, State
from campaigns.models import Attempt, Campaign, Target
from contacts.models import ListEntry

FAULTS = Gauge(
    "callsys_ledger_faults",
    "Targets that break a rule of the ledger, by rule.",
    ["rule"],
    multiprocess_mode="livemostrecent",
)

_BEGUN = (Campaign.Status.COMPLETED,)


def find_faults() -> dict[str, int]:
    """Rule → how many break it."""
    targets = Target.objects.all()
    waiting, settled = Q(state__in=DIALABLE), Q(state__in=SETTLED)
    calling = Q(state=State.CALLING)
    counts = targets.aggregate(
        unknown_state=Count("pk", filter=~Q(state__in=[state.value for state in State])),
        unexplained=Count("pk", filter=~Q(reason__in=list(REASONS))),
        waiting_without_time=Count("pk", filter=waiting & Q(next_attempt_at=None)),
        settled_without_time=Count("pk", filter=settled & Q(settled_at=None)),
        settled_yet_waiting=Count("pk", filter=settled & ~Q(next_attempt_at=None)),
        calling_without_call=Count("pk", filter=calling & Q(call=None)),
        claimed_without_lease=Count("pk", filter=Q(state=State.CLAIMED, lease_until=None)),
    )
    counts["on_the_line_but_not_calling"] = (
        Attempt.objects.filter(call__status__in=sorted(ACTIVE))
        .exclude(target__state=State.CALLING, target__call=F("call"))
        .count()
    )
    counts["on_a_list_but_no_target"] = _missing()
    return counts


def _missing() -> int:
    """People who were on the lists of a campaign when it began, and are nobody's target."""
    target = Target.objects.filter(
        campaign=OuterRef("contact_list__campaigns"), contact=OuterRef("contact")
    )
    entries = ListEntry.objects.filter(contact_list__campaigns__status__in=_BEGUN)
    joined_before = Q(contact__created_at__lt=F("contact_list__campaigns__started_at"))
    return entries.filter(joined_before).filter(~Exists(target)).count()


def publish(faults: dict[str, int]) -> None:
    """Show them as a metric."""
    for rule, count in faults.items():
        FAULTS.labels(rule=rule).set(count)
