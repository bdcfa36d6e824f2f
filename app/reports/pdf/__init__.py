"""The PDF engine: sheet (drawing), flow (pages), table, parts, frame (head and foot), codes, join."""
