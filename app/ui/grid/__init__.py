"""Grids: a list in a window, groups, and document lines as a spreadsheet."""

from app.ui.grid.columns import Col, Group, RowAction
from app.ui.grid.grid import Grid
from app.ui.grid.line_grid import LineGrid
from app.ui.grid.line_model import Block, CellError, Unresolved
from app.ui.grid.model import GridModel

__all__ = ["Block", "CellError", "Col", "Grid", "GridModel", "Group", "LineGrid", "RowAction", "Unresolved"]
