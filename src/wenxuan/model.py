"""The model of a publication: an immutable tree in which every block and run knows its place.

Nothing here reads, renders or measures. `Publication` is what the layouts see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final, TypeAlias

from wenxuan.diagnostics import Span
from wenxuan.metadata import ArticleHead, Matter, PublicationHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What all parts of an article have: a place in its file."""

    span: Span


# --- runs -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Node):
    """Characters, verbatim from the source but for joined soft line breaks."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis(Node):
    """`*…*`; `strong` for `**…**`."""

    runs: Runs
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Node):
    """Inline code: exempt from every rule about characters."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Node):
    """A link to the world outside."""

    href: str
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Node):
    """A cross reference; without runs it is set as the target's title."""

    target: str
    """As written by the editor."""
    runs: Runs = ()
    key: str = ""
    """Key of the target in `Publication.targets`, given by assembly."""
    brackets: str = "（）"
    """What print sets about the target's page; nothing where no page is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Node):
    """An image inside a line or in a figure."""

    source: str
    """Relative to the article's file."""
    alt: str
    width: str | None = None
    """`80mm` or `50%` of the measure."""
    file: str = ""
    """Path within the publication, given by assembly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCall(Node):
    """The place from which a note is called."""

    label: str
    number: int = 0
    """From 1 in the article, in order of first call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruby(Node):
    """Base and reading: (汉, hàn), (字, zì), or one pair for a group."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked(Node):
    """`[…]{.dots}` and its kin; `kind` is one of `MARKS` or empty for a mere language."""

    kind: str
    runs: Runs
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBreak(Node):
    """A line break wanted by the author."""


Run: TypeAlias = (
    Text | Emphasis | Code | Link | Reference | Picture | NoteCall | Ruby | Marked | LineBreak
)
Runs: TypeAlias = tuple[Run, ...]

MARKS = ("dots", "name", "work", "warichu")
"""着重号, 专名号, 书名号, 夹注."""

# --- blocks -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Node):
    """A paragraph; its indent is the layout's."""

    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Node):
    """A section heading; level 2 is a section of the article."""

    level: int
    runs: Runs
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Node):
    """A block of blocks: one of `BOXES`."""

    kind: str
    blocks: Blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Node):
    """A list; `start` is None for bullets."""

    items: tuple[Blocks, ...]
    start: int | None = None
    tight: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(Node):
    """Terms, each with its descriptions."""

    entries: tuple[tuple[Runs, tuple[Blocks, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Node):
    """A table with one head row; `align` has left, center, right or empty for each column."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    align: tuple[str, ...]
    caption: Runs = ()
    number: int | None = None
    """From 1 in the article when it has a caption."""
    id: str | None = None
    continues: bool = False
    """True for rows of a table that begins in another document: caption and head stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Node):
    """A picture alone in its paragraph."""

    picture: Picture
    caption: Runs = ()
    number: int | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock(Node):
    """Lines of code, verbatim."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Divider(Node):
    """A break between sections without a heading."""


Block: TypeAlias = (
    Paragraph | Heading | Box | List | Definitions | Table | Figure | CodeBlock | Divider
)
Blocks: TypeAlias = tuple[Block, ...]

BOXES = ("note", "quote", "poem", "letter", "signature")
"""Containers that every layout styles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Node):
    """The text of a note."""

    label: str
    blocks: Blocks
    number: int


# --- the publication --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Node):
    """One article as the press sets it."""

    key: str
    """Unique in the publication; made of letters, digits and hyphens."""
    file: Path
    digest: str
    head: ArticleHead
    blocks: Blocks
    notes: tuple[Note, ...] = ()
    language: str = ""
    head_texts: tuple[tuple[Span, str], ...] = ()
    """Every text value of the head with its place."""
    sound: bool = True
    """False: something of it could not be read; it is here only so that the rest can be judged."""

    @property
    def short_title(self) -> str:
        """What the contents, the outline and the running heads say."""
        return self.head.short_title or self.head.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Articles under a part title, or without one."""

    title: str | None
    articles: tuple[Article, ...]
    key: str = ""
    number: int | None = None
    """None without title, and where there is but one part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a cross reference may lead."""

    key: str
    article: str
    kind: str
    """article, section, figure or table."""
    title: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Everything that the layouts need, resolved and in order."""

    slug: str
    folder: Path
    head: PublicationHead
    identifier: str
    front: tuple[Article, ...]
    parts: tuple[Part, ...]
    back: tuple[Article, ...]
    targets: Mapping[str, Target] = field(default_factory=dict)
    head_texts: tuple[tuple[Span, str], ...] = ()
    """Every text value of publication.yaml with its place."""
    places: Mapping[tuple[str | int, ...], Span] = field(default_factory=dict)
    """Route of a value of publication.yaml to its place."""
    pictures: tuple[str, ...] = ()
    """Picture files used, as paths within the publication, in order of first use."""

    def place(self, *route: str | int) -> Span:
        """Where a value of publication.yaml stands, or its nearest ancestor that is there."""
        while route and route not in self.places:
            route = route[:-1]
        return self.places.get(route, Span("publication.yaml"))

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in the order of the book."""
        body = tuple(a for part in self.parts for a in part.articles)
        return (*self.front, *body, *self.back)

    def matter(self, article: Article) -> Matter:
        """Whether an article stands before, in or after the body."""
        if article in self.front:
            return "front"
        return "back" if article in self.back else "body"


def walk(root: object) -> Iterator[Node]:
    """Every node below (and including) a node or a tuple of nodes, in reading order."""
    ahead = [root]
    while ahead:
        one = ahead.pop()
        if isinstance(one, tuple):
            ahead.extend(reversed(one))
        elif isinstance(one, Node):
            yield one
            ahead.extend([getattr(one, name) for name in reversed(parts(one))])


def parts(node: Node) -> tuple[str, ...]:
    """Names of the fields of a node that may hold other nodes."""
    kind = type(node)
    if kind not in _PARTS:
        _PARTS[kind] = tuple(item.name for item in fields(kind) if item.type not in _LEAVES)
    return _PARTS[kind]


_LEAVES: Final = frozenset(
    {"Span", "Path", "ArticleHead", "str", "str | None", "int", "int | None", "bool"}
)
"""Types of fields, as they are written here, that hold no nodes."""
_PARTS: dict[type[Node], tuple[str, ...]] = {}
"""What `parts` has found: to ask dataclasses for each node takes a tenth of a build."""


def plain(runs: Runs) -> str:
    """The characters of runs without markup, readings, notes and pictures."""
    return "".join(_plain(run) for run in runs)


def _plain(run: Run) -> str:
    match run:
        case Text(text=text) | Code(text=text):
            return text
        case Ruby(pairs=pairs):
            return "".join(base for base, _ in pairs)
        case Emphasis(runs=runs) | Link(runs=runs) | Reference(runs=runs) | Marked(runs=runs):
            return plain(runs)
        case LineBreak():
            return ""
    return ""
