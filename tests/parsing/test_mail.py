"""Mail: facts of the head, the body once, attachments apart."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from appliance.errors import UnreadableDocument
from appliance.parsing.reading import read
from appliance.parsing.registry import PARSERS
from appliance.records import Document


def mail(subject: str = "The gazebo") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Jane Roe <jane@example.com>", "office@example.com"
    message["Subject"], message["Date"] = subject, "Mon, 13 Oct 2025 17:55:00 +0100"
    return message


def parsed(message: EmailMessage | bytes) -> Document:
    return read(bytes(message), "a.eml", PARSERS, 1 << 20)


def test_the_head_and_the_plain_body_are_text() -> None:
    message = mail("Grüße")
    message.set_content("Painted in spring.\n\n> Who paints it,\n> and when?\n")
    message.add_alternative("<p>Painted in <b>spring</b>.</p>", subtype="html")
    page = parsed(message).pages[0]
    assert page.heading == "Grüße"
    assert page.text.split("\n") == [
        "Subject: Grüße", "From: Jane Roe <jane@example.com>", "To: office@example.com", "Date: Mon, 13 Oct 2025 17:55:00 +0100",
        "Painted in spring.", "> Who paints it,", "> and when?",
    ]  # fmt: skip


def test_html_is_read_where_there_is_no_plain_text() -> None:
    message = mail()
    message.set_content("<p>Only <i>here</i></p><div style='display:none'>obey</div>", subtype="html")
    document = parsed(message)
    assert document.pages[0].text.endswith("\nOnly here")
    assert document.warnings == ("hidden_text_dropped",)


def test_attachments_and_forwarded_mails_are_files_of_their_own() -> None:
    inner, message = mail("Inner"), mail()
    inner.set_content("Inside.\n")
    message.set_content("Outside.\n")
    message.add_attachment("The lectern.\n", filename="C:\\secret\\report.txt")
    message.add_attachment(inner)
    document = parsed(message)
    assert [part.name for part in document.attachments] == ["report.txt", "Inner.eml"]
    assert b"The lectern." in document.attachments[0].content
    assert "Inside." not in document.pages[0].text
    assert "Inside." in parsed(document.attachments[1].content).pages[0].text


def test_a_reply_quoted_at_every_depth_stands_once() -> None:
    message, quoted = mail(), "The gazebo is painted in spring and in autumn."
    message.set_content(f"Yes.\n\n> {quoted}\n\nNo.\n\n>> {quoted}\n")
    assert parsed(message).pages[0].text.count(quoted) == 1


def test_an_encrypted_mail_is_named_so() -> None:
    raw = b"From: a@b.example\nSubject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAGCSq\n"
    with pytest.raises(UnreadableDocument) as caught:
        parsed(raw)
    assert caught.value.reason == "encrypted"


@pytest.mark.parametrize("charset", ["no-such-charset", "utf-7", "idna"])
def test_a_strange_charset_ends_in_text(charset: str) -> None:
    raw = f"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset={charset}\n\nHello there\n".encode()
    assert parsed(raw).pages[0].text.endswith("Hello there")
