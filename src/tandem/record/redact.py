"""Redaction: secrets leave a payload before it reaches any disk or wire.

Nearly every payload holds no secret, so the work is to find that out quickly: the encoded
JSON is searched for literals first, and only what may hold a secret is decoded and walked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from tandem.record.literals import Literals
from tandem.record.secrets import CARD, NAMES, PATTERNS, REDACTED, Pattern, is_card

_SQUEEZED = bytes(range(256)).lower().replace(b"=", b":")
_JOINTS = b"_- \\\"'"  # what names are joined by, and what may stand between name and value
_DIGITS = bytes(ord("0") if 48 <= i < 58 else i if i == ord(".") else ord("x") for i in range(256))
_LONG_NUMBER = b"x" + 13 * b"0"  # which the decimals of a float are not
_BYTES_CARD = re.compile(CARD.pattern.encode())


class Redactor:
    """Replaces values under secret-like names, and secret-like text, by ``[redacted]``.

    Keys of services, bearer and web tokens, private keys, passwords in URLs and after
    ``password=``, payment card numbers. ``names`` are endings of field names, lower case
    without ``_`` and ``-``.

    >>> Redactor().redact({"api_key": "x1", "text": "card 4111 1111 1111 1111"})
    {'api_key': '[redacted]', 'text': 'card [redacted]'}
    """

    def __init__(
        self, names: Sequence[str] = NAMES, patterns: Sequence[Pattern] = PATTERNS
    ) -> None:
        self._names = tuple(name.encode() for name in names)
        self._assigned = Literals(name + b":" for name in self._names)
        self._hints = Literals(hint.encode() for item in patterns for hint in item.hints or [""])
        self._patterns = [
            (re.compile(item.expression, re.ASCII), item.replacement) for item in patterns
        ]
        self._patterns.append(_assignment(names))
        # In JSON an escaped newline ends in a letter: word boundaries are not to be trusted.
        self._searches = [
            (
                [hint.encode() for hint in item.hints] or [b""],
                re.compile(item.expression.replace(r"\b", "").encode()).search,
            )
            for item in patterns
        ]

    def redact(self, value: Any) -> Any:
        """The same builtins without secrets."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self._field(key, item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.redact(item) for item in value]
        if isinstance(value, int) and not isinstance(value, bool) and is_card(str(value)):
            return REDACTED
        return value

    def text(self, value: str) -> str:
        """Text without the secrets in it."""
        for expression, replacement in self._patterns:
            value = expression.sub(replacement, value)
        return CARD.sub(lambda found: REDACTED if is_card(found[0]) else found[0], value)

    def suspicious(self, encoded: bytes) -> bool:
        """Whether JSON, as msgspec writes it, may hold a secret; a ``False`` is certain."""
        squeezed = encoded.translate(_SQUEEZED, _JOINTS)
        if self._assigned.may_occur(squeezed):
            return True
        lowered = encoded.lower()
        if self._hints.may_occur(lowered) and self._confirmed(encoded, lowered):
            return True
        if _LONG_NUMBER in (b"," + encoded).translate(_DIGITS, b"- "):
            cards = (is_card(found[0].decode()) for found in _BYTES_CARD.finditer(encoded))
            return rb"\u" in encoded or any(cards)  # an escape ends in digits
        return False

    def _confirmed(self, encoded: bytes, lowered: bytes) -> bool:
        return any(
            search(encoded)
            for hints, search in self._searches
            if any(hint in lowered for hint in hints)
        )

    def clean(self, encoded: bytes) -> bytes:
        """JSON without secrets; the same object when nothing in it is suspicious."""
        if not self.suspicious(encoded):
            return encoded
        return msgspec.json.encode(self.redact(msgspec.json.decode(encoded)))

    def _field(self, key: Any, value: Any) -> Any:
        if value is None or isinstance(value, bool) or not self._is_secret(key):
            return self.redact(value)
        return REDACTED

    def _is_secret(self, key: Any) -> bool:
        if not isinstance(key, str):
            return False
        return key.encode().translate(_SQUEEZED, _JOINTS).endswith(self._names)


def _assignment(names: Sequence[str]) -> tuple[re.Pattern[str], str]:
    """``password=...`` and ``"api_key": ...`` inside of text, such as a request in a log."""
    spelled = "|".join("[_ -]?".join(map(re.escape, name)) for name in names)
    expression = (
        rf"""((?:{spelled})\\*["']? *[:=] *\\*["']?)(?:(?:bearer|basic) +)?[^\s"',;&}}\\]+"""
    )
    return re.compile(expression, re.ASCII | re.IGNORECASE), rf"\1{REDACTED}"
