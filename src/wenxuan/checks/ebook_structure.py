"""Structure of an EPUB: files, ids, links, contents, notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urldefrag

from lxml import etree

from wenxuan.checks.ebook_reading import SPACES, TYPE, Ebook, Fault, H, found, has, is_call, text

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def files(book: Ebook) -> Iterator[Fault]:
    """Every item exists, every file is an item, and every picture, font and style is used."""
    there = {n for n in book.members if n != "mimetype" and not n.startswith("META-INF/")}
    there.discard(book.package)
    listed = [str(i.get("id")) for i in book.opf.iterfind("o:manifest/o:item", SPACES)]
    for name in sorted(set(book.manifest) - there):
        yield "EPB005", book.package, {"problem": f"missing {name}"}
    for name in sorted(there - set(book.manifest)):
        yield "EPB005", name, {"problem": "not in the manifest"}
    for id_, times in Counter(listed).items():
        if times > 1:
            yield "EPB005", book.package, {"problem": f"id {id_} twice"}
    used = {book.path(urldefrag(href)[0], source) for source, href in _links(book)}
    for name, item in book.manifest.items():
        kind = str(item.get("media-type"))
        apart = "cover-image" in (item.get("properties") or "").split()
        wanted = kind.startswith(("image/", "font/", "text/css")) or "opentype" in kind
        if wanted and not apart and name not in used:
            yield "EPB005", name, {"problem": "nothing uses it"}


def ids(book: Ebook) -> Iterator[Fault]:
    """No id stands twice in a document; documents say their language twice and alike."""
    for path, root in book.documents.items():
        counted = Counter(str(id_) for id_ in found(root, "//@id"))
        for id_, times in counted.items():
            if times > 1:
                yield "EPB005", path, {"problem": f"id {id_} twice"}
        if not root.get("lang") or any(e.get("lang") != e.get(_XML_LANG) for e in root.iter()):
            yield "EPB005", path, {"problem": "lang, xml:lang"}


def links(book: Ebook) -> Iterator[Fault]:
    """Every address inside the book leads to a member and an id in it."""
    known: dict[str, set[str]] = {}
    for source, href in _links(book):
        target, fragment = urldefrag(href)
        path = book.path(target, source) if target else source
        if path not in book.members:
            yield "EPB013", source, {"problem": href}
            continue
        if fragment and path not in known:
            known[path] = {str(id_) for id_ in found(book.xml(path), "//@id")}
        if fragment and unquote(fragment) not in known[path]:
            yield "EPB013", source, {"problem": href}


def _links(book: Ebook) -> Iterator[tuple[str, str]]:
    for path, root in book.documents.items():
        for value in map(str, found(root, "//@href | //@src")):
            if not re.match(r"[a-z]+:", value):
                yield path, value
    for path in book.of_type("application/x-dtbncx+xml"):
        for element in book.xml(path).iterfind(".//n:content", SPACES):
            yield path, str(element.get("src"))
    for path in book.of_type("text/css"):
        for url in re.findall(r'url\(\s*"?([^")]+)', book.members[path].decode()):
            yield path, url
    for reference in book.opf.iterfind("o:guide/o:reference", SPACES):
        yield book.package, str(reference.get("href"))


# --- notes --------------------------------------------------------------------------------


def notes(book: Ebook) -> Iterator[Fault]:
    """Each call leads to a note of its document, each note back to all of its calls."""
    for path, root in book.documents.items():
        calls = {
            str(a.get("id")): str(a.get("href"))
            for a in root.iterfind(".//h:a[@role='doc-noteref']", SPACES)
        }
        asides = dict(_notes(root))
        for id_, note in asides.items():
            backs = note.iterfind(".//h:a[@role='doc-backlink']", SPACES)
            back = sorted(str(a.get("href"))[1:] for a in backs)
            callers = sorted(c for c, href in calls.items() if href == f"#{id_}")
            if not callers or back != callers:
                yield "EPB007", path, {"problem": f"#{id_}: {callers} / {back}"}
        for call, href in calls.items():
            if href[1:] not in asides:
                yield "EPB007", path, {"problem": f"#{call}: {href}"}


def _notes(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Notes by the id that calls lead to: on the aside, or in Duokan's form on its item."""
    for aside in root.iterfind(".//h:aside", SPACES):
        if aside.get(TYPE) == "footnote":
            inner = aside.find(".//h:li[@class='duokan-footnote-item']", SPACES)
            yield str(aside.get("id") or (inner.get("id") if inner is not None else "")), aside


# --- contents -----------------------------------------------------------------------------

Line = tuple[int, str, str]
"""Depth, path and label."""


def contents(book: Ebook, parted: Sequence[bool] = ()) -> Iterator[Fault]:
    """Contents and NCX have the headings in their order; a very long list stops at articles.

    `parted` tells of each article of the body whether it stands in a part with a title.
    """
    lines = nav_lines(book)
    expected = heading_lines(book, 3, parted)
    if len(expected) > _DETAILED:
        expected = heading_lines(book, parted=parted)
    if len(expected) > _LONG:
        titles = {row for row in expected if row in lines}
        expected = [row for row in expected if row in titles]
    for want, have in zip(expected, lines, strict=False):
        if want != have:
            yield "EPB006", book.nav, {"problem": f"{want} / {have}"}
            return
    if len(expected) != len(lines):
        yield "EPB006", book.nav, {"problem": f"{len(expected)} / {len(lines)}"}
    for path in book.of_type("application/x-dtbncx+xml"):
        yield from _ncx(book, path, lines)
    yield from _ends(book)


