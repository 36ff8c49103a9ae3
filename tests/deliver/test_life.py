from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tandem.data import Dataset, Datasets, Partition
from tandem.deliver import (
    Channels,
    Loaded,
    Registry,
    deliver,
    evaluate_release,
    freeze,
    load_project,
    measure,
)
from tandem.errors import CodeMismatch, DefinitionError, GateRefused
from tandem.record import Store, TraceStore
from tests.deliver.samples import SHIFT, delivered, inputs, shift, write_project

COMPARED = 'gate=Gate(at_least("right", 0.8)'
WITH_LIVE = 'gate=Gate(no_worse("right", margin=0.1)'
IMPORT = "from tandem.deliver import at_least"
READS = "fits = []\nfrom pathlib import Path\nPath(__file__).with_name('helpers.py').read_text()"
BOTH = "from tandem.deliver import at_least, no_worse"


def compared(tmp_path: Path, name: str = "shift") -> Loaded:
    """The sample, whose gate compares with live."""
    system = SHIFT.replace(COMPARED, WITH_LIVE).replace(IMPORT, BOTH)

    return load_project(write_project(tmp_path / name, system))


def test_a_delivery_is_a_release_with_its_proof(loaded: Loaded, store: Store) -> None:
    made = delivered(loaded, store)
    assert made.build.fitted == ["first", "second"]
    assert made.verdict.status == "pass"
    assert made.live is None
    assert made.report.scores["right"].value == 1.0
    assert (made.report.system, made.report.release) == ("shift", made.release.id)
    registry = Registry(store)
    assert [release.id for release in registry.list()] == [made.release.id]
    (evidence,) = registry.evidence(made.release.id)
    assert (evidence.report, evidence.verdict) == (made.report, made.verdict)


def test_leaks_are_part_of_the_evidence(tmp_path: Path, store: Store) -> None:
    rows = "return Rows([Number(0.0) for _ in targets], targets)"
    leaky = "return Rows([Number(float(i % 2)) for i in range(40)], [i % 2 for i in range(40)])"
    loaded = load_project(write_project(tmp_path / "shift", SHIFT.replace(rows, leaky)))
    made = delivered(loaded, store)
    (evidence,) = Registry(store).evidence(made.release.id)
    assert [leak.name for leak in evidence.report.leaks["second"]] == ["target:value"]
    assert "LEAKS" in evidence.report.to_text(slices=False)
    report = asyncio.run(measure(loaded, store, inputs(loaded)))
    assert report.leaks == evidence.report.leaks


def test_the_split_is_part_of_the_evidence(loaded: Loaded, store: Store) -> None:
    split = Partition("holdout", 4, [0, 1, 2], [3], {"test": 0.25})
    suite = replace(loaded.project.suite, split=lambda given: split)
    told = replace(loaded, project=replace(loaded.project, suite=suite))
    made = delivered(told, store)
    (evidence,) = Registry(store).evidence(made.release.id)
    assert evidence.report.split == split.summary()
    again = asyncio.run(evaluate_release(made.release, store, inputs(loaded), loaded=told))
    assert again.split == split.summary()


def test_data_functions_reach_the_store(tmp_path: Path, store: Store) -> None:
    @dataclass(frozen=True)
    class Amount:
        target: float

    Datasets(store).keep("amounts", Dataset.of([Amount(2.0), Amount(4.0)]))
    text = SHIFT.replace(
        '    targets = [float(word) for word in inputs.options.get("targets", "1 2 3").split()]',
        "    from tandem.data import Datasets\n"
        '    kept = Datasets(inputs.store).load("amounts", Amount)\n'
        "    targets = [amount.target for amount in kept]",
    ).replace(
        "class Mean(",
        "@dataclass(frozen=True)\nclass Amount:\n    target: float\n\n\nclass Mean(",
    )
    made = delivered(load_project(write_project(tmp_path / "shift", text)), store)
    assert made.build.system.first.value == 3.0  # type: ignore[attr-defined]  # of the sample


def test_the_manifest_pins_everything(loaded: Loaded, store: Store) -> None:
    made = delivered(loaded, store)
    manifest = made.release.manifest
    assert (manifest.project, manifest.loop) == ("shift", "prediction")
    assert manifest.root == made.build.node
    assert manifest.code == loaded.code.digest
    assert manifest.suite == made.report.suite
    assert {"python", "msgspec"} <= manifest.environment.keys()


