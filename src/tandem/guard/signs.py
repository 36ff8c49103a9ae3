"""Signs of an instruction in a sentence, whatever it is about: classes of words, and writing.

Words are known by class ("ignore", "vergiss" and "olvida" are one), in which order classes stand
near each other, and which one a sentence begins with. Looking a word up costs one entry of a
dictionary, so that text without such words costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

_CLASSES: Final = {
    "drop": (
        r"ignor\w*|forget|disregard\w*|overrul\w*|overrid\w*|abandon|discard|drop|bypass|omit|erase"
        r"|delete|skip|neglect|vergiss|vergessen|vergesst|missacht\w*|verwirf|verwerfen|streich\w*"
        r"|lösch\w*|oubli\w*|olvid\w*|dimentic\w*|negeer|vergeet|zaborav\w*|забуд\w*|игнорир\w*"
    ),
    "orders": (
        r"instructions?|instruktion\w*|orders?|rules?|commands?|directi(?:ons|ves)|guidelines?|tasks?"
        r"|assignments?|anweisung\w*|befehle?n?|regeln|aufgaben?|auftr[aä]ge?n?|vorgaben?|angaben"
        r"|consignes|instrucciones|istruzioni|instructies|instrukcij\w*|инструкци\w*|anleitungen"
    ),
    "source": (
        r"documents?|articles?|artikels?n?|context|kontext|texts?|texte[ns]?|dokumente?n?|passages?"
        r"|information(?:en)?|thoughts?|conversation|everything|alles?|todo|tout|tutto|sve|все"
    ),
    "earlier": (
        r"previous\w*|earlier|above|preceding|prior|before\w*|vorherig\w*|bisherig\w*|obig\w*|oben"
        r"|vorangeg\w*|vorangeh\w*|davor|vorher|bisher|zuvor|précédent\w*|anterior\w*|precedenti"
        r"|vorige|antes|formerly|former|beforehand|far|already"
    ),
    "tell": (
        r"say|print|write|output|repeat|answer|respond|tell|show|state|reply|generate|formulate"
        r"|display|execute|concentrate|focus|include|create|compute|reveal|sag|sagen?|schreibe?n?"
        r"|gib|zeigen?|zeige|antworten?|beantworten?|formulieren?|verfassen?|wiederholen?|berechnen?"
        r"|konzentrier\w*|dites|dis|écri[sz]|escrib\w*|decir|scrivi|zeg|generier\w*|formuliere?"
    ),
    "act": (
        r"act|pretend|imagine|roleplay\w*|behave|simulate|fungier\w*|spiel\w*|verhalte|vorstell\w*"
    ),
    "you": r"you|du|sie|dir|dich|ihnen|tu|usted|vous|te",
    "your": r"your|deinen?|deiner|ihren?|ihre|tes|vos|tus|tuoi|sus",
    "are": r"are|bist|sind|be|sei|eres|es",
    "now": r"now|nun|jetzt|on|ab|ahora|maintenant|instead|stattdessen|then|but|aber|sondern",
    "polite": r"please|bitte|ok|okay|por|favor|just|nur|simply|einfach",
    "not": r"not|don|nicht|nie|never|kein\w*|no|without|ohne",
    "prompt": r"prompts?|prompttext\w*|prompt_text\w*|system",
    "model": r"chatgpt|gpt\w*|sprachmodell\w*|assistant|ki|ai|bot|model|modell|dan|llm",
    "praise": r"well|great|excellent|wow|super|gut|toll|großartig|ausgezeichnet\w*|congratulations",
    "stop": r"stop|stopp|halt|attention|achtung|wait|important|wichtig|urgent\w*|dringend",
    "hate": (
        r"hates?|hass\w*|kill\w*|die|sterben|stirbst|evil|böse|bomb\w*|shit\w*|schei(?:ß|ss)\w*|fuck\w*"
        r"|crazy|stupid|doof|bad|malware|hack\w*|immoral|radical"
    ),
    "ask": r"what|why|how|who|which|when|where|was|wer|wie|warum|welche[rsn]?|wann|wo|can|could|is",
    "self": r"i|my|me|ich|mein\w*|mir|je|mon|mi|we|our|wir|unser\w*|mich",
}
_CLASS: Final = {name: re.compile(form) for name, form in _CLASSES.items()}
_NEAR: Final = 6
"""Words within which one class is seen before another."""


_ROLE: Final = re.compile(r"[mnrt] ?:")
_SHOUT: Final = re.compile(r"[A-ZÄÖÜ]{3}")
_WRITTEN: Final = {
    "shouted": re.compile(r"\b[A-ZÄÖÜ]{3,}(?:\W+[A-ZÄÖÜ]{2,}){2}"),
    "spaced": re.compile(r"(?:\b\w ){5}"),
    "base64": re.compile(r"[A-Za-z0-9+/]{40}"),
    "hidden": re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]|<!--|\\n ?\\n"),
    "mark": re.compile(r"###|<\||\b(?:[Ss]ystem|[Hh]uman|[Uu]ser|[Ii]nstruction|[Cc]ontext) ?:"),
    "quote": re.compile(r"[\"“”„»']\w"),
}


@lru_cache(maxsize=50_000)
def classes(word: str) -> tuple[str, ...]:
    """The classes of a word in small letters."""
    return tuple(name for name, form in _CLASS.items() if form.fullmatch(word))


def signs(text: str, words: Sequence[str]) -> set[str]:
    """What stands out in a text, of which ``words`` are the words in small letters."""
    classed = [(place, names) for place, word in enumerate(words) if (names := classes(word))]
    return ordered(classed) | written(text, may_be_written(text))


def ordered(classed: Iterable[tuple[int, tuple[str, ...]]]) -> set[str]:
    """Which classes there are, near each other and at the start; words by place and classes."""
    found: set[str] = set()
    near: list[tuple[int, str]] = []
    for place, names in classed:
        for name in names:
            if place < 3:
                found.add(f"^{name}")
            for before, other in near:
                if place - before <= _NEAR:
                    found.add(f"{other}>{name}")
            found.add(f"={name}")
            near = [*near[-7:], (place, name)]
    return found


def may_be_written(text: str) -> list[str]:
    """The ways of writing that some part of a text may have: quick, and most texts have few."""
    lengths = list(map(len, text.split()))
    may_be = {
        "shouted": _SHOUT.search(text),
        "spaced": lengths.count(1) >= 4,
        "base64": max(lengths, default=0) >= 40,
        "hidden": not text.isascii() or "<!--" in text or "\\n" in text,
        "mark": "###" in text or "<|" in text or (":" in text and _ROLE.search(text)),
        "quote": _WRITTEN["quote"].search(text),
    }
    return [way for way, possible in may_be.items() if possible]


def written(text: str, ways: Iterable[str]) -> set[str]:
    """Which of these ways a text is written in, and whether it ends as a question."""
    found = {way for way in ways if _WRITTEN[way].search(text)}
    if text.rstrip().endswith("?"):
        found.add("?")
    return found
