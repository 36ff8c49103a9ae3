"""The page at ``/``, in a real browser too."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import pytest
import uvicorn
from msgspec import Meta

from tandem import Model, System
from tandem.operate import Application, create_app_for
from tandem.operate.playground import PLAYGROUND_POLICY
from tests.operate.parts import Scorer, Speaker, call


@dataclass(frozen=True)
class Home:
    """What is known of a house."""

    rooms: int
    area: float | None
    kind: Literal["flat", "house"]
    garden: bool | None = None
    new: bool = True
    tags: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Price:
    value: float
    reasons: list[dict[str, str | float]]
    seen: Home


class Pricing(Model[Home, Price]):
    """What a house costs."""

    def predict(self, xs: Sequence[Home], /) -> list[Price]:
        return [Price(1000.0 * x.rooms, [{"field": "rooms", "effect": 0.5}], x) for x in xs]


@dataclass(frozen=True)
class Said:
    question: str
    answer: str = ""


@dataclass(frozen=True)
class Talk:
    question: str
    turns: list[Said] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Listener(System[Talk, str]):
    """Says how much was said before, and what last."""

    async def run(self, x: Talk, /) -> str:
        last = x.turns[-1].answer if x.turns else "nothing"
        return f"{len(x.turns)} before {x.question}, last {last}; notes {x.notes}"


class Echo(Model[str, str]):
    def predict(self, xs: Sequence[str], /) -> list[str]:
        return list(xs)


def page(app: Application) -> str:
    return call(app, "GET", "/").body.decode()


def test_each_field_of_the_input_has_a_control_of_its_kind() -> None:
    text = page(create_app_for(Pricing(), system="prices"))
    for part in (
        'data-name="rooms" data-kind=integer>',
        'data-name="area" data-kind=number data-optional=yes>',
        'data-name="kind" data-kind=enum>',
        '<option value="&quot;house&quot;">house</option>',
        'data-name="garden" data-kind=boolean data-optional=yes>',
        "<input type=checkbox checked>",
        'data-name="tags" data-kind=json>',
        'data-name="note" data-kind=string data-optional=yes>',
        "What a house costs.",
    ):
        assert part in text


@dataclass(frozen=True)
class Reading:
    at: str
    heat: float | None


@dataclass(frozen=True)
class Tables:
    columns: dict[str, list[float | str | None]]
    heat: list[float | None]
    rows: list[Reading]
    tags: list[str]


class Reader(Model[Tables, dict[str, str]]):
    """Says what came, as text and as a picture."""

    def predict(self, xs: Sequence[Tables], /) -> list[dict[str, str]]:
        ring = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/>'
        evil = "<script>document.title = 'stolen'</script><image href='http://127.0.0.1:9/'/>"
        return [
            {"came": repr((x.columns, x.heat, x.rows)), "ring": ring + evil + "</svg>"} for x in xs
        ]


def test_what_a_table_fills_takes_a_file() -> None:
    text = page(create_app_for(Reader()))
    for name, form in (("columns", "columns"), ("heat", "series"), ("rows", "rows")):
        start = text.index(f'data-name="{name}"')
        assert f"data-table={form}>" in text[start : text.index("</label>", start)]
    assert text.count("<input type=file") == 3
    assert "<input type=file" not in page(create_app_for(Pricing()))


@dataclass(frozen=True)
class Trip:
    goal: Annotated[str, Meta(examples=["Bern", "<Bonn>"])]
    bags: Annotated[int, Meta(examples=[2])]


class Fare(Model[Trip, float]):
    """What a trip costs."""

    def predict(self, xs: Sequence[Trip], /) -> list[float]:
        return [10.0 + x.bags for x in xs]


def test_examples_of_a_field_fill_the_form_and_are_offered() -> None:
    text = page(create_app_for(Fare()))
    assert '<input type=text value="Bern" list="known-' in text
    assert '<option value="Bern"><option value="&lt;Bonn&gt;">' in text
    assert '<input type=number step=1 value="2">' in text


def test_a_question_has_room_and_text_alone_is_one_field() -> None:
    assert "<textarea rows=3>" in page(create_app_for(Speaker()))
    assert 'data-name="" data-kind=string' in page(create_app_for(Echo()))
    assert "<textarea rows=3>" not in page(create_app_for(Scorer()))


def test_nothing_on_the_page_comes_from_elsewhere() -> None:
    reply = call(create_app_for(Pricing()), "GET", "/")
    assert reply.headers["content-security-policy"].encode() == PLAYGROUND_POLICY
    text = reply.body.decode()
    assert "http://" not in text
    assert "https://" not in text


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield found
        found.close()


class Serving:
    """An application on a free port of loopback, in a thread."""

    def __init__(self, app: Application) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        config = uvicorn.Config(app, "127.0.0.1", self.port, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.port}/"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()


def opened(browser: Any, url: str) -> Any:
    """The page, once the server is up, with whatever it complains of."""
    tab = browser.new_page()
    tab.complaints = []
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.on("console", lambda said: tab.complaints.append(said.text))
    for _ in range(200):
        try:
            tab.goto(url)
            return tab
        except Exception:
            tab.wait_for_timeout(50)
    raise AssertionError(f"{url} did not answer")


@pytest.mark.browser
def test_a_person_fills_the_form_and_reads_the_answer(browser: Any) -> None:
    with Serving(create_app_for(Pricing())) as url:
        tab = opened(browser, url)
        tab.fill("[data-name=rooms] input", "7")
        tab.select_option("[data-name=kind] select", label="house")
        tab.fill("[data-name=note] input", "<b>quiet</b>")
        tab.click("text=Send")
        tab.wait_for_selector("section dl")
        answer = tab.inner_text("section")
        assert "7,000" in answer
        assert "rooms" in answer
        assert "house" in answer
        assert "<b>quiet</b>" in answer  # as text
        assert tab.query_selector("section b") is None
        assert "since the answer before" not in answer
        tab.fill("[data-name=rooms] input", "5")
        tab.click("text=Send")
        tab.wait_for_selector("section:nth-of-type(2)")
        tab.wait_for_selector("text=value: -2,000 since the answer before")
        assert tab.complaints == []


@pytest.mark.browser
def test_an_answer_appears_word_by_word_and_errors_are_told(browser: Any) -> None:
    with Serving(create_app_for(Speaker())) as url:
        tab = opened(browser, url)
        tab.fill("[data-name=text] textarea", "good day")
        tab.click("text=Send")
        tab.wait_for_selector("section >> text=GOOD DAY")
        tab.fill("[data-name=text] textarea", "boom")
        tab.click("text=Send")
        tab.wait_for_selector("section >> text=error")
        assert tab.complaints == []


@pytest.mark.browser
def test_the_page_keeps_a_conversation_and_leaves_out_what_is_blank(browser: Any) -> None:
    with Serving(create_app_for(Listener())) as url:
        tab = opened(browser, url)
        for question in ("one", "two"):
            tab.fill("[data-name=question] textarea", question)
            tab.click("text=Send")
            tab.wait_for_selector(f"section >> text=before {question}")
        said = tab.inner_text("section >> nth=0")
        assert "1 before two, last 0 before one, last nothing; notes []; notes []" in said
        tab.click("text=Start anew")
        tab.fill("[data-name=question] textarea", "three")
        tab.click("text=Send")
        tab.wait_for_selector("section >> text=0 before three")
        assert tab.complaints == []


FIRST = 'a;"b"\n<img src=x onerror=alert(1)>'
CSV = f"""\ufeffat;heat;__proto__\r\n"{FIRST.replace('"', '""')}";1.5;x\r\n\r\n2026-01-02;;-2e3\n"""


