"""The API does what its OpenAPI description says: requests made from the description, answers checked against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.building import build_index
from assistant.config import Settings
from assistant.conversation import Assistant
from evals.faults import small_library
from ui.app import create_app

OPERATIONS = (
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/api/passages/{document_id}"),
    ("POST", "/api/ask"),
    ("GET", "/c/{clinic}/ready"),
    ("POST", "/c/{clinic}/api/ask"),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
BOUNDS = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The real assistant over a small library, and a clinic beside it."""
    folder = tmp_path_factory.mktemp("schema")
    small_library(folder / "knowledge")
    (folder / "clinics").mkdir()
    (folder / "clinics" / "hill.toml").write_text('name = "Hill Clinic"\n', encoding="utf-8")
    one = Settings(
        knowledge=folder / "knowledge",
        store=str(folder / "store"),
        clinics=folder / "clinics",
        embedder="hashing",
        rate_address="",
        rate_clinic="",
    )
    build_index(one, quiet=True)
    app = create_app(one, opening=lambda given, _: Assistant.open(given, build=True))
    with TestClient(app, base_url="http://assistant.example", raise_server_exceptions=False) as client:
        while client.get("/ready").status_code != 200:
            pass
        yield client


@pytest.fixture(scope="module")
def schema(client: TestClient) -> Any:
    described = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    described.app = client.app
    return described


def test_every_operation_is_tried(schema: Any) -> None:
    described = {one.ok().label for one in schema.get_all_operations()}
    tried = {f"{verb} {path}" for verb, path in OPERATIONS}
    assert tried <= described
    assert {label.replace("/c/{clinic}", "") for label in described} == {
        label.replace("/c/{clinic}", "") for label in tried
    }


@pytest.mark.parametrize(
    ("verb", "path", "mode"),
    [
        *((verb, path, GenerationMode.POSITIVE) for verb, path in OPERATIONS),
        # Where nothing is sent, nothing can be sent that is not as described.
        *((verb, path, GenerationMode.NEGATIVE) for verb, path in OPERATIONS if "{" in path or verb == "POST"),
    ],
)
def test_what_the_description_promises_holds(schema: Any, verb: str, path: str, mode: GenerationMode) -> None:
    @BOUNDS
    @given(case=schema[path][verb].as_strategy(generation_mode=mode))
    def holds(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and "clinic" in case.path_parameters:
            case.path_parameters["clinic"] = "hill"
        case.call_and_validate(checks=CHECKS, base_url="http://assistant.example")

    holds()
