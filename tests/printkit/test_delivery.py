"""The verbs of the printing house on built publications, and what stands in the way."""

from __future__ import annotations

import io
import shutil
import zipfile
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from typer.testing import CliRunner

from press_tools import ROOT, built, is_pdfx, workshop
from wenxuan.cli import app
from wenxuan.delivery import bind_booklet, deliver, open_desk, print_offprints, proof_print
from wenxuan.diagnostics import Report
from wenxuan.printkit.dist import linearized
from wenxuan.printkit.kit import contact

BOOK = ROOT / "content" / "typesetter"


@cache
def out() -> Path:
    """A folder of artifacts as the build leaves them."""
    folder = workshop() / "delivery"
    shutil.copytree(built("typesetter").folder, folder / "typesetter", dirs_exist_ok=True)
    return folder


def page_count() -> int:
    """Pages of the print file."""
    with pikepdf.open(built("typesetter").print) as pdf:
        return len(pdf.pages)


@pytest.mark.slow
def test_the_print_file_becomes_pdfx_once():
    """Whoever opens the desk finds PDF/X-4 and a cover; the second time nothing changes."""
    assert open_desk(BOOK, out(), Report()) is not None
    paths = [out() / "typesetter" / f"typesetter-{name}.pdf" for name in ("print", "cover")]
    first = [path.read_bytes() for path in paths]
    assert [is_pdfx(data) for data in first] == [True, True]
    assert open_desk(BOOK, out(), Report()) is not None
    assert [path.read_bytes() for path in paths] == first


def test_nothing_is_delivered_before_it_is_built(tmp_path):
    """PRT505 names the file that is missing; no file is written."""
    for work in (
        lambda report: deliver(BOOK, tmp_path, report),
        lambda report: proof_print(BOOK, tmp_path, report),
        lambda report: bind_booklet(BOOK, tmp_path, "saddle", 16, "A4", report),
        lambda report: print_offprints(BOOK, tmp_path, report),
    ):
        report = Report()
        assert not work(report)
        assert [d.code for d in report] == ["PRT505"]
    assert list(tmp_path.rglob("*.pdf")) == []


@pytest.mark.slow
def test_the_print_files_are_judged():
    """Interior and cover are judged; the page of the report stands beside them."""
    report = Report()
    proofs = proof_print(BOOK, out(), report)
    assert [proof.name for proof in proofs] == ["typesetter-print.pdf", "typesetter-cover.pdf"]
    assert sorted(d.code for d in report) == ["PRT501", "PRT502"], "no title on it, no barcode"
    assert all(not proof.findings for proof in proofs)
    assert "可付印" in (out() / "typesetter" / "preflight.html").read_text()


@pytest.mark.slow
def test_the_zip_is_written():
    """The hand-off holds the screen edition, linearized, beside the print files."""
    report = Report()
    path = deliver(BOOK, out(), report)
    assert path is not None, [d.message() for d in report]
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        screen = archive.read("typesetter/typesetter.pdf")
    with pikepdf.open(io.BytesIO(screen)) as pdf:
        assert pdf.is_linearized


@pytest.mark.slow
def test_booklet_and_offprints_are_written():
    """The booklet has a sheet side for two pages; each article has its file."""
    report, articles = Report(), built("typesetter").publication.articles
    booklet = bind_booklet(BOOK, out(), "saddle", 16, "A4", report)
    assert booklet is not None
    with pikepdf.open(booklet) as pdf:
        assert len(pdf.pages) == 2 * -(-page_count() // 4), "a sheet has four pages, two sides"
    files = print_offprints(BOOK, out(), report)
    assert len(files) == len(articles) + 1
    assert files[-1].read_bytes() == contact(built("typesetter").print.read_bytes())[files[-1].name]
    assert list(report) == []


@pytest.mark.slow
def test_the_verbs_run():
    """Each verb says what it wrote."""
    runner = CliRunner()
    for words, said in (
        (["preflight"], f"typesetter-print.pdf: {page_count()} pages, 0 findings"),
        (["impose", "--paper", "A3"], "typesetter-booklet.pdf"),
        (["impose", "--paper", "flat", "--signature", "32"], "typesetter-booklet.pdf"),
        (["dist"], "typesetter-dist.zip"),
    ):
        run = runner.invoke(app, [words[0], str(BOOK), "--out", str(out()), *words[1:]])
        assert run.exit_code == 0, run.output
        assert said in run.output


@pytest.mark.parametrize("words", [["--signature", "12"], ["--signature", "16", "--paper", "A3"]])
def test_signatures_that_cannot_be_made_are_refused(words):
    """Pages a signature other than 4, 8, 16, 32, or any on sheets of one nest, are wrong usage."""
    wrong = CliRunner().invoke(app, ["impose", str(BOOK), *words])
    assert wrong.exit_code == 2
    assert "--signature" in wrong.output


@pytest.mark.slow
def test_linearized_files_are_sound():
    """The hint tables are right as QPDF reads them, and the same input gives the same bytes."""
    data = built("typesetter").screen.read_bytes()
    made = linearized(data)
    assert made == linearized(data)
    said = io.StringIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.is_linearized
        assert pdf.check_linearization(said), said.getvalue()
