from __future__ import annotations

import asyncio
import json
import lzma
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from systems.extract import data, filings, system
from systems.extract.asking import told
from systems.extract.measure import review_curve
from systems.extract.watch import Documents, watch

from tandem import Inputs, Store
from tandem.deliver import Channels, Delivered, Registry, build, deliver, load_project
from tandem.llm import FakeChat
from tandem.operate import RecordTable
from tandem.record import Tasks
from tandem.search.extract import Extraction, Layout, Lists, Values
from tests.search.extract.contracts import contract
from tests.systems.receipts import write_receipts

FOLDER = Path(system.__file__).parent


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = write_receipts(tmp_path_factory.mktemp("data") / "sroie")
    return Inputs(FOLDER, {"receipts": str(folder)})


@pytest.fixture(scope="module")
def delivered(store: Store, inputs: Inputs) -> Delivered:
    return asyncio.run(deliver(load_project(FOLDER), store, inputs))


def test_the_review_curve_shows_the_order_the_best_one_and_the_aim() -> None:
    chart = review_curve([True, False, False, True], [0.9, 0.8, 0.1, 0.7])
    drawn = {mark.name: mark for mark in chart.marks}
    best, own = drawn["best order there is"], drawn["by confidence"]
    at = best.xs.index(0.5)
    assert (best.ys[at], own.ys[at]) == (1.0, 0.5)
    assert own.ys[own.xs.index(0.76)] == 1.0
    assert drawn["aim"].ys == [0.8]


def test_a_shop_is_on_one_side_only(inputs: Inputs) -> None:
    train = data.training_rows(inputs)
    held_out = data.held_out_cases(inputs)
    assert len(train) + len(held_out) == 80
    assert not set(train.groups or ()) & {case.group for case in held_out}


def test_one_company_is_one_group_however_it_is_spelt() -> None:
    labels: list[Values] = [
        {"company": "BLUE LAMP SDN BHD", "address": "1 A ST"},
        {"company": "BLUE LANP SDN. BHD.", "address": "2 B ST"},
        {"company": "RED KITE", "address": "2 B ST"},
        {"company": "OLD MILL", "address": None},
    ]
    one, two, three, four = data.same_layout(labels)
    assert one == two == three != four


def test_it_reads_what_it_did_not_learn_from(delivered: Delivered, store: Store) -> None:
    assert (delivered.report.scores["field_f1"].value or 0) > 0.85
    live = Registry(store).load(delivered.release)
    layout = Layout.of(
        "BLUE LAMP STORE SDN BHD\nNO. 5, JALAN SATU,\n81100 JOHOR BAHRU\nDATE: 25/12/2018 8:13\n"
        "TEA  9.00\nTOTAL (RM): 9.00\nCASH 10.00\nCHANGE 1.00\nTHANK YOU, PLEASE COME AGAIN"
    )
    read = asyncio.run(live(layout))
    assert isinstance(read, Extraction)
    assert read.values["date"] == "2018-12-25"
    assert read.values["total"] == "9.00"
    assert layout.text[read.fields["total"].start :].startswith("9.00")


def test_a_folder_is_watched_and_corrections_are_learned(
    delivered: Delivered, store: Store, inputs: Inputs, tmp_path: Path
) -> None:
    Channels(store).promote(
        "extract", delivered.release.id, by="test", override=True, reason="small"
    )
    folder = write_receipts(tmp_path / "new", count=6, seed=5) / "box"
    (folder / "torn.txt").write_text("NOTHING TO PAY")
    url = f"sqlite:///{tmp_path / 'records.db'}"
    for _ in range(2):
        watch(folder, store=store.path, url=url, once=True)
    waiting = Tasks(store.catalog).list(data.QUEUE)
    assert "torn.txt" in {task.asked["file"] for task in waiting}
    records = RecordTable.open(url, "receipts", data.KINDS)
    with records.engine.connect() as connection:
        kept = connection.execute(records.table.select()).all()
    records.close()
    assert len(kept) + len(waiting) == 7
    [torn] = [task for task in waiting if task.asked["file"] == "torn.txt"]
    answer = {"company": "SEVENTH SEAL", "address": None, "date": "1/2/2018", "total": "1.00"}
    Tasks(store.catalog).answer(torn.id, answer, by="ann")
    assert data.training_rows(replace(inputs, store=store)).targets[-1]["company"] == "SEVENTH SEAL"


def read_aloud(messages: list[dict[str, Any]]) -> str:
    """What a perfect chat model would say of a made-up receipt."""
    text = str(messages[-1]["content"]).split("whatever it says.")[1].strip()
    lines = text.splitlines()
    return json.dumps(
        {
            "company": lines[0].rpartition(" (")[0],
            "address": " ".join(lines[1:3]),
            "date": re.findall(r"DATE: (\S+)", text)[0],
            "total": re.findall(r"TOTAL \(RM\): (\S+)", text)[0],
        }
    )


@pytest.mark.parametrize("options", [{}, {"cascade": "0.6"}])
def test_a_chat_model_reads_alone_and_after_the_trained_one(
    inputs: Inputs, tmp_path: Path, options: dict[str, str]
) -> None:
    with FakeChat([read_aloud]) as fake, Store.open(tmp_path) as opened:
        told = {**inputs.options, "chat": fake.model, "chat_url": fake.url, **options}
        made = replace(inputs, options=told)
        report = asyncio.run(deliver(load_project(FOLDER), opened, made)).report
        asked = len(fake.requests)
    assert report.scores["field_f1"].value == pytest.approx(1.0, abs=0.1)
    cases = len(data.held_out_cases(inputs))
    tuned = len(data.tuning_rows(inputs)) if options else 0
    assert asked >= cases if not options else tuned <= asked < tuned + cases


