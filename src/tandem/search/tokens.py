"""Counting tokens as the embedder that will read a chunk counts them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from tandem.core import Component
from tandem.errors import DataMissing, DefinitionError, MissingExtra

_SCRIPT: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_WORD: Final = re.compile(rf"[{_SCRIPT}]|[^\W{_SCRIPT}]{{1,16}}|[^\w\s]")


class TokenCounter(Component[str, int]):
    """How an embedder divides text; as a component it gives the number of tokens of one.

    ``window`` is how many tokens of one text the embedder reads, 0 without a limit: what is
    beyond, it would leave out silently.
    """

    kind: ClassVar[str] = "tokens"

    window: int = 0

    def starts(self, text: str, /) -> list[int]:
        """Where each token of a text begins, ascending. Override this."""
        raise DefinitionError(
            f"{type(self).__name__} has no starts", hint="write `starts(self, text)`"
        )

    def counts(self, texts: Sequence[str], /) -> list[int]:
        """How many tokens each text has."""
        return [len(self.starts(text)) for text in texts]

    async def run(self, text: str, /) -> int:
        return self.counts([text])[0]


class WordTokens(TokenCounter):
    """Words and marks, for embedders that read words: no window, no weights, no library.

    A character of a script without spaces counts as a word, and so do every 16 characters of
    a longer word.

    >>> WordTokens().counts(["Don't split.", "漢字"])
    [5, 2]
    """

    def starts(self, text: str, /) -> list[int]:
        """Where each word or mark begins."""
        return list(map(re.Match.start, _WORD.finditer(text)))

    def counts(self, texts: Sequence[str], /) -> list[int]:
        """How many words and marks each text has."""
        return [len(_WORD.findall(text)) for text in texts]


class EncoderTokens(TokenCounter):
    """Tokens of a sentence encoder, by the ``tokenizer.json`` in its folder.

    ``window`` leaves out the two marks that the encoder adds: 254 where it reads 256. Raises
    ``DataMissing`` without the file. Needs the extra ``encoder``.
    """

    folder: str
    window: int = 254

    def starts(self, text: str, /) -> list[int]:
        """Where each token begins, in characters of the text."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return [start for start, end in encoding.offsets if end > start]

    def counts(self, texts: Sequence[str], /) -> list[int]:
        """How many tokens each text has."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    @property
    def _tokenizer(self) -> Any:
        return _open(self.folder)


@functools.lru_cache(maxsize=4)
def _open(folder: str) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise MissingExtra(
            "counting an encoder's tokens needs tokenizers",
            hint="pip install 'tandem-ai[encoder]'",
        ) from error
    file = Path(folder).expanduser() / "tokenizer.json"
    if not file.is_file():
        raise DataMissing(f"{file} is not there", hint="give the folder of the encoder")
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
