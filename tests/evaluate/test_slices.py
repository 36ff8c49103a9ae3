"""Weak slices: a planted one is found, noise gives none, families and groups are respected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats

from tandem.errors import DefinitionError
from tandem.evaluate import Case, Metric, Report, WeakSlice, accuracy, auc, mae, weak_slices
from tandem.evaluate.run import report_on
from tests.evaluate.samples import trace


@dataclass(frozen=True)
class Visit:
    minutes: float
    age: float
    device: str
    country: str


def visits(count: int, random: np.random.Generator) -> list[Visit]:
    return [
        Visit(
            float(random.exponential(5)),
            float(random.normal(40, 12)),
            str(random.choice(["phone", "desk", "tv"])),
            str(random.choice(["at", "ch", "de", "fr"])),
        )
        for _ in range(count)
    ]


def made(
    inputs: list[Visit], wrong: list[bool], groups: list[str] | None = None
) -> tuple[Report, list[Case]]:
    cases = [
        Case(str(i), x, target=True, group=groups[i] if groups else "")
        for i, x in enumerate(inputs)
    ]
    return report_on(cases, [trace(not bad) for bad in wrong], [accuracy()]), cases


def test_a_planted_slice_is_found_first_with_its_figures() -> None:
    random = np.random.default_rng(0)
    inputs = visits(1_000, random)
    bad = [x.device == "tv" and x.country in ("at", "ch") for x in inputs]
    wrong = [bool(random.random() < (0.5 if b else 0.1)) for b in bad]
    report, cases = made(inputs, wrong)
    found = weak_slices(report, cases, accuracy())
    wheres = [set(weak.where) for weak in found]
    assert {"device = tv"} in wheres or {"device = tv", "country = at"} in wheres
    assert all(any("tv" in text or "country" in text for text in weak.where) for weak in found)
    pair = next(weak for weak in found if set(weak.where) == {"device = tv", "country = at"})
    inside = [x.device == "tv" and x.country == "at" for x in inputs]
    right, there = ~np.array(wrong), np.array(inside)
    assert pair.n == there.sum()
    assert pair.value == pytest.approx(right[there].mean())
    assert pair.rest == pytest.approx(right[~there].mean())
    assert pair.p < 0.001
    assert pair.effect > 0.8
    assert pair.reason.startswith("where device = tv and country = at: 0.")


def test_a_bad_value_is_not_told_again_by_its_pairs() -> None:
    random = np.random.default_rng(1)
    inputs = visits(1_500, random)
    wrong = [bool(random.random() < (0.4 if x.device == "tv" else 0.1)) for x in inputs]
    report, cases = made(inputs, wrong)
    found = weak_slices(report, cases, accuracy())
    assert found[0].where == ["device = tv"]
    assert len(found) <= 2


@pytest.mark.parametrize("rate", [0.05, 0.5, 0.95])
def test_noise_seldom_gives_a_finding_in_the_whole_family(rate: float) -> None:
    random = np.random.default_rng(2)
    false = 0
    for _ in range(40):
        wrong = (random.random(300) < rate).tolist()
        report, cases = made(visits(300, random), wrong)
        false += bool(weak_slices(report, cases, accuracy(), effect=0.0, least=20))
    assert false <= 5  # at 5 % more than five of forty happen once in a hundred times


def test_groups_count_once() -> None:
    """Forty visits of one person that all fail say little about their device."""
    random = np.random.default_rng(3)
    inputs = visits(400, random)
    groups = [str(i) for i in range(400)]
    wrong = (random.random(400) < 0.1).tolist()
    for i in range(40):
        inputs[i] = Visit(1.0, 30.0, "watch", "at")
        wrong[i] = i % 10 != 0
    alone, cases = made(inputs, wrong, groups)
    assert ["device = watch"] in [weak.where for weak in weak_slices(alone, cases, accuracy())]
    together, cases = made(inputs, wrong, ["one"] * 40 + groups[40:])
    assert not any(
        "device = watch" in weak.where for weak in weak_slices(together, cases, accuracy())
    )


def test_the_chance_is_about_that_of_welch() -> None:
    random = np.random.default_rng(4)
    inputs = [{"kind": "x" if i % 2 else "y"} for i in range(200)]
    errors = random.normal(0, 1, 200) + 0.4 * np.array([i % 2 for i in range(200)])
    cases = [Case(str(i), x, target=0.0) for i, x in enumerate(inputs)]
    report = report_on(cases, [trace(float(error)) for error in errors], [mae()])
    losses = np.array(report.values["mae"])
    [weak] = weak_slices(report, cases, mae(), alpha=1.0, effect=0.0)
    sides = (
        (losses[1::2], losses[::2]) if weak.where == ["kind = x"] else (losses[::2], losses[1::2])
    )
    welch = stats.ttest_ind(*sides, equal_var=False, alternative="greater").pvalue
    assert weak.p == pytest.approx(min(1.0, 2 * welch), rel=0.1)
    assert weak.value > weak.rest


def test_more_is_found_where_a_share_of_false_findings_is_accepted() -> None:
    random = np.random.default_rng(5)
    inputs = visits(600, random)
    wrong = [bool(random.random() < 0.1 + 0.13 * (x.device == "tv")) for x in inputs]
    report, cases = made(inputs, wrong)
    strict = weak_slices(report, cases, accuracy(), effect=0.0)
    loose = weak_slices(report, cases, accuracy(), effect=0.0, control="bh")
    assert len(loose) >= len(strict)
    assert len(loose) >= 1


def test_small_parts_and_small_effects_are_left_out() -> None:
    inputs = visits(400, np.random.default_rng(6))
    wrong = [x.device == "tv" for x in inputs]
    report, cases = made(inputs, wrong)
    assert weak_slices(report, cases, accuracy())[0].where == ["device = tv"]
    assert weak_slices(report, cases, accuracy(), least=300) == []
    assert weak_slices(report, cases, accuracy(), effect=50.0) == []


def test_a_figure_of_all_cases_has_no_values_to_look_at() -> None:
    report, cases = made(visits(4, np.random.default_rng(7)), [True] * 4)
    with pytest.raises(DefinitionError, match="'auc' is one figure for all cases"):
        weak_slices(report, cases, auc())


def test_failed_runs_count_and_values_that_do_not_apply_are_left_out() -> None:
    metric = Metric("given", lambda case, trace: trace.output, better="lower")
    cases = [Case(str(i), {"kind": "x" if i < 50 else "y"}) for i in range(100)]
    outputs = [None if i % 5 == 0 else float(i % 7 + 9 * (i < 50)) for i in range(100)]
    report = report_on(cases, [trace(output) for output in outputs], [metric])
    [weak] = weak_slices(report, cases, metric)
    assert (weak.where, weak.n) == (["kind = x"], 40)


def test_the_page_and_the_stored_report_tell_them() -> None:
    random = np.random.default_rng(0)
    inputs = visits(400, random)
    report, cases = made(inputs, [x.device == "tv" for x in inputs])
    report.weak["accuracy"] = weak_slices(report, cases, accuracy())
    again = Report.from_json(report.to_json())
    assert isinstance(again.weak["accuracy"][0], WeakSlice)
    html = again.to_html()
    assert "Where accuracy is worse than elsewhere" in html
    assert "device = tv" in html
    again.weak["accuracy"] = []
    assert "Nowhere that these cases show" in again.to_html()
