"""Texts made from frames, attacks and harmless ones, to learn from beside texts of one's own."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from tandem.core import Rows
from tandem.guard.attacks import FRAMES, PARTS
from tandem.guard.mentions import MENTIONS, WORDS
from tandem.guard.ordinary import FILLING, ORDINARY
from tandem.guard.statements import STATEMENTS
from tandem.guard.tasks import MORE, TASKS
from tandem.guard.tricks import BAIT, TRICKS

_SLOT = re.compile(r"\{(\w+)(?::(upper|spaced))?\}")


def injection_examples(times: int = 2, seed: int = 0) -> Rows[str, bool]:
    """Made-up texts, and whether each is an attack: every frame ``times`` over, filled by chance,
    those of attacks twice as often.

    The harmless ones use the words of attacks in plain senses ("May I ignore the warning?").
    Groups are frames, so that folds show what was learnt beyond them. In English and German,
    some in French and Spanish, attacks in six more languages.
    """
    chance = random.Random(seed)
    harmless = list(_ordinary(chance, times))
    openings = [text for text, _ in harmless]
    harmless += _mentions(chance, times)
    attacks = list(_attacks(chance, times, openings))
    made = [*harmless, *attacks]
    targets = [False] * len(harmless) + [True] * len(attacks)
    return Rows([text for text, _ in made], targets, groups=[frame for _, frame in made])


def _ordinary(chance: random.Random, times: int) -> Iterator[tuple[str, str]]:
    for language, asked in ORDINARY.items():
        frames = (asked + STATEMENTS[language] + TASKS.get(language, "")).splitlines()
        for i, frame in enumerate(frames):
            for _ in range(times):
                yield _filled(frame, {**FILLING, **MORE}, chance), f"ordinary {language} {i}"


def _mentions(chance: random.Random, times: int) -> Iterator[tuple[str, str]]:
    for language, classes in WORDS.items():
        for name, words in classes.items():
            frames = MENTIONS[language][name].splitlines()
            for word in words.split():
                for frame in chance.sample(frames, times):
                    text = _filled(frame, {**FILLING, "word": word}, chance)
                    yield text, f"mention {language} {name} {word}"


def _attacks(chance: random.Random, times: int, openings: list[str]) -> Iterator[tuple[str, str]]:
    """Attacks, twice as often as harmless texts, every third one behind one of these."""
    for language in sorted({*FRAMES, *TRICKS}):
        frames = [*FRAMES.get(language, ()), *TRICKS.get(language, "").splitlines()]
        parts = {**PARTS.get(language, {}), **BAIT.get(language, {})}
        for i, frame in enumerate(frames):
            for n in range(2 * times):
                text = " ".join(_filled(frame, parts, chance).split())
                before = f"{chance.choice(openings)} " if (i + n) % 3 == 0 else ""
                yield before + text, f"attack {language} {i}"


def _filled(frame: str, parts: dict[str, str], chance: random.Random) -> str:
    """A frame with a choice for each word in braces; ``:upper`` shouts, ``:spaced`` spells it."""

    def choice(match: re.Match[str]) -> str:
        said = chance.choice(parts[match[1]].split("|"))
        if match[2] == "spaced":
            return " ".join(said.replace(" ", ""))
        return said.upper() if match[2] else said

    return _SLOT.sub(choice, frame)
