"""Codes, groups, lots and bills of materials: loops, low-level codes, explosion."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from app.errors import RuleError
from app.values import ZERO, quantity

CODE_LENGTH = 40
_CODE = re.compile(r"[^\W_][\w.\-/+#*()×]*")
_GROUP = re.compile(r"\d{1,8}(\.\d{1,8}){0,7}")


@dataclass(frozen=True, slots=True)
class BomLine:
    """One component of a parent. quantity: per piece of the parent, in stock units.

    scrap: share issued on top (0.05 = 5 %). Valid in [valid_from, valid_to), open where None.
    """

    parent: int
    component: int
    quantity: Decimal
    scrap: Decimal = ZERO
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)

    def needed(self, parent_quantity: Decimal) -> Decimal:
        """What the parent's quantity asks of this component, scrap included, to four digits."""
        return quantity(parent_quantity * self.quantity * (1 + self.scrap))


@dataclass(frozen=True, slots=True)
class ExplodedLine:
    """A line of a multi-level BOM. level: 1 = directly in the item; path: items from the top to the component."""

    level: int
    path: tuple[int, ...]
    line: BomLine
    quantity: Decimal

    @property
    def component(self) -> int:
        return self.line.component


def check_code(code: str) -> str:
    """An item code as it is stored. Raises RuleError("item_code_invalid")."""
    stripped = code.strip()
    if len(stripped) > CODE_LENGTH or not _CODE.fullmatch(stripped):
        raise RuleError("item_code_invalid", field="code", code=code, longest=CODE_LENGTH)
    return stripped


def check_group_code(code: str) -> str:
    """A code of the group tree, `01.02.0003`. Raises RuleError("group_code_invalid")."""
    stripped = code.strip()
    if not _GROUP.fullmatch(stripped):
        raise RuleError("group_code_invalid", field="group_code", code=code)
    return stripped


def group_level(code: str) -> int:
    """1 for `01`, 3 for `01.02.0003`."""
    return code.count(".") + 1


def parent_group(code: str) -> str:
    """`01.02` for `01.02.0003`, "" for a root."""
    return code.rpartition(".")[0]


def group_ancestors(code: str) -> tuple[str, ...]:
    """The groups above, root first."""
    parts = code.split(".")
    return tuple(".".join(parts[:n]) for n in range(1, len(parts)))


def lot_quantity(net: Decimal, *, minimum: Decimal = ZERO, multiple: Decimal = ZERO) -> Decimal:
    """What is ordered for a net requirement: at least the minimum, rounded up to whole multiples (0 = any)."""
    wanted = max(net, minimum)
    if net <= 0 or multiple <= 0:
        return quantity(wanted) if net > 0 else ZERO
    return quantity((wanted / multiple).to_integral_value(ROUND_CEILING) * multiple)


def check_bom_line(line: BomLine, *, field: str = "") -> None:
    """Refuse a line that cannot be planned: the item in itself, no quantity, scrap, dates."""
    prefix = f"{field}." if field else ""
    if line.parent == line.component:
        raise RuleError("bom_line_contains_itself", field=f"{prefix}component")
    if line.quantity <= 0:
        raise RuleError("quantity_not_positive", field=f"{prefix}quantity", quantity=line.quantity)
    if not 0 <= line.scrap < 1:
        raise RuleError("scrap_out_of_range", field=f"{prefix}scrap", scrap=line.scrap)
    if line.valid_from is not None and line.valid_to is not None and line.valid_to <= line.valid_from:
        raise RuleError("validity_ends_before_start", field=f"{prefix}valid_to")


def find_loops(bom: Iterable[BomLine]) -> tuple[tuple[int, ...], ...]:
    """The loops of the product structure, each as its members in order from the smallest id.

    Every item that lies in some loop stands in at least one of those named. Dates are not regarded: what loops
    on no single day still has no low-level code.
    """
    children = _children(bom)
    loops: list[tuple[int, ...]] = []
    for knot in _knots(children):
        unnamed = set(knot)
        for member in sorted(knot):
            if member in unnamed:
                loop = _shortest_loop(children, member, knot)
                loops.append(_from_smallest(loop))
                unnamed -= set(loop)
    return tuple(sorted(set(loops)))


def check_no_loop(bom: Iterable[BomLine], names: Mapping[int, str]) -> None:
    """Raises RuleError("bom_loop") naming the members of the first loop in order, back to where it began."""
    loops = find_loops(bom)
    if loops:
        loop = loops[0]
        raise RuleError("bom_loop", loop=" → ".join(names.get(member, str(member)) for member in (*loop, loop[0])))


