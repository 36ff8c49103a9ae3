from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.conftest import Shell

VERBS = (
    "new build evaluate releases show promote rollback history serve score ask traces feedback "
    "watch improve replay data"
).split()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(shell: Shell, verb: str) -> None:
    text = shell(verb, "--help")
    assert "Usage" in text
    assert len(text.splitlines()) > 5


def test_every_verb_takes_json_but_serve(shell: Shell) -> None:
    for verb in set(VERBS) - {"serve", "feedback"}:
        assert "--json" in shell(verb, "--help"), verb
    for verb in ("add", "list", "review"):
        assert "--json" in shell("feedback", verb, "--help"), verb


def test_the_version_is_the_packages(shell: Shell) -> None:
    import tandem

    assert shell("--version").strip() == tandem.__version__


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; from tandem.cli import app\n"
        "heavy = {'numpy','sqlalchemy','starlette','polars','sklearn','uvicorn','pydantic'}"
        " & set(sys.modules)\nassert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