def choose(tab: Any, name: str, text: str, said: str) -> None:
    file = {"name": "<i>plant.csv", "mimeType": "text/csv", "buffer": text.encode()}
    tab.set_input_files(f"[data-name={name}] input[type=file]", file)
    tab.wait_for_selector(f"[data-name={name}] >> text={said}")


@pytest.mark.browser
def test_a_file_fills_a_field_and_a_picture_is_shown_that_can_do_nothing(browser: Any) -> None:
    with Serving(create_app_for(Reader())) as url:
        tab = opened(browser, url)
        for name in ("columns", "heat", "rows"):
            choose(tab, name, CSV, "<i>plant.csv is read")
        tab.fill("[data-name=tags] textarea", "[]")
        tab.click("text=Send")
        tab.wait_for_selector("section img")
        told = tab.inner_text("section .text")
        assert told == repr(
            (
                {"at": [FIRST, "2026-01-02"], "heat": [1.5, None], "__proto__": ["x", -2000.0]},
                [1.5, None],
                [Reading(FIRST, 1.5), Reading("2026-01-02", None)],
            )
        )
        assert tab.evaluate("document.querySelector('section img').naturalWidth") == 9
        assert tab.title() != "stolen"
        assert tab.query_selector("section script, section circle, section [onerror]") is None
        assert tab.complaints == []


@pytest.mark.browser
def test_a_file_that_is_no_table_is_told_and_changes_nothing(browser: Any) -> None:
    with Serving(create_app_for(Reader())) as url:
        tab = opened(browser, url)
        choose(tab, "heat", "heat\n1\n2\n", "is read")
        for text, said in (
            ("", "a line of names, then one line or more"),
            ("a,b\n", "a line of names, then one line or more"),
            ("a,b\n1,2\n1,2,3\n", "row 2: 3 cells, not 2"),
            ("a,a\n1,2\n", "two columns have one name"),
            ('a,b\n"1,2\n', "a quotation mark is not closed"),
            ("a\n" + "1\n" * 10_000_001, "larger than 20 MB"),
        ):
            choose(tab, "heat", text, f"not read: {said}")
        assert tab.input_value("[data-name=heat] textarea") == "[1,2]"
        assert tab.complaints == []
