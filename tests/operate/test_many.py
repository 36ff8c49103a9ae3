from __future__ import annotations

import threading
from collections.abc import Sequence

from tandem import Model
from tandem.errors import InvalidInput
from tandem.operate import Limits, create_app_for
from tandem.record import Trace
from tests.operate.parts import SECRET, Broken, Customer, Scorer, Speaker, call


class Counted(Model[Customer, str]):
    def predict(self, xs: Sequence[Customer], /) -> list[str]:
        return [f"{len(xs)} {threading.current_thread().name}" for _ in xs]


def test_rows_come_back_in_order_with_a_trace_each() -> None:
    traces: list[Trace] = []
    app = create_app_for(Scorer(), sinks=[traces.append], release="r1")
    ages = [0, 75, 150, 30]
    reply = call(app, "POST", "/predict/batch", [{"age": age} for age in ages], {"x-subject": "a"})
    rows = reply.json["results"]
    assert [row["output"] for row in rows] == [0, 0.5, 1, 0.2]
    assert sorted(row["trace"] for row in rows) == sorted(trace.id for trace in traces)
    assert {trace.subject for trace in traces} == {"a"}
    assert reply.headers["x-release"] == "r1"


def test_a_model_predicts_all_rows_in_one_call_on_a_thread() -> None:
    rows = call(create_app_for(Counted()), "POST", "/predict/batch", [{"age": 1}] * 3).json
    outputs = {row["output"] for row in rows["results"]}
    assert len(outputs) == 1
    assert outputs.pop().startswith("3 tandem-predict")


def test_a_bad_row_fails_alone() -> None:
    reply = call(create_app_for(Broken()), "POST", "/predict/batch", [{"age": 1}, {"age": 13}])
    good, bad = reply.json["results"]
    assert good["output"] == 0.5
    assert bad == {
        "trace": bad["trace"],
        "error": {"message": "internal error", "trace": bad["trace"]},
    }
    assert SECRET not in reply.body.decode()


def test_a_row_that_the_model_refuses_is_told_why() -> None:
    class Refusing(Model[Customer, float]):
        def predict(self, xs: Sequence[Customer], /) -> list[float]:
            for x in xs:
                if x.age == 13:
                    raise InvalidInput("$.age is 13, expected more", field="$.age", hint="wait")
            return [0.5 for _ in xs]

    reply = call(create_app_for(Refusing()), "POST", "/predict/batch", [{"age": 1}, {"age": 13}])
    good, bad = reply.json["results"]
    assert good["output"] == 0.5
    assert bad["error"] == {
        "message": "$.age is 13, expected more",
        "field": "$.age",
        "hint": "wait",
        "trace": bad["trace"],
    }


def test_systems_run_their_rows_concurrently() -> None:
    rows = call(create_app_for(Speaker()), "POST", "/ask/batch", [{"text": "a"}, {"text": "b"}])
    assert [row["output"] for row in rows.json["results"]] == ["A", "B"]


def test_a_row_that_does_not_fit_is_named_with_its_number() -> None:
    reply = call(create_app_for(Scorer()), "POST", "/predict/batch", [{"age": 1}, {"age": None}])
    assert (reply.status, reply.error["field"], reply.error["got"]) == (422, "$[1].age", "null")


def test_too_many_rows_and_none() -> None:
    app = create_app_for(Scorer(), limits=Limits(batch_rows=2))
    reply = call(app, "POST", "/predict/batch", [{"age": 1}] * 3)
    assert (reply.status, reply.error["got"]) == (422, "3 rows")
    assert call(app, "POST", "/predict/batch", []).json == {"results": []}


def test_an_output_that_is_not_data_fails_its_row_only() -> None:
    class Odd(Model[Customer, object]):
        def predict(self, xs: Sequence[Customer], /) -> list[object]:
            return [object() if x.age == 13 else x.age for x in xs]

    reply = call(create_app_for(Odd()), "POST", "/predict/batch", [{"age": 1}, {"age": 13}])
    good, bad = reply.json["results"]
    assert good["output"] == 1
    assert bad["error"]["message"] == "internal error"
