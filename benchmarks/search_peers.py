"""The peers that ``search.py`` measures: ``python search_peers.py NAME FOLDER``.

The folder holds chunks, questions and their vectors, the same for everyone, so that nobody
embeds. Figures are printed as one line of JSON, in milliseconds unless named seconds. Peers
import nothing of Tandem.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

COUNT = 100
"""Questions that are timed, after ten that are not."""

Figures = dict[str, float]


def timed(ask: Callable[[int], object], count: int = COUNT) -> tuple[float, float, float]:
    """Wall p50 and p95, and processor time p50, in milliseconds."""
    for i in range(10):
        ask(i)
    wall, cpu = [], []
    for i in range(count):
        started, used = time.perf_counter(), time.process_time()
        ask(i)
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    low, high = np.percentile(wall, [50, 95]) * 1e3
    return float(low), float(high), float(np.median(cpu) * 1e3)


def report(found: Figures, name: str, ask: Callable[[int], object], count: int = COUNT) -> None:
    """Keep the percentiles under a name."""
    found[f"{name} p50"], found[f"{name} p95"], found[f"{name} cpu"] = timed(ask, count)


class Given:
    """What lies in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chunks = [json.loads(line) for line in (folder / "chunks.jsonl").open()]
        self.vectors = np.load(folder / "vectors.npy")
        self.questions: list[str] = json.loads((folder / "questions.json").read_text())
        self.asked = np.load(folder / "asked.npy")


def lance(given: Given) -> Figures:
    """LanceDB: full text, HNSW with refined distances, reciprocal rank fusion; as it advises."""
    import lancedb
    import pyarrow  # type: ignore[import-untyped]  # it ships no types
    from lancedb.index import HnswSq
    from lancedb.rerankers import RRFReranker

    found: Figures = {}
    started = time.perf_counter()
    database = lancedb.connect(str(given.folder / "lance"))
    rows = [c | {"vector": v} for c, v in zip(given.chunks, given.vectors, strict=True)]
    kind = pyarrow.list_(pyarrow.float32(), given.vectors.shape[1])
    names = ("id", "text", "document", "rare")
    schema = pyarrow.schema([*((n, pyarrow.string()) for n in names), ("vector", kind)])
    table: Any = database.create_table(
        "chunks", pyarrow.Table.from_pylist(rows, schema=schema), mode="overwrite"
    )
    table.create_fts_index("text")
    if len(rows) > 10_000:
        table.create_index("vector", config=HnswSq(distance_type="dot"))
    found["build s"] = time.perf_counter() - started
    reranker = RRFReranker()

    def ask(i: int, where: str = "") -> list[Any]:
        query = table.search(query_type="hybrid").vector(given.asked[i]).text(given.questions[i])
        query = query.distance_type("dot").limit(10).rerank(reranker)
        rows: list[Any] = (query.where(where, prefilter=True) if where else query).to_list()
        return rows

    report(found, "hybrid", ask)
    report(found, "hybrid 1 % filter", lambda i: ask(i, "rare = 'yes'"))
    changed = pyarrow.Table.from_pylist(
        [rows[5] | {"text": "a sentence about zebrafish brains"}], schema=schema
    )
    started = time.perf_counter()
    table.merge_insert("id").when_matched_update_all().execute(changed)
    seen = table.search("zebrafish brains sentence", query_type="fts").limit(3).to_list()
    found["change s"] = time.perf_counter() - started
    found["change seen"] = float("zebrafish brains" in seen[0]["text"])
    return found


def lance_open(given: Given) -> Figures:
    """A new process: import, open, first query."""
    started = time.perf_counter()
    import lancedb
    from lancedb.rerankers import RRFReranker

    imported = time.perf_counter()
    table: Any = lancedb.connect(str(given.folder / "lance")).open_table("chunks")
    opened = time.perf_counter()
    query = table.search(query_type="hybrid").vector(given.asked[0]).text("cells of the brain")
    query.distance_type("dot").limit(10).rerank(RRFReranker()).to_list()
    return _cold(started, imported, opened)


def lance_exact(given: Given) -> Figures:
    """Vectors without an index, as they lie after loading."""
    import lancedb
    import pyarrow

    rows = np.load(given.folder / "exact.npy")
    asked = np.load(given.folder / "exact_asked.npy")
    random = np.random.default_rng(1).random(len(rows)) < 0.01
    vectors = pyarrow.FixedSizeListArray.from_arrays(rows.ravel(), rows.shape[1])
    data = pyarrow.table({"vector": vectors, "rare": pyarrow.array(random)})
    table: Any = lancedb.connect(str(given.folder / "exact")).create_table("v", data)

    def ask(i: int, where: str = "") -> Any:
        query = table.search(asked[i]).distance_type("dot").select(["_distance"]).limit(10)
        return (query.where(where, prefilter=True) if where else query).to_list()

    found: Figures = {}
    report(found, "exact", ask, 20)
    report(found, "exact 1 % filter", lambda i: ask(i, "rare"), 20)
    return found


