"""Reads of the shipping room."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound, RuleError
from app.i18n import N_
from app.modules.office.queries import search_rows
from app.registry import FormData, LookUpRow, MeasureValue, PendingRow, Section, SectionRow, Step
from app.uow import Ctx


# ---------------------------------------------------------------- look-ups
def find_notices(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Delivery notices by number, carrier, waybill or contact."""
    return search_rows(
        ctx,
        "delivery_notice",
        text,
        "select n.id, n.number as code, c.name, n.due_date::text as second from tw.delivery_notice n"
        " join tw.customer c on c.id = n.customer_id where n.id = any (:ids)",
        limit,
    )


def find_open_lines(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Order lines of one customer (within) that may still be noticed, earliest first: by order, item code or name."""
    found = ctx.session.execute(
        sa.text(
            "select * from tw.order_line_open where (cast(:c as bigint) is null or customer_id = :c)"
            " and position(:t in lower(code || ' ' || item_code || ' ' || item_name || ' ' || specification)) > 0"
            " order by due nulls last, id limit :n"
        ),
        {"c": within, "t": text.strip().lower(), "n": limit},
    )
    return [
        LookUpRow(
            r.id, r.code, r.item_name, f"{_figure(r.open)} {r.unit}",
            {"item_code": r.item_code, "item_name": r.item_name, "specification": r.specification, "unit": r.unit,
             "open": r.open, "quantity": r.open, "free": r.free, "due": r.due},
        )
        for r in found
    ]  # fmt: skip


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}"


# ---------------------------------------------------------------- what services need to know
@dataclass(frozen=True, slots=True)
class OpenLine:
    """An order line that may still be noticed."""

    id: int
    order_id: int
    item_id: int
    customer_id: int
    ship_to_customer_id: int
    end_user_id: int
    ship_to_address: str
    open: Decimal
    free: Decimal
    due: date | None
    owner_id: int | None
    department_id: int | None


_OPEN_LINE = "id, order_id, item_id, customer_id, ship_to_customer_id, end_user_id, ship_to_address, open, free, due, owner_id, department_id"


def open_lines_of(ctx: Ctx, order_ids: Sequence[int]) -> list[OpenLine]:
    """Open lines of orders, order by order."""
    found = ctx.session.execute(
        sa.text(f"select {_OPEN_LINE} from tw.order_line_open where order_id = any (:ids) order by order_id, line_no"),
        {"ids": list(order_ids)},
    )
    return [OpenLine(*r) for r in found]


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """An order line as a notice names it, open or not."""

    id: int
    order_id: int
    item_id: int
    ship_to_customer_id: int
    end_user_id: int
    ship_to_address: str
    owner_id: int | None
    department_id: int | None


def ordered_lines(ctx: Ctx, line_ids: Sequence[int]) -> dict[int, OrderedLine]:
    """Order lines by id, those the person sees."""
    found = ctx.session.execute(
        sa.text(
            "select l.id, l.order_id, l.item_id, o.ship_to_customer_id, o.end_user_id, o.ship_to_address, o.owner_id,"
            " o.department_id from tw.sales_order_line l join tw.sales_order o on o.id = l.order_id where l.id = any (:ids)"
        ),
        {"ids": list(line_ids)},
    )
    return {r.id: OrderedLine(*r) for r in found}


def draft_from_orders(ctx: Ctx, order_ids: Sequence[int]) -> Mapping[str, Any]:
    """The values of a notice for everything open of orders of one customer; quantities are what is open.

    Raises RuleError("several_customers") or RuleError("nothing_open").
    """
    lines = open_lines_of(ctx, order_ids)
    if not lines:
        raise RuleError("nothing_open")
    if len({line.customer_id for line in lines}) > 1:
        raise RuleError("several_customers")
    shown = {
        r.id: r
        for r in ctx.session.execute(
            sa.text("select * from tw.order_line_open where id = any (:ids)"), {"ids": [line.id for line in lines]}
        )
    }
    first = shown[lines[0].id]
    code = ctx.session.execute(sa.text("select code from tw.customer where id = :c"), {"c": first.customer_id}).scalar()
    due = min((line.due for line in lines if line.due), default=ctx.today)
    values = {
        "customer": first.customer_id, "customer__code": code, "customer__name": first.customer_name,
        "ship_to_customer": first.ship_to_customer_id, "end_user": first.end_user_id,
        "ship_to_address": first.ship_to_address, "due_date": max(due, ctx.today),
    }  # fmt: skip
    return {"values": _with_parties(ctx, values), "lines": [_shown_line(shown[line.id]) for line in lines]}


def _shown_line(r: Any) -> dict[str, Any]:
    return {
        "order_line": r.id, "order_line__code": r.code, "order_line__name": r.item_name, "item_code": r.item_code,
        "item_name": r.item_name, "specification": r.specification, "unit": r.unit, "open": r.open, "free": r.free,
        "quantity": r.open,
    }  # fmt: skip


def _with_parties(ctx: Ctx, values: dict[str, Any]) -> dict[str, Any]:
    """Codes and names of the two other parties."""
    ids = [values[k] for k in ("ship_to_customer", "end_user") if values.get(k)]
    found = {
        r.id: r
        for r in ctx.session.execute(
            sa.text("select id, code, name from tw.customer where id = any (:ids)"), {"ids": ids}
        )
    }
    for key in ("ship_to_customer", "end_user"):
        row = found.get(values.get(key))
        values[f"{key}__code"], values[f"{key}__name"] = (row.code, row.name) if row else ("", "")
    return values


@dataclass(frozen=True, slots=True)
class NoticeHead:
    """A notice as its services need it."""

    id: int
    number: str
    state: str
    version: int
    customer_id: int
    customer_name: str
    end_user_id: int


def notice_head(ctx: Ctx, notice_id: int) -> NoticeHead:
    """Raises NotFound."""
    row = ctx.session.execute(
        sa.text(
            "select n.id, n.number, n.state, n.version, n.customer_id, c.name, coalesce(n.end_user_id, n.customer_id)"
            " from tw.delivery_notice n join tw.customer c on c.id = n.customer_id where n.id = :id"
        ),
        {"id": notice_id},
    ).one_or_none()
    if row is None:
        raise NotFound("not_found", kind="delivery_notice")
    return NoticeHead(*row)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line of a notice."""

    id: int
    order_id: int
    order_line_id: int
    item_id: int
    quantity: Decimal


def notice_lines(ctx: Ctx, notice_id: int) -> list[NoticeLine]:
    """Lines of a notice in order."""
    found = ctx.session.execute(
        sa.text(
            "select id, order_id, order_line_id, item_id, quantity from tw.delivery_notice_line where notice_id = :id"
            " order by line_no"
        ),
        {"id": notice_id},
    )
    return [NoticeLine(*r) for r in found]


@dataclass(frozen=True, slots=True)
class PickedPlace:
    """A line of a pick list with what is known of it."""

    id: int
    notice_line_id: int
    order_id: int
    order_line_id: int
    item_id: int
    item: str
    bin_id: int
    lot: str
    serial: str
    quantity: Decimal
    picked: Decimal | None


def pick_lines(ctx: Ctx, pick_id: int) -> list[PickedPlace]:
    """Lines of a pick list in walking order."""
    found = ctx.session.execute(
        sa.text(
            "select k.id, k.notice_line_id, l.order_id, l.order_line_id, k.item_id, i.code || ' ' || i.name, k.bin_id, k.lot,"
            " k.serial, k.quantity, k.picked from tw.pick_line k join tw.delivery_notice_line l on l.id = k.notice_line_id"
            " join tw.item i on i.id = k.item_id where k.pick_id = :id order by k.line_no"
        ),
        {"id": pick_id},
    )
    return [PickedPlace(*r) for r in found]


def pick_of_notice(ctx: Ctx, notice_id: int) -> tuple[int, int]:
    """(id, version) of the living pick list of a notice. Raises RuleError("no_pick_list")."""
    row = ctx.session.execute(
        sa.text(
            "select id, version from tw.pick_list where notice_id = :id and state <> 'cancelled' order by id desc limit 1"
        ),
        {"id": notice_id},
    ).one_or_none()
    if row is None:
        raise RuleError("no_pick_list")
    return row.id, row.version


def walk_of(ctx: Ctx, bin_ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Where each bin stands in the walk: warehouse by warehouse, high bins last, then as the warehouse set it."""
    found = ctx.session.execute(
        sa.text(
            "select b.id, w.code as house, b.kind = 'high' as is_high, b.walk_no, b.code from tw.bin b"
            " join tw.warehouse w on w.id = b.warehouse_id where b.id = any (:ids)"
        ),
        {"ids": list(bin_ids)},
    )
    return {r.id: (r.house, r.is_high, r.walk_no, r.code) for r in found}


# ---------------------------------------------------------------- forms
def load_notice(ctx: Ctx, notice_id: int) -> FormData:
    """A delivery notice with its lines and how far it is."""
    row = ctx.session.execute(
        sa.text(
            "select n.*, c.code as customer__code, c.name as customer__name, d.number as issue_number from tw.delivery_notice n"
            " join tw.customer c on c.id = n.customer_id left join tw.stock_document d on d.id = n.issue_id where n.id = :id"
        ),
        {"id": notice_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="delivery_notice")
    values = _with_parties(ctx, {**row, "customer": row["customer_id"], "ship_to_customer": row["ship_to_customer_id"],
                                 "end_user": row["end_user_id"]})  # fmt: skip
    lines = ctx.session.execute(
        sa.text(
            "select l.id, l.order_line_id as order_line, o.number || '/' || x.line_no as order_line__code,"
            " i.name as order_line__name, i.code as item_code, i.name as item_name, i.specification, u.name as unit,"
            " l.quantity, l.picked, l.notes from tw.delivery_notice_line l join tw.sales_order_line x on x.id = l.order_line_id"
            " join tw.sales_order o on o.id = l.order_id join tw.item i on i.id = l.item_id join tw.unit u on u.id = i.unit_id"
            " where l.notice_id = :id order by l.line_no"
        ),
        {"id": notice_id},
    ).mappings()
    late = row["state"] not in ("shipped", "closed", "void") and row["due_date"] < ctx.today
    return FormData(
        id=row["id"],
        uid=str(row["uid"]),
        number=row["number"],
        title=row["customer__name"],
        version=row["version"],
        state=row["state"],
        values=values,
        lines=tuple(dict(line) for line in lines),
        editable=row["state"] in ("draft", "rejected") and ctx.user.may("shipping.edit"),
        chips=((N_("Late"), "late"),) if late else (),
        progress=_progress(row),
        facts={"issue_id": row["issue_id"], "issue_number": row["issue_number"]},
    )


_REACHED = {"approved": 1, "picking": 1, "picked": 2, "shipped": 3}


def _progress(row: Any) -> tuple[Step, ...]:
    reached = _REACHED.get(row["state"], 0) + (1 if row["signed_on"] else 0)
    steps = (
        (N_("Approved"), "shipping.notice"), (N_("Picked"), "shipping.picks"), (N_("Shipped"), "stock.documents"),
        (N_("Signed for"), ""),
    )  # fmt: skip
    texts = ("", "", str(row["shipped_on"] or ""), str(row["signed_on"] or ""))
    return tuple(
        Step(title, text, 1.0 if n < reached else 0.0, "done" if n < reached else "waiting" if n == reached else "neutral",
             screen if n == 1 else "", row["number"] if n == 1 else "")
        for n, ((title, screen), text) in enumerate(zip(steps, texts, strict=True))
    )  # fmt: skip


def blank_notice(ctx: Ctx) -> FormData:
    """A notice for today."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "draft", {"due_date": ctx.today})


def load_pick(ctx: Ctx, pick_id: int) -> FormData:
    """A pick list in walking order; what was picked is filled in while it is open."""
    row = ctx.session.execute(
        sa.text("select l.*, p.version from tw.pick_list_list l join tw.pick_list p on p.id = l.id where l.id = :id"),
        {"id": pick_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="pick_list")
    is_open = row["state"] == "open"
    lines = ctx.session.execute(
        sa.text(
            "select k.id, b.code as bin, b.aisle, w.name as warehouse, i.code as item_code, i.name as item_name,"
            " i.specification, k.lot, k.serial, k.quantity, coalesce(k.picked, k.quantity) as picked, u.name as unit,"
            " i.is_serial from tw.pick_line k join tw.bin b on b.id = k.bin_id join tw.warehouse w on w.id = b.warehouse_id"
            " join tw.item i on i.id = k.item_id join tw.unit u on u.id = i.unit_id where k.pick_id = :id order by k.line_no"
        ),
        {"id": pick_id},
    ).mappings()
    return FormData(
        row["id"], "", row["number"], row["customer_name"], row["version"], row["state"], dict(row),
        tuple(dict(line) for line in lines), editable=is_open and ctx.user.may("shipping.pick"),
        chips=((N_("Short"), "late"),) if row["short_lines"] else (),
    )  # fmt: skip


def blank_pick(ctx: Ctx) -> FormData:
    """Pick lists are made from notices; an empty one has nothing to fill in."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "open", {}, editable=False)


def order_deliveries(ctx: Ctx, order_id: int) -> tuple[Section, ...]:
    """How much of an order has left, for the panel of its page."""
    row: Any = ctx.session.execute(
        sa.text("select * from tw.sales_order_progress where order_id = :id"), {"id": order_id}
    ).one_or_none()
    if row is None or not row.lines:
        return ()
    notices = ctx.session.execute(
        sa.text(
            "select distinct n.id, n.number, n.state, n.due_date, n.shipped_on from tw.delivery_notice n"
            " join tw.delivery_notice_line l on l.notice_id = n.id where l.order_id = :id and n.state <> 'void' order by n.id"
        ),
        {"id": order_id},
    )
    shown = tuple(
        SectionRow(n.number, str(n.shipped_on or n.due_date), "done" if n.state == "shipped" else "waiting",
                   screen="shipping.notice", record=n.id)
        for n in notices
    )  # fmt: skip
    share = float(row.shipped_share)
    status = "done" if share >= 1 else "active" if share > 0 else "neutral"
    return (
        Section(N_("Delivered"), f"{row.shipped_lines} / {row.lines}", status, shown, bar=((share, 0),)),  # type: ignore[arg-type]
    )


# ---------------------------------------------------------------- what waits
def days_ahead(ctx: Ctx) -> int:
    """How many days before its date an order line stands among what is to be delivered."""
    kept = ctx.session.execute(sa.text("select value from tw.setting where key = 'shipping.days_ahead'")).scalar()
    return int(kept) if kept is not None else int(ctx.registry.settings["shipping.days_ahead"].default)


def to_deliver(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Approved orders with lines due soon of which something lies free."""
    found = ctx.session.execute(
        sa.text(
            "select order_id, number, customer_name, min(due) as due, count(*) as ready, bool_and(free >= open) as whole,"
            " count(*) over () as n from tw.order_line_open where due <= :until and free > 0"
            " group by order_id, number, customer_name order by min(due), order_id limit :n"
        ),
        {"until": ctx.today + timedelta(days=days_ahead(ctx)), "n": limit},
    ).all()
    pending = [
        PendingRow(
            r.order_id, r.number, r.customer_name,
            N_("{n} lines lie ready") if r.whole else N_("{n} lines lie ready in part"), None, "", None, r.due,
            r.due < ctx.today, 0, "orders.order", {"n": r.ready},
        )
        for r in found
    ]  # fmt: skip
    return pending, found[0].n if found else 0


def notices_in(ctx: Ctx, state: str, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Notices in one state, soonest first."""
    found = ctx.session.execute(
        sa.text(
            "select n.id, n.number, n.version, n.due_date, n.approved_at, n.carrier, c.name, count(*) over () as n"
            " from tw.delivery_notice n join tw.customer c on c.id = n.customer_id where n.state = :s"
            " order by n.due_date, n.id limit :n"
        ),
        {"s": state, "n": limit},
    ).all()
    pending = [
        PendingRow(
            r.id, r.number, r.name, r.carrier, None, "", r.approved_at, r.due_date, r.due_date < ctx.today, r.version
        )
        for r in found
    ]
    return pending, found[0].n if found else 0


def notices_to_pick(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Approved notices that nobody picks yet."""
    return notices_in(ctx, "approved", limit)


def notices_to_ship(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Picked notices that have not left."""
    return notices_in(ctx, "picked", limit)


def open_picks(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Pick lists that have not come back."""
    found = ctx.session.execute(
        sa.text(
            "select l.id, l.number, l.customer_name, l.aisles, l.lines, l.created_at, l.due_date, p.version,"
            " count(*) over () as n from tw.pick_list_list l join tw.pick_list p on p.id = l.id where l.state = 'open'"
            " order by l.due_date, l.id limit :n"
        ),
        {"n": limit},
    ).all()
    pending = [
        PendingRow(
            r.id, r.number, r.customer_name, N_("{n} lines, aisles {aisles}"), None, "", r.created_at, r.due_date,
            r.due_date < ctx.today, r.version, "", {"n": r.lines, "aisles": r.aisles or ""},
        )
        for r in found
    ]  # fmt: skip
    return pending, found[0].n if found else 0


def on_time(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Which share of this month's shipments left by its promised date."""
    row: Any = ctx.session.execute(
        sa.text(
            "select count(*) as lines, count(*) filter (where not is_late) as good from tw.shipment_list"
            " where day >= :first and quantity > 0"
        ),
        {"first": ctx.today.replace(day=1)},
    ).one()
    if not row.lines:
        return MeasureValue("–")
    share = row.good / row.lines
    return MeasureValue(f"{share:.0%}", f"{row.good} / {row.lines}", "done" if share >= 0.95 else "late", share)


def find_notice(ctx: Ctx, number: str) -> int:
    """The id of a notice by its number. Raises NotFound."""
    return _by_number(ctx, "delivery_notice", number)


def find_pick(ctx: Ctx, number: str) -> int:
    """The id of a pick list by its number. Raises NotFound."""
    return _by_number(ctx, "pick_list", number)


def _by_number(ctx: Ctx, table: str, number: str) -> int:
    found = ctx.session.execute(sa.text(f"select id from tw.{table} where number = :n"), {"n": number}).scalar()
    if found is None:
        raise NotFound("not_found", kind=table)
    return int(found)
