"""The /docs page: the OpenAPI document for people, in one file without a remote asset."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files
from typing import Any

import msgspec

from tandem.operate.openapi import document
from tandem.operate.service import Service

STYLE = files("tandem.operate").joinpath("docs.css").read_text("utf-8")
_SCRIPT = files("tandem.operate").joinpath("docs.js").read_text("utf-8")


def _source(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def content_policy(script: str) -> bytes:
    """A page may run this script, use the one style and call this server. Nothing else."""
    return (
        "default-src 'none'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
        f"frame-ancestors 'none'; style-src {_source(STYLE)}; script-src {_source(script)}"
    ).encode()


CONTENT_POLICY = content_policy(_SCRIPT)


def page(service: Service) -> bytes:
    """The page, made from the same document that /openapi.json gives."""
    described = document(service)
    info = described["info"]
    routes = "".join(
        _route(path, method.upper(), operation, described)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    )
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])}</h1>"
        f"<p>{escape(info['description'])}</p>"
        f"<p class=release>release {escape(info['version'][:12])}"
        ' &middot; <a href="/openapi.json">openapi.json</a></p>'
        "<label class=key>API key <input id=key type=password autocomplete=off></label>"
        f"{routes}<script>{_SCRIPT}</script></body></html>"
    ).encode()


def _route(path: str, method: str, operation: dict[str, Any], described: dict[str, Any]) -> str:
    head = f"<section><h2><b>{method}</b> {escape(path)}</h2><p>{escape(operation['summary'])}</p>"
    if "requestBody" not in operation:
        return (
            f'{head}<form data-path="{escape(path)}" data-method={method}>'
            "<button>Send</button><pre hidden></pre></form></section>"
        )
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    schemas = described["components"]["schemas"]
    sample = msgspec.json.format(msgspec.json.encode(example(schema, schemas)), indent=2).decode()
    return (
        f'{head}<form data-path="{escape(path)}" data-method={method}>'
        f"<textarea rows={min(14, sample.count(chr(10)) + 2)} spellcheck=false>{escape(sample)}"
        "</textarea><button>Send</button><pre hidden></pre></form>"
        f"<details><summary>Input</summary>{_fields(schema, schemas)}</details></section>"
    )


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    target = resolve(schema.get("items", schema), schemas)
    properties = target.get("properties")
    if not properties:
        return f"<pre>{escape(msgspec.json.encode(target).decode())}</pre>"
    required = target.get("required", [])
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_type(field))}</td>"
        f"<td>{'required' if name in required else 'default ' + _default(field)}</td>"
        f"<td>{escape(field.get('description', ''))}</td></tr>"
        for name, field in properties.items()
    )
    return f"<table>{rows}</table>"


def _default(field: dict[str, Any]) -> str:
    return escape(msgspec.json.encode(field.get("default")).decode())


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_type(item) for item in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(item) for item in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def resolve(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference names; any other as it is."""
    reference = schema.get("$ref", "")
    found: dict[str, Any] = schemas.get(reference.rpartition("/")[2], schema)
    return found


def example(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> Any:
    """A value that fits a schema, to start typing from."""
    schema = resolve(schema, schemas)
    for key in ("default", "const"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas, depth)
    if depth > 5:  # a type that holds itself
        return None
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {})
            return {name: example(item, schemas, depth + 1) for name, item in properties.items()}
        case "array":
            return [example(schema.get("items", {}), schemas, depth + 1)]
        case kind:
            plain = {"string": schema.get("format", "text"), "boolean": False}
            return plain.get(str(kind), schema.get("minimum", 0) if kind else None)
