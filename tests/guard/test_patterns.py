from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.guard.patterns import PERSONAL, iban, luhn

SIX = "6e40:4041:c617:e898:c11:40d2:c669:2eb4"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(p.kind, text[a:b]) for p in PERSONAL for a, b in p.spans(text)]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("write to ann.lee+x@mail.example.co.uk, please", "email", "ann.lee+x@mail.example.co.uk"),
        ("see (https://example.org/a?b=1) now", "url", "https://example.org/a?b=1"),
        ("pay to GB82 WEST 1234 5698 7654 32 today", "iban", "GB82 WEST 1234 5698 7654 32"),
        ("card 4111-1111-1111-1111.", "card", "4111-1111-1111-1111"),
        ("ssn 460-89-9847", "ssn", "460-89-9847"),
        ("from 192.168.10.1 on", "ip", "192.168.10.1"),
        (f"host {SIX} is up", "ip", SIX),
    ],
)
def test_what_is_written_in_a_known_way_is_found(text: str, kind: str, found: str) -> None:
    assert kinds(text) == [(kind, found)]


@pytest.mark.parametrize(
    "text",
    [
        "order 4111-1111-1111-1112",
        "pay to GB82 WEST 1234 5698 7654 33",
        "version 1.2.3.400 and 1.2.3.4.5",
        "ratio 3:4, at 12:30:45",
        "not 000-12-3456, nor 900-12-3456",
        "a@b, @name, x @ y.z",
        "phone 12345678901234567890123",
    ],
)
def test_what_only_looks_alike_is_not(text: str) -> None:
    assert kinds(text) == []


@given(st.integers(0, 10**14 - 1), st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number: int, place: int, more: int) -> None:
    body = f"4{number:014d}"
    right = next(f"{body}{d}" for d in range(10) if luhn(f"{body}{d}"))
    wrong = (int(right[place]) + more) % 10
    assert not luhn(f"{right[:place]}{wrong}{right[place + 1 :]}")


def test_published_account_numbers_hold() -> None:
    # Examples of the registry of ISO 13616.
    for number in ("DE89370400440532013000", "FR1420041010050500013M02606", "NO9386011117947"):
        assert iban(number)
        assert not iban(number[:-1] + ("1" if number[-1] != "1" else "2"))
