from __future__ import annotations

from pathlib import Path

from tandem.data import Inputs


def test_options_and_feedback_are_empty_unless_given() -> None:
    inputs = Inputs(folder=Path("here"))
    assert dict(inputs.options) == {}
    assert list(inputs.reviewed) == []
