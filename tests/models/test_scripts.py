from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.models import TextClassifier
from tandem.models.scripts import spaced, unaccented, words
from tests.models.samples_of_text import texts_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("हिन्दी में कार्ड", ["हिन्दी", "में", "कार्ड"]),  # vowel signs stay with their letters
        ("co\u00adoper\u200bate", ["cooperate"]),  # unseen characters part no words
        ("ﬁle №5", ["file", "no5"]),
        ("مـــرحبا", ["مرحبا"]),  # the stroke that stretches
        ("e\u0301te\u0301", ["été"]),  # composed or not, the same
        ("ΣΊΣΥΦΟΣ", ["σίσυφοσ"]),
        ("😀 !?", []),
    ],
)
def test_words_of_any_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("我的银行卡", ["我", "的", "银", "行", "卡"]),
        ("カード2枚", ["カ", "ー", "ド", "2", "枚"]),
        ("บัตร", ["บั", "ต", "ร"]),
        ("안녕", ["안녕"]),
        ("straße", ["straße"]),
    ],
)
def test_scripts_without_spaces_are_parted_into_letters(word: str, parts: list[str]) -> None:
    assert spaced(word) == parts


@pytest.mark.parametrize(
    ("word", "plain"),
    [("façade", "facade"), ("ёлка", "елка"), ("שָׁלוֹם", "שלום"), ("हिन्दी", "हिन्दी"), ("ガ", "ガ")],
)
def test_accents_go_and_vowel_signs_stay(word: str, plain: str) -> None:
    assert unaccented(word) == plain


@given(st.text())
def test_no_letter_is_lost(text: str) -> None:
    found = words(text)
    assert found == words(" ".join(found))
    assert all("".join(spaced(word)) == word for word in found)


def test_a_classifier_reads_without_spaces_and_without_accents() -> None:
    rows = texts_of(6)
    chinese = [
        "我的银行卡丢了",
        "银行卡被盗了",
        "卡丢了怎么办",
        "账单太贵了",
        "请问账单何时到期",
        "支付账单",
    ]
    spanish = ["perdí mi tarjeta crédito", "tarjeta de crédito", "pagué la factura", "factura ayer"]
    more = rows.__class__(
        [*rows.inputs, *chinese, *spanish],
        [*rows.targets, *["card"] * 3, *["bill"] * 3, "card", "card", "bill", "bill"],
    )
    fitted = TextClassifier(calibrate=False).fit(more)
    said = fitted.predict(["找不到银行卡", "账单呢", "CREDITO", "pague"])
    assert [one.label for one in said] == ["card", "bill", "card", "bill"]
