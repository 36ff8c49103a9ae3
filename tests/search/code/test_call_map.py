from __future__ import annotations

import dataclasses

import pytest

from tandem import run
from tandem.checks import check
from tandem.errors import InvalidInput
from tandem.search import CallMap, CodeQuestion, Document, Passage, Place
from tandem.search.code.question import Wanted
from tandem.search.parse.text import read_code
from tests.search.code.test_graph import FILES

FILES = {
    **FILES,
    "src/start.py": "from shop.price import total\n\nTOTAL = total([1])\n",
    "odd: name.py": "def odd():\n    return odd()\n",
    "a.go": "package a\n\nfunc Sum(x int) int { return x }\n\nfunc Twice() int { return Sum(1) }\n",
}
DOCUMENTS = [
    read_code(text, path, "go" if path.endswith("go") else "python") for path, text in FILES.items()
]


@pytest.fixture(scope="module")
def calls() -> CallMap:
    return CallMap().fit(DOCUMENTS)


def asked(calls: CallMap, wanted: Wanted, name: str) -> list[Place]:
    return run(calls, CodeQuestion("", wanted, name))


def test_a_definition_is_found_with_its_lines_and_what_is_around_it(calls: CallMap) -> None:
    [place] = asked(calls, "where", "total")
    assert (place.path, place.first, place.last) == ("src/shop/price.py", 5, 6)
    assert place.code == FILES[place.path][place.start : place.end]
    assert place.confidence == 1
    assert "src/app.py:main" in place.callers
    assert place.callees == ("src/shop/tax.py:rate", "src/shop/tax.py:extra")


def test_callers_are_the_lines_that_call_also_outside_of_any_function(calls: CallMap) -> None:
    places = asked(calls, "callers", "total")
    assert [(p.id, p.first, p.code.strip()) for p in places] == [
        ("src/shop/price.py:Basket.fill.inner", 13, "return total([])"),
        ("src/app.py:main", 9, "return total([1])"),
        ("src/start.py", 3, "TOTAL = total([1])"),
    ]
    assert all(place.confidence == 1 for place in places)


def test_a_caller_that_only_may_be_meant_is_less_sure(calls: CallMap) -> None:
    places = asked(calls, "callers", "Door.close")
    sure = {p.id: p.confidence for p in asked(calls, "callers", "Basket.fill")}
    assert {place.path for place in places} == {"src/app.py", "src/shop/price.py"}
    assert all(place.confidence == pytest.approx(1 / 3) for place in places)
    assert sure["src/shop/price.py:Basket.__init__"] == 1


def test_what_breaks_is_told_by_distance_through_every_file(calls: CallMap) -> None:
    places = asked(calls, "impact", "rate")
    assert [(p.id, p.distance) for p in places[:2]] == [
        ("src/shop/price.py:total", 1),
        ("src/shop/tax.py:extra", 1),
    ]
    assert {p.id: p.distance for p in places}["src/start.py"] == 2
    assert [p.distance for p in places] == sorted(p.distance for p in places)


def test_callees_come_in_the_order_of_confidence(calls: CallMap) -> None:
    places = asked(calls, "callees", "main")
    assert places[0].id == "src/shop/price.py:Basket"
    assert [p.confidence for p in places] == sorted((p.confidence for p in places), reverse=True)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("close", 2),
        ("Basket.close", 1),
        ("src/door.py:Door.close", 1),
        ("door.py:close", 1),
        ("shop.tax.rate", 1),
        ("shop.price.rate", 0),
        ("Sum", 1),
        ("nothing", 0),
        ("", 0),
    ],
)
def test_names_are_found_as_people_write_them(calls: CallMap, name: str, count: int) -> None:
    assert len(calls.find(name)) == count


def test_a_name_of_two_definitions_halves_the_confidence(calls: CallMap) -> None:
    assert [place.confidence for place in asked(calls, "where", "close")] == [0.5, 0.5]


def test_a_file_name_with_a_colon_does_no_harm(calls: CallMap) -> None:
    assert [place.path for place in asked(calls, "callers", "odd")] == ["odd: name.py"]


def test_a_passage_of_a_search_becomes_a_place(calls: CallMap) -> None:
    start = FILES["src/door.py"].index("def close")
    found = Passage("x", "", "", 1.0, document="src/door.py", start=start, end=start + 5)
    assert calls.place(found).first == 2
    named = dataclasses.replace(found, metadata={"symbol": "Door.close"})
    assert calls.place(named, 0.5).id == "src/door.py:Door.close"
    assert calls.place(named, 0.5).confidence == 0.5


def test_a_long_definition_is_shown_in_part(calls: CallMap) -> None:
    body = "".join(f"    x{i} = {i}\n" for i in range(100))
    long = CallMap().fit([read_code(f"def long():\n{body}", "l.py", "python")])
    [place] = asked(long, "where", "long")
    assert (place.first, place.last) == (1, 101)
    assert len(place.code.splitlines()) == 40


def test_questions_are_read_by_what_is_defined(calls: CallMap) -> None:
    assert calls.read("who calls Sum?") == CodeQuestion("who calls Sum?", "callers", "Sum")
    assert calls.read("who calls sum_up?").name == ""


def test_documents_without_code_are_refused() -> None:
    with pytest.raises(InvalidInput, match="source code"):
        CallMap().fit([Document("a.md", "# a", format="markdown")])


def test_it_keeps_the_contract() -> None:
    check(CallMap().fit(DOCUMENTS), [CodeQuestion("", "callers", "rate")], learn=DOCUMENTS)
