"""The import of files: read, recognize, write, clean, and record everything that was done."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from wenxuan.desk.edits import han
from wenxuan.desk.fix import Fixed, fix
from wenxuan.desk.house import House, find_house, read_house
from wenxuan.diagnostics import Report, Span
from wenxuan.gate import is_file, lies_inside, read_bytes, read_whole, shown
from wenxuan.importing.balance import page_words, settle
from wenxuan.importing.draft import Block, Draft, Left
from wenxuan.importing.elements import file_name
from wenxuan.importing.encodings import Decoded, Unknown, decode
from wenxuan.importing.mail import is_mail, read_mail
from wenxuan.importing.markdown_file import read_markdown
from wenxuan.importing.mime import is_mime, read_mime
from wenxuan.importing.plain import read_plain
from wenxuan.importing.recognize import recognize
from wenxuan.importing.webpage import read_html
from wenxuan.importing.word import is_picture, read_word
from wenxuan.importing.word_parts import NotWord
from wenxuan.importing.writer import article, scalar

SUFFIXES = (".txt", ".text", ".html", ".htm", ".docx", ".md", ".markdown", ".eml")
_CONTROLS = "control character"
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
_DATA = re.compile(r"data:image/(?P<kind>[a-z+]+);base64,\s*", re.IGNORECASE)
MAX_INPUT = 64 * 1024 * 1024
"""Largest input in bytes: a Word file with its pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One article, ready to be written."""

    name: str
    """File name of the article."""
    text: str
    record: dict[str, object]
    images: dict[str, bytes]
    counts: Counter[str]
    """Changes by code."""
    draft: Draft


def inputs(paths: Iterable[Path]) -> list[Path]:
    """The files that paths mean: themselves, or those of a folder that can be imported."""
    return _files(paths, SUFFIXES, all_named=True)


def passed_over(paths: Iterable[Path]) -> list[Path]:
    """Files of folders that no import knows, pictures apart: those go with their pages."""
    known = {*inputs(paths)}
    found = (p for p in _files(paths, ("",), all_named=False) if p.is_file() and p not in known)
    return [p for p in found if not is_picture(p.name)]


def _files(paths: Iterable[Path], suffixes: tuple[str, ...], *, all_named: bool) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = (p.relative_to(path) for p in sorted(path.rglob("*")))
            found += [
                path / p
                for p in below
                if p.name.lower().endswith(suffixes)
                and not any(part.startswith((".", "~$")) for part in p.parts)
            ]
        elif all_named:
            found.append(path)
    return list(dict.fromkeys(found))


def stems(paths: Iterable[Path]) -> dict[Path, str]:
    """The name of each article; files of one name in several folders get that of their folder."""
    names: dict[Path, str] = {}
    for path in paths:
        stem = article_stem(path.stem)
        if stem in names.values():
            stem = article_stem(f"{path.parent.name}-{path.stem}")
        number, first = 2, stem
        while stem in names.values():
            stem, number = f"{first}-{number}", number + 1
        names[path] = stem
    return names


def import_file(
    path: Path,
    into: Path,
    report: Report,
    encoding: str | None = None,
    *,
    stem: str | None = None,
    house: House | None = None,
) -> Imported | None:
    """The article of one file, or None with a diagnostic."""
    name = shown(path)
    stem = stem or article_stem(path.stem)
    data = read_bytes(path, name, report, MAX_INPUT)
    if data is None:
        return None
    if kind := foreign(data, path.suffix):
        report.add("IMP007", Span(name), name=path.name, kind=kind)
        return None
    house = house or read_house(find_house(into), report)
    try:
        draft, decoded, words = _read(path, data, stem, encoding)
    except Unknown:
        report.add("IMP003", Span(name), name=path.name)
        return None
    except (NotWord, LookupError) as error:
        report.add("IMP001", Span(name), name=path.name, why=str(error) or type(error).__name__)
        return None
    if decoded.other:
        report.add(
            "IMP004", Span(name), name=path.name, encoding=decoded.encoding, other=decoded.other
        )
    _place_pictures(draft, path, stem)
    if not any(block.text.strip() or block.image for block in draft.blocks):
        report.add("IMP005", Span(name), name=path.name)
        return None
    _clean_guesses(draft)
    raw = article(draft)
    if lost := settle(words, raw, draft):
        report.add("IMP006", Span(name), name=path.name, count=len(lost), words=lost[:24])
    fixed = fix(raw, f"{stem}.md", draft.language or "zh-Hans", house)
    record = _record(path, data, replace(decoded, text=words), draft, raw, fixed, stem)
    counts = Counter(edit.code for edit in fixed.edits)
    return Imported(
        name=f"{stem}.md",
        text=fixed.text,
        record=record,
        images=draft.images,
        counts=counts,
        draft=draft,
    )


def _clean_guesses(draft: Draft) -> None:
    """Clean words that stand in the body too, so that the list of changes counts them once."""
    if any(guess.what == "title" for guess in draft.guesses):
        draft.title = _cleaned(draft.title, draft.language)
    draft.guesses = [
        replace(guess, value=_cleaned(guess.value, draft.language)) for guess in draft.guesses
    ]


def _cleaned(text: str, language: str) -> str:
    """One line of text as `--fix` would leave it."""
    return fix(text + "\n", "guess.md", language or "zh-Hans").text.strip()


def article_stem(stem: str) -> str:
    """A file name that every system takes: letters, digits, Han and hyphens."""
    flat = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", stem)).strip("-_").lower()
    return (flat or "article")[:80]


_KINDS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Word 97–2003 (.doc)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
)
_ARCHIVES = {".odt": "OpenDocument", ".epub": "EPUB", ".pptx": "PowerPoint", ".xlsx": "Excel"}


def foreign(data: bytes, suffix: str) -> str:
    """What a file is that cannot be imported; empty for text, pages and Word files."""
    if data.startswith(b"PK\x03\x04") and suffix.lower() != ".docx":
        return _ARCHIVES.get(suffix.lower(), "ZIP")
    return next((kind for sign, kind in _KINDS if data.startswith(sign)), "")


def _read(path: Path, data: bytes, stem: str, encoding: str | None) -> tuple[Draft, Decoded, str]:
    """The draft of a file, how it was read, and all its words by a reader of another kind."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        draft, words = read_word(data, stem)
        return recognize(draft, path.stem), Decoded(text="", encoding="docx"), words
    if is_mime(data):
        letter, words = read_mime(data)
        return recognize(letter, path.stem), Decoded(text="", encoding="mail"), words
    declared = _declared(data) if suffix in (".html", ".htm") and not encoding else None
    raw = decode(data, encoding or declared)
    controls = [
        Left(line=raw.text.count("\n", 0, m.start()) + 1, text=f"U+{ord(m[0]):04X}", why=_CONTROLS)
        for m in _CONTROL.finditer(raw.text)
    ]
    decoded = replace(raw, text=_CONTROL.sub("", raw.text))
    draft = _drafted(path, suffix, decoded)
    draft.removed[:0] = controls
    return draft, decoded, page_words(decoded.text) if suffix in (".html", ".htm") else decoded.text


