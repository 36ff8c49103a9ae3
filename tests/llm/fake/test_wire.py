from __future__ import annotations

import json

from tandem.llm.fake.wire import event


def test_an_event_is_one_line_of_data_with_a_name_if_it_has_one() -> None:
    assert event({"a": "x\ny"}) == b'data: {"a": "x\\ny"}\n\n'
    named = event([1], "done").decode()
    assert named.startswith("event: done\n")
    assert json.loads(named.splitlines()[1].removeprefix("data: ")) == [1]
