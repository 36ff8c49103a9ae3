"""Build: fit what has data, leave out what was fitted from the same before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from tandem.core import tree
from tandem.core.component import Component
from tandem.deliver.featured import rows_of_features
from tandem.deliver.freezing import freeze
from tandem.deliver.leakage import leaks_of, refuse
from tandem.deliver.manifest import Node
from tandem.deliver.memo import memo_key, recall, remember
from tandem.errors import Corrupt, DefinitionError, NotFound
from tandem.record.experiments import Tracker, tracking

if TYPE_CHECKING:
    from tandem.core.rows import Rows
    from tandem.data.inputs import Inputs
    from tandem.data.leaks import Leak
    from tandem.deliver.project import Loaded
    from tandem.evaluate.case import Case
    from tandem.record.store import Store

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Build:
    """A fitted system, the paths that were fitted and reused for it, and what names it.

    ``leaks`` holds what was found in the data of a part, for parts where something was;
    ``features`` the rows of features that parts had to learn from, thinned.
    """

    system: Component[Any, Any]
    fitted: list[str]
    reused: list[str]
    node: Node
    leaks: dict[str, list[Leak]]
    features: dict[str, Rows[Any, Any]]


def build(
    loaded: Loaded,
    store: Store,
    inputs: Inputs,
    *,
    cases: Sequence[Case] = (),
    progress: Progress | None = None,
) -> Build:
    """Fit every part that the project has data for, parts before what holds them.

    Leaks in the data of a part, also between it and the ``cases`` it will be judged on, are
    told before it is fitted; ``LeakFound`` is raised if the project refuses them.

    Each state is stored before the next part is fitted, so a build that was killed goes on
    where it stopped. What is returned was read back from the store: a build that fits and a
    build that reuses give the same system.
    """
    project, package = loaded.project, loaded.package
    report = progress or (lambda _: None)
    system = project.system
    fitted: list[str] = []
    reused: list[str] = []
    leaks: dict[str, list[Leak]] = {}
    features: dict[str, Rows[Any, Any]] = {}
    for path in list(_parts_first(system)):
        if path not in project.learn:
            continue
        data = project.learn[path]
        data = data(inputs) if callable(data) else data
        part = tree.get(system, path)
        name = path or type(part).__name__
        if (rows := rows_of_features(data)) is not None:
            features[path] = rows
        if found := leaks_of(data, cases, project.allow_leaks):
            leaks[path] = found
            for leak in found:
                report(f"LEAK in the data of {name}: {leak.message}; {leak.hint}")
            if project.leaks == "refuse":
                refuse(name, found)
        key = memo_key(part, data, store, package)
        try:
            ready = recall(key, store, package)
        except (Corrupt, NotFound) as error:  # damaged or collected: fitting stores it anew
            report(f"the state of {name} cannot be used again: {error.message}")
            ready = None
        if ready is None:
            report(f"fitting {name}")
            started = perf_counter()
            with tracking(Tracker(store, project.name)):
                learned = _fit(part, data, name)
            ready = remember(key, path, learned, store, package)
            report(f"fitted {name} in {perf_counter() - started:.1f} s")
            fitted.append(path)
        else:
            report(f"reused {name}")
            reused.append(path)
        system = tree.swap(system, path, ready)
    node = freeze(system, store.blobs, package)
    return Build(system, fitted, reused, node, leaks, features)


def _parts_first(component: Component[Any, Any], path: str = "") -> Iterator[str]:
    for name, child in tree.children(component).items():
        yield from _parts_first(child, f"{path}.{name}" if path else name)
    yield path


def _fit(part: Any, data: Any, name: str) -> Component[Any, Any]:
    fitted = part.fit(data)
    if type(fitted) is not type(part):
        raise DefinitionError(
            f"fit of {name} returned {type(fitted).__name__}, not {type(part).__name__}",
            hint="end fit with `return self.evolve(...)`",
        )
    component: Component[Any, Any] = fitted
    return component
