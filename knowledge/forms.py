"""What a person gives us to look things up in: a file, or text that was pasted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import LANGUAGES
from knowledge.services import kind_of
from lib.errors import InvalidInput


class DocumentForm(forms.Form):
    """A file, or a page's text."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, Word, Markdown or text, up to 20 MB.")
    )
    text = forms.CharField(
        label=_("Or paste a text or a web page"),
        required=False,
        max_length=3_000_000,
        widget=forms.Textarea({"rows": 8}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, data: Any = None, files: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial, label_suffix="")

    def clean(self) -> dict[str, Any]:
        """Title, content, kind and language of the document."""
        given = super().clean() or {}
        file, text = given.get("file"), str(given.get("text") or "").strip()
        if file is None and not text:
            raise forms.ValidationError(_("Choose a file, or paste a text."))
        if file is not None:
            content, kind, title = file.read(), kind_of(file.name), file.name
        else:
            content, kind, title = text.encode(), "html" if "</" in text else "txt", text[:60]
        return {
            "title": given.get("title") or title,
            "content": content,
            "kind": kind,
            "language": given.get("language", ""),
        }

    def blame(self, error: InvalidInput) -> None:
        """Show what the service said beside the fields that it names."""
        for name, told in error.fields.items():
            self.add_error(name, str(told))
