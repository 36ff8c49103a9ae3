from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace as replace_record
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from systems.helpdesk import data, system
from systems.helpdesk.asking import Ask, Asked, AskPrompt, writer
from systems.helpdesk.contract import Draft, Grounded, Truth
from systems.helpdesk.write import NOTHING, Extractive, sentences_of

from tandem import Inputs, Recorder, Result, Rows, Store, Token, run, stream
from tandem.checks import check
from tandem.core import contract, tree
from tandem.data import Reviewed
from tandem.deliver import Delivered, Registry, build, deliver, load_project
from tandem.errors import ProviderError
from tandem.llm import Chat, FakeChat, Fault
from tandem.search import Passage
from tandem.strategy import Fallback

FOLDER = Path(system.__file__).parent
INPUTS = Inputs(FOLDER)


@pytest.fixture(scope="module")
def delivered(store: Store) -> Delivered:
    return asyncio.run(deliver(load_project(FOLDER), store, INPUTS))


@pytest.fixture(scope="module")
def desk(delivered: Delivered, store: Store) -> Any:
    """The release as it comes back from the store, with types of its own code."""
    return Registry(store).load(delivered.release)


def question(desk: Any, text: str) -> Any:
    return contract(type(desk)).input(text)


# The questions and the documentation


def test_there_are_enough_questions_sections_and_hand_overs() -> None:
    examples = data.read_examples(INPUTS)
    assert len(examples) >= 300
    assert sum(example.human for example in examples) >= 60
    assert len(data.docs_sections(INPUTS)) >= 40
    assert len({example.id for example in examples}) == len(examples)


def test_every_question_is_answered_where_it_says() -> None:
    sections = {section.id: section.text for section in data.docs_sections(INPUTS)}
    for example in data.read_examples(INPUTS):
        assert bool(example.sections) is not example.human, example.id
        assert set(example.sections) <= set(sections), example.id
        texts = [sections[id] for id in example.sections]
        assert example.human or any(example.fact.lower() in text.lower() for text in texts), (
            example.id
        )


def test_every_topic_of_a_page_has_questions_on_both_sides() -> None:
    examples = data.read_examples(INPUTS)
    pages = msgspec.json.decode((FOLDER / "topics.json").read_bytes())
    assert {section.path for section in data.docs_sections(INPUTS)} == set(pages)
    for side in (True, False):
        topics = {x.topic for x in examples if data.is_held_out(x.group) is side}
        assert set(pages.values()) <= topics


def test_a_group_of_paraphrases_stays_on_one_side() -> None:
    learned_from = {x.group for x in data.training_examples(INPUTS)}
    held_out = {case.group for case in data.held_out_cases(INPUTS)}
    assert not learned_from & held_out
    assert len(learned_from | held_out) == len({x.group for x in data.read_examples(INPUTS)})
    assert 0.2 < len(held_out) / (len(held_out) + len(learned_from)) < 0.4


def test_lessons_hold_questions_as_the_system_will_meet_them() -> None:
    """Each with the passages of a ranking that its group did not teach."""
    rows, ranked = data.writing_lessons(INPUTS), data.ranking_lessons(INPUTS)
    assert [x.question for x in rows.inputs] == [x.query for x in ranked.inputs]
    assert rows.groups == ranked.groups
    assert {len(x.passages) for x in rows.inputs} <= set(range(data.SEARCH.limit + 1))
    taught = data.RANK.fit(ranked)
    seen = [taught.rank(x)[: data.SEARCH.limit] for x in ranked.inputs]
    assert [x.passages for x in rows.inputs] != seen


def test_a_group_has_one_truth_about_people() -> None:
    kinds: dict[str, set[bool]] = {}
    for example in data.read_examples(INPUTS):
        kinds.setdefault(example.group, set()).add(example.human)
    assert all(len(kind) == 1 for kind in kinds.values())


# What the options leave out


def test_a_topic_that_does_not_exist_yet_is_in_nothing() -> None:
    inputs = Inputs(FOLDER, {"without_topics": "postgres, llm"})
    assert not {"postgres", "llm"} & {x.topic for x in data.read_examples(inputs)}
    lessons = data.triage_lessons(inputs)
    assert "how-to/postgres" not in lessons.pages
    assert "postgres" not in lessons.sentences.targets
    assert not any(section.path == "how-to/chat" for section in data.docs_sections(inputs))
    assert not any(case.target.topic == "llm" for case in data.held_out_cases(inputs))


def test_a_topic_without_labels_is_documented_and_tested_only() -> None:
    inputs = Inputs(FOLDER, {"unlabelled_topics": "postgres"})
    assert all(x.topic != "postgres" for x in data.training_examples(inputs))
    assert any(case.target.topic == "postgres" for case in data.held_out_cases(inputs))
    assert any(section.path == "how-to/postgres" for section in data.docs_sections(inputs))


