from __future__ import annotations

from typing import Any

import pytest

from tandem.operate import Application, create_app_for
from tandem.operate.openapi import document
from tandem.operate.routes import ROUTES
from tests.operate.parts import Scorer, Speaker, call


def described(app: Application) -> dict[str, Any]:
    return document(app.service)


def test_the_contract_is_what_the_document_says() -> None:
    found = described(create_app_for(Scorer(), system="churn", release="r1"))
    assert found["info"] == {
        "title": "churn",
        "version": "r1",
        "description": "Chance that a customer leaves.",
    }
    post = found["paths"]["/predict"]["post"]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    customer = found["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    assert customer["required"] == ["age"]
    assert customer["properties"]["age"] == {"type": "integer", "minimum": 0, "maximum": 150}
    assert post["responses"]["200"]["content"]["application/json"]["schema"] == {"type": "number"}
    many = found["paths"]["/predict/batch"]["post"]
    assert many["requestBody"]["content"]["application/json"]["schema"]["maxItems"] == 1000


def test_every_route_is_described_and_no_other() -> None:
    taken = create_app_for(Speaker(), feedback=lambda _: True)
    pages = {"/openapi.json", "/docs", "/"}
    expected = {path for path in ROUTES if not path.startswith("/predict")} - pages
    assert set(described(taken)["paths"]) == expected
    assert "/feedback" not in described(create_app_for(Scorer()))["paths"]
    assert set(described(create_app_for(Scorer()))["paths"]) == {
        "/predict",
        "/predict/batch",
        "/health",
        "/ready",
        "/metrics",
    }


def test_references_lead_somewhere() -> None:
    found = described(create_app_for(Speaker(), feedback=lambda _: True))

    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return here + [name for item in value.values() for name in references(item)]
        return (
            [name for item in value for name in references(item)] if isinstance(value, list) else []
        )

    names = {name.removeprefix("#/components/schemas/") for name in references(found)}
    assert names <= set(found["components"]["schemas"])
    assert names


@pytest.mark.parametrize("keys", [[], ["a-long-enough-key-for-tests"]])
def test_keys_are_asked_for_where_they_are_needed(keys: list[str]) -> None:
    found = described(create_app_for(Scorer(), keys=keys))
    assert ("security" in found) is bool(keys)


def test_it_is_served_as_json() -> None:
    reply = call(create_app_for(Scorer()), "GET", "/openapi.json")
    assert (reply.status, reply.json["openapi"]) == (200, "3.1.0")
