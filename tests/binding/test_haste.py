"""Work that jobs are spared changes nothing: the same bytes as WeasyPrint's own way."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from weasyprint import CSS, HTML
from weasyprint import css as w_css

from wenxuan.binding import plain
from wenxuan.binding.haste import _deepcopy, haste
from wenxuan.binding.matching import Path, Paths, query_all
from wenxuan.binding.styles import Anchored, Styles, shareable

SHEET = """
@page { size: 300px 200px; margin: 20px }
@page sample-x {
  margin: 30px; counter-increment: page part; @top-left { content: counter(page) }
  @top-right { content: "right"; width: 40px; border: 1px solid } @bottom-center { content: "x" }
  @left-middle { content: counter(part); vertical-align: middle } @right-top { content: "" }
  @bottom-right-corner { content: "corner"; margin: 2px } @top-left-corner { content: none }
}
@page :first { background: #eee }
html { counter-reset: part }
p { border-bottom: 1px solid; text-indent: 1em } p.b::before { content: "»" attr(title) }
li { list-style: upper-roman } .box { background: #fc8; border-radius: 4px; padding: 2px }
.o { outline: 2px dotted green } .s { box-shadow: 1px 1px red; visibility: hidden }
aside { page: sample-x } i { float: footnote } h2 { bookmark-level: 2; break-before: page }
"""
BODIES = {
    "text": "<p class=b title=x>one<p class=b title=y>two <b class=o>three</b></p>",
    "ids": "<h2 id=a>A</h2><p id=b style='margin-left:3em'>see <a href='#a'>it</a></p>",
    "lists": "<ol><li>a<li><p>b</ol><ul><li id=q>c</ul>",
    "tables": "<table style='border-collapse:collapse'><tr><td style='border:1px solid'>a<td>b"
    "</table><table><tr><td class=box>c</table>",
    "notes": "<p>a<i>a note</i> b<i id=n>another</i></p>" + "<p>more text.</p>" * 9,
    "turned": "<div style='transform:rotate(90deg)'><p id=t><a href='#u'>x <b>y</b></a></p></div>"
    "<form><p id=u>a<input value=b></form>",
    "apart": "<p style='position:relative'>a<b id=z style='position:absolute;top:9px'>z <a href"
    "='#z'>w</a></b></p><p style='float:left'>b</p><p style='display:flow-root'>c</p>",
    "named": "<div><aside><p>a</aside><div><aside><p>b</p><p style='page:c'>c</p></aside></div>",
    "flex": "<div style='display:flex'><p style='float:left'>a</p> <p>b<i>c</i></p><b>d</b></div>"
    "<div style='display:flex'><p style='float:left'>e</p> f</div>",
    "celled": "<p>a</p><table><tr><td style='page:c'>x</table><p>b<b style='display:inline-table'>"
    "<i style='display:table-cell;page:c;float:none'>y</i></b></p>",
    "tongues": "<p><b>a</b></p><p><b lang=fr>b</b></p>",
    "grounds": "<div class=box>a<p class=s>b</p></div><div class='box o'>c</div>",
    "pages": "<p>a</p><aside>b</aside><section lang=zh style='overflow:hidden'>c</section>",
}


def page(name: str) -> str:
    """A document of one of the bodies; its body element hides what is too much."""
    style = " style='overflow:hidden'" if name in ("text", "pages") else ""
    return f"<html lang=en><body{style}>{BODIES[name]}</body></html>"


@contextmanager
def hasty() -> Iterator[None]:
    """All that is replaced in a job, but for what takes the numbers out."""
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        stack.enter_context(haste(shared=True))
        for module, attribute, new in plain.DRAWING:
            patch.setattr(module, attribute, new)
        yield


def drawn(name: str, sheet: CSS) -> bytes:
    """A document as PDF."""
    html = HTML(string=page(name), base_url="book:///")
    return bytes(html.render(stylesheets=[sheet]).write_pdf(uncompressed_pdf=True, pdf_tags=True))


def test_shared_styles_draw_the_same_pages():
    """Documents laid out after others under one sheet are the bytes that they are alone."""
    expected = {name: drawn(name, CSS(string=SHEET)) for name in BODIES}
    sheet = CSS(string=SHEET)
    with hasty():
        again = {name: [drawn(name, sheet) for _ in range(2)] for name in (*BODIES, "text")}
    assert again == {name: [data, data] for name, data in expected.items()}


SELECTORS = """
p + p { } li:first-child { } p:not(#b) { } [title] { } .b.a { } p.b::before { } :lang(zh) { }
#a { } h2#a > b { } section p, aside > * { } [lang|=en] { } p:has(b) { } b ~ a { } :empty { }
P:nth-child(2 of .b) { } a:link { } td:last-of-type { } [title="y" i] { }
"""


@pytest.mark.parametrize("rules", [SELECTORS, "[lang]:first-child { } p + p { }"])
def test_rules_are_those_of_the_matcher(rules):
    """By their path, elements of many documents have the rules that are found for each alone."""
    texts = (SHEET, rules.replace("{ }", "{top:0}"))
    sheets = [(CSS(string=css), "author", None) for css in texts]
    paths, several = Paths(sheets), 0
    for name in (*BODIES, "text"):
        known: dict[object, Path] = {}
        for element in HTML(string=page(name)).wrapper_element.iter_subtree():
            above = known.get(element.parent and element.parent.etree_element)
            path = known[element.etree_element] = paths.path(element, above)
            expected = [
                (i, *rule) for i, (sheet, *_) in enumerate(sheets)
                for rule in sheet.matcher.match(element)
            ]  # fmt: skip
            assert list(path.rules_of(element)) == expected
            several += bool(path.asked)
    assert several
    assert len(paths.known) < 100


def test_elements_are_found_by_name():
    """Names are found in order in any part of a tree, other selectors as ever."""
    html = "<title>a</title><p><b>x<p>y<div><svg><title>c</title></svg>"
    root = HTML(string=html).wrapper_element
    for names in (("title", "b"), ("p",), ("q",), ("p + p", "title")):
        expected = [element.etree_element for element in root.query_all(*names)]
        assert [element.etree_element for element in query_all(root, *names)] == expected


def test_styles_are_shared_but_for_their_anchors():
    """Two paragraphs have one style, also in two documents; an id is a thin style over it."""
    sheet = CSS(string=SHEET)
    found = []

    class Seen(Styles):
        def __init__(self, html: HTML, *rest: object) -> None:
            super().__init__(html, *rest)
            found.append([self(e) for e in html.etree_element.iter("p")])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(w_css, "StyleFor", Seen)
        for body in ("<p>a<p id=x>b", "<p>c", "<p style='color:red'>d"):
            HTML(string=f"<body>{body}").render(stylesheets=[sheet])
    (first, named), (second,), (red,) = found
    assert first is second is not red
    assert isinstance(named, Anchored)
    assert (named.base, named["anchor"], first["anchor"]) == (first, "x", None)
    assert red["color"] != first["color"]


@pytest.mark.parametrize("css", ["p{width:50vw}", "a{-weasy-anchor:attr(x)}", "p{height:10svh}"])
def test_styles_that_hang_on_the_document_are_not_shared(css):
    """Lengths of the first page, and anchors set by the sheet, may differ between documents."""
    assert not shareable(css)
    assert shareable("p{width:50%}")


def test_copies_share_what_was_shared():
    """A copy of counters is its own all the way down; one list at two places stays one list."""
    list_ = [1]
    state = ([0], {"page": list_}, [{"page"}], [["a", 0, {0: None}]], list_)
    made = _deepcopy(state)
    assert made == state
    made[1]["page"].append(2)
    assert made[4] == [1, 2]
    assert list_ == [1]


def test_copies_of_other_objects():
    """What is no plain data is copied, too."""
    made = _deepcopy([OrderedDict(a=[1])])
    assert type(made[0]) is OrderedDict
    assert made == [OrderedDict(a=[1])]
