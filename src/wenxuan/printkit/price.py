"""The price of a publication as its imprint states it, and the add-on that a barcode has of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from wenxuan.diagnostics import Report
from wenxuan.metadata import isbn_fits
from wenxuan.model import Publication

MOST = Decimal("999.99")
"""Five digits hold no more hundredths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """How a trade writes amounts of its money."""

    before: tuple[str, ...]
    after: tuple[str, ...]


_DOLLAR = Currency(before=("$",), after=("元", "圓"))
CURRENCIES: dict[str, Currency] = {
    "zh-Hans": Currency(before=("¥", "RMB", "CNY", "人民币"), after=("元", "圆")),
    "zh-Hant-TW": Currency(
        before=("NT$", "NTD", "TWD", "新臺幣", "新台幣", "臺幣", "台幣", *_DOLLAR.before),
        after=_DOLLAR.after,
    ),
    "zh-Hant-HK": Currency(
        before=("HK$", "HKD", "港幣", *_DOLLAR.before), after=("港元", *_DOLLAR.after)
    ),
    "ja": Currency(before=("¥", "JPY"), after=("円", "圓")),
    "ko": Currency(before=("₩", "KRW"), after=("원",)),
}
"""Language of a publication to its money, after NFKC; a sign of another row is foreign."""

_ABROAD = ("$", "€", "£", "币", "幣", "美", "欧", "歐", "日", "港")
"""What makes another currency of the sign that follows or of the figure."""
_FIGURE = re.compile(r"\d(?:[\d.,']*\d)?")
_AMOUNT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?")
_RANGE = re.compile(r"(?:\d|[-–—~〜至/+×x*.,'])\s*$")
_PLAIN = re.compile(r"(?:定价|定價|价格|價格|售价|售價|本体|정가|값|[:\s])*")
"""Words that may stand beside a figure without a currency."""


class Unpriced(Enum):
    """Why a price has no add-on."""

    UNTOLD = "untold"
    LARGE = "large"


def price_of(text: str, language: str) -> Decimal | Unpriced:
    """The amount that a price names in the money of its language.

    Several figures: the one with the currency. A single one needs none. UNTOLD where none or two
    different ones are meant, LARGE over 999.99.
    """
    plain = unicodedata.normalize("NFKC", text)
    priced, bare = set(), []
    money = CURRENCIES.get(language, CURRENCIES["zh-Hans"])
    for figure, before, after in _figures(plain):
        has = _has_currency(before, after, money)
        if has:
            priced.add(_amount(figure, before, after))
        elif has is None:
            bare.append((_amount(figure, before, after), before + after))
    if not priced and len(bare) == 1 and _PLAIN.fullmatch(bare[0][1]):
        priced.add(bare[0][0])
    amount = priced.pop() if len(priced) == 1 else None
    if not amount:
        return Unpriced.UNTOLD
    return amount if amount <= MOST else Unpriced.LARGE


def _figures(text: str) -> Iterator[tuple[str, str, str]]:
    """Each figure with the text before and after it."""
    for match in _FIGURE.finditer(text):
        yield match[0], text[: match.start()], text[match.end() :]


def _has_currency(before: str, after: str, money: Currency) -> bool | None:
    """True for the money of the publication, False for another's, None for a figure alone."""
    ahead, behind = before.rstrip(), after.lstrip()
    sign = next((s for s in money.before if ahead.endswith(s)), "")
    left = ahead.removesuffix(sign)
    name = next((s for s in money.after if behind.startswith(s)), "")
    foreign = left.endswith(_ABROAD) or (not sign and re.search(r"[A-Z]{2,3}$", left))
    if foreign or (not name and behind.startswith((*_ABROAD, *_abroad(money)))):
        return False
    if not sign and ahead.endswith(_abroad(money)):
        return False
    return True if sign or name else None


def _abroad(money: Currency) -> tuple[str, ...]:
    """Signs and names of all other rows."""
    own = {*money.before, *money.after}
    return tuple({s for row in CURRENCIES.values() for s in (*row.before, *row.after)} - own)


def _amount(figure: str, before: str, after: str) -> Decimal | None:
    """The value of one figure; None for what is no amount or one end of a range."""
    broken = re.match(r"\s*(?:[-–—~〜至+×x*]|\S?\s*\d+\s*[角分])", after)
    if not _AMOUNT.fullmatch(figure) or _RANGE.search(before) or broken:
        return None
    return Decimal(figure.replace(",", ""))


def add_on(text: str | None, language: str) -> str | None:
    """`38.00元` as `03800`: the price in hundredths; None where it cannot be told or is larger."""
    price = price_of(text, language) if text else Unpriced.UNTOLD
    return None if isinstance(price, Unpriced) else f"{int(price * 100):05d}"


# --- on the cover ---------------------------------------------------------------------------


def barcode_parts(publication: Publication) -> tuple[str, str | None] | None:
    """The ISBN and the add-on of the barcode on a cover; None where no ISBN can be drawn."""
    imprint = publication.head.imprint
    if imprint is None or imprint.isbn is None or not isbn_fits(imprint.isbn):
        return None
    return imprint.isbn, add_on(imprint.price, publication.head.language)


def price_remarks(publication: Publication, report: Report) -> None:
    """PRT508, PRT509: why the barcode has no add-on although there is a price."""
    imprint = publication.head.imprint
    if imprint is None or imprint.price is None or barcode_parts(publication) is None:
        return
    price = price_of(imprint.price, publication.head.language)
    if isinstance(price, Unpriced):
        code = {Unpriced.UNTOLD: "PRT508", Unpriced.LARGE: "PRT509"}[price]
        place = publication.place("imprint", "price")
        report.add(code, place, price=imprint.price, most=f"{MOST}")


def barcode_numbers(publication: Publication) -> tuple[str, ...]:
    """What the barcode of a cover must say: ISBN, then price; nothing where it has none."""
    isbn, addon = barcode_parts(publication) or ("", None)
    return tuple(filter(None, (re.sub(r"\D", "", isbn), addon)))
