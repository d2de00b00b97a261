"""A stranger's PDF or EPUB in the output folder is answered: no traceback, no hang, no crash."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pikepdf
import pytest

from press_tools import altered, article, call, workshop, write_book
from wenxuan import isolation
from wenxuan.delivery import delivered, imposed, judged
from wenxuan.diagnostics import Report, Severity
from wenxuan.pressroom import Work, apart, checked

pytestmark = pytest.mark.slow

SECONDS = 8.0
"""Computing that an answer may take here; no page of this book needs one."""
CHECK: Work = partial(checked, full=True)
IMPOSE: Work = partial(imposed, binding="saddle", signature=16, paper="A4")
DIST: Work = partial(delivered, pieces=True)


@cache
def built() -> tuple[Path, Path]:
    """A small publication and the folder of its artifacts."""
    home = workshop() / "stranger"
    folder = write_book(home / "content" / "book", {"a.md": article("水涨了三寸。" * 40, "春汛")})
    done = call("build", folder, "--out", home / "build")
    assert done.returncode == 0, done.stderr
    return folder, home / "build" / "book"


def changed(spoil: Callable[[pikepdf.Pdf], None]) -> Callable[[bytes], bytes]:
    """What makes a PDF with something done to it of a good one."""
    return partial(altered, change=spoil)


def endless_pages(pdf: pikepdf.Pdf) -> None:
    """The tree of structure holds itself."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        root.K[0].K.append(root.K[0])
    else:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages.Kids[0])


def form_in_itself(pdf: pikepdf.Pdf) -> None:
    """Forms that draw each other twice, forty deep."""
    form: pikepdf.Object = pdf.make_stream(b"")
    for _ in range(40):
        outer = pdf.make_stream(b"/f Do /f Do\n" * 4)
        outer.Type, outer.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        outer.BBox = pikepdf.Array([0, 0, 9, 9])
        outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(f=form))
        form = outer
    page = pdf.pages[0].obj
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(f=form))
    page.Contents = pdf.make_stream(b"/f Do\n" * 4)


def stream_bomb(pdf: pikepdf.Pdf) -> None:
    """A content stream of three gigabytes in three megabytes."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"q Q " * (1 << 20)) for _ in range(750)) + packer.flush()
    pdf.pages[0].obj.Contents = pdf.make_stream(data, Filter=pikepdf.Name.FlateDecode)


def huge_widths(pdf: pikepdf.Pdf) -> None:
    """Each font has a width for two thousand million glyphs."""
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/W" in one:
            one.W = pikepdf.Array([0, 2_000_000_000, 500])


def huge_box(pdf: pikepdf.Pdf) -> None:
    """Pages are as large as numbers go."""
    for page in pdf.pages:
        page.obj.MediaBox = page.obj.TrimBox = pikepdf.Array([-1e9, -1e9, 1e9, 1e9])


def other_types(pdf: pikepdf.Pdf) -> None:
    """What should be dictionaries are numbers."""
    for page in pdf.pages:
        page.obj.Resources, page.obj.Annots = 7, pikepdf.Array([1, 2])


def unwritten(_: bytes) -> bytes:
    """Nothing of a PDF."""
    return b"<html>not found</html>"


PDFS: dict[str, Callable[[bytes], bytes]] = {
    "html": unwritten,
    "empty": lambda _: b"",
    "half": lambda data: data[: len(data) // 2],
    "head": lambda data: data[:1200],
    "zeros": lambda data: data[:500] + bytes(len(data) - 500),
    "tree": changed(endless_pages),
    "forms": changed(form_in_itself),
    "bomb": changed(stream_bomb),
    "widths": changed(huge_widths),
    "box": changed(huge_box),
    "types": changed(other_types),
}
"""Ways to make a stranger's PDF of a good one."""


