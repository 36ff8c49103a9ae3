"""Short texts of three subjects, which no two texts word alike."""

from __future__ import annotations

import random

from tandem import Rows
from tandem.search.embed.corpus import CorpusEmbedder

SUBJECTS = {
    "card": ["card", "lost", "stolen", "pin", "blocked", "chip"],
    "bill": ["bill", "pay", "due", "invoice", "amount", "charge"],
    "door": ["door", "open", "key", "locked", "window", "hinge"],
}
FILLERS = ["please", "my", "the", "now", "again", "help", "with", "today"]


def texts_of(count: int, seed: int = 0) -> Rows[str, str]:
    """``count`` texts of each subject: three of its words among some that say nothing."""
    draw = random.Random(seed)
    labels = [label for label in SUBJECTS for _ in range(count)]
    texts = [
        " ".join(draw.sample([*draw.sample(SUBJECTS[label], 3), *draw.sample(FILLERS, 3)], 6))
        for label in labels
    ]
    return Rows(texts, labels)


def embedder() -> CorpusEmbedder:
    """Small and fast."""
    return CorpusEmbedder(dimensions=16)
