from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "calls"
    verbose_name = _("Calls")

    def ready(self) -> None:
        """Have what calls keep of a person shown and erased with the rest."""
        register = import_module("contacts.privacy").register
        register(import_module("calls.privacy").CALLS)
        outcomes = import_module("calls.models").Outcome.choices
        import_module("contacts.outcomes").declare(outcomes)