def test_the_same_again_is_the_same_release_and_keeps_one_set_of_traces(
    loaded: Loaded, store: Store
) -> None:
    first, second = delivered(loaded, store), delivered(loaded, store)
    assert second.release.id == first.release.id
    assert second.build.fitted == []
    traces = TraceStore(store.catalog)
    assert traces.count(system="shift", release=first.release.id, channel="evaluation") == 40
    assert traces.count() == 40
    assert len(Registry(store).evidence(first.release.id)) == 2


def test_every_cause_of_a_release_makes_another(tmp_path: Path, store: Store) -> None:
    made = [
        delivered(shift(tmp_path), store),
        delivered(shift(tmp_path), store, targets="2 2 3"),
        delivered(shift(tmp_path, old="shrink=0.5", new="shrink=0.25"), store),
        delivered(shift(tmp_path, old="range(40)", new="range(41)"), store),
        delivered(shift(tmp_path, old="Adds the mean", new="Adds a mean"), store),
    ]
    assert len({item.release.id for item in made}) == len(made)


def test_what_is_measured_is_what_comes_out_of_the_store(loaded: Loaded, store: Store) -> None:
    delivered(loaded, store)
    (package,) = {
        name.rpartition(".")[0]
        for name in sys.modules
        if name == f"tandem_releases.code_{loaded.code.digest}.system"
    }
    assert package  # the code that the release carries was imported and run


def test_a_release_that_reads_its_folder_on_import_fails_before_it_is_one(
    tmp_path: Path, store: Store
) -> None:
    loaded = shift(tmp_path, old="fits = []", new=READS)
    with pytest.raises(DefinitionError, match=r"only \*\.py travel with a release"):
        delivered(loaded, store)
    assert Registry(store).list() == []


def test_a_failed_gate_still_makes_a_release_that_may_not_go_live(
    loaded: Loaded, store: Store
) -> None:
    made = delivered(loaded, store, targets="9 9")
    assert made.verdict.status == "fail"
    with pytest.raises(GateRefused, match=r"right is 0\.000"):
        Channels(store).promote("shift", made.release.id, by="ann")


def test_live_is_measured_on_the_same_cases_by_its_own_code(tmp_path: Path, store: Store) -> None:
    good = delivered(compared(tmp_path), store)
    Channels(store).promote("shift", good.release.id, by="ann")
    # Another version of the code: its Number is another class, its answers are equal ones.
    system = SHIFT.replace(COMPARED, WITH_LIVE).replace(IMPORT, BOTH) + "\n# other code\n"

    loaded = load_project(write_project(tmp_path / "shift", system))
    same = delivered(loaded, store)
    assert same.release.id != good.release.id
    assert same.live is not None
    assert same.live.release == good.release.id
    assert same.live.values == good.report.values
    assert same.live.suite == same.report.suite
    worse = delivered(loaded, store, targets="9 9")
    assert worse.verdict.status == "fail"
    assert TraceStore(store.catalog).count(release=good.release.id) == 40  # not 120


def test_what_is_live_already_is_compared_with_itself(tmp_path: Path, store: Store) -> None:
    loaded = compared(tmp_path)
    good = delivered(loaded, store)
    Channels(store).promote("shift", good.release.id, by="ann")
    again = delivered(loaded, store)
    assert again.live is again.report
    assert again.verdict.status == "pass"


def damage_code(store: Store, digest: str) -> None:
    path = store.blobs.path(digest)
    path.unlink()
    path.write_bytes(b"{}")


def test_a_live_release_that_does_not_load_leaves_the_verdict_open(
    tmp_path: Path, store: Store
) -> None:
    good = delivered(compared(tmp_path), store)
    Channels(store).promote("shift", good.release.id, by="ann")
    state = good.release.manifest.root.parts["first"].states["value"].blob
    damage_code(store, state)
    steps: list[str] = []
    loaded = compared(tmp_path)
    made = asyncio.run(
        deliver(loaded, store, inputs(loaded, targets="2 2 2 4"), progress=steps.append)
    )
    assert made.live is None
    assert made.verdict.status != "pass"
    (rule,) = [rule for rule in made.verdict.rules if rule.rule == "compared with live"]
    assert rule.status == "insufficient evidence"
    assert "does not load" in rule.message
    assert state in rule.message
    assert rule.message in steps
    with pytest.raises(GateRefused, match="does not load"):
        Channels(store).promote("shift", made.release.id, by="ann")


