from __future__ import annotations

from collections import Counter

from tandem.guard import injection_examples


def test_every_frame_is_filled_and_both_kinds_are_there() -> None:
    made = injection_examples(times=2)
    assert not [text for text in made.inputs if "{" in text or "|" in text]
    counts = Counter(made.targets)
    assert counts[True] > 100 < counts[False]
    assert made.groups is not None
    assert set(Counter(made.groups).values()) == {2}


def test_harmless_texts_use_the_words_of_attacks() -> None:
    made = injection_examples(times=1)
    harmless = " ".join(text for text, attack in made if not attack).casefold()
    for word in ("ignore", "instructions", "previous", "prompt", "system", "vergessen", "olvid"):
        assert word in harmless


def test_the_same_seed_gives_the_same_texts() -> None:
    assert injection_examples(seed=3) == injection_examples(seed=3)
    assert injection_examples(seed=3).inputs != injection_examples(seed=4).inputs
