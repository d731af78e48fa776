"""Gemini's requests in the form that the mind reads. The SDK mixes camelCase and snake_case."""

import json
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def field(body: Json, camel: str, default: Any = None) -> Any:
    """A field under its own name or its snake_case one."""
    snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in camel)
    return body.get(camel, body.get(snake, default))


def messages_of(wanted: Json) -> list[dict[str, Any]]:
    """The conversation as chat messages, the system's first."""
    messages: list[dict[str, Any]] = []
    if told := field(wanted, "systemInstruction"):
        messages.append({"role": "system", "content": _text(told)})
    last_ids: dict[str, str] = {}
    for content in wanted["contents"]:
        messages += _of_content(content, last_ids, len(messages))
    return messages


def tools_of(wanted: Json) -> list[dict[str, Any]]:
    """The functions on offer, as chat tools."""
    config = field(field(wanted, "toolConfig") or {}, "functionCallingConfig") or {}
    if config.get("mode") == "NONE":
        return []
    return [
        {"type": "function", "function": _function(declared)}
        for tool in wanted.get("tools") or ()
        for declared in field(tool, "functionDeclarations") or ()
    ]


def schema_of(wanted: Json) -> dict[str, Any] | None:
    """The JSON Schema of a structured answer, None where none is wanted."""
    config = field(wanted, "generationConfig") or {}
    schema = field(config, "responseJsonSchema") or field(config, "responseSchema")
    return None if schema is None else lowered(schema)


def lowered(schema: Any) -> Any:
    """A schema with JSON Schema's names of types: Gemini's own are upper case."""
    if isinstance(schema, list):
        return [lowered(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: lowered(value) for key, value in schema.items()}
    if isinstance(kind := schema.get("type"), str):
        plain["type"] = kind.lower()
    if "any_of" in plain:
        plain["anyOf"] = plain.pop("any_of")
    return plain


def _of_content(content: Json, last_ids: dict[str, str], place: int) -> list[dict[str, Any]]:
    spoken, calls, results = _text(content), [], []
    for number, part in enumerate(content.get("parts") or ()):
        if call := field(part, "functionCall"):
            call_id = call.get("id") or f"{call['name']}-{place}-{number}"
            last_ids[call["name"]] = call_id
            function = {"name": call["name"], "arguments": json.dumps(call.get("args") or {})}
            calls.append({"id": call_id, "type": "function", "function": function})
        elif answer := field(part, "functionResponse"):
            call_id = answer.get("id") or last_ids.get(answer["name"], "")
            text = json.dumps(answer.get("response") or {}, ensure_ascii=False)
            results.append({"role": "tool", "tool_call_id": call_id, "content": text})
    if content.get("role") == "model":
        return [{"role": "assistant", "content": spoken, "tool_calls": calls}]
    return [*results, *([{"role": "user", "content": spoken}] if spoken or not results else [])]


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content.get("parts") or ())


def _function(declared: Json) -> dict[str, Any]:
    schema = field(declared, "parametersJsonSchema") or lowered(declared.get("parameters") or {})
    return {"name": declared["name"], "parameters": schema}
