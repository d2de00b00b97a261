"""The size of the screen edition: a long book without photographs is small enough to send."""

from __future__ import annotations

import random

import pikepdf
import pytest

from press_tools import article, call, write_book

pytestmark = pytest.mark.slow

ARTICLES, CHARACTERS = 100, 3000
MOST = 8_000_000
"""Bytes of a book of 100 articles."""


def characters() -> list[str]:
    """The 3,755 common Han of GB 2312 level 1: more than any book's faces need."""
    return [
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA)
    ]


def prose(chance: random.Random, han: list[str]) -> str:
    """Paragraphs of sentences of 8 to 20 characters with bold words, a heading and a note."""
    body, count = ["## 小节"], 0
    while count < CHARACTERS:
        sentences = ["".join(chance.choices(han, k=chance.randint(8, 20))) for _ in range(12)]
        sentences[0] = f"**{sentences[0][:4]}**{sentences[0][4:]}"
        body.append("，".join(sentences) + "。")
        count += len(body[-1])
    return "\n\n".join([*body[:-1], body[-1] + "[^1]", "[^1]: 注文一条。"])


def test_a_hundred_articles_are_under_eight_megabytes(tmp_path):
    """300,000 characters in 100 articles, each with a heading, bold words and a note: < 8 MB."""
    chance, han = random.Random(7), characters()
    assert len(set(han)) == 3755
    files = {
        f"a{i:03}.md": article(prose(chance, han), title="".join(chance.choices(han, k=9)))
        for i in range(ARTICLES)
    }
    write_book(tmp_path / "b", files)
    run = call("build", "b", "-e", "screen", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    made = tmp_path / "build" / "b" / "b.pdf"
    with pikepdf.open(made) as pdf:
        with pdf.open_outline() as outline:
            assert len(outline.root) >= ARTICLES
        pages = len(pdf.pages)
    assert pages > ARTICLES * 4
    assert made.stat().st_size < MOST, f"{made.stat().st_size} bytes, {pages} pages"
