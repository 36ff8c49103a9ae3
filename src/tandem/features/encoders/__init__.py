"""Encoders with learned state: they turn columns of records into what a model can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.features.encoders.bins import QuantileBins
    from tandem.features.encoders.cyclical import CyclicalEncoder
    from tandem.features.encoders.dates import DateEncoder
    from tandem.features.encoders.frequency import FrequencyEncoder
    from tandem.features.encoders.hashing import HashingEncoder
    from tandem.features.encoders.imputer import Imputer
    from tandem.features.encoders.interactions import Interactions
    from tandem.features.encoders.pipeline import Pipeline
    from tandem.features.encoders.scaler import Scaler
    from tandem.features.encoders.table import Table
    from tandem.features.encoders.target import TargetEncoder
    from tandem.features.encoders.transform import Transform

__all__ = [
    "CyclicalEncoder",
    "DateEncoder",
    "FrequencyEncoder",
    "HashingEncoder",
    "Imputer",
    "Interactions",
    "Pipeline",
    "QuantileBins",
    "Scaler",
    "Table",
    "TargetEncoder",
    "Transform",
]

__getattr__ = lazy(
    __name__,
    {
        "CyclicalEncoder": "tandem.features.encoders.cyclical",
        "DateEncoder": "tandem.features.encoders.dates",
        "FrequencyEncoder": "tandem.features.encoders.frequency",
        "HashingEncoder": "tandem.features.encoders.hashing",
        "Imputer": "tandem.features.encoders.imputer",
        "Interactions": "tandem.features.encoders.interactions",
        "Pipeline": "tandem.features.encoders.pipeline",
        "QuantileBins": "tandem.features.encoders.bins",
        "Scaler": "tandem.features.encoders.scaler",
        "Table": "tandem.features.encoders.table",
        "TargetEncoder": "tandem.features.encoders.target",
        "Transform": "tandem.features.encoders.transform",
    },
)
