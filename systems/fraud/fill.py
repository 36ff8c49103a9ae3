"""Fill the online store with what is known: ``python -m systems.fraud.fill [STORE]``.

After it ``TANDEM_FEATURES=catalog tandem serve fraud`` answers raw payments. It may be run again,
also after a kill: what the store has already is not counted twice.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from tandem import Inputs, Store
from tandem.features import CatalogStore, Materialized, materialize

from .data import read
from .signals import Label, Payment, Signals


def fill(store: Store, inputs: Inputs) -> Materialized:
    """Count every payment and every label of the data in the store of signals."""
    frame = read(inputs)
    return materialize({Payment: frame, Label: frame}, [Signals], CatalogStore(store.catalog))


if __name__ == "__main__":
    with Store.open(sys.argv[1] if len(sys.argv) > 1 else None) as opened:
        Console(highlight=False).print(fill(opened, Inputs(folder=Path(__file__).parent)))
