from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tandem import Rows
from tandem.data import Leak, find_leaks, split
from tandem.errors import DefinitionError

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    customer: str
    amount: float
    country: str
    placed: datetime
    note: str | None = None
    code: float | None = None
    due: date | None = None


def orders(count: int, seed: int = 0) -> Rows[Order, bool]:
    """Orders of which those with a high amount tend to be sent back."""
    rng = random.Random(seed)
    inputs, targets, groups, times = [], [], [], []
    for i in range(count):
        amount = rng.lognormvariate(3, 1)
        placed = START + timedelta(hours=i)
        country = rng.choice(["CH", "DE", "FR"])
        inputs.append(Order(f"c{rng.randrange(count)}", amount, country, placed))
        targets.append(rng.random() < min(0.9, amount / 60))
        groups.append(inputs[-1].customer)
        times.append(placed)
    return Rows(inputs, targets, groups, times)


def sides(count: int = 600) -> tuple[Rows[Order, bool], Rows[Order, bool]]:
    """A clean split: by time, no customer on both sides."""
    rows = orders(count)
    late = set((rows.groups or [])[count * 3 // 4 :])
    train = [i for i in range(count * 3 // 4) if (rows.groups or [])[i] not in late]
    return rows.take(train), rows.take(range(count * 3 // 4, count))


def names(leaks: list[Leak]) -> list[str]:
    return [leak.name for leak in leaks]


def with_inputs(rows: Rows[Order, bool], **fields: object) -> Rows[Order, bool]:
    """The rows with a field set to a list of values."""
    changed = [
        replace(x, **{name: values[i] for name, values in fields.items()})  # type: ignore[index]  # lists of any values
        for i, x in enumerate(rows.inputs)
    ]
    return Rows(changed, rows.targets, rows.groups, rows.times)


def test_an_honest_split_has_no_leak() -> None:
    assert find_leaks(*sides()) == []


def test_a_group_on_both_sides() -> None:
    train, test = sides()
    test = Rows(test.inputs, test.targets, [(train.groups or [])[0], *(test.groups or [])[1:]])
    (leak,) = find_leaks(train, test)
    assert leak.name == "group"
    assert leak.figure == 1 / len(test)
    assert repr((train.groups or [])[0]) in leak.message


def test_training_rows_from_the_future() -> None:
    rows = orders(400)
    train, test = split(Rows(rows.inputs, rows.targets, times=rows.times))
    (leak,) = find_leaks(train, test)
    assert leak.name == "future"
    first = min(test.times or [])
    assert leak.figure == pytest.approx(sum(t > first for t in train.times or []) / len(train))
    assert str(first) in leak.message


def test_a_label_that_was_not_known_yet() -> None:
    train, test = sides()
    assert find_leaks(train, test) == []
    (leak,) = find_leaks(train, test, delay=timedelta(days=2))
    assert leak.name == "future"
    late = sum(t + timedelta(days=2) > min(test.times or []) for t in train.times or [])
    assert leak.figure == pytest.approx(late / len(train))


def test_rows_that_were_copied_across() -> None:
    train, test = sides()
    train = Rows(
        [*train.inputs, *test.inputs[:4]],
        [*train.targets, *test.targets[:4]],
    )
    (leak,) = find_leaks(train, test)
    assert (leak.name, leak.figure) == ("duplicate", 4 / len(test))
    assert leak.message.startswith("4 test rows")


def test_a_copy_of_the_target() -> None:
    train, test = sides()
    (leak,) = find_leaks(with_inputs(train, code=[float(y) for y in train.targets]), test)
    assert (leak.name, leak.figure) == ("target:code", 1.0)
    assert "is a copy of the target" in leak.message


@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_a_field_that_nearly_tells_a_class(noise: float) -> None:
    train, test = sides(2_000)
    rng = random.Random(5)
    coded = [
        ("R" if y != (rng.random() < noise) else "K") + str(rng.randrange(30))
        for y in train.targets
    ]
    (leak,) = find_leaks(with_inputs(train, note=coded), test)
    assert leak.name == "target:note"
    assert "alone tells the target" in leak.message


def test_a_function_of_a_number() -> None:
    train, _ = sides()
    rng = random.Random(6)
    price = [rng.lognormvariate(10, 1) for _ in train.inputs]
    rows = Rows(with_inputs(train, code=[7 * p**0.5 for p in price]).inputs, price)
    assert names(find_leaks(rows)) == ["target:code"]


def test_a_field_that_is_filled_in_only_afterwards() -> None:
    train, test = sides()
    notes = [f"complaint {i}" if y else None for i, y in enumerate(train.targets)]
    (leak,) = find_leaks(with_inputs(train, note=notes), test)
    assert (leak.name, leak.figure) == ("missing:note", 1.0)


def test_a_time_after_the_time_of_the_row() -> None:
    train, test = sides()
    late = [x.placed + timedelta(seconds=i % 2) for i, x in enumerate(train.inputs)]
    (leak,) = find_leaks(with_inputs(train, placed=late), test)
    assert leak.name == "late:placed"
    assert leak.figure == pytest.approx(0.5, abs=0.01)
    same_day = [x.placed.date() for x in train.inputs]
    assert find_leaks(with_inputs(train, due=same_day), test) == []
    next_day = [x.placed.date() + timedelta(days=1) for x in train.inputs]
    assert names(find_leaks(with_inputs(train, due=next_day), test)) == ["late:due"]


def test_ids_and_strong_fields_are_no_leaks() -> None:
    rng = random.Random(7)
    n = 3_000
    score = [rng.gauss(0, 1) for _ in range(n)]
    rows = Rows(
        [{"id": i, "key": f"k{i}", "score": score[i], "rank": -score[i]} for i in range(n)],
        [s + rng.gauss(0, 0.5) > 0 for s in score],
    )
    assert find_leaks(*split(rows)) == []


def test_few_rows_or_a_rare_class_prove_nothing() -> None:
    few = Rows([{"x": i % 2} for i in range(10)], [i % 2 == 0 for i in range(10)])
    rare = Rows([{"x": i < 3} for i in range(100)], [i < 3 for i in range(100)])
    assert find_leaks(few) == find_leaks(rare) == []


def test_every_field_of_a_target_is_looked_at() -> None:
    @dataclass(frozen=True)
    class Truth:
        topic: str
        urgent: bool

    rows = Rows(
        [{"words": i % 7, "flag": i % 4 == 0} for i in range(100)],
        [Truth(f"t{i % 3}", i % 4 == 0) for i in range(100)],
    )
    (leak,) = find_leaks(rows)
    assert leak.name == "target:flag"
    assert "the target urgent" in leak.message


def test_what_is_known_to_be_right_is_allowed() -> None:
    train, test = sides()
    train = with_inputs(train, code=[float(y) for y in train.targets])
    assert find_leaks(train, test, allow=["target:code"]) == []
    assert find_leaks(train, test, allow=["target"]) == []
    assert names(find_leaks(train, test, allow=["target:amount", "group"])) == ["target:code"]
    with pytest.raises(DefinitionError, match="'targets:code', which is no leak"):
        find_leaks(train, test, allow=["targets:code"])


def test_no_rows_have_no_leak() -> None:
    nothing: Rows[int, int] = Rows([], [])
    assert find_leaks(nothing) == []
    assert find_leaks(orders(30), nothing) == []
