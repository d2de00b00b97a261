"""Reading systems and outside checkers: what real readers make of the finished EPUBs.

`make test-readers` installs what these tests need; each says what it misses where it is skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from cases import CASES, lay

from press_tools import call
from wenxuan.checks.ebook_outside import epubcheck, missing
from wenxuan.checks.ebook_reading import Ebook
from wenxuan.checks.ebook_structure import nav_lines

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BOOKS = ("spring-tide", "typesetter")
NAMED = tuple(filter(None, os.environ.get("WENXUAN_BOOKS", "").split(os.pathsep)))
"""Folders of other publications to look at instead, by an editor's or maintainer's wish."""
FOREIGN = re.compile("japan|korean|seoul|tokyo|no-title")
"""Imports that are of another language, or that an editor has to complete."""
SCREENS = ROOT / "build" / "readers"
"""Where the screens and the page that shows them are left for those who look."""
MODULES = Path(os.environ.get("WENXUAN_READERS", HERE))
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
NODE = shutil.which("node") or ""
pytestmark = pytest.mark.slow


def needs(*names: str) -> None:
    """Skip with a notice naming what the machine lacks."""
    have = {"node": NODE, "chromium": CHROMIUM, "calibre": shutil.which("calibre-debug")}
    modules = MODULES / "node_modules"
    lacking = [n for n in names if not (have[n] if n in have else (modules / n).is_dir())]
    if lacking:
        pytest.skip(f"{', '.join(lacking)} missing: make test-readers")


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both publications and an imported one as EPUBs with the pages of their PDFs.

    With WENXUAN_BOOKS the publications that it names.
    """
    out = tmp_path_factory.mktemp("readers")
    folders = [Path(name).absolute() for name in NAMED]
    folders = folders or [*(ROOT / "content" / slug for slug in BOOKS), imported(out)]
    done = call("build", "-e", "screen", "-e", "epub", "--out", out / "build", *folders)
    assert done.returncode == 0, done.stderr
    return {f.name: out / "build" / f.name / f"{f.name}.epub" for f in folders}


def imported(out: Path) -> Path:
    """A publication out of what editors import: pages, mail, Word files, plain text."""
    sources, folder = out / "sources", out / "imported"
    sources.mkdir()
    files = [lay(case, sources) for case in sorted(CASES.iterdir()) if case.is_dir()]
    wanted = [file for file in files if not FOREIGN.search(file.name)]
    wanted.append(sources / "wide.md")
    row = "|".join(f" 第{n}栏 " for n in range(12))
    wanted[-1].write_text(f"# 宽表\n\n|{row}|\n{'|---' * 12}|\n|{row}|\n", encoding="utf-8")
    done = call("import", *wanted, "--into", folder)
    assert done.returncode == 0, done.stderr
    return folder


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A checker's run; it may fail, its output says why."""
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        cwd=MODULES,
        env=os.environ | environment,
    )


@pytest.fixture(scope="session")
def seen(books: dict[str, Path]) -> list[dict]:
    """What three reading systems in Chromium saw; the report with their screens is SCREENS."""
    needs("node", "chromium", "playwright-core", "foliate-js", "epubjs", "@vivliostyle/viewer")
    shutil.rmtree(SCREENS, ignore_errors=True)
    done = run(NODE, HERE / "readers.mjs", MODULES, SCREENS, *books.values(), CHROMIUM=CHROMIUM)
    assert done.returncode == 0, done.stderr
    found = list(json.loads((SCREENS / "readers.json").read_text(encoding="utf-8")))
    (SCREENS / "index.html").write_text(report(found, list(books)), encoding="utf-8")
    return found


