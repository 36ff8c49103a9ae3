from __future__ import annotations

import random
from typing import Any

import numpy as np

from tandem.improve import DriftMonitor
from tandem.record import Span, Trace
from tests.improve.runs import NEW, inputs, outputs, questions, run


def customers(count: int, seed: int, *, months: float = 0.0, plans: str = "aabc") -> list[Trace]:
    rng = random.Random(seed)
    return inputs(
        *(
            {
                "id": f"{seed}-{number}",
                "months": rng.gauss(24 + months, 6),
                "plan": rng.choice(plans),
                "senior": rng.random() < 0.2,
                "fees": None if rng.random() < 0.1 else rng.expovariate(1),
            }
            for number in range(count)
        )
    )


def test_new_words_are_named() -> None:
    before, after = questions(100, seed=1), questions(100, seed=2, new=30)
    (alert,) = DriftMonitor().check(inputs(*before), inputs(*after))
    assert alert.subject == "input.text"
    assert alert.severity == "critical"
    assert alert.message.startswith("input.text drifted. words never seen at build: ")
    assert {item["word"] for item in alert.detail["words"]} == set(NEW)
    assert all(word in alert.message for word in NEW)
    assert all(NEW[0] in text for text in alert.detail["current"])
    assert alert.detail["reference"]


def test_a_drifted_column_is_named_with_its_size_and_both_sides() -> None:
    alerts = DriftMonitor().check(customers(300, 1), customers(300, 2, months=6, plans="aabbccdd"))
    assert [alert.subject for alert in alerts] == ["input.plan", "input.months"]
    plan, months = alerts
    assert "'d' 0% -> " in plan.message
    assert "median 2" in months.message
    assert "d" in plan.detail["current"] + list(plan.detail["columns"][0]["shares"])
    (column,) = months.detail["columns"]
    assert column["value"] > column["threshold"]


def test_the_same_world_raises_nothing() -> None:
    monitor, rng = DriftMonitor(), np.random.default_rng(4)
    raised = 0
    for _ in range(60):
        first, second = (int(seed) for seed in rng.integers(1 << 30, size=2))
        raised += bool(monitor.check(customers(120, first), customers(80, second)))
        raised += bool(
            monitor.check(inputs(*questions(120, seed=first)), inputs(*questions(80, seed=second)))
        )
    assert raised <= 5  # at 1 % of 120 checks 1.2 are expected


def test_asking_the_evaluation_s_own_questions_raises_nothing() -> None:
    asked = inputs(*questions(60, seed=1))
    assert DriftMonitor().check(asked, asked) == []


def test_too_few_runs_raise_nothing() -> None:
    monitor = DriftMonitor()
    before, after = customers(29, 1), customers(300, 2, months=60)
    assert monitor.check(before, after) == []
    assert monitor.check(after, before) == []
    assert monitor.check([], after) == []
    assert DriftMonitor(minimum=20).check(before, after)


def test_outputs_and_parts_are_watched_by_name() -> None:
    def answers(share: float) -> list[Any]:
        return [{"topic": "serve" if i < 100 * share else "other"} for i in range(100)]

    (alert,) = DriftMonitor("output").check(outputs(*answers(0.9)), outputs(*answers(0.4)))
    assert (alert.monitor, alert.subject) == ("drift of output", "output.topic")

    def routed(model: str) -> list[Trace]:
        span = Span(path="write", name="Chat", kind="chat", attributes={"model": model})
        return [run(i, spans=[span]) for i in range(50)]

    (alert,) = DriftMonitor("spans.write.model").check(routed("large"), routed("small"))
    assert "'small' 0% -> 100%" in alert.message


def test_a_larger_threshold_lets_small_drift_pass() -> None:
    before, after = customers(3000, 1), customers(3000, 2, months=1.5)
    assert DriftMonitor().check(before, after)
    assert DriftMonitor(threshold=0.2).check(before, after) == []


def test_a_vanished_field_is_named() -> None:
    before = inputs(*({"a": i % 3, "b": "xy"[i % 2]} for i in range(60)))
    after = inputs(*({"a": i % 3} for i in range(60)))
    (alert,) = DriftMonitor().check(before, after)
    assert alert.subject == "input.b"
    assert "'(missing)' 0% -> 100%" in alert.message


def test_a_few_questions_on_one_new_thing_are_enough() -> None:
    before, after = questions(200, seed=1), questions(60, seed=2)
    for number, question in enumerate(after[:12]):
        question["text"] = f"where is the postgres setting {number}"
    (alert,) = DriftMonitor().check(inputs(*before), inputs(*after))
    assert "words never seen at build: is, postgres, setting, the, where" in alert.message


def test_many_different_new_words_are_named_too() -> None:
    before, after = questions(60, seed=1), questions(60, seed=2)
    for number, question in enumerate(after):
        question["text"] += f" new{number // 3} other{number} thing{number}"
    (alert,) = DriftMonitor(alpha=1e-6).check(inputs(*before), inputs(*after))
    assert "words never seen at build: new0, new1, new10, new11, new12" in alert.message