def low_level_codes(items: Iterable[int], bom: Iterable[BomLine]) -> dict[int, int]:
    """The deepest level at which each item is used, end items 0 (Kahn). Items in or below a loop are left out."""
    children = _children(bom)
    waiting = defaultdict(int, dict.fromkeys(items, 0))
    for components in children.values():
        for component in components:
            waiting[component] += 1
    for parent in children:
        waiting[parent] += 0
    codes = {item: 0 for item, parents in waiting.items() if parents == 0}
    ready = deque(codes)
    while ready:
        parent = ready.popleft()
        for component in children.get(parent, ()):
            codes[component] = max(codes.get(component, 0), codes[parent] + 1)
            waiting[component] -= 1
            if waiting[component] == 0:
                ready.append(component)
    return {item: level for item, level in codes.items() if waiting[item] == 0}


def explode(bom: Sequence[BomLine], item: int, wanted: Decimal, *, on: date) -> tuple[ExplodedLine, ...]:
    """Every line below an item, depth first in the order given, with the quantity at its place, as valid on a day.

    Raises RuleError("bom_loop") with the members' ids; ask `check_no_loop` first where names are known.
    """
    lines: defaultdict[int, list[BomLine]] = defaultdict(list)
    for line in bom:
        if line.is_valid(on):
            lines[line.parent].append(line)
    return tuple(_below(lines, (item,), wanted))


def component_totals(exploded: Iterable[ExplodedLine]) -> dict[int, Decimal]:
    """The quantity of each component over all its places, in item order."""
    totals: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for line in exploded:
        totals[line.component] += line.quantity
    return dict(sorted(totals.items()))


def _below(lines: Mapping[int, list[BomLine]], path: tuple[int, ...], wanted: Decimal) -> Iterator[ExplodedLine]:
    for line in lines.get(path[-1], ()):
        below = (*path, line.component)
        if line.component in path:
            loop = below[path.index(line.component) :]
            raise RuleError("bom_loop", loop=" → ".join(map(str, loop)))
        needed = line.needed(wanted)
        yield ExplodedLine(len(path), below, line, needed)
        yield from _below(lines, below, needed)


def _children(bom: Iterable[BomLine]) -> dict[int, tuple[int, ...]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for line in bom:
        found[line.parent].add(line.component)
    return {parent: tuple(sorted(components)) for parent, components in sorted(found.items())}


def _knots(children: Mapping[int, Sequence[int]]) -> list[frozenset[int]]:
    """The knots: largest sets in which each item contains each other (Tarjan, without recursion for deep BOMs)."""
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_items: list[int] = []
    is_open: set[int] = set()
    knots: list[frozenset[int]] = []

    def enter(item: int) -> tuple[int, Iterator[int]]:
        order[item] = lowest[item] = len(order)
        open_items.append(item)
        is_open.add(item)
        return item, iter(children.get(item, ()))

    def leave(item: int) -> None:
        if lowest[item] != order[item]:
            return
        knot = frozenset(iter(open_items.pop, item)) | {item}
        is_open.difference_update(knot)
        if len(knot) > 1 or item in children.get(item, ()):
            knots.append(knot)

    for root in children:
        if root in order:
            continue
        stack = [enter(root)]
        while stack:
            item, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                stack.pop()
                if stack:
                    lowest[stack[-1][0]] = min(lowest[stack[-1][0]], lowest[item])
                leave(item)
            elif child not in order:
                stack.append(enter(child))
            elif child in is_open:
                lowest[item] = min(lowest[item], order[child])
    return knots


def _shortest_loop(children: Mapping[int, Sequence[int]], start: int, within: frozenset[int]) -> tuple[int, ...]:
    came_from: dict[int, int] = {}
    ready = deque([start])
    while ready:
        item = ready.popleft()
        for child in children.get(item, ()):
            if child == start:
                return _walked(came_from, start, item)
            if child in within and child not in came_from:
                came_from[child] = item
                ready.append(child)
    raise AssertionError("a member of a knot lies on a loop")


def _walked(came_from: Mapping[int, int], start: int, last: int) -> tuple[int, ...]:
    walk = [last]
    while walk[-1] != start:
        walk.append(came_from[walk[-1]])
    return tuple(reversed(walk))


def _from_smallest(loop: tuple[int, ...]) -> tuple[int, ...]:
    at = loop.index(min(loop))
    return loop[at:] + loop[:at]
