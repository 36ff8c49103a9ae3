from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

import msgspec

from tandem import Model
from tandem.core.schema import decoder, json_schema
from tandem.operate import create_app_for
from tandem.operate.docs import CONTENT_POLICY, example
from tests.operate.parts import Customer, Scorer, Speaker, call


@dataclass
class Tree:
    name: str
    children: list[Tree]
    parent: Tree | None = None


@dataclass
class Scripted:
    text: str = "</script><script>alert(1)</script>"


class Hostile(Model[Scripted, str]):
    """<img src=x onerror=alert(1)>"""

    def predict(self, xs: Sequence[Scripted], /) -> list[str]:
        return [x.text for x in xs]


def test_the_page_shows_every_route_with_an_input_that_works() -> None:
    app = create_app_for(Scorer(), system="churn")
    reply = call(app, "GET", "/docs")
    page = reply.body.decode()
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "Chance that a customer leaves." in page
    for path in ("/predict", "/predict/batch", "/metrics"):
        assert f'data-path="{path}"' in page
    samples = [
        unescape(text) for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    ]
    assert decoder(Customer)(samples[0].encode()) == Customer(0)
    assert call(app, "POST", "/predict", samples[0].encode()).status == 200
    assert call(app, "POST", "/predict/batch", samples[1].encode()).status == 200
    assert "month | year" in page


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    reply = call(create_app_for(Speaker()), "GET", "/docs")
    page = reply.body.decode()
    assert not re.findall(r"(?:src|href)\s*=\s*[\"']?(?!/openapi\.json)[^\"'> ]", page)
    assert "http://" not in page
    assert "https://" not in page
    assert "@import" not in page
    policy = reply.headers["content-security-policy"]
    assert policy.encode() == CONTENT_POLICY
    assert policy.startswith("default-src 'none'; connect-src 'self'")
    assert "unsafe" not in policy


def test_text_of_the_project_is_shown_and_never_run() -> None:
    page = call(create_app_for(Hostile(), system="<b>"), "GET", "/docs").body.decode()
    assert page.count("<script>") == 1
    assert page.count("<img") == 0
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<title>&lt;b&gt;</title>" in page


def test_an_example_of_a_type_that_holds_itself_ends() -> None:
    (schema,), components = json_schema(Tree)
    assert msgspec.json.encode(example(schema, components)).count(b"name") < 100
