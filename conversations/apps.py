from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Have what agents keep of a person shown and erased with the rest."""
        register = import_module("contacts.privacy").register
        register(import_module("conversations.privacy").CONVERSATIONS)
        settle = import_module("conversations.memory").settle_memories
        import_module("contacts.merging").register("conversations.Memory", settle)
