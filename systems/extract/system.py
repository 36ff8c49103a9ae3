"""Documents into records: receipts, or with ``--set kind=contracts`` contracts."""

from __future__ import annotations

from dataclasses import replace

from tandem import Inputs, Project

from . import receipts
from .contracts import contracts


def for_options(inputs: Inputs) -> Project:
    """The project for the kind of document that is asked for."""
    if inputs.options.get("kind") == "contracts":
        return contracts(project, inputs)
    return receipts.for_options(inputs)


project = replace(receipts.project, variant=for_options)
