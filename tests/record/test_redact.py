from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tandem.record import Redactor
from tandem.record.secrets import REDACTED, Pattern

redactor = Redactor()

# None of these is a real one; each has the published shape.
SECRETS = [
    "sk-proj-abc123DEF456ghi789JKL",
    "sk-ant-api03-abc123DEF456ghi789",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "github_pat_" + "11ABCDEFG0123456789_abcdefghij",
    "glpat-" + "abcDEF1234567890_xyz",
    "xoxb-" + "123456789012-abcdefGHIJKL",
    "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "hf_" + "abcdefghijKLMNOPQRST1234",
    "npm_" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "4111 1111 1111 1111",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("around", ["{}", "use {} please", "\n{}\n", "'{}'", '{{"a": "{}"}}'])
def test_secret_text_leaves_and_the_rest_stays(secret: str, around: str) -> None:
    text = around.format(secret)
    clean = redactor.text(text)
    assert secret not in clean
    assert clean == text.replace(secret, REDACTED)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("key: -----BEGIN PRIVATE KEY-----\nMIIEvQ cut off", "key: [redacted]"),
        ("Authorization: Bearer abc123def456", "Authorization: [redacted]"),
        ("send bearer abcdefghijklmnop now", "send bearer [redacted] now"),
        ("postgresql://bob:hunter2@db/x", "postgresql://bob:[redacted]@db/x"),
        ("redis://:hunter2@cache", "redis://:[redacted]@cache"),
        ("password=hunter2&user=bob", "password=[redacted]&user=bob"),
        ("my API key: abc, and so on", "my API key: [redacted], and so on"),
        ('{"client_secret": "hunter2", "a": 1}', '{"client_secret": "[redacted]", "a": 1}'),
        (r"{\"password\": \"hunter2\"}", r"{\"password\": \"[redacted]\"}"),
    ],
)
def test_secrets_by_what_stands_before_them(text: str, clean: str) -> None:
    assert redactor.text(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "a token is a piece of text; tokens_in counts them",
        "basic authentication, the bearer of news, https://example.org:8080/a@b",
        "task-based-evaluation-of-long-answers, sk-learn-style-names-without-digits",
        "order 1234567890123456 of 2026-01-02 2026-01-03",
        "0.4111111111111111",
        "half_life, how-to/serve#limits, akiaki, xoxo",
    ],
)
def test_plain_text_stays(text: str) -> None:
    assert redactor.text(text) == text
    assert not redactor.suspicious(msgspec.json.encode({"text": text}))


@pytest.mark.parametrize(
    "key", ["password", "Passwords", "API-Key", "x_api_key", "openaiApiKey", "access_token", "CVV"]
)
def test_values_under_secret_names_leave(key: str) -> None:
    assert redactor.redact({key: "hunter2", "a": [{key: [1]}]}) == {
        key: REDACTED,
        "a": [{key: REDACTED}],
    }


def test_what_is_no_secret_under_a_secret_name_stays() -> None:
    value = {"token": None, "password": True, "tokens_in": 5, "tokenizer": "words"}
    assert redactor.redact(value) == value


def test_a_card_number_as_a_number_leaves() -> None:
    value = [4111111111111111, 4111111111111112, 0.4111111111111111, True]
    assert redactor.redact(value) == [REDACTED, *value[1:]]


def test_clean_json_is_the_same_object() -> None:
    encoded = msgspec.json.encode({"text": "how do I serve?", "score": 0.123456789012345})
    assert redactor.clean(encoded) is encoded


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_gets_past_the_search(secret: str) -> None:
    encoded = msgspec.json.encode([{"a": f"one\n{secret}", "b": 0.12345678901234567}])
    assert redactor.suspicious(encoded)
    assert redactor.clean(encoded) == msgspec.json.encode(
        [{"a": f"one\n{REDACTED}", "b": 0.12345678901234567}]
    )


NAMES = ["password", "token", "API key", "Bearer ", "://a:b@c", "sk-", "4111111111111111"]
LETTERS = list(":=\"\\' \n.-_x7\x01éſ\u212a")
pieces = st.sampled_from([*SECRETS, *NAMES, *LETTERS])
texts = st.lists(pieces | st.text(max_size=3), max_size=6).map("".join)
values = st.recursive(
    texts | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@given(values)
@example({"to\u212aen": "x"})
@example(["\x014111111111111111"])
@example("pa\u017f\u017fword=x")
def test_what_the_search_lets_pass_holds_nothing_to_redact(value: Any) -> None:
    encoded = msgspec.json.encode(value)
    value = msgspec.json.decode(encoded)
    if not redactor.suspicious(encoded):
        assert redactor.redact(value) == value


def test_own_names_and_patterns() -> None:
    ours = Redactor(names=["patient"], patterns=[Pattern(r"MRN\d{6}")])
    encoded = msgspec.json.encode({"patient": "Ann", "note": "see MRN123456", "password": "x"})
    assert msgspec.json.decode(ours.clean(encoded)) == {
        "patient": REDACTED,
        "note": f"see {REDACTED}",
        "password": "x",
    }
