"""The import of files: read, recognize, write, clean, and record everything that was done."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from wenxuan.desk.edits import han
from wenxuan.desk.fix import Fixed, fix
from wenxuan.desk.house import House, find_house, read_house
from wenxuan.diagnostics import Report, Span
from wenxuan.gate import read_bytes, shown
from wenxuan.importing.balance import page_words, settle
from wenxuan.importing.draft import Draft, Left
from wenxuan.importing.encodings import Decoded, Unknown, decode
from wenxuan.importing.figures import place_pictures
from wenxuan.importing.inputs import MAX_INPUT, article_stem, foreign
from wenxuan.importing.mail import is_mail, read_mail
from wenxuan.importing.markdown_file import read_markdown
from wenxuan.importing.mime import is_mime, read_mime
from wenxuan.importing.plain import read_plain
from wenxuan.importing.recognize import recognize
from wenxuan.importing.webpage import read_html
from wenxuan.importing.word import read_word
from wenxuan.importing.word_parts import NotWord
from wenxuan.importing.writer import article, scalar

_CONTROLS = "control character"
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)


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
    place_pictures(draft, path, stem)
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


def _read(path: Path, data: bytes, stem: str, encoding: str | None) -> tuple[Draft, Decoded, str]:
    """The draft of a file, how it was read, and all its words by a reader of another kind."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        draft, words = read_word(data, stem)
        return recognize(draft, path.stem), Decoded(text="", encoding="docx"), words
    if is_mime(data):
        letter, words = read_mime(data, stem)
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
