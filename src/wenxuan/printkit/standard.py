"""The rules of ISO 15930-7 (PDF/X-4) that can be read off a file, and those of its fonts."""

from __future__ import annotations

import re

from wenxuan.printkit.copy import Copy, Job, pdf_date
from wenxuan.printkit.icc import profile_fault
from wenxuan.printkit.rules import Findings, found

_NEEDED = {
    "PDF/X-4": r"GTS_PDFXVersion(?:>|=\")PDF/X-4(?:<|\")",
    "xmp:CreateDate": r"<xmp:CreateDate>[^<]+<",
    "xmp:ModifyDate": r"<xmp:ModifyDate>[^<]+<",
    "xmp:MetadataDate": r"<xmp:MetadataDate>[^<]+<",
    "xmpMM:DocumentID": r"<xmpMM:DocumentID>[^<]+<",
    "xmpMM:VersionID": r"<xmpMM:VersionID>[^<]+<",
    "xmpMM:RenditionClass": r"<xmpMM:RenditionClass>[^<]+<",
    "dc:title": r"<dc:title>",
}
"""What the metadata must say (§6.7), and how it is found."""
_ACTS = {
    "JavaScript": ("a script (JavaScript)", "脚本（JavaScript）"),
    "Launch": ("an action that starts a program (Launch)", "启动程序的动作（Launch）"),
    "SubmitForm": ("an action that sends a form (SubmitForm)", "发送表单的动作（SubmitForm）"),
    "AA": ("actions on opening or printing (AA)", "打开或打印时的动作（AA）"),
    "": ("an action ({})", "动作（{}）"),
}
"""What acts by itself, as a printer is told."""


def embedded(copy: Copy, _: Job) -> Findings:
    """PRT301: every font that is used is embedded (§6.4)."""
    return (found("PRT301", name=face.name) for face in copy.faces if not face.embedded)


def straight(copy: Copy, _: Job) -> Findings:
    """PRT302: the code of a glyph is its number in the font."""
    return (found("PRT302", name=face.name) for face in copy.faces if not face.straight)


def no_missing_glyphs(copy: Copy, _: Job) -> Findings:
    """PRT303: no character is shown as the box of a font that lacks it (glyph 0)."""
    for leaf in copy.leaves:
        for thing in leaf.painted:
            if thing.missing:
                yield found("PRT303", leaf.number, thing.box, name=thing.face)


def outlined(copy: Copy, _: Job) -> Findings:
    """PRT304: fonts have outlines; small programs for each glyph (Type 3) print coarse."""
    return (found("PRT304", name=face.name) for face in copy.faces if face.programmed)


def output_intent(copy: Copy, _: Job) -> Findings:
    """PRT401, PRT402, PRT403, PRT421: one intent, named, with a CMYK press's profile (§6.2.2)."""
    if len(copy.intents) != 1:
        yield found("PRT401")
        return
    intent = copy.intents[0]
    if intent is None:
        yield found("PRT402")
    elif fault := profile_fault(intent[0]):
        yield found("PRT403", why=fault)
    elif intent[1] != 4:
        yield found("PRT403", why=f"/N {intent[1]} ≠ CMYK (4)")
    if not copy.condition:
        yield found("PRT421")


def annotated(copy: Copy, _: Job) -> Findings:
    """PRT404: nothing but printer's marks is annotated within the bleed (§6.15)."""
    for leaf in copy.leaves:
        b = leaf.bleed
        for kind, box in leaf.annotations:
            outside = box[2] <= b[0] or box[0] >= b[2] or box[3] <= b[1] or box[1] >= b[3]
            if kind not in ("PrinterMark", "TrapNet") and not outside:
                yield found("PRT404", leaf.number, box, kind=kind)


def actions(copy: Copy, _: Job) -> Findings:
    """PRT405: no actions, no JavaScript (§6.16)."""
    if copy.actions:
        told = [_ACTS.get(name, _ACTS[""]) for name in copy.actions]
        pairs = [
            (en.format(name), zh.format(name))
            for name, (en, zh) in zip(copy.actions, told, strict=True)
        ]
        what, what_zh = ", ".join(en for en, _ in pairs), "、".join(zh for _, zh in pairs)
        yield found("PRT405", what=what, what_zh=what_zh)


