"""The statistics behind reports and gates, by name."""

from __future__ import annotations

from tandem.evaluate.bootstrap import resample
from tandem.evaluate.intervals import clopper_pearson, clustered_error, student, wilson
from tandem.evaluate.multiplicity import holm
from tandem.evaluate.paired import mcnemar, tango
from tandem.evaluate.power import cases_needed, minimal_detectable_effect

__all__ = [
    "cases_needed",
    "clopper_pearson",
    "clustered_error",
    "holm",
    "mcnemar",
    "minimal_detectable_effect",
    "resample",
    "student",
    "tango",
    "wilson",
]
