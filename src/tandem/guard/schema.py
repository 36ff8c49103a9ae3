"""Schema: an answer that must be a JSON record with known fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

import msgspec

from tandem.guard.finding import Detector, Finding
from tandem.llm.json_text import json_text

Sort = Literal["text", "number", "whole", "truth", "list", "record"]

_IS: Final[dict[str, Callable[[Any], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "whole": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "truth": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "record": lambda value: isinstance(value, dict),
}


class Schema(Detector):
    """Findings over a whole text that is no JSON record of ``fields``.

    ``fields`` says of which sort each is; a name that ends with ``?`` may be missing or null.
    Kinds: ``not_json``, ``missing_field``, ``wrong_field``, and ``unknown_field`` where
    ``closed``. Of several problems the first in this order is told, because they all have the
    whole text for a place. Code fences and prose around the JSON are forgiven. For records of
    a type, with repairs, use ``tandem.llm.Structured``.

    >>> Schema(fields={"total": "number"}).predict(['{"total": "12"}'])[0][0].kind
    'wrong_field'
    """

    fields: dict[str, Sort]
    closed: bool = True

    def find(self, text: str) -> Iterable[Finding]:
        try:
            record = msgspec.json.decode(json_text(text))
        except msgspec.DecodeError:
            record = None
        problem = self._problem(record)
        return [Finding(problem, 0, len(text))] if problem else []

    def _problem(self, record: Any) -> str | None:
        if not isinstance(record, dict):
            return "not_json"
        needed = {name for name in self.fields if not name.endswith("?")}
        if needed - record.keys():
            return "missing_field"
        if not all(self._fits(name, sort, record) for name, sort in self.fields.items()):
            return "wrong_field"
        known = {name.removesuffix("?") for name in self.fields}
        return "unknown_field" if self.closed and record.keys() - known else None

    def _fits(self, name: str, sort: Sort, record: Mapping[str, Any]) -> bool:
        value = record.get(name.removesuffix("?"))
        return (name.endswith("?") and value is None) or _IS[sort](value)
