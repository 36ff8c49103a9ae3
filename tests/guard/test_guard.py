from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tandem import Recorder, run
from tandem.errors import DefinitionError, Refused
from tandem.guard import Canary, Guard, PersonalPatterns, Secrets

TEXT = "ann@example.org and 4111 1111 1111 1111, again ann@example.org"


def guard(**options: Any) -> Guard:
    return Guard(detectors=(PersonalPatterns(), Secrets()), **options)


def test_each_kind_is_treated_as_told() -> None:
    assert run(guard(), TEXT) == "[EMAIL] and [CARD], again [EMAIL]"
    masks = guard(actions={"email": "mask"}, otherwise="note")
    passed = masks.check(TEXT)
    assert passed.text == "[EMAIL 1] and 4111 1111 1111 1111, again [EMAIL 1]"
    assert passed.masked == {"[EMAIL 1]": "ann@example.org"}
    assert [one.kind for one in passed.findings] == ["email", "card", "email"]
    again = masks.check("ann@example.org, bob@example.org", passed.masked)
    assert again.text == "[EMAIL 1], [EMAIL 2]"


def test_a_refusal_names_kinds_and_no_words() -> None:
    refuses = guard(actions={"card": "refuse"})
    with pytest.raises(Refused, match="found card") as refused:
        run(refuses, TEXT)
    assert "4111" not in str(refused.value)
    assert run(refuses, "no card here") == "no card here"


def test_the_trace_counts_and_a_repr_shows_nothing() -> None:
    both = Guard(detectors=(Canary(words=("heron",)), PersonalPatterns()), otherwise="mask")
    trace = asyncio.run(Recorder(system="guard").run(both, TEXT))
    assert trace.spans[0].attributes["found"] == {"email": 2, "card": 1}
    assert "example" not in repr(both.check(TEXT))


def test_an_unknown_action_is_told() -> None:
    with pytest.raises(DefinitionError, match="the action 'eat' for 'email'"):
        run(guard(actions={"email": "eat"}), TEXT)
