"""The generic form: one widget for records and documents, declared by a FormSpec."""

from app.ui.form.screen import FormScreen

__all__ = ["FormScreen"]
