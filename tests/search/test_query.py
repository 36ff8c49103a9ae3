from __future__ import annotations

from tandem.core.schema import decoder, encode
from tandem.search import Query
from tandem.search.query import as_query


def test_a_bare_text_asks_for_what_everyone_may_read() -> None:
    assert as_query("text") == Query("text", (), {})
    asked = Query("text", ("staff",), {"year": ["2020", "2021"]})
    assert as_query(asked) is asked


def test_both_kinds_of_question_survive_json() -> None:
    read = decoder(str | Query)
    for query in ("text", Query("text", ("staff",), {"year": ["2020"], "kind": "memo"})):
        assert read(encode(query)) == query
