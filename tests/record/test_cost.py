from __future__ import annotations

import pytest

from tandem.record.cost import LIST_PRICES, Prices, cost


def test_price_by_hand() -> None:
    # gpt-4o: 2.50 dollars a million in, 10.00 out.
    assert cost("gpt-4o", 1000, 200) == pytest.approx(0.0025 + 0.002)


@pytest.mark.parametrize(
    "model",
    [
        "gpt-4o-mini",
        "openai:gpt-4o-mini",
        "openrouter/openai/gpt-4o-mini",
        "gpt-4o-mini-2024-07-18",
        "openai:gpt-4o-mini-latest",
    ],
)
def test_provider_and_version_do_not_count(model: str) -> None:
    assert cost(model, 1_000_000, 0) == 0.15


@pytest.mark.parametrize("model", ["", "unknown", "gpt-4o-audio-preview", "my-gpt-4o", "gpt"])
def test_an_unknown_price_is_unknown_not_zero(model: str) -> None:
    assert cost(model, 10, 10) is None


def test_own_prices_come_first_and_the_full_name_before_the_short_one() -> None:
    prices = Prices({"gpt-4o": (1.0, 1.0), "azure:gpt-4o": (2.0, 2.0), "local": (0.0, 0.0)})
    assert prices.cost("gpt-4o", 1_000_000, 0) == 1.0
    assert prices.cost("azure:gpt-4o", 1_000_000, 0) == 2.0
    assert prices.cost("local", 5, 5) == 0.0
    assert prices.cost("o4-mini", 1_000_000, 0) == 1.1


def test_prices_are_positive_and_out_is_dearer_than_in() -> None:
    for model, (price_in, price_out) in LIST_PRICES.items():
        assert price_in > 0
        assert price_out > price_in or "embedding" in model
