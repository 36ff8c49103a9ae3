from __future__ import annotations

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from systems.rag import data, system
from systems.rag.system import DocumentChat
from systems.rag.versions import Kind, write_versions

from tandem import Inputs, Recorder, Store, Token, stream
from tandem.core import contract
from tandem.deliver import Delivered, Registry, deliver, load_project
from tandem.errors import DataMissing, InvalidInput
from tandem.evaluate import propose, write_proposals
from tandem.evaluate.proposals import review
from tandem.llm import FakeChat, Fault
from tandem.search.answer.contract import NOTHING
from tests.search.answer.world import TOWNS

FOLDER = Path(system.__file__).parent
SHOWN = TOWNS[:24]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as people have them: formats mixed, some files of no use, some hostile."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "north").mkdir()
    for i, town in enumerate(SHOWN):
        text = f"# {town.name}\n\n{town.text}\n"
        match i % 3:
            case 0:
                (folder / f"{town.name}.md").write_text(text)
            case 1:
                (folder / "north" / f"{town.name}.txt").write_text(f"{town.name}\n\n{town.text}")
            case _:
                (folder / f"{town.name}.md").write_text(text.replace("\n", "\r\n"))
    (folder / "prices.csv").write_text("thing,price\nlamp,20\nchair,45\n")
    (folder / "empty.md").write_text("")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing of the kind")
    (folder / "not-text.md").write_bytes(bytes(range(256)))
    (folder / "program.exe").write_bytes(b"MZ\x00\x01")
    (folder / "away.md").symlink_to("/etc/passwd")
    return folder


@pytest.fixture(scope="module")
def delivered(store: Store, documents: Path) -> Delivered:
    inputs = Inputs(FOLDER, {"docs": str(documents)})
    return asyncio.run(deliver(load_project(FOLDER), store, inputs))


@pytest.fixture(scope="module")
def chat(delivered: Delivered, store: Store) -> Any:
    return Registry(store).load(delivered.release)


def asked(chat: Any, question: str, *turns: tuple[str, str]) -> Any:
    told = [{"question": q, "answer": a} for q, a in turns]
    cls = contract(type(chat)).input
    from tandem.core.schema import convert

    return convert({"question": question, "turns": told}, cls)


def answer(chat: Any, question: str, *turns: tuple[str, str]) -> Any:
    return asyncio.run(Recorder(system="rag").call(chat, asked(chat, question, *turns)))[0]


def test_a_folder_of_anything_becomes_a_release_that_passes(delivered: Delivered) -> None:
    assert delivered.verdict.status == "pass"
    assert delivered.report.scores["span_recall@256"].value == 1


def test_it_answers_from_the_folder_with_exact_citations(chat: Any, documents: Path) -> None:
    right = 0
    texts = {d.id: d.text for d in data.documents(Inputs(FOLDER, {"docs": str(documents)}))}
    for town in SHOWN:
        said = answer(chat, f"When was {town.name} founded?")
        for cited in said.citations:
            assert texts[cited.document][cited.start : cited.end] == cited.text
        right += bool(said.citations) and str(town.year) in said.citations[0].text
    assert right >= 0.8 * len(SHOWN)


@pytest.mark.parametrize("question", ["Who invented the telephone?", "", "zzzz?", "日本の首都は？"])
def test_what_is_not_in_the_folder_is_refused(chat: Any, question: str) -> None:
    assert answer(chat, question).text == NOTHING


def test_a_follow_up_is_understood(chat: Any) -> None:
    town = SHOWN[3]
    turn = (f"Who founded {town.name}?", f"{town.founder}.")
    said = answer(chat, "And how many people live there?", turn)
    assert str(town.people) in said.text


def test_questions_that_a_person_accepted_are_learned_from_and_measured(
    documents: Path, tmp_path: Path
) -> None:
    inputs = Inputs(FOLDER, {"docs": str(documents)})
    proposed = propose(data.learned_sections(inputs), 30)
    file = tmp_path / "questions.jsonl"
    write_proposals(file, [review(p, "accepted", by="Ada") for p in proposed])
    mine = Inputs(FOLDER, {"docs": str(documents), "questions": str(file)})
    rows = data.reading_lessons(mine)
    assert [x.question for x in rows.inputs] == [p.question for p in proposed]  # type: ignore[union-attr]  # labelled, so no Transfer
    assert [case.id for case in data.folder_cases(mine)] == [p.id for p in proposed]


def test_a_folder_without_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.exe").write_bytes(b"MZ")
    with pytest.raises(DataMissing, match="any text"):
        data.documents(Inputs(FOLDER, {"docs": str(tmp_path)}))


def chatting(server: FakeChat, documents: Path, store: Store) -> Any:
    options = {"docs": str(documents), "chat": server.model, "chat_url": server.url}
    made = asyncio.run(deliver(load_project(FOLDER), store, Inputs(FOLDER, options)))
    return Registry(store).load(made.release)


