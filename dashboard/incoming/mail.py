"""Mails (EML): the text with its subject as the title, and each file attached that can be read as a further report."""

from __future__ import annotations

import email
import email.policy
import email.utils
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from typing import Any

from dashboard.errors import ReportError
from dashboard.incoming.formats import is_read, unread
from dashboard.incoming.guard import refusing
from dashboard.incoming.html_page import page_report
from dashboard.incoming.limits import DEEPEST, LARGEST, check_size
from dashboard.incoming.records import Found, IncomingText, Source, source_of_bytes
from dashboard.incoming.told import clean_line, decoded_as, told_day, told_source, with_title
from dashboard.reading.report import decode_text

ADVICE = "Save it anew as .eml from a mail program, or copy its text."
_MOST_PARTS = 1_000


def read(source: Source) -> Iterator[Found]:
    """The report of a mail, then those of its attachments, which have its day and sender where they tell none."""
    check_size(source.size, "eml")
    with source.open() as file:
        data = file.read(LARGEST["eml"] + 1)
    with refusing("mail", ADVICE):
        message = email.message_from_bytes(data, policy=email.policy.default)
        if not message.keys() or (message.get("from") is None and message.get("subject") is None):
            raise ReportError(f"It has neither a sender nor a subject, so it is no mail. {ADVICE}")
        told = _told(message)
        attachments = _attachments(message)
        body = _body(message)
    if source.depth >= DEEPEST and attachments:
        raise ReportError(f"Files lie more than {DEEPEST} deep in each other. Save what is attached on its own.")
    if body is not None or not attachments:
        yield Found("", partial(_load, body, told))
    from dashboard.incoming.readers import read_source  # which has this reader among its own

    for name, attached in attachments:
        for found in read_source(source_of_bytes(name, attached, within=source), name):
            yield Found(found.where, partial(_attached, found, told))


def _told(message: EmailMessage) -> IncomingText:
    """What the head of a mail says; its subject in the place of the text."""
    name, address = email.utils.parseaddr(str(message.get("from") or ""))
    return IncomingText(
        text=clean_line(str(message.get("subject") or "")),
        published=told_day(str(message.get("date") or "")),
        source=told_source(name, address),
        external_id=clean_line(str(message.get("message-id") or ""))[:200],
    )


def _body(message: EmailMessage) -> EmailMessage | None:
    bodies = [message.get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
    filled = [one for one in bodies if one is not None and (one.get_payload(decode=True) or b"").strip()]  # type: ignore[union-attr]
    return filled[0] if filled else None  # type: ignore[return-value]


def _load(body: EmailMessage | None, told: IncomingText) -> IncomingText:
    if body is None:
        raise ReportError("The mail has no text.")
    with refusing("mail", ADVICE):
        text = _part_text(body)
        if body.get_content_type() == "text/html":
            text = page_report(text).text
    return replace(told, text=with_title(told.text, text.replace("\r\n", "\n")))


def _part_text(part: EmailMessage) -> str:
    """The text of a part in the encoding that it says, or that it looks like."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(part.get_payload())
    text = decoded_as(data, part.get_content_charset() or "utf-8")
    return decode_text(data) if text is None else text


def _attachments(message: EmailMessage) -> list[tuple[str, bytes]]:
    """The names and bytes of the files attached that may be reports."""
    found: list[tuple[str, bytes]] = []
    for number, part in enumerate(_parts(message), start=1):
        if number > _MOST_PARTS:
            raise ReportError(f"The mail has more than {_MOST_PARTS:,} parts.")
        name = clean_line(part.get_filename() or "")
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner:
                found.append((f"{name or f'mail {number}'}".removesuffix(".eml") + ".eml", bytes(inner[0])))
        elif isinstance(data := part.get_payload(decode=True), bytes) and data:
            name = name or f"attachment {number}.txt"
            if is_read(name) or unread(name):  # a picture holds no report
                found.append((name, data))
    return found


def _parts(message: EmailMessage) -> Iterator[Any]:
    """The parts attached to a mail, not those within a mail attached."""
    for part in message.iter_attachments() if message.is_multipart() else ():
        if part.get_filename() or part.get_content_type() in ("message/rfc822", "text/plain"):
            yield part


def _attached(found: Found, told: IncomingText) -> IncomingText:
    loaded = found.load()
    return replace(loaded, published=loaded.published or told.published, source=loaded.source or told.source)
