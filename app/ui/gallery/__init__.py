"""All parts on sheets, in both themes and languages: `python -m app.ui.gallery --out DIR` writes the pictures."""
