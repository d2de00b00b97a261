"""Pictures: inside the publication, whole, of bounded size."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree
from PIL import Image, ImageFile, UnidentifiedImageError

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.gate import lies_inside, read_bytes, read_whole
from wenxuan.picture_color import CELLS, in_srgb, is_plain, turned
from wenxuan.schema import near

MAX_PIXELS = 100_000_000
"""Largest raster picture in pixels: A3 at 600 dpi has 70 million."""
MAX_BYTES = 64 * 1024 * 1024
MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
}
"""Suffix to media type; what all e-readers show."""

# Our own limit is asked before any pixel is read; Pillow's would hide it behind another message.
Image.MAX_IMAGE_PIXELS = None

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}
_FORBIDDEN = {"script", "foreignObject", "iframe", "audio", "video", "set", "discard", "handler"}
_URL = re.compile(r"url\(\s*['\"]?(?!#)|@import", re.IGNORECASE)
_INNER = re.compile(r"url\(\s*['\"]?#([^)'\"]+)")
_SYSTEM = re.compile(r"""["'](?!http://www\.w3\.org/)(?!-//)([^"']+)["']\s*>$""")
MOST_DRAWN = 50_000
"""Elements that an SVG may draw, those drawn again and again counted each time."""
_ESCAPE = "\\"
"""Writes any character in CSS, also in attributes of SVG itself: `u\\72l(` is `url(` too."""
_UNITS = {"": 1, "px": 1, "pt": 96 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
"""Units of SVG lengths in user units (SVG 2 §8.8, CSS Values 3 §6.2)."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Width and height of a picture in pixels (SVG: in user units of 1/96 inch)."""

    width: float
    height: float
    raster: bool


def media_type(name: str) -> str | None:
    """The media type of a file name, or None when we cannot set it."""
    return MEDIA_TYPES.get(PurePosixPath(name).suffix.lower())


def check_picture(folder: Path, name: str, span: Span, report: Report) -> bool:
    """True when the picture can be set; else its fault is reported at the place that calls it."""
    file = folder / name
    fault = _path_fault(folder, name)
    if fault is None:
        data = read_bytes(file, name, report, MAX_BYTES, span)
        if data is None:
            return False
        fault = _content_fault(data, media_type(name))
    if fault is not None:
        code, arguments = fault
        report.add(code, span, name=name, **arguments)
    return fault is None


_SET_AS_IS = ("1", "L", "LA", "I;16", "P", "RGB", "RGBA")
"""Modes of Pillow that a PNG has, too."""


def as_png(data: bytes) -> bytes | None:
    """The first frame of a raster picture of any kind as PNG; None for what is no picture."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            image.load()
            flat = image if image.mode in _SET_AS_IS else image.convert("RGB")
            made = io.BytesIO()
            flat.save(made, "PNG")
    except Exception:  # of any kind when the bytes are broken
        return None
    return made.getvalue()


def extent(file: Path) -> Extent:
    """The size of a picture that passed `check_picture`."""
    if media_type(file.name) == "image/svg+xml":
        return _svg_extent(read_whole(file, MAX_BYTES))
    with Image.open(io.BytesIO(read_whole(file, MAX_BYTES))) as image:
        width, height = image.size[::-1] if turned(image) > 4 else image.size
        return Extent(width, height, raster=True)


def grid(file: Path) -> bytes:
    """Mean red, green and blue of each cell of a raster picture as a screen shows it.

    Its profile counts, its transparency does not. Raises OSError.
    """
    with Image.open(io.BytesIO(read_whole(file, MAX_BYTES))) as image:
        return grid_of(image if is_plain(image) else in_srgb(image))


def grid_of_bytes(data: bytes) -> bytes:
    """The same of the bytes of a picture; empty for what is none."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return grid_of(image if is_plain(image) else in_srgb(image))
    except (UnidentifiedImageError, OSError, ValueError):
        return b""


def grid_of(image: Any) -> bytes:
    """The same of an opened picture."""
    flat = image.convert("RGB").resize((CELLS, CELLS), Image.Resampling.BOX)
    return bytes(flat.tobytes())


Fault = tuple[str, dict[str, object]]


def _path_fault(folder: Path, name: str) -> Fault | None:
    if name == ".." or name.startswith(("../", "/")):
        return "SRC009", {}
    if not _stands_there(folder, name):
        return "IMG001", {"near": near(name, _pictures(folder)) or _WHERE}
    return None if lies_inside(folder / name, folder) else ("SRC009", {})


