"""The publications of content/ as finished pages: folios, heads, grid, notes, nothing lost."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

import pikepdf
import pytest

from press_tools import BOOKS, Built, Char, Page, bare, built, elements
from wenxuan import model as m
from wenxuan.layout.templates import whole
from wenxuan.markup.printed import PrintMarkup
from wenxuan.model import Article, Part

pytestmark = pytest.mark.slow


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest) -> Built:
    """Each publication of content/, built once."""
    return built(request.param)


# --- what the pages are ---------------------------------------------------------------------


def openings(book: Built) -> dict[int, Article]:
    """0-based page to the article that begins on it."""
    starts = book.starts()
    return {starts[a.key]: a for a in book.publication.articles}


def part_pages(book: Built) -> dict[int, Part]:
    """0-based page to the part that it announces."""
    starts = book.starts()
    return {starts[p.key]: p for p in book.publication.parts if p.title}


def running(book: Built) -> list[tuple[Page, Article]]:
    """Pages on which an article goes on, with the article."""
    starts, fresh = openings(book), set(part_pages(book)) | contents_pages(book)
    found, current = [], None
    for page in book.pages:
        if page.index in fresh:
            current = None
        elif page.index in starts:
            current = starts[page.index]
        elif current is not None and page.chars:
            found.append((page, current))
    return found


def contents_pages(book: Built) -> set[int]:
    """0-based pages of the contents list: from its destination to the next part or article."""
    start = book.starts()["contents"]
    after = [i for i in (*openings(book), *part_pages(book)) if i > start]
    return set(range(start, min(after)))


def in_area(book: Built, page: Page, char: Char) -> bool:
    """The character stands in the type area."""
    g = book.geometry
    left = g.inner if page.recto else g.outer
    top = g.top - g.leading
    return (
        left - 1 <= char.x <= left + g.area_width + 1 and top < char.y < g.top + g.area_height + 1
    )


def text_pages(book: Built) -> list[Page]:
    """Pages of running text: from the first article of the front on, contents and parts apart."""
    first = min(openings(book))
    skipped = contents_pages(book) | set(part_pages(book))
    return [p for p in book.pages if p.index >= first and p.index not in skipped and p.chars]


# --- the build ------------------------------------------------------------------------------


def test_it_builds_without_a_fault(book):
    """Both PDF editions are made; nothing is an error or a warning."""
    assert book.log.returncode == 0, book.log.stderr
    assert " error " not in book.log.stderr
    assert " warning " not in book.log.stderr
    assert book.screen.is_file()
    assert book.print.is_file()


def test_both_editions_have_the_same_pages(book):
    """Screen and print have the same pages with the same characters at the same places."""
    with pikepdf.open(book.screen) as screen, pikepdf.open(book.print) as printed:
        assert len(screen.pages) > 40
        assert len(printed.pages) == len(screen.pages) + len(screen.pages) % 2
    edge = 24 + book.geometry.bleed
    from press_tools import pages

    both = zip_longest(book.pages, pages(book.print))
    for one, other in both:
        if one is None:  # a blank page fills the last leaf of the print edition
            assert not other.chars
            continue
        assert len(one.chars) == len(other.chars)
        for a, b in zip(one.chars, other.chars, strict=True):
            assert (a.text, a.font) == (b.text, b.font)
            assert (a.x, a.y) == pytest.approx((b.x - edge, b.y - edge), abs=0.02)


# --- folios and contents --------------------------------------------------------------------


def test_the_body_begins_with_page_one_on_a_recto(book):
    """The first page of the body is labeled 1 and is a recto; before it stand i, ii…."""
    first = min(
        (
            *part_pages(book),
            *(i for i, a in openings(book).items() if a not in book.publication.front),
        )
    )
    assert first % 2 == 0
    assert book.pages[first].label == "1"
    assert book.pages[0].label == "i"
    assert book.pages[first - 1].label.strip("ivxl") == ""
    assert [p.label for p in book.pages[first:]] == [
        str(n + 1) for n in range(len(book.pages) - first)
    ]


def folio(book: Built, page: Page) -> list[Char]:
    """Characters below the type area."""
    g = book.geometry
    return [c for c in page.chars if c.y > g.top + g.area_height + 6]


def test_folios_say_the_page_label(book):
    """The folio printed at the foot is the label that a viewer shows."""
    seen = [
        (p.label, "".join(c.text for c in folio(book, p))) for p in book.pages if folio(book, p)
    ]
    assert len(seen) > 30
    assert [label for label, _ in seen] == [text for _, text in seen]


def test_folios_stand_outside(book):
    """A folio begins at the outer edge of a verso's type area and ends at that of a recto's."""
    g = book.geometry
    for page in book.pages:
        if chars := folio(book, page):
            if page.recto:
                assert chars[-1].right == pytest.approx(g.inner + g.area_width, abs=0.3)
            else:
                assert chars[0].x == pytest.approx(g.outer, abs=0.3)


def test_pages_with_text_have_folios(book):
    """Pages of text and contents have folios; titles, parts and blank pages have none."""
    parts = part_pages(book)
    first = min(openings(book))
    for page in book.pages:
        wanted = bool(page.chars) and page.index >= first and page.index not in parts
        assert bool(folio(book, page)) is wanted, page.label


def contents_lines(book: Built) -> list[str]:
    """Lines of the contents list without leaders and folios of the page itself."""
    found = []
    for i in sorted(contents_pages(book)):
        page = book.pages[i]
        for y, chars in page.lines:
            if book.geometry.top - 9 < y < book.geometry.top + book.geometry.area_height + 2:
                found.append(bare("".join(c.text for c in chars)))
    return found


def test_the_contents_say_where_articles_start(book):
    """An article's entry ends with the label of its first page: roman in front."""
    labels = {a.key: book.pages[i].label for i, a in openings(book).items()}
    lines = contents_lines(book)
    for article in book.publication.articles:
        title = bare(whole(article.short_title))
        (line,) = [
            text
            for text in lines
            if re.fullmatch(re.escape(title) + r"[^·.]{0,12}[·.…]+[0-9ivxl]+", text)
        ]
        assert re.split("[·.…]+", line)[-1] == labels[article.key]
        if article in book.publication.front:
            assert labels[article.key].strip("ivxl") == ""


