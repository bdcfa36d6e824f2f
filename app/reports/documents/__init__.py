"""One file a paper: its frozen dataclass and `render(paper, ...) -> bytes`."""
