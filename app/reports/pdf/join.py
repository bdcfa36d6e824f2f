"""Several papers as one print job."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable

import pypdfium2

# PDFium is not safe to be called by two threads at once; the preview takes this lock too
PDFIUM_LOCK = threading.RLock()


def join(documents: Iterable[bytes]) -> bytes:
    """One PDF with the pages of all, in their order (walking or route order is the caller's)."""
    with PDFIUM_LOCK:
        whole = pypdfium2.PdfDocument.new()
        try:
            for document in documents:
                _append(whole, document)
            out = io.BytesIO()
            whole.save(out)
        finally:
            whole.close()
    return out.getvalue()


def _append(whole: pypdfium2.PdfDocument, document: bytes) -> None:
    part = pypdfium2.PdfDocument(document)
    try:
        whole.import_pages(part)
    finally:
        part.close()
