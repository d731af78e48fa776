"""JSON that validates against a schema."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Schema = Mapping[str, Any]
_DEEPEST = 12


def fill(schema: Schema, root: Schema, text: str, name: str = "", depth: int = 0) -> Any:
    """A value of `schema`, with `text` where it may say something. References are in `root`."""
    schema = resolved(schema, root)
    if fixed := [schema["const"]] if "const" in schema else schema.get("enum"):
        return fixed[0]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return fill(_simplest(choices, root), root, text, name, depth + 1)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = next((each for each in kind if each != "null"), "null")
    if kind == "object":
        return _object(schema, root, text, depth)
    if kind == "array":
        least = schema.get("minItems", 0)
        return [fill(schema.get("items", {}), root, text, name, depth + 1) for _ in range(least)]
    return _plain(kind, schema, text, name)


def _plain(kind: str, schema: Schema, text: str, name: str) -> Any:
    if kind in ("integer", "number"):
        return _number(schema)
    if kind == "string":
        return _string(schema, text, name)
    return False if kind == "boolean" else None


def _object(schema: Schema, root: Schema, text: str, depth: int) -> dict[str, Any]:
    if depth > _DEEPEST:
        return {}
    properties = schema.get("properties", {})
    names = schema.get("required", ()) if depth > 2 else properties
    return {each: fill(properties.get(each, {}), root, text, each, depth + 1) for each in names}


def _string(schema: Schema, text: str, name: str) -> str:
    if schema.get("format") == "date-time" or name.endswith("_iso"):
        # The same answer for the same messages on any one day.
        day = datetime.now(UTC).replace(hour=17, minute=0, second=0, microsecond=0)
        return (day + timedelta(days=1)).isoformat()
    if schema.get("format") == "date":
        return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10_000)
    return (text or name or "-").ljust(least, ".")[:most]


def _number(schema: Schema) -> int | float:
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    most = schema.get("maximum", schema.get("exclusiveMaximum", least + 1))
    middle = (least + most) / 2
    return int(middle) if schema.get("type") == "integer" else middle


def _simplest(options: list[Schema], root: Schema) -> Schema:
    plain = [resolved(option, root) for option in options]
    return next((each for each in plain if each.get("type") != "null"), plain[0])


def resolved(schema: Schema, root: Schema) -> Schema:
    """What a `$ref` points to; a schema without one as it is."""
    seen = 0
    while "$ref" in schema and seen < _DEEPEST:
        target: Any = root
        for part in schema["$ref"].lstrip("#/").split("/"):
            target = target[part]
        schema, seen = target, seen + 1
    return schema