def metadata(copy: Copy, _: Job) -> Findings:
    """PRT406: version of the standard, title, dates, identity of the document (§6.7)."""
    for what, pattern in _NEEDED.items():
        if not re.search(pattern, copy.xmp):
            said = re.search(r"GTS_PDFXVersion(?:>|=\")([^<\"]+)", copy.xmp)
            value = said[1] if said and what == "PDF/X-4" else "nothing"
            yield found(
                "PRT406", what=what, found=value, found_zh="空" if value == "nothing" else value
            )


def agreement(copy: Copy, _: Job) -> Findings:
    """PRT407: the information dictionary says what the metadata says (§6.7.4)."""
    title = re.search(r"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", copy.xmp, re.DOTALL)
    if title and _plain(title[1]) != copy.info.get("Title"):
        yield found("PRT407", what="title")
    for key, tag in (("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate")):
        date = re.search(f"<{tag}>([^<]+)<", copy.xmp)
        day = pdf_date(copy.info.get(key, ""))
        if date and (day is None or day.strftime("%Y-%m-%dT%H:%M:%S+00:00") != date[1]):
            yield found("PRT407", what=key)


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def trapped(copy: Copy, _: Job) -> Findings:
    """PRT408: the file says True or False (§6.9)."""
    said = copy.info.get("Trapped")
    in_xmp = re.search(r"<pdf:Trapped>(True|False)<", copy.xmp)
    if said not in ("True", "False") or (in_xmp and in_xmp[1] != said):
        yield found("PRT408")


def blend_modes(copy: Copy, _: Job) -> Findings:
    """PRT409: pages mix their colors nowhere but by plain transparency."""
    for leaf in copy.leaves:
        for thing in leaf.painted:
            if thing.blend not in ("Normal", "Compatible"):
                yield found("PRT409", leaf.number, thing.box, mode=thing.blend)


def groups(copy: Copy, _: Job) -> Findings:
    """PRT410: transparency mixes in the inks of the press (§6.14)."""
    return (found("PRT410", page, space=space) for page, space in copy.groups)


def curves(copy: Copy, _: Job) -> Findings:
    """PRT411: no transfer functions, no halftones (§6.10)."""
    return (found("PRT411", page, None, what=what, **_at(page)) for page, what in copy.curves)


def _at(page: int | None) -> dict[str, str]:
    """How a message begins that may be about one page or the file."""
    if page is None:
        return {"at": "", "at_zh": ""}
    return {"at": f"page {page}: ", "at_zh": f"第 {page} 页："}


def postscript(copy: Copy, _: Job) -> Findings:
    """PRT412: no PostScript (§6.13)."""
    return (found("PRT412", page, None, **_at(page)) for page, _ in copy.postscript)


def layers(copy: Copy, _: Job) -> Findings:
    """PRT413: one state of the pages, no layers that may be on or off."""
    for page, name in copy.layers:
        off = name in copy.off
        state = {"state": "switched off" if off else "on", "state_zh": "关着" if off else "开着"}
        yield found("PRT413", page, None, name=name, **state, **_at(page))


def attachments(copy: Copy, _: Job) -> Findings:
    """PRT414: nothing travels along."""
    return (found("PRT414", name=name) for name in copy.attached)


def encryption(copy: Copy, _: Job) -> Findings:
    """PRT415: nothing is locked (§6.1)."""
    if copy.encrypted:
        yield found("PRT415")


def version(copy: Copy, _: Job) -> Findings:
    """PRT416: PDF 1.6, or older."""
    if copy.version > "1.6":
        yield found("PRT416", version=copy.version)


def identifier(copy: Copy, _: Job) -> Findings:
    """PRT417: the file has an ID (§6.1)."""
    if not copy.identified:
        yield found("PRT417")


def final_pictures(copy: Copy, _: Job) -> Findings:
    """PRT419: what is printed is in the file: no OPI, no alternates, no pages of other files."""
    return (found("PRT419", page, None, what=what, **_at(page)) for page, what in copy.elsewhere)


def packed(copy: Copy, _: Job) -> Findings:
    """PRT420: no stream is packed with LZW, which PDF/X leaves out (ISO 15930-7)."""
    return (found("PRT420", page, None, **_at(page)) for page, _ in copy.packed)


def sound_fonts(copy: Copy, _: Job) -> Findings:
    """PRT305, PRT306: embedded fonts are whole and have an outline for each character shown."""
    return (found(code, name=name, what=what) for code, name, what in copy.spoilt)
