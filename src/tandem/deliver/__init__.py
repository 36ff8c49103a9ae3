"""Delivery: projects, memoised builds, gates, releases, channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.deliver.building import Build, build
    from tandem.deliver.channel import Channels
    from tandem.deliver.code import Code
    from tandem.deliver.freezing import freeze, thaw
    from tandem.deliver.gate import (
        Gate,
        at_least,
        at_most,
        better,
        no_worse,
        slice_gap,
    )
    from tandem.deliver.journal import Entry, Target
    from tandem.deliver.life import Delivered, deliver, evaluate_release, measure
    from tandem.deliver.manifest import Manifest, Node, StateRef
    from tandem.deliver.pinned import (
        KnownView,
        find_features,
        find_known,
        known_features,
    )
    from tandem.deliver.project import Loaded, Project, load_project
    from tandem.deliver.prompts import (
        PromptVersion,
        prompt_changelog,
        prompt_difference,
        prompt_versions,
    )
    from tandem.deliver.registry import Evidence, Registry, Release
    from tandem.deliver.sweeping import sweep
    from tandem.deliver.verdict import RuleResult, Verdict

__all__ = [
    "Build",
    "Channels",
    "Code",
    "Delivered",
    "Entry",
    "Evidence",
    "Gate",
    "KnownView",
    "Loaded",
    "Manifest",
    "Node",
    "Project",
    "PromptVersion",
    "Registry",
    "Release",
    "RuleResult",
    "StateRef",
    "Target",
    "Verdict",
    "at_least",
    "at_most",
    "better",
    "build",
    "deliver",
    "evaluate_release",
    "find_features",
    "find_known",
    "freeze",
    "known_features",
    "load_project",
    "measure",
    "no_worse",
    "prompt_changelog",
    "prompt_difference",
    "prompt_versions",
    "slice_gap",
    "sweep",
    "thaw",
]

__getattr__ = lazy(
    __name__,
    {
        "Build": "tandem.deliver.building",
        "Channels": "tandem.deliver.channel",
        "Code": "tandem.deliver.code",
        "Delivered": "tandem.deliver.life",
        "Entry": "tandem.deliver.journal",
        "Evidence": "tandem.deliver.registry",
        "Gate": "tandem.deliver.gate",
        "KnownView": "tandem.deliver.pinned",
        "Loaded": "tandem.deliver.project",
        "Manifest": "tandem.deliver.manifest",
        "Node": "tandem.deliver.manifest",
        "Project": "tandem.deliver.project",
        "PromptVersion": "tandem.deliver.prompts",
        "Registry": "tandem.deliver.registry",
        "Release": "tandem.deliver.registry",
        "RuleResult": "tandem.deliver.verdict",
        "StateRef": "tandem.deliver.manifest",
        "Target": "tandem.deliver.journal",
        "Verdict": "tandem.deliver.verdict",
        "at_least": "tandem.deliver.gate",
        "at_most": "tandem.deliver.gate",
        "better": "tandem.deliver.gate",
        "build": "tandem.deliver.building",
        "deliver": "tandem.deliver.life",
        "evaluate_release": "tandem.deliver.life",
        "find_features": "tandem.deliver.pinned",
        "find_known": "tandem.deliver.pinned",
        "freeze": "tandem.deliver.freezing",
        "known_features": "tandem.deliver.pinned",
        "load_project": "tandem.deliver.project",
        "measure": "tandem.deliver.life",
        "no_worse": "tandem.deliver.gate",
        "prompt_changelog": "tandem.deliver.prompts",
        "prompt_difference": "tandem.deliver.prompts",
        "prompt_versions": "tandem.deliver.prompts",
        "slice_gap": "tandem.deliver.gate",
        "sweep": "tandem.deliver.sweeping",
        "thaw": "tandem.deliver.freezing",
    },
)
