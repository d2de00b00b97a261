"""Word files to blocks, through mammoth; what it would drop is put into words first."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import mammoth  # type: ignore[import-untyped]
from lxml import html

from wenxuan.importing.dates import day_in
from wenxuan.importing.draft import Draft, Left, Person
from wenxuan.importing.elements import walk_html
from wenxuan.importing.people import byline
from wenxuan.importing.word_parts import BOX, RUBY, NotWord, packed, prepare, read_parts, said

_STYLES = f"""
p[style-name='Title'] => h1.title:fresh
p[style-name='标题'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='副标题'] => p.subtitle:fresh
p[style-name='Author'] => p.author:fresh
p[style-name='Date'] => p.date:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Caption'] => p.word-caption:fresh
p[style-name='caption'] => p.word-caption:fresh
p[style-name='Image Caption'] => p.word-caption:fresh
p[style-name='Table Caption'] => p.word-table:fresh
p.{BOX} => p.word-box:fresh
"""
_READING = re.compile("{}([^<]*?){}([^<]*?){}".format(*RUBY))
_KINDS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/x-ms-bmp": "bmp",
    "image/tiff": "tiff",
}
_SUFFIXES = frozenset((*_KINDS.values(), "jpeg", "tif"))


def read_word(data: bytes, stem: str) -> tuple[Draft, str]:
    """The blocks of a .docx, tracked changes taken as accepted; and every word that is in it.

    Raises NotWord.
    """
    draft = Draft()
    parts = read_parts(data)
    try:
        page = mammoth.convert_to_html(
            io.BytesIO(packed(prepare(parts, draft))),
            style_map=_STYLES,
            convert_image=_pictures(draft, stem),
            ignore_empty_paragraphs=True,
        ).value
    except NotWord:
        raise
    except Exception as error:
        raise NotWord(str(error)) from error
    page = _READING.sub(r"<ruby>\1<rt>\2</rt></ruby>", page)
    root = html.fragment_fromstring(page, create_parent="div")
    _lift_styles(root, draft)
    walk_html(root, draft)
    draft.blocks = [replace(b, kept=b.kept or b.broken) for b in draft.blocks]
    return draft, said(parts)


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
    """The paragraphs whose style says that they are title, subtitle, author, day."""
    for node in list(root.iter("h1", "p")):
        words = re.sub(r"\s+", " ", node.text_content()).strip()
        kind = node.get("class")
        if not words or not _taken(draft, kind, words):
            continue
        draft.lifted.append(Left(line=1, text=words, why=kind))
        node.drop_tree()


def _taken(draft: Draft, kind: str | None, words: str) -> bool:
    if kind in ("title", "subtitle") and not getattr(draft, kind):
        setattr(draft, kind, words)
    elif kind == "author":
        draft.authors += byline(f"作者:{words}") or [Person(name=words)]
    elif kind == "date" and day_in(words):
        draft.date = day_in(words)
    else:
        return False
    return True


def is_picture(name: str) -> bool:
    """True for a file that an edition can show, or that becomes one that it can."""
    return PurePosixPath(name).suffix.lower().removeprefix(".") in _SUFFIXES
