from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tandem import Recorder, run
from tandem.errors import DefinitionError, NotFitted
from tandem.llm import Message, Prompt
from tandem.search import CorpusEmbedder


@dataclass(frozen=True)
class Asked:
    question: str
    hints: list[str] = field(default_factory=list)
    limit: int = 3


class Ask(Prompt[Asked]):
    """Asks a question."""


class Plain(Prompt[str]):
    """Says a text."""


class Sorting(Prompt[str]):
    """Sorts a text."""


BODY = "--- system\nAnswer in {{limit}} lines.\n--- user\n{{question}}\n{{hints}}"
EXAMPLES = "\n".join(
    f'[[examples]]\ninput = "{text}"\noutput = "{topic}"'
    for text, topic in (
        ("the card was charged twice", "billing"),
        ("my parcel is late", "shipping"),
        ("where is my late delivery", "shipping"),
        ("change my password", "account"),
    )
)


def test_a_record_fills_the_turns() -> None:
    ask = Ask().fit(BODY)
    assert run(ask, Asked("Who?", ["a", "b"])) == [
        Message("system", "Answer in 3 lines."),
        Message("user", "Who?\n- a\n- b"),
    ]
    assert run(ask, Asked("{{limit}}"))[1].content == "{{limit}}\n"


def test_plain_text_is_the_input() -> None:
    assert run(Plain().fit("Say {{input}}."), "hi") == [Message("user", "Say hi.")]


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "ask.md"
    path.write_text("Say {{input}}.")
    plain = Plain().fit(path)
    path.write_text("Shout {{input}}.")
    assert run(plain, "hi")[0].content == "Say hi."
    assert Plain().fit(path).version != plain.version


def test_without_a_text_it_is_not_fitted() -> None:
    with pytest.raises(NotFitted):
        run(Plain(), "hi")


@pytest.mark.parametrize(
    ("front", "body", "message"),
    [
        ("", f"{BODY} {{{{name}}}}", "mentions 'name', which Asked has not"),
        ("", "{{question}} {{limit}}", "never mentions 'hints' of Asked"),
        ("inputs = {question = 'text'}", BODY, "differ in 'hints'"),
        (
            "inputs = {question = 'number', hints = 'list', limit = 'integer'}",
            BODY,
            "says that 'question' is a number, the record says str",
        ),
        (
            "inputs = {question = 'prose', hints = 'list', limit = 'integer'}",
            BODY,
            "says that 'question' is a 'prose'",
        ),
        ("[[examples]]\nquestion = 'a'", BODY, "example 1 .* has no output"),
        ("[[examples]]\noutput = 'a'", BODY, "missing required field question"),
        ("[[examples]]\nquestion = 'a'\nage = 3\noutput = 'a'", BODY, "'age', which is no field"),
    ],
)
def test_text_and_record_must_agree(front: str, body: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        Ask().fit(f"+++\n{front}\n+++\n{body}")


def test_the_inputs_that_the_text_declares_may_agree() -> None:
    front = "inputs = {question = 'text', hints = 'list', limit = 'integer'}"
    assert Ask().fit(f"+++\n{front}\n+++\n{BODY}").front.inputs["hints"] == "list"


def test_examples_are_shown_and_those_alike_stand_nearest() -> None:
    sort = Sorting().fit(f"+++\nshots = 2\n{EXAMPLES}\n+++\nSort: {{{{input}}}}")
    assert [m.content for m in run(sort, "is the late parcel mine")] == [
        "Sort: where is my late delivery",
        "shipping",
        "Sort: my parcel is late",
        "shipping",
        "Sort: is the late parcel mine",
    ]


def test_an_embedder_chooses_by_its_vectors() -> None:
    text = f"+++\nshots = 1\n{EXAMPLES}\n+++\nSort: {{{{input}}}}"
    sort = Sorting(embedder=CorpusEmbedder(dimensions=3)).fit(text)
    assert run(sort, "password")[1].content == "account"
    assert len(sort.vectors) == 4


def test_steps_are_asked_for_and_shown_in_examples() -> None:
    front = "reasoning = true\n[[examples]]\ninput = '1+1'\noutput = '2'"
    told = run(Plain().fit(f"+++\n{front}\n+++\n{{{{input}}}}"), "2+2")
    assert told[1] == Message("assistant", "Answer: 2")
    assert "step by step" in told[2].content


def test_the_trace_names_the_version() -> None:
    plain = Plain().fit("Say {{input}}.")
    trace = asyncio.run(Recorder(system="test").run(plain, "hi"))
    assert trace.spans[0].attributes["prompt"] == plain.version
