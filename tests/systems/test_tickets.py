from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from systems.tickets import data, measure, system
from systems.tickets.data import Ticket
from systems.tickets.system import Tickets
from systems.tickets.teams import TEAM_OF

from tandem import Inputs, Store
from tandem.checks import check
from tandem.data import Reviewed
from tandem.deliver import Channels, Gate, Loaded, Registry, at_least, load_project
from tandem.errors import DataMissing
from tandem.improve import FeedbackLedger, Improvement, improve
from tandem.models import Placed
from tandem.record import Recorder, TraceStore
from tandem.search import CorpusEmbedder
from tests.systems.banking import write_banking, write_news

FOLDER = Path(system.__file__).parent
STRANGE = ["", "   ", "我的猫在哪里", "striker parliament satellite", "🎉🎉", "zzzz " * 3]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("data")
    options = {
        "train": str(write_banking(folder / "train.csv", 30, 1)),
        "test": str(write_banking(folder / "test.csv", 15, 2)),
        "news": str(write_news(folder / "news.csv", 40)),
    }
    return Inputs(FOLDER, options)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load_project(FOLDER)


@pytest.fixture(scope="module")
def fitted(inputs: Inputs) -> Tickets:
    small = system.tickets()
    return small.evolve(place=small.place.fit(data.training_rows(inputs)))


def once(loaded: Loaded, store: Store, inputs: Inputs) -> Improvement:
    return asyncio.run(improve(loaded, store, inputs, canary=1.0, by="ann"))


def test_every_intent_has_one_team() -> None:
    assert len(TEAM_OF) == 77
    assert len(set(TEAM_OF.values())) == 8


def test_held_out_tickets_are_never_learned_from(inputs: Inputs) -> None:
    cases = data.held_out_cases(inputs)
    assert [case.id for case in cases] == [case.id for case in data.held_out_cases(inputs)]
    assert sum(case.target is None for case in cases) == 40
    held_out = next(case for case in cases if case.target)

    def reviewed(text: str, value: Any, path: str = "intent") -> Reviewed:
        return Reviewed(
            path, {"text": text}, {}, value, "trace", "ann", datetime(2026, 1, 1, tzinfo=UTC)
        )

    items = [
        reviewed("where is my cat", "card_arrival"),
        reviewed(held_out.input.text, "card_arrival"),
        reviewed("where is my cat", "no such intent"),
        reviewed("where is my cat", "cards", "team"),
    ]
    rows = data.training_rows(replace(inputs, reviewed=items))
    assert len(rows) == len(data.training_rows(inputs)) + 1
    assert (rows.inputs[-1], rows.targets[-1]) == ("where is my cat", "card_arrival")


def test_tickets_are_routed_to_team_and_intent(fitted: Tickets, inputs: Inputs) -> None:
    [lost] = fitted.predict([Ticket("Please my CARD, post now waiting?")])
    assert (lost.team, lost.intent, lost.refused) == ("card orders", "card_arrival", False)
    assert len(lost.likeliest) == 3
    asked = [case for case in data.held_out_cases(inputs) if case.target]
    routes = fitted.predict([case.input for case in asked])
    kept = [(x, case.target) for x, case in zip(routes, asked, strict=True) if not x.refused]
    assert len(kept) > 0.8 * len(asked)
    right = [x.team == TEAM_OF[target] for x, target in kept]
    assert sum(right) > 0.95 * len(right)


@pytest.mark.parametrize("text", STRANGE)
def test_what_is_out_of_scope_goes_to_nobody(fitted: Tickets, text: str) -> None:
    [route] = fitted.predict([Ticket(text)])
    assert (route.refused, route.team, route.intent) == (True, None, None)
    assert route.typicality <= 0.05


def test_a_team_that_is_clear_gets_a_ticket_whose_intent_is_not() -> None:
    chances = {"pin_blocked": 0.35, "change_pin": 0.34, "exchange_rate": 0.31}
    route = system.route(Placed("pin_blocked", 0.5, 0.35, chances))
    assert (route.team, route.intent) == ("card help", None)
    assert route.team_probability == pytest.approx(0.69)


