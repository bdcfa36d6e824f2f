"""Where to pick from, in which walk, at what cost; and what a stock balance may never be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.errors import RuleError
from app.values import ZERO, money, price, quantity

HIGH_AISLES = frozenset({"F"})
_HIGH_LEVEL = re.compile(r"H\d+")
_SERIAL_RANGE = re.compile(r"(.*?)(\d+)\s*[~～]\s*(.*?)(\d+)")
MOST_SERIALS = 10_000
INWARD = ("purchase_receipt", "production_receipt", "other_in", "opening")
OUTWARD = ("sales_issue", "production_issue", "other_out")
FREE_KINDS = ("other_in", "other_out", "transfer", "opening")
# who posts what; the database has the same table in tw.stock_duty (a test compares)
DUTY = {
    "purchase_receipt": "stock.receive",
    "production_receipt": "stock.receive_production",
    "sales_issue": "stock.issue",
    "production_issue": "stock.issue_production",
    "other_in": "stock.adjust",
    "other_out": "stock.adjust",
    "opening": "stock.opening",
    "transfer": "stock.transfer",
}


@dataclass(frozen=True, slots=True)
class Balance:
    """What lies of an item in one bin under one lot and serial. reserved: by whom and how much; received: for FIFO."""

    item: int
    bin: str
    on_hand: Decimal
    lot: str = ""
    serial: str = ""
    received: date | None = None
    reserved: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PickRequest:
    """What a line asks for. lot, serial: only these, "" = any. Requests are served in the order given."""

    ref: str
    item: int
    quantity: Decimal
    lot: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    ref: str
    item: int
    bin: str
    lot: str
    serial: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Short:
    """What a request could not get."""

    ref: str
    item: int
    asked: Decimal
    missing: Decimal


@dataclass(frozen=True, slots=True)
class Valued:
    """Stock with its value: quantity, moving average and the value they make. gap: value that no stock carries."""

    quantity: Decimal
    average: Decimal
    value: Decimal
    gap: Decimal = ZERO


def walk_key(bin_code: str, *, high_aisles: frozenset[str] = HIGH_AISLES) -> tuple[object, ...]:
    """Sorts bins as one walks: aisles in natural order (A-2 before A-10), what needs the fork-lift last.

    High is an aisle named in `high_aisles` or a level written H1, H2 (`F-01-H3`).
    """
    parts = re.split(r"[-./\s]+", bin_code.strip().upper())
    is_high = parts[0] in high_aisles or any(_HIGH_LEVEL.fullmatch(part) for part in parts[1:])
    return is_high, tuple(_natural(part) for part in parts), bin_code


def _natural(part: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, int(run), "") if run.isdecimal() else (1, 0, run) for run in re.findall(r"\d+|\D+", part))


def allocate(requests: Sequence[PickRequest], balances: Iterable[Balance]) -> tuple[list[Pick], list[Short]]:
    """Which bins, lots and serials serve which request; picks in walking order, then by request.

    A request takes what is reserved for it, then free stock, oldest receipt first, nearest in the walk among equals;
    what is reserved for others stays. What cannot be had is short. A balance below zero gives nothing.
    """
    by_item: dict[int, list[_Open]] = {}
    for balance in sorted(balances, key=_fifo_key):
        by_item.setdefault(balance.item, []).append(_Open(balance, balance.on_hand, dict(balance.reserved)))
    picks: list[Pick] = []
    shorts: list[Short] = []
    for request in requests:
        taken, missing = _serve(request, by_item.get(request.item, []))
        picks += taken
        if missing > 0:
            shorts.append(Short(request.ref, request.item, request.quantity, missing))
    rank = {request.ref: at for at, request in reversed(list(enumerate(requests)))}
    picks.sort(key=lambda pick: (walk_key(pick.bin), rank[pick.ref], pick.item, pick.lot, pick.serial))
    return picks, shorts


def _fifo_key(balance: Balance) -> tuple[object, ...]:
    received = balance.received or date.max
    return received, walk_key(balance.bin), balance.lot, _natural(balance.serial)


@dataclass(slots=True)
class _Open:
    """A balance while it is being given away."""

    balance: Balance
    left: Decimal
    reserved: dict[str, Decimal]

    def matches(self, request: PickRequest) -> bool:
        lot_fits = request.lot in ("", self.balance.lot)
        return lot_fits and request.serial in ("", self.balance.serial)

    def own(self, ref: str) -> Decimal:
        return max(min(self.reserved.get(ref, ZERO), self.left), ZERO)

    def free(self) -> Decimal:
        return max(self.left - sum(self.reserved.values(), ZERO), ZERO)

    def take(self, ref: str, amount: Decimal, *, reserved: bool) -> None:
        self.left -= amount
        if reserved:
            self.reserved[ref] -= amount


def _serve(request: PickRequest, stock: Sequence[_Open]) -> tuple[list[Pick], Decimal]:
    missing = request.quantity
    taken: dict[int, Decimal] = {}
    for is_own in (True, False):
        for at, place in enumerate(stock):
            if missing <= 0 or not place.matches(request):
                continue
            amount = min(missing, place.own(request.ref) if is_own else place.free())
            if amount > 0:
                place.take(request.ref, amount, reserved=is_own)
                taken[at] = taken.get(at, ZERO) + amount
                missing -= amount
    return [_pick(request, stock[at].balance, amount) for at, amount in taken.items()], max(missing, ZERO)


def _pick(request: PickRequest, balance: Balance, amount: Decimal) -> Pick:
    return Pick(request.ref, request.item, balance.bin, balance.lot, balance.serial, amount)


def receipt_cost(stock: Valued, received: Decimal, value: Decimal) -> Valued:
    """The stock after a receipt at moving average. value: what the receipt cost in all.

    Stock below zero was issued at the old average; what the receipt shows it to have really cost more is `gap`,
    to be booked as a cost difference, and the new average is the receipt's own. value + gap = old value + receipt.
    """
    if received <= 0:
        raise RuleError("quantity_not_positive", field="quantity", quantity=received)
    whole = quantity(stock.quantity + received)
    if stock.quantity >= 0:
        together = money(stock.value + value)
        return Valued(whole, price(together / whole), together)
    average = price(value / received)
    carried = money(whole * average) if whole > 0 else money(whole * stock.average)
    kept = average if whole > 0 else stock.average
    return Valued(whole, kept, carried, money(stock.value + value) - carried)


def issue_cost(stock: Valued, issued: Decimal) -> Valued:
    """The stock after an issue at its average; the last piece takes the value that is left, cents included."""
    if issued <= 0:
        raise RuleError("quantity_not_positive", field="quantity", quantity=issued)
    left = quantity(stock.quantity - issued)
    value = ZERO if left == 0 else stock.value - money(issued * stock.average)
    return Valued(left, stock.average, money(value))


def check_balance(
    item: str, on_hand: Decimal, reserved: Decimal, change: Decimal, *, may_go_negative: bool = False
) -> Decimal:
    """The stock on hand after a change. Raises RuleError("not_enough_stock") where it would take what is not free.

    change below zero is an issue of stock that is not reserved for it.
    """
    after = quantity(on_hand + change)
    free = on_hand - reserved
    if change < 0 and -change > free and not may_go_negative:
        raise RuleError("not_enough_stock", item=item, wanted=-change, free=max(free, ZERO))
    return after


def check_reservation(item: str, on_hand: Decimal, reserved: Decimal, wanted: Decimal) -> None:
    """Refuse to reserve what is not there or already reserved."""
    if wanted <= 0:
        raise RuleError("quantity_not_positive", field="quantity", quantity=wanted)
    free = on_hand - reserved
    if wanted > free:
        raise RuleError("not_enough_stock", item=item, wanted=wanted, free=max(free, ZERO))


def parse_serials(text: str) -> tuple[str, ...]:
    """Serial numbers parted by blanks, commas or lines; "A008~A012" (or "A008~012") stands for each number between.

    Raises RuleError("serial_range_wrong") for a range that runs backward, changes its letters or is too long.
    """
    found: list[str] = []
    joined = re.sub(r"\s*[~～]\s*", "~", text)
    for part in re.split(r"[\s,，;；、]+", joined):
        if not part:
            continue
        if "~" not in part:
            found.append(part)
            continue
        found.extend(_serial_range(part))
    if len(found) > MOST_SERIALS:
        raise RuleError("serial_range_wrong", field="serials", text=text[:40])
    return tuple(found)


def serial_words(serials: Iterable[str]) -> str:
    """Serials as read aloud and typed again: three and more that follow each other stand as A008~A012."""
    runs: list[list[str]] = []
    for serial in serials:
        if runs and _follows(runs[-1][-1], serial):
            runs[-1].append(serial)
        else:
            runs.append([serial])
    told = [f"{run[0]}~{run[-1]}" if len(run) > 2 else " ".join(run) for run in runs]
    return " ".join(told)


def _follows(one: str, other: str) -> bool:
    """Whether a serial is the next after another: the same letters, the number one more, of the same length."""
    first, second = re.fullmatch(r"(.*?)(\d+)", one), re.fullmatch(r"(.*?)(\d+)", other)
    if first is None or second is None or first[1] != second[1] or len(first[2]) != len(second[2]):
        return False
    return int(second[2]) == int(first[2]) + 1


def _serial_range(part: str) -> list[str]:
    match = _SERIAL_RANGE.fullmatch(part)
    if match is None:
        raise RuleError("serial_range_wrong", field="serials", text=part)
    head, first, other_head, last = match.groups()
    if other_head not in ("", head) or not 0 <= int(last) - int(first) < MOST_SERIALS:
        raise RuleError("serial_range_wrong", field="serials", text=part)
    return [f"{head}{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]