def test_with_a_chat_model_it_streams_checks_and_falls_back(documents: Path, store: Store) -> None:
    town = SHOWN[0]
    good = f"{town.name} was founded in {town.year} [1]. It was a Tuesday [1]."

    def reply(turns: list[dict[str, Any]]) -> str | Fault:
        told = turns[-1]["content"]
        if "Last question:" in told:
            return f"When was {town.name} founded?"
        return good if f"Question: When was {town.name} founded?" in told else Fault("error")

    with FakeChat([reply]) as server:
        made = chatting(server, documents, store)
        turn = (f"Who founded {town.name}?", "Somebody.")

        async def events() -> list[Any]:
            return [event async for event in stream(made, asked(made, "When?", turn))]

        *tokens, last = asyncio.run(events())
        said = last.value
        assert "".join(t.text for t in tokens if isinstance(t, Token)) == said.text
        assert said.text == f"{town.name} was founded in {town.year} [1]. It was a Tuesday."
        assert len(said.citations) == 1
        other = SHOWN[1]
        fallen = asyncio.run(
            Recorder(system="rag").run(made, asked(made, f"When was {other.name} founded?"))
        )
        write = fallen.find("write")
        assert write is not None
        assert "ProviderError" in write.attributes["fallback"]
        assert str(other.year) in fallen.output.text


# The published questions, in a few lines of their form


def article(i: int) -> dict[str, Any]:
    town = TOWNS[i]
    texts = [town.text, f"{town.name} has a school. Its head is {town.founder}."]
    return {
        "title": town.name,
        "paragraphs": [
            {
                "context": text,
                "qas": [
                    {
                        "id": f"{i}-{n}-{word}",
                        "question": f"What of {word}?",
                        "answers": [{"text": word, "answer_start": text.index(word)}],
                    }
                    for word in (town.name, town.founder)
                ],
            }
            for n, text in enumerate(texts)
        ],
    }


def test_published_questions_point_into_the_documents(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "xquad.json"
    file.write_text(json.dumps({"data": [article(i) for i in range(12)]}))
    monkeypatch.setattr(type(data.XQUAD), "locate", lambda self: file)
    parts = {part: data.articles(part) for part in ("train", "test", "withheld")}
    assert {name: len(found) for name, found in parts.items()} == {
        "train": 6,
        "test": 4,
        "withheld": 2,
    }
    texts = {d.id: d.text for d in data.documents(Inputs(FOLDER))}
    cases = data.held_out_cases(Inputs(FOLDER))
    assert [case.target is None for case in cases] == [False] * 16 + [True] * 8
    assert not {a["title"] for a in parts["withheld"]} & set(texts)
    assert not {a["title"] for a in parts["train"]} & {case.group for case in cases}
    for case in cases[:16]:
        assert texts[case.target.document][case.target.start : case.target.end] == case.target.text
    rows = data.lessons(parts["train"], data.learned_sections(Inputs(FOLDER)))
    assert len(rows) == 24


def towns(count: int) -> list[dict[str, Any]]:
    """Articles whose answers hold numbers."""
    return [
        {
            "title": town.name,
            "paragraphs": [
                {
                    "context": " ".join([town.text, *(town.name + "x" * i for i in range(40))]),
                    "qas": [
                        {"id": f"{town.name} {a}", "question": q, "answers": [{"text": a}]}
                        for q, a in town.questions()
                    ],
                }
            ],
        }
        for town in TOWNS[:count]
    ]


@pytest.mark.parametrize("kind", ["copy", "rewritten", "one age"])
def test_versions_disagree_in_the_numbers_that_are_asked_for(kind: Kind, tmp_path: Path) -> None:
    cases = write_versions(tmp_path, towns(8), kind)
    assert {case.cluster for case in cases} == {f"{town.name}-0" for town in TOWNS[:8]}
    for case in cases:
        right, other = (tmp_path / name for name in case.target.sources)
        assert case.target.newer in right.read_text()
        assert case.target.newer not in other.read_text()
        assert case.target.older in other.read_text()
        assert (right.stat().st_mtime > other.stat().st_mtime) == (kind != "one age")
    served = {document.id for document in data.read_folder(tmp_path)}
    assert len(served) == (8 if kind == "copy" else 16)


def test_the_newer_of_two_documents_is_believed_and_both_are_cited(tmp_path: Path) -> None:
    for name, days, time in (("old", 30, 1_600_000_000), ("new", 14, 1_700_000_000)):
        text = f"Customers may send goods back within {days} days. About the {name} shop: "
        file = tmp_path / f"{name}.md"
        file.write_text(f"# Returns\n\n{text}it has {name} lamps, {name} chairs, {name} tables.\n")
        os.utime(file, (time, time))
    inputs = Inputs(FOLDER, {"docs": str(tmp_path)})
    chunks = data.learned_sections(inputs)
    skilled = data.reading_lessons(inputs)
    chat = replace(system.reader, search=data.SEARCH.fit(chunks), write=data.READER.fit(skilled))
    found = answer(chat, "Within how many days may customers send goods back?")
    assert [citation.document for citation in found.citations] == ["new.md", "old.md"]
    assert found.text.index("14") < found.text.index("Earlier: ") < found.text.index("30")
    assert found.short == "14"


def test_an_unsigned_question_file_is_refused(documents: Path, tmp_path: Path) -> None:
    inputs = Inputs(FOLDER, {"docs": str(documents)})
    [one] = propose(data.learned_sections(inputs), 1)
    file = tmp_path / "questions.jsonl"
    write_proposals(file, [review(one, "accepted", by="")])
    with pytest.raises(InvalidInput, match="not signed"):
        data.folder_cases(Inputs(FOLDER, {**inputs.options, "questions": str(file)}))


def test_the_system_is_what_its_parts_say() -> None:
    assert isinstance(system.project.system, DocumentChat)
    assert set(system.project.learn) == {"search", "write"}
    chatty = system.for_options(Inputs(FOLDER, {"chat": "openai:x"}))
    assert set(chatty.learn) == {"search", "write.second"}
    assert chatty.gate is system.project.gate