def report(seen: list[dict], books: list[str]) -> str:
    """A page with every screen beside what was read off it; the pictures lie in its folder."""
    rows = [
        "<!DOCTYPE html>\n<html lang=en><meta charset=utf-8><title>Reading systems</title>",
        "<style>body{font:1rem sans-serif}img{height:30rem;border:1px solid #888}",
        "figure{display:inline-block;margin:.5rem}figcaption{font-size:.8rem}</style>",
    ]
    for book in books:
        rows.append(f"<h1>{escape(book)}</h1>")
        for one in (one for one in seen if one["file"] == f"{book}.epub"):
            name = f"{one['reader']}-{one['theme']}-{one['size']}"
            facts = {key: one[key] for key in ("book", "popup", "log") if key in one}
            text = escape(json.dumps(facts, ensure_ascii=False))
            rows.append(f"<h2>{name}</h2>\n<p>{text}</p>")
            rows += [
                f'<figure><img loading=lazy src="{quote(shot.name)}" alt="{escape(shot.stem)}">'
                f"<figcaption>{escape(shot.stem.rpartition('-')[2])}</figcaption></figure>"
                for shot in sorted(SCREENS.glob(f"{book}-{name}-*.png"))
            ]
    return "\n".join(rows) + "\n"


def views(seen: list[dict]) -> Iterator[tuple[str, dict]]:
    """Each document that was shown, with a name for messages."""
    for one in seen:
        for kind, view in one["views"].items():
            yield f"{one['file']} {one['reader']} {one['theme']} {one['size']} {kind}", view


def test_readers_say_nothing(seen: list[dict]) -> None:
    """No reading system logs an error, fails a request or throws."""
    assert [line for one in seen for line in one["log"]] == []
    assert {one["reader"] for one in seen} == {"foliate", "epubjs", "vivliostyle"}


def test_readers_count_what_the_book_has(seen: list[dict], books: dict[str, Path]) -> None:
    """Contents, page-list and landmarks have in a reading system as many lines as in the book."""
    for one in seen:
        if one["reader"] == "vivliostyle":
            assert one["book"]["printed"] > (4 if NAMED else 20)
            continue
        book = Ebook.read(books[one["file"].removesuffix(".epub")].read_bytes())
        pages = book.list_of("page-list")
        assert one["book"]["toc"] == len(nav_lines(book))
        assert one["book"]["pages"] == len(list(pages.iter("{*}li"))) > (5 if NAMED else 10)
        assert one["book"]["landmarks"] == 5


def test_every_screen_is_in_the_report(seen: list[dict], books: dict[str, Path]) -> None:
    """The report shows all pictures, at least one for each reader, theme, size and book."""
    shown = re.findall(r'src="([^"]+)"', (SCREENS / "index.html").read_text(encoding="utf-8"))
    assert sorted(map(unquote, shown)) == sorted(p.name for p in SCREENS.glob("*.png"))
    assert len(seen) == 12 * len(books) <= len(shown)


def test_fonts_load(seen: list[dict]) -> None:
    """Every document loads at least the face of its text, and no face fails."""
    for name, view in views(seen):
        states = [state for _, state in view["fonts"]]
        assert "loaded" in states, name
        assert "error" not in states, name


def test_nothing_is_wider_than_its_page(seen: list[dict]) -> None:
    """No element outside a scrolling table is wider than the column, on phone and tablet."""
    assert {name: view["wide"] for name, view in views(seen) if view["wide"]} == {}
    assert min(view["column"] for _, view in views(seen)) > 200


def test_wide_tables_scroll(seen: list[dict]) -> None:
    """A table that is wider than its box can be scrolled to its last column in all readers."""
    found = {name: view["scrolls"] for name, view in views(seen)}
    found |= {f"{o['file']} {o['theme']} {o['size']}": o["scrolls"] for o in seen if "scrolls" in o}
    assert [name for name, ends in found.items() if not all(ends)] == []
    wide = {name.split()[1] for name, ends in found.items() if ends and " phone" in name}
    assert NAMED or wide == {"foliate", "epubjs", "light", "dark"}


def test_typography_arrives(seen: list[dict]) -> None:
    """Indents are two ems, ruby is ruby at half size, dots are dots, pictures are there."""
    for name, view in views(seen):
        assert view["indent"] in (None, 0, 2), name
        assert view["ruby"] in (None, {"display": "ruby", "size": 0.5}), name
        assert view["dots"] in (None, '"・"'), name
        assert all(view["images"]), name
    assert any(view["indent"] == 2 for _, view in views(seen))
    if not NAMED:
        assert any(view["ruby"] for _, view in views(seen))
        assert any(view["dots"] for _, view in views(seen))


