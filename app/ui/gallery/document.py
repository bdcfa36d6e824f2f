"""A sales order, as 03."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.fields import ChoiceField, DateField, FieldGrid, LookUpField, TextField
from app.ui.fields.candidates import Candidate
from app.ui.gallery.base import TODAY, Desk, Sheet
from app.ui.grid import CellError, Col, LineGrid
from app.ui.parts import (
    Button,
    Chip,
    Identity,
    IdentityLine,
    InfoBar,
    Job,
    Link,
    Option,
    Panel,
    ProgressStrip,
    Section,
    SideLine,
    SideMeter,
    SidePanel,
    SideStack,
    StackPart,
    Step,
    TabRow,
    Total,
    TotalsBar,
    Way,
)


class DocumentSheet(Sheet):
    """Identity, progress, fields, lines, review."""

    # a document, as 03
    def document(self) -> QWidget:
        desk = Desk()
        column = QVBoxLayout(desk)
        column.setContentsMargins(12, 8, 12, 0)
        column.setSpacing(8)
        column.addWidget(self._identity())
        column.addWidget(self._long_progress())
        middle = QHBoxLayout()
        middle.setSpacing(10)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self._head_fields())
        left.addWidget(self._tabs())
        left.addWidget(self._lines(), 1)
        left.addWidget(self._totals())
        middle.addLayout(left, 1)
        middle.addWidget(self._review())
        column.addLayout(middle, 1)
        column.addWidget(self._info())
        desk.resize(1322, 702)
        return desk

    def _identity(self) -> QWidget:
        line = IdentityLine()
        line.set_identity(
            Identity(
                "SO-202611-00042",
                chips=(
                    Chip("active", self.say("执行中", "In work")),
                    Chip("waiting", self.say("变更 2 编辑中", "Change 2 open")),
                    Chip("late", self.say("逾期 3 天", "3 days late")),
                ),
                watchers=(self.say("陈静", "Chen Jing"),),
                watching=self.say("陈静正在查看", "Chen Jing is here"),
                is_document=True,
            )
        )
        line.set_actions(
            [
                Button("", "dots-three", tip=self.say("更多", "More")),
                Button(self.say("打印", "Print"), "printer"),
                Button(self.say("追踪", "Trace"), "tree-structure"),
                Button(self.say("下推", "Push down"), "arrow-elbow-down-right", "Ctrl+J"),
                Button(self.say("提交变更", "Submit change"), "paper-plane-tilt", "Ctrl+Enter", "primary"),
            ]
        )
        return line

    def _long_progress(self) -> QWidget:
        strip = ProgressStrip()
        strip.set_steps(
            [
                Step("plan", self.say("计划", "Planned"), "done", "12 / 12", 1),
                Step("buy", self.say("采购", "Bought"), "late", "11 / 12", 0.92),
                Step("make", self.say("生产", "Made"), "active", "9 / 12", 0.75),
                Step("pick", self.say("拣货", "Picked"), "active", "5 / 12", 0.42),
                Step("ship", self.say("发运", "Shipped"), "late", "4 / 12", 0.33),
                Step("bill", self.say("开票", "Invoiced"), "active", "¥91,840", 0.23),
                Step("pay", self.say("收款", "Paid"), "active", "¥119,297", 0.3),
            ]
        )
        return strip

    def _head_fields(self) -> QWidget:
        def text(name: str, zh: str, en: str, value: str, *, read_only: bool = False) -> TextField:
            made = TextField(name, self.say(zh, en))
            made.set_value(value)
            made.set_read_only(read_only)
            return made

        customer = LookUpField("customer", self.say("客户", "Customer"))
        customer.set_value(Candidate(1, "C00127", self.say("天津海河热电有限公司", "Haihe Thermal Power, Tianjin")))
        site = self.say("天津市滨海新区热电路 18 号 3 号库", "18 Redian Rd, Binhai, Tianjin, store 3")
        address = ChoiceField("address", self.say("收货地址", "Ship to"), [(1, site)])
        contact = ChoiceField("contact", self.say("联系人", "Contact"), [(1, "高建国 设备部 022-6628 1190")])
        due = DateField("due", self.say("要求交期", "Required"), today=lambda: TODAY)
        due.set_value(date(2026, 11, 17))
        tax = ChoiceField("tax", self.say("税率", "Tax rate"), [(13, "13%")])
        terms = ChoiceField("terms", self.say("付款条件", "Payment terms"), [(1, "3-4-2-1")])
        for choice, chosen in ((address, 1), (contact, 1), (tax, 13), (terms, 1)):
            choice.set_value(chosen)
        contract = text("contract", "合同", "Contract", "CT-202611-00004", read_only=True)
        contract.set_link(True)
        fields = FieldGrid(
            [
                [customer, address, contact],
                [
                    text("ordered", "下单日", "Order date", "2026-11-02", read_only=True),
                    due,
                    text("reference", "客户单号", "Customer no.", "HH2026-402"),
                ],
                [text("currency", "币别", "Currency", "CNY", read_only=True), tax, terms],
                [
                    text("seller", "业务员", "Salesperson", self.say("王敏", "Wang Min"), read_only=True),
                    contract,
                    text("group", "价格组", "Price group", self.say("热电 A", "Thermal A"), read_only=True),
                ],
            ],
            (2, 1, 1, 1),
        )
        panel = Panel(padding=8)
        panel.body.setContentsMargins(11, 7, 11, 7)
        panel.body.addWidget(fields)
        return panel

    def _tabs(self) -> QWidget:
        tabs = TabRow()
        tabs.set_options(
            [
                Option("lines", self.say("明细", "Lines"), "12"),
                Option("dates", self.say("交货计划", "Deliveries"), "3"),
                Option("dues", self.say("收款计划", "Payments"), "4"),
                Option("terms", self.say("条款", "Terms")),
                Option("files", self.say("附件", "Files"), "3"),
                Option("comments", self.say("评论", "Comments"), "2"),
                Option("changes", self.say("变更", "Changes"), "2"),
                Option("history", self.say("历史", "History")),
            ],
            "lines",
        )
        return tabs

    def _lines(self) -> QWidget:
        promise = {23: "late", 26: "waiting", 17: "done"}
        cols = [
            Col("item", self.say("物料", "Item"), "code", 108, editable=True, look_up="items"),
            Col("name", self.say("名称 · 规格", "Name · specification"), stretch=True),
            Col("unit", self.say("单位", "Unit"), width=40),
            Col("quantity", self.say("数量", "Quantity"), "quantity", 60, editable=True),
            Col("price", self.say("含税单价", "Price"), "price", 80, editable=True),
            Col("discount", self.say("折扣", "Disc."), "percent", 52, editable=True),
            Col("amount", self.say("金额", "Amount"), "money", 90),
            Col("required", self.say("要求", "Required"), "date", 70, editable=True, is_short=True),
            Col(
                "promised",
                self.say("承诺", "Promised"),
                "date",
                78,
                is_short=True,
                status_of=lambda row: promise.get(row["promised"].day, "active") if row.get("promised") else None,  # type: ignore[arg-type,return-value]
            ),
            Col("shipped", self.say("已发", "Shipped"), "quantity", 62, status_of=lambda row: "done"),
        ]
        grid = LineGrid(cols, today=lambda: TODAY, hint=self.say("输入编码、名称或拼音首字母，F7 选择", ""))
        grid.set_today(TODAY)
        grid.set_lines([_order_line(place, self) for place in range(12)])
        floor = self.say(
            "3,180.00 低于底价 3,260.00。改价，或申请特价。", "3,180.00 is below the floor 3,260.00. Change it or ask."
        )
        ways = (Way("floor", self.say("按底价", "Use floor")), Way("ask", self.say("申请特价", "Ask for it")))
        grid.set_errors({(6, "price"): CellError(floor, ways)})
        grid.set_changed([(4, "quantity"), (8, "required")])
        grid.view.setCurrentIndex(grid.model.index(6, grid.model.column_of("name")))
        panel = Panel()
        panel.body.addWidget(grid)
        return panel

    def _totals(self) -> QWidget:
        bar = TotalsBar()
        bar.set_totals(
            [
                Total(self.say("行数", "Lines"), "12"),
                Total(self.say("较变更 1", "Since change 1"), "+9,960.00"),
                Total(self.say("未税金额", "Net"), "351,907.96"),
                Total(self.say("税额 13%", "Tax 13%"), "45,748.04"),
                Total(self.say("价税合计", "Total"), "¥397,656.00", is_grand=True),
            ],
            self.say("与变更 1 不同的格（2）", "Cells that differ from change 1 (2)"),
        )
        return bar

    def _review(self) -> QWidget:
        panel = SidePanel(self.say("评审", "Review"))
        panel.setFixedWidth(panel.sizeHint().width())
        panel.set_count("1", "late")
        panel.head.note.set_text(self.say("随录入即时重算", "follows your typing"))
        late = self.say("缺探头 6 个，PO-00093 11-22 到", "6 probes missing, PO-00093 11-22")
        load = self.say("装配线 W48 负荷 112%", "Assembly W48 at 112%")
        panel.set_sections(
            [
                Section(
                    "margin",
                    self.say("毛利", "Margin"),
                    (
                        SideMeter(0.61, 0.52),
                        SideLine(
                            self.say("下限 26%", "Floor 26%"), self.say("毛利额 ¥106,980", "¥106,980"), is_small=True
                        ),
                        SideLine(
                            self.say("第 7 行", "Line 7"),
                            self.say("21.8%  低于底价 80.00", "21.8%, 80.00 below"),
                            "late",
                        ),
                        SideLine(
                            self.say("第 8、9 行", "Lines 8, 9"),
                            self.say("折扣 5%，到权限上限", "5% off, at limit"),
                            "waiting",
                        ),
                    ),
                    "30.4%",
                ),
                Section(
                    "credit",
                    self.say("信用", "Credit"),
                    (
                        SideStack(
                            (
                                StackPart(self.say("未发订单", "Open orders"), "812,000", 0.406, 0),
                                StackPart(self.say("已发未开票", "To invoice"), "246,000", 0.123, 1),
                                StackPart(self.say("应收", "Receivable"), "530,680", 0.265, 3),
                                StackPart(self.say("本单增加", "This order"), "9,960", 0.012, 5),
                            )
                        ),
                        SideLine(self.say("额度 ¥2,000,000 · 宽限至 2026-12-31", "Limit ¥2,000,000"), is_small=True),
                    ),
                    self.say("剩余 ¥401,360", "¥401,360 left"),
                ),
                Section(
                    "promise",
                    self.say("承诺交期", "Promised dates"),
                    (
                        SideLine(late, status="late", number="4", lead="11-23", is_lead_bold=True),
                        SideLine(load, status="waiting", number="8", lead="11-26"),
                        SideLine(
                            self.say("在库 3，在制 5", "3 on hand, 5 in work"),
                            status="active",
                            number="7",
                            lead="11-24",
                        ),
                        SideLine(
                            self.say("其余 5 行已交或按期", "5 more shipped or on time"),
                            self.say("为什么", "Why"),
                            key="why",
                            is_muted=True,
                        ),
                    ),
                    self.say("1 行逾期", "1 line late"),
                    "late",
                ),
                Section(
                    "terms",
                    self.say("条款", "Terms"),
                    (
                        SideLine(self.say("付款条件与客户档案一致", "Terms as agreed"), status="done"),
                        SideLine(self.say("首付 30% 已收", "Deposit 30% received"), status="waiting"),
                    ),
                ),
            ]
        )
        return panel

    def _info(self) -> QWidget:
        bar = InfoBar()
        kept = self.say("草稿已存于本机 10:41 · 变更尚未提交", "Draft kept here 10:41, change not submitted")
        bar.say("active", kept, (Link("compare", self.say("比较变更", "Compare")),))
        bar.set_jobs((Job("export", self.say("导出应收账龄", "Exporting receivables"), 0.6),))
        bar.set_connection("done", self.say("已连接 · 12 ms", "Connected · 12 ms"))
        return bar


def _order_line(place: int, sheet: Sheet) -> dict[str, object]:
    items = [
        "LDG-080-316",
        "LDG-150-316",
        "LDG-300-CS",
        "LUGB-100",
        "LUGB-050",
        "HC-3000",
        "HC-3000-FF",
        "ZJHP-050",
        "ZJHP-080",
        "Q941F",
        "CAB",
        "SV",
    ]
    prices = (6860, 9240, 15600, 7480, 4980, 3350, 3180, 8920, 11380, 2760, 186, 1800)
    counts = (8, 4, 2, 6, 6, 12, 8, 6, 4, 10, 24, 5)
    days = (17, 17, 17, 23, 20, 17, 24, 26, 26, 24, 17, 5)
    discount = {2: Decimal("0.03"), 7: Decimal("0.05"), 8: Decimal("0.05")}.get(place)
    net = Decimal(prices[place]) * counts[place] * (1 - (discount or Decimal(0)))
    return {
        "item": items[place],
        "name": sheet.say("电磁流量计 DN80 316L PTFE 分体", "Magnetic flow meter DN80 316L PTFE split"),
        "unit": sheet.say("台", "pc"),
        "quantity": Decimal(counts[place]),
        "price": Decimal(prices[place]),
        "discount": discount,
        "amount": net,
        "required": date(2026, 11, 17 if place < 6 else 24),
        "promised": date(2026, 12 if place == 11 else 11, days[place]),
        "shipped": Decimal(counts[place]) if place in (0, 1, 2, 5) else None,
    }
