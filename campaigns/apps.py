from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        """Have two entries of one person in one campaign brought together."""
        settle = import_module("campaigns.merging").settle_targets
        import_module("contacts.merging").register("campaigns.Target", settle)