_DETAILED, _LONG = 300, 1500
"""Lines above which the contents stop at sections, and at articles."""


def _ends(book: Ebook) -> Iterator[Fault]:
    """Each line of the contents leads to the heading that it names, and no two to one."""
    seen: Counter[str] = Counter()
    for source, href, label in _entries(book):
        file, fragment = urldefrag(href)
        root = book.documents.get(book.path(file, source))
        if root is None:
            continue
        ends = found(root, "//*[@id=$i]", i=unquote(fragment)) if fragment else [root]
        end = next(iter(ends), None)
        head = end if end is None or end.tag in _HEADS else next(end.iter(*_HEADS), None)
        seen[f"{source} {href}"] += 1
        named = head is not None and label.endswith((_called(head), text(head, is_call)))
        if not named or seen[f"{source} {href}"] > 1:
            yield "EPB006", source, {"problem": f"“{label}” → {href}"}


def _entries(book: Ebook) -> Iterator[tuple[str, str, str]]:
    """Member, address and label of each line of the contents and of the NCX."""
    toc = book.list_of("toc")
    for link in toc.iter(f"{H}a") if toc is not None else ():
        yield book.nav, str(link.get("href")), text(link)
    for path in book.of_type("application/x-dtbncx+xml"):
        for point in book.xml(path).iterfind(".//n:navPoint", SPACES):
            label, place = point.find("n:navLabel/n:text", SPACES), point.find("n:content", SPACES)
            if label is not None and place is not None:
                yield path, str(place.get("src")), label.text or ""


_HEADS = tuple(f"{H}h{n}" for n in range(1, 7))


def _ncx(book: Ebook, path: str, lines: list[Line]) -> Iterator[Fault]:
    root = book.xml(path)
    labels = [e.text for e in root.iterfind("n:navMap//n:navPoint/n:navLabel/n:text", SPACES)]
    wanted = [label for depth, _, label in lines if depth <= 2]
    if labels != wanted:
        yield "EPB006", path, {"problem": f"NCX {len(wanted)} / {len(labels)}"}
    orders = [e.get("playOrder") for e in root.iter() if e.get("playOrder")]
    if orders != [str(n + 1) for n in range(len(orders))]:
        yield "EPB006", path, {"problem": "NCX playOrder"}
    deepest = min(2, max((depth for depth, _, _ in lines), default=0))
    stated = root.find("n:head/n:meta[@name='dtb:depth']", SPACES)
    if stated is None or stated.get("content") != str(deepest):
        yield "EPB006", path, {"problem": "NCX dtb:depth"}


def nav_lines(book: Ebook) -> list[Line]:
    """The lines of the contents."""
    toc = book.list_of("toc")
    first = toc.find(f"{H}ol") if toc is not None else None
    return list(_lines(book, first, 1)) if first is not None else []


def _lines(book: Ebook, ol: etree._Element, depth: int) -> Iterator[Line]:
    for li in ol:
        a = li.find(f"{H}a")
        if a is not None:
            yield depth, book.path(urldefrag(str(a.get("href")))[0], book.nav), text(a)
        for inner in li.iterfind(f"{H}ol"):
            yield from _lines(book, inner, depth + 1)


def _called(heading: etree._Element) -> str:
    """What the contents call a heading: its short form where it has one."""
    return str(heading.get("data-label") or text(heading, is_call))


def heading_lines(
    book: Ebook, deepest: int = 2, parted: Sequence[bool] = ()
) -> list[Line]:
    """What the contents must be, from the headings of the documents in the order of the spine.

    Where nobody says which articles are `parted`, all behind the title of a part are.
    """
    lines: list[Line] = []
    within = iter(parted)
    inside = sections = False
    for path, root in book.documents.items():
        body = root.find(f"{H}body")
        section = body.find(f"{H}section") if body is not None else None
        if body is None or section is None or not (has(section, "article") or has(section, "part")):
            continue
        in_body = body.get(TYPE) == "bodymatter"
        inside = (inside and in_body) or has(section, "part")
        title = section.find(f".//{H}h1")
        if title is not None and in_body and has(section, "article"):
            inside = next(within, inside)
        depth = 2 if inside and has(section, "article") else 1
        if title is not None:
            label = section.find(f"{H}p[@class='part-label']")
            called = [_called(one) for one in (label, title) if one is not None]
            lines.append((depth, path, "\u3000".join(called)))
        sections = sections and title is None
        for h in section.iter(f"{H}h2", f"{H}h3" if deepest > 2 else f"{H}h2"):
            sections = sections or h.tag == f"{H}h2"
            lines.append((depth + 1 + (sections and h.tag == f"{H}h3"), path, text(h, is_call)))
    return lines
