"""What an EPUB says of itself and takes from files: metadata, heads, landmarks, pictures, fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import uharfbuzz as hb
from lxml import etree

from wenxuan import model as m
from wenxuan.checks.ebook_reading import SPACES, TYPE, Ebook, Fault, H, found, has
from wenxuan.checks.ebook_text import article_documents
from wenxuan.fonts import FontSet, load_fonts
from wenxuan.gate import read_whole
from wenxuan.layout.templates import whole
from wenxuan.pictures import MAX_BYTES, grid, grid_of_bytes, media_type

_FAR: Final = 6.0
"""Mean distance, of 255 levels, from which two pictures are not the same."""
_FLAT: Final = 8
"""Levels that a cover must have between its lightest and its darkest cell."""


def truths(book: Ebook, publication: m.Publication) -> Iterator[Fault]:
    """Metadata, heads, landmarks, pictures and fonts are those of the publication."""
    yield from _package(book, publication)
    yield from _landmarks(book)
    yield from _pages(book)
    yield from _pictures(book, publication)
    yield from _fonts(book, load_fonts(publication.head.language))
    titles = {title for article in publication.articles for title in _titles(article)}
    titles -= {_plain(publication.head.title)}
    for article, sections in zip(publication.articles, article_documents(book), strict=False):
        yield from _head(article, sections[0].find(f"{H}header"))
        for section in sections:
            called = _plain(section.getroottree().getroot().findtext(f"{H}head/{H}title") or "")
            if called in titles - _titles(article):
                yield "EPB020", article.file.name, {
                    "name": "<title>", "wanted": article.head.title, "found": called,
                }  # fmt: skip


def _titles(article: m.Article) -> set[str]:
    return {_plain(article.head.title), _plain(article.short_title)}


# --- what it says ---------------------------------------------------------------------------


def _package(book: Ebook, publication: m.Publication) -> Iterator[Fault]:
    head = publication.head
    names = {c.name for c in head.contributors}
    named = names | {author.name for a in publication.articles for author in a.head.authors}
    said = {tag: _texts(book, tag) for tag in ("title", "identifier", "language", "date")}
    rows = [
        ("dc:title", whole(head.title), (said["title"] or [""])[0]),
        ("dc:identifier", publication.identifier, (said["identifier"] or [""])[0]),
        ("dc:language", head.language, (said["language"] or [""])[0]),
        ("xml:lang", head.language, str(book.opf.get(_XML_LANG, head.language))),
    ]
    if head.date is not None:
        rows.append(("dc:date", head.date.isoformat(), (said["date"] or [""])[0]))
    if head.publisher is not None:
        rows.append(("dc:publisher", head.publisher.name, "".join(_texts(book, "publisher"))))
    for name, wanted, have in rows:
        if wanted != have:
            yield "EPB020", book.package, {"name": name, "wanted": wanted, "found": have}
    credited = {*_texts(book, "creator"), *_texts(book, "contributor")}
    for name in sorted(names - credited):
        yield "EPB020", book.package, {"name": "dc:creator", "wanted": name, "found": ""}
    for name in sorted(credited - named):
        yield "EPB020", book.package, {"name": "dc:creator", "wanted": "", "found": name}


_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"


def _texts(book: Ebook, tag: str) -> list[str]:
    return [(element.text or "").strip() for element in book.opf.iter(f"{_DC}{tag}")]


def _head(article: m.Article, header: etree._Element | None) -> Iterator[Fault]:
    """Names and titles of a head stand in it; its dates are the article's."""
    if header is None:
        return
    about, name = article.head, article.file.name
    said = _plain("".join(map(str, header.itertext())))
    wanted = [about.title, about.subtitle, about.kicker, about.abstract]
    wanted += [author.name for author in about.authors]
    wanted += [about.source.name] if about.source else []
    for text in filter(None, wanted):
        if _plain(text) not in said:
            yield "EPB020", name, {"name": "header", "wanted": text, "found": said[:40]}
    days = {day for day in (about.date, about.source.date if about.source else None) if day}
    for element in header.iter(f"{H}time"):
        shown = [int(n) for n in re.findall(r"\d+", "".join(map(str, element.itertext())))]
        day = next((d for d in days if d.isoformat() == element.get("datetime")), None)
        if day is None or (shown and shown != [day.year, day.month, day.day][: len(shown)]):
            yield "EPB020", name, {
                "name": "time", "wanted": " ".join(d.isoformat() for d in sorted(days)),
                "found": f"{element.get('datetime')} {shown}",
            }  # fmt: skip


def _plain(text: str) -> str:
    return re.sub(r"[\\|\s]", "", text)


def _landmarks(book: Ebook) -> Iterator[Fault]:
    """The text begins where the first document of the body is."""
    body = next((p for p, r in book.documents.items() if _kind(r) == "bodymatter"), "")
    links = book.list_of("landmarks")
    for link in links.iter(f"{H}a") if links is not None else ():
        path = book.path(str(link.get("href")).partition("#")[0], book.nav)
        if link.get(TYPE) == "bodymatter" and path != body:
            yield "EPB020", book.nav, {"name": "landmarks", "wanted": body, "found": path}
    for reference in book.opf.iterfind("o:guide/o:reference[@type='text']", SPACES):
        path = book.path(str(reference.get("href")).partition("#")[0], book.package)
        if path != body:
            yield "EPB020", book.package, {"name": "guide", "wanted": body, "found": path}


