"""Several targets: against models fitted one by one, chains against a chain by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models import Logistic, MultiLabel, MultiOutput, Ridge, cross_predict
from tandem.models.multi import best_f1_cut

DRAW = np.random.default_rng(3)
RECORDS = [{"x": float(x), "y": float(y)} for x, y in DRAW.normal(size=(300, 2))]
UNSEEN = [{"x": float(x), "y": float(y)} for x, y in DRAW.normal(size=(50, 2))]


def labels(record: dict[str, float]) -> set[str]:
    found = {"right"} if record["x"] > 0 else set()
    if record["y"] > 1.2:
        found |= {"top"}
    return found | ({"corner"} if len(found) == 2 else set())


TAGGED = Rows(RECORDS, [labels(record) for record in RECORDS])
NUMBERS = Rows(RECORDS, [{"sum": r["x"] + r["y"], "first": r["x"]} for r in RECORDS])


def having(name: str) -> Rows[dict[str, float], bool]:
    return Rows(RECORDS, [name in target for target in TAGGED.targets])


def test_by_themselves_labels_are_what_one_model_each_says() -> None:
    fitted = MultiLabel(model=Logistic()).fit(TAGGED)
    assert fitted.names == ["corner", "right", "top"]
    told = fitted.predict(UNSEEN)
    for name in fitted.names:
        alone = Logistic().fit(having(name)).predict(UNSEEN)
        assert [one.probabilities[name] for one in told] == alone
    assert all(
        set(one.labels) == {name for name, p in one.probabilities.items() if p >= 0.5}
        for one in told
    )
    assert all(
        one.labels == sorted(one.labels, key=lambda n: -one.probabilities[n]) for one in told
    )


def test_a_chain_hands_on_what_it_said_of_unseen_rows() -> None:
    fitted = MultiLabel(model=Logistic(), chained=True).fit(TAGGED)
    first: Logistic[dict[str, float]] = Logistic()
    handed = cross_predict(first, having("corner"))
    wider = [{**r, "target corner": p} for r, p in zip(RECORDS, handed, strict=True)]
    second = Logistic().fit(Rows(wider, having("right").targets))
    given_on = first.fit(having("corner")).predict(UNSEEN)
    by_hand = second.predict(
        [{**r, "target corner": p} for r, p in zip(UNSEEN, given_on, strict=True)]
    )
    assert [one.probabilities["right"] for one in fitted.predict(UNSEEN)] == by_hand


def test_thresholds_for_f1_find_rare_labels() -> None:
    def found(model: MultiLabel[dict[str, float]]) -> float:
        pairs = [
            ("corner" in one.labels, "corner" in labels(x))
            for one, x in zip(model.predict(UNSEEN * 4), UNSEEN * 4, strict=True)
        ]
        return 2 * sum(a and b for a, b in pairs) / sum(a + b for a, b in pairs)

    weak = Logistic[dict[str, float]](C=0.01)
    plain = MultiLabel(model=weak).fit(TAGGED)
    chosen = MultiLabel(model=Logistic[dict[str, float]](C=0.01), thresholds="f1").fit(TAGGED)
    assert chosen.cuts["corner"] < 0.5
    assert found(chosen) > found(plain) + 0.2


def test_numbers_are_learned_by_name_and_chained() -> None:
    for chained in (False, True):
        told = MultiOutput(model=Ridge(penalty=1e-6), chained=chained).fit(NUMBERS).predict(UNSEEN)
        assert [one["sum"] for one in told] == pytest.approx([r["x"] + r["y"] for r in UNSEEN])
        assert [list(one) for one in told] == [["sum", "first"]] * len(UNSEEN)


def test_fitted_again_it_learns_the_new_targets() -> None:
    once = MultiOutput(model=Ridge()).fit(NUMBERS)
    again = once.fit(Rows(RECORDS, [{"only": r["y"]} for r in RECORDS]))
    assert list(again.predict(UNSEEN[:1])[0]) == ["only"]


def test_what_cannot_be_learned_is_told_by_name() -> None:
    with pytest.raises(DefinitionError, match=r"could not learn 'all': .*yes and no"):
        MultiLabel(model=Logistic()).fit(Rows(RECORDS, [{"all"}] * len(RECORDS)))
    with pytest.raises(DefinitionError, match="got 'right' as target 0"):
        MultiLabel(model=Logistic()).fit(Rows(RECORDS[:1], ["right"]))
    with pytest.raises(DefinitionError, match="without any label"):
        MultiLabel(model=Logistic()).fit(Rows(RECORDS[:2], [set(), set()]))
    with pytest.raises(DefinitionError, match="target 1 has other"):
        MultiOutput(model=Ridge()).fit(Rows(RECORDS[:2], [{"a": 1.0}, {"other": 1.0}]))
    with pytest.raises(DefinitionError, match="no numbers to learn"):
        MultiOutput(model=Ridge()).fit(Rows([], []))


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=1))
def test_no_threshold_has_a_better_f1(pairs: list[tuple[float, bool]]) -> None:
    chances = np.array([chance for chance, _ in pairs])
    targets = np.array([target for _, target in pairs])

    def f1(cut: float) -> float:
        called = chances >= cut
        total = called.sum() + targets.sum()
        return float(2 * (called & targets).sum() / total) if total else 0.0

    best = f1(best_f1_cut(chances, targets.tolist()))
    assert best == pytest.approx(max(f1(cut) for cut in [0.05, 0.15, 0.3, 0.7, 0.9]))
