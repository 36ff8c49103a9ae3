"""A small made-up world: towns with documents, and questions whose answers are known."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.core.rows import Rows
from tandem.search import Citation, Grounded, Passage

_FIRST = (
    "Ald Bren Cor Dun Eld Far Gar Hol Ing Kel Lor Mar Nor Osk Pel Rud Sund Tor Ulv Vest".split()
)
_LAST = ("by", "ford", "ham", "mark")
_PEOPLE = "Anna Lund|Bo Berg|Carl Dahl|Dina Ek|Emil Frost|Frida Gran|Gustav Holm|Hanna Ivar".split(
    "|"
)
_GOODS = "glass|timber|salt|wool|iron|paper|bricks|honey|leather|candles".split("|")


@dataclass(frozen=True)
class Town:
    name: str
    year: int
    founder: str
    goods: str
    people: int

    @property
    def text(self) -> str:
        return (
            f"{self.name} lies on a river and is known for quiet streets. "
            f"The town was founded in {self.year} by {self.founder}. "
            f"Its workshops make {self.goods}, which is sold abroad. "
            f"Today {self.people} people live within the walls of {self.name}. "
            "A market is held every week, and visitors come from far away."
        )

    def passage(self, score: float = 1.0) -> Passage:
        text = self.text
        return Passage(
            f"{self.name}#0",
            self.name,
            text,
            score,
            5 * score,
            0.5 * score,
            self.name,
            0,
            len(text),
        )

    def questions(self) -> list[tuple[str, str]]:
        return [
            (f"When was {self.name} founded?", str(self.year)),
            (f"Who founded {self.name}?", self.founder),
            (f"How many people live in {self.name}?", str(self.people)),
            (f"What do the workshops of {self.name} make?", self.goods),
        ]

    def cited(self, answer: str) -> Citation:
        start = self.text.index(answer)
        return Citation(self.name, start, start + len(answer), answer)


TOWNS = [
    Town(
        f"{first}{last}",
        1100 + 37 * i + 9 * j,
        _PEOPLE[(3 * i + j) % len(_PEOPLE)],
        _GOODS[(i + 3 * j) % len(_GOODS)],
        21_000 + 731 * i + 57 * j,
    )
    for i, first in enumerate(_FIRST)
    for j, last in enumerate(_LAST)
]


def found_for(town: Town, *, others: int = 5) -> list[Passage]:
    """What a search would give: the town's own passage, then those of its neighbours."""
    at = TOWNS.index(town)
    neighbours = [TOWNS[(at + step) % len(TOWNS)] for step in range(1, others + 1)]
    return [town.passage(), *(n.passage(0.5 / (1 + i)) for i, n in enumerate(neighbours))]


def lessons(towns: list[Town]) -> Rows[Grounded, Citation | None]:
    """Every question about some towns, with where its answer stands."""
    asked = [(town, *pair) for town in towns for pair in town.questions()]
    return Rows(
        [Grounded(question, found_for(town)) for town, question, _ in asked],
        [town.cited(answer) for town, _, answer in asked],
        [town.name for town, _, _ in asked],
    )
