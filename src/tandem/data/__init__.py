"""Data: where it comes from, typed datasets and their versions, splits, leaks, profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.data.agreement import cohen_kappa, fleiss_kappa
    from tandem.data.archive import read_archive
    from tandem.data.batch import RecordBatch
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
    from tandem.data.leaks import Leak, find_leaks
    from tandem.data.nested import Nested, nested_folds
    from tandem.data.partition import Partition
    from tandem.data.profiling import FieldProfile, Profile, profile
    from tandem.data.source import Source
    from tandem.data.splits import cross_validation, folds, holdout, split
    from tandem.data.table import read_chunks, read_records, write_records
    from tandem.data.temporal import rolling_origin, split_by_time
    from tandem.data.validation import RowSetAside, TrainingReport, Validated
    from tandem.data.versions import Datasets, Version

__all__ = [
    "Agreement",
    "AtMost",
    "Dataset",
    "Datasets",
    "Expectation",
    "Expectations",
    "FieldProfile",
    "Finding",
    "Finite",
    "Implies",
    "Increasing",
    "Inputs",
    "Label",
    "LabelStore",
    "Leak",
    "Length",
    "MissingShare",
    "Nested",
    "OneOf",
    "Partition",
    "Pattern",
    "Present",
    "Profile",
    "Range",
    "RecordBatch",
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
    "cross_validation",
    "find_label_issues",
    "find_leaks",
    "fleiss_kappa",
    "folds",
    "holdout",
    "infer_expectations",
    "nested_folds",
    "profile",
    "read_archive",
    "read_chunks",
    "read_records",
    "record_digest",
    "rolling_origin",
    "split",
    "split_by_time",
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
        "FieldProfile": "tandem.data.profiling",
        "Finding": "tandem.data.expectations",
        "Finite": "tandem.data.expectation",
        "Implies": "tandem.data.expectation",
        "Increasing": "tandem.data.expectation",
        "Inputs": "tandem.data.inputs",
        "Label": "tandem.data.labels",
        "LabelStore": "tandem.data.labels",
        "Leak": "tandem.data.leaks",
        "Length": "tandem.data.expectation",
        "MissingShare": "tandem.data.expectation",
        "Nested": "tandem.data.nested",
        "OneOf": "tandem.data.expectation",
        "Partition": "tandem.data.partition",
        "Pattern": "tandem.data.expectation",
        "Present": "tandem.data.expectation",
        "Profile": "tandem.data.profiling",
        "Range": "tandem.data.expectation",
        "RecordBatch": "tandem.data.batch",
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
        "cross_validation": "tandem.data.splits",
        "find_label_issues": "tandem.data.label_quality",
        "find_leaks": "tandem.data.leaks",
        "fleiss_kappa": "tandem.data.agreement",
        "folds": "tandem.data.splits",
        "holdout": "tandem.data.splits",
        "infer_expectations": "tandem.data.inference",
        "nested_folds": "tandem.data.nested",
        "profile": "tandem.data.profiling",
        "read_archive": "tandem.data.archive",
        "read_chunks": "tandem.data.table",
        "read_records": "tandem.data.table",
        "record_digest": "tandem.data.labels",
        "rolling_origin": "tandem.data.temporal",
        "split": "tandem.data.splits",
        "split_by_time": "tandem.data.temporal",
        "write_records": "tandem.data.table",
    },
)
