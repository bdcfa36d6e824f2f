"""Paper and spreadsheets: frozen dataclasses in, bytes or files out. Knows no database and no window."""
