"""Nothing outside a publication is read, and nothing is asked of a network: 61 forms of escape.

Each form asks for a canary file that lies outside, or for a server that counts who comes. The
publication is built as an editor builds it; whether it is refused or built, no canary is in what
was made, none was opened, and the server was alone.
"""

from __future__ import annotations

import http.server
import os
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from corpus import OK

from press_tools import article, call, write_book

TOKEN = "canary-4d1f7c"
"""Stands in every file outside."""

OUTSIDE = "{file}"
SERVER = "http://127.0.0.1:{port}/x"
FIGURE = '![图]({0} "题")\n'
SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'>{0}</svg>"  # noqa: E501

# Name: file of the publication or of its layout, and what is written into it.
FORMS: dict[str, tuple[str, str]] = {
    "markdown-picture-up": ("a.md", FIGURE.format("../../outside/canary.png")),
    "markdown-picture-absolute": ("a.md", FIGURE.format("{file}.png")),
    "markdown-picture-file": ("a.md", FIGURE.format("file://{file}.png")),
    "markdown-picture-server": ("a.md", FIGURE.format(SERVER + ".png")),
    "markdown-picture-encoded": ("a.md", FIGURE.format("%2e%2e/%2e%2e/outside/canary.png")),
    "markdown-picture-inline": ("a.md", "甲![图](../../outside/canary.png)乙\n"),
    "markdown-image-html": ("a.md", "<img src='{file}'>\n"),
    "markdown-link-up": ("a.md", "[见](../../outside/canary.txt)\n"),
    "markdown-link-file": ("a.md", "[见](file://{file})\n"),
    "markdown-attachment": ("a.md", "[见](file://{file}){{rel=attachment}}\n"),
    "markdown-style": ("a.md", "<link rel=stylesheet href='" + SERVER + "'>\n"),
    "markdown-style-attribute": ("a.md", '[甲]{{style="background:url(' + SERVER + ')"}}\n'),
    "markdown-embed": ("a.md", "<embed src='{file}'><object data='{file}'></object>\n"),
    "markdown-base": ("a.md", "<base href='" + SERVER + "'>\n\n" + FIGURE.format("images/ok.png")),
    "markdown-reference": ("a.md", "见[此][x]。\n\n[x]: ../../outside/canary.txt\n"),
    "yaml-article-up": ("publication.yaml", "contents: [../../outside/canary.md]\n"),
    "yaml-article-absolute": ("publication.yaml", "contents: ['{file}.md']\n"),
    "yaml-layout-up": ("publication.yaml", "layout: ../../outside\ncontents: [a.md]\n"),
    "yaml-layout-absolute": ("publication.yaml", "layout: '{folder}'\ncontents: [a.md]\n"),
    "yaml-tag": ("publication.yaml", "subtitle: !include '{file}'\ncontents: [a.md]\n"),
    "yaml-title-of-css": (
        "publication.yaml",
        "subtitle: '\"; }} @import url(" + SERVER + "); /*'\ncontents: [a.md]\n",
    ),
    "svg-image-file": ("images/x.svg", SVG.format("<image xlink:href='file://{file}'/>")),
    "svg-image-server": ("images/x.svg", SVG.format("<image href='" + SERVER + "'/>")),
    "svg-use-file": ("images/x.svg", SVG.format("<use href='../../outside/canary.svg#a'/>")),
    "svg-style-import": ("images/x.svg", SVG.format("<style>@import url(" + SERVER + ")</style>")),
    "svg-font": (
        "images/x.svg",
        SVG.format("<style>@font-face {{ font-family: x; src: url(" + SERVER + ") }}</style>"),
    ),
    "svg-fill": ("images/x.svg", SVG.format("<rect fill='url(" + SERVER + "#a)'/>")),
    "svg-entity": (
        "images/x.svg",
        "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file://{file}'>]>" + SVG.format("<text>&x;</text>"),
    ),
    "svg-dtd": ("images/x.svg", "<!DOCTYPE svg SYSTEM '" + SERVER + "'>" + SVG.format("")),
    "svg-stylesheet": ("images/x.svg", "<?xml-stylesheet href='" + SERVER + "'?>" + SVG.format("")),
    "svg-xinclude": (
        "images/x.svg",
        SVG.format("<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='{file}'/>"),
    ),
    "template-include-up": ("@print/half.html", "{{% include '../../../../outside/canary.txt' %}}"),
    "template-include-absolute": ("@print/half.html", "{{% include '{file}' %}}"),
    "template-python": (
        "@print/half.html",
        "{{{{ cycler.__init__.__globals__.os.popen('cat {file}').read() }}}}",
    ),
    "template-picture": ("@print/half.html", "<section><img src='file://{file}'/></section>"),
    "template-server": ("@print/half.html", "<section><img src='" + SERVER + "'/></section>"),
    "template-attachment": (
        "@print/half.html",
        "<section><a rel='attachment' href='file://{file}'>x</a></section>",
    ),
    "css-import": ("@print.css", "@import url(" + SERVER + ");"),
    "css-background": ("@print.css", "body {{ background: url(file://{file}) }}"),
    "css-font": ("@print.css", "@font-face {{ font-family: x; src: url(" + SERVER + ") }}"),
    "css-list": ("@print.css", "p {{ display: list-item; list-style: url(" + SERVER + ") }}"),
    "css-content": ("@print.css", "p::before {{ content: url(file://{file}) }}"),
    "epub-css-import": ("@epub.css", "@import url(" + SERVER + ");"),
    "epub-css-background": ("@epub.css", "body {{ background: url(../../../outside/canary.txt) }}"),
    "epub-css-font": ("@epub.css", "@font-face {{ font-family: x; src: url(file://{file}) }}"),
    "yaml-anchor": (
        "publication.yaml", "subtitle: &far ../../outside/canary.md\ncontents: [*far]\n",
    ),
    "markdown-picture-share": ("a.md", FIGURE.format("//127.0.0.1:{port}/x.png")),
    "markdown-picture-backslashes": ("a.md", FIGURE.format("..\\..\\outside\\canary.png")),
    "markdown-picture-encoded-twice": (
        "a.md", FIGURE.format("%252e%252e/%252e%252e/outside/canary.png"),
    ),
    "markdown-picture-linked-folder": ("a.md", FIGURE.format("far/canary.png")),
    "yaml-article-linked-folder": ("publication.yaml", "contents: [far/canary.txt.md]\n"),
    "svg-image-up": (
        "images/x.svg", SVG.format("<image xlink:href='../../../outside/canary.png'/>"),
    ),
    "svg-filter-image": (
        "images/x.svg", SVG.format("<filter id='f'><feImage href='file://{file}'/></filter>"),
    ),
    "svg-style-escape": (
        "images/x.svg", SVG.format("<rect style='fill:u\\72l(" + SERVER + "#a)'/>"),
    ),
    "template-extends-absolute": ("@print/half.html", "{{% extends '{file}' %}}"),
    "template-import-absolute": (
        "@print/half.html", "{{% from '{file}' import canary %}}{{{{ canary }}}}",
    ),
    "css-import-file": ("@print.css", "@import 'file://{file}';"),
    "css-font-local": (
        "@print.css",
        "@font-face {{ font-family: x; src: local('x'), url(../../outside/canary.txt) }}",
    ),
    "css-escape": ("@print.css", "body {{ background: u\\72l(" + SERVER + ") }}"),
    "epub-css-import-file": ("@epub.css", "@import 'file://{file}';"),
    "cover-picture": ("@cover.html", "<html><body><img src='file://{file}'/></body></html>"),
}


