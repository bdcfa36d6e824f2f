"""The parts one by one, as 12-parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.fields import ChoiceField, DateField, FieldGrid, LookUpField, MoneyField, QuantityField, TextField
from app.ui.fields.candidates import Candidate
from app.ui.gallery.base import TODAY, Desk, Sheet
from app.ui.grid import Col, Grid, Group
from app.ui.parts import (
    Button,
    Chip,
    EmptyState,
    Figure,
    NoticeBar,
    NumberStrip,
    Panel,
    ProgressStrip,
    Stage,
    StageBar,
    StatusChip,
    Step,
    Words,
)
from app.ui.theme.tokens import STATUSES


class PartsSheet(Sheet):
    """States, buttons, fields, strips, a grid, bars."""

    # 12-parts
    def parts(self) -> QWidget:
        desk = Desk()
        column = QVBoxLayout(desk)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        for title, made in (
            (self.say("状态：形状 + 词 + 颜色", "State: shape, word, colour"), self._chips()),
            (self.say("按钮", "Buttons"), self._buttons()),
            (self.say("字段", "Fields"), self._fields()),
            (self.say("数字条", "Number strip"), self._numbers()),
            (self.say("进度条与阶段条", "Progress strip and stage bar"), self._progress()),
            ("", self._stages()),
            (
                self.say("表头、筛选行、出错的格、选中行", "Grid: head, filter row, wrong cell, selected row"),
                self._grid(),
            ),
            (self.say("空状态与信息栏", "Empty state and info bars"), self._notices()),
        ):
            if title:
                column.addWidget(Words(title, "text_muted", "small"))
            column.addWidget(made)
            column.addSpacing(6 if title else 0)
        column.addStretch(1)
        desk.resize(683, 768)
        return desk

    def _row(self, *widgets: QWidget, spacing: int = 8) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return box

    def _chips(self) -> QWidget:
        words = (
            ("草稿", "Draft"),
            ("待审核", "Pending"),
            ("执行中", "In work"),
            ("已发完", "Shipped"),
            ("逾期 3 天", "3 days late"),
            ("冻结", "On hold"),
        )
        return self._row(
            *(StatusChip(Chip(status, self.say(*word))) for status, word in zip(STATUSES, words, strict=True))
        )

    def _buttons(self) -> QWidget:
        refused = Button(self.say("审核", "Approve"))
        refused.setEnabled(False)
        return self._row(
            Button(self.say("提交", "Submit"), "paper-plane-tilt", "Ctrl+Enter", "primary"),
            Button(self.say("下推", "Push down"), "arrow-elbow-down-right", "Ctrl+J"),
            Button(self.say("打印", "Print")),
            Button(self.say("改期", "Move"), kind="link"),
            Button(self.say("申请特价", "Ask"), kind="danger"),
            refused,
        )

    def _fields(self) -> QWidget:
        customer = LookUpField("customer", self.say("客户", "Customer"))
        customer.set_value(Candidate(1, "", self.say("海河热电", "Haihe Thermal")))
        quantity = QuantityField("quantity", self.say("数量", "Quantity"))
        quantity.line.setText("=12*1.13")
        due = DateField("due", self.say("交期", "Due"), today=lambda: TODAY)
        due.set_value(date(2026, 11, 17))
        tax = ChoiceField("tax", self.say("税率", "Tax"), [(13, "13%"), (6, "6%")])
        tax.set_value(13)
        number = TextField("number", self.say("单号", "Number"))
        number.set_value("SO-202611-00042")
        number.set_read_only(True)
        price = MoneyField("price", self.say("单价", "Price"))
        price.set_value(Decimal("3180"))
        price.set_error(self.say("低于底价 3,260.00", "floor is 3,260.00"))
        self.focus: QWidget = quantity.line
        return FieldGrid([[customer, quantity], [due, tax], [number, price]], (1, 1, 1))

    def _numbers(self) -> QWidget:
        strip = NumberStrip()
        strip.set_figures(
            [
                Figure("a", self.say("本月签单", "Signed"), "¥1,284,600", self.say("目标 78%", "78% of target")),
                Figure("b", self.say("逾期订单行", "Late lines"), "7", self.say("较昨日 +2", "+2"), "late"),
                Figure("c", self.say("可用信用", "Credit left"), "¥401,360", self.say("额度 200 万", "of ¥2,000,000")),
                Figure("d", self.say("本周拜访", "Visits"), "9 / 12", self.say("完成 75%", "75% done")),
            ]
        )
        return strip

    def _progress(self) -> QWidget:
        strip = ProgressStrip()
        strip.set_steps(
            [
                Step("buy", self.say("采购", "Bought"), "late", "11 / 12", 0.92),
                Step("make", self.say("生产", "Made"), "active", "9 / 12", 0.75),
                Step("ship", self.say("发运", "Shipped"), "active", "4 / 12", 0.33),
                Step("pay", self.say("收款", "Paid"), "active", "30%", 0.3),
            ]
        )
        return strip

    def _stages(self) -> QWidget:
        bar = StageBar()
        bar.set_stages(
            [
                Stage("a", self.say("需求分析", "Analyse"), "done", "25%"),
                Stage("b", self.say("方案选型", "Select"), "current", "45%"),
                Stage("c", self.say("报价", "Quote"), "coming", "60%"),
                Stage("d", self.say("签约", "Sign"), "coming", "100%"),
            ]
        )
        return bar

    def _grid(self) -> QWidget:
        late = {"LUGB-100"}
        cols = [
            Col("item", self.say("物料", "Item"), "code", 110),
            Col("name", self.say("名称", "Name"), stretch=True),
            Col("quantity", self.say("数量", "Quantity"), "quantity", 72),
            Col("price", self.say("单价", "Price"), "price", 86),
            Col(
                "due",
                self.say("承诺", "Promise"),
                "date",
                84,
                is_short=True,
                status_of=lambda row: "late" if row["item"] in late else None,
            ),
            Col(
                "done",
                self.say("进度", "Progress"),
                "bar",
                100,
                status_of=lambda row: "late" if row["item"] in late else None,
            ),
        ]
        grid = Grid(cols, has_filter_row=True, has_verticals=True, row_key=lambda row: row["item"])
        name = self.say("涡街流量计 DN", "Vortex meter DN")
        rows = [
            _line("LUGB-100", f"{name}100", 6, "7480", 23, "0.2"),
            _line("LUGB-050", f"{name}50", 6, "4980", 20, "0.6"),
            _line("LUGB-080", f"{name}80", 12, "3180", 24, "1"),
        ]
        grid.set_today(TODAY)
        grid.set_groups([(Group("w47", self.say("第 47 周", "Week 47"), "3", "late", {"quantity": 24}), rows)])
        grid.head.set_filters({"item": "LU*"})
        grid.head.set_sort("price", is_descending=True)
        grid.set_current("LUGB-050")
        grid.setFixedHeight(162)
        panel = Panel()
        panel.body.addWidget(grid)
        return panel

    def _notices(self) -> QWidget:
        empty = Panel()
        empty.body.addWidget(
            EmptyState(
                self.say("还没有符合这些条件的订单", "No order matches these conditions"),
                self.say("清除条件", "Clear conditions"),
            )
        )
        bars = QWidget()
        column = QVBoxLayout(bars)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        approved = self.say("已审核 SO-202611-00051", "Approved SO-202611-00051")
        column.addWidget(NoticeBar("done", approved, self.say("撤销", "Undo")))
        column.addWidget(
            NoticeBar("waiting", self.say("服务器无应答，输入已保存", "No answer from server, typing is kept"))
        )
        lost = self.say("2 行未能导入", "2 lines could not be read")
        column.addWidget(NoticeBar("late", lost, self.say("看原因", "See why")))
        box = self._row(empty, bars, spacing=10)
        row = box.layout()
        assert isinstance(row, QHBoxLayout)
        row.setStretch(0, 1)
        row.setStretch(1, 1)
        row.setStretch(2, 0)
        return box


def _line(item: str, name: str, quantity: int, price: str, day: int, done: str) -> dict[str, object]:
    return {
        "item": item,
        "name": name,
        "quantity": Decimal(quantity),
        "price": Decimal(price),
        "due": date(2026, 11, day),
        "done": Decimal(done),
    }
