from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from tandem.errors import DefinitionError
from tandem.evaluate import auc, confusions, mae, residual_chart, residuals, worst_cases
from tests.evaluate.samples import given as metric_of
from tests.evaluate.samples import report


def test_the_worst_come_first_whichever_way_is_better() -> None:
    values = [0.2, None, 0.9, 0.1, ValueError("broken")]
    lower = metric_of(better="lower", failed=5.0)
    found = worst_cases(report(lower, values), lower, count=3)
    assert [(bad.id, bad.value) for bad in found] == [
        ("case 4", 5.0),
        ("case 2", 0.9),
        ("case 0", 0.2),
    ]
    assert found[0].failure == "broken"
    higher = metric_of()
    assert [bad.id for bad in worst_cases(report(higher, values[:4]), higher)] == [
        "case 3",
        "case 0",
        "case 2",
    ]


def test_a_figure_of_all_cases_has_no_worst_case() -> None:
    with pytest.raises(DefinitionError, match="'auc' is one figure for all cases"):
        worst_cases(report(mae(), [1.0]), auc())


labels = st.sampled_from("abc")


@given(st.lists(st.tuples(labels, labels), min_size=1))
def test_confusions_are_those_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    targets, outputs = zip(*pairs, strict=True)
    ids = [str(i) for i in range(len(pairs))]
    matrix = confusion_matrix(targets, outputs, labels=list("abc"))
    np.fill_diagonal(matrix, 0)
    found = confusions(ids, targets, outputs)
    assert {(c.target, c.output): c.count for c in found} == {
        ("abc"[i], "abc"[j]): matrix[i, j] for i, j in np.argwhere(matrix).tolist()
    }
    assert [c.count for c in found] == sorted((c.count for c in found), reverse=True)
    for c in found:
        assert c.share == c.count / targets.count(c.target)
        assert all((targets[int(i)], outputs[int(i)]) == (c.target, c.output) for i in c.examples)


def test_a_bias_at_one_end_is_seen_there_only() -> None:
    random = np.random.default_rng(0)
    outputs = np.linspace(0, 10, 2_000)
    targets = outputs + 2.0 * (outputs > 8.01) + random.normal(0, 0.5, 2_000)
    found = residuals(targets.tolist(), outputs.tolist(), bins=5)
    assert sum(bin.cases for bin in found) == 2_000
    assert [bin.cases for bin in found] == pytest.approx([400] * 5, abs=1)
    for bin in found[:4]:
        assert bin.mean_low < bin.mean < bin.mean_high
        assert abs(bin.mean) < 0.12
        assert bin.spread == pytest.approx(0.5, rel=0.1)
    assert found[4].mean_low > 1.5
    chart = residual_chart(found)
    assert "400 cases" in chart.svg()


def test_groups_widen_the_interval_and_one_output_is_one_bin() -> None:
    random = np.random.default_rng(1)
    targets = np.repeat(random.normal(0, 1, 40), 5).tolist()
    [alone] = residuals(targets, [0.0] * 200)
    groups = [str(i // 5) for i in range(200)]
    [together] = residuals(targets, [0.0] * 200, groups=groups)
    assert alone.mean == together.mean
    assert together.mean_high > alone.mean_high


def test_unequal_numbers_are_refused() -> None:
    with pytest.raises(DefinitionError, match="1 targets, 2 outputs"):
        residuals([1.0], [1.0, 2.0])
    with pytest.raises(DefinitionError, match="0 targets"):
        residuals([], [])
