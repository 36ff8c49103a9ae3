from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.checks import check
from tandem.errors import DataMissing, DefinitionError
from tandem.search import EncoderTokens, TokenCounter, WordTokens


@given(st.text())
def test_a_text_has_as_many_words_as_begin_in_it(text: str) -> None:
    words = WordTokens()
    starts = words.starts(text)
    assert words.counts([text]) == [len(starts)]
    assert starts == sorted(set(starts))
    assert all(not text[i].isspace() for i in starts)


def test_scripts_without_spaces_and_endless_words_are_divided() -> None:
    assert WordTokens().starts("漢字 and " + "a" * 40) == [0, 1, 3, 7, 23, 39]


@pytest.fixture
def encoder(tmp_path: Path) -> EncoderTokens:
    """A word-piece tokenizer of a few words, as an encoder's folder holds it."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    pieces = ["[UNK]", "[CLS]", "[SEP]", "serve", "##r", "##s", "the", "."]
    model = WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]")
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.enable_truncation(max_length=3)
    tokenizer.enable_padding(length=8)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return EncoderTokens(folder=str(tmp_path), window=254)


def test_an_encoder_counts_its_own_pieces_beyond_the_length_it_cuts_at(
    encoder: EncoderTokens,
) -> None:
    assert encoder.starts("The servers serve.") == [0, 4, 9, 10, 12, 17]
    assert encoder.counts(["The servers serve.", ""]) == [6, 0]
    assert asyncio.run(encoder("the the")) == 2


def test_a_folder_without_a_tokenizer_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=r"tokenizer\.json is not there"):
        EncoderTokens(folder=str(tmp_path)).counts(["a"])


def test_a_counter_without_starts_says_so() -> None:
    class Half(TokenCounter):
        pass

    with pytest.raises(DefinitionError, match="Half has no starts"):
        Half().counts(["a"])


def test_the_contract() -> None:
    check(WordTokens(), inputs=["a text", ""])
