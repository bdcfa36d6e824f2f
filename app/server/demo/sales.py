"""Deals and orders of the demo: in every stage, some late, some waiting for a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.modules.opportunities import services as opportunities
from app.modules.opportunities.drafts import OpportunityDraft, OpportunityLineDraft
from app.modules.orders import services as orders
from app.modules.orders.drafts import OrderDraft, OrderLineDraft
from app.uow import Ctx, Saved

Act = Callable[..., Any]


class Ordered(NamedTuple):
    """An order of the demo: who sells, to whom, days from today of order and due, lines, the customer's number.

    state: how far it has come: draft, pending, rejected, approved, shipped (and then on which day).
    """

    seller: str
    customer: str
    ordered: int
    due: int
    lines: tuple[tuple[str, int], ...]
    po: str
    state: str = "approved"
    shipped: int = 0


PAST = (
    Ordered("chenjing", "C00107", -560, -530, (("LDG-080-316", 2), ("CAB-ST-20", 2)), "DH-0512", "shipped", -533),
    Ordered("wangmin", "C00101", -555, -525, (("LUGB-100", 2), ("LDG-150-316", 1)), "HH2025-118", "shipped", -529),
    Ordered("liqiang", "C00111", -400, -360, (("HC-3000", 4),), "4500107731", "shipped", -364),
    Ordered("wangmin", "C00104", -300, -270, (("LDG-100-316", 2), ("LDG-080-316", 1)), "RZ-2601-08", "shipped", -272),
    Ordered("chenjing", "C00122", -200, -170, (("LUGB-050", 2), ("PT-3051", 2)), "JL-26031", "shipped", -171),
    Ordered("liuyang", "C00106", -150, -120, (("LDG-050-CS", 2), ("CAB-ST-10", 4)), "JJ-RQ-201", "shipped", -122),
    Ordered("wangmin", "C00105", -90, -60, (("LDG-200-CS", 1), ("LDG-150-CS", 2)), "ZJ-W-2608", "shipped", -61),
    Ordered("liqiang", "C00112", -80, -45, (("HC-3000", 3),), "PO-77120", "shipped", -44),
    Ordered("chenjing", "C00107", -60, -30, (("LDG-100-CS", 2), ("SEAL-316", 4)), "DH-1003", "shipped", -29),
    Ordered("wangmin", "C00127", -45, -12, (("LUGB-080", 2), ("FLG-KIT-080", 4)), "BH-9921", "shipped", -11),
    Ordered("liuyang", "C00129", -40, -6, (("PT-3051", 2), ("CAB-ST-20", 4)), "TS-26-31", "shipped", -5),
)
OPEN = (
    Ordered(
        "wangmin",
        "C00101",
        -20,
        -5,
        (("LDG-080-316", 4), ("LDG-150-316", 4), ("LUGB-100", 6), ("CAB-ST-20", 12)),
        "HH2026-402",
    ),
    Ordered("chenjing", "C00108", -38, -8, (("Q941F-040", 4), ("HC-3000", 4)), "BF-26-1108"),
    Ordered("chenjing", "C00107", -20, -3, (("LDG-300-316", 1), ("LDG-100-316", 2)), "DH-1120"),
    Ordered("wangmin", "C00104", -27, 1, (("LDG-080-CS", 3), ("CAB-ST-20", 6)), "RZ-2610-55"),
    Ordered("liqiang", "C00111", -18, 2, (("HC-3000-FF", 3), ("HC-3000", 5)), "4500118872"),
    Ordered("liuyang", "C00109", -18, 2, (("LUGB-050", 4), ("SEAL-316", 8)), "QL26-093"),
    Ordered("chenjing", "C00110", -17, 5, (("PT-3051", 3), ("CAB-ST-10", 6)), "XX-0711"),
    Ordered("wangmin", "C00105", -16, 6, (("LDG-150-CS", 3), ("FLG-KIT-150", 3), ("LDG-300-CS", 2)), "ZJ-W-2611"),
    Ordered("liuyang", "C00106", -15, 9, (("LUGB-080", 6), ("SV-COM-01", 2)), "JJ-RQ-318"),
    Ordered("liqiang", "C00103", -13, 14, (("LDG-200-316", 6), ("LUGB-150", 4), ("ZJHP-080", 2)), "CJ-26-14"),
    Ordered("wangmin", "C00113", -13, 12, (("LDG-100-316", 5), ("HC-3000", 2)), "NW-20261109"),
    Ordered("wangmin", "C00126", -9, 20, (("LDG-080-316", 6), ("CAB-ST-20", 12)), "TH-2611-3"),
    Ordered("chenjing", "C00134", -8, 24, (("LDG-150-CS", 4), ("LDG-200-CS", 2)), "MJ-88"),
    Ordered("liuyang", "C00129", -7, 30, (("ZJHP-050", 3), ("HC-3000", 3)), "TS-26-44"),
    Ordered("wangmin", "C00127", -6, 28, (("LUGB-100", 8), ("LUGB-150", 4), ("CAB-ST-20", 24)), "BH-10077"),
    Ordered("liuyang", "C00140", -5, 21, (("LDG-050-316", 3),), "HH-26-9"),
    Ordered("liqiang", "C00102", -3, 18, (("LUGB-100", 10), ("PT-3051", 6)), "PO-88190", "pending"),
    Ordered(
        "chenjing", "C00122", -2, 26, (("LDG-300-316", 4), ("LDG-200-316", 4), ("ZJHP-080", 2)), "JL-26118", "pending"
    ),
    Ordered("liqiang", "C00112", -2, 30, (("HC-3000", 12), ("HC-3000-FF", 4)), "PO-77195", "pending"),
    Ordered("liuyang", "C00121", -1, 35, (("LDG-300-CS", 6), ("LDG-150-316", 6)), "XJ-2611", "pending"),
    Ordered("chenjing", "C00115", -4, 33, (("ZJHP-080", 6),), "LH-4409", "rejected"),
    Ordered("liqiang", "C00114", -2, 40, (("LDG-200-316", 5), ("LDG-100-316", 5)), "SPE-7741", "draft"),
    Ordered("wangmin", "C00136", -1, 25, (("LUGB-100", 3),), "", "draft"),
)


class Deal(NamedTuple):
    """A deal of the demo; `moves`: how many stages it went on; `ends`: won, lost, suspended or nothing."""

    seller: str
    name: str
    customer: str
    opened: int
    expected: int
    moves: int
    lines: tuple[tuple[str, int], ...]
    source: str
    next_step: str
    next_on: int
    ends: str = ""


DEALS = (
    Deal(
        "wangmin",
        "海河热电二期蒸汽计量与调节",
        "C00101",
        -45,
        28,
        2,
        (("LUGB-100", 12), ("ZJHP-080", 6)),
        "老客户二期",
        "技术澄清会",
        2,
    ),
    Deal(
        "wangmin",
        "苏州润泽水务年度框架",
        "C00104",
        -60,
        40,
        3,
        (("LDG-080-316", 20), ("LDG-150-316", 10)),
        "招标信息",
        "报价第二轮",
        0,
    ),
    Deal(
        "liqiang",
        "Rheintal spring programme 2027",
        "C00111",
        -30,
        60,
        1,
        (("HC-3000", 30),),
        "Trade fair",
        "Send samples",
        5,
    ),
    Deal(
        "liqiang",
        "长江石化罐区改造",
        "C00103",
        -75,
        15,
        4,
        (("LDG-300-316", 8), ("PT-3051", 20)),
        "设计院推荐",
        "商务谈判",
        1,
    ),
    Deal(
        "liqiang",
        "巢湖半导体超纯水流量",
        "C00137",
        -12,
        75,
        0,
        (("LDG-050-316", 16),),
        "网站询价",
        "拜访工艺工程师",
        -1,
    ),
    Deal(
        "chenjing",
        "金陵药业三期注射用水",
        "C00122",
        -50,
        20,
        3,
        (("LDG-050-316", 24), ("PT-3051", 12)),
        "老客户",
        "样机试用回访",
        0,
    ),
    Deal("chenjing", "松花江锅炉配套", "C00123", -20, 50, 1, (("LUGB-080", 30),), "电话", "提供选型表", 3),
    Deal("chenjing", "凌海造船压载水", "C00115", -90, 10, 4, (("LDG-200-316", 12),), "展会", "签合同", 4),
    Deal(
        "liuyang", "天山油服撬装计量", "C00129", -35, 45, 2, (("LUGB-150", 8), ("PT-3051", 8)), "老客户", "方案评审", 6
    ),
    Deal("liuyang", "湘江环保渗滤液项目", "C00121", -15, 80, 0, (("LDG-100-316", 10),), "设计院推荐", "需求调研", -2),
    Deal("liuyang", "锦江燃气调压站", "C00106", -25, 55, 1, (("LUGB-050", 18),), "老客户", "", 0),
    Deal("liqiang", "Al Noor brine line", "C00131", -70, -5, 3, (("LDG-300-316", 6),), "Agent", "Chase answer", -3),
    Deal("chenjing", "闽江造纸白水回收", "C00134", -100, -40, 3, (("LDG-150-CS", 8),), "电话", "", 0, "lost"),
    Deal("liqiang", "晋能焦化煤气计量", "C00138", -95, -30, 2, (("LUGB-150", 10),), "网站询价", "", 0, "suspended"),
    Deal("wangmin", "燕赵供热换热站", "C00136", -65, -2, 4, (("LUGB-100", 3),), "老客户", "", 0, "won"),
)


def ids(ctx: Ctx, table: str) -> dict[str, int]:
    """Ids of a table by code."""
    return {r.code: r.id for r in ctx.session.execute(sa.text(f"select code, id from tw.{table}"))}


def prices(ctx: Ctx) -> dict[str, Decimal]:
    """Sales prices by item code."""
    found = ctx.session.execute(
        sa.text("select i.code, p.price_with_tax from tw.item i join tw.item_price p on p.item_id = i.id")
    )
    return {r.code: r.price_with_tax for r in found}


def order_draft(
    told: Ordered, today: date, customers: Mapping[str, Any], items: Mapping[str, int], price: Mapping[str, Decimal]
) -> OrderDraft:
    """The draft of a demo order; foreign customers pay in their currency."""
    customer = customers[told.customer]
    rate = Decimal(str(customer.rate))
    lines = tuple(
        OrderLineDraft(
            item=items[code],
            quantity=Decimal(quantity),
            price=(price.get(code, Decimal(53)) / rate).quantize(Decimal("0.01")),
            tax_code=customer.tax_code,
            due_date=today + timedelta(days=told.due),
        )
        for code, quantity in told.lines
    )
    return OrderDraft(
        customer=customer.id,
        customer_po=told.po,
        order_date=today + timedelta(days=told.ordered),
        due_date=today + timedelta(days=told.due),
        currency=customer.currency,
        payment_terms=customer.payment_terms,
        ship_to_address=customer.address,
        owner=None,
        lines=lines,
    )


def customers_by_code(ctx: Ctx) -> dict[str, Any]:
    """What an order takes from its customer, by code."""
    found = ctx.session.execute(
        sa.text(
            "select c.id, c.code, c.currency, c.payment_terms, c.tax_code, c.address, k.rate from tw.customer c"
            " join tw.currency k on k.code = c.currency"
        )
    )
    return {r.code: r for r in found}


def decide(act: Act, saved: Saved) -> Saved:
    """Approve step by step by whoever may, as the manager and the finance do."""
    for login in ("zhoumin", "malong", "fengyun", "malong"):
        if saved.state == "approved":
            break
        saved = act(login, _approve_if_mine, saved.id)
    return saved


def _approve_if_mine(ctx: Ctx, order_id: int) -> Saved:
    row = ctx.session.execute(
        sa.text("select id, number, version, state from tw.sales_order where id = :id"), {"id": order_id}
    ).one()
    step = ctx.session.execute(
        sa.text("select permission from tw.open_steps('sales_order', :id) limit 1"), {"id": order_id}
    ).scalar()
    if row.state != "pending" or not ctx.user.may(step or "orders.approve"):
        return Saved(row.id, row.number, row.version, row.state)
    return orders.approve(ctx, order_id, row.version)


def tell_orders(act: Act, today: date, told: Sequence[Ordered], data: Mapping[str, Any]) -> list[tuple[Ordered, Saved]]:
    """Save, submit and decide the orders; answers what each became."""
    made = []
    for one in told:
        draft = order_draft(one, today, data["customers"], data["items"], data["prices"])
        saved = act(one.seller, orders.save, draft)
        if one.state != "draft":
            saved = act(one.seller, orders.submit, saved.id, saved.version)
        if one.state in ("approved", "shipped"):
            saved = decide(act, saved)
        if one.state == "rejected" and saved.state == "pending":
            saved = act("zhoumin", orders.reject, saved.id, None, reason="折扣与付款条件请与客户再谈，附上利润测算。")
        made.append((one, saved))
    return made


def tell_deals(act: Act, today: date, data: Mapping[str, Any]) -> None:
    """Open deals and carry each to its stage; one is won and becomes an order draft, one lost, one suspended."""
    for one in DEALS:
        customer = data["customers"][one.customer]
        draft = OpportunityDraft(
            name=one.name,
            customer=customer.id,
            currency=customer.currency,
            expected_date=today + timedelta(days=one.expected),
            source=one.source,
            next_step=one.next_step,
            next_step_on=today + timedelta(days=one.next_on) if one.next_step else None,
            lines=tuple(
                OpportunityLineDraft(
                    item=data["items"][code],
                    quantity=Decimal(quantity),
                    price_with_tax=(data["prices"][code] / Decimal(str(customer.rate))).quantize(Decimal("0.01")),
                )
                for code, quantity in one.lines
            ),
        )
        saved = act(one.seller, opportunities.save, draft)
        for _step in range(one.moves):
            saved = act(one.seller, opportunities.advance, saved.id, None)
        if one.ends == "won":
            act(one.seller, opportunities.win, saved.id, None)
        elif one.ends == "lost":
            act(one.seller, opportunities.lose, saved.id, None, reason="对手价格低 12%，且交货期短两周。")
        elif one.ends == "suspended":
            act(one.seller, opportunities.suspend, saved.id, None, reason="业主资金未到位，明年再启动。")
