"""`check --full` reads finished PDFs back: what was spoiled by hand is found, nothing else is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from proof_book import book
from tampering import (
    Spoil,
    aim,
    anywhere,
    describe_nothing,
    drop_page,
    last_stream,
    lie_everywhere,
    lie_in_text_layer,
    move_destination,
    relabel,
    retitle,
    rewrite,
    speak_no_language,
    swap_outlines,
    swap_pages,
    unlink,
    unmark,
)

from press_tools import ROOT, altered, call, workshop
from wenxuan.binding.reread import PAINTED, READ, Claim, chosen, misread
from wenxuan.checks.pdf_full import Source, prove_print, prove_screen
from wenxuan.diagnostics import Report
from wenxuan.fonts import prepare_fontconfig
from wenxuan.pipeline import prepare

LONG = 9
"""A page in the middle of the second article."""
TJ = rb"\[<\w{24,}[^\]]*\] ?TJ"


@cache
def made() -> tuple[Path, Source]:
    """The small book, built once, and what it is compared with."""
    home = workshop() / "proof"
    folder = book(home)
    done = call("build", folder, "--out", home / "build", "-e", "screen", "-e", "print")
    assert done.returncode == 0, done.stderr
    ready = prepare(folder, Report())
    assert ready is not None
    prepare_fontconfig(ready.fonts, home / "build" / ".cache")
    source = Source(
        publication=ready.publication,
        layout=ready.layout,
        geometry=ready.geometry,
        fonts=ready.fonts,
    )
    return home / "build" / "river" / "river.pdf", source


def codes_of(path: Path) -> set[str]:
    """What the proof finds in a file that is compared with the sources of the small book."""
    report = Report()
    prove_screen(path, made()[1], report)
    return {found.code for found in report}


SPOILS: dict[str, tuple[Spoil, str]] = {
    "a line is gone": (rewrite(TJ, b"", page=LONG), "PRF001"),
    "glyphs are gone under ActualText": (
        anywhere(rb"(ActualText[^\n]*>>\s*BDC\s*)\[<\w{4}", rb"\1[<"),
        "PRF022",
    ),
    "one glyph is another": (rewrite(rb"<(\w{4})(\w{4})", rb"<\2\2", page=LONG), "PRF002"),
    "two glyphs changed places": (rewrite(rb"<(\w{4})(\w{4})", rb"<\2\1", page=LONG), "PRF003"),
    "a glyph is a box": (rewrite(rb"<\w{4}", b"<0000", page=LONG), "PRF008"),
    "text is white": (rewrite(rb"0 0 0 rg", b"1 1 1 rg", page=LONG), "PRF006"),
    "text is invisible": (rewrite(rb"\nBT\n", b"\nBT 3 Tr\n", page=LONG), "PRF006"),
    "text is clipped": (
        rewrite(rb"/a1.0 gs", b"0 0 60 9 re W n /a1.0 gs", page=LONG),
        "PRF005",
    ),
    "a line is set on another": (
        rewrite(
            rb"(BT\n1 0 0 -1 [\d.]+ )([\d.]+)( Tm.*?BT\n1 0 0 -1 [\d.]+ )[\d.]+",
            rb"\1\2\3\2",
            page=LONG,
        ),
        "PRF007",
    ),
    "a line leaves the page": (
        rewrite(rb"BT\n1 0 0 -1 [\d.]+", b"BT\n1 0 0 -1 500", page=LONG), "PRF005",
    ),
    "a box is painted over": (
        rewrite(rb"Q\s*$", b"0 0 900 900 re f Q\n", page=LONG), "PRF006",
    ),
    "a folio is false": (last_stream(rb"<(\w{4})>Tj", rb"<\1\1>Tj", page=LONG), "PRF024"),
    "a folio is gone": (last_stream(rb"<\w+>Tj", b"", page=LONG), "PRF024"),
    "a running head is gone": (anywhere(rb"/Wx[VR] Do", b""), "PRF025"),
    "pages are called otherwise": (relabel, "PRF023"),
    "two pages changed places": (swap_pages(LONG, LONG + 1), "PRF024"),
    "a page is gone": (drop_page(LONG), "PRF001"),
    "a link is dead": (aim("nowhere"), "PRF021"),
    "a link leads elsewhere": (aim("book--title"), "PRF026"),
    "links are gone": (unlink, "PRF026"),
    "a named place is elsewhere": (move_destination, "PRF001"),
    "the outline leads elsewhere": (retitle, "PRF027"),
    "a picture is gone": (
        rewrite(rb"[^\n]*\bre\b[^\n]*\n(?:[^\n]*\n){0,3}?f\n", b"", page=7),
        "PRF029",
    ),
    "a picture is not described": (describe_nothing, "PRF028"),
    "the text layer lies": (lie_in_text_layer, "PRF031"),
    "a font has other outlines": (swap_outlines, "PRF032"),
    "the language is false": (speak_no_language, "PRF033"),
    "a claim does not hold": (unmark, "PRF033"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SPOILS)
def test_what_was_spoiled_is_found(tmp_path, name):
    """Each defect of a finished file is found under its own code."""
    spoil, code = SPOILS[name]
    file = tmp_path / "river.pdf"
    file.write_bytes(altered(made()[0].read_bytes(), spoil))
    assert code in codes_of(file)


def test_what_was_only_written_anew_is_not(tmp_path):
    """The file as it was built, or as another program writes the same, raises no alarm."""
    file = tmp_path / "river.pdf"
    file.write_bytes(altered(made()[0].read_bytes(), lambda _: None))
    assert codes_of(made()[0]) == set()
    assert codes_of(file) == set()


def test_what_pdfium_reads_is_what_was_laid_out(tmp_path):
    """A text layer that says other characters is found by PDFium's reading, the true one is not."""
    data = made()[0].read_bytes()
    document = pypdfium2.PdfDocument(data)
    text = document[LONG].get_textpage().get_text_range()
    claims = {LONG: Claim(text=text, painted=False)}
    document.close()
    file = tmp_path / "river.pdf"
    file.write_bytes(altered(data, lie_everywhere))
    assert list(misread(made()[0], claims, {})) == []
    assert [(flaw.page, flaw.code) for flaw in misread(file, claims, {})] == [(LONG, "PRF034")]


