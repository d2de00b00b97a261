"""A finished PDF read back: what each page draws, in the order in which it is read."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pikepdf

from wenxuan.checks.embedded import glyph_widths, mapped
from wenxuan.checks.painting import PAINTS, Painted, Painting
from wenxuan.matrices import Matrix
from wenxuan.proof.drawing import Drawing, Shown, Surface
from wenxuan.proof.faces import face_of
from wenxuan.proof.operators import HANDLERS
from wenxuan.proof.order import Place
from wenxuan.proof.typecase import TypeCase

_DEPTH: Final = 8
"""Forms inside forms that are followed."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A raster picture that is painted."""

    mark: int
    """Marked content that it is in."""
    stream: Any
    matrix: Matrix
    """Where the unit square that it fills lies on the page."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return int(self.stream.Width), int(self.stream.Height)


@dataclass(slots=True)
class Leaf:
    """What one page draws."""

    shown: list[Shown] = field(default_factory=list)
    furniture: list[Shown] = field(default_factory=list)
    """Running heads and folios: artifacts."""
    painted: dict[int, int] = field(default_factory=dict)
    """Pictures and paths painted in each marked content."""
    spoken: list[tuple[str, list[Shown]]] = field(default_factory=list)
    """ActualText, and what it stands for."""
    images: list[Raster] = field(default_factory=list)
    items: list[Painted] = field(default_factory=list)
    """Everything that is painted, in order."""
    broken: list[str] = field(default_factory=list)
    """Names of resources that are not there."""

    @property
    def paths(self) -> list[Painted]:
        """The paths among the items."""
        return [item for item in self.items if item.kind == "path"]


class Finished:
    """A PDF of the press, opened; the fonts of the manifest by family."""

    def __init__(self, data: bytes, files: Mapping[str, Path]) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.numbers = {page.objgen: i for i, page in enumerate(self.pdf.pages)}
        self.files = files
        self.fonts: dict[str, Any] = {}
        self.widths: dict[str, Mapping[int, float]] = {}

    @cached_property
    def labels(self) -> list[str]:
        """What a viewer calls each page."""
        return [str(page.label) for page in self.pdf.pages]

    @cached_property
    def destinations(self) -> dict[str, int]:
        """Named places to their 0-based pages; -1 where the page is not in the file."""
        names = self.pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        found: dict[str, int] = {}
        for name, target in pikepdf.NameTree(names).items() if names is not None else ():
            place: Any = target.D if isinstance(target, pikepdf.Dictionary) else target
            found[str(name)] = self.numbers.get(place[0].objgen, -1)
        return found

    @cached_property
    def leaves(self) -> list[Leaf]:
        """Every page read."""
        return [self._read(page) for page in self.pdf.pages]

    @cached_property
    def case(self) -> TypeCase:
        """The faces of the file; to be asked for after `leaves`."""
        faces = {
            name: face_of(self.files[family])
            for name, font in self.fonts.items()
            if (family := family_of(font)) in self.files
        }
        return TypeCase(faces, {name: mapped(font) for name, font in self.fonts.items()})

    # --- content ----------------------------------------------------------------------------

    def _read(self, page: pikepdf.Page) -> Leaf:
        leaf = Leaf()
        box = [float(side) for side in page.mediabox]
        surface = Surface(
            widths=self.widths, opacity=_opacity(page.resources),
            width=box[2] - box[0], height=box[3] - box[1],
        )  # fmt: skip
        _Page(self, leaf, Drawing(surface), page.resources).read(page, 0)
        return leaf

    def font(self, resources: Any, name: str) -> str:
        """The name under which a font of a page is known in the whole file."""
        try:
            font = resources.Font[name]
        except (KeyError, AttributeError):
            return ""
        base = str(font.get("/BaseFont", name)).lstrip("/")
        if base not in self.fonts and "/DescendantFonts" in font:
            self.fonts[base] = font
            self.widths[base] = glyph_widths(font)
        return base

    @cached_property
    def figures(self) -> frozenset[tuple[int, int]]:
        """Pages and marked contents of pictures and drawings."""
        return frozenset((at.page, at.mark) for at, _ in self.order() if at.part == "figure")

    # --- order ------------------------------------------------------------------------------

    def order(self) -> Iterator[tuple[Place, Any]]:
        """Marked content in the order of reading, and the structure element that holds it."""
        root = self.pdf.Root.get("/StructTreeRoot")
        document = root.K[0] if root is not None else None
        for kid in list(document.K) if document is not None else ():
            strand = "notes" if str(kid.S) == "/NonStruct" else "main"
            yield from self._walk(kid, (strand, strand), (0, 0), -1)

    def _walk(
        self, element: Any, parts: tuple[str, str], table: tuple[int, int], page: int
    ) -> Iterator[tuple[Place, Any]]:
        kind, part = str(element.get("/S", "")), parts[0]
        page = self.numbers.get(element.Pg.objgen, -1) if "/Pg" in element else page
        part = {"/Lbl": "labels", "/Figure": "figure"}.get(kind, part)
        if kind == "/TH" and part == "main":
            part = "head"
        for kid in _kids(element):
            if isinstance(kid, int):
                yield Place(page, kid, part, parts[1], *table), element
            elif "/MCID" in kid:
                at = self.numbers.get(kid.Pg.objgen, -1) if "/Pg" in kid else page
                yield Place(at, int(kid.MCID), part, parts[1], *table), element
            elif "/S" in kid:
                yield from self._walk(kid, (part, parts[1]), _table(kid, table), page)


    def elements(self, kind: str) -> list[Any]:
        """All structure elements of a kind, in the order of the file."""
        return [
            item for item in self.pdf.objects
            if isinstance(item, pikepdf.Dictionary) and str(item.get("/S", "")) == kind
            and "/K" in item
        ]  # fmt: skip


Marks = list[tuple[int, int]]


def parts_of(file: Finished, element: Any) -> tuple[Marks, list[tuple[int, Any]]]:
    """Marked contents and annotations in an element, each with its page."""
    marks: Marks = []
    notes: list[tuple[int, Any]] = []
    stack: list[tuple[Any, int]] = [(element, -1)]
    while stack:
        one, page = stack.pop()
        page = file.numbers.get(one.Pg.objgen, -1) if "/Pg" in one else page
        for kid in _kids(one):
            if isinstance(kid, int):
                marks.append((page, kid))
            elif "/MCID" in kid:
                at = file.numbers.get(kid.Pg.objgen, -1) if "/Pg" in kid else page
                marks.append((at, int(kid.MCID)))
            elif "/Obj" in kid:
                at = file.numbers.get(kid.Pg.objgen, -1) if "/Pg" in kid else page
                notes.append((at, kid.Obj))
            elif "/S" in kid:
                stack.append((kid, page))
    return marks, notes


def _table(element: Any, table: tuple[int, int]) -> tuple[int, int]:
    """Numbers of the table and of the cell that an element in them is or stands in."""
    kind, number = str(element.S), int(element.objgen[0])
    owner, cell = table
    return (number, 0) if kind == "/Table" else (owner, number) if kind == "/TD" else (owner, cell)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def family_of(font: Any) -> str:
    """The family that a font's descriptor names."""
    try:
        return str(font.DescendantFonts[0].FontDescriptor.get("/FontFamily", ""))
    except (AttributeError, KeyError, IndexError):
        return ""


