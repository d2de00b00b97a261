"""The only module that knows WeasyPrint from inside: what is borrowed, what is replaced.

Every replaced or borrowed function is fingerprinted: a WeasyPrint whose source differs is
refused by the contract tests, and a version outside ``SUPPORTED`` by ``require_supported``.
"""

from __future__ import annotations

import hashlib
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from typing import Any, Final

import cffi
from weasyprint import draw as w_draw
from weasyprint import images
from weasyprint.draw import text as draw_text_module
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline, preferred
from weasyprint.layout.absolute import absolute_layout
from weasyprint.layout.float import avoid_collisions
from weasyprint.layout.inline import (
    _adjust_line_height,
    _out_of_flow_layout,
    line_box_verticality,
    split_inline_level,
)
from weasyprint.layout.leader import leader_index
from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages
from weasyprint.text import ffi as weasy_ffi
from weasyprint.text.fonts import (
    font_features,
    get_font_description,
    get_pango_font_hb_face,
    get_pango_font_key,
)
from weasyprint.text.line_break import Layout, first_line_metrics
from weasyprint.text.line_break import strut as _strut

SUPPORTED: Final = "70."
_STRUT: Final = "_wenxuan_strut"

adjust_line_height = _adjust_line_height
out_of_flow_layout = _out_of_flow_layout
draw_background_image: Final[Any] = w_draw.draw_background_image
SVGImage: Final[Any] = images.SVGImage


class UnsupportedWeasyPrintError(RuntimeError):
    """The installed WeasyPrint is not the one this composer was written against."""


@lru_cache(maxsize=4)
def require_supported(found: str | None = None) -> None:
    """Raise UnsupportedWeasyPrintError unless WeasyPrint is of the 70.x series."""
    found = found or version("weasyprint")
    if not found.startswith(SUPPORTED):
        message = (
            f"the composer is written for WeasyPrint {SUPPORTED}x and this is {found}: "
            f"install 'weasyprint>=70,<71', or switch the composer off"
        )
        raise UnsupportedWeasyPrintError(message)


# (module, attribute): replaced while composing. A function imported by name is listed twice.
SEAMS: Final[tuple[tuple[str, str], ...]] = (
    ("weasyprint.layout.inline", "iter_line_boxes"),
    ("weasyprint.layout.block", "iter_line_boxes"),
    ("weasyprint.layout.preferred", "inline_min_content_width"),
    ("weasyprint.layout.inline", "inline_min_content_width"),
    ("weasyprint.layout.preferred", "inline_max_content_width"),
    ("weasyprint.layout.block", "table_layout"),
    ("weasyprint.draw.text", "draw_first_line"),
    ("weasyprint.draw.text", "draw_text_decoration"),
    ("weasyprint.images", "SVGImage"),
    ("weasyprint.html", "SVGImage"),
    ("weasyprint.draw", "draw_background_image"),
)

# Read or called with these exact contracts, never replaced.
BORROWED: Final[tuple[tuple[str, str], ...]] = (
    ("weasyprint.layout.inline", "get_next_linebox"),
    ("weasyprint.layout.inline", "split_inline_box"),
    ("weasyprint.layout.inline", "split_inline_level"),
    ("weasyprint.layout.inline", "_out_of_flow_layout"),
    ("weasyprint.layout.inline", "_adjust_line_height"),
    ("weasyprint.layout.inline", "line_box_verticality"),
    ("weasyprint.layout.inline", "text_align"),
    ("weasyprint.layout.inline", "inline_block_box_layout"),
    ("weasyprint.layout.preferred", "inline_line_widths"),
    ("weasyprint.layout.float", "avoid_collisions"),
    ("weasyprint.layout.absolute", "absolute_layout"),
    ("weasyprint.layout.block", "_linebox_layout"),
    ("weasyprint.draw.text", "draw_text"),
    ("weasyprint.text.line_break", "Layout"),
    ("weasyprint.text.line_break", "first_line_metrics"),
    ("weasyprint.text.line_break", "strut"),
    ("weasyprint.text.fonts", "font_features"),
    ("weasyprint.text.fonts", "get_font_description"),
    ("weasyprint.text.fonts", "get_pango_font_key"),
    ("weasyprint.pdf.stream", "Stream.add_font"),
    ("weasyprint.pdf.stream", "Stream.set_font_size"),
    ("weasyprint.pdf.stream", "Stream.add_group"),
    ("weasyprint.pdf.stream", "Stream.add_pattern"),
    ("weasyprint.formatting_structure.boxes", "Box.copy"),
    ("weasyprint.formatting_structure.boxes", "ParentBox.copy_with_children"),
    ("weasyprint.formatting_structure.boxes", "ParentBox.remove_decoration"),
    ("weasyprint.formatting_structure.boxes", "TextBox.copy_with_text"),
)


def resolve(module: str, attribute: str) -> Any:
    """Object named by a seam; AttributeError when WeasyPrint no longer has it."""
    found: Any = import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part)
    return found


def strut(style: Any) -> tuple[float, float]:
    """Height and baseline, in px, of an empty line of a style, found once for each style."""
    found: tuple[float, float] | None = style.__dict__.get(_STRUT)
    if found is None:
        found = style.__dict__[_STRUT] = _strut(style)
    return found


