"""How deeply JSON is nested, found before it is decoded.

Typed fields bound the depth of what they take; ``Any`` and types that hold themselves do
not, and whatever later walks such a value (encoding, redaction, storing) walks it by
recursion. What is deeper than any honest request is refused at the door.
"""

from __future__ import annotations

import re

_NOT_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[^\[\]{}"]+', re.DOTALL)


def deeper(body: bytes, levels: int) -> bool:
    """Whether arrays and objects stand more than ``levels`` deep in each other.

    >>> deeper(b'[{"a": "[[["}]', 2), deeper(b'[{"a": []}]', 2)
    (False, True)
    """
    # Nearly every body has fewer brackets than it may have levels: two scans of memory.
    if body.count(b"[") + body.count(b"{") <= levels:
        return False
    depth = 0
    for bracket in _NOT_BRACKETS.sub(b"", body):
        if bracket in b"[{":
            depth += 1
            if depth > levels:
                return True
        else:
            depth -= 1
    return False
