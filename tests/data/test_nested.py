from __future__ import annotations

from tandem import Rows
from tandem.data import nested_folds


def test_inner_folds_never_see_the_outer_test() -> None:
    groups = [f"g{i // 2}" for i in range(60)]
    rows = Rows(list(range(60)), [i % 3 == 0 for i in range(60)], groups)
    found = nested_folds(rows, outer=5, inner=3, seed=1)
    assert sorted(i for nested in found for i in nested.outer.test) == list(range(60))
    for nested in found:
        assert len(nested.inner) == 3
        assert sorted(i for part in nested.inner for i in part.test) == nested.outer.train
        for part in nested.inner:
            assert sorted([*part.train, *part.test]) == nested.outer.train
            assert not {groups[i] for i in part.train} & {groups[i] for i in part.test}
            assert part.method == "inner grouped stratified cross-validation"
            assert part.rows == 60
