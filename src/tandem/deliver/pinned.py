"""Definitions of features that the releases of a store pin, found and used again by name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tandem.core.schema import decoder, encode_canonical
from tandem.deliver.channel import Channels
from tandem.deliver.code import PROJECTS, RELEASES, Code, import_module, import_release
from tandem.deliver.manifest import ViewRef
from tandem.deliver.registry import Registry, Release
from tandem.errors import CodeMismatch, NotFound
from tandem.features.definition import Features
from tandem.features.described import FeatureView, described
from tandem.record.tables import channels

if TYPE_CHECKING:
    from tandem.record.store import Store

Definition = type[Features[Any]]


@dataclass(frozen=True)
class KnownView:
    """A definition that releases pin, oldest release first; ``channels`` as ``project:name``."""

    view: FeatureView
    pinned: ViewRef
    releases: list[Release]
    channels: list[str]

    @property
    def first_seen(self) -> datetime:
        """When the first release that pins it was made."""
        return self.releases[0].time

    def mentions(self, word: str) -> bool:
        """Whether the word is in a name, an entity, the words of a feature or the first line."""
        said = [self.view.name, self.view.about, self.view.request]
        said += [f"{item.name} {item.meaning}" for item in self.view.features]
        return word.lower() in " ".join(said).lower()


def pin(definitions: Sequence[Definition], store: Store, package: str, code: str) -> list[ViewRef]:
    """What a manifest says of the definitions of a system; their descriptions become blobs.

    ``code`` is the blob of the project's source. A definition that was found in a store keeps
    the code that it came with.
    """
    found = []
    for definition in definitions:
        home = ".".join(definition.__module__.split(".")[:2])
        foreign = home.startswith(f"{RELEASES}.code_") and home != package
        view = described(definition, package=home if foreign else package)
        found.append(
            ViewRef(
                name=view.name,
                fingerprint=view.fingerprint,
                module=view.module,
                blob=store.blobs.put(encode_canonical(view)),
                code=home.rpartition("_")[2] if foreign else code,
            )
        )
    return sorted(found, key=lambda ref: (ref.name, ref.fingerprint))


def rivals(refs: Sequence[ViewRef], project: str, store: Store) -> list[str]:
    """What to tell of definitions of the same name that other projects' newest releases pin.

    One that computes the same is no rival.
    """
    known = known_features(store) if refs else []
    newest = {
        release.project: release.id
        for release in sorted((r for item in known for r in item.releases), key=lambda r: r.time)
        if release.project != project
    }
    told = []
    for ref in refs:
        mine = decoder(FeatureView)(store.blobs.get(ref.blob))
        for other in known:
            owners = {r.project for r in other.releases if newest.get(r.project) == r.id}
            if owners and other.view.name == mine.name and other.view.ref != mine.ref:
                told.append(
                    f"{mine.ref} is not {other.view.ref} of {', '.join(sorted(owners))}; they "
                    f"differ in {', '.join(other.view.differences(mine))}: use that one "
                    f"(find_features), or give yours a name of its own"
                )
    return told


def known_features(store: Store, word: str = "") -> list[KnownView]:
    """Every definition that a release of the store pins, by name, with what pins it.

    ``word`` keeps those that mention it. No code is run. Raises ``Corrupt``.
    """
    refs: dict[str, ViewRef] = {}
    releases: dict[str, list[Release]] = {}
    for release in reversed(Registry(store).list()):
        for ref in release.manifest.views:
            refs.setdefault(ref.fingerprint, ref)
            releases.setdefault(ref.fingerprint, []).append(release)
    served = _served(store)
    found = [
        KnownView(
            view=decoder(FeatureView)(store.blobs.get(ref.blob)),
            pinned=ref,
            releases=releases[key],
            channels=sorted({c for r in releases[key] for c in served.get(r.id, ())}),
        )
        for key, ref in refs.items()
    ]
    return sorted(
        (known for known in found if known.mentions(word)),
        key=lambda known: (known.view.name, known.first_seen),
    )


def find_known(store: Store, ref: str) -> KnownView:
    """The definition of a name, or ``name@fingerprint`` (its first digits).

    Raises ``NotFound`` with near names for an unknown one, and where releases pin several
    definitions of the name: which of them is meant must not depend on the last build.
    """
    name, _, digits = ref.partition("@")
    known = known_features(store)
    named = [item for item in known if item.view.name == name]
    if not named:
        near = difflib.get_close_matches(name, {item.view.name for item in known}, cutoff=0.5)
        raise NotFound(
            f"no release in {store.path} pins a definition {name!r}",
            hint=f"did you mean {', '.join(near)}?" if near else "`tandem features` lists them",
        )
    chosen = [item for item in named if item.view.fingerprint.startswith(digits)]
    if len(chosen) != 1:
        refs = ", ".join(
            f"{item.view.ref} ({item.releases[-1].project})" for item in chosen or named
        )
        raise NotFound(
            f"{ref!r} fits {len(chosen)} definitions of that name", hint=f"write one of {refs}"
        )
    return chosen[0]


def find_features(store: Store, ref: str, *, same_as: Definition | None = None) -> Definition:
    """The class of a definition as a release pins it, from whatever project, ready to use.

    It runs the code that the release carries. ``same_as`` is a definition of one's own that
    must compute the same: raises ``CodeMismatch`` naming what differs. Raises ``NotFound`` as
    ``find_known`` does, and ``CodeMismatch`` if the code no longer gives what was pinned.
    """
    known = find_known(store, ref)
    if same_as is not None:
        _check_same(known, described(same_as), f"{same_as.__qualname__} of {_home(same_as)}")
    package = import_release(Code.get(known.pinned.code, store.blobs))
    found: Any = import_module(package, known.pinned.module)
    for step in known.view.name.split("."):
        found = getattr(found, step)
    _check_same(known, described(found, package=package), "the code that the release carries")
    definition: Definition = found
    return definition


def _check_same(known: KnownView, other: FeatureView, whose: str) -> None:
    if other.fingerprint != known.view.fingerprint:
        release = known.releases[-1]
        raise CodeMismatch(
            f"{whose} is {other.ref}, release {release.id[:12]} of {release.project} pins "
            f"{known.view.ref}; they differ in {', '.join(known.view.differences(other))}",
            hint="use the pinned one, or give yours a name of its own",
        )


def _home(definition: Definition) -> str:
    module = definition.__module__
    return module.partition(".")[2] if module.startswith(PROJECTS) else module


def _served(store: Store) -> dict[str, list[str]]:
    """The channels that point at each release now."""
    query = select(channels.c.project, channels.c.channel).distinct()
    with store.catalog.read() as connection:
        names = connection.execute(query).all()
    found: dict[str, list[str]] = {}
    for project, channel in names:
        entry = Channels(store).current(project, channel)
        for target in entry.targets if entry else ():
            found.setdefault(target.release, []).append(f"{project}:{channel}")
    return found