def inline_block_width(context: Any, box: Any, container: Any) -> float:
    """Width, in px, of an inline block with its margins: it need not be laid out for that."""
    resolve_percentages(box, container)
    for margin in ("margin_left", "margin_right"):
        if getattr(box, margin) == "auto":
            setattr(box, margin, 0)
    inline.inline_block_width(box, context, container)
    return float(box.margin_width())


def fingerprint(function: Any) -> str:
    """First 16 hex digits of the SHA-256 of the source without blank and comment lines."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    code = [line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return hashlib.sha256("\n".join(code).encode()).hexdigest()[:16]


Change = tuple[Any, str, Any]
"""A module or class, the name of an attribute, and what stands there for a while."""


@contextmanager
def exchanged(changes: Iterable[Change]) -> Iterator[None]:
    """Exchange attributes, and put back those that were there."""
    listed = list(changes)
    before = [(place, name, getattr(place, name)) for place, name, _ in listed]
    for place, name, new in listed:
        setattr(place, name, new)
    try:
        yield
    finally:
        for place, name, old in before:
            setattr(place, name, old)


def replaced(functions: Mapping[str, Callable[..., Any]]) -> AbstractContextManager[None]:
    """Replace the seams named in ``functions`` by attribute name, and put them back."""
    return exchanged(
        (import_module(module), name, functions[name])
        for module, name in SEAMS
        if name in functions
    )


# Functions of Pango and HarfBuzz that WeasyPrint does not declare, on the same libraries.
_native = cffi.FFI()
_native.cdef(
    """
    void *pango_font_map_load_fontset(void *map, void *context, void *desc, void *language);
    void *pango_fontset_get_font(void *fontset, unsigned int wc);
    void g_object_unref(void *object);
    void *hb_face_reference_blob(void *face);
    void hb_blob_destroy(void *blob);
    const char *hb_blob_get_data(void *blob, unsigned int *length);
    unsigned int hb_face_get_index(void *face);
    """
)
_PANGO: Final = ("libpango-1.0-0", "pango-1.0-0", "pango-1.0", "libpango-1.0.so.0",
                 "libpango-1.0.dylib", "libpango-1.0-0.dll")
_GOBJECT: Final = ("libgobject-2.0-0", "gobject-2.0-0", "gobject-2.0", "libgobject-2.0.so.0",
                   "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll")
_HARFBUZZ: Final = ("libharfbuzz-0", "harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0",
                    "libharfbuzz.0.dylib", "libharfbuzz-0.dll")
_pango = weasy_ffi._dlopen(_native, *_PANGO)  # noqa: SLF001
_gobject = weasy_ffi._dlopen(_native, *_GOBJECT)  # noqa: SLF001
_harfbuzz = weasy_ffi._dlopen(_native, *_HARFBUZZ)  # noqa: SLF001


def _raw(pointer: Any) -> Any:
    return _native.cast("void *", int(weasy_ffi.ffi.cast("uintptr_t", pointer)))


def load_fontset(style: Any) -> Any:
    """Pango fontset for a computed style: its families in order, then the system's fonts."""
    ffi, pango = weasy_ffi.ffi, weasy_ffi.pango
    font_map = style.font_config.font_map
    context = ffi.gc(
        pango.pango_font_map_create_context(font_map), weasy_ffi.gobject.g_object_unref
    )
    text, _keep = weasy_ffi.unicode_to_char_p(style["lang"] or "und")
    language = pango.pango_language_from_string(text)
    # Named, so that none of them is freed before the call.
    description = get_font_description(style)
    fontset = _pango.pango_font_map_load_fontset(
        _raw(font_map), _raw(context), _raw(description), _raw(language)
    )
    return _native.gc(fontset, _gobject.g_object_unref)


def fontset_font(fontset: Any, character: str) -> tuple[int, Any]:
    """Address and PangoFont of the first font of the set that covers the character."""
    font = _pango.pango_fontset_get_font(fontset, ord(character))
    address = int(_native.cast("uintptr_t", font))
    pango_font = weasy_ffi.ffi.cast("PangoFont *", address)
    return address, weasy_ffi.ffi.gc(pango_font, weasy_ffi.gobject.g_object_unref)


def font_data(pango_font: Any) -> tuple[int, int, Callable[[], bytes]]:
    """Address of the font file in memory, index of the face, and a reader of its bytes."""
    face = get_pango_font_hb_face(pango_font)
    raw = _raw(face)
    blob = _native.gc(_harfbuzz.hb_face_reference_blob(raw), _harfbuzz.hb_blob_destroy)
    length = _native.new("unsigned int *")
    data = _harfbuzz.hb_blob_get_data(blob, length)
    address = int(_native.cast("uintptr_t", data))
    index = _harfbuzz.hb_face_get_index(raw)
    return address, index & 0xFFFF, lambda: bytes(_native.buffer(data, length[0]))


__all__ = [
    "BORROWED", "SEAMS", "SUPPORTED", "Layout", "UnsupportedWeasyPrintError", "absolute_layout",
    "adjust_line_height", "avoid_collisions", "block", "boxes", "draw_text_module", "exchanged",
    "fingerprint", "first_line_metrics", "font_data", "font_features", "fontset_font",
    "get_pango_font_key", "inline", "leader_index", "line_box_verticality", "load_fontset",
    "out_of_flow_layout", "preferred", "replaced", "require_supported", "resolve",
    "resolve_one_percentage", "resolve_percentages", "split_inline_level", "strut",
]
