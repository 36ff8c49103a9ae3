"""A project: a system and everything needed to deliver it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tandem.core import tree
from tandem.core.component import Component
from tandem.deliver.code import Code, import_module, import_project
from tandem.errors import DefinitionError, NotFound

if TYPE_CHECKING:
    from tandem.data.inputs import Inputs
    from tandem.data.source import Source
    from tandem.deliver.gate import Gate
    from tandem.evaluate.suite import Suite


@dataclass(frozen=True, kw_only=True)
class Project:
    """What a ``system.py`` declares.

    ``learn`` maps the path of a part with ``fit`` to its data, or to a function of the
    project's ``Inputs`` that gives it. The path of the system itself is ``""``. Before a part
    is fitted, leaks between its rows and the cases of the suite are looked for: they are
    reported, or with ``leaks="refuse"`` stop the build. ``allow_leaks`` names those that are
    known to be right, by kind or as ``kind:column``. Where the parts, the cases or the gate
    depend on the options of a build (``--set``), ``variant`` gives the project for them.
    """

    name: str
    system: Component[Any, Any]
    learn: Mapping[str, Any] = field(default_factory=dict)
    suite: Suite | None = None
    gate: Gate | None = None
    leaks: Literal["report", "refuse"] = "report"
    allow_leaks: Sequence[str] = ()
    monitors: Sequence[Any] = ()
    sources: Sequence[Source] = ()
    description: str = ""
    variant: Callable[[Inputs], Project] | None = None

    def __post_init__(self) -> None:
        if not self.name or not self.name.replace("-", "_").isidentifier():
            raise DefinitionError(
                f"{self.name!r} cannot name a project",
                hint="letters, digits, - and _, a letter first",
            )
        if self.leaks not in ("report", "refuse"):
            raise DefinitionError(
                f"project {self.name!r} has leaks={self.leaks!r}", hint='"report" or "refuse"'
            )
        if self.allow_leaks:
            from tandem.data.leaks import check_allowed

            check_allowed(self.allow_leaks)
        for path in self.learn:
            part = tree.get(self.system, path)
            if not callable(getattr(part, "fit", None)):
                raise DefinitionError(
                    f"project {self.name!r} has data for {path!r}, "
                    f"but {type(part).__name__} has no fit",
                    hint="write `fit(self, data)` that returns self.evolve(...)",
                )


@dataclass(frozen=True)
class Loaded:
    """A project with the folder it was read from and the package it was imported as."""

    project: Project
    folder: Path
    package: str
    code: Code

    def for_inputs(self, inputs: Inputs) -> Loaded:
        """The project as the options ask for it.

        Raises ``DefinitionError`` where a variant has another name.
        """
        if self.project.variant is None:
            return self
        found = self.project.variant(inputs)
        if found.name != self.project.name:
            raise DefinitionError(
                f"the variant of project {self.project.name!r} is named {found.name!r}",
                hint="make it with dataclasses.replace(project, ...)",
            )
        return replace(self, project=found)


def load_project(folder: str | Path) -> Loaded:
    """Import the project that a folder's ``system.py`` holds under the name ``project``.

    The folder is imported as a package of its own name, so its modules import each other
    relatively, and two versions of one project live side by side in one process.
    """
    folder = Path(folder).resolve()
    if not (folder / "system.py").is_file():
        raise NotFound(
            f"{folder} holds no system.py", hint="`tandem new NAME` writes a project to start from"
        )
    code = Code.read(folder)
    return project_of(code, import_project(code, folder), folder)


def project_of(code: Code, package: str, folder: Path) -> Loaded:
    """The project that a package's ``system`` module holds."""
    project = getattr(import_module(package, ".system"), "project", None)
    if not isinstance(project, Project):
        raise DefinitionError(
            f"{folder / 'system.py'}: `project` is {type(project).__name__}, not a Project",
            hint="write `project = Project(name=..., system=...)` at the end of system.py",
        )
    return Loaded(project, folder, package, code)
