"""How a person likes to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.permissions import Role
from notices.mail import RUN_BY
from notices.models import Taste
from notices.selectors import kinds_for, taste_of


class TasteForm(forms.ModelForm[Taste]):
    """Toasts, and for each kind of event whether it is shown and whether it is written."""

    mailed = forms.MultipleChoiceField(
        label=_("Write me an e-mail when"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shown = forms.MultipleChoiceField(
        label=_("Show me when"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Taste
        fields = ["toast_place", "toast_seconds", "on_desktop"]

    def __init__(self, data: Any = None, *, access: Access, role: Role | None) -> None:
        taste = taste_of(access.user)
        kinds = kinds_for(access)
        is_new = not Taste.objects.filter(user=access.user).exists()
        usual = [kind.name for kind in kinds if kind.urgent and role in RUN_BY]
        initial = {
            "mailed": usual if is_new else taste.mailed,
            "shown": [kind.name for kind in kinds if kind.name not in taste.muted],
        }
        super().__init__(data, instance=taste, initial=initial, label_suffix="")
        for name in ("mailed", "shown"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(kind.name, kind.label) for kind in kinds]
        self._kinds = [kind.name for kind in kinds]
        self._hidden = [name for name in taste.mailed if name not in self._kinds]

    def choices(self) -> dict[str, Any]:
        """The arguments of `set_taste`. Only of a valid form."""
        chosen = dict(self.cleaned_data)
        shown = chosen.pop("shown")
        # What this role can't be told of stays as it was: it may be another's elsewhere.
        chosen["mailed"] = [*chosen["mailed"], *self._hidden]
        chosen["muted"] = [name for name in self._kinds if name not in shown]
        return chosen
