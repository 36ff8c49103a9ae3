"""Rules 4 and 9: one instance at one path; untyped edges are checked at run time."""

from __future__ import annotations

from tandem.checks.subject import Subject
from tandem.core import Component, tree
from tandem.errors import DefinitionError, SharedComponent, UnknownPath


class _Stranger(Component[str, str]):
    """Fits nobody's field."""

    async def run(self, x: str, /) -> str:
        return x


def check_one_path(subject: Subject) -> None:
    """Putting one of its parts at two paths raises at construction."""
    parts = tree.children(subject.component)
    singles = [name for name in parts if "." not in name]
    if len(singles) < 2:
        return
    first, second = singles[:2]
    values = {
        field.name: getattr(subject.component, field.name)
        for field in tree.fields(subject.component)
    }
    try:
        type(subject.component)(**{**values, second: values[first]})
    except SharedComponent:
        return
    subject.fail(f"one instance at {first!r} and {second!r} was accepted")


def check_untyped_edges(subject: Subject) -> None:
    """A swap by string path refuses unknown paths and parts of the wrong type."""
    try:
        tree.swap(subject.component, "no.such.path", _Stranger())
        subject.fail("a swap at an unknown path was accepted")
    except UnknownPath as error:
        if "no.such.path" not in error.message:
            subject.fail("the message does not name the unknown path")
    for name in tree.children(subject.component):
        declared = type(tree.get(subject.component, name))
        if declared in (Component, _Stranger) or "." in name:
            continue
        try:
            tree.swap(subject.component, name, _Stranger())
        except DefinitionError as error:
            if "_Stranger" not in error.message or name not in error.message:
                subject.fail(f"the message for {name!r} does not say what and got")
