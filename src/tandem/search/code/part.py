"""Code and its tests, told apart by file names."""

from __future__ import annotations

import re
from typing import Final

_TEST: Final = re.compile(
    r"(^|/)(tests?|__tests__|spec)/|(^|/)test_|_test\.|\.(test|spec)\.|conftest"
)


def part_of(path: str) -> str:
    """``test`` for a file of tests by its name, otherwise ``code``.

    >>> part_of("web/cart.test.ts"), part_of("shop/price.py")
    ('test', 'code')
    """
    return "test" if _TEST.search(path) else "code"
