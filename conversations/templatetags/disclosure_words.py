"""What everybody hears first, for the page of the law."""

from django import template

from accounts.models import LANGUAGES
from conversations.disclosure import fixed_words
from lib.errors import Text

register = template.Library()


@register.simple_tag
def said_first() -> list[tuple[str, Text, str]]:
    """Language's code and name, and the words."""
    names = dict(LANGUAGES)
    return [(code, names[code], words) for code, words in fixed_words().items()]
