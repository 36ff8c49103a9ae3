"""German credit: a thousand applicants of a bank, typed."""

from __future__ import annotations

from dataclasses import dataclass

from tandem import Rows

from .data import TABLES, parts


@dataclass(frozen=True)
class Applicant:
    """What the bank knew; amounts in German marks, durations in months."""

    checking_status: str | None
    duration: float
    credit_history: str | None
    purpose: str | None
    credit_amount: float
    savings_status: str | None
    employment: str | None
    installment_commitment: float
    personal_status: str | None
    other_parties: str | None
    residence_since: float
    property_magnitude: str | None
    age: float
    other_payment_plans: str | None
    housing: str | None
    existing_credits: float
    job: str | None
    num_dependents: float
    own_telephone: str | None
    foreign_worker: str | None


def applicants() -> tuple[Rows[Applicant, bool], Rows[Applicant, bool]]:
    """Training and held-out applicants, and whether each credit went bad."""
    [table] = [table for table in TABLES if table.name == "credit.g"]
    train, test = (
        Rows([Applicant(**row) for row in side.inputs], side.targets, side.groups)
        for side in parts(table)
    )
    return train, test
