from __future__ import annotations

import pytest

from tandem.errors import ProviderError
from tandem.llm.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_lets_one_try_and_closes_after_a_success() -> None:
    clock = Clock()
    breaker = Breaker(2, 10.0, clock)
    breaker.failed()
    breaker.admit("it")
    breaker.failed()
    with pytest.raises(ProviderError, match="it failed 2 times in a row") as caught:
        breaker.admit("it")
    assert caught.value.retry_after == 10.0
    clock.now = 10.0
    breaker.admit("it")  # the one that tries
    with pytest.raises(ProviderError):
        breaker.admit("it")
    breaker.succeeded()
    breaker.admit("it")


def test_a_success_between_starts_the_count_anew() -> None:
    breaker = Breaker(2, 10.0, Clock())
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    breaker.admit("it")


def test_zero_failures_never_open() -> None:
    breaker = Breaker(0, 10.0, Clock())
    for _ in range(5):
        breaker.failed()
    breaker.admit("it")
