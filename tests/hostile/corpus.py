"""The hostile corpus: one file for each trick, and a table of those that no repository can hold.

A trick becomes a publication, or a file to import; what is found is compared with `expected.txt`
beside it: `name: CODES`, or `name: -` for what is taken as it is and does no harm.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from press_tools import article, write_book
from wenxuan.binding.jobs import impose
from wenxuan.diagnostics import Report
from wenxuan.importing.importer import import_file
from wenxuan.isolation import Bounds, Stopped, confined
from wenxuan.layout.printing import printing
from wenxuan.pipeline import prepare

FILES = Path(__file__).parent / "files"
OK = (FILES / "image" / "whole.png").read_bytes()
SECONDS = 20
"""Time that one trick may take on a busy machine."""


@dataclass(frozen=True)
class Trick:
    """A hostile input by its kind and name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"

    def lay(self, folder: Path) -> Path:
        """Write it below a folder; what to build or to import."""
        return LAY[self.kind](self, folder)

    @property
    def file(self) -> Path:
        """Where it lies in the corpus."""
        return FILES / self.kind / self.name


def _article(trick: Trick, folder: Path) -> Path:
    return write_book(folder / "book", {"a.md": trick.file.read_bytes(), "images/ok.png": OK})


def _publication(trick: Trick, folder: Path) -> Path:
    files = {"a.md": article("甲。\n"), "images/ok.png": OK}
    book = write_book(folder / "book", files)
    (book / "publication.yaml").write_bytes(trick.file.read_bytes())
    return book


def _image(trick: Trick, folder: Path) -> Path:
    body = f'![图](images/{trick.name} "题")\n'
    files = {"a.md": article(body), f"images/{trick.name}": trick.file.read_bytes()}
    return write_book(folder / "book", files)


def _import(trick: Trick, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(trick.file, folder / trick.name))


def _layout(trick: Trick, folder: Path) -> Path:
    """A house layout with one hostile file; the first line of a template names what it replaces."""
    name, text = trick.file.read_text("utf-8").split("\n", 1)
    head = "extends: anthology\n"
    house = write_book(
        folder / "layouts" / "house", {"layout.yaml": head, name.strip("{#} "): text}
    )
    (house / "publication.yaml").unlink()
    return write_book(folder / "content" / "book", {"a.md": article("甲。\n")}, layout="house")


def _made(trick: Trick, folder: Path) -> Path:
    return MADE[trick.name][0](folder)


LAY: dict[str, Callable[[Trick, Path], Path]] = {
    "article": _article,
    "publication": _publication,
    "image": _image,
    "import": _import,
    "layout": _layout,
    "made": _made,
}


# --- what no repository can hold ----------------------------------------------------------------


def _book(folder: Path, change: Callable[[Path], object], **head: str) -> Path:
    """A good publication, changed."""
    files = {"a.md": article("甲。\n"), "images/ok.png": OK}
    book = write_book(folder / "book", files, **head)
    change(book)
    return book


def _instead(name: str, make: Callable[[Path], object]) -> Callable[[Path], Path]:
    """A good publication in which `make` puts something else in the place of a file."""

    def change(book: Path) -> None:
        (book / name).unlink(missing_ok=True)
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        make(book / name)

    return lambda folder: _book(folder, change)


def _shown(name: str, make: Callable[[Path], object]) -> Callable[[Path], Path]:
    """A good publication whose article shows a picture that `make` puts there."""

    def change(book: Path) -> None:
        (book / "a.md").write_text(article(f'![图](images/{name} "题")\n'), "utf-8")
        make(book / "images" / name)

    return lambda folder: _book(folder, change)


def _link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    home = Path.cwd()
    os.chdir(path.parent)  # names of sockets are short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(home)


def _device(path: Path) -> None:
    """/dev/zero by another name; where only root may make devices, a link to it."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except OSError:
        path.symlink_to("/dev/zero")


def _sparse(size: int) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


def _png(width: int, height: int) -> bytes:
    """A true PNG of one gray: small on disk, large when it is read."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    row, packer = bytes(width + 1), zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _deep(book: Path) -> None:
    """Folders in folders until no name is left."""
    here = book
    for _ in range(300):
        here = here / "d"
        try:
            here.mkdir()
        except OSError:
            break


def _crowd(book: Path) -> None:
    for i in range(3000):
        (book / f"n{i}.md").touch()


def _many(book: Path) -> None:
    lines = "".join(f"  - m{i}.md\n" for i in range(3000))
    with (book / "publication.yaml").open("a") as file:
        file.write(lines)


def _same_key(book: Path) -> None:
    (book / "A!.md").write_text(article("乙。\n"), "utf-8")
    with (book / "publication.yaml").open("a") as file:
        file.write('  - "A!.md"\n')