class Counter(http.server.BaseHTTPRequestHandler):
    """Counts who comes and gives a canary to everybody."""

    visits: list[str] = []

    def do_GET(self) -> None:
        """Answer with the canary."""
        Counter.visits.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(TOKEN.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a server that counts."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()


_READ: list[str] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """Write down, for the process that asked, what it opens outside and whom it calls."""
    if _READ and event in ("open", "os.listdir", "os.scandir", "socket.connect"):
        what = str(arguments[0] if event != "socket.connect" else arguments[1])
        if event == "socket.connect" or "/outside" in what:
            with os.fdopen(os.open(_READ[0], os.O_WRONLY | os.O_APPEND), "w") as log:
                log.write(f"{event} {what}\n")


sys.addaudithook(_watch)


def lay(form: str, home: Path, port: int) -> Path:
    """A publication, its layout, and canaries outside of both."""
    outside = home / "outside"
    outside.mkdir()
    for name in ("canary.txt", "canary.txt.png", "canary.txt.md", "canary.svg", "canary.png"):
        (outside / name).write_text(TOKEN)
    (outside / "layout.yaml").write_text(f"extends: anthology # {TOKEN}\n")
    name, text = FORMS[form]
    made = text.format(file=outside / "canary.txt", folder=outside, port=port)
    house = home / "layouts" / "house"
    write_book(house, {"layout.yaml": "extends: anthology\n"})
    (house / "publication.yaml").unlink()
    body = article(made if name == "a.md" else FIGURE.format("images/x.svg"))
    files: dict[str, str | bytes] = {
        "a.md": body,
        "images/ok.png": OK,
        "images/x.svg": made if name.startswith("images/") else SVG.format(""),
    }
    book = write_book(home / "content" / "book", files, layout="house")
    if name == "publication.yaml":
        (book / name).write_text(f"title: 书\nlanguage: zh-Hans\n{made}", "utf-8")
    if name.startswith("@"):
        (house / name[1:]).parent.mkdir(exist_ok=True)
        (house / name[1:]).write_text(made, "utf-8")
    if "linked-folder" in form:
        (book / "far").symlink_to(outside)
    return book


def contents(file: Path) -> Iterator[bytes]:
    """The bytes of an artifact, unpacked."""
    yield file.read_bytes()
    if file.suffix == ".epub":
        with zipfile.ZipFile(file) as package:
            yield from map(package.read, package.namelist())
    if file.suffix == ".pdf":
        with pikepdf.open(file) as pdf:
            assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
            yield from (o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)
                        and o.get("/Subtype") != "/Image")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_no_canary_sings(form: str, tmp_path: Path, port: int) -> None:
    """A form of escape reads nothing outside, calls nobody, and leaves no trace in what is made."""
    Counter.visits.clear()
    book, log = lay(form, tmp_path, port), tmp_path / "log"
    log.touch()
    _READ[:] = [str(log)]
    try:
        done = call("build", book, "--out", tmp_path / "out", "--jobs", "1")
    finally:
        _READ.clear()
    assert done.returncode in (0, 1), done.stderr
    assert (log.read_text(), Counter.visits) == ("", [])
    made = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert [p.name for p in made if any(TOKEN.encode() in d for d in contents(p))] == []
    assert TOKEN not in done.stderr + done.stdout


