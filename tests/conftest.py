"""What the tests share: short publications on disk, and the model written as a compact tree."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest

from wenxuan import model as m
from wenxuan.assemble import assemble
from wenxuan.diagnostics import Report
from wenxuan.markdown import build_body

HEAD = "---\ntitle: 甲\n---\n"
"""The shortest head of an article: its body begins on line 4."""
MANIFEST = "title: 书\nlanguage: zh-Hans\ncontents:\n"
"""The first three lines of the shortest publication.yaml."""


# --- the model as text --------------------------------------------------------------------


def tree_of(text: str) -> str:
    """Blocks and notes of a text, one a line, then its diagnostics as `! line:column CODE`."""
    report = Report()
    body = build_body(text, "a.md", 1, report)
    lines = [line for block in body.blocks for line in block_lines(block)]
    for note in body.notes:
        lines += [f"note {note.number}={note.label}", *_indented(note.blocks)]
    lines += [f"! {d.span.line}:{d.span.column} {d.code}" for d in report]
    return "\n".join(lines)


def block_lines(block: m.Block) -> Iterator[str]:  # noqa: C901 -- one case a kind
    """A block of the model: its kind, its runs, its blocks indented."""
    match block:
        case m.Paragraph(runs=runs):
            yield f"para {run_text(runs)}"
        case m.Heading(level=level, id=id_, runs=runs):
            yield f"h{level}#{id_} {run_text(runs)}".rstrip()
        case m.Box(kind=kind, blocks=blocks):
            yield f"box {kind}"
            yield from _indented(blocks)
        case m.List(items=items, start=start, tight=tight):
            yield ("ul" if start is None else f"ol {start}") + ("" if tight else " loose")
            for item in items:
                yield "  -"
                yield from ("  " + line for line in _indented(item))
        case m.Definitions(entries=entries):
            yield "dl"
            for term, descriptions in entries:
                yield f"  dt {run_text(term)}"
                for description in descriptions:
                    yield "  dd"
                    yield from ("  " + line for line in _indented(description))
        case m.Table():
            yield from _table_lines(block)
        case m.Figure(picture=picture, caption=caption, number=number, id=id_):
            shown = run_text((picture,)) + _numbered(number, id_)
            yield f"figure {shown} {run_text(caption)}".rstrip()
        case m.CodeBlock(text=text, language=language):
            yield f"code {language}".rstrip()
            yield from (f"  |{line}" for line in text.split("\n"))
        case m.Divider():
            yield "divider"


def _table_lines(table: m.Table) -> Iterator[str]:
    align = "".join((a or "-")[0] for a in table.align)
    yield f"table {align}{_numbered(table.number, table.id)} {run_text(table.caption)}".rstrip()
    for name, row in (("head", table.head), *(("row", row) for row in table.rows)):
        yield f"  {name} " + " | ".join(run_text(cell) or "." for cell in row)


def _numbered(number: int | None, id_: str | None) -> str:
    return (f" {number}" if number is not None else "") + (f" #{id_}" if id_ else "")


def _indented(blocks: m.Blocks) -> list[str]:
    return ["  " + line for block in blocks for line in block_lines(block)]


def run_text(runs: m.Runs) -> str:
    """Runs in order, neighboring texts joined."""
    pieces: list[str] = []
    for is_text, group in groupby(runs, lambda run: isinstance(run, m.Text)):
        if is_text:
            pieces.append('"' + "".join(run.text for run in group if isinstance(run, m.Text)) + '"')
        else:
            pieces += [_run(run) for run in group]
    return " ".join(pieces)


def _run(run: m.Run) -> str:  # noqa: PLR0911 -- one case a kind
    match run:
        case m.Emphasis(runs=runs, strong=strong):
            return f"{'strong' if strong else 'em'}({run_text(runs)})"
        case m.Code(text=text):
            return f"code({text})"
        case m.Link(href=href, runs=runs):
            return f"link<{href}>({run_text(runs)})"
        case m.Reference(target=target, runs=runs):
            return f"ref<{target}>({run_text(runs)})"
        case m.Picture(source=source, alt=alt, width=width):
            return f"pic<{source}|{alt}{'|' + width if width else ''}>"
        case m.NoteCall(label=label, number=number):
            return f"call<{number}={label}>"
        case m.Ruby(pairs=pairs):
            return "ruby<" + " ".join(f"{base}/{reading}" for base, reading in pairs) + ">"
        case m.Marked(kind=kind, runs=runs, language=language):
            return f"{kind}{'@' + language if language else ''}({run_text(runs)})"
    return "/"


@pytest.fixture(name="tree_of")
def _tree_of() -> Callable[[str], str]:
    """The function that writes a Markdown text as a compact tree."""
    return tree_of


# --- publications on disk -----------------------------------------------------------------


@dataclass(frozen=True)
class Assembled:
    """A publication that was read from a folder of its own, and what was found."""

    folder: Path
    publication: m.Publication | None
    report: Report

    @property
    def found(self) -> list[str]:
        """Diagnostics as `path:line:column CODE`."""
        return [f"{d.span} {d.code}" for d in self.report]

    @property
    def book(self) -> m.Publication:
        """The publication of a test that expects one."""
        assert self.publication is not None, self.found
        return self.publication


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Assembled]:
    """A function that writes files and assembles them; paths in diagnostics are file names.

    `contents` are the lines below `contents:`; `head` replaces the lines above.
    """
    folder = tmp_path / "book"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def make(
        files: Mapping[str, str | bytes] | None = None,
        contents: str = "  - a.md\n",
        head: str = MANIFEST,
    ) -> Assembled:
        for name, content in {"publication.yaml": head + contents, **(files or {})}.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        report = Report()
        return Assembled(folder, assemble(Path(), report), report)

    return make


@pytest.fixture
def article() -> Callable[[str], str]:
    """A function that puts the shortest head above a body: its first line is line 4."""
    return lambda body: HEAD + body


@pytest.fixture
def report() -> Report:
    """An empty report."""
    return Report()


def read_fixtures(file: Path) -> list[tuple[int, str, str, str]]:
    """Line, title, input and expectation of each case of a file in markdown-it's format."""
    cases, lines, i = [], file.read_text("utf-8").split("\n"), 0
    while i < len(lines):
        if lines[i] != ".":
            i += 1
            continue
        middle = lines.index(".", i + 1)
        end = lines.index(".", middle + 1)
        cases.append(
            (i, lines[i - 1], "\n".join(lines[i + 1 : middle]), "\n".join(lines[middle + 1 : end]))
        )
        i = end + 1
    return cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with the argument `text_case` runs once for each case in tests/text/*.txt."""
    if "text_case" in metafunc.fixturenames:
        folder = Path(__file__).parent / "text"
        cases = [
            pytest.param((source, expected), id=f"{file.stem}:{line}-{title.replace(os.sep, ' ')}")
            for file in sorted(folder.glob("*.txt"))
            for line, title, source, expected in read_fixtures(file)
        ]
        metafunc.parametrize("text_case", cases)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A publication with an error in each of two articles."""
    from press_tools import article, write_book

    files = {
        "a.md": article("见[](nowhere.md)。"),
        "b.md": article("正文。", title="乙", colour="red"),
    }
    write_book(tmp_path / "broken", files)
    return tmp_path
