"""What is said of a cover and of sizes: in both languages, at the line that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest
import specimen

from press_tools import article, write_book
from wenxuan.diagnostics import Report, Span
from wenxuan.layout.cover import tell_of_cover
from wenxuan.pipeline import prepare
from wenxuan.printkit.boxes import MM
from wenxuan.printkit.copy import Job, read_copy
from wenxuan.printkit.cover import cover_remarks, wrap_of
from wenxuan.printkit.placing import trimmed


def remarks(
    folder: Path, pages: int, title: str = "小书", **head: str
) -> dict[str, tuple[str, str, int]]:
    """Code to message in English and Chinese and to its line, of the cover of so many pages."""
    write_book(folder / "b", {"a.md": article("文。")}, paper="{caliper: 0.1mm}", **head)
    sheet = folder / "b" / "publication.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("小书", title), "utf-8")
    ready, report = prepare(folder / "b", Report()), Report()
    assert ready is not None
    wrap = wrap_of(ready.publication, ready.geometry, pages)
    cover_remarks(ready.publication, ready.layout, wrap, report)
    return {d.code: (d.message(), d.message("zh"), d.span.line) for d in report}


@pytest.mark.parametrize(
    ("imprint", "said"),
    [
        ("{price: 12元}", ("no ISBN: the cover has no barcode", "没有书号，封底不印条码")),
        (
            "{isbn: 978-7-02-000220-1}",
            ("978-7-02-000220-1 is no ISBN: the cover has no barcode",
             "书号 978-7-02-000220-1 有误，封底不印条码"),
        ),
        ("{isbn: 978-7-02-000220-7}", None),
        ("{edition: 第1版}", None),
    ],
)  # fmt: skip
def test_a_cover_without_barcode_says_why(tmp_path, imprint, said):
    """PRT502 tells a missing number from a wrong one; a right one, or nothing for sale, is well."""
    found = remarks(tmp_path, 200, imprint=imprint).get("PRT502")
    assert (found and found[:2]) == said
    assert found is None or found[2] == 4, "the line of imprint"


def test_what_a_spine_leaves_out_is_named(tmp_path):
    """PRT512 at the line of the title, which has no room; a short one has."""
    long = remarks(tmp_path / "long", 200, "长" * 150)
    assert long["PRT512"] == (
        "the spine is too short for the title: left out", "书脊太短，略去书名", 1
    )  # fmt: skip
    assert "PRT512" not in remarks(tmp_path / "short", 200)
    narrow = remarks(tmp_path / "narrow", 98, "长" * 150)
    assert narrow["PRT501"][0] == "the spine is 4.9 mm wide: no title fits on it"
    assert "PRT512" not in narrow, "a narrow spine has nothing to leave out"


def test_text_off_a_cover_is_told_at_the_title(tmp_path):
    """PDF005 has what runs off and the title's line; other findings stay what they are."""
    write_book(tmp_path / "b", {"a.md": article("文。")})
    ready, report, found = prepare(tmp_path / "b", Report()), Report(), Report()
    assert ready is not None
    found.add("PDF002", Span("cover"), text="长长长")
    found.add("PRT505", Span("cover"), name="b.pdf")
    tell_of_cover(found, ready.publication, report)
    first, other = report
    assert (first.code, first.message(), first.message("zh")) == (
        "PDF005", "text runs off the cover: 长长长", "封面有文字出界：长长长"
    )  # fmt: skip
    assert str(first.span).endswith("b/publication.yaml:1:8")
    assert other.code == "PRT505"


@pytest.mark.parametrize(("more", "digits"), [(0.0, None), (0.004, 3), (1.0, 2)])
def test_sizes_that_differ_are_written_so(more, digits):
    """PRT202 gives hundredths of a millimeter, thousandths where those would be the same."""
    shape = specimen.GEOMETRY
    job = Job(trim=(shape.width + more * MM, shape.height))
    found = list(trimmed(read_copy(specimen.printed()), job))
    if digits is None:
        assert found == []
        return
    said = dict(found[0].arguments)
    wide, high = (round(side / MM, digits) for side in (shape.width, shape.height))
    assert said["found"] == f"{wide:.{digits}f}×{high:.{digits}f} mm"
    assert said["wanted"] == f"{wide + more:.{digits}f}×{high:.{digits}f} mm"
