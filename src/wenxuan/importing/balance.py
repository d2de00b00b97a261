"""The balance of an import: every Han character of the input is in the article or the record."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from html.parser import HTMLParser

from wenxuan.desk.edits import HAN
from wenxuan.desk.tables import RADICALS
from wenxuan.importing.draft import Draft, Left

LOST = "in neither the article nor the record"
_UNSEEN = ("script", "style")
_PIECE = re.compile(r"[^，。；：！？、,.;:!?\s]+")
_ALIKE = str.maketrans(RADICALS)


class _Reader(HTMLParser):
    """The words of a page, whatever element they are in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unseen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Scripts and styles are no words."""
        del attrs
        self.unseen = tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        """Words go on behind a script."""
        if tag in _UNSEEN:
            self.unseen = False

    def handle_data(self, data: str) -> None:
        """Words between tags."""
        if not self.unseen:
            self.words.append(data)


def page_words(text: str) -> str:
    """The words of an HTML page, by a reader that knows nothing of articles."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.words)


def settle(words: str, article: str, draft: Draft) -> str:
    """The Han characters that were lost; the pieces they stood in go into the record.

    What was lifted stands in the head, too, and counts once.
    """
    head, _, body = article.partition("\n---\n")
    lines = (line for line in head.split("\n") if not line.startswith("#?"))
    kept = _han(body) + _han("".join(left.text for left in draft.removed))
    kept += _han("\n".join(lines)) | _han("".join(left.text for left in draft.lifted))
    lost = _han(words) - kept
    if not lost:
        return ""
    everything = _flat(article + "".join(left.text for left in (*draft.removed, *draft.lifted)))
    missing = "".join(lost.elements())
    for number, line in enumerate(words.split("\n"), 1):
        for piece in _PIECE.findall(line):
            if _han(piece) & lost and _flat(piece) not in everything:
                draft.removed.append(Left(line=number, text=piece, why=LOST))
                lost -= _han(piece)
    if lost:
        draft.removed.append(Left(line=1, text="".join(lost.elements()), why=LOST))
    return missing


def _flat(text: str) -> str:
    """The Han characters of a text in order, radicals and compatibility forms unified."""
    return "".join(HAN.findall(unicodedata.normalize("NFKC", text.translate(_ALIKE))))


def _han(text: str) -> Counter[str]:
    return Counter(_flat(text))
