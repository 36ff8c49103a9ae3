"""The docs hold what the help desk's questions expect, and quote only commands that exist."""

from __future__ import annotations

import functools
import json
import re
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tandem.search.section import markdown_sections

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DESK = ROOT / "systems" / "helpdesk"
NOT_CORPUS = ("design/", "benchmarks", "log")
"""Pages for those who build Tandem: not part of what the help desk reads."""


@functools.cache
def pages() -> dict[str, str]:
    """The text of every page of the corpus by its path without ``.md``."""
    found = {
        path.relative_to(DOCS).with_suffix("").as_posix(): path.read_text()
        for path in sorted(DOCS.rglob("*.md"))
    }
    return {name: text for name, text in found.items() if not name.startswith(NOT_CORPUS)}


@functools.cache
def sections() -> dict[str, str]:
    """The text of every section by its id, as the help desk reads them."""
    return {
        section.id: section.text
        for page, text in pages().items()
        for section in markdown_sections(text, page)
    }


@functools.cache
def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DESK / "questions.jsonl").read_text().splitlines()]


@functools.cache
def topics() -> dict[str, str]:
    loaded: dict[str, str] = json.loads((DESK / "topics.json").read_text())
    return loaded


def test_every_page_has_one_title_and_sections_of_their_own_names() -> None:
    for page, text in pages().items():
        bare = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        levels = re.findall(r"^#+(?= )", bare, flags=re.MULTILINE)
        assert levels[0] == "#", page
        assert set(levels[1:]) == {"##"}, page
        assert len([name for name in sections() if name.startswith(f"{page}#")]) == len(levels) - 1
        headings = re.findall(r"^## (.*)", bare, flags=re.MULTILINE)
        assert len(headings) == len(set(headings)), page
        assert not re.search("['’_]", "".join(headings)), page  # their slugs differ elsewhere


def test_sections_are_enough_and_of_readable_size() -> None:
    assert len(sections()) >= 55
    sizes = {name: len(text.split()) for name, text in sections().items()}
    assert {name: size for name, size in sizes.items() if not 60 <= size <= 230} == {}


def test_a_page_comes_to_the_help_desk_with_questions_about_it() -> None:
    assert set(topics()) <= set(pages())
    asked = {name.partition("#")[0] for question in questions() for name in question["sections"]}
    assert set(topics()) == asked


def test_links_between_pages_lead_somewhere() -> None:
    for page, text in pages().items():
        for target in re.findall(r"\]\((?!https?:)([^)#]+\.md)(?:#[^)]*)?\)", text):
            assert (DOCS / page).parent.joinpath(target).resolve().exists(), (page, target)


def test_questions_are_enough() -> None:
    count = Counter(question["human"] for question in questions())
    assert count[False] + count[True] >= 360
    assert count[True] >= 80
    assert sum(question["topic"] == "postgres" for question in questions()) >= 30


def test_ids_and_wordings_are_unique() -> None:
    for key in ("id", "question"):
        repeated = Counter(question[key].strip().lower() for question in questions())
        assert [value for value, count in repeated.items() if count > 1] == []


def test_a_group_is_one_question_in_other_words() -> None:
    groups: dict[str, set[str]] = {}
    for question in questions():
        what = json.dumps([question[key] for key in ("topic", "sections", "fact", "human")])
        groups.setdefault(question["group"], set()).add(what)
    assert {group: what for group, what in groups.items() if len(what) > 1} == {}


def test_every_fact_stands_in_a_section_that_answers() -> None:
    for question in questions():
        if question["human"]:
            assert question["sections"] == [], question["id"]
            assert question["fact"] == "", question["id"]
            continue
        assert set(question["sections"]) <= set(sections()), question["id"]
        texts = [sections()[name].lower() for name in question["sections"]]
        assert question["fact"], question["id"]
        assert "|" not in question["fact"], question["id"]  # which would divide it into wordings
        assert any(question["fact"].lower() in text for text in texts), question["id"]


def test_the_topic_of_a_question_is_that_of_its_sections() -> None:
    known = {*topics().values(), "other"}
    for question in questions():
        assert question["topic"] in known, question["id"]
        if question["sections"]:  # the first one is what the question is about
            page = question["sections"][0].partition("#")[0]
            assert question["topic"] == topics()[page], question["id"]


def commands() -> list[tuple[str, str]]:
    """Every ``tandem ...`` command quoted in the docs and the README, with its page."""
    found = []
    for page, text in {**pages(), "README": (ROOT / "README.md").read_text()}.items():
        quoted = re.findall(r"`(tandem [^`]+)`", text)
        for block in re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
            quoted += re.findall(r"^(?:\$ )?(tandem .+)$", block, flags=re.MULTILINE)
        found += [(page, command) for command in quoted]
    return found


def test_commands_are_quoted_as_they_exist() -> None:
    assert len(commands()) > 50
    import typer

    from tandem.cli import app

    verbs: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # an app with verbs is a group
    for page, command in commands():
        words = command.split()
        if words[1].startswith("-"):
            continue
        assert words[1] in verbs, (page, command)
        verb = verbs[words[1]]
        if len(words) > 2 and words[2] in getattr(verb, "commands", {}):
            verb = verb.commands[words[2]]
        options = {"--help"}
        for parameter in verb.params:
            options |= {*parameter.opts, *parameter.secondary_opts}
        used = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert used <= options, (page, command)


def examples() -> list[tuple[str, str]]:
    """Every Python example of the docs, with its page."""
    return [
        (page, block)
        for page, text in pages().items()
        for block in re.findall(r"^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    ]


@pytest.mark.parametrize(("page", "block"), examples())
def test_examples_run(
    page: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # what an example writes is gone with the test
    (tmp_path / "example.py").write_text(block)
    runpy.run_path(str(tmp_path / "example.py"))