def test_documents_and_questions_can_come_from_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("# Tandem\nIt works.\n")
    (tmp_path / "notes.md").write_text("# Notes\nNot for users.\n")
    (tmp_path / "q.jsonl").write_bytes(
        msgspec.json.encode(data.Example("q1", "g1", "works?", "setup", ["index#tandem"], "works"))
    )
    inputs = Inputs(FOLDER, {"docs": str(tmp_path), "questions": str(tmp_path / "q.jsonl")})
    assert [section.id for section in data.docs_sections(inputs)] == ["index#tandem"]
    assert [example.question for example in data.read_examples(inputs)] == ["works?"]


# What reviewed feedback teaches


def reviewed(text: str, path: str, value: Any) -> Reviewed:
    output = {"topic": "serving", "human": False}
    return Reviewed(path, {"text": text}, output, value, "t", "Rita", datetime.now(UTC))


def test_corrections_add_questions_and_change_known_ones() -> None:
    known = data.training_examples(INPUTS)[0]
    changed = Inputs(
        FOLDER,
        reviewed=[
            reviewed("Is there a moon base?", "topic", "other"),
            reviewed("is there a  MOON base?", "human", True),
            reviewed(known.question.upper(), "topic", "storage"),
            reviewed("nobody asks about this field", "text", "x"),
        ],
    )
    before, after = data.training_examples(INPUTS), data.training_examples(changed)
    assert len(after) == len(before) + 1
    assert after[0] == replace_record(known, topic="storage")
    assert (after[-1].question, after[-1].topic, after[-1].human) == (
        "Is there a moon base?", "other", True,
    )  # fmt: skip


def test_a_held_out_question_stays_unseen_whoever_corrects_it() -> None:
    held_out = data.held_out_cases(INPUTS)[0].input.text
    changed = Inputs(FOLDER, reviewed=[reviewed(held_out.upper(), "topic", "storage")])
    assert data.training_examples(changed) == data.training_examples(INPUTS)


# The parts


def passage(id: str, text: str, rank: int = 0) -> Passage:
    return Passage(id, id.partition("#")[2], text, 1 / (60 + rank), 5.0 - rank, 0.9 - rank / 10)


PORT = passage("serve#port", "The server starts.\nIt listens on port 8000 by default.")
KEYS = passage("serve#keys", "Set keys before you listen on a public address.", 1)


@pytest.fixture(scope="module")
def extractive() -> Extractive:
    """A writer that was taught by a dozen questions, some of which nothing answers."""
    rows = [
        (
            Grounded("which port does it listen on", [PORT, KEYS]),
            Truth("a", ["serve#port"], "8000"),
        ),
        (Grounded("default port", [PORT, KEYS]), Truth("a", ["serve#port"], "8000")),
        (Grounded("when do I set keys", [KEYS, PORT]), Truth("a", ["serve#keys"], "Set keys")),
        (Grounded("how is the weather", [KEYS, PORT]), Truth("b", human=True)),
    ]
    rows = [row for row in rows for _ in range(5)]
    return Extractive(C=10.0).fit(
        Rows([x for x, _ in rows], [y for _, y in rows], [str(i) for i in range(len(rows))])
    )


def test_the_writer_quotes_and_cites_the_passage_with_the_answer(extractive: Extractive) -> None:
    draft = run(extractive, Grounded("what is the default port", [PORT, KEYS]))
    assert "port 8000 by default." in draft.text
    assert draft.text.endswith("[serve#port]")
    assert draft.sources == ["serve#port"]
    assert 0.5 < draft.support <= 1


@pytest.mark.parametrize("passages", [[], [KEYS]])
def test_the_writer_says_when_nothing_supports_an_answer(
    extractive: Extractive, passages: list[Passage]
) -> None:
    draft = run(extractive, Grounded("who won the chess game", passages))
    assert draft.text == NOTHING
    assert draft.sources == []


def test_sentences_keep_code_and_rows_of_tables_whole() -> None:
    text = "One. Two e.g. three.\n\n- `item`\n\n```sh\na\nb\n```\n| x | y |\n|---|---|\n| 1 | 2 |"
    assert sentences_of(text) == [
        "One.", "Two e.g. three.", "`item`", "a\nb", "| x | y |", "| 1 | 2 |",
    ]  # fmt: skip


def asked_of(server: FakeChat) -> Asked:
    chat = Chat(model=server.model, base_url=server.url, retries=0)
    return Asked(ask=Ask(prompt=AskPrompt(), chat=chat).fit(FOLDER / "prompt.md"))


def ask(reply: str | Fault) -> tuple[Draft, FakeChat]:
    with FakeChat([reply]) as server:
        return run(asked_of(server), Grounded("which port?", [PORT, KEYS])), server


def test_a_chat_model_is_given_the_passages_and_cites_them() -> None:
    draft, server = ask("It is 8000 [serve#port], see [serve#made-up].")
    assert draft.sources == ["serve#port"]
    sent = server.requests[0]["messages"][-1]["content"]
    assert PORT.text in sent
    assert "Question: which port?" in sent


