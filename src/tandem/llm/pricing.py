"""Prices of models: your own, those of the package genai-prices, or the built-in list."""

from __future__ import annotations

import functools
from typing import Any

from tandem.record.cost import cost as list_cost

_OWN_COMPUTERS = ("ollama",)


def price(
    model: str,
    tokens_in: int,
    tokens_out: int,
    *,
    cached: int = 0,
    own: tuple[float, float] | None = None,
) -> float | None:
    """US dollars of a call of ``"provider:name"``; ``None`` where the price is unknown.

    ``own`` is what you pay per million tokens in and out, and goes before every list.
    ``cached`` counts the tokens in that the provider had in its cache. A model that runs on
    your own computers has no list price.
    """
    if own is not None:
        return (tokens_in * own[0] + tokens_out * own[1]) / 1e6
    provider, _, name = model.partition(":")
    if provider in _OWN_COMPUTERS:
        return None
    found = _listed(provider.removesuffix("-responses"), name)
    if found is None:
        return list_cost(model, tokens_in, tokens_out)
    rates, calculate = found
    if rates is not None:
        of_input, of_output, of_cached = rates
        fresh = tokens_in - cached
        return (fresh * of_input + cached * of_cached + tokens_out * of_output) / 1e6
    return float(calculate(tokens_in, tokens_out, cached))


@functools.cache
def _listed(provider: str, name: str) -> tuple[tuple[float, float, float] | None, Any] | None:
    """Rates per million tokens, unless they depend on how many, and the way to compute them."""
    try:
        from genai_prices import Usage, calc_price
    except ImportError:
        return None

    def calculate(tokens_in: int, tokens_out: int, cached: int) -> Any:
        usage = Usage(input_tokens=tokens_in, output_tokens=tokens_out, cache_read_tokens=cached)
        return calc_price(usage, name, provider_id=provider).total_price

    try:
        found = calc_price(Usage(input_tokens=1, output_tokens=1), name, provider_id=provider)
    except LookupError:
        return None
    prices = found.model_price
    of_input, of_output = _flat(prices.input_mtok), _flat(prices.output_mtok)
    of_cached = _flat(prices.cache_read_mtok)
    if of_input is None or prices.requests_kcount:
        return None, calculate
    if prices.output_mtok is not None and of_output is None:
        return None, calculate
    if prices.cache_read_mtok is not None and of_cached is None:
        return None, calculate
    rates = of_input, of_output or 0.0, of_input if of_cached is None else of_cached
    return rates, calculate


def _flat(rate: Any) -> float | None:
    """A rate that is one number; ``None`` for none and for one that moves with the amount."""
    try:
        return None if rate is None else float(rate)
    except (TypeError, ValueError):
        return None
