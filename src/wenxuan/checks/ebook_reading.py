"""An EPUB read back as a reading system sees it, without any code that wrote it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from lxml import etree

H = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
SPACES = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
}
Fault = tuple[str, str, dict[str, object]]
"""Code, member of the zip, arguments."""


@dataclass(frozen=True)
class Ebook:
    """The members of the zip by their paths."""

    members: dict[str, bytes]

    @classmethod
    def read(cls, data: bytes) -> Ebook:
        """Open a file; raises zipfile.BadZipFile for what is none."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def xml(self, name: str) -> etree._Element:
        """A member as strict XML; raises KeyError or lxml's XMLSyntaxError."""
        return etree.fromstring(self.members[name], etree.XMLParser(resolve_entities=False))

    @cached_property
    def package(self) -> str:
        """Path of the package document."""
        found = self.xml("META-INF/container.xml").find(".//c:rootfile", SPACES)
        return str(found.get("full-path")) if found is not None else ""

    @cached_property
    def opf(self) -> etree._Element:
        """The package document."""
        return self.xml(self.package)

    def path(self, href: str, base: str) -> str:
        """The member that an href in another one means."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(href)))

    @cached_property
    def manifest(self) -> dict[str, etree._Element]:
        """Members to their items."""
        items = self.opf.iterfind("o:manifest/o:item", SPACES)
        return {self.path(str(item.get("href")), self.package): item for item in items}

    def of_type(self, media_type: str) -> list[str]:
        """Members of a media type that are there."""
        return [
            path
            for path, item in self.manifest.items()
            if item.get("media-type") == media_type and path in self.members
        ]

    @cached_property
    def spine(self) -> list[str]:
        """Documents in reading order."""
        paths = {item.get("id"): path for path, item in self.manifest.items()}
        refs = self.opf.iterfind("o:spine/o:itemref", SPACES)
        return [paths[ref.get("idref")] for ref in refs if ref.get("idref") in paths]

    @cached_property
    def documents(self) -> dict[str, etree._Element]:
        """The documents of the spine that are there."""
        return {path: self.xml(path) for path in self.spine if path in self.members}

    @cached_property
    def nav(self) -> str:
        """Path of the navigation document; empty without one."""
        return next(
            (p for p, i in self.manifest.items() if "nav" in (i.get("properties") or "").split()),
            "",
        )

    def list_of(self, kind: str) -> etree._Element | None:
        """One of the lists of the navigation document: toc, landmarks, page-list."""
        if self.nav not in self.members:
            return None
        return next((n for n in self.xml(self.nav).iter(f"{H}nav") if n.get(TYPE) == kind), None)


def found(element: etree._Element, path: str, **names: str) -> list[Any]:
    """What an XPath that selects nodes or attributes selects."""
    result = element.xpath(path, **names)  # type: ignore[arg-type]
    return list(result) if isinstance(result, list) else []


def text(element: etree._Element, drop: Callable[[etree._Element], bool] = lambda _: False) -> str:
    """The characters of an element without dropped ones and without the line ends of formatting."""
    return "".join(_pieces(element, drop)).replace("\n", "")


def _pieces(element: etree._Element, drop: Callable[[etree._Element], bool]) -> Iterator[str]:
    if isinstance(element.tag, str) and not drop(element):
        yield element.text or ""
        for child in element:
            yield from _pieces(child, drop)
            yield child.tail or ""


def has(element: etree._Element, name: str) -> bool:
    """True when the element has a class."""
    return name in (element.get("class") or "").split()


def is_call(element: etree._Element) -> bool:
    """True for what stands in the line without being read with it: readings, calls of notes."""
    return element.tag in (f"{H}rt", f"{H}rp") or element.get(TYPE) == "noteref"
