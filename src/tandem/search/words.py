"""Text to words to stems: the one analyser that lexical search and the embedder share."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tandem.errors import DefinitionError, MissingExtra

if TYPE_CHECKING:
    from Stemmer import Stemmer

_WORD: Final = re.compile(r"[^\W_]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

STOP_WORDS: Final = frozenset(
    "a about after all also am an and any are as at be because been before being but by can could "
    "d did do does doing don for from get gets getting had has have having he her here him his how "
    "i if im in into is isn it its just ll m me my no nor not of on or our out over own please re "
    "s say says she should so some t than that the their them then there these they this those "
    "through to too up us ve very was we were what when where which while who whom why will with "
    "would you your".split()
)
"""Words of English that say nothing about what a text is about."""


def words(text: str) -> list[str]:
    """Lower-case words; a CamelCase name also gives its parts.

    >>> words("Use DriftMonitor, at_least 2")
    ['use', 'driftmonitor', 'drift', 'monitor', 'at', 'least', '2']
    """
    found: list[str] = []
    for word in _WORD.findall(text):
        found.append(word.lower())
        if not (word.islower() or word.isdigit()):
            parts = _HUMP.split(word)
            if len(parts) > 1:
                found.extend(part.lower() for part in parts)
    return found


@dataclass(frozen=True)
class Analyser:
    """Words of a language to stems, without the words that say nothing.

    >>> Analyser.of("german").stems("Die Häuser und das Haus")
    ['haus', 'haus']
    """

    language: str
    stop_words: frozenset[str]

    @classmethod
    def of(cls, language: str) -> Self:
        """The analyser of a language that Snowball has a stemmer for, such as ``"german"``.

        Raises ``DefinitionError`` for another. Languages without a list of stop words keep
        all their words.
        """
        if language == "english":
            return cls(language, STOP_WORDS)
        _stemmer(language)
        from bm25s import stopwords

        return cls(language, frozenset(getattr(stopwords, f"STOPWORDS_{language.upper()}", ())))

    def stems(self, text: str) -> list[str]:
        """The stems of a text, in order."""
        kept = [word for word in words(text) if word not in self.stop_words]
        return self.stem(kept)

    def stem(self, words: list[str]) -> list[str]:
        """The stem of each word."""
        stemmed: list[str] = _stemmer(self.language).stemWords(words)
        return stemmed


def stems(text: str) -> list[str]:
    """Stems of the words that say something (Snowball English).

    >>> stems("How do I roll back releases?")
    ['roll', 'back', 'releas']
    """
    return ENGLISH.stems(text)


ENGLISH: Final = Analyser("english", STOP_WORDS)
_local = threading.local()


def _stemmer(language: str) -> Stemmer:
    # A stemmer keeps a buffer of its own and is not safe to share between threads.
    stemmers: dict[str, Stemmer] = _local.__dict__
    if language not in stemmers:
        try:
            from Stemmer import Stemmer, algorithms
        except ImportError as error:
            raise MissingExtra(
                "search needs PyStemmer", hint="pip install 'tandem-ai[search]'"
            ) from error
        if language not in algorithms():
            raise DefinitionError(
                f"there is no stemmer for the language {language!r}",
                hint=f"one of {', '.join(sorted(algorithms()))}",
            )
        stemmers[language] = Stemmer(language)
    return stemmers[language]
