"""Words of another language are tagged as such in the screen edition."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pikepdf
import pytest

from press_tools import article, call, workshop, write_book

LONG = "Fleet Street and a long English sentence, broken over lines, *with emphasis*, to its end"
BODY = (
    f"正文里有[{LONG}，又说[回到中文]{{lang=zh-Hans}}]{{lang=en}}，还有[日本語]{{lang=ja}}。\n\n"
    "## 题里的[Title]{lang=en}\n\n正文[^1]。\n\n[^1]: 注里的[mot]{lang=fr}。\n"
)

pytestmark = pytest.mark.slow


@cache
def built() -> Path:
    """The output folder of a book in two languages."""
    home = workshop() / "languages"
    write_book(home / "b", {"a.md": article(BODY), "b.md": article("全部是日文。", language="ja")})
    done = call("build", "b", "-e", "screen", "--out", "o", cwd=home)
    assert done.returncode == 0, done.stderr
    return home


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """The structure elements that name a language, in the order of the file."""
    return [
        item for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and "/Lang" in item and "/S" in item
    ]


def tagged(element: pikepdf.Object, around: str = "") -> list[tuple[str, int]]:
    """Language of each marked content below an element, in order."""
    language = str(element.get("/Lang", around))
    kids = element.get("/K", [])
    found: list[tuple[str, int]] = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            found.append((language, kid))
        elif "/S" in kid:
            found += tagged(kid, language)
    return found


def test_words_of_another_language_are_one_span():
    """A run is one Span with its language, whatever lines it is broken into; none repeats it."""
    with pikepdf.open(built() / "o" / "b" / "b.pdf") as pdf:
        spans = elements(pdf)
        assert [(str(s.S), str(s.Lang)) for s in spans] == [
            ("/Span", "en"), ("/Span", "zh-Hans"), ("/Span", "ja"), ("/Span", "en"),
            ("/Span", "fr"), ("/Art", "ja"),
        ]
        languages = [language for language, _ in tagged(spans[0])]
        assert set(languages) == {"en", "zh-Hans"}
        assert languages == sorted(languages)


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_a_language_that_is_not_tagged_is_found(tmp_path, language):
    """`check` names the words whose element says no language; of the clean file it says nothing."""
    folder = tmp_path / "o" / "b"
    folder.mkdir(parents=True)
    for spoiled in (False, True):
        with pikepdf.open(built() / "o" / "b" / "b.pdf") as pdf:
            for item in elements(pdf) if spoiled else ():
                if str(item.Lang) == language:
                    del item["/Lang"]
            pdf.save(folder / "b.pdf")
        done = call("check", built() / "b", "--out", tmp_path / "o")
        assert ("error PRF060" in done.stderr) == spoiled