WORD = {
    "_rels/.rels": (
        '<Relationship Id="r" Target="word/document.xml" Type="{type}/officeDocument"/>'
    ),
    "word/_rels/document.xml.rels": (
        '<Relationship Id="a" TargetMode="External" Target="file://{file}" Type="{type}/image"/>'
        '<Relationship Id="b" TargetMode="External" Target="{server}" Type="{type}/image"/>'
        '<Relationship Id="c" Target="../../../outside/canary.png" Type="{type}/image"/>'
    ),
}
PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="x"/><a:graphic><a:graphicData>'
    '<pic:pic><pic:blipFill><a:blip r:{how}="{id}"/></pic:blipFill></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing></w:r>"
)
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)


def word(file: Path, outside: Path, port: int, picture: str) -> None:
    """Write a Word file that has one picture, which is not in it."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(file, "w") as made:
        for name, rows in WORD.items():
            said = rows.format(type=kinds, file=outside, server=SERVER.format(port=port))
            made.writestr(name, f'<Relationships xmlns="{package}">{said}</Relationships>')
        made.writestr(
            "word/document.xml",
            f"<w:document {SPACES}><w:body><w:p><w:r><w:t>甲</w:t></w:r>{picture}</w:p></w:body>"
            "</w:document>",
        )


@pytest.mark.slow
@pytest.mark.parametrize(("how", "id_"), [("link", "a"), ("link", "b"), ("embed", "c")])
def test_a_word_file_fetches_no_picture(how: str, id_: str, tmp_path: Path, port: int) -> None:
    """Pictures that a Word file takes from elsewhere are neither read nor asked for."""
    Counter.visits.clear()
    lay("css-import", tmp_path, port)
    log, file = tmp_path / "log", tmp_path / "in.docx"
    log.touch()
    word(file, tmp_path / "outside" / "canary.txt", port, PICTURE.format(how=how, id=id_))
    _READ[:] = [str(log)]
    try:
        done = call("import", file, "--into", tmp_path / "content" / "new")
    finally:
        _READ.clear()
    assert done.returncode in (0, 1), done.stderr
    assert (log.read_text(), Counter.visits) == ("", [])
    made = [p for p in (tmp_path / "content" / "new").rglob("*") if p.is_file()]
    assert [p.name for p in made if TOKEN.encode() in p.read_bytes()] == []


def test_there_are_forty_forms() -> None:
    """The forms come from Markdown, YAML, SVG, templates, CSS and EPUB."""
    assert len(FORMS) >= 40
    assert {name.split("-")[0] for name in FORMS} >= {
        "markdown", "yaml", "svg", "template", "css", "epub",
    }  # fmt: skip


def test_a_canary_can_sing(tmp_path: Path, port: int) -> None:
    """A negative control: what is read outside and who calls the server are both seen."""
    import urllib.request

    lay("css-import", tmp_path, port)
    (tmp_path / "log").touch()
    _READ[:] = [str(tmp_path / "log")]
    try:
        (tmp_path / "outside" / "canary.txt").read_text()
        urllib.request.urlopen(SERVER.format(port=port)).read()
    finally:
        _READ.clear()
    log = (tmp_path / "log").read_text()
    assert "open" in log
    assert "socket.connect" in log
    assert Counter.visits[-1] == "/x"
