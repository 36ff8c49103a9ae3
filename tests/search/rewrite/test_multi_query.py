from __future__ import annotations

from tandem import run
from tandem.search import MultiQuery, Query
from tests.search.rewrite.asking import chatting, lexical


def test_what_the_question_misses_the_model_brings_up() -> None:
    with chatting("charge for late payment") as (chat, server):
        search = MultiQuery(search=lexical(), chat=chat)
        assert [p.id for p in run(search, "fee")] == ["fee"]
        assert "fee" in server.requests[0]["messages"][-1]["content"]


def test_the_question_itself_is_asked_too_and_labels_hold() -> None:
    with chatting("charge") as (chat, _):
        search = MultiQuery(search=lexical(), chat=chat)
        assert {p.id for p in run(search, "transfer")} == {"limit", "fee"}
        assert "secret" in {p.id for p in run(search, Query("transfer", ("staff",)))}


def test_the_limit_holds() -> None:
    with chatting("charge") as (chat, _):
        assert len(run(MultiQuery(search=lexical(), chat=chat, limit=1), "transfer")) == 1
