"""The normalizer: makes the edits that rules are sure of, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from wenxuan import model as m
from wenxuan.desk.codes import FIXABLE, HAN_CHANGING
from wenxuan.desk.document import Document, read_document
from wenxuan.desk.edits import Edit, HanChanged, Ledger, apply, conserves, disjoint
from wenxuan.desk.findings import Placed, place
from wenxuan.desk.house import House
from wenxuan.desk.rules import examine
from wenxuan.desk.waivers import waive

ROUNDS = 8
"""One edit may make room for another: a space beside a comma that was ASCII."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text after `--fix`, and how it came about."""

    text: str
    edits: tuple[Edit, ...]
    """All edits of all rounds, with codes."""
    spans: tuple[tuple[int, int, str], ...]
    """What changed in the first text: start, end, what stands there now."""


def fix(text: str, path: str, language: str = "zh-Hans", house: House | None = None) -> Fixed:
    """The text with every sure edit made: idempotent, structure and Han characters conserved.

    Raises HanChanged when a rule would change a Han character without leave.
    """
    house, ledger = house or House(), Ledger(text)
    refused: set[tuple[str, str, str]] = set()
    for _ in range(ROUNDS):
        document = read_document(ledger.text, path, language)
        wanted = [e for e in sure_edits(document, house) if _sign(e, ledger.text) not in refused]
        edits = safe(document, disjoint(wanted))
        refused |= {_sign(e, ledger.text) for e in disjoint(wanted) if e not in edits}
        if not edits:
            break
        ledger.enter(edits)
    return Fixed(ledger.text, tuple(ledger.edits), tuple(ledger.spans()))


def _sign(edit: Edit, text: str) -> tuple[str, str, str]:
    return edit.code, edit.old, text[max(0, edit.start - 8) : edit.end + 8]


def sure_edits(document: Document, house: House) -> Iterator[Edit]:
    """The edits that `--fix` may make in a document."""
    for finding in findings(document, house):
        if finding.sure and finding.code in FIXABLE:
            for edit in finding.edits:
                if edit.code not in HAN_CHANGING and not conserves(edit):
                    raise HanChanged(f"{edit.code}: {edit.old!r} to {edit.new!r}")
                yield edit


def findings(document: Document, house: House) -> list[Placed]:
    """What the rules find in a document and nobody waives, in order."""
    found = dict.fromkeys(examine(document, house))
    placed = sorted((place(f, document.path, document.text) for f in found), key=order)
    kept = waive(document, placed, house)
    return sorted((f for f in kept if house.weight(f.code) != "off"), key=order)


def order(found: Placed) -> tuple[str, int, int, str, str]:
    """Sort key: place, then code."""
    return found.path, found.line, found.column, found.code, str(found.arguments)


def safe(document: Document, edits: Sequence[Edit]) -> list[Edit]:
    """The edits after which the text still has the same blocks and runs."""
    before = shape(document)

    def keeps(some: Sequence[Edit]) -> bool:
        return (
            shape(read_document(apply(document.text, some), document.path, document.language))
            == before
        )

    return list(_largest(list(edits), keeps))


def _largest(edits: list[Edit], keeps: Callable[[Sequence[Edit]], bool]) -> Iterable[Edit]:
    """Edits without those that break the structure, found by halving."""
    if not edits or keeps(edits):
        return edits
    if len(edits) == 1:
        return []
    half = len(edits) // 2
    parts = [*_largest(edits[:half], keeps), *_largest(edits[half:], keeps)]
    if keeps(parts):
        return parts
    kept: list[Edit] = []
    for edit in parts:
        if keeps([*kept, edit]):
            kept.append(edit)
    return kept


def shape(document: Document) -> tuple[object, ...]:
    """Kinds and nesting of everything in a document but its plain characters."""
    head = tuple(sorted(map(str, document.head.keys))) if document.head else ()
    return (
        head,
        *(_shape(block) for block in document.blocks),
        *(_shape(note) for note in document.notes),
    )


def _shape(node: object) -> object:
    if isinstance(node, m.Text):
        return None
    if isinstance(node, tuple):
        shapes = [_shape(child) for child in node]
        return tuple(s for s in shapes if s is not None)
    if isinstance(node, m.Picture):
        return "Picture", node.source, node.width
    if isinstance(node, m.Node):
        values = (_shape(getattr(node, f.name)) for f in fields(node) if f.name != "span")
        return type(node).__name__, *values
    return node