def test_contents_numbers_end_at_the_edge(book):
    """Folios of the contents end at the right edge of the type area."""
    g = book.geometry
    for i in sorted(contents_pages(book)):
        page = book.pages[i]
        edge = (g.inner if page.recto else g.outer) + g.area_width
        for y, chars in page.lines:
            text = "".join(c.text for c in chars)
            if "··" in text and g.top < y < g.top + g.area_height:
                assert chars[-1].right == pytest.approx(edge, abs=0.6), text


# --- running heads --------------------------------------------------------------------------


def running_head(book: Built, page: Page) -> str:
    """Characters above the type area."""
    return bare("".join(c.text for c in page.chars if c.y < book.geometry.top - 4))


def part_of(book: Built, article: Article) -> Part | None:
    """The titled part of an article."""
    return next((p for p in book.publication.parts if article in p.articles and p.title), None)


def test_running_heads_name_part_and_article(book):
    """A verso names the part (or the book), a recto the article that the page belongs to."""
    seen = 0
    for page, article in running(book):
        head, part = running_head(book, page), part_of(book, article)
        if page.recto:
            assert head == bare(whole(article.short_title)), page.label
        else:
            wanted = bare(whole(part.title if part and part.title else book.publication.head.title))
            assert head.endswith(wanted), page.label
        seen += 1
    assert seen > 20


def test_running_heads_stand_outside(book):
    """A head begins at the outer edge of a verso and ends at the outer edge of a recto."""
    g = book.geometry
    for page, _ in running(book):
        chars = sorted((c for c in page.chars if c.y < g.top - 4), key=lambda c: c.x)
        if page.recto:
            assert chars[-1].right == pytest.approx(g.inner + g.area_width, abs=0.6)
        else:
            assert chars[0].x == pytest.approx(g.outer, abs=0.6)


def test_openings_and_part_pages_have_no_running_head(book):
    """Pages on which an article or part begins carry nothing above the type area."""
    for i in (*openings(book), *part_pages(book), *[min(contents_pages(book))]):
        assert running_head(book, book.pages[i]) == "", book.pages[i].label


