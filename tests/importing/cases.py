"""The inputs of the golden imports: kept as text, made here into the bytes that editors get."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

CASES = Path(__file__).parent / "cases"

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="
)
"""A PNG of one gray pixel."""

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{ident}"><w:name w:val="{name}"/></w:style>'
    for ident, name in (
        ("Title", "Title"),
        ("Subtitle", "Subtitle"),
        ("Heading1", "heading 1"),
        ("Heading2", "heading 2"),
        ("Author", "Author"),
        ("BlockText", "Block Text"),
        ("ImageCaption", "Image Caption"),
    )
)
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def word_file(folder: Path) -> bytes:
    """A .docx from the parts of a case."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:

        def part(name: str, root: str, text: str) -> None:
            package.writestr(
                f"word/{name}.xml",
                f'<?xml version="1.0"?><w:{root} {_NAMESPACES}>{text}</w:{root}>',
            )

        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr(
            "_rels/.rels", _relations([("rId1", "officeDocument", "word/document.xml")])
        )
        body = (folder / "document.xml").read_text("utf-8")
        part("document", "document", f"<w:body>{body}</w:body>")
        part("styles", "styles", _STYLES)
        part("numbering", "numbering", _NUMBERING)
        links = [("rId1", "styles", "styles.xml"), ("rId2", "numbering", "numbering.xml")]
        for i, name in enumerate(("footnotes", "comments", "header1"), 3):
            if (folder / f"{name}.xml").exists():
                part(name, name.rstrip("1"), (folder / f"{name}.xml").read_text("utf-8"))
                links.append((f"rId{i}", name.rstrip("1"), f"{name}.xml"))
        package.writestr("word/media/lion.png", PIXEL)
        links.append(("rId9", "image", "media/lion.png"))
        package.writestr("word/_rels/document.xml.rels", _relations(links))
    return stream.getvalue()


def _relations(links: list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, kind, target in links
    )
    return (
        '<?xml version="1.0"?><Relationships '
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
    )


def lay(case: Path, folder: Path) -> Path:
    """Write the input of a case as it comes: `in.gb18030.txt` in GB18030, `.crlf.` with CRLF."""
    if (case / "document.xml").exists():
        target = folder / f"{case.name}.docx"
        target.write_bytes(word_file(case))
        return target
    (source,) = case.glob("in.*")
    _, *ways, suffix = source.name.split(".")
    text = source.read_text("utf-8")
    if "crlf" in ways:
        text = text.replace("\n", "\r\n")
    encoding = next((way for way in ways if way != "crlf"), "utf-8")
    target = folder / f"{case.name}.{suffix}"
    target.write_bytes(text.encode(encoding))
    (folder / "lion.png").write_bytes(PIXEL)
    return target
