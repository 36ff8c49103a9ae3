"""What secrets look like: names of fields, shapes of text, numbers of payment cards."""

from __future__ import annotations

import re
from dataclasses import dataclass

REDACTED = "[redacted]"

NAMES = (
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "secret",
    "secrets",
    "token",
    "apikey",
    "apikeys",
    "accesskey",
    "privatekey",
    "authorization",
    "credential",
    "credentials",
    "cookie",
    "cookies",
    "cardnumber",
    "cvv",
)
"""Endings of secret-like names, lower case without ``_`` and ``-``: ``X-Api-Key`` is one."""


@dataclass(frozen=True)
class Pattern:
    """A shape of secret text.

    ``hints`` are lower-case literals: text without any of them cannot match, which is
    found out a hundred times faster than by the expression. No hints: always tried.
    Expressions are ASCII; of white space they may ask for blanks only, since they are also
    tried on JSON, where a newline is written as two characters.
    """

    expression: str
    hints: tuple[str, ...] = ()
    replacement: str = REDACTED


PATTERNS = (
    Pattern(r"\bsk-(?=[\w-]*[0-9])[\w-]{16,}", ("sk-",)),  # OpenAI, Anthropic, OpenRouter
    Pattern(r"\b[sr]k_(?:live|test)_\w{10,}", ("k_live_", "k_test_")),  # Stripe
    Pattern(r"\bA(?:KIA|SIA)[0-9A-Z]{16}\b", ("akia", "asia")),  # AWS
    Pattern(r"\bgh[pousr]_\w{20,}", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")),  # GitHub
    Pattern(r"\bgithub_pat_\w{20,}", ("github_pat_",)),
    Pattern(r"\bglpat-[\w-]{16,}", ("glpat-",)),  # GitLab
    Pattern(r"\bxox[abeoprs]-[\w-]{10,}", ("xox",)),  # Slack
    Pattern(r"\bAIza[\w-]{35}", ("aiza",)),  # Google
    Pattern(r"\bhf_\w{20,}", ("hf_",)),  # Hugging Face
    Pattern(r"\bnpm_\w{30,}", ("npm_",)),
    Pattern(r"\bpypi-[\w-]{40,}", ("pypi-",)),
    Pattern(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*", ("eyj",)),  # JSON web token
    Pattern(
        r"(?i)\b(bearer|basic) +(?=[^ ]*[0-9=]|[^ ]{16})[\w.~+/=-]{8,}",
        ("bearer", "basic"),
        rf"\1 {REDACTED}",
    ),
    Pattern(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|[\s\S]*)",
        ("private key-",),
    ),
    Pattern(r"://([^\s/:@\"]*):[^\s/@\"]+@", ("://",), rf"://\1:{REDACTED}@"),  # URL password
)

CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)", re.ASCII)
_ISSUED = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|35\d{14}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12}",
    re.ASCII,
)


def is_card(text: str) -> bool:
    """Whether digits (spaces and dashes aside) are a payment card number: issuer and Luhn.

    >>> is_card("4111 1111 1111 1111"), is_card("4111 1111 1111 1112")
    (True, False)
    """
    digits = text.replace(" ", "").replace("-", "")
    if not _ISSUED.fullmatch(digits):
        return False
    values = [int(digit) for digit in reversed(digits)]
    return sum(values[::2] + [sum(divmod(2 * value, 10)) for value in values[1::2]]) % 10 == 0
