"""A ranking that falls, and the alert: ``python -m systems.fraud.falling RELEASE [STORE]``.

The official week is lived through in a copy of the store. On its first three days all is well.
From then on the store of signals gets no labels any more, as after a restart that lost them,
while those of the investigators still reach the ledger.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console

from tandem import Inputs, Store, Trace
from tandem.deliver import Channels, Registry
from tandem.features import History
from tandem.improve import Alert, FeedbackLedger, watch
from tandem.record import TraceStore

from .data import OFFICIAL, between, read, test_week
from .live import told
from .signals import Label, Payment, Signals
from .system import Fraud, project

FELL = OFFICIAL + timedelta(days=3)
"""The day from which on the signals know of no fraud."""


def lived(
    store: Store, release: str, model: Fraud, asked: pl.DataFrame, history: History
) -> list[Alert]:
    """Score payments as they came, learn what they were, and watch them alone."""
    table = history.table(Signals, asked)
    signals = [Signals(**row) for row in table.iter_rows(named=True)]
    columns = asked.select("id", "time", "customer", "terminal", "fraud")
    labels = [Label(*row) for row in columns.iter_rows()]
    TraceStore(store.catalog).add(
        Trace(
            id=f"{label.id:032x}",
            system=project.name,
            time=label.time.replace(tzinfo=UTC),
            release=release,
            channel="live",
            subject=str(label.id),
            input=x,
            output=alert,
        )
        for label, x, alert in zip(labels, signals, model.predict(signals), strict=True)
    )
    FeedbackLedger(store).add_many(map(told, labels))
    first = asked["date"][0]
    return watch(project, store, since=datetime(first.year, first.month, first.day, tzinfo=UTC))


def main() -> None:
    """Say what the monitors of the project raise, before and after."""
    say = Console(highlight=False, soft_wrap=True).print
    with Store.open(sys.argv[2] if len(sys.argv) > 2 else None) as original:
        release = Registry(original).get(sys.argv[1])
        model: Any = Registry(original).load(release)
    frame = read(Inputs(folder=Path(__file__).parent))
    week = test_week(frame, OFFICIAL)
    whole = History({Payment: frame, Label: frame})
    deaf = History({Payment: frame, Label: frame.clear()})
    with tempfile.TemporaryDirectory() as name:
        copy = shutil.copytree(original.path, Path(name) / "store")
        with Store.open(copy) as store:
            Channels(store).promote(project.name, release.id, by="replay")
            for what, since, until, history in (
                ("labels reach the signals", OFFICIAL, FELL - timedelta(days=1), whole),
                ("labels do not", FELL, OFFICIAL + timedelta(days=6), deaf),
            ):
                asked = between(week, since, until)
                say(f"{since} to {until}, {len(asked)} payments, {what}:")
                alerts = lived(store, release.id, model, asked, history)
                for alert in alerts:
                    say(f"  [{alert.severity}] {alert.monitor}: {alert.message}", markup=False)
                if not alerts:
                    say("  No alerts.")


if __name__ == "__main__":
    main()
