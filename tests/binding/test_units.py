"""Holes, object streams, page trees, slots, the cache: the parts of the binder by themselves."""

from __future__ import annotations

import io
import os
import random
from types import SimpleNamespace
from typing import Any, cast

import pikepdf
import pytest

from wenxuan.binding import fontsets, structure
from wenxuan.binding.cache import Store
from wenxuan.binding.content import letters
from wenxuan.binding.objects import Writer, staged
from wenxuan.binding.plan import Book, Leaf, Plan, plan
from wenxuan.binding.slots import filled, roman
from wenxuan.binding.structure import Element, Mark, walk
from wenxuan.binding.template import Template, number, string
from wenxuan.binding.trees import PageTree, destinations, outline
from wenxuan.layout.sizes import Geometry


def test_a_hole_is_as_wide_whatever_fills_it():
    """The text of a template has the same length for every number, so that offsets hold."""
    template = Template()
    template.text(b"100% <<")
    template.reference(3)
    template.text(b">>")
    filled_in = [template.data % (n,) for n in (1, 99, 8_388_607)]
    assert {len(text) for text in filled_in} == {template.size}
    assert filled_in[1] == b"100% <<     99 0 R>>"


def test_a_form_has_names_of_its_own():
    """A form that calls another of its own by the name that the page has for it is counted once."""
    inner = SimpleNamespace(extra={"Subtype": "/Form"}, stream=[b"/f 9 Tf", b"[<0001>] TJ"])
    names = {"XObject": {"x0": b"0 0 R"}}
    outer = SimpleNamespace(extra={"Subtype": "/Form", "Resources": names}, stream=[b"/x0 Do"])
    page = SimpleNamespace(content=[b"/x0 Do"])
    drawn = SimpleNamespace(
        objects=[inner, outer], resources={"XObject": {"x0": b"1 0 R"}},
        fonts=[SimpleNamespace(hash="f", to_unicode={1: "甲"})],
    )  # fmt: skip
    assert list(letters(cast(Any, drawn), cast(Any, [page]))) == [1]


@pytest.mark.parametrize("text", ["abc", "a(b)\\c", "中文", "a\nb", "é", "𠮷"])
def test_strings_come_back(text):
    """A written string is read back as it was, ASCII, Chinese and beyond the BMP."""
    assert str(pikepdf.Object.parse(string(text))) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, b"1"), (-0.00001, b"0"), (2.50001, b"2.5"), (-3.25, b"-3.25")]
)
def test_numbers_are_short(value, text):
    """No exponent, no idle zeros, no minus zero."""
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1, "i"), (4, "iv"), (9, "ix"), (48, "xlviii"), (1999, "mcmxcix")]
)
def test_roman_numerals(value, text):
    """Front matter is numbered as printers do it."""
    assert roman(value) == text


def test_a_number_stands_in_the_middle_or_at_the_end_of_its_slot():
    """The origin moves by half, or all, of what the number leaves of the slot."""
    slot = {
        "glyphs": list(range(17)),
        "advances": [500.0] * 17,
        "size": 10.0,
        "lead": 0.0,
        "width": 20.0,
    }
    assert filled(slot | {"align": "center"}, "7") == b"\n[-750<0007>]TJ\n"
    assert filled(slot | {"align": "right"}, "12") == b"\n[-1000<00010002>]TJ\n"
    assert filled(slot | {"align": "left"}, "0") == b"\n[<0000>]TJ\n"


def book(count: int) -> pikepdf.Pdf:
    """A PDF of so many empty pages, written by us and read by qpdf."""
    buffer = io.BytesIO()
    writer = Writer(buffer)
    root, info, tree = writer.reserve(), writer.reserve(), PageTree(writer, count)
    pages = [writer.reserve() for _ in range(count)]
    for i, page in enumerate(pages):
        writer.small(
            page,
            b"<</Type/Page/MediaBox[0 0 %d 9]/Resources<<>>/Parent %d 0 R>>"
            % (i + 1, tree.parent(i)),
        )
    tree.write(pages)
    entries = destinations(writer, {f"甲{i}": (i, 0.0, 1.0) for i in range(count)}, pages)
    entries += outline(
        writer, [(1 + i % 2, f"b{i}", i, 0.0, 1.0) for i in range(min(count, 9))], pages
    )
    writer.small(root, b"<</Type/Catalog/Pages %d 0 R%b>>" % (tree.root, entries))
    writer.small(info, b"<<>>")
    writer.finish(root, info)
    return pikepdf.open(io.BytesIO(buffer.getvalue()))


