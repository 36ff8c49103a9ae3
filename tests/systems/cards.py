"""A made-up stream of card payments in the published form: same columns, frauds of its kinds."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

START = datetime(2018, 6, 15)
DAYS = 61
TERMINALS = 400


def write_payments(path: Path, customers: int = 100, seed: int = 0) -> Path:
    """About two payments a day and card; terminals are taken over for four weeks, cards stolen."""
    draw = random.Random(seed)
    means = [draw.uniform(10, 90) for _ in range(customers)]
    taken = {(draw.randrange(TERMINALS), day) for day in range(0, DAYS, 5)}
    rows = []
    for customer in range(customers):
        stolen = draw.randrange(DAYS) if customer % 5 == 0 else DAYS
        for day in range(DAYS):
            for _ in range(draw.randrange(5)):
                terminal = draw.randrange(TERMINALS)
                amount = max(0.5, draw.gauss(means[customer], means[customer] / 3))
                at_terminal = any(terminal == t and d <= day < d + 28 for t, d in taken)
                of_card = stolen <= day < stolen + 7 and draw.random() < 0.5
                fraud = of_card or (at_terminal and draw.random() < 0.9)
                when = START + timedelta(days=day, seconds=draw.randrange(86_400))
                rows.append((when, customer, terminal, amount * (5 if of_card else 1), fraud))
    rows.sort()
    pl.DataFrame(
        {
            "TRANSACTION_ID": range(len(rows)),
            "TX_DATETIME": [row[0] for row in rows],
            "CUSTOMER_ID": [row[1] for row in rows],
            "TERMINAL_ID": [row[2] for row in rows],
            "TX_AMOUNT": [round(row[3], 2) for row in rows],
            "TX_FRAUD": [int(row[4]) for row in rows],
            "TX_FRAUD_SCENARIO": [int(row[4]) for row in rows],
        },
        schema_overrides={"TX_DATETIME": pl.Datetime("ms"), "TX_AMOUNT": pl.Float32},
    ).write_parquet(path)
    return path
