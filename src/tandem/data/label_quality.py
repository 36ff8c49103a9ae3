"""Labels that are probably wrong: confident learning over predictions for unseen rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import DefinitionError, MissingExtra

In = TypeVar("In")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Suspect:
    """A row (counted from 0) whose label is doubtful, and what it would rather be.

    ``probability`` is what a model that did not see the row gives its label, ``expected``
    the average that it gives to rows which do have this label.
    """

    row: int
    label: Any
    suggested: Any
    probability: float
    expected: float

    @property
    def reason(self) -> str:
        """Why the label is doubtful, in one sentence."""
        return (
            f"labelled {self.label!r} with a probability of {self.probability:.2f}, where rows "
            f"of that label have {self.expected:.2f}; {self.suggested!r} is more likely"
        )


def find_label_issues(
    model: Model[In, Any], rows: Rows[In, Any], *, k: int = 5, seed: int = 0
) -> list[Suspect]:
    """Rows whose labels are probably wrong, the most doubtful first.

    ``model`` is fitted ``k`` times, each time to judge the rows of the fold that it did not
    see (groups kept together). It predicts the probability of yes, or an output with
    ``probabilities`` by label. The number of errors is estimated from the joint distribution
    of given and true labels (Northcutt et al. 2021, by cleanlab). A suspect is no verdict:
    have a person look. Raises ``MissingExtra`` and ``DefinitionError``.
    """
    filter_issues = _import_cleanlab()
    labels = sorted(set(rows.targets), key=str)
    if len(labels) < 2:
        raise DefinitionError(
            f"label issues need two labels at least, the rows have {len(labels)}",
        )
    chances = unseen_probabilities(model, rows, labels, k=k, seed=seed)
    given = np.array([labels.index(target) for target in rows.targets])
    own = chances[np.arange(len(rows)), given]
    expected = [float(own[given == place].mean()) for place in range(len(labels))]
    found = filter_issues(
        given, chances, return_indices_ranked_by="self_confidence", n_jobs=1, verbose=False
    )
    return [
        Suspect(
            row=int(place),
            label=labels[given[place]],
            suggested=labels[int(_without(chances[place], given[place]).argmax())],
            probability=float(own[place]),
            expected=expected[given[place]],
        )
        for place in found
    ]


def unseen_probabilities(
    model: Any, rows: Rows[Any, Any], labels: Sequence[Any], *, k: int = 5, seed: int = 0
) -> Floats:
    """Probabilities of shape (rows, labels), each row's by a model that did not see it."""
    chances = np.zeros((len(rows), len(labels)))
    for train, test in folds(rows, k=k, seed=seed):
        outputs = model.fit(rows.take(train)).predict([rows.inputs[i] for i in test])
        for place, output in zip(test, outputs, strict=True):
            found = _probabilities(output)
            chances[place] = [found.get(label, 0.0) for label in labels]
    # A label that a fold did not have leaves a sum below one.
    sums: Floats = np.maximum(chances.sum(axis=1, keepdims=True), 1e-12)
    return chances / sums


def _probabilities(output: Any) -> Mapping[Any, float]:
    if isinstance(output, (int, float)):
        return {True: float(output), False: 1.0 - float(output)}
    found = getattr(output, "probabilities", output)
    if not isinstance(found, Mapping):
        raise DefinitionError(
            f"the model gives {type(output).__name__}, from which no probabilities can be read",
            hint="the probability of yes, or an output with `probabilities` by label",
        )
    return found


def _without(chances: Floats, place: int) -> Floats:
    others = chances.copy()
    others[place] = -1.0
    return others


def _import_cleanlab() -> Any:
    try:
        from cleanlab.filter import (  # type: ignore[import-untyped]  # it has no types
            find_label_issues as filter_issues,
        )
    except ImportError:
        raise MissingExtra(
            "finding label issues needs cleanlab, which is not installed",
            hint='pip install "tandem-ai[labels]"',
        ) from None
    return filter_issues
