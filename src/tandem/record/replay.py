"""Running a stored trace's input again: on the same system, or on a candidate."""

from __future__ import annotations

from typing import Any

from tandem.core.component import Component
from tandem.core.schema import contract, convert
from tandem.errors import NotFound
from tandem.record.recorder import Recorder
from tandem.record.span import Trace


async def replay(system: Component[Any, Any], trace: Trace, recorder: Recorder) -> Trace:
    """The trace of a new run on the old input, whose root span names the old trace.

    Its attribute ``replay_of`` holds that id; subject and session are the old ones. Raises
    ``NotFound`` if the input was not kept, ``InvalidInput`` if it does not fit the system,
    as when a field of it was redacted.
    """
    if trace.input is None:
        raise NotFound(
            f"trace {trace.id} kept no input, so it cannot run again",
            hint="raise the recorder's sample: the share of traces that keep their payload",
        )
    x = convert(trace.input, contract(type(system)).input)
    return await recorder.run(
        system,
        x,
        subject=trace.subject,
        session=trace.session,
        attributes={"replay_of": trace.id},
    )
