"""Documents beside the book, each of one template and its style sheet: covers, strip, ticket."""

from __future__ import annotations

from functools import partial
from typing import Any

from wenxuan.diagnostics import Report
from wenxuan.fonts import FontSet, font_faces_css, font_places
from wenxuan.layout.credits import credits_of
from wenxuan.layout.loader import Layout
from wenxuan.layout.sizes import size_in_points
from wenxuan.layout.templates import render, whole
from wenxuan.model import Publication
from wenxuan.press import PrintDocument


def book_names(publication: Publication, layout: Layout) -> dict[str, Any]:
    """What every template may name of the book."""
    head = publication.head
    return {
        "head": head,
        "title": whole(head.title),
        "language": head.language,
        "people": credits_of(publication, layout),
        "word": partial(layout.word, language=head.language),
    }


def style_names(layout: Layout, fonts: FontSet) -> dict[str, Any]:
    """What every style sheet for print may name: faces, colors, sizes of type in pt."""
    sizes = layout.head.sizes.items()
    return {
        "face": fonts.css_chain,
        "color": layout.head.colors,
        "size": {role: f"{size_in_points(name)}pt" for role, name in sizes},
    }


def beside(
    name: str,
    publication: Publication,
    layout: Layout,
    fonts: FontSet,
    report: Report,
    **more: object,
) -> PrintDocument | None:
    """`<name>.html` with `<name>.css`, which it may hold as `style`; both may name `more`.

    None when the layout has no such template, or one fails.
    """
    if layout.file(f"{name}.html") is None:
        return None
    context = book_names(publication, layout) | style_names(layout, fonts) | more
    css = render(layout, f"{name}.css", context, report)
    html = render(layout, f"{name}.html", context | {"style": css or ""}, report)
    if html is None or css is None:
        return None
    return PrintDocument(
        name=publication.slug, html=html, css=font_faces_css(fonts) + css, files=font_places(fonts)
    )
