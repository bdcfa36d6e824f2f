"""Customers: the 18-digit credit code, comparing names, and the stages a customer passes through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from app.errors import RuleError

CREDIT_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_MISREAD = str.maketrans("OISZV", "0152U")

TARGET, POTENTIAL, PROSPECT, TRADING, SERVICED = "target", "potential", "prospect", "trading", "serviced"
DORMANT, LOST = "dormant", "lost"
STAGES = (TARGET, POTENTIAL, PROSPECT, TRADING, SERVICED, DORMANT, LOST)

_RANK = {stage: rank for rank, stage in enumerate(STAGES[:5])}
_REACHED_BY = {
    "contacted": POTENTIAL,
    "opportunity_opened": PROSPECT,
    "order_approved": TRADING,
    "product_in_field": SERVICED,
}
STAGE_EVENTS = (*_REACHED_BY, "gone_quiet", "given_up")

_SUFFIXES_ZH = ("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司", "总公司", "集团", "公司")
_WIDE = r"[⺀-鿿豈-﫿]"
_SUFFIX_EN = re.compile(
    r"(?:^|\s)(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|lp|plc|gmbh|ag|kg|sa|sas|srl|spa|bv|nv"
    r"|ab|oy|pte|pty|pvt|kk|group|holdings?)$"
)


def check_credit_code(code: str) -> str:
    """统一社会信用代码 (GB 32100-2015) as it is stored: 18 half-width capitals with a right check digit.

    Raises RuleError "credit_code_length", "credit_code_character" or "credit_code_check"; where exactly one likely
    slip (a letter read for a digit, two neighbours swapped) mends it: "credit_code_slip" with `suggestion`.
    """
    clean = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", code)).upper()
    if len(clean) != 18:
        raise RuleError("credit_code_length", field="credit_code", length=len(clean))
    if is_credit_code(clean):
        return clean
    suggestions = set(_slips(clean))
    if len(suggestions) == 1:
        raise RuleError("credit_code_slip", field="credit_code", code=clean, suggestion=suggestions.pop())
    for place, character in enumerate(clean, start=1):
        if character not in CREDIT_CODE_CHARACTERS:
            raise RuleError("credit_code_character", field="credit_code", character=character, place=place)
    raise RuleError("credit_code_check", field="credit_code", code=clean)


def is_credit_code(code: str) -> bool:
    """Whether 18 half-width capitals are a code with a right check digit."""
    known = len(code) == 18 and all(character in CREDIT_CODE_CHARACTERS for character in code)
    return known and credit_code_check_digit(code[:17]) == code[17]


def credit_code_check_digit(body: str) -> str:
    """The 18th character for the first 17."""
    weighted = sum(CREDIT_CODE_CHARACTERS.index(one) * weight for one, weight in zip(body, _WEIGHTS, strict=True))
    return CREDIT_CODE_CHARACTERS[-weighted % 31]


def _slips(code: str) -> Iterator[str]:
    """The right codes one likely slip away.

    Misread letters are mended first: they cannot stand in a code at all. A swap is offered only where it mends the
    organisation code (places 9 to 17, GB 11714) along with the whole, and leaves digits in the division code (places 3
    to 8): one check digit alone fits by chance too often. It may cross from the one into the other.
    """
    mended = code.translate(_MISREAD)
    if mended != code:
        yield from [mended] if is_credit_code(mended) else []
        return
    if _has_organisation_code(code):
        return
    for at in range(7, 16):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        if is_credit_code(swapped) and _has_organisation_code(swapped) and swapped[2:8].isdecimal():
            yield swapped


def _has_organisation_code(code: str) -> bool:
    """Whether places 9 to 17 are an organisation code with its own right check digit."""
    body = code[8:16]
    if not (body.isalnum() and body.isascii()):
        return False
    weighted = sum(int(one, 36) * weight for one, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X"[-weighted % 11] == code[16]


def normalise_name(name: str) -> str:
    """A company name reduced to what tells it apart, for finding doubles: width, case, punctuation, legal form.

    Place names stay (北京华信 is not 上海华信). A name that is nothing but a legal form stays as it is.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = " ".join(re.sub(r"[^\w]|_", " ", re.sub(r"(?<=\w)\.(?=\w\b)|['’]", "", plain)).split())
    bare = _without_legal_form(re.sub(rf"(?<={_WIDE}) (?={_WIDE})", "", words))
    return re.sub(rf"(?<={_WIDE}) | (?={_WIDE})", "", bare)


def _without_legal_form(words: str) -> str:
    while True:
        shorter = _SUFFIX_EN.sub("", words).strip()
        ending = next((suffix for suffix in _SUFFIXES_ZH if words.endswith(suffix)), "")
        if ending:
            shorter = words.removesuffix(ending).strip()
        if not shorter or shorter == words:
            return words
        words = shorter


def next_stage(current: str, event: str) -> str:
    """The stage after something happened. A customer never falls back by doing business.

    gone_quiet makes trading and serviced customers dormant, given_up loses anyone who has not bought;
    the dormant and the lost come back at the stage the event reaches.
    Raises RuleError("stage_unknown") and RuleError("stage_event_unknown").
    """
    if current not in STAGES:
        raise RuleError("stage_unknown", stage=current)
    if event == "gone_quiet":
        return DORMANT if current in (TRADING, SERVICED) else current
    if event == "given_up":
        return LOST if current in (TARGET, POTENTIAL, PROSPECT, DORMANT) else current
    if event not in _REACHED_BY:
        raise RuleError("stage_event_unknown", event=event)
    reached = _REACHED_BY[event]
    return reached if _RANK.get(current, -1) < _RANK[reached] else current


def check_stage_move(current: str, target: str, *, reason: str) -> None:
    """Refuse a move by hand to the same or an unknown stage, or without a reason."""
    if target not in STAGES:
        raise RuleError("stage_unknown", field="stage", stage=target)
    if target == current:
        raise RuleError("stage_unchanged", field="stage", stage=target)
    if not reason.strip():
        raise RuleError("stage_reason_missing", field="reason")
