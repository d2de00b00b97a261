"""Whether a style sheet shows a kind of mark, in whatever way."""

from __future__ import annotations

import pytest

from wenxuan.checks.ebook_faces import shows

SHOWN = (
    ".name { text-decoration: underline }",
    ".name, .work { margin: 0 0.06em; text-decoration: underline; text-underline-position: under }",
    "span.name { text-decoration: none; border-bottom: 0.05em solid }",
    ".article .name { font-family: serif }",
    ".name { text-decoration: underline } .poem .name { text-decoration: none }",
    ".name { text-decoration: none } .name { text-decoration: underline }",
    ".name:before { content: '〔' }",
)
HIDDEN = (
    "", "p { text-indent: 2em }", ".names { color: red }",
    ".name, .work { margin: 0 0.06em; }",
    ".name { text-underline-position: under }",
    ".name { text-decoration: underline } .name { text-decoration: none }",
    ".name { text-decoration-line: underline } .name { text-decoration: none }",
    ".name { border-bottom: 0 }",
    ".article .name { text-decoration: none }",
)  # fmt: skip


@pytest.mark.parametrize("sheet", SHOWN)
def test_what_shows_a_mark(sheet):
    """A rule that leaves something to be seen shows the mark."""
    assert shows(sheet, "name")


@pytest.mark.parametrize("sheet", HIDDEN)
def test_what_shows_nothing(sheet):
    """Without a rule, with one that only places, or one that switches off, nothing is seen."""
    assert not shows(sheet, "name")
