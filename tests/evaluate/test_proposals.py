from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tandem.errors import InvalidInput
from tandem.evaluate import propose, propose_with, read_accepted, write_proposals
from tandem.evaluate.proposals import review
from tandem.llm import Chat, FakeChat
from tandem.search import Chunk
from tests.search.answer.world import TOWNS


def chunk(i: int, start: int = 0) -> Chunk:
    text = TOWNS[i].text
    return Chunk(f"{i}", TOWNS[i].name, start, start + len(text), text)


CHUNKS = [chunk(i) for i in range(8)]


def test_a_question_is_proposed_from_each_place_and_its_answer_stands_there() -> None:
    proposed = propose(CHUNKS, 6)
    assert len(proposed) == 6
    assert len({p.answer.document for p in proposed}) == 6
    texts = {c.document: c.text for c in CHUNKS}
    for p in proposed:
        assert texts[p.answer.document][p.answer.start : p.answer.end] == p.answer.text
        assert p.answer.text not in p.question
        assert p.question.endswith("?")
        assert p.status == "proposed"
    assert propose(CHUNKS, 6) == proposed
    assert propose(CHUNKS, 6, seed=1) != proposed


def test_a_long_document_does_not_crowd_out_the_others() -> None:
    long = [replace(chunk(i), document="long", id=f"long {i}") for i in range(8, 40)]
    proposed = propose([*long, *CHUNKS], 9)
    assert {p.answer.document for p in proposed} == {"long", *(c.document for c in CHUNKS)}


def test_offsets_count_in_the_document() -> None:
    [one] = propose([chunk(0, start=500)], 1)
    assert TOWNS[0].text[one.answer.start - 500 : one.answer.end - 500] == one.answer.text


def test_text_without_sentences_gives_no_question() -> None:
    table = Chunk("t", "t", 0, 24, "| a | b |\n|---|---|\n| 1 |")
    assert propose([table], 5) == []


def test_a_model_writes_questions_and_useless_replies_are_counted() -> None:
    replies = [
        f"Question: When was it founded?\nAnswer: {TOWNS[0].year}",
        "question: Who?\nanswer: Nobody in the text",
        "I would rather not.",
    ]
    with FakeChat(replies) as server:
        chat = Chat(model=server.model, base_url=server.url)
        proposed, useless = asyncio.run(propose_with(chat, CHUNKS[:3]))
    assert useless == 2
    assert [p.question for p in proposed] == ["When was it founded?"]
    assert proposed[0].answer.text == str(TOWNS[0].year)


def test_only_what_a_person_accepted_and_signed_is_read(tmp_path: Path) -> None:
    first, second, third = propose(CHUNKS, 3)
    file = tmp_path / "questions.jsonl"
    kept = review(replace(first, question="In which year?"), "accepted", by="Ada")
    write_proposals(file, [kept, second, review(third, "refused", by="Ada")])
    assert read_accepted(file) == [kept]
    write_proposals(file, [replace(first, status="accepted")])
    with pytest.raises(InvalidInput, match="not signed"):
        read_accepted(file)
