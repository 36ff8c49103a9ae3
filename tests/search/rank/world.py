"""Questions about animals with candidates, of which those that name the animal are right."""

from __future__ import annotations

from tandem import Rows
from tandem.search import Candidates, Passage

ANIMALS = ("otter", "badger", "heron", "viper", "lynx", "stoat", "raven", "toad")


def passage(id: str, text: str, lexical: float, similarity: float, **metadata: str) -> Passage:
    return Passage(id, "", text, 0.0, lexical, similarity, id, metadata=metadata)


def asked(animal: str) -> Candidates:
    """BM25 favours a wrong passage; the words and the cosine speak for the right ones."""
    return Candidates(
        f"where does the {animal} live",
        [
            passage(f"{animal} wrong", "where people live and where they work", 9.0, 0.1),
            passage(f"{animal} right", f"the {animal} live by the water", 6.0, 0.8),
            passage(f"{animal} near", f"a {animal} was seen", 4.0, 0.6),
            passage(f"{animal} noise", "nothing of interest", 1.0, 0.2),
        ],
    )


def labelled() -> Rows[Candidates, dict[str, float]]:
    return Rows(
        [asked(animal) for animal in ANIMALS],
        [{f"{animal} right": 2.0, f"{animal} near": 1.0} for animal in ANIMALS],
    )
