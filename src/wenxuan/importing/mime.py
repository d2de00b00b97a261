"""Mail as it is sent (RFC 5322, MIME): headers decoded, the letter read, pictures kept."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import PurePosixPath
from urllib.parse import unquote

from wenxuan.importing.balance import page_words
from wenxuan.importing.dates import day_in
from wenxuan.importing.draft import Block, Draft, Left, Person
from wenxuan.importing.encodings import Unknown, decode
from wenxuan.importing.inputs import article_stem
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


def read_mime(data: bytes, stem: str) -> tuple[Draft, str]:
    """The letter as a draft, and every word of it; `stem` begins the names of its pictures."""
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
    _enclosures(message, body, draft, stem)
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


def _enclosures(message: EmailMessage, body: object, draft: Draft, stem: str) -> None:
    """Pictures stand where the letter shows them, else at its end; the record names others."""
    for part in message.walk():
        if part is body or part.is_multipart():
            continue
        kind, name = part.get_content_type(), part.get_filename() or ""
        if kind in ("text/plain", "text/html") and not name:
            continue  # the same letter in its other form
        if part.get_content_maintype() == "image" and isinstance(part, EmailMessage):
            _picture(part, name or f"{len(draft.images) + 1}.{kind[6:]}", draft, stem)
            continue
        draft.removed.append(Left(line=1, text=f"{name} ({kind})".strip(), why="enclosure"))
        draft.guess("enclosure", name or kind, 1)


def _picture(part: EmailMessage, name: str, draft: Draft, stem: str) -> None:
    """A picture as a file of the draft, and as figures of it."""
    payload = part.get_payload(decode=True)
    suffix = PurePosixPath(name).suffix.lower()
    file = f"images/{stem}-{article_stem(PurePosixPath(name).stem)}{suffix}"
    if file in draft.images:
        file = f"images/{stem}-{len(draft.images) + 1}{suffix}"
    draft.images[file] = payload if isinstance(payload, bytes) else b""
    ident = f"cid:{str(part.get('content-id') or '').strip(' <>')}"
    shown = [i for i, block in enumerate(draft.blocks) if unquote(block.image) == ident]
    for i in shown:
        draft.blocks[i] = replace(draft.blocks[i], image=file)
    if not shown:
        draft.guess("enclosure", name, 1)
        draft.blocks.append(Block(kind="figure", text="", markup="", line=1, image=file))
