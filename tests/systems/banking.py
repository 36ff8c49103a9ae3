"""Made-up questions and news in the published forms of Banking77 and AG News."""

from __future__ import annotations

import csv
import random
from pathlib import Path

WORDS = {
    "card_arrival": ["card", "arrive", "post", "delivered", "waiting", "letterbox"],
    "pin_blocked": ["pin", "blocked", "wrong", "thrice", "unlock", "keypad"],
    "exchange_rate": ["exchange", "rate", "euro", "dollar", "convert", "currency"],
    "top_up_failed": ["top-up", "failed", "money", "added", "balance", "retry"],
}
FILLERS = ["please", "my", "the", "now", "again", "help", "with", "today", "why", "is"]
NEWS = ["striker", "parliament", "satellite", "hurricane", "orchestra", "harvest", "glacier"]


def write_banking(path: Path, count: int, seed: int) -> Path:
    """``count`` questions an intent."""
    draw = random.Random(seed)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "category"])
        for intent, words in WORDS.items():
            for _ in range(count):
                parts = [*draw.sample(words, 3), *draw.sample(FILLERS, 3)]
                writer.writerow([" ".join(draw.sample(parts, 6)), intent])
    return path


def write_news(path: Path, count: int) -> Path:
    """Class, title and text, without a line of names."""
    draw = random.Random(0)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for _ in range(count):
            writer.writerow(["1", " ".join(draw.sample(NEWS, 3)), " ".join(draw.sample(NEWS, 4))])
    return path
