"""The zip container: the only module that imports ebooklib.

EbookLib 0.20 rewrites documents, navigation and package and stamps the clock into the zip. Here
it sees raw items only and writes the package document that it is given.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TypeAlias

from ebooklib import epub

FOLDER = "OEBPS"
"""Folder of everything that the package document lists."""
_STORED = (".jpg", ".jpeg", ".png")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""A zip cannot say anything earlier."""
_IN_MEMORY = 4_000_000
"""Bytes above which the documents wait on disk."""

Source: TypeAlias = Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file of the publication as the manifest lists it; its bytes are made when written."""

    id: str
    href: str
    """Path within `FOLDER`."""
    media_type: str
    data: bytes | Source
    properties: tuple[str, ...] = ()
    spine: bool = False

    def read(self) -> bytes:
        """The bytes."""
        return self.data if isinstance(self.data, bytes) else self.data()


class Spool:
    """Documents that wait for the zip: a few in memory, thousands in a temporary file."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- closed below

    def put(self, data: bytes) -> Source:
        """Keep bytes; the result gives them back."""
        self._file.seek(0, 2)
        start, size = self._file.tell(), len(data)
        self._file.write(data)

        def get() -> bytes:
            self._file.seek(start)
            return bytes(self._file.read(size))

        return get

    def __enter__(self) -> Spool:
        """The spool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class _Raw(epub.EpubItem):  # type: ignore[misc]
    """Bytes in, bytes out: not being one of EbookLib's own kinds, it is never rewritten."""

    def __init__(self, resource: Resource) -> None:
        super().__init__(resource.id, resource.href, resource.media_type, b"")
        self.resource = resource

    def get_content(self, default: object = None) -> bytes:
        """The bytes, whatever they are; made now and not kept."""
        del default
        return self.resource.read()


class _Archive(zipfile.ZipFile):
    """A zip whose members all carry one date and one mode."""

    stamp: tuple[int, int, int, int, int, int] = _EARLIEST

    def writestr(self, name: object, data: str | bytes, *_: object, **__: object) -> None:  # type: ignore[override]
        """Store a member; pictures and the mimetype are not deflated."""
        entry = zipfile.ZipInfo(str(name), self.stamp)
        entry.create_system = 3
        entry.external_attr = 0o100644 << 16
        stored = name == "mimetype" or str(name).lower().endswith(_STORED)
        entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        super().writestr(entry, data, compresslevel=9)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer with our package document and a reproducible zip."""

    def __init__(
        self, target: IO[bytes], book: epub.EpubBook, package: bytes, modified: datetime
    ) -> None:
        super().__init__(target, book, {"raise_exceptions": True})
        self.package = package
        self.stamp = max(modified.astimezone(UTC).timetuple()[:6], _EARLIEST)

    def _write_opf(self) -> None:
        self.out.writestr(f"{self.book.FOLDER_NAME}/content.opf", self.package)

    def write(self) -> None:
        """The container: mimetype first, then META-INF, package, items."""
        with _Archive(self.file_name, "w") as self.out:
            self.out.stamp = self.stamp
            self.out.writestr("mimetype", "application/epub+zip")
            self._write_container()
            self._write_opf()
            self._write_items()


def pack(
    resources: Iterable[Resource], package: bytes, modified: datetime, target: IO[bytes]
) -> None:
    """Write the EPUB file: same resources, package and date, same bytes.

    Raises ValueError when two resources share an id or a place.
    """
    book = epub.EpubBook()
    book.FOLDER_NAME = FOLDER
    seen: set[str] = set()
    for resource in resources:
        if seen & {resource.id, resource.href.lower()}:
            raise ValueError(resource.href)
        seen |= {resource.id, resource.href.lower()}
        book.items.append(_Raw(resource))
    _Writer(target, book, package, modified).write()
