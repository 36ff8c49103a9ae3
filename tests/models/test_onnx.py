from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import Model, Rows
from tandem.errors import DefinitionError
from tandem.features.encoders import Pipeline, Scaler
from tandem.models import (
    Blend,
    Boosting,
    BoostingClassifier,
    BoostingRegressor,
    Calibrated,
    Cautious,
    Compressed,
    Conformal,
    Distilled,
    Forest,
    ForestClassifier,
    ForestRegressor,
    Logistic,
    NaiveBayes,
    Reweighed,
    Ridge,
    Stack,
    Undersampled,
    Voting,
    to_onnx,
)
from tandem.models.onnx import OnnxModel, onnx_predict


@dataclass(frozen=True)
class House:
    area: float | None
    floor: int
    kind: str | None
    lift: bool


KINDS = ["flat", "house", None, "loft", "hut", "tower", "barn"]
HOUSES = [
    House(
        None if i % 9 == 0 else 20.0 + (i * 37 % 101) / 3,
        i * 5 % 7 - 2,
        KINDS[i * i % 7],
        i % 3 == 0,
    )
    for i in range(400)
]
PRICES = [(h.area or 30) * 2 + h.floor + len(h.kind or "") ** 2 + 5 * h.lift for h in HOUSES]
DEAR = [price > 90 for price in PRICES]
LABELS = ["low" if p < 70 else "high" if p > 110 else "mid" for p in PRICES]
RECORD = st.builds(
    lambda area, floor, kind, lift: {"area": area, "floor": floor, "kind": kind, "lift": lift},
    st.none() | st.floats(allow_nan=False) | st.floats(10, 60),
    st.integers(-10, 10),
    st.sampled_from([*KINDS, "palace"]),
    st.booleans(),
)


@functools.cache
def exported() -> dict[str, tuple[Any, OnnxModel]]:
    yes: Rows[Any, Any] = Rows(HOUSES, DEAR)
    many: Rows[Any, Any] = Rows(HOUSES, PRICES)
    three: Rows[Any, Any] = Rows(HOUSES, LABELS)
    small: dict[str, Any] = {"trees": 15, "leaves": 7, "leaf_rows": 5}
    models: dict[str, Any] = {
        "boosting": Boosting(**small).fit(yes),
        "number": BoostingRegressor(**small).fit(many),
        "labels": BoostingClassifier(**small).fit(three),
        "forest": Forest(trees=7).fit(yes),
        "forest number": ForestRegressor(trees=7).fit(many),
        "logistic": Logistic().fit(yes),
        "ridge": Ridge().fit(many),
        "blend": Blend(members=(Boosting(**small), Logistic(), Forest(trees=3))).fit(yes),
        "calibrated": Calibrated(model=Boosting(**small)).fit(yes),
        "stack": Stack(members=(Ridge(), BoostingRegressor(**small))).fit(many),
        "forest labels": ForestClassifier(trees=7).fit(three),
        "votes": Voting(members=(Logistic(), Boosting(**small)), weights="equal").fit(yes),
        "votes of labels": Voting(
            members=(BoostingClassifier(**small), ForestClassifier(trees=5)), weights="equal"
        ).fit(three),
        "interval": Conformal(model=Ridge()).fit(many),
        "interval by kind": Conformal(
            model=Ridge(), spread=BoostingRegressor(**small), by="kind"
        ).fit(many),
        "compressed": Compressed(model=BoostingClassifier(**small), tolerance=0.5).fit(three),
        "distilled": Distilled(teacher=Forest(trees=5), student=Boosting(**small)).fit(yes),
        "undersampled": Undersampled(model=Logistic(), share=0.5).fit(yes),
        "reweighed": Reweighed(model=Logistic(), by="kind").fit(yes),
        "cautious": Cautious(model=Ridge()).fit(many),
    }
    return {name: (model, to_onnx(model, HOUSES)) for name, model in models.items()}


@pytest.mark.parametrize("name", list(exported()))
@settings(max_examples=12)
@given(records=st.lists(RECORD, min_size=1, max_size=20))
def test_the_file_says_what_the_model_says(name: str, records: list[dict[str, Any]]) -> None:
    model, file = exported()[name]
    fields = {"area": False, "floor": False, "kind": True, "lift": False}
    found = onnx_predict(file.content, fields, records)
    told = model.predict(records)
    if file.labels == ["value", "low", "high"]:
        expected = [[one.value, one.low, one.high] for one in told]
    elif file.labels:
        expected = [[one.probabilities[label] for label in file.labels] for one in told]
    else:
        expected = [[one] for one in told]
    assert found == pytest.approx(np.array(expected), rel=1e-9, abs=1e-9)


def test_the_proof_is_reported(tmp_path: Path) -> None:
    _, file = exported()["boosting"]
    assert file.rows == 900
    assert file.largest_difference < 1e-12
    file.save(tmp_path / "model.onnx")
    made = onnx.load(tmp_path / "model.onnx")
    assert {one.domain: one.version for one in made.opset_import} == {"": 18, "ai.onnx.ml": 5}
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx")
    assert {one.name: one.type for one in session.get_inputs()} == {
        "area": "tensor(double)",
        "floor": "tensor(double)",
        "kind": "tensor(string)",
        "lift": "tensor(double)",
    }


def test_labels_are_named_in_the_file() -> None:
    _, file = exported()["labels"]
    made = onnx.load_from_string(file.content)
    assert {one.key: one.value for one in made.metadata_props} == {"labels": "high\nlow\nmid"}


def test_a_file_that_differs_is_refused() -> None:
    class Off(Logistic[House]):
        def predict(self, xs: Sequence[House], /) -> list[float]:
            return [min(chance + 0.01, 2.0) for chance in super().predict(xs)]

    with pytest.raises(DefinitionError, match=r"Off differs by 0\.01 on 500 rows"):
        to_onnx(Off().fit(Rows(HOUSES, DEAR)))


def test_what_has_no_graph_is_named() -> None:
    class Own(Model[House, float]):
        def predict(self, xs: Sequence[House], /) -> list[float]:
            return [0.0 for _ in xs]

    with pytest.raises(DefinitionError, match="Own cannot be exported to ONNX"):
        to_onnx(Own())
    with pytest.raises(DefinitionError, match="Pipeline cannot be exported to ONNX"):
        to_onnx(
            Pipeline[House, float](encoders=(Scaler(),), model=Ridge()).fit(Rows(HOUSES, PRICES))
        )
    with pytest.raises(DefinitionError, match="NaiveBayes cannot be exported"):
        to_onnx(Voting[House, float](members=(NaiveBayes[House](),)).fit(Rows(HOUSES, DEAR)))
    by_floor = Conformal[House](model=Ridge(), by="floor").fit(Rows(HOUSES, PRICES))
    with pytest.raises(DefinitionError, match="by='floor', which is no category"):
        to_onnx(by_floor)
    isotonic = Calibrated(model=Logistic[House](), method="isotonic").fit(Rows(HOUSES, DEAR))
    with pytest.raises(DefinitionError, match="isotonic"):
        to_onnx(isotonic)


def test_an_empty_category_and_missing_ones_cannot_both_be_told_apart() -> None:
    rows: Rows[Any, Any] = Rows([{"k": "a"}, {"k": ""}, {"k": None}] * 20, [1.0, 2.0, 3.0] * 20)
    with pytest.raises(DefinitionError, match="one text for both"):
        to_onnx(Ridge().fit(rows))
