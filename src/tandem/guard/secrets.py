"""Secrets: keys and tokens of known services, private keys, passwords in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar

from tandem.guard.finding import Detector, Finding, apart
from tandem.record.secrets import PATTERNS


class Secrets(Detector):
    """What a trace would never store, by the same shapes: see the patterns of ``tandem.record``.

    A password without a shape is not found. A private key is longer than ``reach``: in a
    stream its opening line is enough, and the rest follows as it is, so refuse, not redact.
    """

    reach: ClassVar[int | None] = 400

    def find(self, text: str) -> Iterable[Finding]:
        low = text.casefold()
        return apart(
            Finding("secret", *match.span())
            for hints, form in self._forms
            if not hints or any(hint in low for hint in hints)
            for match in form.finditer(text)
        )

    @cached_property
    def _forms(self) -> list[tuple[tuple[str, ...], re.Pattern[str]]]:
        return [(pattern.hints, re.compile(pattern.expression, re.ASCII)) for pattern in PATTERNS]
