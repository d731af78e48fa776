"""Every route of the product, as the URLconf has it, and what each asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Route:
    """One way to ask: a path with `<names>`, a method, and the permission that its view declares
    (None: it declares nothing)."""

    path: str
    method: str
    permission: str | None

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(\w+)>", self.path)

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/v1/")

    def __str__(self) -> str:
        return f"{self.method} /{self.path}"


def all_routes() -> list[Route]:
    """Everything but the admin, which is not of organisations but of whoever runs the instance."""
    return [
        route
        for path, pattern in _patterns(get_resolver())
        if not path.startswith("admin/")
        for route in _routes(path, pattern)
    ]


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = prefix + _plain(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, path)
        else:
            yield path, entry


def _plain(pattern: str) -> str:
    """`^contacts/(?P<pk>\\d+)/$` and `contacts/<int:pk>/` are both `contacts/<pk>/`."""
    named = PARAMETER.sub(lambda match: f"<{match[1] or match[2]}>", pattern)
    return named.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\.", ".")


def _routes(path: str, pattern: URLPattern) -> Iterator[Route]:
    view: Any = pattern.callback
    actions = getattr(view, "actions", None)
    if actions is None:
        yield Route(path, "get", getattr(view, "permission", None))
        yield Route(path, "post", getattr(view, "permission", None))
        return
    declared = view.cls.permissions | view.initkwargs.get("permissions", {})
    for method, action in actions.items():
        if method in view.cls.http_method_names:
            yield Route(path, method, declared.get(action))