def test_parts_open_on_a_recto(book):
    """Part pages, the first article of a part, front articles and the contents are rectos."""
    starts = book.starts()
    opening = [p.key for p in book.publication.parts if p.title]
    opening += [p.articles[0].key for p in book.publication.parts]
    opening += [a.key for a in book.publication.front] + ["contents"]
    assert {key: starts[key] % 2 for key in opening} == dict.fromkeys(opening, 0)


def test_blank_pages_are_blank(book):
    """A page without text draws nothing at all: no rule, no picture, no annotation."""
    with pikepdf.open(book.screen) as pdf:
        blank = [i for i, p in enumerate(book.pages) if not p.chars]
        assert blank
        for i in blank:
            page = pdf.pages[i]
            operators = {str(op) for _, op in pikepdf.parse_content_stream(page)}
            assert not operators & {"f", "F", "f*", "S", "s", "B", "b", "Do", "sh", "Tj", "TJ"}, i
            assert "/Annots" not in page.obj


# --- the grid -------------------------------------------------------------------------------


def body_lines(book: Built, page: Page) -> Iterator[tuple[float, str]]:
    """Baselines with four characters or more of the text face at body size."""
    found: dict[float, list[str]] = {}
    for c in page.chars:
        plain_song = c.font == "Wenxuan-Song" and abs(c.size - book.geometry.body) < 0.02
        if plain_song and in_area(book, page, c):
            found.setdefault(round(c.y, 2), []).append(c.text)
    yield from ((y, "".join(t)) for y, t in sorted(found.items()) if len(t) >= 4)


def test_body_baselines_lie_on_the_grid(book):
    """Every baseline of body type in the book is a whole number of lines from the first."""
    lead = book.geometry.leading
    lines = [(p, y, text) for p in text_pages(book) for y, text in body_lines(book, p)]
    assert len(lines) > 400
    phase = Counter(round(y % lead, 1) for _, y, _ in lines).most_common(1)[0][0]
    off = [
        f"page {p.label} y {y:.2f} {text[:12]}"
        for p, y, text in lines
        if abs((y - phase + lead / 2) % lead - lead / 2) > 0.1
    ]
    assert off == []


def test_the_type_area_is_whole_characters(book):
    """Full lines begin at the margin of the page's side and end a whole measure later."""
    g = book.geometry
    full = 0
    for page in text_pages(book):
        left = g.inner if page.recto else g.outer
        for _, chars in page.lines:
            song = [c for c in chars if c.font == "Wenxuan-Song" and abs(c.size - g.body) < 0.02]
            if song and len(song) >= g.measure - 2 and song[0].x < left + 0.5:
                full += song[-1].right == pytest.approx(left + g.area_width, abs=g.body / 2 + 0.1)
                assert song[0].x > left - 0.5 - g.body / 2
    assert full > 100


def ink(char: Char) -> tuple[float, float]:
    """Left and right of a character without the blank half of a mark, which a line may trim."""
    opens, closes = char.text in "（《〈「『【〔“‘", char.text in "，。、；：！？）》〉」』】〕”’"
    return char.x + opens * char.size / 2, char.right - closes * char.size / 2


def test_no_text_leaves_the_type_area_sideways(book):
    """No character leaves the type area sideways, the blank half of a mark apart."""
    g = book.geometry
    outside = []
    for page in text_pages(book):
        left = g.inner if page.recto else g.outer
        outside += [
            f"page {page.label} {c.text} {c.x - left:.1f} {c.right - left - g.area_width:.1f}"
            for c in page.chars
            if not c.text.isspace()
            and (ink(c)[0] < left - 0.6 or ink(c)[1] > left + g.area_width + 0.6)
        ]
    assert outside == []


def test_nothing_lies_outside_the_trim(book):
    """Every character of every page lies inside the trimmed page."""
    g = book.geometry
    for page in book.pages:
        for c in page.chars:
            assert 0 < c.x < g.width, (page.label, c)
            assert 0 < c.y < g.height, (page.label, c)


def test_text_keeps_to_the_lines_of_the_page(book):
    """No body text stands lower than the last line of the type area."""
    g = book.geometry
    for page in text_pages(book):
        for y, text in body_lines(book, page):
            assert y < g.top + g.area_height + 0.1, (page.label, text)


