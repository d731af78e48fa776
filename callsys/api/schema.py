"""What the OpenAPI document says of every operation alike: headers, problems, examples."""

import re
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")
_PROBLEM = {"$ref": "#/components/responses/Problem"}

_HEADERS = {
    "Callsys-Organization": (
        "In which of their organisations a person works (access tokens only; a key has one)."
    ),
    "Idempotency-Key": (
        "Any text of yours: a request sent again with it within 24 hours happens once, and gets "
        "the first answer."
    ),
    "If-Match": "The ETag that was read: 412 if it was changed since.",
    "If-None-Match": "The ETag that is known: 304 if it is the same still.",
}

EXAMPLES: dict[str, Any] = {
    "actor": {"email": "eva@example.com", "address": "203.0.113.9"},
    "after": {"status": "running"},
    "attributes": {"Ciudad": "Cádiz"},
    "before": {"status": "draft"},
    "code": "123456",
    "contacts": [42, 43],
    "country": "ES",
    "default_country": "ES",
    "e164": "+34612345678",
    "email": "ana@example.com",
    "filename": "clientes.csv",
    "from_number": "+34910000000",
    "goal": "Agree on an appointment.",
    "id": 42,
    "language": "es",
    "latency_ms": {"model": 310},
    "lists": [3],
    "name": "Ana Muñoz",
    "password": "a horse, a battery, a staple",
    "phone": "612 34 56 78",
    "prefix": "ck_5f2a9c01",
    "scopes": ["contacts.view", "campaigns.run"],
    "secret": "ck_5f2a9c01_…",
    "subject": "campaigns.Campaign",
    "subject_id": "7",
    "summary": "Wants a visit on Monday.",
    "take": ["name", "email"],
    "text": "Buenos días, ¿hablo con Ana?",
    "time_zone": "Europe/Madrid",
    "to_number": "+34612345678",
    "url": "https://example.com/hooks",
}
"""What fields of these names look like, wherever they stand; others by their type."""
_IDENTIFIER = "when_to_call"
"""What a name looks like that programs go by."""


def tell_the_protocol(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """drf-spectacular's hook: completes the document in place."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _problem_schema()
    components["responses"] = {"Problem": _problem_response()}
    for path, operations in result["paths"].items():
        for method in _METHODS:
            if method in operations:
                _complete(operations[method], path, method, operations, components["schemas"])
    return result


def _complete(
    operation: dict[str, Any], path: str, method: str, siblings: dict[str, Any], schemas: Any
) -> None:
    is_open = path.startswith("/api/v1/tokens/")
    names = [] if is_open else ["Callsys-Organization"]
    if method == "post" and not is_open:
        names.append("Idempotency-Key")
    if method in ("put", "patch", "delete") and "get" in siblings:
        names.append("If-Match")
    if method == "get" and path.endswith("{id}/"):
        names.append("If-None-Match")
        operation["responses"]["304"] = {"description": "What is known already."}
    operation["parameters"] = [*operation.get("parameters", []), *map(_header, names)]
    for status in ("400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "429"):
        operation["responses"].setdefault(status, _PROBLEM)
    for content in _contents(operation):
        if "examples" not in content and "example" not in content:
            content["example"] = _example(content["schema"], schemas)


def _contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [
        content
        for body in bodies
        for media, content in body.get("content", {}).items()
        if media == "application/json" and "schema" in content
    ]


def _header(name: str) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "description": _HEADERS[name],
        "schema": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
        if name == "Callsys-Organization"
        else {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    }


def _example(
    schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0
) -> Any:
    """Something that fits the schema, and looks like life where the field's name is known."""
    schema = _resolved(schema, schemas)
    given = _given(schema)
    if given:
        return given[0]
    kind = _kind(schema)
    if kind == "object" and "properties" in schema and depth < 6:
        properties = schema["properties"].items()
        return {key: _example(each, schemas, key, depth + 1) for key, each in properties}
    if name in EXAMPLES and _is(EXAMPLES[name], kind):
        known = EXAMPLES[name]
        return known if re.match(schema.get("pattern", ""), str(known)) else _IDENTIFIER
    if kind == "array":
        return [_example(schema.get("items", {}), schemas, name, depth + 1)]
    return _plain(kind, schema)


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """What a reference points at, and the first of several choices."""
    while True:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
            continue
        choices = schema.get("allOf") or schema.get("oneOf") or schema.get("anyOf")
        if not choices:
            return schema
        schema = choices[0]


def _given(schema: dict[str, Any]) -> list[Any]:
    """Values that the schema itself names."""
    named = [schema[key] for key in ("example", "default", "const") if key in schema]
    return named + list(schema.get("examples", []))[:1] + list(schema.get("enum", []))[:1]


def _kind(schema: dict[str, Any]) -> str:
    kind = schema.get("type", "string")
    return str(kind[0] if isinstance(kind, list) else kind)


def _is(value: Any, kind: str) -> bool:
    kinds: dict[str, Any] = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "object": dict,
        "array": list,
    }
    return isinstance(value, kinds.get(kind, ()))


def _plain(kind: str, schema: dict[str, Any]) -> Any:
    by_format = {
        "date-time": "2026-03-02T10:00:00Z",
        "date": "2026-03-02",
        "uuid": "0190b3c4-0000-7000-8000-000000000000",
        "uri": "https://callsys.example.com/api/v1/…",
        "email": "ana@example.com",
    }
    if kind == "string" and schema.get("format") == "decimal":
        return "1.50"
    if kind == "string":
        return by_format.get(schema.get("format", ""), "…")
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return {"boolean": True, "object": {}, "null": None}.get(kind)


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    error = {
        "type": "object",
        "required": ["field", "code", "detail"],
        "properties": {"field": text, "code": text, "detail": text},
    }
    properties = {
        "type": text,
        "title": text,
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable: for programs."},
        "detail": {"type": "string", "description": "For people, in their language."},
        "request_id": {"type": "string", "description": "It is in the logs too."},
        "errors": {"type": "array", "items": error},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _problem_response() -> dict[str, Any]:
    example = {
        "type": "urn:callsys:problem:phone_invalid",
        "title": "Bad Request",
        "status": 400,
        "code": "phone_invalid",
        "detail": "This is no phone number.",
        "request_id": "5f2a9c01",
        "errors": [
            {"field": "phone", "code": "phone_invalid", "detail": "This is no phone number."}
        ],
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "Why not, as RFC 9457 has it.",
        "content": {"application/problem+json": {"schema": schema, "example": example}},
    }