def test_few_pages_are_all_read_and_many_in_part():
    """PDFium reads and paints each page of a small change, of many a fifth and a 100th."""
    assert chosen([], READ) == []
    assert chosen(range(3, 12), READ) == chosen(range(3, 12), PAINTED) == list(range(3, 12))
    read = chosen(range(750), READ)
    assert len(read) == 150
    assert read[:3] == [0, 5, 10]
    assert len(chosen(read, PAINTED, 6)) == 8
    assert chosen(range(0, 100, 5), PAINTED, 6)[:3] == [0, 15, 30]


def test_a_print_edition_that_differs_is_found(tmp_path):
    """A glyph that the print edition alone lacks is found on its page."""
    screen, source = made()
    printed = screen.with_name("river-print.pdf")
    report = Report()
    proved = prove_screen(screen, source, report)
    assert proved is not None
    assert prove_print(printed, source, proved[1], report) is not None
    assert [found.code for found in report] == []
    file = tmp_path / "river-print.pdf"
    file.write_bytes(altered(printed.read_bytes(), anywhere(rb"<\w{4}(?=\w{8})", b"<")))
    prove_print(file, source, proved[1], report)
    assert [found.code for found in report] == ["PRF036"]


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["spring-tide", "typesetter"])
def test_the_publications_raise_no_alarm(slug):
    """Every page of both publications is proved without a finding."""
    folder, out = ROOT / "content" / slug, workshop() / "proof-of-all"
    assert call("build", folder, "--out", out, "-e", "screen", "-e", "print").returncode == 0
    done = call("check", "--full", folder, "--out", out)
    assert ": error " not in done.stderr, done.stderr
    assert ": warning " not in done.stderr, done.stderr
    assert done.stdout.count(" 0 faults") == 2
