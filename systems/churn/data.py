"""Customers of a telephone company, and whether they left: the published table, typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from tandem import Case, Inputs, Rows, Source
from tandem.data import read_records, split

TELCO = Source(
    name="Telco customer churn",
    file="telco_churn/Telco-Customer-Churn.csv",
    url="https://raw.githubusercontent.com/IBM/telco-customer-churn-on-icp4d"
    "/master/data/Telco-Customer-Churn.csv",
    licence="sample data of IBM, terms unstated: for trying things out",
    sha256="16320c9c1ec72448db59aa0a26a0b95401046bef5d02fd3aeb906448e3055e91",
    note="7,043 customers, 21 columns, 970,457 bytes; it may be kept gzipped, as .csv.gz",
)


def _text(*examples: str) -> Meta:
    """What the form on the page offers; other values are welcome."""
    return Meta(examples=list(examples))


YesNo = Annotated[str, _text("No", "Yes")]
Extra = Annotated[str, _text("No", "Yes", "No internet service")]


@dataclass(frozen=True)
class Customer:
    """What is known of a customer; ``None`` and categories never seen are welcome.

    ``tenure`` is in months, the charges in US dollars.
    """

    gender: Annotated[str, _text("Female", "Male")]
    senior_citizen: bool
    partner: bool
    dependents: bool
    tenure: Annotated[int, Meta(examples=[2])]
    phone_service: bool
    multiple_lines: YesNo | None
    internet_service: Annotated[str, _text("Fiber optic", "DSL", "No")] | None
    online_security: Extra | None
    online_backup: Extra | None
    device_protection: Extra | None
    tech_support: Extra | None
    streaming_tv: Extra | None
    streaming_movies: Extra | None
    contract: Annotated[str, _text("Month-to-month", "One year", "Two year")]
    paperless_billing: bool
    payment_method: (
        Annotated[
            str,
            _text(
                "Electronic check",
                "Mailed check",
                "Bank transfer (automatic)",
                "Credit card (automatic)",
            ),
        ]
        | None
    )
    monthly_charges: Annotated[float, Meta(examples=[75.0])]
    total_charges: float | None = None


@dataclass(frozen=True)
class Outcome:
    """The other two columns of the table."""

    customer_id: str
    churn: bool


def training_rows(inputs: Inputs) -> Rows[Customer, bool]:
    """Three quarters of the customers, and those whose outcome was reported and reviewed."""
    train, held_out = _sides(inputs)
    unseen = set(held_out.inputs)
    reviewed = [
        (customer, item.value)
        for item in inputs.reviewed
        if isinstance(item.value, bool) and (customer := Customer(**item.input)) not in unseen
    ]
    return Rows(
        [*train.inputs, *(customer for customer, _ in reviewed)],
        [*train.targets, *(left for _, left in reviewed)],
    )


def held_out_cases(inputs: Inputs) -> list[Case]:
    """The other quarter, always the same customers, sliced by age, gender and contract."""
    _, held_out = _sides(inputs)
    return [
        Case(
            id=customer_id,
            input=customer,
            target=left,
            slices={
                "senior": "yes" if customer.senior_citizen else "no",
                "gender": customer.gender,
                "contract": customer.contract,
            },
        )
        for (customer, left), customer_id in zip(held_out, held_out.groups or (), strict=True)
    ]


def all_rows(inputs: Inputs) -> Rows[Customer, bool]:
    """Every customer, with their id as group."""
    chosen = inputs.options.get("table")  # --set table=mine.csv, of the same columns
    return _read(inputs.folder / chosen if chosen else TELCO.locate())


@cache
def _read(path: Path) -> Rows[Customer, bool]:
    outcomes = read_records(path, Outcome)
    return Rows(
        read_records(path, Customer),
        [outcome.churn for outcome in outcomes],
        groups=[outcome.customer_id for outcome in outcomes],
    )


def _sides(inputs: Inputs) -> tuple[Rows[Customer, bool], Rows[Customer, bool]]:
    return split(all_rows(inputs), test=0.25, seed=0)
