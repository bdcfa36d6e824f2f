"""Money, quantities, prices, percentages: right-aligned Decimals that understand `=12*1.13`."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import RuleError
from app.ui.fields.arithmetic import evaluate, round_half_up
from app.ui.fields.base import LineField
from app.ui.fields.shown import number_text


class NumberField(LineField):
    """A Decimal or None. While typing, `changed` is sent for every number that stands by itself; a sum counts on
    Enter or leaving. What is not understood stays as typed, with its error, and keeps the former value."""

    def __init__(
        self,
        name: str,
        label: str,
        parent: QWidget | None = None,
        *,
        decimals: int | None = None,
        most_decimals: int = 6,
    ) -> None:
        super().__init__(name, label, "", parent)
        self._decimals = decimals
        self._most = most_decimals if decimals is None else decimals
        self._value: Decimal | None = None
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self.commit)
        self.line.returnPressed.connect(self.commit)

    def value(self) -> Decimal | None:
        return self._value

    def set_value(self, value: Decimal | None) -> None:
        self._value = value
        self.line.setText(self._shown())
        self._refuse(None)

    def _shown(self) -> str:
        return number_text(self._value, self._decimals)

    def _read(self, text: str) -> Decimal | None:
        return round_half_up(evaluate(text), self._most) if text.strip() else None

    def _typed(self, text: str) -> None:
        if text.strip().startswith("="):
            return
        try:
            self._take(self._read(text))
        except RuleError:
            return
        self._refuse(None)

    def commit(self) -> None:
        """Take what was typed: on Enter and on leaving."""
        if self.is_read_only:
            return
        try:
            value = self._read(self.line.text())
        except RuleError as problem:
            self._refuse(problem)
            return
        self._refuse(None)
        self._take(value)
        self.line.setText(self._shown())

    def _take(self, value: Decimal | None) -> None:
        if value != self._value:
            self._value = value
            self.changed.emit(value)


class MoneyField(NumberField):
    """An amount with the decimals of its currency, two unless told."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None, *, decimals: int = 2) -> None:
        super().__init__(name, label, parent, decimals=decimals)


class QuantityField(NumberField):
    """A quantity with as many decimals as it needs, at most six."""


class PercentField(NumberField):
    """A share: 0.13 is shown and typed as 13."""

    def _shown(self) -> str:
        return "" if self._value is None else number_text(self._value * 100)

    def _read(self, text: str) -> Decimal | None:
        if not text.strip():
            return None
        typed = evaluate(text.strip().rstrip("%％"))
        return round_half_up(typed / 100, self._most)
