"""The API does what its document says, for everybody, whatever they send: schemathesis."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.permissions import Role
from callsys.api.schema import _METHODS
from tests.neighbours import House, kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.early]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def house(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    for provider in ("TWILIO", "OPENAI", "ANTHROPIC", "GEMINI", "ELEVENLABS"):
        setattr(settings, f"{provider}_BASE_URL", "http://127.0.0.1:1")  # nobody is asked
    return House()


@pytest.fixture
def document(client):
    return client.get("/api/schema/?format=json").json()


def drift(house: House, document: dict[str, Any], *, examples: int, people: list[str]) -> list[str]:
    """What goes wrong, of `examples` requests to each operation by each of these people."""
    schema = schemathesis.openapi.from_dict(document)
    wrong: set[str] = set()
    tokens = {who: house.key_of(who) for who in people}
    for result in schema.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            for who, token in tokens.items():
                for is_own in (False, True) if case.path_parameters else (False,):
                    if is_own:
                        case.path_parameters = own_ids(house, case)
                    headers = {"Authorization": f"Bearer {token}"} if token else {}
                    with transaction.atomic():
                        answer = sent(case, headers)
                        transaction.set_rollback(True)
                    try:
                        case.validate_response(answer, checks=CHECKS)
                    except FailureGroup as group:
                        asked = f"{case.method} {case.path} by {who}: {answer.status_code}"
                        wrong.update(f"{asked}: {each}" for each in group.exceptions)

        ask()
    return sorted(wrong)


def sent(case: Any, headers: dict[str, str]) -> httpx.Response:
    """The answer to a case, asked within this test's transaction."""
    told = case.as_transport_kwargs(base_url="http://testserver")
    request = requests.Request(
        told["method"],
        told["url"],
        headers=dict(told.get("headers") or {}) | headers,
        params=told.get("params"),
        data=told.get("data"),
        json=told.get("json"),
        files=told.get("files"),
    ).prepare()
    parts = urlsplit(str(request.url))
    body = request.body or b""
    answer = Client(raise_request_exception=False).generic(
        str(request.method),
        parts.path,
        body.encode() if isinstance(body, str) else body,
        content_type=str(request.headers.get("Content-Type", "application/octet-stream")),
        headers={name: str(text) for name, text in request.headers.items() if name != "Cookie"},
        QUERY_STRING=parts.query,
    )
    received = httpx.Response(
        answer.status_code,
        headers=list(answer.headers.items()),
        content=b"".join(answer) if answer.streaming else answer.content,
        request=httpx.Request(str(request.method), str(request.url)),
    )
    received.elapsed = dt.timedelta()
    return received


def own_ids(house: House, case: Any) -> dict[str, Any]:
    words = case.path.strip("/").split("/")
    return {
        word.strip("{}"): house.own[kind_of(words[:place], "{")]
        for place, word in enumerate(words)
        if word.startswith("{")
    }


def test_the_api_answers_as_its_document_says(house, document):
    assert drift(house, document, examples=2, people=[Role.OWNER]) == []


@pytest.mark.long
@pytest.mark.parametrize("who", ["stranger", *Role])
def test_the_api_answers_everybody_as_its_document_says(house, document, who):
    assert drift(house, document, examples=6, people=[who]) == []


def operations(document):
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield f"{method} {path}", methods[method]


def test_every_operation_has_examples_and_says_how_it_refuses(document):
    assert document["openapi"].startswith("3.1")
    for name, operation in operations(document):
        assert operation["responses"]["429"] == {"$ref": "#/components/responses/Problem"}, name
        for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
            content = body.get("content", {}).get("application/json")
            assert content is None or "example" in content or "examples" in content, name


def test_every_post_takes_an_idempotency_key_and_every_edit_an_entity_tag(document):
    for name, operation in operations(document):
        headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
        if name.startswith("post ") and "/tokens/" not in name:
            assert "Idempotency-Key" in headers, name
        if name.startswith("patch "):
            assert "If-Match" in headers, name


def test_examples_are_true_to_their_schemas(document):
    """A client made from the document can send what it shows."""
    jsonschema = pytest.importorskip("jsonschema")
    for name, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        schema = {"components": document["components"], **content["schema"]}
        try:
            jsonschema.Draft202012Validator(schema).validate(content["example"])
        except jsonschema.ValidationError as error:
            pytest.fail(f"{name}: {error.message} in {json.dumps(content['example'])[:300]}")
