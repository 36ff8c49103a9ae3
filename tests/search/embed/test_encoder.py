from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tandem import Recorder, run
from tandem.errors import DataMissing, EmbedderMismatch, InvalidInput
from tandem.search import Encoder, Hybrid, Section
from tests.search import tiny

WORDS = {"sun": [1.0, 0.0], "moon": [0.8, 0.6], "tax": [0.0, 1.0]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny.encoder(tmp_path / "tiny", WORDS)


def test_a_text_is_the_mean_of_its_tokens_at_length_one(folder: Path) -> None:
    encoder = Encoder(folder=str(folder)).fit([])
    together = encoder.embed(["sun", "sun tax", "moon moon moon sun"])
    expected = [[1, 0], [math.sqrt(0.5), math.sqrt(0.5)], [3.4, 1.8] / np.hypot(3.4, 1.8)]
    np.testing.assert_allclose(together, expected, atol=1e-6)
    for text, row in zip(["sun", "sun tax"], together, strict=False):
        np.testing.assert_allclose(encoder.embed_query(text), row, atol=1e-6)


def test_the_folder_may_lie_below_the_folder_of_models(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_MODELS", str(folder.parent))
    encoder = Encoder(folder="tiny").fit([])
    assert run(encoder, "sun") == pytest.approx([1, 0])
    with pytest.raises(DataMissing, match=r"model\.onnx is not in"):
        Encoder(folder="huge").fit([])


def test_passages_beyond_the_window_are_told(folder: Path) -> None:
    texts = ["sun tax", "sun " * 6 + "tax"]
    encoder = Encoder(folder=str(folder), window=8)
    with pytest.raises(InvalidInput, match=r"1 of 2 texts are longer than the 8 tokens"):
        encoder.fit(texts)
    cut = Encoder(folder=str(folder), window=8, truncate=True).fit(texts)
    assert cut.too_long(texts) == 1
    np.testing.assert_allclose(cut.embed(texts)[1], [1, 0], atol=1e-6)


async def _traced(encoder: Encoder, text: str) -> dict[str, object]:
    trace = await Recorder(system="test").run(encoder, text)
    return dict(trace.spans[0].attributes)


def test_a_long_question_is_answered_and_its_trace_says_what_was_left_out(folder: Path) -> None:
    import asyncio

    encoder = Encoder(folder=str(folder), window=8).fit([])
    assert asyncio.run(_traced(encoder, "sun " * 9))["truncated_tokens"] == 3
    assert "truncated_tokens" not in asyncio.run(_traced(encoder, "sun"))


def test_other_weights_in_the_same_place_are_refused(folder: Path) -> None:
    hybrid = Hybrid(embedder=Encoder(folder=str(folder))).fit([Section("a", "", "sun")])
    pinned = hybrid.embedder.digest
    tiny.encoder(folder, WORDS | {"tax": [0.1, 1.0]})
    again = Encoder(folder=str(folder)).fit([])
    assert again.digest != pinned
    with pytest.raises(EmbedderMismatch, match="was built with embedder"):
        hybrid.evolve(embedder=again).search("sun")
    assert isinstance(hybrid.embedder, Encoder)
    fresh = Encoder(folder=str(folder)).evolve(weights=hybrid.embedder.weights)
    with pytest.raises(EmbedderMismatch, match="has weights"):
        fresh.embed(["sun"])


def test_precision_and_prefixes_are_part_of_the_name(folder: Path) -> None:
    plain = Encoder(folder=str(folder)).fit([])
    assert plain.weights.precision == "float32"
    digests = {
        plain.digest,
        Encoder(folder=str(folder), question="sun ").fit([]).digest,
        Encoder(folder=str(folder), statement="sun ").fit([]).digest,
        Encoder(folder=str(folder), window=9).fit([]).digest,
    }
    assert len(digests) == 4
    asked = Encoder(folder=str(folder), question="tax ").fit([])
    np.testing.assert_allclose(asked.embed_query("sun"), [math.sqrt(0.5)] * 2, atol=1e-6)
    np.testing.assert_allclose(asked.embed(["sun"])[0], [1, 0], atol=1e-6)
