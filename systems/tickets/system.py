"""Which team and which intent a support ticket is for, or that it is none of the bank's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tandem import Gate, Inputs, Model, Project, Suite
from tandem.deliver import at_least, at_most, no_worse
from tandem.improve import DriftMonitor, RateMonitor
from tandem.models import Placed, Scoped, TextClassifier, nest
from tandem.search import CorpusEmbedder, Encoder

from .data import NEWS, TEST, TRAIN, Ticket, held_out_cases, training_rows
from .metrics import false_refusal, intent_accuracy, refusal, team_accuracy
from .teams import TEAM_OF

SURE = 0.4
"""Below this probability the team reads the ticket and chooses the intent."""


@dataclass(frozen=True)
class Guess:
    """An intent and its probability, given that the ticket is in scope."""

    intent: str
    probability: float


@dataclass(frozen=True)
class Route:
    """Where a ticket goes; no team and no intent where it is out of scope.

    ``typicality`` is the share of tickets in scope that looked as strange as this one or more.
    """

    refused: bool
    team: str | None
    intent: str | None
    typicality: float
    team_probability: float
    likeliest: list[Guess]


class Tickets(Model[Ticket, Route]):
    """A classifier of intents that refuses what is out of scope; teams are groups of intents."""

    place: Scoped

    def predict(self, tickets: Sequence[Ticket], /) -> list[Route]:
        return [route(placed) for placed in self.place.predict([x.text for x in tickets])]


def route(placed: Placed) -> Route:
    """The team is the likeliest one; the intent is left open where it is not sure."""
    nested = nest(placed.probabilities, TEAM_OF, sure=SURE)
    refused = placed.label is None
    return Route(
        refused=refused,
        team=None if refused else nested.group,
        intent=None if refused else nested.label,
        typicality=placed.typicality,
        team_probability=nested.group_probability,
        likeliest=[Guess(*item) for item in list(placed.probabilities.items())[:3]],
    )


def tickets(encoder: Encoder | None = None) -> Tickets:
    """With an encoder its vectors are read beside the words."""
    words = TextClassifier(loss="squared_hinge", C=1.0, calibrate=False, embed=encoder)
    return Tickets(place=Scoped(classify=words, near=CorpusEmbedder()))


def for_options(inputs: Inputs) -> Project:
    """``--set encoder=FOLDER`` takes a sentence encoder from a local folder."""
    if "encoder" not in inputs.options:
        return project
    encoder = Encoder(folder=inputs.options["encoder"], truncate=True)
    return replace(project, system=tickets(encoder))


project = Project(
    name="tickets",
    description="Which team and which intent a support ticket is for.",
    system=tickets(),
    learn={"place": training_rows},
    suite=Suite(
        cases=held_out_cases,
        metrics=[intent_accuracy, team_accuracy, false_refusal, refusal],
        slices=["team"],
    ),
    gate=Gate(
        at_least("intent_accuracy", 0.9, evidence="estimate"),
        at_least("intent_accuracy", 0.88),  # proven: the whole interval
        at_most("false_refusal", 0.07),
        at_least("refusal", 0.9),
        no_worse("intent_accuracy", margin=0.01),
    ),
    monitors=[
        RateMonitor(on="output.refused"),
        DriftMonitor(on="input.text"),
        DriftMonitor(on="output.team"),
    ],
    sources=[TRAIN, TEST, NEWS],
    variant=for_options,
)
