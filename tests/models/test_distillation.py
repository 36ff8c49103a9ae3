from __future__ import annotations

import pytest

from tandem import Component, Rows
from tandem.core import tree
from tandem.errors import DefinitionError
from tandem.models import (
    Boosting,
    BoostingClassifier,
    Distilled,
    ForestClassifier,
    Labels,
    Logistic,
    Ridge,
    distil,
)
from tandem.models.losses import LOSSES

from .samples import BERN, Person, people

LEARN, MORE, TEST = people(600), people(2000, 1), people(1500, 2)


class Older(Component[Person, str]):
    """A rule that is asked one by one."""

    async def run(self, x: Person, /) -> str:
        return "old" if (x.age or 0) > 50 else "young"


class Half(Component[Person, float]):
    async def run(self, x: Person, /) -> float:
        return (x.age or 0) / 2


def test_a_small_boosting_ranks_nearly_as_well_as_its_teacher() -> None:
    teacher = Boosting[Person](trees=200, leaf_rows=10)
    made = Distilled(teacher=teacher, student=Boosting[Person](trees=20, leaves=8, rate=0.2))
    fitted = made.fit(LEARN, unlabelled=MORE.inputs)
    whole = teacher.fit(LEARN)
    auc = LOSSES["auc"]
    lost, before = (auc(TEST.targets, m.predict(TEST.inputs)) for m in (fitted, whole))
    assert lost < before + 0.02
    student = fitted.student
    assert isinstance(student, Boosting)
    assert len(student.model) < 0.2 * len(whole.model)
    assert tree.unfitted(fitted) == [] != tree.unfitted(made)
    assert tree.unfitted(fitted.teacher)


def test_chances_of_a_logistic_teacher_come_back_exactly() -> None:
    teacher = Logistic[Person]().fit(LEARN)
    student = distil(teacher, Logistic[Person](), MORE.inputs)
    told, expected = student.predict(TEST.inputs), teacher.predict(TEST.inputs)
    assert told == pytest.approx(expected, abs=0.05)


def test_labels_are_soft_and_words_and_numbers_are_targets() -> None:
    rows = Rows(LEARN.inputs, ["abc"[p.visits % 3] if yes else "d" for p, yes in LEARN])
    teacher = ForestClassifier[Person](trees=20, leaf_rows=5).fit(rows)
    student = distil(teacher, BoostingClassifier[Person](trees=40), MORE.inputs)
    pairs = zip(student.predict(TEST.inputs), teacher.predict(TEST.inputs), strict=True)
    assert sum(a.label == b.label for a, b in pairs) > 0.85 * len(TEST)
    known = distil(Older(), BoostingClassifier[Person](trees=20), MORE.inputs)
    assert isinstance(known.predict([BERN])[0], Labels)
    assert known.predict([BERN])[0].label == "young"
    halves = distil(Half(), Ridge[Person](), MORE.inputs, chances=False)
    assert halves.predict([BERN])[0] == pytest.approx(20, abs=2)


def test_copies_of_a_row_are_one_group_and_weights_are_kept() -> None:
    from tandem.models.distillation import soft_rows

    soft = soft_rows(Rows([1, 2], [0.25, 1.0], weights=[4.0, 1.0]), chances=True)
    assert soft.groups == ["0", "0", "1"]
    assert soft.weights == [1.0, 3.0, 1.0]


def test_what_is_no_chance_is_named() -> None:
    with pytest.raises(DefinitionError, match="not a chance"):
        distil(Half(), Logistic[Person](), MORE.inputs)
