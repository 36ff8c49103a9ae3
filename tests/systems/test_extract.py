from __future__ import annotations

import ast
import asyncio
import importlib
import json
import lzma
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from systems.extract import data, system
from systems.extract.watch import watch

from tandem import Inputs, Store
from tandem.deliver import Channels, Delivered, Registry, deliver, load_project
from tandem.llm import FakeChat
from tandem.operate import RecordTable
from tandem.record import Tasks
from tandem.search.extract import Extraction, Layout
from tests.search.extract.contracts import contract
from tests.systems.receipts import write_receipts

FOLDER = Path(system.__file__).parent


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = write_receipts(tmp_path_factory.mktemp("data") / "sroie")
    return Inputs(FOLDER, {"receipts": str(folder)})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("store")) as opened:
        yield opened


@pytest.fixture(scope="module")
def delivered(store: Store, inputs: Inputs) -> Delivered:
    return asyncio.run(deliver(load_project(FOLDER), store, inputs))


def test_a_user_writes_one_page_a_kind_on_public_names() -> None:
    for name in ("system", "receipts", "contracts", "data", "watch"):
        text = (FOLDER / f"{name}.py").read_text()
        assert name in ("data", "filings") or len(text.splitlines()) <= 120
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tandem"):
                names = importlib.import_module(node.module or "").__all__
                assert {alias.name for alias in node.names} <= set(names)


def test_a_shop_is_on_one_side_only(inputs: Inputs) -> None:
    train = data.training_rows(inputs)
    held_out = data.held_out_cases(inputs)
    assert len(train) + len(held_out) == 80
    assert not set(train.groups or ()) & {case.group for case in held_out}


def test_one_company_is_one_group_however_it_is_spelt() -> None:
    labels: list[data.Values] = [
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


def test_contracts_are_another_kind_of_the_same_system(tmp_path: Path) -> None:
    draw = random.Random(0)
    made = [contract(draw) for _ in range(60)]
    texts = [
        "\t".join(["a.pdf", "party", "", "", "", text.replace("\n", "\\n")]) for text, _ in made
    ]
    labels = [
        " ".join(
            [f"{name}={value.replace(' ', '_')}" for name in ("party", "term") for value in y[name]]
            + [f"jurisdiction={y['state'][0].replace(' ', '_')}", "effective_date=2015-06-01"]
        )
        for _, y in made
    ]
    (tmp_path / "train").mkdir()
    (tmp_path / "train/in.tsv.xz").write_bytes(lzma.compress("\n".join(texts).encode()))
    (tmp_path / "train/expected.tsv").write_text("\n".join(labels))
    made_inputs = Inputs(FOLDER, {"kind": "contracts", "contracts": str(tmp_path)})
    loaded = load_project(FOLDER).for_inputs(made_inputs)
    assert loaded.project.sources[0].name.startswith("Kleister")
    rows = loaded.project.learn[""](made_inputs)
    [case, *_] = loaded.project.suite.cases(made_inputs)
    assert case.target["party"]
    assert case.group not in set(rows.groups)