def _drafted(path: Path, suffix: str, decoded: Decoded) -> Draft:
    """The draft of a text by the kind of its file."""
    if suffix in (".html", ".htm"):
        draft = read_html(decoded.text)
    elif suffix in (".md", ".markdown"):
        draft = read_markdown(decoded.text)
        draft.title = draft.title or path.stem
        return _said_language(draft, decoded)
    else:
        draft = read_mail(decoded.text) if is_mail(decoded.text) else read_plain(decoded.text)
    return recognize(_said_language(draft, decoded), path.stem)


def _declared(data: bytes) -> str | None:
    """The encoding that a page names, when its bytes are in it."""
    match = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:4096], re.IGNORECASE)
    name = match[1].decode("ascii").lower() if match else ""
    name = {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "euc_kr"}.get(name, name)
    try:
        decode(data, name or None)
    except (LookupError, Unknown):
        return None
    return name or None


def _said_language(draft: Draft, decoded: Decoded) -> Draft:
    """The language that an encoding or the characters give away."""
    text = "".join(block.text for block in draft.blocks)
    if draft.language:
        return draft
    if len(re.findall("[\u3041-\u30fa]", text)) * 8 > len(text):
        draft.language = "ja"
    elif len(re.findall("[\uac00-\ud7a3]", text)) * 4 > len(text):
        draft.language = "ko"
    elif decoded.encoding.startswith("big5"):
        draft.language = "zh-Hant-TW"
    return draft


# --- pictures -----------------------------------------------------------------------------------


def _place_pictures(draft: Draft, path: Path, stem: str) -> None:
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
        alt = block.alt or block.text
        if not alt:
            alt = f"图{i + 1}（请写说明）"
            draft.guess("picture", f"{name}: {alt}", block.line)
        draft.blocks[i] = replace(block, image=name, alt=re.sub(r"[\[\]\\]", "", alt))
    _adopt_captions(draft)


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


# --- record -------------------------------------------------------------------------------------


def _record(
    path: Path, data: bytes, decoded: Decoded, draft: Draft, raw: str, fixed: Fixed, stem: str
) -> dict[str, object]:
    counts = Counter(edit.code for edit in fixed.edits)
    return {
        "input": {
            "file": path.name,
            "sha256": hashlib.sha256(data).hexdigest(),
            "encoding": decoded.encoding,
            "han": len(han(decoded.text)) if decoded.text else None,
        },
        "article": f"{stem}.md",
        "lifted": [asdict(left) for left in draft.lifted],
        "removed": [asdict(left) for left in draft.removed],
        "guesses": [asdict(guess) for guess in draft.guesses],
        "changes": {
            "counts": dict(sorted(counts.items())),
            "edits": [
                {
                    "line": raw.count("\n", 0, start) + 1,
                    "column": start - raw.rfind("\n", 0, start),
                    "old": raw[start:end],
                    "new": new,
                }
                for start, end, new in fixed.spans
            ],
        },
    }


def record_text(imported: Imported) -> str:
    """The record as it is kept beside the article."""
    return json.dumps(imported.record, ensure_ascii=False, indent=1) + "\n"


def manifest(title: str, names: Iterable[str]) -> str:
    """A publication.yaml for a folder that has none."""
    lines = [f"title: {scalar(title)}", "language: zh-Hans", "layout: anthology", "contents:"]
    return "\n".join([*lines, *(f"  - {scalar(name)}" for name in names)]) + "\n"