def _pages(book: Ebook) -> Iterator[Fault]:
    """The mark of a page says the number by which the list of pages calls it."""
    links = book.list_of("page-list")
    for link in links.iter(f"{H}a") if links is not None else ():
        file, _, fragment = str(link.get("href")).partition("#")
        root = book.documents.get(book.path(file, book.nav))
        for mark in found(root, "//*[@id=$i]", i=fragment) if root is not None else ():
            said = str(mark.get("aria-label") or mark.get("title") or mark.text or "")
            wanted = "".join(map(str, link.itertext()))
            if said != wanted:
                yield "EPB020", file, {"name": f"#{fragment}", "wanted": wanted, "found": said}


def _kind(root: etree._Element) -> str:
    inner = root.find("h:body", SPACES)
    return str(inner.get(TYPE, "")) if inner is not None else ""


# --- what it takes from files -----------------------------------------------------------------


def _pictures(book: Ebook, publication: m.Publication) -> Iterator[Fault]:
    """Each picture of an article looks like its file; a drawing is the file."""
    for article, sections in zip(publication.articles, article_documents(book), strict=False):
        nodes = [n for n in m.walk((article.blocks,)) if isinstance(n, m.Picture)]
        images = [
            (image, book.path(str(image.get("src")), _path(book, section)))
            for section in sections
            for image in section.iter(f"{H}img")
            if not any(a.get(TYPE) == "footnotes" for a in image.iterancestors())
        ]
        for node, (image, member) in zip(nodes, images, strict=False):
            file, style = publication.folder / node.file, str(image.get("style", ""))
            if not has(image, "inline") and not _wide(node.width, style):
                yield "EPB020", member, {
                    "name": "width", "wanted": node.width or "", "found": style,
                }  # fmt: skip
            if not _same(file, book.members.get(member, b"")):
                yield "EPB021", member, {"name": member, "wanted": file.name}
    covers = [p for p, i in book.manifest.items() if "cover-image" in str(i.get("properties"))]
    for member in covers:
        levels = grid_of_bytes(book.members.get(member, b""))
        if not levels or max(levels) - min(levels) < _FLAT:
            yield "EPB021", member, {"name": member, "wanted": "cover"}


def _wide(wanted: str | None, style: str) -> bool:
    """Whether a picture has the width that is asked for: 10.5 pt of print are an em of the text."""
    have = re.fullmatch(r"width: ([\d.]+)(em|%);?", style)
    if wanted is None or have is None:
        return not wanted and not style
    if wanted.endswith(("em", "%")):
        return "".join(have.groups()) == wanted
    number, unit = float(wanted[:-2]), wanted[-2:]
    ems = number * {"mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72, "pt": 1}[unit] / _EM
    return have[2] == "em" and abs(float(have[1]) - ems) < _NEAR


_EM: Final = 10.5
_NEAR: Final = 0.01


def _path(book: Ebook, section: etree._Element) -> str:
    root = section.getroottree().getroot()
    return next((path for path, one in book.documents.items() if one is root), "")


def _same(file: Path, data: bytes) -> bool:
    if read_whole(file, MAX_BYTES) == data:
        return True
    if media_type(file.name) == "image/svg+xml":
        # A heavy drawing is pixels here; its text stands in the picture's description.
        return data.startswith(b"\x89PNG")
    one, two = grid(file), grid_of_bytes(data)
    return bool(two) and sum(abs(a - b) for a, b in zip(one, two, strict=True)) <= _FAR * len(one)


def _fonts(book: Ebook, manifest: FontSet) -> Iterator[Fault]:
    """Each character of an embedded font has the outline of the file in fonts/."""
    sources = {font.path.name: font.path for font in manifest.files}
    for member, item in book.manifest.items():
        if "opentype" not in str(item.get("media-type")) and "font" not in str(
            item.get("media-type")
        ):
            continue
        name = member.rpartition("/")[2]
        known = sources.get(name)
        strange = "" if known is None else _strange(known, book.members.get(member, b""))
        if known is None or strange:
            yield "EPB021", member, {"name": f"{name} {strange}".strip(), "wanted": "fonts/"}


def _strange(file: Path, data: bytes) -> str:
    """The first character that two fonts do not draw alike; `?` for what is no font."""
    ours, theirs = hb.Face(data), hb.Face(hb.Blob.from_file_path(str(file)))
    if not ours.glyph_count:
        return "?"
    one, two = hb.Font(ours), hb.Font(theirs)
    for code in sorted(ours.unicodes):
        if _looks(one, code) != _looks(two, code):
            return f"U+{code:04X}"
    return ""


def _looks(font: Any, code: int) -> tuple[object, ...] | None:
    glyph = font.get_nominal_glyph(code)
    if glyph is None:
        return None
    box = font.get_glyph_extents(glyph)
    sides = (box.x_bearing, box.y_bearing, box.width, box.height) if box else None
    return font.get_glyph_h_advance(glyph), sides
