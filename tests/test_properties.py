"""What holds for any input: the reader reports and never raises, and it loses no character."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wenxuan import model as m
from wenxuan.assemble import assemble
from wenxuan.diagnostics import Report, Span
from wenxuan.gate import read_source
from wenxuan.markdown import build_body
from wenxuan.reader import read_article
from wenxuan.schema import SCHEMAS, validate
from wenxuan.yamltree import parse_yaml

# Reproducible, and short enough for every run of the suite; no deadline on a shared machine.
FAST = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

MARKUP = st.sampled_from(
    [
        *(
            "*",
            "**",
            "_",
            "`",
            "```",
            "~~~",
            "[",
            "]",
            "(",
            ")",
            "![",
            "](",
            "{",
            "}",
            "|",
            "<",
            ">",
        ),
        *(
            "# ",
            "## ",
            "- ",
            "1. ",
            "> ",
            ": ",
            "::: note",
            "::: poem",
            ":::",
            "Table: ",
            "表题：",
            "---",
            "===",
        ),
        *(
            "\n",
            "\n\n",
            "\n    ",
            "  \n",
            "\\",
            "\\\n",
            " ",
            "\t",
            "&amp;",
            "&#7;",
            "&#x202e;",
            "$",
            "$$",
            "%",
        ),
        *(
            "[^1]",
            "[^1]: ",
            "[^2]",
            "[^2]: ",
            "[x]: ",
            "{#id}",
            "{.dots}",
            "{width=50%}",
            "{汉|hàn}",
            "<b>",
            "<!--",
        ),
        *(
            "| a | b |\n|---|---|\n",
            "| 1 | 2 | 3 |",
            "a.md",
            "a.png",
            "http://x.cn/",
            "汉字",
            "。",
            "“",
            "…",
            "word",
        ),
    ]
)
MARKDOWN = st.lists(st.one_of(MARKUP, st.text(max_size=3)), max_size=40).map("".join)
YAML = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    "title: ",
                    "authors: ",
                    "date: ",
                    "contents: ",
                    "language: zh-Hans",
                    "- ",
                    "? ",
                    ": ",
                    "\n",
                    "\n  ",
                ),
                *(
                    "[",
                    "]",
                    "{",
                    "}",
                    ",",
                    "'",
                    '"',
                    "|",
                    ">",
                    "&a ",
                    "*a",
                    "!x ",
                    "%YAML 1.1\n",
                    "---\n",
                    "...\n",
                ),
                *(
                    "#",
                    "~",
                    "<<: ",
                    "2020-01-01",
                    '"\\ud800"',
                    '"\\U00110000"',
                    "\t",
                    "\u2028",
                    "\x85",
                    "\ufeff",
                    "甲",
                ),
            ]
        ),
        st.text(max_size=4),
    ),
    max_size=25,
).map("".join)


def lies_in(span: Span, text: str) -> bool:
    """True when a place is a character of a text, or the end of one of its lines."""
    lines = text.split("\n")
    return 1 <= span.line <= len(lines) and 1 <= span.column <= len(lines[span.line - 1]) + 1


def clean(text: str) -> str:
    """A text with the line ends that the gate gives."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@FAST
@given(MARKDOWN)
def test_markdown_never_raises(text: str) -> None:
    """Any text becomes blocks, and every node and finding stands in the file."""
    text, report = clean(text), Report()
    body = build_body(text, "a.md", 1, report)
    for node in m.walk((*body.blocks, *body.notes)):
        assert lies_in(node.span, text), node
    for found in report:
        assert lies_in(found.span, text), found


@FAST
@given(st.text(max_size=200))
def test_any_text_never_raises(text: str) -> None:
    """Text of all Unicode, surrogates and controls too, never makes the parser raise."""
    report = Report()
    body = build_body(clean(text), "a.md", 1, report)
    assert body.blocks or not text.strip() or list(report)


@FAST
@given(YAML)
def test_yaml_never_raises(text: str) -> None:
    """Any text becomes a tree or findings, and every place stands in the file."""
    text, report = clean(text), Report()
    tree = parse_yaml(text, "p", report)
    assert (tree is None) is report.failed
    # U+0085, U+2028 and U+2029 break lines in YAML only; the gate refuses them.
    if set(text).isdisjoint("\x85\u2028\u2029"):
        places = [d.span for d in report]
        if tree is not None:
            places += [*tree.values.values(), *tree.keys.values()]
        assert all(lies_in(place, text) for place in places)


@FAST
@given(YAML, st.sampled_from(sorted(SCHEMAS)))
def test_schema_never_raises(text: str, kind: str) -> None:
    """Any tree becomes a model or findings that can be said in both languages."""
    report = Report()
    tree = parse_yaml(clean(text), "p", report)
    if tree is not None:
        assert (validate(SCHEMAS[kind], tree, report) is None) is report.failed
    for found in report:
        assert found.message("en")
        assert found.message("zh")
        found.hint("en")


