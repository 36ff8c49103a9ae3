"""The servers that ``serving.py`` measures: ``python servers.py NAME PORT FOLDER``.

Each is what its documentation shows for one model. Peers import nothing of Tandem.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import make_dataclass
from pathlib import Path
from typing import Any

NAMES = [f"f{i}" for i in range(20)]


def predictor(folder: Path) -> Callable[[Sequence[float]], float]:
    """One row to one probability, by the quickest public call of LightGBM."""
    import lightgbm
    import numpy as np

    booster = lightgbm.Booster(model_file=str(folder / "model.txt"))

    def predict(row: Sequence[float]) -> float:
        array = np.array([row])
        return float(booster.predict(array, num_threads=1, predict_disable_shape_check=True)[0])

    return predict


def uvicorn_run(app: Any, port: int) -> None:
    """uvicorn with the quick loop and parser and without access log, for everybody."""
    import uvicorn

    uvicorn.run(
        app, port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning"
    )


def asgi(port: int, folder: Path) -> None:
    """The floor under any server on uvicorn: no types, no routes, no records."""
    import msgspec

    predict = predictor(folder)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        row = msgspec.json.decode((await receive())["body"])
        body = msgspec.json.encode(predict([row[name] for name in NAMES]))
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    uvicorn_run(app, port)


def trees(folder: Path) -> Callable[[Sequence[float]], float]:
    """The same by Tandem's own way to LightGBM's trees, as its ``Boosting`` does it."""
    from tandem.models.odds import probability
    from tandem.models.trees import Trees

    margin = Trees((folder / "model.txt").read_text()).margin

    def predict(row: Sequence[float]) -> float:
        return probability(margin(list(row)))

    return predict


def tandem(port: int, folder: Path, *, booster: bool = False, store: bool = False) -> None:
    """Validation, trace and metrics on; with ``store`` every trace goes to SQLite."""
    from collections import deque
    from operator import attrgetter

    from tandem import Model, Store
    from tandem.operate import Server, create_app_for
    from tandem.record import TraceWriter

    predict = (predictor if booster else trees)(folder)
    Row = make_dataclass("Row", [(name, float) for name in NAMES])
    values = attrgetter(*NAMES)

    class Scorer(Model[Row, float]):  # type: ignore[valid-type]  # a type made at run time
        def predict(self, xs: Sequence[Any], /) -> list[float]:
            return [predict(values(x)) for x in xs]

    if store:
        writer = TraceWriter(Store.open(folder / "store").catalog)
        sink: Callable[[Any], None] = writer.put
    else:
        sink = deque[Any](maxlen=10_000).append
    Server(create_app_for(Scorer(), sinks=[sink]), port=port).run()


def fastapi(port: int, folder: Path, *, pandas: bool = False) -> None:
    """An async handler over the same Booster call, or the road of most tutorials: a frame
    and the estimator."""
    from fastapi import FastAPI
    from pydantic import create_model

    fields: dict[str, Any] = dict.fromkeys(NAMES, (float, ...))
    row_type = create_model("Row", **fields)
    app = FastAPI()
    predict = predictor(folder)

    async def direct(row: Any) -> float:
        return predict([getattr(row, name) for name in NAMES])

    def framed(row: Any) -> float:
        import pandas as pd

        return float(estimator.predict_proba(pd.DataFrame([row.model_dump()]))[0, 1])

    if pandas:
        estimator = wrapped(folder)
    handler = framed if pandas else direct
    handler.__annotations__["row"] = row_type
    app.post("/predict")(handler)
    uvicorn_run(app, port)


def wrapped(folder: Path) -> Any:
    """The scikit-learn estimator around the model."""
    import lightgbm
    import numpy as np

    estimator = lightgbm.LGBMClassifier(n_jobs=1)
    estimator._Booster = lightgbm.Booster(model_file=str(folder / "model.txt"))
    estimator.fitted_ = True
    estimator._n_features = estimator._n_features_in = 20
    estimator._n_classes, estimator._classes = 2, np.array([0, 1])
    return estimator


if __name__ == "__main__":
    name, port, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    match name:
        case "asgi":
            asgi(port, folder)
        case "tandem" | "tandem-booster" | "tandem-store":
            booster, store = name == "tandem-booster", name == "tandem-store"
            tandem(port, folder, booster=booster, store=store)
        case "fastapi" | "fastapi-pandas":
            fastapi(port, folder, pandas=name == "fastapi-pandas")
        case "litserve":
            import litserve_server  # type: ignore[import-not-found]  # beside this script

            litserve_server.run(port, folder)
