from __future__ import annotations

from tandem.guard import Secrets

KEY = "sk-" + "a1B2" * 6


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in Secrets().predict([text])[0]]


def test_keys_of_known_services_are_found() -> None:
    assert found(f"use {KEY} please") == [KEY]
    cloud, forge = "AKIA" + "A1" * 8, "ghp_" + "x1" * 12
    assert found(f"{cloud} and {forge}") == [cloud, forge]
    key = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----"
    assert found(f"{key} tail") == [key]


def test_plain_words_are_not() -> None:
    assert found("ask-me about sk-learn, the AKIA tribe and xoxo") == []
