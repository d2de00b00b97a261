"""What a print file carries beside its pages: actions, layers, attachments, curves, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from wenxuan.printkit.spaces import Kind, kind_of

_DOES = ("JavaScript", "Launch", "SubmitForm", "ImportData", "Sound", "Movie", "Rendition")
"""Types of action that do more than show another page (ISO 32000-1 §12.6.4)."""
_ELSEWHERE = {"/OPI": "OPI", "/Alternates": "Alternates", "/Ref": "Ref"}
_DEEPEST = 16
"""Forms within forms."""


def actions(pdf: pikepdf.Pdf, things: Sequence[Object]) -> set[str]:
    """Whatever a file does by itself (ISO 15930-7 §6.16)."""
    found = set()
    if isinstance(pdf.Root.get("/OpenAction"), Dictionary):
        opening = str(pdf.Root.OpenAction.get("/S", "")).lstrip("/")
        found.add(f"OpenAction {opening}")
    if "/AA" in pdf.Root or any("/AA" in page.obj for page in pdf.pages):
        found.add("AA")
    if "/JavaScript" in pdf.Root.get("/Names", Dictionary()):
        found.add("JavaScript")
    notes = (n for page in pdf.pages for n in page.obj.get("/Annots", ()))
    for thing in (*things, *(n.get("/A", Dictionary()) for n in notes)):
        kind = thing.get("/S")
        if isinstance(kind, Name) and str(kind).lstrip("/") in _DOES:
            found.add(str(kind).lstrip("/"))
    return found


def attached(pdf: pikepdf.Pdf, things: Sequence[Object]) -> set[str]:
    """Names of other files that travel along, under a name or hung on a page."""
    found = {_filename(thing) for thing in things if "/EF" in thing}
    if not found and "/EmbeddedFiles" in pdf.Root.get("/Names", Dictionary()):
        found.add("EmbeddedFiles")
    return found


def _filename(thing: Object) -> str:
    return str(thing.get("/UF", thing.get("/F", "—")))


def elsewhere(thing: Object) -> Iterator[str]:
    """Whether another file or a switch would replace a picture or form (ISO 15930-7 §6.11)."""
    if isinstance(thing, Stream) and thing.get("/Subtype") in (Name.Image, Name.Form):
        yield from (what for key, what in _ELSEWHERE.items() if key in thing)


def states(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Graphics states that stand directly in a page's resources."""
    for page in pdf.pages:
        yield from _values(page.obj.get("/Resources", Dictionary()), "/ExtGState")


def curves(thing: Object) -> Iterator[str]:
    """Transfer functions and halftones of a graphics state."""
    if any(key in thing for key in ("/TR", "/TR2")) and thing.get("/TR2") != Name.Default:
        yield "TR"
    if "/HTP" in thing or isinstance(thing.get("/HT"), Dictionary | Stream):
        yield "HT"


def postscript(thing: Object) -> Iterator[str]:
    """A piece of PostScript."""
    if thing.get("/Subtype") == Name.PS:
        yield "PS"


def packed(thing: Object) -> Iterator[str]:
    """A stream behind the one filter that PDF/X leaves out."""
    if isinstance(thing, Stream):
        filters = thing.get("/Filter", ())
        if Name.LZWDecode in (list(filters) if isinstance(filters, Array) else [filters]):
            yield "LZWDecode"


def layer(thing: Object) -> Iterator[str]:
    """The name of a layer of optional content."""
    if thing.get("/Type") == Name.OCG:
        yield str(thing.get("/Name", ""))


def switched_off(pdf: pikepdf.Pdf) -> set[str]:
    """Names of the layers that are off when the file is opened (ISO 32000-1 §8.11.4)."""
    properties = pdf.Root.get("/OCProperties", Dictionary())
    off = properties.get("/D", Dictionary()).get("/OFF", ())
    return {str(item.get("/Name", "")) for item in off}


Placed = tuple[int | None, str]
"""The page that something belongs to, None for the file, and what it is."""


def placed(
    pdf: pikepdf.Pdf, things: Sequence[Object], faults: Callable[[Object], Iterator[str]]
) -> tuple[Placed, ...]:
    """Faults of objects, each at the first page that leads to it."""
    wanted = {what for thing in things for what in faults(thing)}
    if not wanted:
        return ()
    met: set[tuple[int, int]] = set()
    found: dict[Placed, None] = {}
    for number, page in enumerate(pdf.pages, start=1):
        for key in ("/Resources", "/Contents"):
            for thing in _reached(page.obj.get(key), met):
                found |= dict.fromkeys((number, what) for what in faults(thing))
    lost = wanted - {what for _, what in found}
    return (*((None, what) for what in sorted(lost)), *found)


def _reached(start: Object | None, met: set[tuple[int, int]]) -> Iterator[Object]:
    """Dictionaries and streams that an object leads to; each indirect one is met once."""
    waiting = [start]
    while waiting:
        thing = waiting.pop()
        if not isinstance(thing, Array | Dictionary | Stream):
            continue
        if thing.is_indirect:
            if thing.objgen in met:
                continue
            met.add(thing.objgen)
        if isinstance(thing, Array):
            waiting += list(thing)
            continue
        if thing.get("/Type") == Name.Page:
            continue
        yield thing
        waiting += [thing[key] for key in thing.keys() if key != "/Parent"]  # noqa: SIM118


def groups(pdf: pikepdf.Pdf) -> Iterator[tuple[int, str]]:
    """Page and color space of transparency groups that mix in neither CMYK nor gray."""
    known: dict[tuple[int, int], tuple[str, ...]] = {}
    for number, page in enumerate(pdf.pages, start=1):
        yield from ((number, space) for space in dict.fromkeys(_mixed(page.obj, known, 0)))


def _mixed(thing: Object, known: dict[tuple[int, int], tuple[str, ...]], depth: int) -> list[str]:
    """Such spaces of a page or form, of the forms that it calls, and of their soft masks."""
    space = thing.get("/Group", Dictionary()).get("/CS")
    found = []
    if space is not None and kind_of(space) not in (Kind.CMYK, Kind.GRAY):
        found.append(str(space if isinstance(space, Name) else space[0]).lstrip("/"))
    resources = thing.get("/Resources")
    if resources is None or depth >= _DEEPEST:
        return found
    if resources.is_indirect and resources.objgen in known:
        return [*found, *known[resources.objgen]]
    if resources.is_indirect:
        known[resources.objgen] = ()  # what calls itself adds nothing
    inner = tuple(s for form in _called(resources) for s in _mixed(form, known, depth + 1))
    if resources.is_indirect:
        known[resources.objgen] = inner
    return [*found, *inner]


def _called(resources: Object) -> Iterator[Object]:
    """Forms and soft masks among resources."""
    for form in _values(resources, "/XObject"):
        if isinstance(form, Stream) and form.get("/Subtype") == Name.Form:
            yield form
    for state in _values(resources, "/ExtGState"):
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            yield mask.G


def _values(resources: Object, kind: str) -> Iterator[Object]:
    named = resources.get(kind, Dictionary())
    return (named[key] for key in named.keys())  # noqa: SIM118 -- not a mapping
