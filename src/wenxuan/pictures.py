"""Pictures: inside the publication, whole, of bounded size; the only module that imports Pillow."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lxml import etree
from PIL import Image, ImageFile

from wenxuan.diagnostics import Report, Span
from wenxuan.gate import lies_inside, read_bytes
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


def extent(file: Path) -> Extent:
    """The size of a picture that passed `check_picture`."""
    if media_type(file.name) == "image/svg+xml":
        return _svg_extent(file.read_bytes())
    with Image.open(file) as image:
        return Extent(image.width, image.height, raster=True)


Fault = tuple[str, dict[str, object]]


def _path_fault(folder: Path, name: str) -> Fault | None:
    if name == ".." or name.startswith(("../", "/")):
        return "SRC009", {}
    if not _stands_there(folder, name):
        return "IMG001", {"near": near(name, _pictures(folder))}
    return None if lies_inside(folder / name, folder) else ("SRC009", {})


def _content_fault(data: bytes, kind: str | None) -> Fault | None:
    if kind is None:
        return "IMG002", {"why": "PNG, JPEG, SVG"}
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
        with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as image:
            pixels = image.width * image.height
            if pixels > MAX_PIXELS:
                return "IMG003", {"pixels": pixels, "limit": MAX_PIXELS}
            _load_whole(image)
    except Exception as error:  # of any kind when the bytes are broken
        return "IMG002", {"why": _why(error, kind)}
    return None


def _load_whole(image: Image.Image) -> None:
    """Decode all of a picture; raises OSError when it ends early.

    WeasyPrint, once imported, has told Pillow to forgive that.
    """
    forgiving, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = forgiving


def _svg_root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(data, parser)


def _svg_fault(data: bytes) -> Fault | None:
    try:
        root = _svg_root(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        return "IMG002", {"why": str(error)[:80]}
    if etree.QName(root).localname != "svg":
        return "IMG002", {"why": f"<{etree.QName(root).localname}>"}
    if what := _svg_contents(data, root):
        return "IMG006", {"what": what}
    extent_ = _svg_extent(data)
    if not (0 < extent_.width <= 20_000 and 0 < extent_.height <= 20_000):
        return "IMG002", {"why": "no usable width, height or viewBox"}
    return None


def _svg_contents(data: bytes, root: etree._Element) -> str | None:
    """What an SVG contains that we do not set: entities, style sheets, scripts, deep nesting."""
    if b"<!ENTITY" in data:
        return "<!ENTITY"
    for sibling in (*root.itersiblings(preceding=True), *root.itersiblings()):
        if isinstance(sibling, etree._ProcessingInstruction):  # noqa: SLF001 -- its only name
            return str(sibling)[:40]
    for depth, element in _depths(root):
        if depth > 100:
            return "> 100 levels"
        if isinstance(element.tag, str) and (what := _svg_danger(element)):
            return what
    return None


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


def _why(error: Exception, kind: str) -> str:
    """What a library said, less the address of the object that it said it about."""
    words = (str(error).splitlines() or [kind])[0]
    return re.sub(r"\s*<[^>]* at 0x[0-9a-f]+>", "", words)[:80]
