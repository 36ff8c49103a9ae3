from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tandem.data.inputs import Inputs
from tandem.deliver import Channels, Loaded
from tandem.errors import Conflict, DefinitionError
from tandem.improve import FeedbackLedger, Improvement, improve
from tandem.record import Store, TraceStore
from tests.improve.desk import desk
from tests.improve.runs import run


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return desk(tmp_path)


def once(loaded: Loaded, store: Store, **more: Any) -> Improvement:
    return asyncio.run(improve(loaded, store, Inputs(loaded.folder), **more))


def live(loaded: Loaded, store: Store) -> str:
    """The first release, promoted."""
    return once(loaded, store, canary=1.0, by="ann").delivered.release.id


def correct(store: Store, release: str, *, accepted: bool = True) -> None:
    """Two answers about streams are corrected and reviewed."""
    ledger = FeedbackLedger(store)
    for number, word in enumerate(("kafka", "offset")):
        TraceStore(store.catalog).add(
            [run(number, input={"text": word}, output={"topic": "unknown"}, release=release)]
        )
        ledger.add(
            {
                "trace": f"{number:032x}",
                "path": "topic",
                "kind": "correction",
                "value": "streams",
                "key": word,
            }
        )
        ledger.review(word, accepted=accepted, by="lead")


def test_the_first_round_has_nothing_to_be_held_against(loaded: Loaded, store: Store) -> None:
    first = once(loaded, store)
    assert (first.decision, first.reviewed, first.differences) == ("ready", 0, [])
    assert "tandem promote" in first.reason
    assert once(loaded, store, canary=0.2).decision == "ready"
    assert Channels(store).current("desk") is None
    assert once(loaded, store, canary=1.0).decision == "promoted"


def test_reviewed_corrections_make_a_better_candidate(loaded: Loaded, store: Store) -> None:
    before = live(loaded, store)
    correct(store, before)
    steps: list[str] = []
    after = once(loaded, store, canary=0.2, by="ann", progress=steps.append)
    assert (after.decision, after.reviewed) == ("canary", 2)
    assert steps[0] == "learning from 2 reviewed labels"
    (difference,) = after.differences
    assert (difference.metric, difference.n) == ("right", 100)
    assert difference.value == pytest.approx(0.2)
    assert difference.low is not None
    assert difference.low > 0.1
    assert after.entry is not None
    assert [(target.release, target.share) for target in after.entry.targets] == [
        (before, 0.8),
        (after.delivered.release.id, 0.2),
    ]
    assert after.entry.by == "ann"
    assert after.entry.reason == "improve with 2 reviewed labels"


def test_what_is_not_accepted_changes_nothing(loaded: Loaded, store: Store) -> None:
    before = live(loaded, store)
    correct(store, before, accepted=False)
    after = once(loaded, store, canary=0.2)
    assert (after.decision, after.reviewed, after.entry) == ("unchanged", 0, None)
    assert after.delivered.release.id == before


def test_the_same_candidate_is_not_given_its_share_twice(loaded: Loaded, store: Store) -> None:
    correct(store, live(loaded, store))
    assert once(loaded, store, canary=0.2).decision == "canary"
    assert once(loaded, store, canary=0.2).decision == "unchanged"
    assert len(Channels(store).history("desk")) == 2


def test_a_candidate_that_the_gate_does_not_pass_is_refused(
    loaded: Loaded, store: Store, tmp_path: Path
) -> None:
    before = live(loaded, store)
    worse = desk(tmp_path, "worse", old='("gate metric suite", "proof"), ', new="")
    refused = once(worse, store, canary=0.2)
    assert (refused.decision, refused.entry) == ("refused", None)
    assert refused.reason.startswith("fail; ")
    assert "right" in refused.reason
    assert refused.differences[0].value == pytest.approx(-0.4)
    current = Channels(store).current("desk")
    assert current is not None
    assert current.release == before


def test_a_candidate_without_enough_evidence_is_refused(
    loaded: Loaded, store: Store, tmp_path: Path
) -> None:
    live(loaded, store)
    strict = desk(tmp_path, "strict", old='at_least("right", 0.6)', new='at_least("right", 0.78)')
    refused = once(strict, store, canary=0.2)
    assert (refused.decision, refused.entry) == ("refused", None)
    assert refused.reason.startswith("insufficient evidence; ")


def test_somebody_else_s_move_is_not_overwritten(
    loaded: Loaded, store: Store, tmp_path: Path
) -> None:
    first = live(loaded, store)
    other = desk(tmp_path, "other", old='"serve port host"', new='"serve port host url"')
    moved = once(other, store).delivered.release.id
    correct(store, first)

    def meanwhile(step: str) -> None:
        if step.startswith("learning"):
            Channels(store).promote("desk", moved, by="bob")

    with pytest.raises(Conflict):
        once(loaded, store, canary=0.2, progress=meanwhile)
    current = Channels(store).current("desk")
    assert current is not None
    assert current.release == moved


@pytest.mark.parametrize("share", [0.0, -0.1, 1.5])
def test_a_canary_is_a_share(loaded: Loaded, store: Store, share: float) -> None:
    with pytest.raises(DefinitionError, match="canary"):
        once(loaded, store, canary=share)
