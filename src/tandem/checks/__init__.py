"""Conformance: the nine rules of the contract, to be run over your components too.

In a test of yours, with a component that has been fitted::

    def test_the_scorer_keeps_the_contract() -> None:
        check(Scorer().fit(rows), inputs=[Visit(pages=3)], learn=rows)
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from tandem.checks.data import check_fit_learns, check_plain_contract, check_state_is_data
from tandem.checks.release import check_freeze_and_thaw
from tandem.checks.runs import check_observers, check_one_trace_a_row, check_replay
from tandem.checks.subject import CheckFailed, Subject
from tandem.checks.tree import check_one_path, check_untyped_edges
from tandem.core import Component

__all__ = ["RULES", "CheckFailed", "Subject", "check"]

RULES: Final[dict[int, Callable[[Subject], None]]] = {
    1: check_plain_contract,
    2: check_fit_learns,
    3: check_replay,
    4: check_one_path,
    5: check_state_is_data,
    6: check_freeze_and_thaw,
    7: check_observers,
    8: check_one_trace_a_row,
    9: check_untyped_edges,
}
"""The rules by their number in the contract."""


def check(component: Component[Any, Any], inputs: Sequence[Any], *, learn: Any = None) -> None:
    """Run every rule over a fitted component; raise ``CheckFailed`` at the first it breaks.

    ``inputs`` are a few inputs it takes; ``learn`` is data for its ``fit``, if it has one.
    """
    for rule in RULES.values():
        with tempfile.TemporaryDirectory() as folder:
            rule(Subject(component, inputs, Path(folder), learn))