def _content_fault(data: bytes, kind: str | None) -> Fault | None:
    if kind is None:
        return "IMG002", {"why": _KIND}
    if not data:
        return "IMG002", {"why": _EMPTY}
    return _svg_fault(data) if kind == "image/svg+xml" else _raster_fault(data, kind)


def _stands_there(folder: Path, name: str) -> bool:
    """True when each part of the name is spelled as on disk, whatever the file system forgives."""
    here = folder
    try:
        for part in PurePosixPath(name).parts:
            if not here.is_dir() or part not in {p.name for p in here.iterdir()}:
                return False
            here /= part
    except OSError:
        return False
    return True


def _pictures(folder: Path) -> list[str]:
    files = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if media_type(p.name))
    return sorted(unicodedata.normalize("NFC", name) for name in files)


def _raster_fault(data: bytes, kind: str) -> Fault | None:
    try:
        with _forgiving_nothing():
            with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as image:
                pixels = image.width * image.height
                if pixels > MAX_PIXELS:
                    return "IMG003", {"pixels": pixels, "limit": MAX_PIXELS}
                image.load()
            if kind == "image/png":
                _verify_png(data)
    except Exception as error:  # of any kind when the bytes are broken
        return "IMG002", {"why": _why(error, kind)}
    return None


@contextmanager
def _forgiving_nothing() -> Iterator[None]:
    """Have Pillow raise on pictures that end early or say too much.

    WeasyPrint, once imported, has told it to forgive that.
    """
    forgiving, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = forgiving


def _verify_png(data: bytes) -> None:
    """Check what Pillow forgives: check sums of all chunks, rows that are missing.

    Raises OSError or SyntaxError (PNG 3rd edition, 5.3 and 10.1).
    """
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        width, height = image.size
        image.verify()
    depth, color, interlaced = data[24], data[25], data[28]
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color]
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    wanted = sum(_pass_bytes(width, height, bits, *part) for part in passes)
    if _unpacked(_chunks(data, b"IDAT"), wanted) < wanted:
        raise OSError("rows are missing")


# Column and row of the first pixel of each pass, and the steps to the next (PNG, 8.2).
_ADAM7 = (
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)
)  # fmt: skip