def test_a_megabyte_is_refused_at_the_door_and_harmless_behind_it(fitted: Tickets) -> None:
    text = "my card " * 130_000
    with pytest.raises(msgspec.ValidationError, match="length <= 20000"):
        msgspec.convert({"text": text}, Ticket)
    [route] = fitted.predict([Ticket(text)])
    assert 0 < route.typicality <= 1


def test_it_keeps_the_contract(fitted: Tickets) -> None:
    check(fitted, [Ticket(text) for text in ["my pin", *STRANGE[:3]]])


def test_an_encoder_is_read_beside_the_words(loaded: Loaded, inputs: Inputs) -> None:
    options = {**inputs.options, "encoder": "some-folder"}
    found: Any = loaded.for_inputs(replace(inputs, options=options)).project.system
    assert found.place.classify.embed.folder == "some-folder"
    assert loaded.project.system.place.classify.embed is None  # type: ignore[attr-defined]  # a Tickets


def test_corrections_teach_the_next_release(loaded: Loaded, store: Store, inputs: Inputs) -> None:
    gate = Gate(at_least("intent_accuracy", 0.8, evidence="estimate"))  # few cases prove little
    loaded = replace(loaded, project=replace(loaded.project, gate=gate, variant=None))
    first = once(loaded, store, inputs)
    assert first.delivered.report.scores["intent_accuracy"].value == pytest.approx(1, abs=0.1)
    live: Any = Registry(store).load(first.delivered.release)
    # Customers begin to call the keypad a doodah.
    texts = [f"the doodah is {word} and I am sad" for word in ("bust", "dead", "odd", "off", "ill")]
    traces = []
    recorder = Recorder(system="tickets", release=first.delivered.release.id, sinks=[traces.append])

    async def ask() -> None:
        for text in texts:
            await recorder.run(live, Ticket(text))

    asyncio.run(ask())
    TraceStore(store.catalog).add(traces)
    ledger = FeedbackLedger(store)
    for trace in traces:
        ledger.add(
            {
                "trace": trace.id, "path": "intent", "kind": "correction",
                "value": "pin_blocked", "key": trace.id,
            }
        )  # fmt: skip
        ledger.review(trace.id, accepted=True, by="lead")
    second = once(loaded, store, inputs)
    assert (second.decision, second.reviewed) == ("promoted", 5)
    after: Any = Registry(store).load(second.delivered.release)
    asked = Ticket("the doodah is gone and I am sad")
    assert live.predict([asked])[0].likeliest[0].intent != "pin_blocked"
    assert after.predict([asked])[0].likeliest[0].intent == "pin_blocked"
    entry = Channels(store).current("tickets")
    assert entry is not None
    assert entry.targets[0].release == second.delivered.release.id


def test_the_measuring_command_prints_figures(
    inputs: Inputs, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measure, "LEFT_OUT", 1)
    monkeypatch.setattr(measure, "SHOTS", (1, 5))
    rows, cases = data.training_rows(inputs), data.held_out_cases(inputs)
    _, traces = measure.measure(measure.fitted(system.tickets(), rows), cases, measure.METRICS)
    measure.show_errors(cases, traces)
    measure.unseen_intents(system.tickets(), rows, cases)
    measure.few_examples(CorpusEmbedder(), rows, cases)
    printed = capsys.readouterr().out
    assert "intent_accuracy  1.0000" in printed or "intent_accuracy  0.9" in printed
    assert "separation" in printed
    assert printed.count("examples  Prototypes") == 2


def test_without_data_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_DATA", raising=False)
    with pytest.raises(DataMissing, match="TANDEM_DATA") as caught:
        data.training_rows(Inputs(FOLDER))
    assert data.TRAIN.url in str(caught.value)
