"""Word files to blocks, through mammoth; tracked deletions and comments go into the record."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Any

import mammoth  # type: ignore[import-untyped]
from lxml import etree, html

from wenxuan.importing.draft import Draft, Left
from wenxuan.importing.elements import walk_html

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='标题'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='副标题'] => p.subtitle:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='caption'] => p.caption:fresh
"""
_KINDS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/webp": "webp",
}
MAX_PARTS = 256 * 1024 * 1024
"""Bytes that a Word file may unfold to."""


class NotWord(ValueError):
    """The bytes are no Word file that can be read."""


def read_word(data: bytes, stem: str) -> Draft:
    """The blocks of a .docx; tracked changes are taken as accepted.

    Raises NotWord.
    """
    draft = Draft()
    parts = _parts(data)
    _read_changes(parts, draft)
    try:
        page = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=_pictures(draft, stem),
            ignore_empty_paragraphs=True,
        ).value
    except Exception as error:
        raise NotWord(str(error)) from error
    root = html.fragment_fromstring(page, create_parent="div")
    _lift_styles(root, draft)
    walk_html(root, draft)
    return draft


def _parts(data: bytes) -> dict[str, bytes]:
    """The XML parts of the package that matter here."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(info.file_size for info in package.infolist()) > MAX_PARTS:
                raise NotWord("too large")
            names = ("word/document.xml", "word/footnotes.xml", "word/comments.xml")
            parts = {name: package.read(name) for name in names if name in package.namelist()}
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise NotWord(str(error)) from error
    if "word/document.xml" not in parts:
        raise NotWord("no word/document.xml")
    return parts


def _xml(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotWord(str(error)) from error


def _read_changes(parts: dict[str, bytes], draft: Draft) -> None:
    """Deleted words and comments, in the record; the number of insertions, as a guess."""
    document = _xml(parts["word/document.xml"])
    paragraphs = list(document.iter(f"{_W}p"))
    for number, paragraph in enumerate(paragraphs, 1):
        for change in paragraph.iter(f"{_W}del"):
            words = "".join(t.text or "" for t in change.iter(f"{_W}delText"))
            if words:
                draft.removed.append(
                    Left(line=number, text=words, why=_who("tracked deletion", change))
                )
        for change in paragraph.iter(f"{_W}ins"):
            words = "".join(t.text or "" for t in change.iter(f"{_W}t"))
            if words:
                draft.guess("tracked insertion", words, number)
    if "word/comments.xml" in parts:
        for comment in _xml(parts["word/comments.xml"]).iter(f"{_W}comment"):
            words = "".join(t.text or "" for t in comment.iter(f"{_W}t"))
            draft.removed.append(Left(line=1, text=words, why=_who("comment", comment)))


def _who(what: str, node: Any) -> str:
    author = node.get(f"{_W}author")
    return f"{what} ({author})" if author else what


def _pictures(draft: Draft, stem: str) -> Any:
    """A converter that keeps each picture as a file of the publication."""

    def keep(image: Any) -> dict[str, str]:
        kind = _KINDS.get(image.content_type, "")
        name = f"images/{stem}-{len(draft.images) + 1}.{kind or 'bin'}"
        with image.open() as stream:
            draft.images[name] = stream.read()
        return {"src": name}

    return mammoth.images.img_element(keep)


def _lift_styles(root: html.HtmlElement, draft: Draft) -> None:
    """The paragraphs whose style says that they are title and subtitle."""
    for node in list(root.iter("h1", "p")):
        words = re.sub(r"\s+", " ", node.text_content()).strip()
        kind = node.get("class")
        if kind in ("title", "subtitle") and words and not getattr(draft, kind):
            setattr(draft, kind, words)
            draft.lifted.append(Left(line=1, text=words, why=kind))
            node.drop_tree()


def is_picture(name: str) -> bool:
    """True for a file that an edition can show."""
    return PurePosixPath(name).suffix.lower() in (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
