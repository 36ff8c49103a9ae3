"""The page at ``/``: a form made from the input type, and answers shown as they come."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import Any
from zlib import crc32

import msgspec

from tandem.operate.docs import STYLE, content_policy, example, resolve
from tandem.operate.openapi import document
from tandem.operate.service import Service

_SCRIPT = "".join(
    files("tandem.operate").joinpath(name).read_text("utf-8")
    for name in ("playground.js", "table.js")
)

PLAYGROUND_POLICY = content_policy(_SCRIPT) + b"; img-src data:"
"""What the page may do: run its own script, call this server, and show pictures it was sent."""

_LONG = 60
Json = dict[str, Any]


def playground(service: Service) -> bytes:
    """The page, for the release with the largest share."""
    described = document(service)
    info, schemas = described["info"], described["components"]["schemas"]
    path, operation = next(iter(described["paths"].items()))
    schema = operation["post"]["requestBody"]["content"]["application/json"]["schema"]
    fields = "".join(_fields(schema, schemas, asked=path == "/ask"))
    rate = ' data-rate="yes"' if "/feedback" in described["paths"] else ""
    return (
        "<!doctype html><html lang=en><head><meta charset=utf-8>"
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>{escape(info['title'])}</title><style>{STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])}</h1><p>{escape(info['description'])}</p>"
        f"<p class=release>release {escape(info['version'][:12])}"
        ' &middot; <a href="/docs">the same as an API</a></p>'
        f'<form data-path="{escape(path)}"{rate}>{fields}'
        "<p><button>Send</button> <label class=key>API key "
        "<input id=key type=password autocomplete=off></label></p></form>"
        f"<div id=answers></div><script>{_SCRIPT}</script></body></html>"
    ).encode()


def _fields(schema: Json, schemas: Json, *, asked: bool) -> list[str]:
    """One field for each property of an object; one for the whole of anything else.

    The first text of what is asked is a question, and gets room for one.
    """
    target = resolve(schema, schemas)
    properties = target.get("properties")
    if not properties:
        return [_field("", target, schemas, required=True, long=True)]
    required = target.get("required", [])
    return [
        _field(name, field, schemas, required=name in required, long=place == 0 and asked)
        for place, (name, field) in enumerate(properties.items())
    ]


def _field(name: str, schema: Json, schemas: Json, *, required: bool, long: bool) -> str:
    target, optional = _plain(schema, schemas)
    if name == "turns" and _is_turns(target, schemas):
        return "<p data-turns>The page keeps the turns. <button type=button>Start anew</button></p>"
    kind = "enum" if "enum" in target else str(target.get("type"))
    kind = kind if kind in ("enum", "string", "integer", "number", "boolean") else "json"
    start = schema.get("default") if not required else example(target, schemas)
    about = schema.get("description", target.get("description", ""))
    note = f"<small>{escape(about)}</small>" if about and name else ""
    # What has a default that the schema does not tell is left out where the field is empty.
    omitted = not required and "default" not in schema
    attributes = f"data-kind={kind}{' data-optional=yes' if optional else ''}"
    attributes += " data-omit=yes" if omitted else ""
    label = escape(name.replace("_", " "))
    control = _control(kind, target, start, optional, long=long)
    if kind == "json" and (form := _table(target, schemas)):
        control += f'<input type=file accept=".csv,text/csv" data-table={form}><output></output>'
    return f'<label data-name="{escape(name)}" {attributes}>{label} {control}{note}</label>'


def _is_turns(schema: Json, schemas: Json) -> bool:
    """Whether this is a conversation so far: a list of questions with their answers."""
    item = resolve(schema.get("items", {}), schemas)
    return {"question", "answer"} <= set(item.get("properties", {}))


def _table(schema: Json, schemas: Json) -> str:
    """How a CSV file fills a field: by columns, as one series or in rows; empty if not at all."""
    columns = schema.get("additionalProperties")
    if isinstance(columns, dict) and resolve(columns, schemas).get("type") == "array":
        return "columns"
    item, _ = _plain(schema.get("items", {}), schemas)
    if item.get("type") in ("number", "integer"):
        return "series"
    fields = [*item.get("properties", {}).values(), item.get("additionalProperties")]
    plain = [_plain(one, schemas)[0].get("type") for one in fields if isinstance(one, dict)]
    return "rows" if plain and not {"array", "object"} & {*plain} else ""


def _plain(schema: Json, schemas: Json) -> tuple[Json, bool]:
    """The schema behind references and ``or null``, and whether null is allowed."""
    target = resolve(schema, schemas)
    if "anyOf" not in target:
        return target, False
    members = [resolve(member, schemas) for member in target["anyOf"]]
    some = [member for member in members if member.get("type") != "null"]
    return (some[0] if len(some) == 1 else {}), len(some) < len(members)


def _control(kind: str, schema: Json, start: Any, optional: bool, *, long: bool) -> str:
    match kind:
        case "enum":
            blank = [None] if optional else []
            options = "".join(_option(value, start) for value in [*blank, *schema["enum"]])
            return f"<select>{options}</select>"
        case "boolean" if optional:
            options = "".join(_option(value, start) for value in (None, True, False))
            return f"<select>{options}</select>"
        case "boolean":
            return f"<input type=checkbox{' checked' if start else ''}>"
        case "integer" | "number":
            step = "1" if kind == "integer" else "any"
            value = "" if start is None else f' value="{start}"'
            return f"<input type=number step={step}{value}>"
        case "string":
            text = "" if start is None or start == "text" else str(start)
            if long or len(text) > _LONG:
                return f"<textarea rows=3>{escape(text)}</textarea>"
            return f'<input type=text value="{escape(text)}"{_suggested(schema)}'
        case _:
            told = msgspec.json.format(msgspec.json.encode(start), indent=2).decode()
            text = "" if start is None else told
            rows = min(14, text.count("\n") + 1)
            return f"<textarea rows={rows} spellcheck=false>{escape(text)}</textarea>"


def _suggested(schema: Json) -> str:
    """The end of a text's tag, and a list of the examples there are to choose from."""
    examples = [str(one) for one in schema.get("examples", ())]
    if len(examples) < 2:
        return ">"
    options = "".join(f'<option value="{escape(one)}">' for one in examples)
    name = f"known-{crc32(options.encode()):x}"
    return f' list="{name}"><datalist id="{name}">{options}</datalist>'


def _option(value: Any, start: Any) -> str:
    said = {"null": "", "true": "yes", "false": "no"}
    text = msgspec.json.encode(value).decode()
    chosen = " selected" if text == msgspec.json.encode(start).decode() else ""
    label = said.get(text, value if isinstance(value, str) else text)
    return f'<option value="{escape(text)}"{chosen}>{escape(label)}</option>'
