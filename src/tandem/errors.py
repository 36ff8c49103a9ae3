"""Every error that Tandem raises, in one tree.

    TandemError
    ├── DefinitionError          a component or project is declared wrongly
    │   ├── SharedComponent      one instance sits at two paths
    │   ├── UnknownPath          a path, key or name that the system does not have
    │   └── NotConnected         features are read, and nothing says from which store
    ├── NotFitted                a learned field was read before ``fit`` set it
    ├── InvalidInput             data from outside does not fit its type (HTTP 422)
    ├── DataMissing              a data file is not there, or is not the published one
    ├── LeakFound                training data knows of the held-out cases or the target
    ├── StoreError               the store cannot do what was asked
    │   ├── NotFound             no release, trace, channel or blob of that name
    │   ├── NotFilled            features are read from a store without their history
    │   ├── Corrupt              stored bytes do not match their hash
    │   └── Conflict             somebody else moved the pointer first
    ├── GateRefused              no passing verdict and no recorded override
    ├── CodeMismatch             a release was made by other code than is loaded
    ├── EmbedderMismatch         an index was asked with vectors of another embedder
    ├── MissingExtra             an optional dependency is not installed
    ├── ProviderError            a chat model's server refused, failed or said nothing (HTTP 502)
    ├── BudgetExceeded           a call may not be paid for, or nobody knows its price (HTTP 402)
    ├── Unanswered               a person was asked and has not answered (HTTP 202)
    ├── Refused                  a guard lets a text not pass (HTTP 422)
    ├── Halted                   a stream stopped: too many events in a row failed
    ├── Overloaded               the server sheds this request (HTTP 503)
    └── DeadlineExceeded         a time limit passed (HTTP 504)

Messages say what is wrong, whose it is, what was got, and end with a hint where
there is one to give.
"""

from __future__ import annotations


class TandemError(Exception):
    """Base of every error raised on purpose; ``hint`` says what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nHint: {self.hint}" if self.hint else self.message


class DefinitionError(TandemError):
    """A component or project is declared wrongly."""


class SharedComponent(DefinitionError):
    """One component instance sits at two paths of a system."""


class UnknownPath(DefinitionError):
    """A path, key or name that the system does not have."""


class NotConnected(DefinitionError):
    """Features are read, and nothing says from which store."""


class NotFitted(TandemError, AttributeError):
    """A learned field was read before ``fit`` set it."""


class InvalidInput(TandemError):
    """Data from outside does not fit its type.

    ``field`` is a JSON path such as ``$.age``.
    """

    def __init__(self, message: str, *, field: str = "$", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.field = field


class DataMissing(TandemError):
    """A data file is not there, or is not the published one."""


class LeakFound(TandemError):
    """Training data knows of the held-out cases or the target, and the project refuses that."""


class StoreError(TandemError):
    """The store cannot do what was asked."""


class NotFound(StoreError):
    """No release, trace, channel or blob of that name."""


class NotFilled(StoreError):
    """Features are read from a store into which their history was never brought."""


class Corrupt(StoreError):
    """Stored bytes do not match their hash."""


class Conflict(StoreError):
    """Somebody else moved the pointer first."""


class GateRefused(TandemError):
    """A release without a passing verdict, or a recorded override, may not go live."""


class CodeMismatch(TandemError):
    """A release was made by other code than is loaded."""


class EmbedderMismatch(TandemError):
    """An index was asked with vectors of another embedder or precision than built it."""


class MissingExtra(TandemError, ImportError):
    """An optional dependency is not installed."""


class ProviderError(TandemError):
    """A chat model's server refused, failed or said nothing.

    ``status`` is that of HTTP, ``retry_after`` the seconds that the server asked for.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.retry_after = retry_after


class BudgetExceeded(TandemError):
    """A call would cost more than may be spent, or nobody knows what it costs."""


class Unanswered(TandemError):
    """A person was asked and has not answered yet; ``task`` is the id of the task."""

    def __init__(self, message: str, *, task: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.task = task


class Refused(TandemError):
    """A guard found what must not pass; the message names kinds, never words."""


class Halted(TandemError):
    """A stream stopped because too many events in a row failed: the code is at fault."""


class Overloaded(TandemError):
    """The server sheds this request; ``retry_after`` is in seconds."""

    def __init__(self, message: str, *, retry_after: float = 1.0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class DeadlineExceeded(TandemError):
    """A time limit passed before the work was done."""
