"""A journal, a timeline and pending work, as 01, 02 and 04."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.gallery.base import TODAY, Desk, Sheet
from app.ui.grid import Col, Grid, Group, RowAction
from app.ui.parts import (
    Button,
    Chip,
    Identity,
    IdentityLine,
    Moment,
    Option,
    Panel,
    Segmented,
    Timeline,
    ViewPills,
)
from app.ui.parts.timeline import head


class JournalSheet(Sheet):
    """Orders with groups and filters, what happened, what is to be done."""

    # a journal and home, as 01 and 02
    def journal(self) -> QWidget:
        desk = Desk()
        column = QVBoxLayout(desk)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        line = IdentityLine()
        line.set_identity(Identity(self.say("销售订单", "Sales orders")))
        pills = ViewPills()
        pills.set_options(
            [
                Option("mine", self.say("我的未完订单", "My open orders"), "186"),
                Option("all", self.say("全部", "All"), "10,000+"),
                Option("late", self.say("逾期", "Late"), "23", "late"),
                Option("approve", self.say("待审核", "To approve"), "9", "waiting"),
            ],
            "mine",
        )
        line.add_left(pills)
        line.set_actions([Button(self.say("新建", "New"), "plus", "Ctrl+N", "primary")])
        column.addWidget(line)
        panel = Panel()
        panel.body.addWidget(self._orders())
        column.addWidget(panel, 3)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self._what_happened(), 2)
        below.addWidget(self._pending(), 3)
        column.addLayout(below, 2)
        desk.resize(1190, 768)
        return desk

    def _orders(self) -> QWidget:
        late: Callable[[dict[str, object]], object] = lambda row: "late" if row["late"] else None  # noqa: E731
        cols = [
            Col("state", self.say("状态", "State"), "state", 88, frozen=True),
            Col("number", self.say("单号", "Number"), "link", 128, frozen=True),
            Col("customer", self.say("客户", "Customer"), stretch=True, width=160),
            Col("reference", self.say("客户单号", "Customer no."), width=100, is_muted=True),
            Col("seller", self.say("业务员", "Seller"), width=84),
            Col("ordered", self.say("下单日", "Ordered"), "date", 86, is_muted=True),
            Col("due", self.say("交期", "Due"), "date", 86, is_short=True, status_of=late),  # type: ignore[arg-type]
            Col("currency", self.say("币别", "Cur."), width=46, is_muted=True),
            Col("amount", self.say("金额（含税）", "Amount (gross)"), "money", 104),
            Col("shipped", self.say("交付", "Shipped"), "bar", 96),
            Col("paid", self.say("收款", "Paid"), "bar", 96),
        ]
        grid = Grid(cols, can_check=True, has_filter_row=True, name="orders")
        grid.set_today(TODAY)
        rows = [_order(place, self) for place in range(9)]
        grid.set_groups(
            [
                (_week(self, 46, "3", "late", "287930"), rows[:3]),
                (_week(self, 47, "9", "active", "1814925.4"), rows[3:]),
            ]
        )
        grid.head.set_filters({"number": "SO-2026*", "due": "..11-30", "amount": ">20,000"})
        grid.head.set_sort("due")
        grid.set_totals({"amount": Decimal("14862430")}, self.say("合计（本视图 186 张）", "Total (186 in this view)"))
        grid.model.set_checked([5, 7], is_checked=True)
        grid.set_current(3)
        return grid

    def _what_happened(self) -> QWidget:
        panel = Panel(self.say("往来", "History"))
        panel.set_title(
            self.say("往来", "History"), self.say("活动、单据、服务，一条时间线", "activities, documents, service")
        )
        bar = Segmented()
        bar.set_options(
            [
                Option("all", self.say("全部", "All")),
                Option("warn", self.say("预警", "Warnings"), "4"),
                Option("ask", self.say("审批", "Approvals"), "2"),
            ]
        )
        row = QHBoxLayout()
        row.setContentsMargins(11, 6, 11, 6)
        row.addWidget(bar)
        row.addStretch(1)
        panel.body.addLayout(row)
        timeline = Timeline()
        call = self.say("电话：高建国询问第 4 行交期", "Call: Gao asks for line 4")
        timeline.set_moments(
            [
                head(self.say("今天", "Today")),
                Moment("a", "10:12", call, self.say("已答复 11-23", "Answered 11-23"), "王敏", "phone"),
                Moment(
                    "b",
                    "10:04",
                    self.say("服务请求 SR-00131", "Request SR-00131"),
                    "DN100",
                    "吴凯",
                    "wrench",
                    "waiting",
                ),
                head(self.say("本周", "This week")),
                Moment("c", "11-19", self.say("发货已签收", "Delivery signed"), "DN-00034", "仓库", "truck", "done"),
            ]
        )
        panel.body.addWidget(timeline)
        return panel

    def _pending(self) -> QWidget:
        panel = Panel(self.say("待处理工作", "Pending work"))
        panel.set_count("32")
        approve = (RowAction("approve", self.say("通过", "Approve")), RowAction("reject", self.say("驳回", "Reject")))
        done = (RowAction("done", self.say("完成", "Done")), RowAction("move", self.say("改期", "Move")))
        cols = [
            Col("number", self.say("单据", "Document"), "link", 124),
            Col("party", self.say("往来单位", "Party"), "text", 130, stretch=True),
            Col("amount", self.say("金额", "Amount"), "money", 92),
            Col("due", self.say("截止", "Due"), "date", 80, is_short=True, status_of=lambda row: row["status"]),
            Col("actions", "", "actions", 140),
        ]
        grid = Grid(cols, name="pending", row_key=lambda row: row["number"])
        grid.set_today(TODAY)
        row = _pending_row
        grid.set_groups(
            [
                (
                    Group("approve", self.say("审批", "Approve"), "4", "waiting"),
                    [
                        row(
                            "SO-202611-00057", self.say("青岛蓝湾制药", "Lanwan Pharma"), "152400", 19, "late", approve
                        ),
                        row(
                            "QT-202611-00088", self.say("武汉长江石化", "Changjiang Petro"), "318000", 20, None, approve
                        ),
                    ],
                ),
                (
                    Group("visit", self.say("今日拜访", "Visit today"), "3", link=self.say("全部 3", "All 3")),
                    [row("AC-202611-00198", self.say("沈阳北方泵阀", "Beifang Pump"), "64800", 24, "waiting", done)],
                ),
            ]
        )
        grid.set_current("SO-202611-00057")
        panel.body.addWidget(grid)
        return panel


def _order(place: int, sheet: Sheet) -> dict[str, object]:
    states = [
        Chip("active", sheet.say("执行中", "In work")),
        Chip("hold", sheet.say("冻结", "On hold")),
        Chip("done", sheet.say("已发完", "Shipped")),
        Chip("neutral", sheet.say("草稿", "Draft")),
    ]
    amounts = ["64800", "98730", "124400", "397656", "72600", "142000", "58240", "36480", "28960"]
    return {
        "id": place,
        "state": states[{2: 1, 5: 2, 8: 3}.get(place, 0)],
        "number": f"SO-202611-{187 + place:05}",
        "customer": sheet.say("天津海河热电有限公司", "Haihe Thermal Power Co., Ltd."),
        "reference": f"HH2026-{377 + place}",
        "seller": sheet.say("王敏", "Wang Min"),
        "ordered": date(2026, 10, 12 + place),
        "due": date(2026, 11, 12 + place),
        "late": place < 5,
        "currency": "CNY",
        "amount": Decimal(amounts[place]),
        "shipped": Decimal(place + 2) / 10 if place != 5 else Decimal(1),
        "paid": Decimal(place) / 20,
    }


def _week(sheet: Sheet, week: int, count: str, status: str, amount: str) -> Group:
    days = {46: "11-09 – 11-15", 47: "11-16 – 11-22"}[week]
    title = sheet.say(f"第 {week} 周 · {days}", f"Week {week} · {days}")
    totals = {"amount": Decimal(amount), "shipped": Decimal("0.55")}
    return Group(f"w{week}", title, count, status, totals)  # type: ignore[arg-type]


def _pending_row(
    number: str, party: str, amount: str, day: int, status: str | None, actions: tuple[RowAction, ...]
) -> dict[str, object]:
    return {
        "number": number,
        "party": party,
        "amount": Decimal(amount),
        "due": date(2026, 11, day),
        "status": status,
        "actions": actions,
    }
