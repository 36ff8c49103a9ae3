"""Anomalies in series of readings: streaming detectors with comparable scores, and consensus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.models.anomaly.autoencoder import AutoEncoder
    from tandem.models.anomaly.channels import (
        Alarm,
        channels_of,
        day_of,
        find_alarms,
        read_channels,
    )
    from tandem.models.anomaly.consensus import Consensus, Opinion
    from tandem.models.anomaly.deviation import Deviation
    from tandem.models.anomaly.half_space import HalfSpaceTrees
    from tandem.models.anomaly.isolation import IsolationForest
    from tandem.models.anomaly.local_outlier import LocalOutlierFactor
    from tandem.models.anomaly.nearest import NearestWindows
    from tandem.models.anomaly.picture import agreement_chart, agreement_charts
    from tandem.models.anomaly.robust import RobustDeviation
    from tandem.models.anomaly.seasonal import SeasonalResidual
    from tandem.models.anomaly.series import Series
    from tandem.models.anomaly.spectral import SpectralResidual
    from tandem.models.anomaly.stream import Detector
    from tandem.models.anomaly.subspace import Reconstruction
    from tandem.models.anomaly.usual import usual_detectors

__all__ = [
    "Alarm",
    "AutoEncoder",
    "Consensus",
    "Detector",
    "Deviation",
    "HalfSpaceTrees",
    "IsolationForest",
    "LocalOutlierFactor",
    "NearestWindows",
    "Opinion",
    "Reconstruction",
    "RobustDeviation",
    "SeasonalResidual",
    "Series",
    "SpectralResidual",
    "agreement_chart",
    "agreement_charts",
    "channels_of",
    "day_of",
    "find_alarms",
    "read_channels",
    "usual_detectors",
]

__getattr__ = lazy(
    __name__,
    {
        "usual_detectors": "tandem.models.anomaly.usual",
        "agreement_chart": "tandem.models.anomaly.picture",
        "agreement_charts": "tandem.models.anomaly.picture",
        "Alarm": "tandem.models.anomaly.channels",
        "channels_of": "tandem.models.anomaly.channels",
        "day_of": "tandem.models.anomaly.channels",
        "find_alarms": "tandem.models.anomaly.channels",
        "read_channels": "tandem.models.anomaly.channels",
        "Consensus": "tandem.models.anomaly.consensus",
        "SpectralResidual": "tandem.models.anomaly.spectral",
        "LocalOutlierFactor": "tandem.models.anomaly.local_outlier",
        "IsolationForest": "tandem.models.anomaly.isolation",
        "AutoEncoder": "tandem.models.anomaly.autoencoder",
        "Detector": "tandem.models.anomaly.stream",
        "Deviation": "tandem.models.anomaly.deviation",
        "HalfSpaceTrees": "tandem.models.anomaly.half_space",
        "NearestWindows": "tandem.models.anomaly.nearest",
        "Opinion": "tandem.models.anomaly.consensus",
        "Reconstruction": "tandem.models.anomaly.subspace",
        "RobustDeviation": "tandem.models.anomaly.robust",
        "SeasonalResidual": "tandem.models.anomaly.seasonal",
        "Series": "tandem.models.anomaly.series",
    },
)
