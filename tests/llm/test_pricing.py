from __future__ import annotations

import pytest

from tandem.llm.pricing import price


def test_prices_by_hand() -> None:
    assert price("openai:gpt-4o-mini", 1_000_000, 1_000_000) == pytest.approx(0.15 + 0.60)
    assert price("openai:gpt-4o-mini", 1_000_000, 0, cached=1_000_000) == pytest.approx(0.075)
    assert price("openai-responses:gpt-4o-mini", 1_000_000, 0) == pytest.approx(0.15)
    assert price("anthropic:claude-sonnet-4-5", 1_000, 10) == pytest.approx(0.00315)


def test_a_price_that_moves_with_the_amount() -> None:
    cheap = price("google:gemini-2.5-pro", 100_000, 0)
    dear = price("google:gemini-2.5-pro", 300_000, 0)
    assert cheap is not None
    assert dear is not None
    assert cheap == pytest.approx(0.125)
    assert dear == pytest.approx(0.75)


def test_your_own_price_goes_first_and_unknown_is_not_zero() -> None:
    assert price("openai:gpt-4o-mini", 1_000_000, 0, own=(2.0, 0.0)) == 2.0
    assert price("openai:fake", 10, 10) is None
    assert price("ollama:gpt-4o-mini", 10, 10) is None
