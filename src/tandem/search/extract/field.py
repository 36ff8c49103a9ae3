"""Field: the value of one field of a document, where it is written, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tandem.core import Model, Rows, learned
from tandem.data.splits import folds
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.odds import log_odds, probability
from tandem.search.extract.candidate import Candidate
from tandem.search.extract.choice import Floats, chances, learn
from tandem.search.extract.kinds import Kind
from tandem.search.extract.layout import Layout
from tandem.search.extract.marks import marks_of

_FOLDS = 5
_FEWEST = 10
"""Documents from which on confidence is corrected on ones that were not learned from."""


@dataclass(frozen=True)
class Found:
    """A value, the chance that it is right, and the characters of the text that say it."""

    value: str
    confidence: float
    start: int
    end: int
    text: str


class Field(Model[Layout, Found | None]):
    """The likeliest candidate of a document for a field, or none.

    ``kind`` finds candidates (dates, amounts, runs of lines); a conditional logit over the
    words around each, its place on the page and how it stands to the others chooses. Chances
    of places that say the same are added. ``confidence`` is corrected on documents that the
    choice was not learned from. State is a table of readable names with their weights.
    """

    kind_of_value: Kind
    optional: bool = False
    """Whether documents may be without it; else the likeliest candidate is always taken."""
    penalty: float = 1.0
    least: int = 2
    """What is seen in fewer documents than this is left out."""
    rounds: int = 80

    names: list[str] = learned()
    weights: NDArray[np.float32] = learned(codec="npy")
    bias: float = learned()
    slope: float = learned()
    shift: float = learned()

    def fit(self, rows: Rows[Layout, str | None]) -> Self:
        """Learn from documents and the value of each, as it is written or as records keep it.

        ``None`` says that the document has none. Rows of one group (a layout, a party) are
        kept together when confidence is learned.
        """
        lessons = [self._lesson(layout, value) for layout, value in rows]
        if not any(any(right) for _, _, right in lessons):
            raise DefinitionError(
                f"Field.fit got {len(rows)} documents, and no candidate of any is its value",
                hint="targets are values as they stand in the document, of the field's kind",
            )
        fitted = self.learn([(seen, right) for _, seen, right in lessons])
        if len(rows) < _FEWEST:
            return fitted.evolve(slope=1.0, shift=0.0)
        margins, outcomes = [], []
        for train, test in folds(Rows(range(len(rows)), [None] * len(rows), rows.groups), _FOLDS):
            part = self.learn([lessons[i][1:] for i in train])
            for i in test:
                found, seen, right = lessons[i]
                best = part._best(found, seen)
                if best is not None:
                    margins.append(log_odds(best[1]))
                    outcomes.append(right[best[0]])
        slope, shift = _corrected(margins, outcomes)
        return fitted.evolve(slope=slope, shift=shift)

    def predict(self, xs: Sequence[Layout], /) -> list[Found | None]:
        return [self._read(layout) for layout in xs]

    def _read(self, layout: Layout) -> Found | None:
        found, seen = self.candidates(layout)
        best = self._best(found, seen)
        if best is None:
            return None
        chosen = found[best[0]]
        chance = probability(self.slope * log_odds(best[1]) + self.shift)
        text = layout.text[chosen.start : chosen.end]
        return Found(chosen.value, chance, chosen.start, chosen.end, text)

    def _best(
        self, found: Sequence[Candidate], seen: Sequence[Sequence[str]]
    ) -> tuple[int, float] | None:
        """The best place of the likeliest value with the value's chance; ``None`` for none."""
        if not found:
            return None
        likely = chances(self.scores(seen), optional=self.optional)
        totals: dict[str, float] = {}
        for x, chance in zip(found, likely.tolist(), strict=True):
            key = self.kind_of_value.key(x.value)
            totals[key] = totals.get(key, 0.0) + chance
        best = max(totals, key=lambda key: totals[key])
        if self.optional and totals[best] < 1 - sum(totals.values()):
            return None
        places = [i for i, x in enumerate(found) if self.kind_of_value.key(x.value) == best]
        return max(places, key=lambda i: likely[i]), min(totals[best], 1.0)

    def scores(self, seen: Sequence[Sequence[str]]) -> Floats:
        """The score of each candidate, over that of none."""
        weight = self._weight.get
        return np.array([self.bias + sum([weight(n, 0.0) for n in names]) for names in seen])

    def _lesson(
        self, layout: Layout, value: str | None
    ) -> tuple[list[Candidate], list[list[str]], list[bool]]:
        kind = self.kind_of_value
        found, seen = self.candidates(layout)
        read = None if value is None else (kind.read(value) or value)
        wanted = None if read is None else kind.key(read)
        right = [kind.key(x.value) == wanted for x in found]
        return found, seen, right

    def candidates(self, layout: Layout) -> tuple[list[Candidate], list[list[str]]]:
        """The candidates of a document, and what is seen of each."""
        found = self.kind_of_value.find(layout)
        return found, marks_of(layout, self.kind_of_value, found)

    def learn(self, lessons: Sequence[tuple[list[list[str]], list[bool]]]) -> Self:
        """The choice alone, from what is seen of candidates and which of them are right."""
        try:
            from scipy.optimize import minimize
            from scipy.sparse import csr_matrix
        except ImportError:
            raise MissingExtra(
                "Field.fit needs scipy, which is not installed",
                hint='pip install "tandem-ai[models]"',
            ) from None
        names, weights, bias = learn(
            [seen for seen, _ in lessons],
            [right for _, right in lessons],
            optional=self.optional,
            least=self.least,
            penalty=self.penalty,
            rounds=self.rounds,
            minimise=minimize,
            matrix_of=csr_matrix,
        )
        return self.evolve(names=names, weights=weights.astype(np.float32), bias=bias)

    @cached_property
    def _weight(self) -> dict[str, float]:
        return dict(zip(self.names, self.weights.tolist(), strict=True))


def _corrected(margins: Sequence[float], outcomes: Sequence[bool]) -> tuple[float, float]:
    """Platt's line; the identity where outcomes are all alike."""
    from tandem.models.calibrate import fit_platt

    if len(set(outcomes)) < 2:
        return 1.0, 0.0
    [slope], shift = fit_platt(np.array(margins)[:, None], np.array(outcomes, dtype=bool))
    return slope, shift
