from __future__ import annotations

import pytest

from tandem import replace, run
from tandem.errors import Refused
from tandem.guard import Guard, Schema

INVOICE = Schema(fields={"total": "number", "items": "list", "note?": "text"})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"total": 12.5, "items": []}', None),
        ('Here:\n```json\n{"total": 1, "items": [1], "note": null}\n```', None),
        ("there was no invoice", "not_json"),
        ("[1, 2]", "not_json"),
        ('{"total": 12.5, "items": [', "not_json"),
        ('{"total": 12.5}', "missing_field"),
        ('{"total": "12.5", "items": []}', "wrong_field"),
        ('{"total": true, "items": []}', "wrong_field"),
        ('{"total": null, "items": []}', "wrong_field"),
        ('{"total": 1, "items": [], "note": 3}', "wrong_field"),
        ('{"total": 1, "items": [], "who": 3}', "unknown_field"),
    ],
)
def test_what_is_wrong_with_a_record_is_told_by_its_kind(text: str, kind: str | None) -> None:
    found = INVOICE.predict([text])[0]
    assert [one.kind for one in found] == ([] if kind is None else [kind])
    assert all((one.start, one.end) == (0, len(text)) for one in found)


def test_an_open_record_may_have_more_fields() -> None:
    assert replace(INVOICE, closed=False).predict(['{"total": 1, "items": [], "who": 3}'])[0] == []


def test_a_guard_refuses_what_is_no_record() -> None:
    with pytest.raises(Refused, match="found missing_field"):
        run(Guard(detectors=(INVOICE,), otherwise="refuse"), '{"items": []}')
