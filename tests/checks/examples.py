"""A fitted example of every component that Tandem exports, for the conformance checks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tandem import Component, Model, Rows
from tandem.data import Validated
from tandem.evaluate import Claim, Grader, Judge, Pair, PairJudge, Response
from tandem.features import Features, Lookup, MemoryStore, Online, count, reading
from tandem.guard import (
    Canary,
    Detector,
    Finding,
    Grounding,
    Guard,
    Guarded,
    Injection,
    PersonalNames,
    PersonalPatterns,
    Schema,
    Secrets,
    Sourced,
    Trained,
)
from tandem.llm import Chat, sharing
from tandem.llm.fake import FakeChat
from tandem.models import (
    Blend,
    Boosting,
    BoostingClassifier,
    BoostingRegressor,
    Calibrated,
    CatBoost,
    CatBoostClassifier,
    CatBoostRegressor,
    Cautious,
    Compressed,
    Conformal,
    Constrained,
    Distilled,
    Forest,
    ForestClassifier,
    ForestRegressor,
    GroupThresholds,
    LabelHierarchy,
    Labels,
    Logistic,
    MultiLabel,
    MultiOutput,
    NaiveBayes,
    NaiveBayesClassifier,
    Neighbours,
    NeighboursClassifier,
    NeighboursRegressor,
    Network,
    NetworkClassifier,
    NetworkRegressor,
    Prototypes,
    Reweighed,
    Ridge,
    Scoped,
    Selected,
    SentenceClassifier,
    Stack,
    Tagger,
    TextClassifier,
    Tuned,
    Undersampled,
    Voting,
    Word,
    XGBoost,
    XGBoostClassifier,
    XGBoostRegressor,
)
from tandem.record import Store, Tasks
from tandem.search import (
    CallMap,
    CodeQuestion,
    Conversation,
    Convex,
    CorpusEmbedder,
    DefinitionSearch,
    Document,
    EncoderTokens,
    Evidence,
    Fixed,
    FollowUp,
    Grounded,
    Hierarchy,
    Hybrid,
    Pack,
    Reader,
    ReciprocalRank,
    Recursive,
    Remember,
    Section,
    Semantic,
    Sentences,
    Structure,
    Syntax,
    Turn,
    WordTokens,
)
from tandem.search.parse.text import read_code
from tandem.strategy import (
    Cascade,
    Ensemble,
    Fallback,
    Human,
    QualityRouter,
    Rewrite,
    Route,
    SelfConsistency,
    Summarise,
    Writer,
)
from tests.core.parts import Add
from tests.llm.examples import KINDS as LLM_KINDS
from tests.llm.examples import llm_example
from tests.search import tiny
from tests.search.answer.world import TOWNS, found_for, lessons
from tests.search.examples import KINDS, search_example


@dataclass(frozen=True)
class Example:
    """A component as it is before ``fit``, data for that (or none), and inputs."""

    component: Component[Any, Any]
    inputs: list[Any]
    learn: Any = None

    def fitted(self) -> Component[Any, Any]:
        if self.learn is None:
            return self.component
        fitted: Component[Any, Any] = self.component.fit(self.learn)  # type: ignore[attr-defined]  # learn= says it has one
        return fitted


@dataclass(frozen=True)
class Visit:
    """A record with a number, a category and a blank."""

    minutes: float
    device: str
    age: float | None = None


class VisitBoosting(Boosting[Visit]):
    """Boosting over visits."""


class VisitLogistic(Logistic[Visit]):
    """Logistic regression over visits."""


class VisitBlend(Blend[Visit]):
    """A blend over visits."""


class VisitCalibrated(Calibrated[Visit]):
    """A calibrated model over visits."""


class VisitValidated(Validated[Visit, float]):
    """A model over visits behind expectations."""


@dataclass(frozen=True)
class Dated:
    """Somebody at an instant."""

    time: datetime
    user: str


class VisitSignals(Features[Dated]):
    """Features of an instant."""

    visits_1d: int = count(by="user", days=1)


class VisitLookup(Lookup[Dated, VisitSignals]):
    """Features of an instant, looked up."""


class VisitUndersampled(Undersampled[Visit]):
    """A model over visits that leaves out most of the noes."""


class VisitReweighed(Reweighed[Visit, float]):
    """A model over visits that weighs devices alike."""


class VisitConstrained(Constrained[Visit]):
    """A model over visits trained to treat devices alike."""


class VisitDecision(GroupThresholds[Visit]):
    """Yes or no by the threshold of the device."""


class VisitForest(Forest[Visit]):
    """A forest over visits."""


class VisitMinutes(BoostingRegressor[Visit]):
    """A boosted number."""


class VisitMinutesForest(ForestRegressor[Visit]):
    """A number from a forest."""


class VisitRidge(Ridge[Visit]):
    """A number by ridge regression."""


class VisitStack(Stack[Visit]):
    """A number from several models."""


class VisitCautious(Cautious[Visit]):
    """A number, told with care."""


class VisitInterval(Conformal[Visit]):
    """A number with an interval."""


class VisitDevice(BoostingClassifier[Visit]):
    """A boosted label."""


class VisitDeviceForest(ForestClassifier[Visit]):
    """A label from a forest."""


class VisitVoting(Voting[Visit, float]):
    """Models over visits that vote."""


class VisitCompressed(Compressed[Visit, float]):
    """Trees over visits, made small."""


class VisitDistilled(Distilled[Visit, float]):
    """A small model of visits that learned from a large one."""


class VisitTuned(Tuned[Visit, float]):
    """A tuned model over visits."""


class VisitSelected(Selected[Visit, Labels]):
    """Whatever suits visits."""


class VisitCatBoost(CatBoost[Visit]):
    """CatBoost over visits."""


class VisitDeviceCatBoost(CatBoostClassifier[Visit]):
    """A label by CatBoost."""


class VisitMinutesCatBoost(CatBoostRegressor[Visit]):
    """A number by CatBoost."""


class VisitLabels(MultiLabel[Visit]):
    """Labels of visits."""


class VisitNumbers(MultiOutput[Visit]):
    """Numbers of visits."""


class VisitBayes(NaiveBayes[Visit]):
    """Naive Bayes over visits."""


class VisitDeviceBayes(NaiveBayesClassifier[Visit]):
    """A label by naive Bayes."""


class VisitNetwork(Network[Visit]):
    """A network over visits."""


class VisitDeviceNetwork(NetworkClassifier[Visit]):
    """A label from a network."""


class VisitMinutesNetwork(NetworkRegressor[Visit]):
    """A number from a network."""


class VisitNeighbours(Neighbours[Visit]):
    """Visits nearby."""


class VisitDeviceNeighbours(NeighboursClassifier[Visit]):
    """A label from visits nearby."""


class VisitMinutesNeighbours(NeighboursRegressor[Visit]):
    """A number from visits nearby."""


class VisitXGBoost(XGBoost[Visit]):
    """XGBoost over visits."""


class VisitDeviceXGBoost(XGBoostClassifier[Visit]):
    """A label by XGBoost."""


class VisitMinutesXGBoost(XGBoostRegressor[Visit]):
    """A number by XGBoost."""


class IntFallback(Fallback[int, int]):
    """One sum after another."""


class IntRoute(Route[int, int]):
    """One of several sums."""


class IntEnsemble(Ensemble[int, int]):
    """The middle one of several sums."""


class IntConsistency(SelfConsistency[int, int]):
    """A sum, done several times."""


class IntCascade(Cascade[int, float]):
    """A guess, and the truth where it is not sure."""


class StringGuarded(Guarded[str, str]):
    """A component of texts behind guards."""


class Shout(Component[str, str]):
    """Says it louder."""

    async def run(self, x: str, /) -> str:
        return x.upper()


class Digits(Detector):
    """Every digit."""

    def find(self, text: str) -> list[Finding]:
        return [Finding("digit", i, i + 1) for i, c in enumerate(text) if c.isdigit()]


class Approve(Human[int, bool]):
    """Somebody says yes or no."""


class VisitRouter(QualityRouter[Visit]):
    """Who should look at a visit."""


class Smaller(Model[int, str]):
    """Small numbers go one way."""

    def predict(self, xs: Sequence[int], /) -> list[str]:
        return ["low" if x < 3 else "high" for x in xs]


class Guess(Model[int, float]):
    """The chance that a number is above twenty."""

    def predict(self, xs: Sequence[int], /) -> list[float]:
        return [min(max(x / 40, 0.0), 1.0) for x in xs]


class Above(Model[int, float]):
    """Whether a number is above twenty."""

    def predict(self, xs: Sequence[int], /) -> list[float]:
        return [float(x > 20) for x in xs]


def worths() -> Rows[Visit, dict[str, float]]:
    made = visits()
    return Rows(made.inputs, [{"one": float(y), "two": float(not y)} for y in made.targets])


def visits() -> Rows[Visit, bool]:
    records = [
        Visit(float(i % 23), ("phone", "desk", "tv")[i % 3], None if i % 5 == 0 else float(i % 60))
        for i in range(240)
    ]
    return Rows(
        records,
        [x.minutes > 11 or (x.device == "tv" and i % 2 == 0) for i, x in enumerate(records)],
    )


def minutes() -> Rows[Visit, float]:
    return Rows(visits().inputs, [x.minutes + (x.age or 30.0) / 10 for x in visits().inputs])


def devices() -> Rows[Visit, str]:
    return Rows(visits().inputs, [x.device for x in visits().inputs])


def labelled() -> Rows[Visit, list[str]]:
    return Rows(
        visits().inputs,
        [[x.device] if x.minutes < 12 else [x.device, "long"] for x in visits().inputs],
    )


def numbered() -> Rows[Visit, dict[str, float]]:
    return Rows(
        visits().inputs,
        [{"twice": 2 * x.minutes, "less": x.minutes - 3.0} for x in visits().inputs],
    )


def tickets() -> Rows[str, str]:
    texts = [
        f"{verb} {thing} {i}"
        for i in range(6)
        for verb, thing in (
            ("pay", "bill"),
            ("card", "charged"),
            ("parcel", "late"),
            ("where is", "delivery"),
        )
    ]
    labels = ["billing", "billing", "shipping", "shipping"] * 6
    return Rows(texts, labels)


SECTIONS = [
    Section("shop#hours", "Shop: Hours", "Open from Monday to Saturday."),
    Section("shop#returns", "Shop: Returns", "Bring goods back within thirty days."),
    Section("shop#delivery", "Shop: Delivery", "Parcels arrive after two days."),
]
CONVERSATIONS = [
    Conversation("Where is it?", [Turn("Who rules the town of Aldby?", "The mayor does.")]),
    Conversation("Why?"),
]
DOCUMENTS = [Document("shop", "Open from Monday. Closed on Sunday. " * 4), Document("blank", "")]
EVIDENCE = Evidence([9.0, 2.0], [0.5, 0.1], [1, 2], [1, 0])
RECORDS = [Visit(3.0, "phone"), Visit(20.0, "desk", 33.0), Visit(9.0, "console", None)]

EXAMPLES: dict[type[Component[Any, Any]], Callable[[], Example]] = {
    Boosting: lambda: Example(VisitBoosting(), RECORDS, visits()),
    Logistic: lambda: Example(VisitLogistic(), RECORDS, visits()),
    Blend: lambda: Example(
        VisitBlend(members=(VisitBoosting(), VisitLogistic())), RECORDS, visits()
    ),
    Calibrated: lambda: Example(VisitCalibrated(model=VisitLogistic()), RECORDS, visits()),
    Validated: lambda: Example(VisitValidated(model=VisitLogistic()), RECORDS, visits()),
    Forest: lambda: Example(VisitForest(trees=8), RECORDS, visits()),
    BoostingRegressor: lambda: Example(VisitMinutes(trees=20), RECORDS, minutes()),
    ForestRegressor: lambda: Example(VisitMinutesForest(trees=8), RECORDS, minutes()),
    Tagger: lambda: Example(
        Tagger(rounds=5),
        [[Word("call"), Word("Ann")], []],
        Rows([[Word("call"), Word("Ann")], [Word("Bob")]], [["O", "NAME"], ["NAME"]]),
    ),
    Ridge: lambda: Example(VisitRidge(), RECORDS, minutes()),
    Stack: lambda: Example(
        VisitStack(members=(VisitRidge(), VisitMinutes(trees=5))), RECORDS, minutes()
    ),
    BoostingClassifier: lambda: Example(VisitDevice(trees=20), RECORDS, devices()),
    ForestClassifier: lambda: Example(VisitDeviceForest(trees=8), RECORDS, devices()),
    Cautious: lambda: Example(VisitCautious(model=VisitRidge()), RECORDS, minutes()),
    Conformal: lambda: Example(
        VisitInterval(model=VisitMinutes(trees=20), by="device"), RECORDS, minutes()
    ),
    Voting: lambda: Example(
        VisitVoting(members=(VisitForest(trees=8), VisitLogistic())), RECORDS, visits()
    ),
    Compressed: lambda: Example(VisitCompressed(model=VisitBoosting(trees=20)), RECORDS, visits()),
    Distilled: lambda: Example(
        VisitDistilled(teacher=VisitForest(trees=8), student=VisitLogistic()), RECORDS, visits()
    ),
    Tuned: lambda: Example(VisitTuned(model=VisitLogistic(), trials=3), RECORDS, visits()),
    # Without time only the first candidate is tried, so no clock decides what is learned.
    Selected: lambda: Example(VisitSelected(seconds=0), RECORDS, devices()),
    Undersampled: lambda: Example(
        VisitUndersampled(model=VisitLogistic(), share=0.5), RECORDS, visits()
    ),
    Reweighed: lambda: Example(
        VisitReweighed(model=VisitLogistic(), by="device"), RECORDS, visits()
    ),
    Constrained: lambda: Example(
        VisitConstrained(model=VisitLogistic(), by="device", trials=4), RECORDS, visits()
    ),
    GroupThresholds: lambda: Example(
        VisitDecision(model=VisitLogistic(), by="device"), RECORDS[:2], visits()
    ),
    CatBoost: lambda: Example(VisitCatBoost(trees=10), RECORDS, visits()),
    CatBoostClassifier: lambda: Example(VisitDeviceCatBoost(trees=10), RECORDS, devices()),
    CatBoostRegressor: lambda: Example(VisitMinutesCatBoost(trees=10), RECORDS, minutes()),
    MultiLabel: lambda: Example(
        VisitLabels(model=VisitLogistic(), chained=True), RECORDS, labelled()
    ),
    MultiOutput: lambda: Example(VisitNumbers(model=VisitRidge()), RECORDS, numbered()),
    NaiveBayes: lambda: Example(VisitBayes(), RECORDS, visits()),
    NaiveBayesClassifier: lambda: Example(VisitDeviceBayes(), RECORDS, devices()),
    Network: lambda: Example(VisitNetwork(units=8, rounds=5), RECORDS, visits()),
    NetworkClassifier: lambda: Example(VisitDeviceNetwork(units=8, rounds=5), RECORDS, devices()),
    NetworkRegressor: lambda: Example(VisitMinutesNetwork(units=8, rounds=5), RECORDS, minutes()),
    Neighbours: lambda: Example(VisitNeighbours(), RECORDS, visits()),
    NeighboursClassifier: lambda: Example(VisitDeviceNeighbours(), RECORDS, devices()),
    NeighboursRegressor: lambda: Example(VisitMinutesNeighbours(), RECORDS, minutes()),
    XGBoost: lambda: Example(VisitXGBoost(trees=10), RECORDS, visits()),
    XGBoostClassifier: lambda: Example(VisitDeviceXGBoost(trees=10), RECORDS, devices()),
    XGBoostRegressor: lambda: Example(VisitMinutesXGBoost(trees=10), RECORDS, minutes()),
    TextClassifier: lambda: Example(
        TextClassifier(), ["my bill is wrong", "", "zzz", "late parcel"], tickets()
    ),
    SentenceClassifier: lambda: Example(
        SentenceClassifier(embed=CorpusEmbedder(), calibrate=False), ["late bill", ""], tickets()
    ),
    Prototypes: lambda: Example(
        Prototypes(embed=CorpusEmbedder()), ["my bill is wrong", ""], tickets()
    ),
    Scoped: lambda: Example(
        Scoped(classify=TextClassifier(calibrate=False), near=CorpusEmbedder()),
        ["my bill is wrong", "", "zzz"],
        tickets(),
    ),
    LabelHierarchy: lambda: Example(
        LabelHierarchy(
            classify=TextClassifier(calibrate=False),
            groups={"billing": "money", "shipping": "parcels"},
        ),
        ["late parcel", ""],
        tickets(),
    ),
    Hybrid: lambda: Example(Hybrid(limit=2), ["when is it open", "delivery", "zzz"], SECTIONS),
    Reader: lambda: Example(
        Reader(),
        [Grounded("When was Aldby founded?", found_for(TOWNS[0])), Grounded("?", [])],
        lessons(TOWNS[:6]),
    ),
    Pack: lambda: Example(Pack(budget=80), [Grounded("?", found_for(TOWNS[0]))]),
    FollowUp: lambda: Example(FollowUp(), CONVERSATIONS),
    Remember: lambda: Example(Remember(budget=12), CONVERSATIONS),
    CorpusEmbedder: lambda: Example(
        CorpusEmbedder(), ["open", "parcel", "zzz"], [section.text for section in SECTIONS]
    ),
    ReciprocalRank: lambda: Example(ReciprocalRank(), [EVIDENCE]),
    Convex: lambda: Example(Convex(), [EVIDENCE]),
    Recursive: lambda: Example(Recursive(size=8), DOCUMENTS),
    Fixed: lambda: Example(Fixed(size=8, overlap=2), DOCUMENTS),
    Hierarchy: lambda: Example(Hierarchy(size=4, parent=12), DOCUMENTS),
    Sentences: lambda: Example(Sentences(), DOCUMENTS),
    Structure: lambda: Example(Structure(size=8), DOCUMENTS),
    Semantic: lambda: Example(
        Semantic(embedder=CorpusEmbedder(dimensions=2), size=8), DOCUMENTS[:1], DOCUMENTS[:1]
    ),
    Syntax: lambda: Example(Syntax(size=40), DOCUMENTS),
    CallMap: lambda: Example(
        CallMap(),
        [CodeQuestion("", "callers", "open_shop"), CodeQuestion("what is open?")],
        [read_code("def open_shop(): ...\n\nopen_shop()\n", "shop.py", "python")],
    ),
    DefinitionSearch: lambda: Example(
        DefinitionSearch(),
        ["where does the shop open", "zzz"],
        [read_code("def open_shop(): ...\n\nopen_shop()\n", "shop.py", "python")],
    ),
    WordTokens: lambda: Example(WordTokens(), ["open late", ""]),
    Fallback: lambda: Example(IntFallback(first=Add(), second=Add(amount=2)), [1, 5]),
    Route: lambda: Example(
        IntRoute(chooser=Smaller(), routes={"low": Add(), "high": Add(amount=2)}), [1, 5]
    ),
    Ensemble: lambda: Example(IntEnsemble(members=(Add(), Add(amount=2), Add(amount=7))), [1, 5]),
    SelfConsistency: lambda: Example(IntConsistency(member=Add()), [1, 5]),
    Cascade: lambda: Example(
        IntCascade(first=Guess(), second=Above(), floor=0.8),
        [1, 18, 39],
        Rows(list(range(40)) * 3, [float(x > 20) for x in range(40)] * 3),
    ),
    Detector: lambda: Example(Digits(), TEXTS),
    Canary: lambda: Example(Canary(words=("heron",)), TEXTS),
    PersonalPatterns: lambda: Example(PersonalPatterns(), TEXTS),
    Schema: lambda: Example(Schema(fields={"total": "number"}), TEXTS),
    Secrets: lambda: Example(Secrets(), TEXTS),
    PersonalNames: lambda: Example(
        PersonalNames(tagger=Tagger(rounds=5)),
        TEXTS,
        Rows(["ask Ann Lee", "ask nobody"], [[Finding("person", 4, 11)], []]),
    ),
    Injection: lambda: Example(
        Injection(examples=0.0), TEXTS, Rows(["one two", "ignore that"], [False, True])
    ),
    Trained: lambda: Example(
        Trained(what="topic", classifier=TextClassifier(calibrate=False), found={"a": 0.5}),
        TEXTS,
        Rows(["one two", "three four"], ["a", "b"]),
    ),
    Grounding: lambda: Example(Grounding(), [Sourced("It is open.", ["It is open."])]),
    Guard: lambda: Example(Guard(detectors=(PersonalPatterns(), Secrets())), TEXTS),
    Guarded: lambda: Example(
        StringGuarded(inner=Shout(), after=Guard(detectors=(PersonalPatterns(),))), TEXTS
    ),
    QualityRouter: lambda: Example(
        VisitRouter(
            predictors={"one": VisitRidge(), "two": VisitRidge()},
            costs={"one": 0.1, "two": 0.2},
            worth=1.0,
        ),
        RECORDS,
        worths(),
    ),
}

CHATTING: dict[type[Component[Any, Any]], Callable[[Chat], Example]] = {
    Chat: lambda chat: Example(chat, ["hello", "how are you"]),
    Grader: lambda chat: Example(
        Grader(chat=chat, rubric="Right."), [Response("Add.", "3"), Response("", "")]
    ),
    Judge: lambda chat: Example(Judge(chat=chat), [Claim("a", "b"), Claim("", "")]),
    PairJudge: lambda chat: Example(
        PairJudge(chat=chat), [Pair("Add.", "3", "4"), Pair("", "", "")]
    ),
    Rewrite: lambda chat: Example(Rewrite(chat=chat), CONVERSATIONS),
    Summarise: lambda chat: Example(Summarise(chat=chat, budget=8, recent=0), CONVERSATIONS),
    Writer: lambda chat: Example(
        Writer(chat=chat), [Grounded("When?", found_for(TOWNS[0])), Grounded("?", [])]
    ),
}

TEXTS = ["write to ann@example.org", ""]
REPLIES: dict[type[Component[Any, Any]], str] = {Grader: "3", PairJudge: "tie"}
"""What a chat model must say where a sentence would not do."""


@contextmanager
def example_of(cls: type[Component[Any, Any]]) -> Iterator[Example]:
    """The example of an exported component; a chat model gets a server, a look-up a store."""
    if cls is Lookup:
        with reading(Online(MemoryStore(), [VisitSignals], starts_empty=True)):
            yield Example(VisitLookup(), [Dated(datetime(2026, 1, day), "ann") for day in (1, 2)])
    elif cls is Human:
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
            tasks = Tasks(store.catalog)
            for number in (1, 5):
                tasks.answer(tasks.ask("sums", number).id, number > 3, by="Ann")
            with sharing(store.catalog):
                yield Example(Approve(queue="sums"), [1, 5])
    elif cls in CHATTING:
        with FakeChat([REPLIES.get(cls, "yes, the town was founded [1]")]) as server:
            yield CHATTING[cls](Chat(model="openai:fake", base_url=server.url))
    elif cls is Chat:
        with FakeChat() as server:
            yield Example(Chat(model="openai:fake", base_url=server.url), ["hello", "how are you"])
    elif cls is EncoderTokens:
        with tempfile.TemporaryDirectory() as folder:
            tiny.encoder(Path(folder), {"open": [1.0, 0.0], "late": [0.0, 1.0]})
            yield Example(EncoderTokens(folder=folder), ["open late", "zzz"])
    elif cls in KINDS:
        with search_example(cls) as given:
            yield Example(given[0], given[1], given[2])
    elif cls in LLM_KINDS:
        with llm_example(cls) as (component, inputs):
            yield Example(component, inputs)
    else:
        yield EXAMPLES[cls]()
