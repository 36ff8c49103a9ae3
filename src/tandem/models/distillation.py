"""Distillation: a small model that learns what a large one says."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import Any, ClassVar, Self, TypeVar

from tandem.core.component import Component, Model
from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.text import Labels
from tandem.models.unseen import cross_predict

In = TypeVar("In")
Out = TypeVar("Out")
Student = TypeVar("Student", bound=Model[Any, Any])

_SMALLEST = 1e-3


def distil(
    teacher: Component[Any, Any],
    student: Student,
    inputs: Sequence[Any],
    *,
    chances: bool = True,
) -> Student:
    """The student, fitted to what a fitted teacher, any component, says of inputs.

    ``Labels``, and numbers if they are ``chances`` of yes, are soft labels (Hinton 2015):
    each input stands for every answer with the weight of its chance, so the student must
    honour weights, as the table models do. Anything else is a target as it is. Give inputs
    that the teacher did not learn from: of those it is surer than it should be.
    """
    soft = soft_rows(Rows(inputs, told_by(teacher, inputs)), chances=chances)
    learner: Any = student
    fitted: Student = learner.fit(soft)
    return fitted


class Distilled(Model[In, Out]):
    """A student that learned from a teacher, of which a release keeps the parameters alone.

    ``fit`` takes rows for the teacher to learn from. The student learns what copies of the
    teacher that had not seen a row say of it (five folds), and what the teacher says of
    ``unlabelled`` inputs. Of chances, labels and numbers see ``distil``.
    """

    fit_only: ClassVar[frozenset[str]] = frozenset({"teacher"})

    teacher: Model[In, Any]
    student: Model[In, Out]

    def fit(self, rows: Rows[In, Any], unlabelled: Sequence[In] = ()) -> Self:
        """Fit the student; the teacher stays as it was declared, without state."""
        teacher: Any = self.teacher
        soft = Rows(rows.inputs, cross_predict(teacher, rows), rows.groups, weights=rows.weights)
        if len(unlabelled):
            soft = _joined(soft, unlabelled, teacher.fit(rows).predict(unlabelled))
        student: Any = self.student
        chances = all(isinstance(target, bool) for target in rows.targets)
        return self.evolve(student=student.fit(soft_rows(soft, chances=chances)))

    def predict(self, xs: Sequence[In], /) -> Sequence[Out]:
        return self.student.predict(xs)

    def reasons(self, xs: Sequence[In], /, *, count: int = 3) -> Any:
        """The reasons of a student that gives some."""
        student: Any = self.student
        return student.reasons(xs, count=count)


def told_by(teacher: Component[Any, Any], inputs: Sequence[Any]) -> list[Any]:
    """What any component says of inputs, in order."""
    if isinstance(teacher, Model):
        return list(teacher.predict(inputs))

    async def each() -> list[Any]:
        return [await teacher(x) for x in inputs]

    return asyncio.run(each())


def soft_rows(rows: Rows[In, Any], *, chances: bool) -> Rows[In, Any]:
    """Rows whose targets are chances, or ``Labels``, as weighted rows of plain targets.

    Those of one input are one group. Raises ``DefinitionError`` for a chance that is none.

    >>> soft = soft_rows(Rows(["a", "b"], [0.25, 1.0]), chances=True)
    >>> list(zip(soft.inputs, soft.targets, soft.weights))
    [('a', True, 0.25), ('a', False, 0.75), ('b', True, 1.0)]
    """
    shares = [_shares(told, chances) for told in rows.targets]
    if None in shares:
        return rows
    found = [
        (place, target, share)
        for place, one in enumerate(shares)
        for target, share in (one or {}).items()
        if share >= _SMALLEST
    ]
    places = [place for place, _, _ in found]
    groups = [str(i) for i in range(len(rows))] if rows.groups is None else rows.groups
    given = [1.0] * len(rows) if rows.weights is None else rows.weights
    return dataclasses.replace(
        dataclasses.replace(rows, groups=groups).take(places),
        targets=[target for _, target, _ in found],
        weights=[given[place] * share for place, _, share in found],
    )


def _shares(told: Any, chances: bool) -> dict[Any, float] | None:
    """How much each answer counts; ``None`` for an answer that is plain."""
    if isinstance(told, Labels):
        return told.probabilities
    if not chances or isinstance(told, (bool, str)):
        return None
    if not 0 <= told <= 1:
        raise DefinitionError(
            f"a teacher said {told!r}, which is not a chance of yes",
            hint="distil(..., chances=False) learns numbers as they are",
        )
    return {True: told, False: 1 - told}


def _joined(rows: Rows[In, Any], inputs: Sequence[In], told: Sequence[Any]) -> Rows[In, Any]:
    """The rows with more inputs, each a group of its own, that count one each."""
    count = len(inputs)
    groups, weights = rows.groups, rows.weights
    return Rows(
        [*rows.inputs, *inputs],
        [*rows.targets, *told],
        None if groups is None else [*groups, *(f"unlabelled {i}" for i in range(count))],
        None,
        None if weights is None else [*weights, *([1.0] * count)],
    )
