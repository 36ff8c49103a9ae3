"""``tandem export``: a released model as a file for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.common import (
    JsonOption,
    Ref,
    StoreOption,
    fields,
    find_release,
    open_store,
    show,
    verb,
)


@verb
def export(
    ref: Ref,
    onnx: Annotated[Path, typer.Option("--onnx", help="The ONNX file to write.")],
    part: Annotated[
        str, typer.Option("--part", help="Path of the part to export. Default: the system.")
    ] = "",
    rows: Annotated[
        Path | None, typer.Option("--rows", help="A table whose rows are part of the proof.")
    ] = None,
    tolerance: Annotated[
        float, typer.Option("--tolerance", help="Largest difference of an output.")
    ] = 1e-6,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """Write a released model as ONNX, unless the file says something else than the model."""
    from tandem.core import tree
    from tandem.core.schema import contract
    from tandem.data import read_records
    from tandem.deliver import Registry
    from tandem.models import to_onnx

    with open_store(store) as opened:
        registry = Registry(opened)
        system = registry.load(find_release(registry, ref))
    records = read_records(rows, contract(type(system)).input) if rows is not None else []
    model = tree.get(system, part) if part else system
    made = to_onnx(model, records, tolerance=tolerance)  # type: ignore[arg-type]  # refused where it is no model
    made.save(onnx)
    said = {
        "written to": str(onnx),
        "bytes": len(made.content),
        "opset": f"{made.opset}, ai.onnx.ml {made.ml_opset}",
        "rows of the proof": made.rows,
        "largest difference": f"{made.largest_difference:.3g}",
    }
    show(said, lambda: fields(said), json=json)
