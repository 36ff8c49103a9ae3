from __future__ import annotations

import re
from collections import Counter

from tandem.guard import injection_examples
from tandem.guard.mentions import WORDS


def test_every_frame_is_filled_and_both_kinds_are_there() -> None:
    made = injection_examples(times=2)
    assert not [text for text in made.inputs if "{" in text or "|" in text]
    counts = Counter(made.targets)
    assert counts[True] > 100 < counts[False]
    assert made.groups is not None
    repeated = Counter(zip(made.groups, made.targets, strict=True))
    assert {(attack, times) for (_, attack), times in repeated.items()} == {(False, 2), (True, 4)}


def test_harmless_texts_use_the_words_of_attacks() -> None:
    made = injection_examples(times=1)
    harmless = " ".join(text for text, attack in made if not attack).casefold()
    for word in ("ignore", "instructions", "previous", "prompt", "system", "vergessen", "olvid"):
        assert word in harmless


def test_every_word_of_mentions_stands_in_as_many_harmless_texts_as_asked() -> None:
    made = injection_examples(times=3)
    for language, classes in WORDS.items():
        for name, words in classes.items():
            for word in words.split():
                group = f"mention {language} {name} {word}"
                texts = [
                    row for row, of in zip(made, made.groups or (), strict=True) if of == group
                ]
                assert len(texts) == 3
                assert all(word in text and not attack for text, attack in texts)


def test_some_attacks_are_shouted_and_some_are_spelt() -> None:
    attacks = [text for text, attack in injection_examples() if attack]
    assert any(re.search(r"\b[A-Z]{3,} [A-Z]{3,}", text) for text in attacks)
    assert any(re.search(r"(?:\b\w ){8}", text) for text in attacks)


def test_the_same_seed_gives_the_same_texts() -> None:
    assert injection_examples(seed=3) == injection_examples(seed=3)
    assert injection_examples(seed=3).inputs != injection_examples(seed=4).inputs
