from __future__ import annotations

import typer
from typer.testing import CliRunner

from tandem.cli.common import fields, table, verb
from tandem.errors import GateRefused


def test_a_table_is_aligned_and_has_no_trailing_blanks() -> None:
    assert table([("a", 1), ("long", 22)], ("name", "n")) == "name  n\na     1\nlong  22"


def test_fields_are_aligned() -> None:
    assert fields({"a": 1, "long": 2}) == "a     1\nlong  2"


def test_a_crash_is_one_line_without_a_traceback_unless_asked_for() -> None:
    app = typer.Typer()

    @app.command()
    @verb
    def crash() -> None:
        raise ZeroDivisionError("nobody expected this")

    result = CliRunner().invoke(app, [])
    assert result.exit_code == 1
    assert "ZeroDivisionError: nobody expected this" in result.stderr
    assert "TANDEM_DEBUG=1" in result.stderr
    assert "Traceback" not in result.output
    asked = CliRunner().invoke(app, [], env={"TANDEM_DEBUG": "1"})
    assert isinstance(asked.exception, ZeroDivisionError)


def test_a_refusal_by_the_gate_has_an_exit_code_of_its_own() -> None:
    app = typer.Typer()

    @app.command()
    @verb
    def refuse() -> None:
        raise GateRefused("no")

    assert CliRunner().invoke(app, []).exit_code == 3
