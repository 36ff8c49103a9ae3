from __future__ import annotations

import asyncio

from tandem.core import current_run, note, note_input
from tests.core.parts import Add


def test_without_a_run_a_call_is_the_function() -> None:
    assert current_run.get() is None
    assert asyncio.run(Add(amount=2).run(1)) == 3


def test_without_a_run_a_note_is_nothing() -> None:
    note(tokens_in=3)
    note_input("x", warnings=["odd"])
    assert current_run.get() is None


def test_importing_tandem_brings_in_no_library_but_msgspec() -> None:
    import subprocess
    import sys

    code = (
        "import sys, tandem; heavy = {'numpy','sqlalchemy','starlette','typer','rich','polars',"
        "'sklearn','uvicorn','pydantic'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
