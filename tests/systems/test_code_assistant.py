from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from systems.code_assistant import data, system
from systems.code_assistant.system import CodeAnswer, CodeAssistant

from tandem import Case, Inputs, Recorder, Store
from tandem.deliver import Delivered, Registry, deliver, load_project
from tandem.errors import DataMissing
from tandem.search import Encoder
from tests.search import tiny

FOLDER = Path(system.__file__).parent
FILES = {
    "shop/__init__.py": "from shop.price import total_price\n",
    "shop/price.py": '''from shop.tax import tax_rate


def total_price(items):
    """Adds up what the customer has to pay, with tax."""
    return sum(items) * (1 + tax_rate("DE"))


class Basket:
    """What somebody is going to buy."""

    def close(self):
        return total_price([1])
''',
    "shop/tax.py": 'def tax_rate(country):\n    """The value added tax of a country."""\n'
    "    return 0.19\n",
    "tests/test_price.py": "from shop import total_price\n\n\ndef test_total():\n"
    "    assert total_price([1]) == 1.19\n",
    "web/login.ts": "/** Checks the password of a visitor. */\n"
    "export function checkPassword(text: string): boolean { return hashOf(text) === '1'; }\n"
    "function hashOf(text: string) { return text; }\n",
    "web/cart.js": "// Puts an article into the cart.\nexport const addArticle = (x) => send(x);\n"
    "function send(x) { return fetch(x); }\n",
    "go/queue.go": "package queue\n\n// Push appends a message to the queue.\n"
    "func Push(text string) { store(text) }\n\nfunc store(text string) {}\n",
    "rust/ring.rs": "/// A ring of fixed capacity.\nstruct Ring { size: usize }\n\n"
    "impl Ring {\n    fn rotate(&self) { step(); }\n}\n\nfn step() {}\n",
    "java/Mail.java": "class Mail {\n  /** Sends a letter to a recipient. */\n"
    "  void deliverLetter(String to) { open(to); }\n"
    "  void open(String to) {}\n  void close() {}\n}\n",
    "c/crc.c": "/* The checksum of a buffer. */\nint crc32(char *data) { return fold(data); }\n"
    "int fold(char *data) { return 0; }\n",
    "broken.py": "def half(:\n    return (\n\ndef whole():\n    return 1\n",
    "node_modules/lib/index.js": "function neverRead() {}\n",
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Source files in several languages, and what else lies about in repositories."""
    folder = tmp_path_factory.mktemp("repository")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "picture.py").write_bytes(bytes(range(256)))
    (folder / "empty.py").write_text("")
    (folder / "generated.py").write_text("X = [\n" + "  1,\n" * 200_000 + "]\n")
    depth = 400
    nested = "".join(f"{' ' * i}def f{i}():\n" for i in range(depth)) + " " * depth + "pass\n"
    (folder / "deep.py").write_text(nested)
    (folder / "wide.js").write_text("x(" * 20_000 + ")" * 20_000)
    (folder / "loop").symlink_to(folder)
    (folder / "self.py").symlink_to(folder / "self.py")
    (folder / "away.py").symlink_to("/etc/passwd")
    return folder


@pytest.fixture(scope="module")
def delivered(repository: Path, store: Store) -> Delivered:
    return asyncio.run(
        deliver(load_project(FOLDER), store, Inputs(FOLDER, {"code": str(repository)}))
    )


@pytest.fixture(scope="module")
def assistant(delivered: Delivered, store: Store) -> Any:
    return Registry(store).load(delivered.release)


def ask(assistant: Any, question: str) -> CodeAnswer:
    answer: CodeAnswer = asyncio.run(Recorder(system="code").call(assistant, question))[0]
    return answer


def test_any_repository_becomes_a_release_that_passes(delivered: Delivered) -> None:
    assert delivered.verdict.status == "pass"


@pytest.mark.parametrize(
    ("question", "id", "line"),
    [
        ("what adds up what the customer has to pay", "shop/price.py:total_price", 4),
        ("where is the password of a visitor checked", "web/login.ts:checkPassword", 1),
        ("how do I put an article in the cart", "web/cart.js:addArticle", 1),
        ("where does a message get appended", "go/queue.go:Push", 3),
        ("which ring has fixed capacity", "rust/ring.rs:Ring", 1),
        ("how is a letter sent to a recipient", "java/Mail.java:Mail.deliverLetter", 2),
        ("where is the checksum of a buffer", "c/crc.c:crc32", 1),
        ("check password", "web/login.ts:checkPassword", 1),
        ("where is tax_rate", "shop/tax.py:tax_rate", 1),
        ("whole", "broken.py:whole", 4),
    ],
)
def test_what_is_described_or_named_is_found_in_every_language(
    assistant: Any, question: str, id: str, line: int
) -> None:
    best = ask(assistant, question).places[0]
    assert (best.id, best.first) == (id, line)
    assert best.code in FILES[best.path]


@pytest.mark.parametrize(
    ("name", "callers"),
    [
        (
            "total_price",
            [
                "shop/price.py:Basket.close:13",
                "tests/test_price.py:test_total:5",
            ],
        ),
        ("hashOf", ["web/login.ts:checkPassword:2"]),
        ("send", ["web/cart.js:addArticle:2"]),
        ("store", ["go/queue.go:Push:4"]),
        ("step", ["rust/ring.rs:Ring.rotate:5"]),
        ("Mail.open", ["java/Mail.java:Mail.deliverLetter:3"]),
        ("fold", ["c/crc.c:crc32:2"]),
    ],
)
def test_callers_are_told_with_their_lines(assistant: Any, name: str, callers: list[str]) -> None:
    answer = ask(assistant, f"who calls `{name}`?")
    assert [f"{p.id}:{p.first}" for p in answer.places] == callers
    assert all(p.path in answer.text for p in answer.places)


def test_what_breaks_includes_the_tests_of_what_calls_it(assistant: Any) -> None:
    answer = ask(assistant, "What breaks if I change tax_rate?")
    assert answer.certainty == "certain"
    assert {p.id: p.distance for p in answer.places} == {
        "shop/price.py:total_price": 1,
        "shop/price.py:Basket.close": 2,
        "tests/test_price.py:test_total": 2,
    }


def test_a_name_of_several_definitions_is_ambiguous(assistant: Any) -> None:
    answer = ask(assistant, "where is close?")
    assert answer.certainty == "ambiguous"
    assert {p.path for p in answer.places} == {"shop/price.py", "java/Mail.java"}


def test_nobody_calls_it_is_said(assistant: Any) -> None:
    answer = ask(assistant, "who calls crc32?")
    assert (answer.places, answer.text) == ([], "No call of crc32 was found.")
    assert answer.certainty == "nothing"


def test_tests_are_searched_where_they_are_asked_for(assistant: Any) -> None:
    def paths(question: str) -> set[str]:
        return {place.path for place in ask(assistant, question).places}

    assert "tests/test_price.py" not in paths("assert that the total price is right")
    assert "tests/test_price.py" in paths("which test asserts the total price")


@pytest.mark.parametrize("question", ["", "zzzz qqqq", "日本の首都は？", "`", "\x00"])
def test_what_nothing_speaks_of_is_not_found(assistant: Any, question: str) -> None:
    answer = ask(assistant, question)
    assert (answer.certainty, answer.places) == ("nothing", [])


def test_what_cannot_be_read_is_told_and_left_out(
    repository: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data._read.cache_clear()
    with caplog.at_level(logging.WARNING):
        found = {d.id for d in data.documents(Inputs(FOLDER, {"code": str(repository)}))}
    assert found == {*FILES, "deep.py", "wide.js"} - {"node_modules/lib/index.js"}
    for name in ("picture.py", "generated.py", "self.py", "away.py"):
        assert f"set aside: {name}" in caplog.text


def test_a_folder_without_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="no source file"):
        data.documents(Inputs(FOLDER, {"code": str(tmp_path)}))


def test_the_questions_name_what_there_is() -> None:
    asked = data.labelled(Inputs(FOLDER))
    assert len(asked) >= 100
    assert len({one.id for one in asked}) == len({one.question for one in asked}) == len(asked)
    cases = data.held_out_cases(Inputs(FOLDER))
    trained = {one.id for one in data.training(asked)}
    assert len(cases) + len(trained) > 0.9 * len(asked)
    assert not trained & {case.id for case in cases}


def test_a_question_whose_definition_went_is_dropped_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = [
        data.Labelled("a", "how", "tax?", "tax.py", "rate"),
        data.Labelled("b", "how", "price?", "price.py", "price"),
    ]
    [case] = data.cases(asked, {"tax.py:rate": 7})
    assert (case.id, case.target.start) == ("a", 7)
    assert "1 questions dropped, their definition went: b" in caplog.text


def test_own_questions_are_read(repository: Path, tmp_path: Path) -> None:
    one = {"id": "a", "kind": "how", "question": "tax?", "file": "shop/tax.py"}
    (tmp_path / "mine.jsonl").write_text(json.dumps({**one, "symbol": "tax_rate"}) + "\n")
    options = {"code": str(repository), "questions": str(tmp_path / "mine.jsonl")}
    [case] = data.held_out_cases(Inputs(FOLDER, options))
    assert isinstance(case, Case)
    assert (case.input, case.target.document, case.target.start) == ("tax?", "shop/tax.py", 0)


def test_an_encoder_takes_the_place_of_the_fitted_vectors(tmp_path: Path) -> None:
    tiny.encoder(tmp_path, {"tax": (1.0, 0.0), "queue": (0.0, 1.0)})
    made = system.for_options(Inputs(FOLDER, {"encoder": str(tmp_path)})).system
    assert isinstance(made, CodeAssistant)
    assert isinstance(made.search.embedder, Encoder)