def member(name: str, data: bytes, times: int = 1) -> Callable[[bytes], bytes]:
    """An EPUB with one member changed or added: the data so many times."""

    def make(epub: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(epub)) as source, zipfile.ZipFile(out, "w") as target:
            for info in source.infolist():
                if info.filename != name:
                    target.writestr(info, source.read(info))
            target.compression = zipfile.ZIP_DEFLATED
            with target.open(name, "w", force_zip64=True) as file:
                for _ in range(times):
                    file.write(data)
        return out.getvalue()

    return make


LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY a%d "&a%s;&a%s;&a%s;&a%s;">' % (n, *([b"%d" % (n - 1) if n else b""] * 4))
    for n in range(30)
) + b"]><package>&a29;</package>"
EPUBS: dict[str, Callable[[bytes], bytes]] = {
    "html": unwritten,
    "empty": lambda _: b"",
    "half": lambda data: data[: len(data) // 2],
    "container": member("META-INF/container.xml", b"<container/>"),
    "laughs": member("OEBPS/content.opf", LAUGHS),
    "deep": member("OEBPS/nav.xhtml", b"<a>" * 200_000),
    "latin": member("OEBPS/nav.xhtml", b"\xff\xfe\x00"),
    "up": member("../../up.xhtml", b"<a/>"),
    "bomb": member("OEBPS/images/x.png", bytes(1 << 20), 3 << 10),
}
"""Ways to make a stranger's EPUB of a good one."""


def answer(place: Path, work: Work, ending: str, data: bytes) -> Report:
    """What a verb finds in a copy of the artifacts in which one is the stranger's."""
    folder, made = built()
    copy = place / made.name
    copy.mkdir()
    for file in made.iterdir():
        if not (ending == ".epub" and file.suffix == ".pdf") and file.suffix != ".epub":
            (copy / file.name).write_bytes(file.read_bytes())
    (copy / f"{made.name}{ending}").write_bytes(data)
    began = time.monotonic()
    _, report = apart(folder, place, work)
    assert time.monotonic() - began < isolation.PATIENCE * SECONDS + 20
    return report


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    monkeypatch.setattr(isolation, "SECONDS", SECONDS)
    monkeypatch.setattr("wenxuan.checks.ebook.missing", lambda: "not asked here")
    monkeypatch.setattr("wenxuan.checks.pdf_full.lacking", lambda: "not asked here")


def _told(report: Report) -> None:
    codes = {found.code for found in report if found.severity is Severity.ERROR}
    assert codes
    assert "LIM005" not in codes, [found.message() for found in report]


@pytest.mark.parametrize("ending", [".pdf", "-print.pdf"])
@pytest.mark.parametrize("name", PDFS)
def test_a_strangers_pdf_is_a_finding(tmp_path, name, ending):
    """A check ends within its bounds in errors about the file, none of them a fault of ours."""
    made = built()[1]
    data = PDFS[name]((made / f"{made.name}{ending}").read_bytes())
    _told(answer(tmp_path, CHECK, ending, data))


@pytest.mark.parametrize("work", [judged, IMPOSE, DIST], ids=["preflight", "impose", "dist"])
@pytest.mark.parametrize("name", ["html", "half", "forms", "types", "box"])
def test_other_verbs_end_too(tmp_path, name, work):
    """Preflight, impose and dist end within their bounds; a file that cannot be read is told."""
    made = built()[1]
    data = PDFS[name]((made / f"{made.name}-print.pdf").read_bytes())
    report = answer(tmp_path, work, "-print.pdf", data)
    assert "LIM005" not in {found.code for found in report}, [found.message() for found in report]


@pytest.mark.parametrize("name", EPUBS)
def test_a_strangers_epub_is_a_finding(tmp_path, name):
    """The same for the EPUB."""
    made = built()[1]
    _told(answer(tmp_path, CHECK, ".epub", EPUBS[name]((made / f"{made.name}.epub").read_bytes())))


def test_the_files_as_they_are_raise_no_alarm(tmp_path):
    """A negative control: nothing is wrong with what was built."""
    made = built()[1]
    data = (made / f"{made.name}.pdf").read_bytes()
    report = answer(tmp_path, CHECK, ".pdf", data)
    assert not report.failed, [found.message() for found in report]
