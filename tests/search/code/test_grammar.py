from __future__ import annotations

import pytest

from tandem.errors import InvalidInput
from tandem.search.code.grammar import GRAMMARS, parser_of
from tandem.search.parse.formats import LANGUAGES


def test_every_language_that_is_read_has_a_grammar_that_loads() -> None:
    assert set(LANGUAGES.values()) == set(GRAMMARS)
    for language in GRAMMARS:
        assert parser_of(language).parse(b"").root_node.child_count == 0


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(InvalidInput, match="no grammar for 'cobol'"):
        parser_of("cobol")
