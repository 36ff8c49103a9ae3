from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest

import tandem
from tandem import Component, Loop, Model, Rows, System, learned, replace
from tandem.errors import DefinitionError, NotFitted, SharedComponent
from tests.core.parts import Add, Mean, Pair


def test_fields_become_keyword_constructor_and_defaults() -> None:
    assert Add().amount == 1
    assert Add(amount=5).amount == 5
    with pytest.raises(TypeError):
        Add(5)  # type: ignore[call-arg]  # the point: positional is refused


def test_an_instance_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Add().amount = 2  # type: ignore[misc]  # the point: frozen


def test_a_system_calls_its_parts_in_plain_python() -> None:
    assert tandem.run(Pair(first=Add(amount=2), second=Add(amount=3)), 1) == 6


@pytest.mark.parametrize("name", ["__init__", "__post_init__", "__call__"])
def test_a_component_may_not_define_construction_or_the_call(name: str) -> None:
    with pytest.raises(DefinitionError, match=f"Custom defines {name}"):
        type("Custom", (Component,), {name: lambda self: None})


def test_one_instance_at_two_paths_raises_at_construction_and_names_both() -> None:
    shared = Add()
    with pytest.raises(SharedComponent, match="'first' and at 'second'"):
        Pair(first=shared, second=shared)


def test_sharing_below_a_child_is_found_too() -> None:
    class Outer(System[int, int]):
        pair: Pair
        alone: Add

    shared = Add()
    with pytest.raises(SharedComponent, match=r"'pair\.first' and at 'alone'"):
        Outer(pair=Pair(first=shared, second=Add()), alone=shared)


def test_a_variant_shares_nothing_with_itself_and_leaves_the_original() -> None:
    original = Pair(first=Add(), second=Add())
    variant = replace(original, second=Add(amount=10))
    assert tandem.run(variant, 0) == 11
    assert tandem.run(original, 0) == 2


def test_fit_returns_a_new_instance() -> None:
    model = Mean()
    fitted = model.fit(Rows([0.0, 0.0], [1.0, 3.0]))
    assert fitted.value == 2.0
    with pytest.raises(NotFitted):
        model.predict([1.0])


def test_a_model_runs_as_a_batch_of_one() -> None:
    fitted = Mean().evolve(value=0.5)
    assert tandem.run(fitted, 1.0) == fitted.predict([1.0])[0] == 1.5


def test_evolve_refuses_parameters_and_unknown_names() -> None:
    with pytest.raises(DefinitionError, match="'shrink', which is a parameter"):
        Mean().evolve(shrink=0.5)
    with pytest.raises(DefinitionError, match="'weight', which is not a field"):
        Mean().evolve(weight=0.5)


def test_evolve_may_replace_a_fitted_part() -> None:
    pair = Pair(first=Add(), second=Add()).evolve(first=Add(amount=4))
    assert tandem.run(pair, 0) == 5


def test_a_component_without_run_says_so() -> None:
    class Empty(Component[int, int]):
        pass

    class EmptyModel(Model[int, int]):
        pass

    with pytest.raises(DefinitionError, match="Empty has no run"):
        tandem.run(Empty(), 1)
    with pytest.raises(DefinitionError, match="EmptyModel has no predict"):
        tandem.run(EmptyModel(), 1)


def test_the_loop_is_a_class_fact_and_not_a_field() -> None:
    assert Pair.loop is Loop.PREDICTION
    assert "loop" not in {field.name for field in dataclasses.fields(Pair)}


def test_the_active_run_carries_out_the_call() -> None:
    from tandem.core import current_run

    calls: list[str] = []

    class Watching:
        async def call(self, component: Component[Any, Any], x: Any, /) -> Any:
            calls.append(type(component).__name__)
            return await component.run(x)

        def note(self, attributes: dict[str, Any], /) -> None:
            calls.append(str(attributes))

        def note_input(self, x: Any, attributes: dict[str, Any], /) -> None:
            calls.append(f"{x}: {attributes}")

    async def main() -> int:
        token = current_run.set(Watching())
        try:
            tandem.note(tokens_in=3)
            return await Pair(first=Add(), second=Add())(0)
        finally:
            current_run.reset(token)

    assert asyncio.run(main()) == 2
    assert calls == ["{'tokens_in': 3}", "Pair", "Add", "Add"]


def test_a_note_outside_a_run_does_nothing() -> None:
    tandem.note(cost=1.0)


def test_learned_refuses_an_unknown_codec() -> None:
    with pytest.raises(DefinitionError, match="'joblib'"):
        learned(codec="joblib")  # type: ignore[arg-type]  # the point: an unknown codec
