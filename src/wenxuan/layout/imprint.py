"""版权页: the rows that an imprint page states, from the publication alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wenxuan.layout.credits import credits_of
from wenxuan.layout.loader import Layout
from wenxuan.metadata import points
from wenxuan.model import Publication

FONTS = "Wenxuan Song, Wenxuan Hei, Wenxuan Kai (SIL\u00a0OFL\u00a01.1)"
"""What the imprint says about the vendored faces."""

IMPRINT = "book--imprint"
"""Id of the piece; its page is not counted, so that printing the numbers changes none of them."""
STAMPED = ("sheets", "words", "real_words", "pages")
"""Rows whose number is known only when all pages are: a slot is kept for each."""
_LEADERS = re.compile(r"([·.…])\1{2,}")


def counted(text: str) -> int:
    """Characters that the trade counts: all but white space and leaders (three dots or more)."""
    return len(_LEADERS.sub("", re.sub(r"\s", "", text)))


def imprint_rows(
    publication: Publication, layout: Layout, numbers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """`rows` of label and value, `cip` and `rights`; a row without a value is left out.

    `numbers` are 开本, 印张, 字数, 实排字数, 面数 of the built pages: `format` and those of
    `STAMPED`, whose rows name their slot too.
    """
    known = numbers or {}
    head, language = publication.head, publication.head.language
    imprint, publisher = head.imprint, head.publisher
    house = "　".join(filter(None, (publisher.name, publisher.place))) if publisher else None
    values = {
        "responsible_editor": imprint and imprint.responsible_editor,
        "publisher": house,
        "address": publisher and publisher.address,
        "printer": imprint and imprint.printer,
        "format": known.get("format") or _format(head.page.size or layout.head.default or ""),
        **{key: known.get(key) for key in STAMPED},
        "edition": imprint and imprint.edition,
        "printing": imprint and imprint.printing,
        "print_run": f"{imprint.print_run}册" if imprint and imprint.print_run else None,
        "isbn": f"ISBN {imprint.isbn}" if imprint and imprint.isbn else None,
        "price": imprint and imprint.price,
        "fonts": FONTS,
    }
    made = [
        {"label": credit.label, "value": credit.names, "slot": ""}
        for credit in credits_of(publication, layout)
    ]
    rows = [
        {
            "label": layout.word(key, language),
            "value": value,
            "slot": key if key in STAMPED else "",
        }
        for key, value in values.items()
        if value
    ]
    rights = head.rights or layout.word("rights", language)
    return {"rows": made + rows, "cip": imprint.cip if imprint else None, "rights": rights}


def _format(size: str) -> str | None:
    """`170毫米×240毫米` from a trim size."""
    if not size:
        return None
    width, height = (points(side) * 25.4 / 72 for side in size.split())
    return f"{width:.0f}毫米×{height:.0f}毫米"
