"""Every address that a browser can open, found from the routes themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver, reverse

NOT_PAGES = ("admin/", "api/", "sound/", "webhooks/")
"""Whole trees that are no pages of ours: the admin is Django's, the others are for machines."""


@dataclass(frozen=True)
class Route:
    """A named route and the arguments that it asks for."""

    name: str
    arguments: frozenset[str]

    @property
    def namespace(self) -> str:
        """The app's, "" for those without."""
        return self.name.rpartition(":")[0]


def routes() -> Iterator[Route]:
    """All named routes that may be pages."""
    yield from _below(get_resolver(), "", frozenset())


def _below(resolver: URLResolver, namespace: str, arguments: frozenset[str]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if str(pattern.pattern).startswith(NOT_PAGES):
            continue
        asked = arguments | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern, inner, asked)
        elif pattern.name:
            yield Route(f"{namespace}{pattern.name}", asked)


def addresses(known: Mapping[str, dict[str, int | str]]) -> dict[str, str]:
    """Name → address of every route. `known` says for each namespace (or name) what to put in;
    1 where nobody said: enough for what a browser can't open anyway."""
    found = {}
    for route in routes():
        told = known.get(route.namespace, {}) | known.get(route.name, {})
        found[route.name] = reverse(
            route.name, kwargs={name: told.get(name, 1) for name in route.arguments}
        )
    return found