def _pass_bytes(width: int, height: int, bits: int, x: int, y: int, dx: int, dy: int) -> int:
    """Bytes of one pass: each row is packed and has a filter byte; an empty pass has none."""
    columns, rows = -(-(width - x) // dx), -(-(height - y) // dy)
    return rows * (1 + -(-columns * bits // 8)) if columns > 0 and rows > 0 else 0


def _chunks(data: bytes, kind: bytes) -> Iterator[bytes]:
    place = 8
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        if data[place + 4 : place + 8] == kind:
            yield data[place + 8 : place + 8 + size]
        place += size + 12


def _unpacked(pieces: Iterator[bytes], most: int) -> int:
    """How many bytes deflated pieces unfold to, up to a number; none of them is kept."""
    unpacker, size = zlib.decompressobj(), 0
    for piece in pieces:
        rest = piece
        while size < most and (made := len(unpacker.decompress(rest, 1 << 20))):
            size, rest = size + made, unpacker.unconsumed_tail
    return size


def _svg_root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(data, parser)


def _svg_fault(data: bytes) -> Fault | None:
    try:
        root = _svg_root(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        return "IMG002", {"why": _xml_fault(error)}
    if etree.QName(root).localname != "svg":
        return "IMG002", {"why": _ROOT}
    if what := _svg_contents(data, root):
        return "IMG006", {"what": what}
    extent_ = _svg_extent(data)
    if not (0 < extent_.width <= 20_000 and 0 < extent_.height <= 20_000):
        return "IMG002", {"why": _EXTENT}
    return None


def _svg_contents(data: bytes, root: etree._Element) -> str | None:
    """What an SVG contains that we do not set: entities, style sheets, scripts, deep nesting."""
    if b"<!ENTITY" in data:
        return "<!ENTITY"
    for sibling in (*root.itersiblings(preceding=True), *root.itersiblings()):
        if isinstance(sibling, etree._ProcessingInstruction):  # noqa: SLF001 -- its only name
            return str(sibling)[:40]
    about: Any = root.getroottree().docinfo
    if outside := _SYSTEM.search(about.doctype):
        return outside[1][:40]
    for depth, element in _depths(root):
        if depth > 100:
            return "> 100 levels"
        if isinstance(element.tag, str) and (what := _svg_danger(element)):
            return what
    drawn = _drawn(root)
    return f"{drawn:g} × <use>" if drawn > MOST_DRAWN else None


def _drawn(root: etree._Element) -> float:
    """Elements that are drawn when all references are followed; infinite for one to itself."""
    named = {e.get("id"): e for e in root.iter() if e.get("id")}
    known: dict[etree._Element, float] = {}

    def count(element: etree._Element, depth: int = 0) -> float:
        if element not in known:
            known[element] = math.inf  # until it is known: whoever asks before draws itself
            others = [named[name] for name in _referred(element) if name in named]
            inside = (*element, *others) if depth < 400 else (element,)
            known[element] = 1 + sum(count(e, depth + 1) for e in inside)
        return known[element]

    return count(root)


def _referred(element: etree._Element) -> list[str]:
    """Ids of the same file that an element draws."""
    found = [str(v)[1:] for k, v in element.attrib.items() if str(k).endswith("href")]
    return found + [n for v in element.attrib.values() for n in _INNER.findall(str(v))]


def _depths(root: etree._Element) -> list[tuple[int, etree._Element]]:
    found, stack = [], [(0, root)]
    while stack:
        depth, element = stack.pop()
        found.append((depth, element))
        stack.extend((depth + 1, child) for child in element)
    return found


def _svg_danger(element: etree._Element) -> str | None:
    """What of an element acts or reaches outside the file."""
    name = etree.QName(element).localname
    if name in _FORBIDDEN or name.startswith("animate"):
        return f"<{name}>"
    for key, value in element.attrib.items():
        local = etree.QName(key).localname.lower()
        text = str(value)
        if local.startswith("on"):
            return str(local)
        if local in ("href", "src") and not text.startswith("#"):
            return text[:40]
        if _URL.search(text) or (_ESCAPE in text and not str(key).startswith("{")):
            return text[:40]
    sheet = _sheet(element) if name == "style" else ""
    return "url()" if _URL.search(sheet) or _ESCAPE in sheet else None


def _sheet(element: etree._Element) -> str:
    """A style sheet with its XML comments: CSS reads what XML hides."""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def _svg_extent(data: bytes) -> Extent:
    """Width and height; one that is missing follows from the other by the viewBox."""
    root = _svg_root(data)
    width, height = _length(root.get("width")), _length(root.get("height"))
    box = [_length(value) or 0 for value in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    if len(box) == 4 and box[2] and box[3]:
        wide, high = box[2:]
        if width is None:
            width = wide if height is None else height * wide / high
        height = width * high / wide if height is None else height
    return Extent(width or 0, height or 0, raster=False)


def _length(text: str | None) -> float | None:
    """An SVG length in user units; None for percentages and what depends on a font."""
    match = re.fullmatch(r"\s*(\d*\.?\d+(?:[eE][+-]?\d+)?)\s*([a-z]*)\s*", text or "")
    if match is None or match[2] not in _UNITS:
        return None
    return float(match[1]) * _UNITS[match[2]]


_WHERE = Phrase(
    "put the file there; paths begin at the article: images/a.png",
    "请把图放到那里；路径从文章所在处写起：images/a.png",
)
_EMPTY = Phrase("the file is empty", "文件是空的")
_KIND = Phrase("only PNG, JPEG and SVG are set", "只排 PNG、JPEG、SVG")
_ROOT = Phrase("its outermost element is not svg", "最外层不是 svg")
_EXTENT = Phrase("it has no usable width, height or viewBox", "没有可用的宽、高或 viewBox")


def _xml_fault(error: Exception) -> Phrase:
    """Where XML is not well-formed; what the parser says of it no editor would understand."""
    line = getattr(error, "lineno", None)
    if not line:
        return Phrase("it is not well-formed XML", "不是合格的 XML")
    return Phrase(f"it is not well-formed XML (line {line})", f"不是合格的 XML（第 {line} 行）")


def _why(error: Exception, kind: str) -> Phrase:
    """Why the pixels cannot be had, in the editor's words."""
    name = _FORMATS[kind]
    if isinstance(error, UnidentifiedImageError):
        return Phrase(f"its content is not {name}", f"内容不是 {name}")
    return Phrase("its data is damaged or cut off", "数据损坏，或没有存完")


def svg_text(data: bytes) -> str:
    """The characters that an SVG which passed `check_picture` draws as text, in order."""
    root = _svg_root(data)
    texts = (
        e for e in root.iter() if isinstance(e.tag, str) and etree.QName(e).localname == "text"
    )
    return "".join("".join(map(str, text.itertext())) for text in texts)
