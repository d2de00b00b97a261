"""The pictures of a draft: taken along as files, with their captions."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from wenxuan.gate import is_file, lies_inside, read_whole
from wenxuan.importing.draft import Block, Draft, Left
from wenxuan.importing.elements import file_name
from wenxuan.importing.inputs import MAX_INPUT, article_stem
from wenxuan.importing.word import is_picture
from wenxuan.pictures import as_png, media_type

_DATA = re.compile(r"data:image/(?P<kind>[a-z+]+);base64,\s*", re.IGNORECASE)


def place_pictures(draft: Draft, path: Path, stem: str) -> None:
    """Give each figure a file; one whose file is not there goes into the record."""
    for i, block in reversed(list(enumerate(draft.blocks))):
        if block.kind != "figure":
            continue
        name = block.image if block.image in draft.images else _copied(draft, block, path, stem)
        if name is None or not is_picture(name):
            draft.images.pop(block.image, None)
            left = replace(block, text=f"{block.alt} {block.text}".strip())
            draft.blocks[i] = left
            draft.remove(left, f"picture without a file: {block.image[:120]}")
            draft.guess("picture", block.image[:60], block.line)
            if block.text:
                caption = replace(block, kind="caption", markup=block.markup)
                draft.blocks.insert(i, caption)
            continue
        name = _settable(draft, name, block)
        alt = block.alt or block.text
        if not alt:
            alt = f"图{sum(b.kind == 'figure' for b in draft.blocks[: i + 1])}（请写说明）"
            draft.guess("picture", f"{name}: {alt}", block.line)
        draft.blocks[i] = replace(block, image=name, alt=re.sub(r"[\[\]\\]", "", alt))
    _adopt_captions(draft)


def _settable(draft: Draft, name: str, block: Block) -> str:
    """The name of a picture whose kind can be set: one of another kind becomes a PNG."""
    data = draft.images.get(name, b"")
    if media_type(name) or (png := as_png(data)) is None:
        return name
    made = f"{name.rpartition('.')[0]}.png"
    while made in draft.images:
        made = f"{made[:-4]}-png.png"
    del draft.images[name]
    draft.images[made] = png
    draft.guess("picture", f"{name} → {made}", block.line)
    return made


def _copied(draft: Draft, block: Block, path: Path, stem: str) -> str | None:
    """Take a picture that lies beside the page along."""
    if data := _DATA.match(block.image):
        return _unfolded(draft, data, block.image, stem)
    if not block.image or re.match(r"[a-z][a-z0-9+.-]*:|//", block.image, re.IGNORECASE):
        return None
    beside = path.parent / block.image.split("?")[0]
    inside = lies_inside(beside, path.parent)
    if not inside or not is_file(beside) or beside.stat().st_size > MAX_INPUT:
        return None
    name = f"images/{stem}-{article_stem(Path(file_name(block.image)).stem)}{beside.suffix.lower()}"
    draft.images[name] = read_whole(beside, MAX_INPUT)
    return name


def _unfolded(draft: Draft, data: re.Match[str], source: str, stem: str) -> str | None:
    """A picture that the page itself holds, as a file."""
    kind = {"jpeg": "jpg", "svg+xml": "svg"}.get(data["kind"].lower(), data["kind"].lower())
    name = f"images/{stem}-{len(draft.images) + 1}.{kind}"
    try:
        draft.images[name] = base64.b64decode(unquote(source[data.end() :]), validate=False)
    except ValueError:
        return None
    if not _is_whole(draft.images[name], kind):
        del draft.images[name]
        return None
    return name


def _is_whole(data: bytes, kind: str) -> bool:
    """True for a picture with its beginning and its end."""
    if kind == "png":
        return data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-16:]
    return len(data) > 32


def _adopt_captions(draft: Draft) -> None:
    """A caption line right below a figure without one becomes its caption."""
    for i in range(len(draft.blocks) - 2, -1, -1):
        block, below = draft.blocks[i], draft.blocks[i + 1]
        bare = re.fullmatch(
            r"(?:图\s*[\d一二三四五六七八九十]*|图为)\s*[:：]?\s*(?P<words>.+)", below.text
        )
        short = below.kind in ("paragraph", "caption") and len(below.text) <= 60
        if (
            block.kind == "figure"
            and not block.text
            and short
            and (below.kind == "caption" or bare)
        ):
            words = bare["words"] if bare else below.text
            if bare:  # the layout numbers figures
                draft.lifted.append(Left(line=below.line, text=below.text, why="figure number"))
            draft.blocks[i] = replace(block, text=words, markup=words.replace('"', "”"))
            del draft.blocks[i + 1]