def _opacity(resources: Any) -> dict[str, float]:
    states = resources.get("/ExtGState", {})
    return {
        str(name)[1:]: float(state.ca) for name, state in states.items() if "/ca" in state
    }


class _Page:
    """Reads the operators of one page and of the forms that it draws."""

    def __init__(self, file: Finished, leaf: Leaf, drawing: Drawing, resources: Any) -> None:
        self.file, self.leaf, self.drawing, self.resources = file, leaf, drawing, resources
        self.marks: list[tuple[int, str, int, bool]] = []
        """Open marked content: its number, ActualText, what was shown before, if an artifact."""
        self.artifacts = 0
        self.font = ""
        self.painting = Painting(leaf.items)

    def read(self, stream: Any, depth: int) -> None:
        """Every operator of a stream."""
        for instruction in pikepdf.parse_content_stream(stream):
            operands, name = list(instruction.operands), str(instruction.operator)
            if name in ("TJ", "Tj", "'", '"'):
                self._show(operands[-1])
            elif name in ("BDC", "BMC"):
                self._open(operands)
                self._tell(name, operands)
            elif name == "EMC":
                self._close()
            elif name == "Do":
                self._paint(str(operands[0]), depth)
            elif name == "Tf":
                self._select(str(operands[0]), operands[1])
            else:
                self._other(name, operands)

    def _other(self, name: str, operands: Sequence[Any]) -> None:
        handler = HANDLERS.get(name.encode())
        if name in ("rg", "g", "k", "sc", "scn") and any(
            isinstance(word, pikepdf.Name) for word in operands
        ):
            self.drawing.rgb((b"/pattern",))
        elif handler is not None:
            handler(self.drawing, [str(word).encode() for word in operands])
        self._tell(name, operands)
        if name in PAINTS:
            self._count()

    def _tell(self, name: str, operands: Sequence[Any]) -> None:
        self.painting.read(name, operands, self.resources, self._mark(), self.drawing.matrix)

    def _select(self, name: str, size: Any) -> None:
        font = self.font = self.file.font(self.resources, name)
        self.drawing.select((b"/" + font.encode(), str(size).encode()))
        self.painting.select(self.resources.get("/Font", {}).get(name, name), float(size))

    def _mark(self) -> int:
        return self.marks[-1][0] if self.marks else -1

    def _count(self) -> None:
        mark = self._mark()
        self.leaf.painted[mark] = self.leaf.painted.get(mark, 0) + 1

    def _show(self, operand: Any) -> None:
        items = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
        widths = self.file.widths.get(self.font, {})
        self.painting.show(items, widths, self._mark(), self.drawing.matrix)
        glyphs: list[int] = []
        lead = kerns = tail = 0.0
        for item in items:
            if isinstance(item, pikepdf.String | bytes):
                data = bytes(item)
                glyphs += [data[i] << 8 | data[i + 1] for i in range(0, len(data) - 1, 2)]
                tail = 0.0
            else:
                kerns += float(item)
                tail += float(item)
                lead += 0.0 if glyphs else float(item)
        before = len(self.drawing.shown)
        self.drawing.show_glyphs(tuple(glyphs), lead, kerns)
        for shown in self.drawing.shown[before:]:
            shown.mark, shown.tail = self._mark(), tail
            (self.leaf.furniture if self.artifacts else self.leaf.shown).append(shown)

    def _open(self, operands: Sequence[Any]) -> None:
        mark, spoken = self._mark(), ""
        if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary):
            mark = int(operands[1].get("/MCID", mark))
            spoken = str(operands[1].get("/ActualText", ""))
        artifact = str(operands[0]) == "/Artifact"
        self.artifacts += artifact
        self.marks.append((mark, spoken, len(self.drawing.shown), artifact))

    def _close(self) -> None:
        if not self.marks:
            return
        _, spoken, before, artifact = self.marks.pop()
        self.artifacts -= artifact
        if spoken:
            self.leaf.spoken.append((spoken, self.drawing.shown[before:]))

    def _paint(self, name: str, depth: int) -> None:
        found = self.resources.get("/XObject", {}).get(name)
        if found is None or not isinstance(found, pikepdf.Stream):
            self.leaf.broken.append(name)
            return
        if str(found.get("/Subtype")) == "/Form" and depth < _DEPTH:
            self.drawing.save(())
            self.painting.save()
            if "/Matrix" in found:
                self.drawing.concatenate([str(n).encode() for n in found.Matrix])
            self.painting.form(found, self._mark(), self.drawing.matrix)
            outer, self.resources = self.resources, found.get("/Resources", self.resources)
            self.read(found, depth + 1)
            self.resources = outer
            self.drawing.restore(())
            self.painting.restore()
            return
        self.drawing.paint(())
        self._count()
        self.leaf.images.append(Raster(self._mark(), found, self.drawing.matrix))
        self.painting.picture(found, self._mark(), self.drawing.matrix)
