"""Places in words."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.search import CodeQuestion, Place

LINES = 12
HEADS = {
    "callers": "Calls of {name}:",
    "callees": "{name} calls:",
    "impact": "A change of {name} may break:",
    "where": "{name}:",
    "how": "{name}:",
}
NOBODY = {
    "callers": "No call of {name} was found.",
    "callees": "{name} calls nothing in this repository.",
    "impact": "No call of {name} was found, so nothing is known to break.",
}


def told(asked: CodeQuestion, places: Sequence[Place]) -> str:
    """Each place with its lines; code for a definition, one line for a caller."""
    if not places:
        return NOBODY.get(asked.wanted, "Nothing found.").format(name=asked.name)
    head = HEADS[asked.wanted].format(name=asked.name) if asked.name else "Found:"
    brief = asked.wanted in NOBODY
    return "\n".join([head, *(_line(place) if brief else _whole(place) for place in places)])


def _line(place: Place) -> str:
    code = next((line.strip() for line in place.code.splitlines() if line.strip()), "")
    steps = f", {place.distance} calls away" if place.distance > 1 else ""
    return f"- {_where(place)}{steps}: {code}"


def _whole(place: Place) -> str:
    lines = place.code.strip("\n").splitlines()
    shown = [*lines[:LINES], *(["    ..."] if len(lines) > LINES else [])]
    beside = [
        f"    {what}: {', '.join(ids)}"
        for what, ids in (("called by", place.callers), ("calls", place.callees))
        if ids
    ]
    return "\n".join([f"- {_where(place)}", *(f"    {line}" for line in shown), *beside])


def _where(place: Place) -> str:
    lines = f"{place.first}-{place.last}" if place.last > place.first else f"{place.first}"
    doubt = "" if place.confidence == 1 else f" [{place.confidence:.2f}]"
    return f"{place.path}:{lines} {place.symbol or place.kind}".rstrip() + doubt
