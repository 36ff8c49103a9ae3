from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path

import pytest
from systems.search_compare import pool
from systems.search_compare.compare import figures, reports, side_by_side
from systems.search_compare.data import Collection, collection, read_beir, read_cranfield, training
from systems.search_compare.system import METHODS, SearchCompare, metrics

from tandem import Case, Inputs, Recorder, Rows
from tandem.errors import DefinitionError
from tandem.evaluate import report_on
from tandem.search import CorpusEmbedder, Hybrid, LogisticRanker, Passage, candidates

ANIMALS = ["otter", "badger", "heron", "viper", "lynx", "stoat", "raven", "toad"]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Collection:
    """A collection in BEIR's format: two abstracts an animal, one of them relevant."""
    folder = tmp_path_factory.mktemp("beir")
    corpus = [
        {"_id": f"{animal} {kind}", "title": animal.title(), "text": text, "metadata": {}}
        for animal in ANIMALS
        for kind, text in (("home", f"the {animal} lives by the water"), ("food", "it eats fish"))
    ]
    questions = [{"_id": str(i), "text": f"where {a} lives"} for i, a in enumerate(ANIMALS)]
    with gzip.open(folder / "corpus.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in corpus)
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, questions)))
    for name, chosen in (("train", range(6)), ("test", range(6, 8))):
        rows = [f"{i}\t{ANIMALS[i]} home\t1\n{i}\t{ANIMALS[i]} food\t0" for i in chosen]
        (folder / f"{name}.tsv").write_text("query-id\tcorpus-id\tscore\n" + "\n".join(rows))
    return read_beir(
        folder / "corpus.jsonl.gz",
        folder / "queries.jsonl",
        folder / "train.tsv",
        folder / "test.tsv",
    )


@pytest.fixture(scope="module")
def system(found: Collection) -> SearchCompare:
    rows = training(found)
    search = Hybrid(limit=200, depth=100, embedder=CorpusEmbedder(dimensions=8))
    search = search.fit(found.documents)
    lessons = Rows(candidates(search, rows.inputs), rows.targets)
    return SearchCompare(search=search, learned=LogisticRanker().fit(lessons))


@pytest.fixture(scope="module")
def cases(found: Collection) -> list[Case]:
    return [Case(id, found.questions[id], grades) for id, grades in found.test.items()]


def test_a_collection_is_read_as_published(found: Collection) -> None:
    assert len(found.documents) == 16
    assert found.documents[0].title == "Otter"
    assert found.train["0"] == {"otter home": 1.0}
    assert set(found.test) == {"6", "7"}
    assert training(found).inputs[5] == "where stoat lives"


def test_questions_of_cranfield_are_numbered_by_their_order(tmp_path: Path) -> None:
    (tmp_path / "docs").write_text(
        "<doc><docno>1</docno><title> wings </title><text>of a wing</text></doc>"
        "<doc><docno>2</docno><title></title><text></text></doc>"
    )
    (tmp_path / "asked").write_text(
        "<?xml version='1.0'?><xml><top><num> 1</num><title>a\n</title></top>"
        "<top><num> 4</num><title>b</title></top></xml>"
    )
    (tmp_path / "judged").write_text("1 0 1 2\n2 0 2 -1\n2 0 1 4\n")
    found = read_cranfield(*(tmp_path / name for name in ("docs", "asked", "judged")))
    assert [(d.id, d.title) for d in found.documents] == [("1", "wings"), ("2", "")]
    assert found.questions == {"1": "a", "2": "b"}
    assert found.test == {"1": {"1": 2.0}, "2": {"1": 4.0}}


def test_an_unknown_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="no collection 'trec'"):
        collection(Inputs(tmp_path, {"collection": "trec"}))


def test_every_method_ranks_by_its_own_score_and_learns_the_rest(
    system: SearchCompare, cases: list[Case]
) -> None:
    traces = asyncio.run(Recorder(system="test").batch(system, [case.input for case in cases]))
    for trace in traces:
        for method in METHODS:
            scores = [hit.score for hit in getattr(trace.output, method)]
            assert scores == sorted(scores, reverse=True)
    report = report_on(cases, traces, metrics())
    assert report.scores["ndcg_learned"].value == 1.0
    table = figures(reports(cases, traces), dict.fromkeys(METHODS, 1.5))
    assert [row[0] for row in table.rows] == ["BM25", "dense", "RRF", "learned fusion"]
    assert table.rows[0][5] == "1.5"
    heading, ranking = side_by_side("where raven lives", traces[0].output, {"raven home"})
    assert heading == "# where raven lives"
    assert "★ Raven" in ranking.html()  # type: ignore[union-attr]  # the second part is the table


def test_the_learned_ranker_sees_only_the_best_by_both_scores(
    system: SearchCompare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "SIZE", 1)
    output = asyncio.run(system.run("where raven lives"))
    assert len(output.learned) == 1
    assert len(output.fused) > 1
    weak = Passage("weak", "", "", 0.0, lexical=1.0, similarity=0.2)
    strong = Passage("strong", "", "", 0.0, lexical=3.0, similarity=0.6)
    assert [(p.id, p.score) for p in pool.pool([weak, strong])] == [("strong", 1.0)]
    assert pool.pool([]) == []