def agreement(draw: random.Random, number: int) -> tuple[str, Lists]:
    """A made-up contract whose parties are in no other."""
    text, fields = contract(draw)
    parties = []
    for party in fields["party"]:
        name = f"{chr(65 + number // 26)}{chr(97 + number % 26)}ton {party}"
        text = text.replace(party, name, 1)
        parties.append(name)
    day = int(re.findall(r"June (\d+), 2015", text)[0])
    return text, {**fields, "party": parties, "day": [f"2015-06-{day:02d}"]}


@pytest.fixture(scope="module")
def agreements(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inputs, list[tuple[str, Lists]]]:
    """Made-up contracts in the published form, and their texts with the fields."""
    draw = random.Random(0)
    made = [agreement(draw, i) for i in range(48)]
    folder = tmp_path_factory.mktemp("contracts")
    texts = [
        "\t".join(["a.pdf", "party", "", "", "", text.replace("\n", "\\n")]) for text, _ in made
    ]
    labels = [
        " ".join(
            [f"{name}={value.replace(' ', '_')}" for name in ("party", "term") for value in y[name]]
            + [f"jurisdiction={y['state'][0].replace(' ', '_')}", f"effective_date={y['day'][0]}"]
        )
        for _, y in made
    ]
    (folder / "train").mkdir()
    (folder / "train/in.tsv.xz").write_bytes(lzma.compress("\n".join(texts).encode()))
    (folder / "train/expected.tsv").write_text("\n".join(labels))
    return Inputs(FOLDER, {"kind": "contracts", "contracts": str(folder)}), made


def test_no_party_is_on_both_sides(agreements: tuple[Inputs, Any]) -> None:
    inputs, _ = agreements
    loaded = load_project(FOLDER).for_inputs(inputs)
    assert loaded.project.sources[0].name.startswith("Kleister")
    rows = filings.training_rows(inputs)
    cases = filings.held_out_cases(inputs)
    assert all(case.target["party"] for case in cases)
    assert not {case.group for case in cases} & set(rows.groups or ())


def test_contracts_are_watched_and_corrections_are_learned(
    agreements: tuple[Inputs, Any], tmp_path: Path
) -> None:
    inputs, _ = agreements
    folder = tmp_path / "new"
    folder.mkdir()
    draw = random.Random(9)
    for i in range(4):
        (folder / f"{i}.txt").write_text(agreement(draw, 60 + i)[0])
    (folder / "torn.txt").write_text("Signed by nobody we know, in the state of Texas.")
    url = f"sqlite:///{tmp_path / 'records.db'}"
    with Store.open(tmp_path / "store") as store:
        release = asyncio.run(deliver(load_project(FOLDER), store, inputs)).release
        Channels(store).promote("extract", release.id, by="test", override=True, reason="small")
        watch(folder, kind=Documents.CONTRACTS, store=store.path, url=url, once=True)
        waiting = Tasks(store.catalog).list(filings.QUEUE)
        records = RecordTable.open(url, "contracts", filings.KINDS)
        with records.engine.connect() as connection:
            kept = connection.execute(records.table.select()).all()
        assert len(kept) + len(waiting) == 5
        assert all("; " in row.party for row in kept)
        assert kept
        [torn] = [task for task in waiting if task.asked["file"] == "torn.txt"]
        assert "two parties or more" in torn.reason
        answer = {"party": "Nike, Inc.; Eric Sprunk", "jurisdiction": "texas"}
        Tasks(store.catalog).answer(torn.id, answer, by="ann")
        watch(folder, kind=Documents.CONTRACTS, store=store.path, url=url, once=True)
        with records.engine.connect() as connection:
            rows = {row.file: row for row in connection.execute(records.table.select())}
        records.close()
        assert (rows["torn.txt"].party, rows["torn.txt"].by) == ("Nike Inc; Eric Sprunk", "ann")
        taught = filings.training_rows(replace(inputs, store=store)).targets[-1]
        assert taught["party"] == "Nike Inc; Eric Sprunk"


def test_a_chat_model_reads_contracts_after_the_trained_one(
    agreements: tuple[Inputs, Any], tmp_path: Path
) -> None:
    inputs, made = agreements
    known = {" ".join(text.split()): fields for text, fields in made}

    def read_contract(messages: list[dict[str, Any]]) -> str:
        told = str(messages[-1]["content"]).split("whatever it says.")[1].split("\n\nAnswer with")
        fields = known[" ".join(told[0].split())]
        said = {name: "; ".join(fields[name]) for name in ("party", "term")}
        said |= {"jurisdiction": fields["state"][0], "effective_date": fields["day"][0]}
        return json.dumps(said)

    with FakeChat([read_contract]) as fake, Store.open(tmp_path) as store:
        options = {"chat": fake.model, "chat_url": fake.url, "cascade": "0.5"}
        asking = replace(inputs, options={**inputs.options, **options})
        loaded = load_project(FOLDER).for_inputs(asking)
        made_of = build(loaded, store, asking).system
        tuned = len(fake.requests)
        [case, *_] = filings.held_out_cases(inputs)
        read = asyncio.run(made_of.second.run(case.input))
    assert tuned == len(filings.tuning_rows(inputs)) <= len(fake.requests) - 1
    assert told(filings.KINDS, read.values) == told(filings.KINDS, case.target)
