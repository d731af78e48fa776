"""What a person fills in about leads and stages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from contacts.forms import ServiceForm
from contacts.models import ContactList, Stage
from contacts.scoring import HIGHEST, LOWEST


class LeadFilter(forms.Form):
    """Which leads are shown."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("Name, phone or e-mail")}),
    )
    list = forms.ModelChoiceField(
        label=_("List"), required=False, queryset=ContactList.objects.none(), empty_label=_("All")
    )
    at_least = forms.TypedChoiceField(
        label=_("Score"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("All")), ("20", "≥ 20"), ("40", "≥ 40"), ("60", "≥ 60"), ("80", "≥ 80")],
    )

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data, label_suffix="")
        lists = self.fields["list"]
        assert isinstance(lists, forms.ModelChoiceField)
        lists.queryset = ContactList.objects.visible_to(access).order_by("name")

    def chosen(self) -> dict[str, Any]:
        """What was chosen and makes sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class MoveForm(ServiceForm):
    """Where a lead goes."""

    stage = forms.ModelChoiceField(
        label=_("Stage"), queryset=Stage.objects.none(), empty_label=None
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, access: Access, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        stage = self.fields["stage"]
        assert isinstance(stage, forms.ModelChoiceField)
        stage.queryset = Stage.objects.visible_to(access)


class ScoreForm(ServiceForm):
    """How promising somebody finds a lead."""

    score = forms.IntegerField(label=_("Score"), min_value=LOWEST, max_value=HIGHEST)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class StageForm(ServiceForm):
    """A stage: its name, and what it means to us."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Means"),
        choices=Stage.Kind.choices,
        help_text=_("Results of calls move a lead to the first stage with a meaning."),
    )


class StageDeleteForm(ServiceForm):
    """Where the leads of a stage go that is deleted."""

    into = forms.ModelChoiceField(
        label=_("Its leads go to"), queryset=Stage.objects.none(), required=False
    )

    def __init__(self, data: Any = None, *, stage: Stage) -> None:
        super().__init__(data)
        into = self.fields["into"]
        assert isinstance(into, forms.ModelChoiceField)
        others = Stage.objects.filter(organization=stage.organization_id)
        into.queryset = others.exclude(pk=stage.pk)
