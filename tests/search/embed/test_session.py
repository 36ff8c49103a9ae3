from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tandem.errors import DataMissing, EmbedderMismatch
from tandem.search.embed.session import Tokens, open_session, pinned_session
from tests.search import tiny

WORDS = {"sun": [1.0, 0.0], "moon": [0.8, 0.6], "tax": [0.0, 1.0]}


def test_a_model_is_opened_once_until_its_file_changes(tmp_path: Path) -> None:
    folder = str(tiny.encoder(tmp_path, WORDS))
    first = open_session(folder)
    assert open_session(folder) is first
    tiny.encoder(tmp_path, WORDS | {"sun": [0.0, 0.5]})
    assert open_session(folder).weights.model != first.weights.model
    with pytest.raises(EmbedderMismatch, match="pinned are"):
        pinned_session(folder, first.weights)


def test_missing_files_are_named(tmp_path: Path) -> None:
    tiny.encoder(tmp_path, WORDS)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(DataMissing, match=r"tokenizer\.json is not in"):
        open_session(str(tmp_path))


def test_texts_of_any_length_run_together_and_come_in_order(tmp_path: Path) -> None:
    session = open_session(str(tiny.encoder(tmp_path, WORDS)))
    texts = ["sun " * (i % 7 + 1) + "tax" for i in range(40)]
    together = session.outputs(session.tokens(texts))
    alone = np.concatenate([session.outputs(session.tokens([text])) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_a_cut_text_keeps_its_closing_mark_and_pairs_their_types(tmp_path: Path) -> None:
    assert Tokens([2, 5, 6, 7, 3], [0, 0, 0, 1, 1]).cut(3) == Tokens([2, 5, 3], [0, 0, 1])
    assert Tokens([2, 3], [0, 0]).cut(3) == Tokens([2, 3], [0, 0])
    session = open_session(str(tiny.encoder(tmp_path, WORDS)))
    assert session.pairs([("sun", "tax moon")])[0].types == [0, 0, 0, 1, 1, 1]
