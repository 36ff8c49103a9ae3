"""Made-up agreements with known parties, terms and states."""

from __future__ import annotations

import random

from tandem import Rows
from tandem.search.extract import Layout, Lists

FIRST = ("Blue", "Green", "Old", "Red", "North", "Little", "Silver", "Western")
SECOND = ("Lamp", "Corner", "Mill", "Kite", "Star", "Oak", "Bridge", "Harbor")
STATES = ("Delaware", "New York", "Oregon", "Texas")


def contract(draw: random.Random) -> tuple[str, Lists]:
    """The text of an agreement, and its fields."""
    parties = [f"{draw.choice(FIRST)} {draw.choice(SECOND)}, Inc." for _ in range(2)]
    years, state = draw.randint(2, 9), draw.choice(STATES)
    text = (
        f"CONFIDENTIALITY AGREEMENT\n\nThis Agreement is made on June {draw.randint(1, 28)}, 2015 "
        f"by and\nbetween {parties[0]} and {parties[1]}, a Delaware corporation. The Company "
        f"may ask within thirty (30)\ndays. This Agreement shall expire ({years}) years from now. "
        f"It shall be governed by the laws of the State of\n{state}. The Recipient agrees."
    )
    return text, {"party": parties, "term": [f"{years} years"], "state": [state]}


def contracts(count: int, seed: int = 0) -> Rows[Layout, Lists]:
    """Agreements to learn from."""
    draw = random.Random(seed)
    made = [contract(draw) for _ in range(count)]
    return Rows([Layout.flowing(text) for text, _ in made], [values for _, values in made])
