"""Mail as it is sent (RFC 5322, MIME): headers decoded, the letter read, enclosures named."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from wenxuan.importing.balance import page_words
from wenxuan.importing.dates import day_in
from wenxuan.importing.draft import Draft, Left, Person
from wenxuan.importing.encodings import Unknown, decode
from wenxuan.importing.mail import clean_subject, is_mail, read_mail, sender
from wenxuan.importing.plain import read_plain
from wenxuan.importing.webpage import read_html

_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+\r?\n")
_CODED = re.compile(
    rb"^(?:mime-version|content-transfer-encoding|content-type)\s*:|=\?[\w-]+\?[bq]\?",
    re.IGNORECASE | re.MULTILINE,
)
_SAID = ("subject", "from", "to", "cc", "date")


def is_mime(data: bytes) -> bool:
    """True for a letter with its headers as a server sends them."""
    head = _HEADERS.match(data.lstrip())
    return (
        head is not None
        and re.search(rb"^(?:from|subject)\s*:", head[0], re.IGNORECASE | re.MULTILINE) is not None
        and _CODED.search(head[0]) is not None
    )


def read_mime(data: bytes) -> tuple[Draft, str]:
    """The letter as a draft, and every word of it."""
    message = message_from_bytes(data.lstrip(), policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    text = _text(body) if isinstance(body, EmailMessage) else ""
    is_page = body is not None and body.get_content_type() == "text/html"
    draft = read_html(text) if is_page else read_mail(text) if is_mail(text) else _letter(text)
    words = [page_words(text) if is_page else text]
    for key in _SAID:
        value = re.sub(r"\s+", " ", str(message.get(key) or "")).strip()
        if value:
            words.append(value)
            draft.lifted.append(Left(line=1, text=f"{key}: {value}", why="mail header"))
    _head(message, draft)
    _enclosures(message, body, draft)
    return draft, "\n".join(words)


def _letter(text: str) -> Draft:
    """A letter, quoted ones told apart as in a thread that was saved as text."""
    return read_mail(text) if re.search(r"^>", text, re.MULTILINE) else read_plain(text)


def _head(message: EmailMessage, draft: Draft) -> None:
    subject = clean_subject(str(message.get("subject") or ""))
    draft.title = subject or draft.title
    name = sender(str(message.get("from") or ""))
    if name and not draft.authors:
        draft.authors = [Person(name=name)]
    date = message.get("date")
    moment = getattr(date, "datetime", None)
    draft.date = draft.date or (moment.date().isoformat() if moment else day_in(str(date or "")))


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    try:
        return decode(data, charset).text
    except (LookupError, Unknown):
        try:
            return decode(data).text
        except Unknown:
            return data.decode("utf-8", "replace")


def _enclosures(message: EmailMessage, body: object, draft: Draft) -> None:
    """Enclosures are named in the record."""
    for part in message.walk():
        if part is body or part.is_multipart():
            continue
        kind, name = part.get_content_type(), part.get_filename() or ""
        if kind in ("text/plain", "text/html") and not name:
            continue  # the same letter in its other form
        draft.removed.append(Left(line=1, text=f"{name} ({kind})".strip(), why="enclosure"))
        draft.guess("enclosure", name or kind, 1)
