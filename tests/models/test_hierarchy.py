from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Model, Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import LabelHierarchy, Labels, TextClassifier
from tests.models.samples_of_text import texts_of

GROUPS = {"card": "bank", "bill": "bank", "door": "house"}


class Fixed(Model[str, Labels]):
    """Says the numbers it is given, in proportion."""

    def predict(self, xs: Sequence[str], /) -> list[Labels]:
        numbers = [np.array([float(part) for part in x.split()]) for x in xs]
        return [Labels.of(list(GROUPS), one / one.sum()) for one in numbers]


weights = st.floats(0.01, 1.0)


@given(weights, weights, weights)
def test_a_group_is_the_sum_of_its_labels(a: float, b: float, c: float) -> None:
    [said] = LabelHierarchy(classify=Fixed(), groups=GROUPS).predict([f"{a} {b} {c}"])
    for group in ("bank", "house"):
        parts = [said.probabilities[name] for name, its in GROUPS.items() if its == group]
        assert said.groups[group] == pytest.approx(sum(parts))
    assert said.group == max(said.groups, key=lambda name: said.groups[name])
    assert said.label is not None
    assert GROUPS[said.label] == said.group
    assert said.probability == said.probabilities[said.label] <= said.group_probability


def test_the_label_lies_in_the_likeliest_group_and_may_be_left_open() -> None:
    split = "0.3 0.3 0.4"  # two labels of a bank, together likelier than the one of a house
    [said] = LabelHierarchy(classify=Fixed(), groups=GROUPS).predict([split])
    assert (said.group, said.label) == ("bank", "card")
    [open_] = LabelHierarchy(classify=Fixed(), groups=GROUPS, sure=0.5).predict([split])
    assert (open_.group, open_.label) == ("bank", None)
    assert open_.group_probability == pytest.approx(0.6)


def test_it_keeps_the_contract() -> None:
    rows = texts_of(8)
    fitted = LabelHierarchy(classify=TextClassifier(calibrate=False), groups=GROUPS).fit(rows)
    check(fitted, ["", "lost card", *rows.inputs[:3]], learn=rows)


def test_a_label_without_a_group_is_named() -> None:
    model = LabelHierarchy(classify=TextClassifier(calibrate=False), groups={"card": "bank"})
    with pytest.raises(DefinitionError, match="no group for the label 'bill'"):
        model.fit(Rows(["a", "b"], ["card", "bill"]))
