"""LightGBM's trees at prediction time, through its C interface: no import, no training code.

``Booster.predict`` of one row spends most of its time on the way to the trees (about 18
microseconds for 300 trees, of which 3 are the trees). The C interface has a fast path for
single rows; this is a thin, safe wrapper over it. Signatures: LightGBM 4,
``include/LightGBM/c_api.h``.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import threading
import weakref
from pathlib import Path
from struct import Struct, error
from typing import Any

import numpy as np

from tandem.errors import Corrupt, DefinitionError, MissingExtra
from tandem.models.paths import Paths
from tandem.models.patterns import Patterns
from tandem.models.tabular import Matrix, as_float

_FLOAT64 = 1
_RAW, _CONTRIBUTIONS = 1, 3
_NAMES = ("lib_lightgbm.so", "lib_lightgbm.dylib", "lib_lightgbm.dll")


class Trees:
    """A trained LightGBM model from its text. Safe to use from several threads.

    ``margin`` and ``margins`` give log-odds; ``effect`` and ``effects`` share them out over
    the columns (SHAP values of trees, Lundberg 2018), the base value last.
    """

    def __init__(self, text: str) -> None:
        self._booster = _Booster(text)
        self.columns = self._booster.columns
        self._single = _SingleRow(self._booster, _RAW, outputs=1)
        self._text = text

    def margin(self, row: list[float]) -> float:
        """Log-odds of one row."""
        return self._single.predict(row)[0]

    def margins(self, matrix: Matrix) -> Matrix:
        """Log-odds of many rows, shape (rows,)."""
        return self._predict(matrix, _RAW, 1)[:, 0]

    def sums(self, matrix: Matrix) -> Matrix:
        """What the trees of each output add up to, shape (rows, outputs)."""
        return self._predict(matrix, _RAW, self._booster.outputs)

    def effect(self, row: list[float]) -> list[float]:
        """What each column adds to the log-odds of one row, and last the base."""
        if self._tables is not None:
            return self._tables.effect(row)
        return self._explain.predict(row)

    def effects(self, matrix: Matrix) -> Matrix:
        """The same for many rows, shape (rows, columns + 1)."""
        if self._tables is not None:
            return self._tables.effects(self._checked(matrix))
        return self._predict(matrix, _CONTRIBUTIONS, self.columns + 1)

    @functools.cached_property
    def _tables(self) -> Patterns | Paths | None:
        """Tables for the effects, where the trees are small enough: several times as fast."""
        if self._booster.outputs > 1:
            return None
        return Patterns.of(self._text) or Paths.of(self._text)

    @functools.cached_property
    def _explain(self) -> _SingleRow:
        return _SingleRow(self._booster, _CONTRIBUTIONS, outputs=self.columns + 1)

    def _checked(self, matrix: Matrix) -> Matrix:
        matrix = np.ascontiguousarray(matrix, dtype=np.float64)
        if matrix.ndim != 2 or matrix.shape[1] != self.columns:
            raise DefinitionError(
                f"the trees take {self.columns} columns, got an array of shape {matrix.shape}"
            )
        return matrix

    def _predict(self, matrix: Matrix, what: int, outputs: int) -> Matrix:
        matrix = self._checked(matrix)
        result = np.empty((len(matrix), outputs))
        if not len(matrix):
            return result
        written = ctypes.c_int64()
        _check(
            _library(ctypes.CDLL).LGBM_BoosterPredictForMat(
                self._booster.handle,
                matrix.ctypes.data_as(ctypes.c_void_p),
                _FLOAT64,
                ctypes.c_int32(len(matrix)),
                ctypes.c_int32(self.columns),
                1,  # rows first
                what,
                0,
                -1,
                b"",
                ctypes.byref(written),
                result.ctypes.data_as(ctypes.c_void_p),
            )
        )
        return result


class _Booster:
    """LightGBM's handle of a model, freed when the last one that uses it is gone."""

    def __init__(self, text: str) -> None:
        library = _library(ctypes.CDLL)
        self.handle, iterations, columns = ctypes.c_void_p(), ctypes.c_int(), ctypes.c_int()
        _check(
            library.LGBM_BoosterLoadModelFromString(
                text.encode(), ctypes.byref(iterations), ctypes.byref(self.handle)
            )
        )
        weakref.finalize(self, library.LGBM_BoosterFree, self.handle)
        _check(library.LGBM_BoosterGetNumFeature(self.handle, ctypes.byref(columns)))
        self.columns = columns.value
        _check(library.LGBM_BoosterGetNumClasses(self.handle, ctypes.byref(columns)))
        self.outputs = columns.value


class _SingleRow:
    """The fast path: configuration and buffers are made once."""

    def __init__(self, booster: _Booster, what: int, *, outputs: int) -> None:
        # PyDLL keeps the interpreter's lock: letting go of it for three microseconds would
        # let another thread take it for thousands.
        library = _library(ctypes.PyDLL)
        config = ctypes.c_void_p()
        _check(
            library.LGBM_BoosterPredictForMatSingleRowFastInit(
                booster.handle,
                what,
                0,
                -1,
                _FLOAT64,
                ctypes.c_int32(booster.columns),
                b"num_threads=1",
                ctypes.byref(config),
            )
        )
        weakref.finalize(self, library.LGBM_FastConfigFree, config)
        self._booster = booster  # what the configuration points to must outlive it
        self._config = config
        self._call = library.LGBM_BoosterPredictForMatSingleRowFast
        self._pack = Struct(f"{booster.columns}d").pack_into
        self._row = (ctypes.c_double * booster.columns)()
        self._result = (ctypes.c_double * outputs)()
        self._written = ctypes.c_int64()
        self._to = ctypes.byref(self._written)
        self._lock = threading.Lock()

    def predict(self, row: list[float]) -> list[float]:
        with self._lock:
            try:
                self._pack(self._row, 0, *row)
            except (OverflowError, error) as problem:
                self._pack(self._row, 0, *_floats(row, len(self._row), problem))
            if self._call(self._config, self._row, self._to, self._result):
                _check(-1)
            return self._result[:]


def _floats(row: list[float], columns: int, problem: Exception) -> list[float]:
    if len(row) != columns:
        raise DefinitionError(f"the trees take {columns} columns, got {len(row)}") from problem
    return [as_float(value) for value in row]


@functools.cache
def _library(kind: Any) -> Any:
    """LightGBM's shared library, found beside its Python package without importing that."""
    spec = importlib.util.find_spec("lightgbm")
    if spec is not None and spec.origin:
        folder = Path(spec.origin).parent
        for path in (folder / sub / name for sub in ("lib", "bin", ".") for name in _NAMES):
            if path.is_file():
                library = kind(str(path))
                library.LGBM_GetLastError.restype = ctypes.c_char_p
                return library
    raise MissingExtra(
        "boosting needs LightGBM, which is not installed",
        hint='pip install "tandem-ai[models]"',
    )


def _check(status: int) -> None:
    if status:
        message = _library(ctypes.CDLL).LGBM_GetLastError().decode(errors="replace")
        raise Corrupt(f"LightGBM refused the model or the rows: {message}")
