"""Fields: label, editor, error line; Decimals and dates in, Decimals and dates out."""

from app.ui.fields.base import Field
from app.ui.fields.candidates import Candidate, CandidateList
from app.ui.fields.date_field import DateField
from app.ui.fields.layout import FieldGrid
from app.ui.fields.look_up import LookUpField
from app.ui.fields.numbers import MoneyField, NumberField, PercentField, QuantityField
from app.ui.fields.plain import CheckField, ChoiceField, Combo, MemoField, TextField

__all__ = [
    "Candidate",
    "CandidateList",
    "CheckField",
    "ChoiceField",
    "Combo",
    "DateField",
    "Field",
    "FieldGrid",
    "LookUpField",
    "MemoField",
    "MoneyField",
    "NumberField",
    "PercentField",
    "QuantityField",
    "TextField",
]
