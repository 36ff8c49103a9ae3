from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.search import stems
from tandem.search.words import Analyser, words


def test_identifiers_are_found_by_their_parts() -> None:
    assert words("HTTPServer, no_worse & /ask/stream v2") == [
        "httpserver", "http", "server", "no", "worse", "ask", "stream", "v2",
    ]  # fmt: skip


def test_stems_join_the_forms_of_a_word_and_drop_words_that_say_nothing() -> None:
    assert stems("Serving the served servers") == ["serv", "serv", "server"]
    assert stems("what is it about") == []


@given(st.text())
def test_any_text_has_stems_without_spaces(text: str) -> None:
    assert all(stem and not stem.isspace() for stem in stems(text))


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"releases{i} rolling promoted channels" for i in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(stems, texts)) == [stems(text) for text in texts]


def test_a_language_without_a_stemmer_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no stemmer for the language 'klingon'"):
        Analyser.of("klingon")