def test_centered_lines_are_centered(book):
    """Half-title, kickers and titles stand in the middle of the type area, to 0.6 pt."""
    g = book.geometry
    titles = {whole(book.publication.head.title), "目录"}
    titles |= {whole(x.title) for x in (a.head for a in book.publication.articles)}
    titles |= {whole(x.kicker) for a in book.publication.articles if (x := a.head).kicker}
    titles |= {whole(p.title) for p in book.publication.parts if p.title}
    wanted, off, seen = {bare(t) for t in titles}, {}, 0
    for page in book.pages:
        left = g.inner if page.recto else g.outer
        for _, chars in page.lines:
            text = [c for c in chars if c.text.strip()]
            if text and text[0].size >= 12 and bare("".join(c.text for c in text)) in wanted:
                seen += 1
                middle = (text[0].x + text[-1].right) / 2 - left - g.area_width / 2
                if text[0].x > left + 1 and abs(middle) > 0.6:
                    off[f"{page.label} {''.join(c.text for c in text)}"] = round(middle, 1)
    assert seen > 15
    assert off == {}


# --- notes ----------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Text as its glyphs can say it: radicals, dashes and dots of one shape are one character."""
    same = str.maketrans(
        {"⸺": "—", "―": "—", "⋯": "…", "‧": "·", "・": "·", "\u00ad": "", "\u200b": "", "ﬁ": "fi"}
    )
    return bare(unicodedata.normalize("NFKC", text.translate(same)))


def note_text(note: m.Note) -> str:
    """The characters of a note."""
    return "".join(n.text for n in m.walk(note.blocks) if isinstance(n, m.Text | m.Code))


def note_tail(note: m.Note) -> str:
    """The last words of a note that no reference follows or interrupts."""
    texts = [n.text for n in m.walk(note.blocks) if isinstance(n, m.Text) and len(n.text) > 3]
    return fold(texts[-1])[-14:]


def test_footnotes_end_on_the_page_of_their_call(book):
    """The last characters of every footnote stand on the page of its call, below the text."""
    seen = 0
    for article in book.publication.articles:
        ends = ends_of(book, article)
        for note in article.notes:
            if note.label in ends:
                continue
            tail = note_tail(note)
            calls = [
                p for p in article_pages(book, article) if mark_of(note) in call_marks(book, p)
            ]
            assert any(tail in fold(p.text) for p in calls), (
                f"{article.key} [^{note.label}] …{tail}"
            )
            seen += 1
    assert seen >= 3


def article_pages(book: Built, article: Article) -> list[Page]:
    """The pages of an article, its opening among them."""
    starts = book.starts()
    begin = starts[article.key]
    later = [i for i in (*openings(book), *part_pages(book), *contents_pages(book)) if i > begin]
    return list(book.pages[begin : min(later, default=len(book.pages))])


def mark_of(note: m.Note) -> str:
    """①, ②…."""
    return chr(0x2460 + note.number - 1)


def call_marks(book: Built, page: Page) -> set[str]:
    """Marks set at the size of a call."""
    return {c.text for c in page.chars if c.size < 7 and 0x2460 <= ord(c.text) <= 0x2473}


def ends_of(book: Built, article: Article) -> frozenset[str]:
    """Labels of the notes that stand at the end of the article."""
    from wenxuan.diagnostics import Report
    from wenxuan.markup.printed import end_notes

    return end_notes(article, Report())


def test_end_notes_stand_in_their_article(book):
    """A note too long for the foot of a page stands whole in the pages of its article."""
    for article in book.publication.articles:
        ends = ends_of(book, article)
        text = "".join(fold(p.text) for p in article_pages(book, article))
        for note in article.notes:
            if note.label in ends:
                assert note_tail(note) in text


def test_notes_end_with_the_body(book):
    """The last baseline of a page's notes is the last baseline of the type area, to 0.5 pt."""
    g = book.geometry
    last = max(y for p in text_pages(book) for y, _ in body_lines(book, p))
    feet = {}
    for page in text_pages(book):
        small = [c.y for c in page.chars if abs(c.size - 9) < 0.02 and in_area(book, page, c)]
        if call_marks(book, page) and small and max(small) > g.top + g.area_height - 12:
            feet[page.label] = round(max(small) - last, 2)
    assert feet
    assert {label: over for label, over in feet.items() if abs(over) > 0.5} == {}


