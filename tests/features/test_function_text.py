from __future__ import annotations

import math
from collections.abc import Callable

from tandem.features.function_text import text_of

RATE = 1.5


def helper(x: float) -> float:
    """Docs do not count."""
    return x * RATE  # nor do comments


def uses(x: float) -> float:
    return helper(x) + math.sqrt(x)


def adder(step: int) -> Callable[[int], int]:
    def add(x: int) -> int:
        return x + step

    return add


def test_the_text_holds_what_a_function_uses_of_its_own_project() -> None:
    assert text_of(uses).splitlines() == [
        "def uses(x: float) -> float:",
        "    return helper(x) + math.sqrt(x)",
        "def helper(x: float) -> float:",
        "    return x * RATE",
        "RATE = 1.5",
    ]


def test_what_a_closure_holds_counts() -> None:
    assert text_of(adder(1)) != text_of(adder(2))
    assert text_of(adder(1)) == text_of(adder(1))


def test_a_lambda_is_the_line_it_stands_in() -> None:
    assert "x > RATE" in text_of(lambda x: x > RATE)


def test_a_function_without_source_has_its_code() -> None:
    made: dict[str, Callable[[int], int]] = {}
    exec("def f(x): return x + 1\ndef g(x): return x + 2", made)  # what a prompt does
    made["f"].__module__ = made["g"].__module__ = "prompt"
    assert text_of(made["f"]) != text_of(made["g"])
