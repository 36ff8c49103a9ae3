from __future__ import annotations

from tandem.llm.fake.embeddings import document, fake_vector, texts


def test_one_text_alone_is_a_list_of_one() -> None:
    assert texts({"input": "late parcel"}) == ["late parcel"]
    assert texts({"input": ["a", "b"]}) == ["a", "b"]


def test_a_document_keeps_the_order_and_counts_words() -> None:
    found = document({"model": "m", "input": ["a b", "c"]}, [[1.0], [2.0]])
    assert [row["embedding"] for row in found["data"]] == [[1.0], [2.0]]
    assert found["usage"]["total_tokens"] == 3


def test_a_vector_counts_words_whatever_their_order_and_case() -> None:
    assert fake_vector("Late parcel") == fake_vector("parcel late") != fake_vector("parcel")