# --- nothing lost ---------------------------------------------------------------------------


def chunks(article: Article) -> Iterator[str]:
    """The texts of an article in reading order, tables and captions too."""
    for node in m.walk(article.blocks):
        match node:
            case m.Text(text=text) | m.Code(text=text):
                yield text
            case m.CodeBlock(text=text):
                yield from text.split("\n")
            case m.Ruby(pairs=pairs):
                yield from (base for base, _ in pairs)


def test_no_character_is_lost(book):
    """Every character of an article occurs in its pages at least as often as in its source."""
    lost = {}
    for article in book.publication.articles:
        printed = Counter(fold("".join(p.text for p in article_pages(book, article))))
        wanted = Counter(fold("".join((*chunks(article), *(note_text(n) for n in article.notes)))))
        if missing := wanted - printed:
            lost[article.key] = dict(missing)
    assert lost == {}


def test_paragraphs_are_printed_in_order(book):
    """The text of each paragraph stands in its article's pages, after the one before it."""
    from wenxuan.markup.base import plain

    for article in book.publication.articles:
        body = "".join(
            fold("".join(c.text for c in flow(book, p))) for p in article_pages(book, article)
        )
        at = 0
        for block in article.blocks:
            if isinstance(block, m.Paragraph) and all(isinstance(r, m.Text) for r in block.runs):
                text = fold(plain(block.runs))
                found = body.find(text, at)
                assert found >= 0, f"{article.key}:{block.span.line} {text[:30]}"
                at = found + len(text)


def flow(book: Built, page: Page) -> list[Char]:
    """Characters of a page in reading order without heads, folios, notes, readings and pictures."""
    size = book.geometry.body
    lines = [cs for _, cs in page.lines]
    return [c for cs in lines for c in cs if abs(c.size - size) < 0.02 or c.font == "Wenxuan-Mono"]


def test_titles_authors_and_captions_are_printed(book):
    """Title, subtitle, authors, abstract and captions of each article stand in its pages."""
    from wenxuan.markup.base import plain

    for article in book.publication.articles:
        text = fold(
            "".join(
                "".join(c.text for _, cs in p.lines for c in cs)
                for p in article_pages(book, article)
            )
        )
        head = article.head
        wanted = [whole(head.title), *(a.name for a in head.authors)]
        wanted += [whole(head.subtitle)] if head.subtitle else []
        wanted += [head.abstract] if head.abstract else []
        wanted += [
            plain(n.caption) for n in m.walk(article.blocks) if isinstance(n, m.Figure | m.Table)
        ]
        for words in wanted:
            assert fold(words) in text, (article.key, words)


def test_page_references_name_the_page(book):
    """A cross reference prints the label of the page where its target stands.

    It stands in the brackets that assembly gave; a figure beside its paragraph has none.
    """
    starts, seen = book.starts(), 0
    for article in book.publication.articles:
        text = fold("".join(p.text for p in article_pages(book, article)))
        for node in m.walk(article.blocks):
            if isinstance(node, m.Reference) and node.key in starts:
                label = book.pages[starts[node.key]].label
                number = f"第{label}页".join(node.brackets)
                assert fold(number) in text, (article.key, node.target)
                seen += bool(node.brackets)
    assert seen >= 5


def test_alternative_texts_are_in_the_structure_tree(book):
    """Every figure of the screen edition carries its description as /Alt."""
    with pikepdf.open(book.screen) as pdf:
        alts = [str(n.Alt) for n in elements(pdf.Root.StructTreeRoot) if "/Alt" in n]
    wanted = [
        n.alt
        for a in book.publication.articles
        for n in m.walk(a.blocks)
        if isinstance(n, m.Picture)
    ]
    assert wanted
    assert Counter(wanted) - Counter(alts) == Counter()


def test_the_markup_knows_every_block():
    """The print markup has a rule for every kind of block and run of the model."""
    from typing import get_args

    names = vars(PrintMarkup)
    assert names
    from wenxuan.markup.base import Markup

    rules = Markup.__init__.__code__.co_names
    for kind in (*get_args(m.Block), *get_args(m.Run)):
        assert kind.__name__ in rules
