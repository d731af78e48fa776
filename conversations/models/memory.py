"""What is remembered of a person from one conversation to the next."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, OwnedQuerySet
from contacts.models import Contact


class Memory(models.Model):
    """One short thing worth knowing the next time, on any channel. People may change it and erase
    it; `scope` names the conversation that it comes from ("" : somebody wrote it)."""

    class Kind(models.TextChoices):
        FACT = "fact", _("Fact")
        PROMISE = "promise", _("Promise")
        PREFERENCE = "preference", _("Preference")
        SUMMARY = "summary", _("Last conversation")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="memories")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.FACT)
    text = models.CharField(_("text"), max_length=300)
    scope = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("memory")
        verbose_name_plural = _("memories")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "text"], name="memory_once"),
        ]

    def __str__(self) -> str:
        return self.text