def _docx(parts: dict[str, bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(folder / "in.docx", "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in parts.items():
                package.writestr(name, data)
        return folder / "in.docx"

    return make


_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def _word(body: bytes, head: bytes = b"") -> Callable[[Path], Path]:
    document = b"%b<w:document %b><w:body>%b</w:body></w:document>" % (head, _W, body)
    return _docx({"word/document.xml": document, "_rels/.rels": _RELATIONS})


def _nested_zip(folder: Path) -> Path:
    data = bytes(10 << 20)
    for _ in range(5):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as package:
            for i in range(4):
                package.writestr(f"{i}", data)
        data = inner.getvalue()
    return _docx({"word/media/x.zip": data, "word/document.xml": b"<x/>"})(folder)


def _bomb_zip(folder: Path) -> Path:
    """300 MB of zeros in a Word file of 300 kB."""
    made = _docx({"word/media/a.png": b""})(folder)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open("word/media/a.png", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(bytes(1 << 20))
        package.writestr("word/document.xml", b"<x/>")
    return made


def _lying_zip(folder: Path) -> Path:
    """A Word file whose directory says that 1 byte is what unfolds to 64 MB."""
    made = _docx({"word/document.xml": bytes(64 << 20)})(folder)
    data = bytearray(made.read_bytes())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 1)
    made.write_bytes(data)
    return made


def _house(change: Callable[[Path], object], layout: str = "house") -> Callable[[Path], Path]:
    """A publication with a layout of its own, changed."""

    def make(folder: Path) -> Path:
        house = folder / "layouts" / "house"
        house.mkdir(parents=True)
        (house / "layout.yaml").write_text("extends: anthology\n")
        change(house)
        files = {"a.md": article("甲。\n")}
        return write_book(folder / "content" / "book", files, layout=layout)

    return make


def _write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text, "utf-8")


def _replaced(name: str, make: Callable[[Path], object]) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        make(folder / name)

    return change


def _outside(folder: Path) -> None:
    """A layout of good form that lies beside the layouts."""
    (folder.parents[1] / "secret").mkdir()
    (folder.parents[1] / "secret" / "layout.yaml").write_text("extends: anthology\n")


MADE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "article-is-link-outside": (_instead("a.md", _link("/etc/passwd")), "SRC009"),
    "article-is-link-up": (_instead("a.md", _link("../../../../../../etc/hostname")), "SRC009"),
    "article-is-dead-link": (_instead("a.md", _link("nowhere.md")), "SRC006"),
    "article-is-loop": (_instead("a.md", _link("a.md")), "SRC009"),
    "article-is-pipe": (_instead("a.md", os.mkfifo), "SRC006"),
    "article-is-socket": (_instead("a.md", _socket), "SRC006"),
    "article-is-device": (_instead("a.md", _device), "SRC006"),
    "article-is-link-to-device": (_instead("a.md", _link("/dev/zero")), "SRC009"),
    "article-is-link-to-proc": (_instead("a.md", _link("/proc/self/environ")), "SRC009"),
    "article-is-folder": (_instead("a.md", Path.mkdir), "SRC008"),
    "article-of-5-GB": (_instead("a.md", _sparse(5 << 30)), "SRC007"),
    "manifest-is-link-outside": (_instead("publication.yaml", _link("/etc/passwd")), "SRC009"),
    "manifest-is-pipe": (_instead("publication.yaml", os.mkfifo), "ASM007"),
    "manifest-is-device": (_instead("publication.yaml", _device), "ASM007"),
    "manifest-of-5-GB": (_instead("publication.yaml", _sparse(5 << 30)), "SRC007"),
    "picture-is-link-outside": (_shown("x.png", _link("/etc/passwd")), "SRC009"),
    "picture-is-loop": (_shown("x.png", _link("x.png")), "SRC009"),
    "picture-is-pipe": (_shown("x.png", os.mkfifo), "SRC008"),
    "picture-is-socket": (_shown("x.png", _socket), "SRC008"),
    "picture-is-device": (_shown("x.png", _device), "SRC008"),
    "picture-is-folder": (_shown("x.png", Path.mkdir), "SRC008"),
    "picture-of-5-GB": (_shown("x.png", _sparse(5 << 30)), "SRC007"),
    "picture-of-zeros": (_shown("x.png", _sparse(1 << 20)), "IMG002"),
    "picture-of-144-megapixels": (
        _shown("x.png", lambda p: p.write_bytes(_png(12000, 12000))),
        "IMG003",
    ),
    "picture-folder-is-link": (
        lambda f: _book(
            f,
            lambda b: ((b / "pics").symlink_to("/etc"),
                       (b / "a.md").write_text(article('![图](pics/x.png "题")\n'), "utf-8")),
        ),
        "IMG001",
    ),
    "unused-link-to-root": (lambda f: _book(f, lambda b: (b / "all").symlink_to("/")), "-"),
    "unused-loop-of-folders": (lambda f: _book(f, lambda b: (b / "all").symlink_to(".")), "-"),
    "unused-pipe": (lambda f: _book(f, lambda b: os.mkfifo(b / "x.md")), "-"),
    "unused-device": (lambda f: _book(f, lambda b: _device(b / "x.png")), "-"),
    "unused-file-of-1-TB": (lambda f: _book(f, lambda b: _sparse(1 << 40)(b / "x.bin")), "-"),
    "folders-300-deep": (lambda f: _book(f, _deep), "-"),
    "files-3000": (lambda f: _book(f, _crowd), "ASM005"),
    "articles-3000-missing": (lambda f: _book(f, _many), "SRC006"),
    "keys-meet": (lambda f: _book(f, _same_key), "ASM008"),
    "name-of-newline": (lambda f: _book(f, lambda b: (b / "x\ny.md").touch()), "ASM005"),
    "name-of-bidi": (lambda f: _book(f, lambda b: (b / "x\u202ey.md").touch()), "ASM005"),
    "name-of-bytes": (
        lambda f: _book(f, lambda b: Path(os.fsdecode(bytes(b) + b"/\xff\xfe.md")).touch()),
        "ASM005",
    ),
    "name-of-markup": (lambda f: _book(f, lambda b: (b / "<script>.md").touch()), "ASM005"),
    "docx-of-300-MB": (_bomb_zip, "IMP001"),
    "docx-of-zips": (_nested_zip, "IMP001"),
    "docx-that-lies": (_lying_zip, "IMP001"),
    "docx-without-document": (_docx({"a": b"b"}), "IMP001"),
    "docx-names-up": (_docx({"../../x": b"b", "word/document.xml": b"<x/>"}), "IMP001"),
    "docx-deep": (_word(b"<w:p>" * 5000 + b"</w:p>" * 5000), "IMP001"),
    "docx-entity": (
        _word(b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
              b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "IMP001",
    ),
    "docx-laughs": (
        _word(b"<w:p><w:r><w:t>&c;</w:t></w:r></w:p>",
              b"<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '"
              + b"&a;" * 1000 + b"'><!ENTITY c '" + b"&b;" * 1000 + b"'>]>"),
        "IMP001",
    ),
    "layout-is-link-outside": (_house(_replaced("layout.yaml", _link("/etc/passwd"))), "LAY001"),
    "layout-is-pipe": (_house(_replaced("layout.yaml", os.mkfifo)), "LAY001"),
    "layout-of-5-GB": (_house(_replaced("layout.yaml", _sparse(5 << 30))), "SRC007"),
    "layout-extends-outside": (
        _house(lambda h: (_outside(h), (h / "layout.yaml").write_text("extends: ../secret\n"))),
        "LAY008",
    ),
    "layout-extends-itself": (_house(_write("layout.yaml", "extends: house\n")), "LAY007"),
    "layout-of-css": (
        _house(_write("layout.yaml", 'extends: anthology\ncolors: {red: "red; } @import"}\n')),
        "MET003",
    ),
    "template-is-link-outside": (_house(_replaced("print.css", _link("/etc/passwd"))), "LAY002"),
    "template-is-pipe": (_house(_replaced("print.css", os.mkfifo)), "LAY002"),
    "template-of-5-GB": (_house(_replaced("print.css", _sparse(5 << 30))), "LAY002"),
}  # fmt: skip
"""Name to what writes it and the codes that it is answered with."""


# --- judging ------------------------------------------------------------------------------------


def tricks() -> list[Trick]:
    """All of them."""
    files = (p for p in sorted(FILES.glob("*/*")) if p.name != "expected.txt")
    return [Trick(p.parent.name, p.name) for p in files] + [Trick("made", name) for name in MADE]


def expected() -> dict[str, str]:
    """Trick to the codes that it must be answered with, `-` for none."""
    found = {f"made/{name}": codes for name, (_, codes) in MADE.items()}
    for file in FILES.glob("*/expected.txt"):
        for line in file.read_text("utf-8").splitlines():
            name, codes = line.rsplit(": ", 1)
            found[f"{file.parent.name}/{name}"] = codes
    return found


def judged(target: Path) -> Report:
    """What is found in a trick: read, checked and put through the templates, not laid out."""
    report = Report()
    if target.is_file():
        import_file(target, target.parent / "into", report)
        return report
    ready = prepare(target, report)
    if ready is not None:
        work = printing(ready.publication, ready.layout, ready.geometry, ready.fonts, report)
        if not report.failed:
            impose(work, report)
    return report


def answered(trick: Trick, folder: Path) -> str:
    """The codes that a trick is answered with, found out under limits in a process of its own."""
    bounds = Bounds(seconds=SECONDS, memory=3 << 30)
    try:
        return confined(_answered, trick.lay(folder), bounds=bounds)
    except Stopped as stop:
        return stop.code


def _answered(target: Path, told: object) -> str:
    return codes(judged(target))


def codes(report: Report) -> str:
    """The codes of errors and warnings, each once."""
    found = sorted({d.code for d in report if d.severity != "note"})
    return " ".join(found) or "-"
