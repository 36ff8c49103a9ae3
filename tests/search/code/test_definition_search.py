from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tandem.errors import InvalidInput
from tandem.search import DefinitionSearch, Document, Encoder, Query
from tandem.search.parse.text import read_code
from tests.search import tiny
from tests.search.code.test_definition import FILES

DOCUMENTS = [
    read_code(text, path, "go" if path.endswith("go") else "python") for path, text in FILES.items()
]


@pytest.fixture(scope="module")
def search() -> DefinitionSearch:
    return DefinitionSearch().fit(DOCUMENTS)


def ids(search: DefinitionSearch, query: str | Query) -> list[str]:
    return [passage.title for passage in search.search(query)]


def test_a_definition_is_found_by_what_is_said_of_it(search: DefinitionSearch) -> None:
    assert ids(search, "who takes the money")[0] == "shop.py: pay"
    assert ids(search, "what is emptied at night")[0] == "shop.py: Basket"
    assert ids(search, "what appends")[0] == "queue.go: Push"


def test_a_test_says_in_words_what_the_code_does(search: DefinitionSearch) -> None:
    asked = Query("nobody twice", where={"part": "code"})
    assert ids(search, asked)[0] == "shop.py: pay"


def test_passages_are_places_in_their_files(search: DefinitionSearch) -> None:
    for passage in search.search("basket pay queue"):
        assert passage.text == FILES[passage.document][passage.start : passage.end]
    [best, *_] = search.search("what is emptied at night")
    assert best.metadata["symbol"] == "Basket"
    assert best.metadata["kind"] == "class"


def test_nothing_is_found_where_nothing_is_said(search: DefinitionSearch) -> None:
    assert ids(search, "zzzz qqqq") == ids(search, "") == []


def test_metadata_filters_before_the_limit(search: DefinitionSearch) -> None:
    narrow = dataclasses.replace(search, limit=1)
    assert ids(narrow, Query("pay twice", where={"part": "test"})) == [
        "tests/test_shop.py: test_nobody_pays_twice"
    ]
    assert ids(narrow, Query("pay", where={"kind": ["class", "struct"]})) == ["shop.py: Basket"]


def test_tests_can_be_left_out_and_still_speak(search: DefinitionSearch) -> None:
    code = DefinitionSearch(parts=("code",)).fit(DOCUMENTS)
    assert {one.path for one in code.definitions} == {"shop.py", "queue.go"}
    assert ids(code, "nobody twice")[0] == "shop.py: pay"


def test_what_lies_in_a_definition_that_is_listed_takes_no_place(search: DefinitionSearch) -> None:
    listed = dataclasses.replace(search, weights={"class": 1.0, "body": 0.1})
    found = listed.search(Query("basket empty night pay", where={"part": "code"}))
    assert found[0].metadata["symbol"] == "Basket"
    inside = [p for p in found[1:] if p.document == "shop.py" and p.end <= found[0].end]
    assert [p for p in inside if p.start >= found[0].start] == []
    assert "shop.py: pay" in [p.title for p in found]


def test_only_who_may_read_a_file_finds_it() -> None:
    secret = [dataclasses.replace(one, access=("shop",)) for one in DOCUMENTS]
    search = DefinitionSearch().fit(secret)
    assert ids(search, "take the money") == ids(search, Query("take the money", ("mail",))) == []
    assert ids(search, Query("take the money", ("shop",)))[0] == "shop.py: pay"


def test_weights_of_ones_own_decide(search: DefinitionSearch) -> None:
    longest = dataclasses.replace(search, weights={"length": 1.0})
    found = longest.search("pay basket")
    assert [len(p.text) for p in found] == sorted((len(p.text) for p in found), reverse=True)


def test_an_encoder_finds_what_has_no_word_in_common(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_CACHE", str(tmp_path / "cache"))
    tiny.encoder(tmp_path, {"money": (1.0, 0.0), "invoice": (1.0, 0.0), "night": (0.0, 1.0)})
    encoded = DefinitionSearch(embedder=Encoder(folder=str(tmp_path), truncate=True))
    assert ids(encoded.fit(DOCUMENTS), "invoice")[0] == "shop.py: pay"


def test_documents_without_source_are_refused() -> None:
    with pytest.raises(InvalidInput, match="none of 1 documents is source code"):
        DefinitionSearch().fit([Document("notes.md", "text")])