@pytest.mark.parametrize("count", [1, 64, 65, 5000])
def test_pages_keep_their_order(count):
    """A tree of any depth lists every page once, in order, and every name leads to its page."""
    with book(count) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [int(page.MediaBox[2]) for page in pdf.pages] == list(range(1, count + 1))
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        assert {int(names[f"甲{i}"][0].MediaBox[2]) for i in range(count)} == set(
            range(1, count + 1)
        )


@pytest.mark.slow
def test_an_object_stream_may_hold_more_than_two_bytes_count():
    """The 70,000th object of one stream is found: a long contents has so many elements."""
    buffer = io.BytesIO()
    writer = Writer(buffer)
    root, info, tree = writer.reserve(), writer.reserve(), PageTree(writer, 1)
    page, first = writer.reserve(), writer.reserve(70_000)
    writer.pack([], 0, b"", [(first + i, b"%d" % i) for i in range(70_000)])
    body = b"<</Type/Page/MediaBox[0 0 9 9]/Resources<<>>/Parent %d 0 R/Last %d 0 R>>"
    writer.small(page, body % (tree.parent(0), first + 69_999))
    tree.write([page])
    writer.small(root, b"<</Type/Catalog/Pages %d 0 R>>" % tree.root)
    writer.small(info, b"<<>>")
    writer.finish(root, info)
    with pikepdf.open(io.BytesIO(buffer.getvalue())) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert int(pdf.pages[0].obj.Last) == 69_999


def test_bookmarks_nest_by_level():
    """A bookmark of level 2 stands below the one of level 1 before it."""
    with book(9) as pdf, pdf.open_outline() as tree:
        assert [(item.title, [kid.title for kid in item.children]) for item in tree.root] == [
            ("b0", ["b1"]), ("b2", ["b3"]), ("b4", ["b5"]), ("b6", ["b7"]), ("b8", []),
        ]  # fmt: skip


def test_halves_of_a_paragraph_are_one():
    """What has the same origin on two pages is one element; a table stays two."""

    def art(*kids):
        return Element("Art", 0, "art", list(kids))

    first = art(Element("P", 0, "a", [Mark(0, 0)]), Element("P", 0, "b", [Mark(0, 1)]))
    second = art(Element("P", 1, "b", [Mark(1, 0)]), Element("Table", 1, "t", [Mark(1, 1)]))
    structure._join(first, second)
    assert [(e.tag, len(e.kids)) for e in walk([first])] == [
        ("Art", 3),
        ("P", 1),
        ("P", 2),
        ("Table", 1),
    ]
    assert first.kids[1].kids == [Mark(0, 1), Mark(1, 0)]
    assert not structure._same(Element("Table", 0, "t"), Element("Table", 1, "t"))


# --- the cache ------------------------------------------------------------------------------


def test_an_entry_comes_back(tmp_path):
    """What was put under a key is got under it, and nowhere else."""
    store = Store(tmp_path)
    store.put(store.key("a", "b"), b"text")
    assert store.get(store.key("a", "b")) == b"text"
    assert store.get(store.key("ab", "")) is None


def test_a_damaged_entry_is_no_entry(tmp_path):
    """A flipped bit or a missing byte anywhere makes a miss, and the entry is gone."""
    store, key, chance = Store(tmp_path), Store.key("x"), random.Random(1)
    for _ in range(200):
        store.put(key, os.urandom(300))
        path = store.path(key)
        data = bytearray(path.read_bytes())
        if chance.random() < 0.5:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        else:
            del data[chance.randrange(len(data)) :]
        path.write_bytes(data)
        assert store.get(key) is None
        assert not path.exists()


def test_an_entry_under_another_name_is_refused(tmp_path):
    """An entry knows its key: one that was moved is not taken for another."""
    store, first, second = Store(tmp_path), Store.key("1"), Store.key("2")
    store.put(first, b"text")
    store.path(second).parent.mkdir(parents=True, exist_ok=True)
    store.path(first).rename(store.path(second))
    assert store.get(second) is None


