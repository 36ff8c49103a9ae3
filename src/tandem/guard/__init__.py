"""Guards: what must not go in or come out, found and refused, redacted or masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.guard.canary import Canary
    from tandem.guard.examples import injection_examples
    from tandem.guard.finding import Detector, Finding
    from tandem.guard.grounding import Grounding, Sourced
    from tandem.guard.guard import Action, Guard, Passed
    from tandem.guard.guarded import Guarded
    from tandem.guard.injection import Injection
    from tandem.guard.personal import PersonalNames, PersonalPatterns
    from tandem.guard.release import Release
    from tandem.guard.schema import Schema
    from tandem.guard.secrets import Secrets
    from tandem.guard.trained import Trained

__all__ = [
    "Action",
    "Canary",
    "Detector",
    "Finding",
    "Grounding",
    "Guard",
    "Guarded",
    "Injection",
    "Passed",
    "PersonalNames",
    "PersonalPatterns",
    "Release",
    "Schema",
    "Secrets",
    "Sourced",
    "Trained",
    "injection_examples",
]

__getattr__ = lazy(
    __name__,
    {
        "Action": "tandem.guard.guard",
        "Canary": "tandem.guard.canary",
        "Detector": "tandem.guard.finding",
        "Finding": "tandem.guard.finding",
        "Grounding": "tandem.guard.grounding",
        "Guard": "tandem.guard.guard",
        "Guarded": "tandem.guard.guarded",
        "Injection": "tandem.guard.injection",
        "Passed": "tandem.guard.guard",
        "PersonalNames": "tandem.guard.personal",
        "PersonalPatterns": "tandem.guard.personal",
        "Release": "tandem.guard.release",
        "Schema": "tandem.guard.schema",
        "Secrets": "tandem.guard.secrets",
        "Sourced": "tandem.guard.grounding",
        "Trained": "tandem.guard.trained",
        "injection_examples": "tandem.guard.examples",
    },
)