def test_a_gate_that_does_not_compare_does_not_mind(tmp_path: Path, store: Store) -> None:
    loaded = shift(tmp_path)
    good = delivered(loaded, store, targets="2 2")
    Channels(store).promote("shift", good.release.id, by="ann")
    damage_code(store, good.release.manifest.root.parts["second"].states["value"].blob)
    state = good.release.manifest.root.parts["first"].states["value"].blob
    made = delivered(shift(tmp_path, old="shrink=0.5", new="shrink=0.501"), store, targets="2 2")
    assert state in store.blobs
    assert made.live is None
    assert made.verdict.status == "fail"  # for its own reasons: 3.0 is not 2.998 and more
    assert [rule.rule for rule in made.verdict.rules] == ["right at least 0.8"]


def test_a_project_without_suite_or_gate_cannot_be_delivered(tmp_path: Path, store: Store) -> None:
    gateless = shift(tmp_path, old='    gate=Gate(at_least("right", 0.8)),\n', new="")
    with pytest.raises(DefinitionError, match="has no gate"):
        delivered(gateless, store)
    assert asyncio.run(measure(gateless, store, inputs(gateless))).scores["right"].value == 1.0
    suiteless = shift(tmp_path, old="    suite=Suite(", new="    suite=None and Suite(")
    with pytest.raises(DefinitionError, match="has no suite"):
        delivered(suiteless, store)


def test_a_gate_with_an_unknown_metric_fails_before_anything_is_fitted(
    tmp_path: Path, store: Store
) -> None:
    loaded = shift(tmp_path, old='at_least("right"', new='at_least("rigth"')
    with pytest.raises(DefinitionError, match="rigth"):
        delivered(loaded, store)
    assert sys.modules[f"{loaded.package}.system"].fits == []


def test_measuring_makes_no_release(loaded: Loaded, store: Store) -> None:
    report = asyncio.run(measure(loaded, store, inputs(loaded)))
    assert report.scores["right"].value == 1.0
    assert Registry(store).list() == []
    assert TraceStore(store.catalog).count() == 0


def test_a_release_is_evaluated_on_its_own_cases_or_on_others(
    loaded: Loaded, store: Store, tmp_path: Path
) -> None:
    made = delivered(loaded, store)
    own = asyncio.run(evaluate_release(made.release, store, inputs(loaded)))
    assert (own.values, own.suite) == (made.report.values, made.report.suite)
    harder = shift(tmp_path, "harder", old="i + 3.0", new="i + 4.0")
    report = asyncio.run(evaluate_release(made.release, store, inputs(harder), loaded=harder))
    assert report.scores["right"].value == 0.0
    assert report.release == made.release.id
    assert len(Registry(store).evidence(made.release.id)) == 1


def test_progress_tells_each_step(loaded: Loaded, store: Store) -> None:
    steps: list[str] = []
    asyncio.run(deliver(loaded, store, inputs(loaded), progress=steps.append))
    assert [step.split()[0] for step in steps] == [
        "fitting",
        "fitted",
        "fitting",
        "fitted",
        "evaluating",
        "release",
    ]


def test_progress_tells_of_live(tmp_path: Path, store: Store) -> None:
    loaded = compared(tmp_path)
    live = delivered(loaded, store).release.id
    Channels(store).promote("shift", live, by="ann")
    steps: list[str] = []
    asyncio.run(deliver(loaded, store, inputs(loaded, targets="2 2 3"), progress=steps.append))
    assert f"evaluating live release {live[:12]} on the same cases" in steps


def test_freezing_thawing_and_freezing_again_is_one_digest(loaded: Loaded, store: Store) -> None:
    release = delivered(loaded, store).release
    system = Registry(store).load(release)
    package = type(system).__module__.rpartition(".")[0]
    assert freeze(system, store.blobs, package) == release.manifest.root


def test_code_of_another_version_is_refused_for_a_release(
    loaded: Loaded, store: Store, tmp_path: Path
) -> None:
    release = delivered(loaded, store).release
    other = shift(tmp_path, "other", old="Adds the mean", new="Adds a mean")
    with pytest.raises(CodeMismatch):
        Registry(store).load(release, loaded=other)
