from __future__ import annotations

import msgspec

from tandem.record import Span, Trace
from tests.record.made import made


def test_a_part_is_found_by_its_path() -> None:
    trace = made()
    found = trace.find("write")
    assert found is not None
    assert found.name == "Chat"
    assert trace.find("nothing") is None


def test_spans_do_not_share_their_attributes() -> None:
    first, second = Span("a", "A", "component"), Span("b", "B", "component")
    first.attributes["k"] = 1
    assert second.attributes == {}


def test_a_trace_is_plain_data() -> None:
    trace = made()
    assert msgspec.json.decode(msgspec.json.encode(trace), type=Trace) == trace