def test_the_cache_keeps_to_its_limit(tmp_path):
    """The entries used longest ago go first, and no more than needed."""
    store = Store(tmp_path, limit=1000)
    keys = [store.key(str(i)) for i in range(6)]
    for i, key in enumerate(keys):
        store.put(key, bytes(268))
        os.utime(store.path(key), (i, i))
    assert store.evict() == 3
    assert [store.get(key) is not None for key in keys] == [False] * 3 + [True] * 3


def test_a_failed_file_leaves_nothing(tmp_path):
    """When writing fails, the file beside the target is removed."""

    def write() -> None:
        with staged(tmp_path) as (_, file):
            file.write(b"half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write()
    assert list(tmp_path.iterdir()) == []


# --- the plan ---------------------------------------------------------------------------------


def planned(
    *styles: str, cited: str = "a0", pages: int = 3, notes: str = "article"
) -> Plan:
    """The plan of pieces of so many pages, a signature each; folio 1 opens the second."""
    leaves = tuple(
        Leaf(key=f"a{i}", style=style, opens=i < 3, first=i == 1, job=i)
        for i, style in enumerate(styles)
    )
    shape = Geometry(
        width=100, height=200, bleed=9, body=10, leading=18, measure=6, lines=8, inner=25, top=20
    )  # fmt: skip

    def facts(job: int) -> dict[str, object]:
        anchors = {f"a{job}": (0, 30.0, 180.0)}
        marks = [(0, 1, f"a{job}", 30.0, 180.0, "open")]
        return {
            "fonts": [], "folios": [], "heads": [], "starts": {f"a{job}": 0}, "count": pages,
            "anchors": anchors, "bookmarks": marks, "cited": [cited],
            "letters": [7] * pages, "slots": [cited],
            "notes": [(page, f"n{job}{page}{i}") for page in range(pages) for i in range(2)],
            "marked": [],
        }  # fmt: skip

    nothing = cast(Any, None)
    return plan(
        Book(
            title="", language="zh-Hans", authors=(), description="", day=None, geometry=shape,
            fonts=nothing, leaves=leaves, facts=facts, objects=nothing, jobs=len(leaves),
            notes=notes,
        )
    )  # fmt: skip


def test_openings_are_rectos_and_labels_begin_anew():
    """An opening after an odd number of pages gets a blank; the body begins with page 1."""
    made = planned("front", "body", "body", "body")
    assert made.starts == [0, 4, 8, 11]
    assert [i for i, page in enumerate(made.pages) if page is None] == [3, 7]
    assert [made.label(i) for i in (0, 3, 4, 11)] == ["i", "iv", "1", "8"]
    assert made.label_of("a3") == "8"


def test_places_on_versos_are_moved():
    """A destination on a verso lies as much further left as its type area does."""
    made = planned("front", "body", "body", "body")
    assert made.anchors["a0"] == (0, 30.0, 180.0)
    assert made.anchors["a3"] == (11, 30.0 - (25 - 15), 180.0)


def test_notes_are_numbered_by_page_or_through_the_book():
    """Marks begin anew on each page; numbers go on in the order of the book."""
    by_page = planned("front", "body", "body", "body", notes="page").notes
    assert [by_page[note] for note in ("n000", "n001", "n010", "n321")] == ["①", "②", "①", "②"]
    through = planned("front", "body", "body", "body", notes="book").notes
    assert [through[note] for note in ("n000", "n011", "n100", "n321")] == ["1", "4", "7", "24"]


def test_a_reference_to_nothing_is_known_before_binding():
    """Ids that no signature has are listed with the signature that cites them."""
    assert planned("front", "body").dead == []
    assert planned("front", "body", cited="nowhere").dead == [(0, "nowhere"), (1, "nowhere")]


def test_only_glyphs_that_are_not_an_em_wide_are_listed():
    """Widths are in runs of consecutive glyphs, those of 1000 left to the default."""
    assert fontsets._widths({5: 1000, 6: 500, 7: 250.5, 9: 1000, 10: 500}) == b"6[500 250.5]10[500]"
    assert fontsets._widths({5: 1000}) == b""
