"""A PDF's page → lines of what was written onto it: comments with their authors, free text, what fields of a form hold.

Pdfium's text layer has none of them (ISO 32000-2, 12.5: annotations lie above the page's content).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING

from appliance.parsing.remarks import remark
from appliance.parsing.text import tidy

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MOST = 2000  # of one page
LONGEST = 20_000  # bytes of one text
_WIDGET, _LINK, _POPUP = 20, 2, 16  # FPDF_ANNOT_*, public/fpdf_annot.h


def written_onto(page: PdfPage) -> Iterator[str]:
    """Yield a line for each annotation that holds text."""
    from pypdfium2 import raw

    for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MOST)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind == _WIDGET:
                name, value = _string(annotation, b"T"), _string(annotation, b"V")
                line = f"{name}: {value}" if name and value else value
            else:
                line = "" if kind in (_LINK, _POPUP) else remark(_string(annotation, b"Contents"), _string(annotation, b"T"))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if line:
            yield line


def _string(annotation: object, key: bytes) -> str:
    from pypdfium2 import raw

    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= LONGEST:
        return ""
    content = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(content, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return " ".join(tidy(content.raw[: size - 2].decode("utf-16-le", "replace")).split())
