from __future__ import annotations

from email.message import EmailMessage

from tandem.search.parse.message import read_message


def message(html: bool) -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "Größe"
    mail["From"] = "Ann <ann@example.org>"
    mail["Date"] = "Tue, 24 Nov 2026 10:00:00 +0000"
    if html:
        mail.set_content("<h2>Hi</h2><p>Two.</p><script>x()</script>", subtype="html")
    else:
        mail.set_content("One.\n\nTwo.\n")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    return mail.as_bytes()


def test_a_message_is_its_text_and_says_who_and_when() -> None:
    document = read_message(message(html=False), "m.eml")
    assert (document.title, document.text) == ("Größe", "One.\n\nTwo.")
    assert document.metadata == {
        "from": "Ann <ann@example.org>",
        "date": "Tue, 24 Nov 2026 10:00:00 +0000",
        "attachments": "a.pdf",
    }
    assert [document.read(e) for e in document.elements] == ["One.", "Two."]


def test_a_message_of_html_alone_is_read_as_a_page() -> None:
    assert read_message(message(html=True), "m.eml").text == "## Hi\n\nTwo."


def test_any_bytes_are_a_message() -> None:
    assert read_message(b"\xff\xfe no header at all", "m.eml").title == ""
