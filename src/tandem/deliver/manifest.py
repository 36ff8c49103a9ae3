"""What a release pins, as plain data whose SHA-256 is the release's id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from tandem.core.learned import Codec
from tandem.core.schema import decoder, encode_canonical
from tandem.record.digest import digest_bytes


class StateRef(msgspec.Struct, frozen=True):
    """A learned value: how it is stored, the blob (of a folder: its listing), its bytes."""

    codec: Codec
    blob: str
    size: int


class Group(msgspec.Struct, frozen=True):
    """A field that holds several parts, with their keys in order."""

    kind: Literal["tuple", "list", "dict"]
    keys: list[str]


class Node(msgspec.Struct, frozen=True):
    """One component: its class, parameters, learned values and parts.

    ``parts`` is by relative path (``write``, ``members.0``); ``groups`` says which fields
    hold several.
    """

    type: str
    parameters: dict[str, Any] = {}
    states: dict[str, StateRef] = {}
    parts: dict[str, Node] = {}
    groups: dict[str, Group] = {}

    def walk(self, path: str = "") -> Iterator[tuple[str, Node]]:
        """Every node with its path, parents first."""
        yield path, self
        for name, node in self.parts.items():
            yield from node.walk(f"{path}.{name}" if path else name)

    def blobs(self) -> set[str]:
        """The blobs of every learned value in the tree."""
        return {state.blob for _, node in self.walk() for state in node.states.values()}


class ViewRef(msgspec.Struct, frozen=True):
    """A definition of features: its class, what it computes, its description as a blob.

    ``module`` is inside the package whose source is the blob ``code``: that of the project,
    or of the project in which the definition was found.
    """

    name: str
    fingerprint: str
    module: str
    blob: str
    code: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that makes a release what it is. No time, no evidence: content only.

    ``code`` is the blob of the package's source, ``suite`` the digest of the cases and
    metrics it is judged on, ``environment`` the versions it was made with, ``views`` the
    definitions of features that it is made from.
    """

    project: str
    loop: str
    root: Node
    code: str
    suite: str
    environment: dict[str, str]
    tandem: str
    views: list[ViewRef] = []

    @property
    def data(self) -> bytes:
        """The bytes that are stored and hashed."""
        return encode_canonical(self)

    @property
    def id(self) -> str:
        """The release's id: SHA-256 of the content."""
        return digest_bytes(self.data)

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """The manifest that ``data`` holds; raises ``InvalidInput`` for anything else."""
        manifest: Manifest = decoder(cls)(data)
        return manifest

    def blobs(self) -> set[str]:
        """Every blob that the release needs."""
        views = {blob for view in self.views for blob in (view.blob, view.code)}
        return {self.code} | self.root.blobs() | views
