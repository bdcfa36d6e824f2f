"""Windows, parts, fields and grids. Knows descriptors and plain rows, never a table or a room."""
