"""Redaction: secrets leave a payload before it reaches any disk or wire."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

REDACTED = "[redacted]"
NAMES = ("password", "passwd", "secret", "token", "apikey", "authorization", "cookie", "privatekey")
PATTERNS = (r"\bsk-[A-Za-z0-9_-]{16,}", r"(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{8,}")


class Redactor:
    """Replaces values under secret-like names, and secret-like text, by ``[redacted]``."""

    def __init__(self, names: Sequence[str] = NAMES, patterns: Sequence[str] = PATTERNS) -> None:
        self._names = tuple(names)
        self._patterns = [re.compile(pattern) for pattern in patterns]

    def redact(self, value: Any) -> Any:
        """The same builtins without secrets."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {
                key: REDACTED if self._secret(key) and item is not None else self.redact(item)
                for key, item in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self.redact(item) for item in value]
        return value

    def text(self, value: str) -> str:
        """Text without the secrets in it."""
        for pattern in self._patterns:
            value = pattern.sub(REDACTED, value)
        return value

    def clean(self, encoded: bytes) -> bytes:
        """JSON without secrets."""
        return msgspec.json.encode(self.redact(msgspec.json.decode(encoded)))

    def _secret(self, key: Any) -> bool:
        return isinstance(key, str) and re.sub(r"[^a-z0-9]", "", key.lower()).endswith(self._names)
