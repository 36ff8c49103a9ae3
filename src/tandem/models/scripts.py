"""Text of any script to words: one form of each letter, its marks kept, no spaces needed."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BLOCKS: Final = (range(0x0300, 0x1D00), range(0x1DC0, 0x1E00), range(0xA800, 0xAC00))
"""Where vowel signs and other marks of living scripts are."""
_MARKS: Final = "".join(
    chr(code)
    for block in _BLOCKS
    for code in block
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_WORD: Final = re.compile(rf"(?:\w[{_MARKS}]*)+")
_UNSPACED: Final = re.compile(
    # Thai and Lao, Myanmar, Khmer, kana, Han with its extensions
    rf"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    rf"\U00020000-\U0003ffff][{_MARKS}]*|[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff"
    rf"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+"
)
_UNSEEN: Final = re.compile(
    "[\u00ad\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
"""Soft hyphens, joiners, marks of direction, and the stroke that stretches Arabic words."""
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
"""Marks that people leave out when they type Latin, Greek, Cyrillic, Hebrew or Arabic."""


def words(text: str) -> list[str]:
    """Runs of letters, digits and their marks, without regard to case and form of letters.

    >>> words("Straße: ＣＡＲＤ, हिन्दी!")
    ['strasse', 'card', 'हिन्दी']
    """
    if text.isascii():
        return _WORD.findall(text.lower())
    # Lone surrogates can come from outside and can be written to no file.
    clean = text.encode(errors="replace").decode()
    folded = unicodedata.normalize("NFKC", clean).casefold()
    return _WORD.findall(unicodedata.normalize("NFKC", _UNSEEN.sub("", folded)))


def spaced(word: str) -> list[str]:
    """A word as it is; of a script without spaces between words, its letters one by one.

    >>> spaced("card"), spaced("银行card")
    (['card'], ['银', '行', 'card'])
    """
    return [word] if word.isascii() else _UNSPACED.findall(word)


def unaccented(word: str) -> str:
    """The word without accents and points of vowels, as many people type it.

    >>> unaccented("canción"), unaccented("हिन्दी")
    ('cancion', 'हिन्दी')
    """
    if word.isascii():
        return word
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", plain)
