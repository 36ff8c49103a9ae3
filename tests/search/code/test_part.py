from __future__ import annotations

import pytest

from tandem.search import part_of


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("tests/shop.py", "test"),
        ("shop/test_price.py", "test"),
        ("queue_test.go", "test"),
        ("web/cart.spec.ts", "test"),
        ("web/__tests__/cart.js", "test"),
        ("conftest.py", "test"),
        ("shop/latest.py", "code"),
        ("contest/price.py", "code"),
    ],
)
def test_tests_are_told_by_their_names(path: str, part: str) -> None:
    assert part_of(path) == part
