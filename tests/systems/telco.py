"""A made-up table in the published form of Telco customer churn: same columns, same quirks."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

COLUMNS = (
    "customerID gender SeniorCitizen Partner Dependents tenure PhoneService MultipleLines "
    "InternetService OnlineSecurity OnlineBackup DeviceProtection TechSupport StreamingTV "
    "StreamingMovies Contract PaperlessBilling PaymentMethod MonthlyCharges TotalCharges Churn"
).split()
CONTRACTS = {"Month-to-month": 1.2, "One year": -0.8, "Two year": -2.0}
PAYMENTS = ["Electronic check", "Mailed check", "Bank transfer (automatic)"]


def write_table(path: Path, count: int = 800, seed: int = 0) -> Path:
    """A CSV of ``count`` customers; who is new has a blank in TotalCharges, as published."""
    draw = random.Random(seed)
    with path.open("w", newline="") as file:
        write = csv.writer(file).writerow
        write(COLUMNS)
        for number in range(count):
            write(_customer(draw, number))
    return path


def _customer(draw: random.Random, number: int) -> list[object]:
    def yes(chance: float = 0.5) -> str:
        return "Yes" if draw.random() < chance else "No"

    tenure, charge = draw.randrange(73), round(draw.uniform(18, 118), 2)
    contract = draw.choice(list(CONTRACTS))
    internet = draw.choice(["DSL", "Fiber optic", "No"])
    phone = yes(0.9)
    extras = [yes() if internet != "No" else "No internet service" for _ in range(6)]
    margin = CONTRACTS[contract] - 0.05 * tenure + 1.0 * (internet == "Fiber optic")
    return [
        f"{number:04}-MADEUP",
        draw.choice(["Female", "Male"]),
        int(draw.random() < 0.2),
        yes(),
        yes(0.3),
        tenure,
        phone,
        yes() if phone == "Yes" else "No phone service",
        internet,
        *extras,
        contract,
        yes(),
        draw.choice(PAYMENTS),
        charge,
        round(charge * tenure, 2) if tenure else " ",
        yes(1 / (1 + math.exp(-margin - 0.5))),
    ]
