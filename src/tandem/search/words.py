"""Text to words to stems: the one analyser that lexical search and the embedder share."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final

from tandem.errors import MissingExtra

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


def stems(text: str) -> list[str]:
    """Stems of the words that say something (Snowball English).

    >>> stems("How do I roll back releases?")
    ['roll', 'back', 'releas']
    """
    kept = [word for word in words(text) if word not in STOP_WORDS]
    stemmed: list[str] = _stemmer().stemWords(kept)
    return stemmed


_local = threading.local()


def _stemmer() -> Stemmer:
    # A stemmer keeps a buffer of its own and is not safe to share between threads.
    stemmer: Stemmer | None = getattr(_local, "stemmer", None)
    if stemmer is None:
        try:
            from Stemmer import Stemmer
        except ImportError as error:
            raise MissingExtra(
                "search needs PyStemmer", hint="pip install 'tandem-ai[search]'"
            ) from error
        stemmer = _local.stemmer = Stemmer("english")
    return stemmer
