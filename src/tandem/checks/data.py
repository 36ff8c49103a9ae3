"""Rules 1, 2 and 5: plain typed data, a constructor that only stores, state as data."""

from __future__ import annotations

import asyncio

from tandem.checks.subject import Subject
from tandem.core import UNSET, Model, batch, contract, tree
from tandem.core.schema import check_plain, decoder, encode, encode_canonical, field_types
from tandem.core.state import dump, load
from tandem.errors import TandemError


def check_plain_contract(subject: Subject) -> None:
    """Input and output are plain typed data: they survive JSON and are of the said types."""
    name = type(subject.component).__name__
    said = contract(type(subject.component))
    check_plain(said.input, whose=f"{name}'s input")
    check_plain(said.output, whose=f"{name}'s output")
    for x, y in zip(subject.inputs, _outputs(subject), strict=True):
        for what, value, cls in (("input", x, said.input), ("output", y, said.output)):
            try:
                again = decoder(cls)(encode(value))
            except TandemError as error:
                subject.fail(f"an {what} is not the {what} type it says: {error.message}")
            if encode_canonical(again) != encode_canonical(value):
                subject.fail(f"an {what} changes on its way through JSON: {value!r}")


def check_fit_learns(subject: Subject) -> None:
    """The constructor stores, ``fit`` returns a new instance, ``predict`` equals ``run``."""
    component = subject.component
    given = {field.name: getattr(component, field.name) for field in tree.fields(component)}
    again = type(component)(**given)
    for name, value in given.items():
        if getattr(again, name) is not value:
            subject.fail(f"the constructor changed {name}")
    if subject.learn is not None:
        _check_fit(subject)
    if isinstance(component, Model):
        together = list(component.predict(list(subject.inputs)))
        alone = [component.predict([x])[0] for x in subject.inputs]
        if encode_canonical(together) != encode_canonical(alone):
            subject.fail("predict of many differs from predict of each")


def _check_fit(subject: Subject) -> None:
    component = subject.component
    before = {path: dict(vars(part)) for path, part in tree.walk(component)}
    fitted = component.fit(subject.learn)  # type: ignore[attr-defined]  # learn= says it has one
    if fitted is component:
        subject.fail("fit returned self; return self.evolve(...)")
    for path, part in tree.walk(component):
        for field in tree.fields(part):
            if before[path][field.name] is not getattr(part, field.name):
                subject.fail(f"fit changed {path or 'itself'}.{field.name} in place")
    if missing := tree.unfitted(fitted):
        subject.fail(f"fit left {', '.join(missing)} unset")


def check_state_is_data(subject: Subject) -> None:
    """Every learned value is stored by its codec as data, and comes back the same."""
    for path, part in tree.walk_running(subject.component):
        for name, (codec, value) in tree.states(part).items():
            whose = f"{path}.{name}" if path else name
            if value is UNSET:
                subject.fail(f"{whose} is not fitted; check a fitted component")
            stored = dump(codec, value, whose=whose)
            if isinstance(stored, bytes):
                cls = field_types(type(part)).get(name)
                if dump(codec, load(codec, stored, cls), whose=whose) != stored:
                    subject.fail(f"{whose} does not survive codec {codec!r}")


def _outputs(subject: Subject) -> list[object]:
    return asyncio.run(batch(subject.component, subject.inputs))
