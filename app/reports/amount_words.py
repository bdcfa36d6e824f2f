"""Amounts in words: Chinese capitals 大写金额 as banks ask for them, and English.

Chinese follows 《支付结算办法》 annex 1 (formal figures): 整 after 元, none after 角 or 分; several zeros in a
row are one 零; where 元 is zero but 角 is not, 零 stands after 元. Its own examples are the tests.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_MYRIAD = 10_000
_YI = 100_000_000
LIMIT = Decimal(10) ** 16

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_THOUSANDS = ("", " thousand", " million", " billion", " trillion", " quadrillion")


def chinese(amount: Decimal) -> str:
    """The amount in formal Chinese figures, without the currency's name: 1409.50 is 壹仟肆佰零玖元伍角.

    Rounded half up to 分. Raises ValueError from 10^16 on, which no money column holds.
    """
    sign, yuan, jiao, fen = _split(amount)
    if yuan == jiao == fen == 0:
        return "零元整"
    text = _whole(yuan) + "元" if yuan else ""
    if jiao == fen == 0:
        return f"{sign}{text}整"
    if yuan and (jiao == 0 or yuan % 10 == 0):
        text += "零"
    text += f"{_DIGITS[jiao]}角" if jiao else ""
    text += f"{_DIGITS[fen]}分" if fen else ""
    return sign + text


def _split(amount: Decimal) -> tuple[str, int, int, int]:
    if not amount.is_finite() or abs(amount) >= LIMIT - Decimal("0.005"):
        raise ValueError(f"no amount of money: {amount}")
    cents = int((abs(amount) * 100).to_integral_value(ROUND_HALF_UP))
    sign = "负" if amount < 0 and cents else ""
    return sign, cents // 100, cents // 10 % 10, cents % 10


def _whole(n: int) -> str:
    """A whole number under 10^16: what stands before 亿, then the rest."""
    if n >= _YI:
        rest = n % _YI
        return f"{_under_yi(n // _YI)}亿{_bridge(rest, _YI // 10)}{_under_yi(rest)}"
    return _under_yi(n)


def _under_yi(n: int) -> str:
    if n >= _MYRIAD:
        rest = n % _MYRIAD
        return f"{_section(n // _MYRIAD)}万{_bridge(rest, _MYRIAD // 10)}{_section(rest)}"
    return _section(n)


def _bridge(rest: int, highest: int) -> str:
    """零 where the highest place of the following group is empty but the group is not."""
    return "零" if 0 < rest < highest else ""


def _section(n: int) -> str:
    """Up to four digits; zeros between digits are one 零, zeros at the end none."""
    text, waiting = "", False
    for digit, place in zip(f"{n:04d}", _PLACES, strict=True):
        if digit == "0":
            waiting = bool(text)
            continue
        text += ("零" if waiting else "") + _DIGITS[int(digit)] + place
        waiting = False
    return text


def english(amount: Decimal, currency: str = "CNY") -> str:
    """The amount as trade papers write it: 1234.56 is "CNY one thousand two hundred thirty-four and 56/100 only"."""
    sign, whole, tenths, hundredths = _split(amount)
    cents = tenths * 10 + hundredths
    fraction = f" and {cents:02d}/100" if cents else ""
    return f"{currency} {'minus ' if sign else ''}{_english_whole(whole)}{fraction} only"


def _english_whole(n: int) -> str:
    if n == 0:
        return _SMALL[0]
    groups = []
    for name in _THOUSANDS:
        n, group = divmod(n, 1000)
        if group:
            groups.append(_english_hundreds(group) + name)
    return " ".join(reversed(groups))


def _english_hundreds(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    parts = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if 0 < rest < 20:
        parts.append(_SMALL[rest])
    elif rest:
        tens, ones = divmod(rest, 10)
        parts.append(_TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else ""))
    return " ".join(parts)
