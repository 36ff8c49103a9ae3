"""Data: where it comes from, typed reading and writing of tables, splits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.data.agreement import cohen_kappa, fleiss_kappa
    from tandem.data.dataset import Dataset
    from tandem.data.expectation import (
        AtMost,
        Expectation,
        Finite,
        Implies,
        Increasing,
        Length,
        MissingShare,
        OneOf,
        Pattern,
        Present,
        Range,
        Rule,
        Unique,
    )
    from tandem.data.expectations import Expectations, Finding
    from tandem.data.inference import infer_expectations
    from tandem.data.inputs import Inputs, Reviewed
    from tandem.data.label_quality import Suspect, find_label_issues
    from tandem.data.labels import Agreement, Label, LabelStore, Resolved, record_digest
    from tandem.data.source import Source
    from tandem.data.splits import folds, split
    from tandem.data.table import read_chunks, read_records, write_records
    from tandem.data.validation import RowSetAside, TrainingReport, Validated
    from tandem.data.versions import Datasets, Version

__all__ = [
    "Agreement",
    "AtMost",
    "Dataset",
    "Datasets",
    "Expectation",
    "Expectations",
    "Finding",
    "Finite",
    "Implies",
    "Increasing",
    "Inputs",
    "Label",
    "LabelStore",
    "Length",
    "MissingShare",
    "OneOf",
    "Pattern",
    "Present",
    "Range",
    "Resolved",
    "Reviewed",
    "RowSetAside",
    "Rule",
    "Source",
    "Suspect",
    "TrainingReport",
    "Unique",
    "Validated",
    "Version",
    "cohen_kappa",
    "find_label_issues",
    "fleiss_kappa",
    "folds",
    "infer_expectations",
    "read_chunks",
    "read_records",
    "record_digest",
    "split",
    "write_records",
]

__getattr__ = lazy(
    __name__,
    {
        "Agreement": "tandem.data.labels",
        "AtMost": "tandem.data.expectation",
        "Dataset": "tandem.data.dataset",
        "Datasets": "tandem.data.versions",
        "Expectation": "tandem.data.expectation",
        "Expectations": "tandem.data.expectations",
        "Finding": "tandem.data.expectations",
        "Finite": "tandem.data.expectation",
        "Implies": "tandem.data.expectation",
        "Increasing": "tandem.data.expectation",
        "Inputs": "tandem.data.inputs",
        "Label": "tandem.data.labels",
        "LabelStore": "tandem.data.labels",
        "Length": "tandem.data.expectation",
        "MissingShare": "tandem.data.expectation",
        "OneOf": "tandem.data.expectation",
        "Pattern": "tandem.data.expectation",
        "Present": "tandem.data.expectation",
        "Range": "tandem.data.expectation",
        "Resolved": "tandem.data.labels",
        "Reviewed": "tandem.data.inputs",
        "RowSetAside": "tandem.data.validation",
        "Rule": "tandem.data.expectation",
        "Source": "tandem.data.source",
        "Suspect": "tandem.data.label_quality",
        "TrainingReport": "tandem.data.validation",
        "Unique": "tandem.data.expectation",
        "Validated": "tandem.data.validation",
        "Version": "tandem.data.versions",
        "cohen_kappa": "tandem.data.agreement",
        "find_label_issues": "tandem.data.label_quality",
        "fleiss_kappa": "tandem.data.agreement",
        "folds": "tandem.data.splits",
        "infer_expectations": "tandem.data.inference",
        "read_chunks": "tandem.data.table",
        "read_records": "tandem.data.table",
        "record_digest": "tandem.data.labels",
        "split": "tandem.data.splits",
        "write_records": "tandem.data.table",
    },
)
