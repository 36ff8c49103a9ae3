"""The reader learns to answer from labelled questions, cites exactly, and refuses."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import Recorder, Result, Rows, Token, run, stream
from tandem.checks import check
from tandem.errors import InvalidInput, NotFitted
from tandem.search import Answer, Citation, Grounded, Reader, Transfer
from tandem.search.answer.contract import NOTHING
from tandem.search.answer.reader import best_threshold
from tests.search.answer.world import TOWNS, found_for, lessons

SEEN, UNSEEN = TOWNS[:24], TOWNS[40:60]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader().fit(lessons(SEEN))


def test_it_answers_questions_on_documents_it_never_saw(reader: Reader) -> None:
    rows = lessons(UNSEEN)
    answers = [reader.read(x) for x in rows.inputs]
    pairs = [(a, t) for a, t in zip(answers, rows.targets, strict=True) if t]
    right = [bool(a.citations) and a.citations[0].covers(t) for a, t in pairs]
    assert sum(right) >= 0.9 * len(right)
    short = [a.short == t.text for a, t in pairs]
    assert sum(short) >= 0.7 * len(short)


def test_a_heading_is_never_quoted(reader: Reader) -> None:
    town = UNSEEN[0]
    [question, *_] = (x.question for x in lessons([town]).inputs)
    heading = question.rstrip("?")  # as near to the question as can be
    [first, *others] = found_for(town)
    headed = replace(first, title=f"Towns: {heading}", text=f"{heading}\n\n{first.text}")
    answer = reader.read(Grounded(question, [headed, *others]))
    assert answer.citations
    assert all(heading not in cited.text for cited in answer.citations)
    alone = replace(headed, text=heading)
    assert reader.read(Grounded(question, [alone])).text == NOTHING


def test_a_rival_statement_is_cited_beside_the_answer(reader: Reader) -> None:
    town = UNSEEN[0]
    other = replace(town, people=town.people + 1)
    passages = [*found_for(town), replace(other.passage(0.9), id="other#0", document="other")]
    asked = Grounded(f"How many people live in {town.name}?", passages)
    assert len(reader.read(asked).citations) == 1
    both = replace(reader, rivals=0.6).read(asked)
    assert [c.document for c in both.citations] == [town.name, "other"]
    assert str(town.people) in both.text
    assert str(other.people) in both.text


def test_it_refuses_when_the_document_is_withheld(reader: Reader) -> None:
    withheld = [
        Grounded(question, found_for(town)[1:])
        for town in UNSEEN
        for question, _ in town.questions()
    ]
    refused = [not reader.read(x).citations for x in withheld]
    assert sum(refused) >= 0.9 * len(refused)


def test_a_citation_is_exactly_what_stands_there(reader: Reader) -> None:
    for town in UNSEEN:
        shifted = [replace(p, start=1000, end=1000 + len(p.text)) for p in found_for(town)]
        answer = reader.read(Grounded(f"Who founded {town.name}?", shifted))
        for cited in answer.citations:
            source = next(p for p in shifted if p.document == cited.document)
            assert source.text[cited.start - 1000 : cited.end - 1000] == cited.text
            assert cited.text in answer.text


def test_more_sentences_are_numbered_in_the_order_of_the_document(reader: Reader) -> None:
    more = replace(reader, limit=3, ratio=0.0, threshold=0.0)
    answer = more.read(Grounded(f"Who founded {UNSEEN[0].name}?", found_for(UNSEEN[0])))
    assert len(answer.citations) == 3
    assert len({c.document for c in answer.citations}) == 1
    assert [c.start for c in answer.citations] == sorted(c.start for c in answer.citations)
    assert answer.text == " ".join(f"{c.text} [{n}]" for n, c in enumerate(answer.citations, 1))


def test_what_is_emitted_and_noted_is_the_answer(reader: Reader) -> None:
    x = Grounded(f"When was {UNSEEN[0].name} founded?", found_for(UNSEEN[0]))

    async def events() -> list[Any]:
        return [event async for event in stream(reader, x)]

    *tokens, last = asyncio.run(events())
    assert isinstance(last, Result)
    assert "".join(t.text for t in tokens if isinstance(t, Token)) == last.value.text
    trace = asyncio.run(Recorder(system="test").run(reader, x))
    assert trace.spans[0].attributes["refused"] is False
    assert trace.spans[0].attributes["confidence"] == last.value.confidence


def test_without_passages_it_refuses(reader: Reader) -> None:
    assert run(reader, Grounded("When?", [])) == Answer(NOTHING)


@settings(max_examples=40, deadline=None)
@given(question=st.text(max_size=80), text=st.text(max_size=200))
def test_any_text_is_read(reader: Reader, question: str, text: str) -> None:
    passage = replace(TOWNS[0].passage(), text=text, end=len(text))
    answer = reader.read(Grounded(question, [passage]))
    assert 0 <= answer.confidence <= 1
    assert all(text[c.start : c.end] == c.text for c in answer.citations)


def test_it_keeps_the_contract() -> None:
    rows = lessons(SEEN[:6])
    check(Reader().fit(rows), [rows.inputs[0], Grounded("Why?", [])], learn=rows)


def test_nothing_to_learn_from_is_refused() -> None:
    rows = lessons(SEEN[:6])
    nowhere = Citation("elsewhere", 0, 5, "never")
    with pytest.raises(InvalidInput, match="no passage holds its answer"):
        Reader().fit(Rows(rows.inputs, [nowhere] * len(rows), rows.groups))
    with pytest.raises(NotFitted):
        Reader().read(rows.inputs[0])


def test_questions_known_to_have_no_answer_may_be_among_the_lessons() -> None:
    rows = lessons(SEEN[:8])
    absent = [Grounded(x.question, x.passages[1:]) for x in rows.inputs]
    assert rows.groups is not None
    both = Rows([*rows.inputs, *absent], [*rows.targets, *[None] * len(absent)], [*rows.groups] * 2)
    reader = Reader().fit(both)
    assert reader.read(rows.inputs[0]).citations
    assert not reader.read(absent[0]).citations


def test_the_threshold_tells_best_apart() -> None:
    answerable = [True, True, False, True, False]
    assert best_threshold([0.9, 0.8, 0.6, 0.3, 0.1], answerable) == pytest.approx(0.7)
    assert best_threshold([0.9, 0.8], [True, True]) == 0
    assert best_threshold([0.5, 0.5], [True, False]) == 0


def test_a_skill_is_taken_to_other_documents(reader: Reader) -> None:
    texts = [town.text for town in UNSEEN]
    moved = Reader().fit(Transfer(reader.skill, texts))
    assert moved.skill == reader.skill
    assert "timber" in moved.rarity
    rows = lessons(UNSEEN)
    pairs = [(moved.read(x), t) for x, t in rows if t]
    right = [bool(a.citations) and a.citations[0].covers(t) for a, t in pairs]
    assert sum(right) >= 0.9 * len(right)


def test_a_passage_without_any_word_asked_for_answers_nothing(reader: Reader) -> None:
    eager = reader.evolve(threshold=0.0)
    assert not eager.read(Grounded("Who invented the telephone?", found_for(TOWNS[0]))).citations
