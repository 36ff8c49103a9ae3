"""Patterns of personal data and secrets, held to their checksums where they have one."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_ANY_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True)
class Pattern:
    """A kind of thing that is written in a known way; ``holds`` says whether a match is one.

    ``hints`` are texts in small letters of which one stands in every match: looking for
    these first is cheap. ``digits`` says that a digit does.
    """

    kind: str
    form: re.Pattern[str]
    holds: Callable[[str], bool] | None = None
    hints: tuple[str, ...] = ()
    digits: bool = False

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text."""
        return ((start, end) for _, start, end in found_in((self,), text))


def found_in(patterns: Iterable[Pattern], text: str) -> Iterator[tuple[str, int, int]]:
    """What of some patterns stands in a text, and where."""
    low, some_digit = text.casefold(), _ANY_DIGIT.search(text) is not None
    for pattern in patterns:
        hinted = not pattern.hints or any(hint in low for hint in pattern.hints)
        if hinted and (some_digit or not pattern.digits):
            for match in pattern.form.finditer(text):
                if pattern.holds is None or pattern.holds(match.group()):
                    yield pattern.kind, *match.span()


def luhn(text: str) -> bool:
    """Whether the digits of a card number fit its last one (H. P. Luhn, 1960; ISO/IEC 7812-1).

    >>> luhn("4111 1111 1111 1111"), luhn("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(c) for c in text if c.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(digits) >= 12 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def iban(text: str) -> bool:
    """Whether an account number leaves 1 when divided by 97 (ISO 13616).

    >>> iban("GB82 WEST 1234 5698 7654 32"), iban("GB82 WEST 1234 5698 7654 33")
    (True, False)
    """
    plain = re.sub(r"[\s-]", "", text).upper()
    turned = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def social_security(text: str) -> bool:
    """Whether the parts of a US number are ones that are given out (SSA, since 2011).

    >>> social_security("460-89-9847"), social_security("666-12-3456")
    (True, False)
    """
    area, group, serial = re.split(r"[\s-]", text)
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def address(text: str) -> bool:
    """Whether a text is an internet address.

    >>> address("192.168.0.1"), address("1.2.3.400"), address("6e40:4041::2eb4")
    (True, False, True)
    """
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_DIGIT: Final = r"\d(?<![\w.-]\d)"
"""The first digit of a number: looking behind it, not before it, is three times as fast."""

PERSONAL: Final = (
    Pattern(
        "email",
        re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}"),
        hints=("@",),
    ),
    Pattern(
        "url",
        re.compile(r"\b(?:https?://|www\.)[^\s<>\"')]{1,200}", re.IGNORECASE),
        hints=("://", "www."),
    ),
    Pattern("iban", re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b"), iban, digits=True),
    Pattern("card", re.compile(_DIGIT + r"(?:[ -]?\d){11,18}(?![\w-])"), luhn, digits=True),
    Pattern(
        "ssn",
        re.compile(r"\d(?<![\w-]\d)\d{2}[ -]\d{2}[ -]\d{4}(?![\w-])"),
        social_security,
        digits=True,
    ),
    Pattern(
        "ip",
        re.compile(_DIGIT + r"\d{0,2}\.(?:\d{1,3}\.){2}\d{1,3}(?![\w.])"),
        address,
        digits=True,
    ),
    Pattern(
        "ip",
        re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}(?![\w:])"),
        address,
        hints=(":",),
    ),
)
"""What is personal whoever writes it and whatever stands around it."""
