"""Damage to the finished EPUB of spring-tide, each of one kind, as a tool or a bug may do it.

Written by somebody who had not read the checks.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

EPUB = "spring-tide.epub"
XHTML = {"h": "http://www.w3.org/1999/xhtml"}
TONGHUA = "OEBPS/text/a002.xhtml"


def change_members(
    folder: Path, change: Callable[[str, bytes], bytes | None], epub: str = EPUB
) -> None:
    """Write the EPUB again with changed members; None leaves one out."""
    path = folder / epub
    with zipfile.ZipFile(path) as source:
        members = [(info, source.read(info)) for info in source.infolist()]
    with zipfile.ZipFile(path, "w") as target:
        for info, data in members:
            new = change(info.filename, data)
            if new is not None:
                target.writestr(info, new)


def change_member(
    folder: Path, name: str, change: Callable[[bytes], bytes | None], epub: str = EPUB
) -> None:
    """Change one member of the EPUB; raises LookupError where the change does nothing."""
    seen: list[str] = []

    def one(member: str, data: bytes) -> bytes | None:
        """The member as it shall be."""
        if member != name:
            return data
        new = change(data)
        if new != data:
            seen.append(member)
        return new

    change_members(folder, one, epub)
    if not seen:
        raise LookupError(name)


def replace_text(folder: Path, name: str, old: str, new: str) -> None:
    """Change the first occurrence of a text in a member."""
    change_member(folder, name, lambda data: data.replace(old.encode(), new.encode(), 1))


def change_tree(folder: Path, name: str, change: Callable[[etree._Element], None]) -> None:
    """Change the tree of an XML member."""

    def work(data: bytes) -> bytes:
        """The member, parsed, changed and written."""
        root = etree.fromstring(data)
        change(root)
        return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)

    change_member(folder, name, work)


def paragraph(root: etree._Element, text: str) -> etree._Element:
    """The first paragraph with the text."""
    found = root.xpath("//h:p[contains(., $t)]", namespaces=XHTML, t=text)
    return found[0]


def control_epub_packed_again(folder: Path) -> None:
    """The EPUB packed again with the same members: no damage."""
    change_members(folder, lambda _, data: data)


# --- damage ---------------------------------------------------------------------------------


def epub_paragraph_lost(folder: Path) -> None:
    """A paragraph is gone from the e-book."""

    def lose(root: etree._Element) -> None:
        """Take it out."""
        lost = paragraph(root, "最初的困难是衣服")
        parent = lost.getparent()
        assert parent is not None
        parent.remove(lost)

    change_tree(folder, TONGHUA, lose)


def epub_note_link_broken(folder: Path) -> None:
    """The call of a note leads to another note."""
    replace_text(folder, TONGHUA, 'id="call-1" href="#note-1"', 'id="call-1" href="#note-2"')


def epub_page_marker_moved(folder: Path) -> None:
    """The mark where a page begins stands a paragraph later."""

    def move(root: etree._Element) -> None:
        """Move it to the paragraph about slowness."""
        mark = root.xpath("//*[@id='page-4']")[0]
        text, mark.tail = mark.tail, None
        parent = mark.getparent()
        parent.remove(mark)
        parent.text = text
        target = paragraph(root, "后来的困难是慢")
        mark.tail, target.text = target.text, None
        target.insert(0, mark)

    change_tree(folder, TONGHUA, move)


def epub_image_missing(folder: Path) -> None:
    """A picture is not in the archive."""
    lost: list[str] = []

    def lose(name: str, data: bytes) -> bytes | None:
        """The first raster picture is left out."""
        if not lost and name.endswith(".png"):
            lost.append(name)
            return None
        return data

    change_members(folder, lose)


def epub_font_missing(folder: Path) -> None:
    """A font is in neither the archive nor the manifest."""
    font = "fonts/WenxuanKai-Regular.ttf"
    change_members(folder, lambda n, d: None if n == "OEBPS/" + font else d)
    line = re.compile(rf'\s*<item [^>]*href="{font}"[^>]*/>'.encode())
    change_member(folder, "OEBPS/content.opf", lambda data: line.sub(b"", data))


def epub_claim_wrong(folder: Path) -> None:
    """The e-book claims an accessibility feature that it has not."""
    old = ">tableOfContents</meta>"
    new = old + '\n<meta property="schema:accessibilityFeature">synchronizedAudioText</meta>'
    replace_text(folder, "OEBPS/content.opf", old, new)


def epub_nav_wrong(folder: Path) -> None:
    """An entry of the navigation leads to another article."""
    replace_text(folder, "OEBPS/nav.xhtml", 'a004.xhtml">140', 'a005.xhtml">140')


def epub_text_doubled(folder: Path) -> None:
    """A paragraph comes twice in the e-book."""
    text = "<p>后来的困难是慢。队伍排得长，天又冷，老人站不住。点位上的人便想了些小办法：</p>"
    replace_text(folder, TONGHUA, text, text + "\n" + text)


def epub_garbled(folder: Path) -> None:
    """A paragraph was read in another encoding and written in UTF-8."""
    text = "最初的困难是衣服"
    replace_text(folder, TONGHUA, text, text.encode().decode("latin-1").replace("\x85", " "))


def epub_spine_changed(folder: Path) -> None:
    """Two articles changed places in the order of reading."""
    one, two = '<itemref idref="a003"/>', '<itemref idref="a004"/>'
    both = f"{one}\n    {two}"
    replace_text(folder, "OEBPS/content.opf", both, f"{two}\n    {one}")
