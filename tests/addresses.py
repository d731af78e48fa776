"""Every address that a browser can open, found from the routes themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

NOT_PAGES = ("admin/", "api/v1/", "webhooks/")
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
    yield from _below(get_resolver(), "")


def _below(resolver: URLResolver, namespace: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) not in NOT_PAGES:
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from _below(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Route(f"{namespace}{pattern.name}", frozenset(pattern.pattern.regex.groupindex))


def addresses(known: Mapping[str, Mapping[str, int | str]]) -> dict[str, str]:
    """Name → address of every route; `known` says for each namespace (or name) what to put in.

    KeyError, with the name, for a route whose arguments nobody told.
    """
    found = {}
    for route in routes():
        told = known.get(route.name) or known.get(route.namespace) or {}
        if missing := route.arguments - set(told):
            raise KeyError(f"{route.name} asks for {sorted(missing)}: say in the tour what to open")
        found[route.name] = reverse(route.name, kwargs={k: told[k] for k in route.arguments})
    return found
