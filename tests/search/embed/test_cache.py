from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from tandem.search import Embedder, Hybrid, Section
from tandem.search.embed.cache import AT_ONCE, VectorCache, cache_folder
from tandem.search.index.vector import Floats


class Noting(Embedder):
    """Lengths as vectors, and what was embedded."""

    seen: ClassVar[list[str]] = []

    @property
    def digest(self) -> str:
        return "noting"

    def fit(self, texts: Sequence[str]) -> Noting:
        return self

    def embed(self, texts: Sequence[str], /) -> Floats:
        self.seen.extend(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_CACHE", str(tmp_path))
    Noting.seen.clear()


def test_a_rebuild_embeds_only_what_changed() -> None:
    sections = [Section(str(i), "", "word " * (i + 1)) for i in range(5)]
    Hybrid(embedder=Noting()).fit(sections)
    assert len(Noting.seen) == 5
    sections[2] = Section("2", "", "another word")
    Hybrid(embedder=Noting()).fit(sections)
    assert Noting.seen[5:] == ["another word"]


def test_vectors_come_in_order_and_equal_texts_are_embedded_once() -> None:
    cache = VectorCache("a" * 64)
    first = cache.embed(Noting(), ["ccc", "a", "ccc", "bb"])
    assert first[:, 0].tolist() == [3, 1, 3, 2]
    assert sorted(Noting.seen) == ["a", "bb", "ccc"]
    np.testing.assert_array_equal(cache.embed(Noting(), ["bb", "a"]), first[[3, 1]])
    assert len(Noting.seen) == 3


def test_another_embedder_shares_nothing() -> None:
    VectorCache("a" * 64).embed(Noting(), ["x"])
    VectorCache("b" * 64).embed(Noting(), ["x"])
    assert Noting.seen == ["x", "x"]


def test_what_is_no_longer_kept_is_erased(tmp_path: Path) -> None:
    cache = VectorCache("a" * 64)
    assert cache.keep([]) == 0
    cache.embed(Noting(), ["stays", "goes"])
    assert cache.keep(["stays"]) == 1
    cache.embed(Noting(), ["stays", "goes"])
    assert Noting.seen.count("goes") == 2
    assert Noting.seen.count("stays") == 1


KILLED = """
import os, signal, sys
from tests.search.embed.test_cache import Noting
from tandem.search.embed.cache import VectorCache

class Dying(Noting):
    def embed(self, texts, /):
        if len(self.seen) >= 2 * int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed(texts)

VectorCache("a" * 64).embed(Dying(), [f"text {i:04}" for i in range(5 * int(sys.argv[1]))])
"""


def test_what_was_embedded_before_a_kill_is_not_embedded_again() -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(AT_ONCE)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    found = VectorCache("a" * 64).embed(Noting(), [f"text {i:04}" for i in range(5 * AT_ONCE)])
    assert len(Noting.seen) == 3 * AT_ONCE
    assert found.shape == (5 * AT_ONCE, 2)


def test_the_folder_is_the_users_unless_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder() == tmp_path
    monkeypatch.delenv("TANDEM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert cache_folder() == Path("/cache/tandem")