def test_a_chat_model_may_say_that_nothing_answers() -> None:
    draft, _ = ask(NOTHING)
    assert draft == Draft(NOTHING)


@pytest.mark.parametrize("reply", ["It is 8000.", "It is 8000 [serve#made-up]."])
def test_an_answer_that_cites_nothing_it_was_given_is_a_failure(reply: str) -> None:
    with pytest.raises(ProviderError, match="cited no passage"):
        ask(reply)


def test_the_extractive_writer_stands_in_for_a_chat_model_that_is_down(
    extractive: Extractive,
) -> None:
    with FakeChat([Fault("error", 500)]) as server:
        write = Fallback(first=asked_of(server), second=extractive)
        asked = Grounded("what is the default port", [PORT, KEYS])
        trace = asyncio.run(Recorder(system="test").run(write, asked))
    assert trace.output.sources == ["serve#port"]
    assert trace.spans[0].attributes["fallback"].startswith("ProviderError: ")


def test_a_chat_model_is_put_in_place_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_CHAT_MODEL", raising=False)
    assert isinstance(writer({})[0], Extractive)
    monkeypatch.setenv("TANDEM_CHAT_MODEL", "openai:small")
    monkeypatch.setenv("TANDEM_CHAT_BASE_URL", "http://127.0.0.1:9/v1")
    write, learn = writer({})
    chat = tree.get(write, "first.ask.chat")
    assert isinstance(chat, Chat)
    assert (chat.model, chat.base_url) == ("openai:small", "http://127.0.0.1:9/v1")
    assert isinstance(tree.get(write, "second"), Extractive)
    assert set(learn) == {"first.ask", "second"}
    other, _ = writer({"chat": "openai:other"})
    assert getattr(tree.get(other, "first.ask.chat"), "model", "") == "openai:other"


# The system


def test_it_answers_from_the_documentation(desk: Any) -> None:
    answer = run(desk, question(desk, "what port does tandem serve use by default?"))
    assert "8000" in answer.text
    assert not answer.human
    assert answer.topic == "serving"
    assert answer.sources
    assert f"[{answer.sources[0]}]" in answer.text


@pytest.mark.parametrize(
    "text", ["I want a refund for last month", "let me talk to a real person now", "", "???"]
)
def test_it_hands_over_to_a_person(desk: Any, text: str) -> None:
    answer = run(desk, question(desk, text))
    assert answer.human
    assert answer.sources == []
    assert answer.text.endswith("A person will take this over.")


def test_what_streams_is_the_answer(desk: Any) -> None:
    async def events(text: str) -> list[Any]:
        return [event async for event in stream(desk, question(desk, text))]

    for text in ("how do I roll back a release?", "give me my money back", "zxqv blorp"):
        *tokens, result = asyncio.run(events(text))
        assert isinstance(result, Result)
        assert all(isinstance(token, Token) for token in tokens)
        assert "".join(token.text for token in tokens) == result.value.text


def test_every_part_is_in_the_trace(desk: Any) -> None:
    asked = question(desk, "how do I roll back a release?")
    trace = asyncio.run(Recorder(system="helpdesk").run(desk, asked))
    paths = [span.path for span in trace.spans]
    assert paths == ["", "search", "search.search", "search.rank", "triage", "write"]
    assert trace.spans[5].attributes["support"] == trace.output.support


def test_it_keeps_the_rules_of_the_contract(desk: Any) -> None:
    texts = ["what is a blob?", "I want a refund", ""]
    check(desk, inputs=[question(desk, text) for text in texts])


def test_triage_gives_chances(desk: Any) -> None:
    route = run(desk.triage, contract(type(desk.triage)).input("", []))
    assert 0 < route.topic_probability < 1
    assert 0 < route.human_probability < 1


# The project


def test_a_release_passes_its_gate(delivered: Delivered) -> None:
    failed = [rule.message for rule in delivered.verdict.rules if rule.status != "pass"]
    assert delivered.verdict.status == "pass", failed
    assert sorted(delivered.build.fitted) == ["search.rank", "search.search", "triage", "write"]


def test_every_metric_has_a_value_and_the_report_has_topics(delivered: Delivered) -> None:
    report = delivered.report
    assert {
        "topic_macro_f1", "human_calibration_error", "recall@5", "ndcg@10", "fact_recall",
        "citation_correct", "escalation_precision", "escalation_recall", "latency_p95", "cost",
    } <= set(report.scores)  # fmt: skip
    assert all(score.value is not None for score in report.scores.values())
    counted = Counter(case.target.topic for case in data.held_out_cases(INPUTS))
    assert set(report.slices["topic"]) == set(counted)


def test_a_second_build_fits_nothing(delivered: Delivered, store: Store) -> None:
    again = build(load_project(FOLDER), store, INPUTS)
    assert again.fitted == []
    assert again.node == delivered.build.node
