from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.record.secrets import PATTERNS, is_card

# Test numbers that the card networks publish.
CARDS = [
    "4111111111111111",
    "4242 4242 4242 4242",
    "5555-5555-5555-4444",
    "2223003122003222",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "3530111333300000",
]


@pytest.mark.parametrize("number", CARDS)
def test_cards_of_every_network(number: str) -> None:
    assert is_card(number)


@pytest.mark.parametrize("number", CARDS)
@given(place=st.integers(0, 18), step=st.integers(1, 9))
def test_one_wrong_digit_makes_it_no_card(number: str, place: int, step: int) -> None:
    digits = list(number.replace(" ", "").replace("-", ""))
    place %= len(digits)
    digits[place] = str((int(digits[place]) + step) % 10)
    assert not is_card("".join(digits))


@pytest.mark.parametrize("number", ["0000000000000000", "1234567890123452", "9111111111111111"])
def test_numbers_of_no_issuer_are_no_cards(number: str) -> None:
    assert not is_card(number)


def test_hints_are_lower_case() -> None:
    assert all(hint == hint.lower() for pattern in PATTERNS for hint in pattern.hints)