@FAST
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda s: s.encode("utf-8", "surrogatepass")),
    )
)
def test_gate(data: bytes) -> None:
    """Any bytes become text without refused characters, or findings that stand in the file."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.md")
        file.write_bytes(data)
        source = read_source(file, report, "a.md")
    assert (source is None) is report.failed
    text = clean(data.decode("utf-8-sig", "replace"))
    assert all(lies_in(d.span, text) for d in report)
    if source is not None:
        assert source.text == text
        assert not any(refused(c) for c in source.text)


def refused(character: str) -> bool:
    """Controls, line separators, overrides, surrogates and noncharacters, by their numbers."""
    point = ord(character)
    return (
        (point < 0x20 and character not in "\t\n")
        or 0x7F <= point <= 0x9F
        or point in (0x2028, 0x2029)
        or 0x202A <= point <= 0x202E
        or 0x2066 <= point <= 0x2069
        or 0xD800 <= point <= 0xDFFF
        or 0xFDD0 <= point <= 0xFDEF
        or point & 0xFFFE == 0xFFFE
    )


@FAST
@given(MARKDOWN, YAML)
def test_article_never_raises(body: str, head: str) -> None:
    """Any head and any body become an article or findings, each at its line of the file."""
    text = f"---\ntitle: 甲\n{head}\n---\n{body}"
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.md")
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        article = read_article(file, "a", "zh-Hans", report)
    assert article is not None or report.failed
    assert all(lies_in(d.span, clean(text)) for d in report)


@settings(FAST, max_examples=60)
@given(YAML, MARKDOWN)
def test_assembly_never_raises(contents: str, body: str) -> None:
    """Any contents and any article become a publication or findings."""
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = f"title: 书\nlanguage: zh-Hans\ncontents:\n  - a.md\n{contents}\n"
        (folder / "publication.yaml").write_bytes(manifest.encode("utf-8", "surrogatepass"))
        (folder / "a.md").write_bytes(
            f"---\ntitle: 甲\n---\n{body}".encode("utf-8", "surrogatepass")
        )
        publication = assemble(folder, report)
    assert publication is not None or report.failed


# --- conservation of text -----------------------------------------------------------------

# Letters, Han of two planes, kana, Hangul, digits and the marks of Chinese: no markup among them.
PROSE = st.text(
    st.sampled_from("春汛来了𠀀㐀、，。！？：；“”‘’（）《》〈〉·—…～〇カなァ한글abcXYZ019é,;?"),
    min_size=1,
    max_size=12,
)


def marked(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Prose in every kind of inline markup that keeps its characters."""
    return st.one_of(
        inner.map(lambda s: f"[{s}]{{.dots}}"),
        PROSE.map(lambda s: f"[{s}](https://x.example/)"),
        PROSE.map(lambda s: f"`{s}`"),
        PROSE.map(lambda s: f"**字{s}字**"),
        PROSE.map(lambda s: f"*字{s}字*"),
        st.tuples(inner, inner).map("".join),
    )


PARAGRAPH = st.lists(st.recursive(PROSE, marked, max_leaves=5), min_size=1, max_size=5)
LETTERS = str.maketrans("", "", " \n*`[]{}()|>-#:/.")


def kept(blocks: m.Blocks) -> str:
    """All characters of texts and code in reading order, but spaces and marks of markup."""
    texts = (n.text for n in m.walk(blocks) if isinstance(n, m.Text | m.Code))
    return "".join(texts).translate(LETTERS)


def written(pieces: list[str]) -> str:
    """The characters that an editor wrote as text: what is no markup of this module."""
    source = "".join(pieces).replace("]{.dots}", "").replace("](https://x.example/)", "")
    return source.translate(LETTERS)


@FAST
@given(PARAGRAPH, st.booleans())
def test_a_paragraph_keeps_its_characters(pieces: list[str], broken: bool) -> None:
    """Every character of a paragraph that is no markup is in the model, in order."""
    report = Report()
    body = build_body(("\n" if broken else "").join(["文", *pieces]), "a.md", 1, report)
    assert kept(body.blocks) == written(["文", *pieces])
    assert not list(report)


WRAPPERS = (
    "{}",
    "> {}",
    "- {}",
    "12. {}",
    "## {}",
    "::: note\n{}\n:::",
    "词\n: {}",
    "| {} |\n|---|\n| 格 |",
    "> - {}",
)


@pytest.mark.slow
@FAST
@given(st.lists(st.tuples(st.sampled_from(WRAPPERS), PARAGRAPH), min_size=1, max_size=5))
def test_blocks_keep_their_characters(parts: list[tuple[str, list[str]]]) -> None:
    """Every character in headings, quotations, lists, boxes and tables is in the model."""
    blocks = [wrapper.format("文" + "".join(pieces)) for wrapper, pieces in parts]
    body = build_body("\n\n".join(blocks), "a.md", 1, Report())
    expected = [
        wrapper.replace("12", "").replace("note", "").format("文" + written(pieces))
        for wrapper, pieces in parts
    ]
    assert kept(body.blocks) == "".join(expected).translate(LETTERS)


@FAST
@given(st.lists(PROSE, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_notes_keep_their_characters(texts: list[str], random: object) -> None:
    """Every called note is in the model with its characters, whatever the order of the notes."""
    calls = "".join(f"文[^{i}]" for i in range(len(texts)))
    definitions = [f"[^{i}]: 注{text}" for i, text in enumerate(texts)]
    random.shuffle(definitions)  # type: ignore[attr-defined]
    report = Report()
    body = build_body("\n\n".join([calls, *definitions]), "a.md", 1, report)
    assert [kept(note.blocks) for note in body.notes] == [
        "注" + t.translate(LETTERS) for t in texts
    ]
    assert [note.number for note in body.notes] == list(range(1, len(texts) + 1))
    assert not list(report)


@FAST
@given(MARKDOWN)
def test_reading_twice_gives_the_same(text: str) -> None:
    """The same text gives the same model and the same findings."""
    first, second = Report(), Report()
    assert build_body(text, "a.md", 1, first) == build_body(text, "a.md", 1, second)
    assert list(first) == list(second)