def test_dark_mode_is_readable(seen: list[dict]) -> None:
    """On a reader's dark ground every text has at least the contrast of WCAG AA."""
    dark = [view["contrast"] for name, view in views(seen) if " dark " in name]
    assert len(dark) > 10
    assert min(dark) >= 4.5


def test_notes_pop_up(seen: list[dict]) -> None:
    """A tapped call shows the text of its note as a footnote."""
    popups = [one["popup"] for one in seen if "popup" in one]
    assert len(popups) >= (0 if NAMED else 12)
    assert all(p["type"] == "footnote" and p["hidden"] and len(p["text"]) > 10 for p in popups)


def test_epubcheck(books: dict[str, Path]) -> None:
    """EPUBCheck finds no fatal, no error and no warning."""
    if why := missing():
        pytest.skip(f"{why} missing: make test-readers")
    assert [fault for book in books.values() for fault in epubcheck(book)] == []


def test_epubcheck_ts(books: dict[str, Path]) -> None:
    """epubcheck-ts has nothing to say."""
    needs("node", "@likecoin/epubcheck-ts")
    for book in books.values():
        tool = MODULES / "node_modules" / ".bin" / "epubcheck-ts"
        done = run(tool, "--fail-on-warnings", book)
        assert done.returncode == 0, done.stdout


def test_ace(books: dict[str, Path], tmp_path: Path) -> None:
    """DAISY Ace finds no violation of EPUB Accessibility or WCAG."""
    needs("node", "chromium", "@daisy/ace-cli")
    for slug, book in books.items():
        tool, out = MODULES / "node_modules" / ".bin" / "ace-cli", tmp_path / slug
        done = run(tool, "-f", "-s", "-o", out, book, PUPPETEER_EXECUTABLE_PATH=CHROMIUM)
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        assert report["earl:result"]["earl:outcome"] == "pass", done.stdout
        assert [a for s in report["assertions"] for a in s["assertions"]] == []


def calibre(folder: Path) -> dict[str, str]:
    """Environment in which calibre runs without a display."""
    folder.mkdir(mode=0o700, exist_ok=True)
    return {
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(folder),
        "CALIBRE_CONFIG_DIRECTORY": str(folder / "config"),
    }


def test_calibre_check_book(books: dict[str, Path], tmp_path: Path) -> None:
    """Calibre's Check Book has 0 problems."""
    needs("calibre")
    for book in books.values():
        script, place = HERE / "calibre_check.py", calibre(tmp_path / "x")
        done = run("calibre-debug", script, "--", book, **place)
        assert done.stdout.splitlines()[-1:] == ["0 problems"], done.stdout + done.stderr


@cache
def _calibre_text(book: Path, folder: Path) -> str:
    run("ebook-convert", book, folder / "out.azw3", **calibre(folder / "x"))
    done = run("ebook-convert", folder / "out.azw3", folder / "out.txt", **calibre(folder / "x"))
    assert (folder / "out.txt").is_file(), done.stdout + done.stderr
    return (folder / "out.txt").read_text(encoding="utf-8")


def test_calibre_loses_nothing(books: dict[str, Path], tmp_path: Path) -> None:
    """Converted to AZW3 and from there to plain text, every piece of text is there."""
    needs("calibre")
    for slug, book in books.items():
        folder = tmp_path / slug
        folder.mkdir()
        made = "".join(_calibre_text(book, folder).split())
        opened = Ebook.read(book.read_bytes())
        for path, root in opened.documents.items():
            texts = root.xpath("//*[local-name()='section']//text()[not(parent::*[name()='rt'])]")
            pieces = {"".join(str(piece).split()) for piece in texts}
            assert {piece for piece in pieces if piece not in made} == set(), path


def test_kobofix(books: dict[str, Path]) -> None:
    """Kobofix finds nothing that Kobo or RMSDK would trip over."""
    tool = Path(sys.executable).with_name("kobofix")
    if not tool.exists():
        pytest.skip("kobofix missing: make test-readers")
    for book in books.values():
        done = run(tool, "--check", book)
        assert "0 error, 0 warning" in done.stdout, done.stdout
