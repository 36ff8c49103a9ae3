from __future__ import annotations

import pytest

from tandem.errors import UnknownPath
from tandem.search import CodeGraph, Document
from tandem.search.parse.text import read_code

FILES = {
    "src/shop/__init__.py": "from shop.price import total\n",
    "src/shop/price.py": """from .tax import rate
from shop import tax as levy
import json

def total(items):
    return sum(items) * rate() + levy.extra() + json.dumps(items)

class Basket:
    def __init__(self):
        self.fill()
    def fill(self):
        def inner():
            return total([])
        return inner()
    def close(self):
        self.hooks.close()
""",
    "src/shop/tax.py": "def rate():\n    return 2\n\ndef extra():\n    return rate()\n",
    "src/app.py": """from shop import total
from shop.price import Basket

def main(file):
    basket = Basket()
    basket.fill()
    file.close()
    Basket.fill(basket)
    return total([1])
""",
    "src/door.py": "class Door:\n    def close(self): ...\n",
}


@pytest.fixture(scope="module")
def graph() -> CodeGraph:
    documents = [read_code(text, path, "python") for path, text in FILES.items()]
    return CodeGraph.build([*documents, Document("a.md", "# text", format="markdown")])


def called(graph: CodeGraph, id: str) -> list[tuple[str, ...]]:
    return [edge.callees for edge in graph.callees(id) if edge.certain]


def test_scopes_and_imports_lead_to_one_definition(graph: CodeGraph) -> None:
    assert called(graph, "src/shop/price.py:total") == [
        ("src/shop/tax.py:rate",),
        ("src/shop/tax.py:extra",),
    ]
    assert called(graph, "src/shop/price.py:Basket.__init__") == [
        ("src/shop/price.py:Basket.fill",)
    ]
    assert called(graph, "src/shop/price.py:Basket.fill") == [
        ("src/shop/price.py:Basket.fill.inner",)
    ]
    assert called(graph, "src/app.py:main") == [
        ("src/shop/price.py:Basket",),
        ("src/shop/price.py:Basket.fill",),
        ("src/shop/price.py:total",),
    ]


def test_a_call_on_something_of_unknown_type_names_all_it_may_be(graph: CodeGraph) -> None:
    unsure = {e.name: e.callees for e in graph.callees("src/app.py:main") if not e.certain}
    assert unsure == {
        "fill": ("src/shop/price.py:Basket.fill",),
        "close": ("src/shop/price.py:Basket.close", "src/door.py:Door.close"),
    }


def test_calls_out_of_the_repository_are_left_out(graph: CodeGraph) -> None:
    names = [edge.name for edge in graph.callees("src/shop/price.py:total")]
    assert "sum" not in names
    assert "dumps" not in names


def test_callers_come_with_the_certain_ones_first(graph: CodeGraph) -> None:
    edges = graph.callers("src/shop/price.py:Basket.fill")
    assert [(e.caller, e.certain) for e in edges] == [
        ("src/shop/price.py:Basket.__init__", True),
        ("src/app.py:main", True),
        ("src/app.py:main", False),
    ]


def test_what_breaks_is_who_calls_directly_and_through_others(graph: CodeGraph) -> None:
    assert graph.reached_from("src/shop/tax.py:rate") == {
        "src/shop/price.py:total": 1,
        "src/shop/tax.py:extra": 1,
        "src/app.py:main": 2,
        "src/shop/price.py:Basket.fill.inner": 2,
        "src/shop/price.py:Basket.fill": 3,
        "src/shop/price.py:Basket.__init__": 4,
    }
    assert graph.reached_from("src/door.py:Door.close") == {}
    assert "src/app.py:main" in graph.reached_from("src/door.py:Door.close", certain=False)


def test_names_are_found_and_unknown_ones_refused_with_a_hint(graph: CodeGraph) -> None:
    assert graph.find("close") == ["src/shop/price.py:Basket.close", "src/door.py:Door.close"]
    assert graph.find("Basket.close") == ["src/shop/price.py:Basket.close"]
    with pytest.raises(UnknownPath, match=r"such as src/shop/tax\.py:rate"):
        graph.callers("tax.py:rate")


def test_in_other_languages_only_the_own_file_is_certain() -> None:
    one = read_code(
        "int add(int a) { return a; }\nint two(void) { return add(mul(2)); }", "a.c", "c"
    )
    two = read_code("int mul(int a) { return a; }", "b.c", "c")
    edges = CodeGraph.build([one, two]).callees("a.c:two")
    assert [(e.name, e.callees, e.certain) for e in edges] == [
        ("add", ("a.c:add",), True),
        ("mul", ("b.c:mul",), False),
    ]


def test_a_call_outside_of_any_definition_is_of_the_file(graph: CodeGraph) -> None:
    one = read_code("def f(): ...\n\nVALUE = f()\n", "a.py", "python")
    made = CodeGraph.build([one])
    assert [edge.caller for edge in made.callers("a.py:f")] == ["a.py"]
    assert made.reached_from("a.py:f") == {"a.py": 1}


def test_in_java_a_bare_name_is_a_method_of_the_class_or_perhaps_inherited() -> None:
    text = "class A { void f() { g(); h(); } void g() {} }"
    one, two = (
        read_code(text, "A.java", "java"),
        read_code("class B { void h() {} }", "B.java", "java"),
    )
    edges = CodeGraph.build([one, two]).callees("A.java:A.f")
    assert [(e.callees, e.certain) for e in edges] == [
        (("A.java:A.g",), True),
        (("B.java:B.h",), False),
    ]
