"""A search that is quick and leaves a mark at every fit; also run in a process to be killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tandem import Model, Rows, learned
from tandem.models import Tuned, choice, span, tunable
from tandem.record import Store
from tandem.record.experiments import Tracker, tracking

MARK = "TANDEM_TEST_FITS"


class Shifted(Model[float, float]):
    """Twice the input and a shift; best is a shift of 3 and the sign plus."""

    shift: float = tunable(0.0, span(-10.0, 10.0))
    sign: str = tunable("minus", choice("minus", "plus"))

    rows: int = learned()

    def fit(self, rows: Rows[float, float]) -> Shifted:
        if path := os.environ.get(MARK):
            with Path(path).open("a") as file:
                file.write("fit\n")
            print("fit", flush=True)  # noqa: T201  # what the test waits for
        if self.shift > 9:
            raise ValueError("no such shift")
        return self.evolve(rows=len(rows))

    def predict(self, xs: Sequence[float], /) -> list[float]:
        factor = 2 if self.sign == "plus" else -2
        return [factor * x + self.shift for x in xs]


class Best(Tuned[float, float]):
    """A concrete model, as a user would name one."""


LINE = Rows([float(i) for i in range(20)], [2.0 * i + 3 for i in range(20)])
BEST = Best(model=Shifted(), metric="rmse", trials=40, folds=2)


if __name__ == "__main__":
    with Store.open(sys.argv[1]) as _store, tracking(Tracker(_store, "line")):
        print(len(BEST.fit(LINE).history))  # noqa: T201  # what the test reads
