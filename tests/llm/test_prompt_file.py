from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.llm.prompt_file import fill, parse

TEXT = """\
+++
description = "Answers."
shots = 2
output = "text"
[inputs]
question = "text"
[model]
temperature = 0.5
stop = ["END"]
[[examples]]
question = "Who?"
output = "Me."
+++

--- system
You are {{role}}.
--- user
{{ question }}
"""


def test_a_text_taken_apart() -> None:
    parsed = parse(TEXT)
    assert parsed.turns == (("system", "You are {{role}}."), ("user", "{{ question }}"))
    assert parsed.variables == {"role", "question"}
    assert (parsed.front.shots, parsed.front.model.temperature) == (2, 0.5)
    assert parsed.front.model.stop == ("END",)
    assert parsed.front.examples == [{"question": "Who?", "output": "Me."}]


def test_a_text_without_front_matter_is_one_turn_of_the_user() -> None:
    assert parse("Say {{input}}.\n").turns == (("user", "Say {{input}}."),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("+++\nshots = \nx = 1\n+++\nx", "is not TOML.*line 1"),
        ("+++\nshots = 1\nx", "has no end"),
        ("+++\nshot = 1\n+++\nx", "unknown field shot"),
        ("+++\nshots = 'many'\n+++\nx", "shots: expected int"),
        ("+++\n[model]\nheat = 1\n+++\nx", "unknown field heat"),
        ("--- boss\nx", "a turn of 'boss'"),
        ("--- system\nx", "no turn of the user at its end"),
        ("", "no turn of the user"),
        ("Say {{a b}}", "holds '{{a b}}'"),
        ("Say {{a", "holds '{{a'"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        parse(text)


@given(st.text(), st.text())
def test_values_are_never_templates(a: str, b: str) -> None:
    assert fill("<{{a}}|{{b}}>", {"a": "{{b}}" + a, "b": b}) == f"<{{{{b}}}}{a}|{b}>"