class Known:
    """An embedder of LangChain's that knows every vector already."""

    def __init__(self, given: Given) -> None:
        texts = [chunk["text"] for chunk in given.chunks]
        self.vectors = dict(zip(texts, given.vectors, strict=True))
        self.vectors |= dict(zip(given.questions, given.asked, strict=True))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Looks them up; what is new gets the first vector."""
        first = next(iter(self.vectors.values()))
        return [self.vectors.get(text, first).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Looks it up."""
        return self.embed_documents([text])[0]


def langchain(given: Given) -> Figures:
    """BM25 and Chroma joined by EnsembleRetriever, as LangChain's guide has it."""
    from langchain_chroma import Chroma  # type: ignore[import-not-found]  # a peer
    from langchain_classic.retrievers import (  # type: ignore[import-not-found]  # a peer
        EnsembleRetriever,
    )
    from langchain_community.retrievers import (  # type: ignore[import-not-found]  # a peer
        BM25Retriever,
    )
    from langchain_core.documents import Document  # type: ignore[import-not-found]  # a peer

    found: Figures = {}
    started = time.perf_counter()
    documents = [
        Document(page_content=c["text"], metadata={"rare": c["rare"]}, id=c["id"])
        for c in given.chunks
    ]
    store = Chroma(
        "chunks", Known(given), str(given.folder / "chroma"),
        collection_metadata={"hnsw:space": "ip"},
    )  # fmt: skip
    for start in range(0, len(documents), 5_000):
        store.add_documents(documents[start : start + 5_000])
    words = BM25Retriever.from_documents(documents, k=60)
    found["build s"] = time.perf_counter() - started
    near = store.as_retriever(search_kwargs={"k": 60})
    both = EnsembleRetriever(retrievers=[words, near], weights=[0.5, 0.5])
    report(found, "hybrid", lambda i: both.invoke(given.questions[i])[:10], 30)
    report(found, "dense", lambda i: store.similarity_search(given.questions[i], 10), 30)
    where = {"rare": "yes"}
    report(
        found,
        "dense 1 % filter",
        lambda i: store.similarity_search(given.questions[i], 10, filter=where),
        30,
    )
    new = Document(page_content="a sentence about zebrafish brains", id="c5", metadata=where)
    started = time.perf_counter()
    store.update_document("c5", new)
    documents[5] = new
    words = BM25Retriever.from_documents(documents, k=60)  # it cannot be changed
    seen = words.invoke("zebrafish brains sentence")
    found["change s"] = time.perf_counter() - started
    found["change seen"] = float("zebrafish brains" in seen[0].page_content)
    return found


def langchain_open(given: Given) -> Figures:
    """A new process: import, open, first query; BM25 has no file and is built again."""
    started = time.perf_counter()
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever

    imported = time.perf_counter()
    store = Chroma("chunks", Known(given), str(given.folder / "chroma"))
    words = BM25Retriever.from_texts([chunk["text"] for chunk in given.chunks])
    near = store.as_retriever(search_kwargs={"k": 60})
    both = EnsembleRetriever(retrievers=[words, near], weights=[0.5, 0.5])
    opened = time.perf_counter()
    both.invoke(given.questions[0])
    return _cold(started, imported, opened)


def langchain_chunks(given: Given) -> Figures:
    """Markdown files read and cut at headings, then by size."""
    from langchain_text_splitters import (  # type: ignore[import-not-found]  # a peer
        MarkdownHeaderTextSplitter,
        RecursiveCharacterTextSplitter,
    )

    used, made = time.process_time(), 0
    headings = MarkdownHeaderTextSplitter([("#", "1"), ("##", "2"), ("###", "3")])
    cut = RecursiveCharacterTextSplitter(chunk_size=600, chunk_overlap=0)
    for file in sorted((given.folder / "markdown").glob("*.md")):
        made += len(cut.split_documents(headings.split_text(file.read_text())))
    return {"chunks": made, "chunks a second": made / (time.process_time() - used)}


def _cold(started: float, imported: float, opened: float) -> Figures:
    now = time.perf_counter()
    return {"import s": imported - started, "open s": opened - imported, "first s": now - opened}


ALL = (lance, lance_open, lance_exact, langchain, langchain_open, langchain_chunks)

if __name__ == "__main__":
    (chosen,) = [peer for peer in ALL if peer.__name__ == sys.argv[1]]
    print(json.dumps(chosen(Given(Path(sys.argv[2])))))
