from __future__ import annotations

import random
from collections.abc import Sequence

from tandem import Rows, replace
from tandem.guard import Finding, PersonalNames, PersonalPatterns
from tandem.models import Tagger, Tags, Word

PEOPLE = "Ann Bob Carla Dmitri Edith Farid Greta Hugo Ines Jakob Karla Lars Mona Nadia".split()
FRAMES = (
    "my name is {} and I have a question",
    "please call {} on [] tomorrow",
    "the number is [], ask for {}",
    "nothing of note happened today",
)


def example(chance: random.Random) -> tuple[str, list[Finding]]:
    text = ""
    findings: list[Finding] = []
    for piece in chance.choice(FRAMES).replace("{}", "|P|").replace("[]", "|N|").split("|"):
        said, kind = piece, ""
        if piece == "P":
            said, kind = " ".join(chance.sample(PEOPLE, 2)), "person"
        if piece == "N":
            said, kind = " ".join(str(chance.randint(100, 999)) for _ in range(3)), "phone"
        if kind:
            findings.append(Finding(kind, len(text), len(text) + len(said)))
        text += said
    return text, findings


def data(seed: int, count: int) -> Rows[str, list[Finding]]:
    chance = random.Random(seed)
    made = [example(chance) for _ in range(count)]
    return Rows([text for text, _ in made], [findings for _, findings in made])


def places(findings: list[Finding]) -> list[tuple[str, int, int]]:
    return [(one.kind, one.start, one.end) for one in findings]


def test_names_are_found_where_they_stand() -> None:
    names = PersonalNames(tagger=Tagger(rounds=40)).fit(data(0, 100))
    new = data(1, 40)
    found = names.predict(new.inputs)
    assert [places(one) for one in found] == [places(one) for one in new.targets]
    text = "please call Zoltan Quigg on 111 222 333 tomorrow"
    said = [text[one.start : one.end] for one in names.predict([text])[0]]
    assert said == ["Zoltan Quigg", "111 222 333"]
    assert names.predict(["", "   "]) == [[], []]


def test_sure_leaves_out_what_is_less_likely() -> None:
    names = PersonalNames(tagger=Tagger(rounds=40)).fit(data(0, 100))
    text = "please call Zoltan Quigg on 111 222 333 tomorrow"
    low, high = sorted(one.score for one in names.predict([text])[0])
    surer = replace(names, sure=(low + high) / 2).predict([text])[0]
    assert low < high
    assert [one.score for one in surer] == [high]


def test_patterns_do_not_overlap_and_hold_no_text() -> None:
    text = "mail https://ann@example.org/x or bob@example.com"
    found = PersonalPatterns().predict([text])[0]
    said = [text[one.start : one.end] for one in found]
    assert said == ["https://ann@example.org/x", "bob@example.com"]
    assert "example" not in repr(found)


def test_a_word_has_the_marks_of_its_place_however_often_it_was_seen_elsewhere() -> None:
    text = "ANN met Ann on Monday at 10.10.2024 ANN\nANN\nMonday ann@example.org Monday"
    alone = {word.text: word.marks for word in words_of(text) if "m=line" not in word.marks}
    assert alone["ANN"] == ("m=capitals",)
    assert alone["Ann"] == ()
    assert alone["Monday"] == ("m=day",)
    assert alone["2024"] == ("m=date", "m=groups")
    assert alone["example"] == ("m=email",)
    lined = [(word.text, word.marks) for word in words_of(text) if "m=line" in word.marks]
    assert lined == [("ANN", ("m=line", "m=capitals")), ("Monday", ("m=day", "m=line"))]


def words_of(text: str) -> list[Word]:
    """What the tagger is given."""
    seen: list[Word] = []

    class Watching(Tagger):
        def predict(self, xs: Sequence[Sequence[Word]], /) -> list[Tags]:
            seen.extend(xs[0])
            return [Tags(["O"] * len(xs[0]), [1.0] * len(xs[0]))]

    assert PersonalNames(tagger=Watching()).predict([text]) == [[]]
    return seen
