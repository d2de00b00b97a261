"""Prices as imprints state them, and what of them stands beside a barcode."""

from __future__ import annotations

import pytest
import seeded
import specimen

from press_tools import altered, article, call, write_book
from wenxuan.diagnostics import Report
from wenxuan.printkit.copy import Job
from wenxuan.printkit.inks import Plates
from wenxuan.printkit.preflight import preflight
from wenxuan.printkit.price import CURRENCIES, add_on

ISBN = "978-7-02-000220-7"


@pytest.mark.parametrize(
    ("price", "language", "digits"),
    [
        ("38.00元", "zh-Hans", "03800"),
        ("￥128.5", "zh-Hans", "12850"),
        ("定价：9元", "zh-Hans", "00900"),
        ("38", "zh-Hans", "03800"),
        ("全2册 68.00元", "zh-Hans", "06800"),
        ("全２册　６８．００元", "zh-Hans", "06800"),
        ("38.00元（全3册）", "zh-Hans", "03800"),
        ("68.00元（US$9.99）", "zh-Hans", "06800"),
        ("人民币 38 元", "zh-Hans", "03800"),
        ("999.99元", "zh-Hans", "99999"),
        ("NT$380", "zh-Hant-TW", "38000"),
        ("新臺幣380元", "zh-Hant-TW", "38000"),
        ("港幣68元", "zh-Hant-HK", "06800"),
        ("本体850円+税", "ja", "85000"),
        ("₩900", "ko", "90000"),
    ],
)
def test_prices_in_five_digits(price, language, digits):
    """The add-on bears the amount with the publication's currency in hundredths."""
    assert add_on(price, language) == digits


@pytest.mark.parametrize(
    ("price", "language"),
    [
        ("1,280.00元", "zh-Hans"), ("１，２８０元", "zh-Hans"), ("1280.00元", "zh-Hans"),
        ("1 280.00元", "zh-Hans"), ("1000元", "zh-Hans"), ("15,000원", "ko"),
        ("全2册", "zh-Hans"), ("平装38.00元 精装68.00元", "zh-Hans"), ("38-68元", "zh-Hans"),
        ("38,00元", "zh-Hans"), ("38元5角", "zh-Hans"), ("港币38元", "zh-Hans"),
        ("38美元", "zh-Hans"), ("$38", "zh-Hans"), ("38.00元", "ja"), ("赠阅", "zh-Hans"),
        ("0元", "zh-Hans"), (None, "zh-Hans"),
    ],
)  # fmt: skip
def test_prices_without_an_add_on(price, language):
    """What is over 999.99, or names no amount or two of the publication's money, has none."""
    assert add_on(price, language) is None


def test_each_language_has_its_money():
    """A price in the words of each row is told in its own language; in zh-Hans only its own."""
    for language, money in CURRENCIES.items():
        for text in (*(f"{sign}38" for sign in money.before), *(f"38{n}" for n in money.after)):
            assert add_on(text, language) == "03800", text
            own = add_on(text, "zh-Hans") is not None
            assert own is text.replace("38", "").startswith(
                (*CURRENCIES["zh-Hans"].before, *CURRENCIES["zh-Hans"].after)
            ), text


@pytest.mark.parametrize(
    ("price", "code"),
    [("1,280.00元", "PRT509"), ("平装38元 精装68元", "PRT508"), ("全2册 68.00元", "")],
)
def test_a_price_without_an_add_on_is_told(tmp_path, price, code):
    """Lint says at the price why the barcode will have no add-on; it fails nothing."""
    write_book(tmp_path / "b", {"a.md": article("文。")})
    head = tmp_path / "b" / "publication.yaml"
    text = head.read_text("utf-8") + f"imprint:\n  isbn: {ISBN}\n  price: {price}\n"
    head.write_text(text, "utf-8")
    line = text[: text.index("price:")].count("\n") + 1
    run = call("lint", "b", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    found = [row for row in run.stderr.splitlines() if "PRT5" in row and "publication" in row]
    assert len(found) == bool(code)
    assert all(code in row and f"publication.yaml:{line}:" in row for row in found)


# --- the barcode of a finished cover --------------------------------------------------------


def with_bars(addon: str | None) -> bytes:
    """A sheet in four inks with a barcode drawn on its third page."""
    from wenxuan.printkit.barcode import bars

    scale = 72 / 25.4
    code = "".join(
        f"{100 + b.x * scale:.4f} {400 - (b.y + b.height) * scale:.4f} "
        f"{b.width * scale:.4f} {b.height * scale:.4f} re f "
        for b in bars("9787020002207", addon)
    )
    good = specimen.printed(Plates.PROCESS)
    return altered(good, lambda pdf: seeded.paint(pdf, f"q 0 0 0 1 k {code} Q"))


def told(data: bytes, wanted: tuple[str, ...] | None) -> set[int | None]:
    """The pages on which the barcode is not what is wanted."""
    job = Job(plates=Plates.PROCESS, barcode=wanted)
    findings = preflight(data, job, Report()).findings
    return {f.page for f in findings if f.code == "PRT510"}


def test_the_drawn_barcode_is_compared():
    """PRT510: the bars are read back; another price, or none, is found, the right one is not."""
    right = ("9787020002207", "03800")
    page = {3}
    assert page & told(with_bars("03800"), right) == set()
    assert told(with_bars("03801"), right) >= page
    assert told(with_bars(None), right) >= page
    assert told(with_bars("03800"), right[:1]) >= page
    assert told(with_bars("03801"), None) == set()
