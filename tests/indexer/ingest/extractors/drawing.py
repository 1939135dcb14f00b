"""PDF files as the tests of their extractor need them."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from indexer.ingest.extraction import Hints, Text
from indexer.ingest.extractors.pdf import extract

LINE = 14.0  # points from line to line
LETTERS = 10.0
WORDS = "Das Netzwerk bündelt die Kräfte der Region und öffnet kleinen Firmen den Zugang zur Forschung"


def drawn(draw: Callable[[Canvas], object], encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF with what was drawn on its first page and on those it began."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=True, encrypt=encrypt)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def read(draw: Callable[[Canvas], object], name: str = "a.pdf") -> Text:
    return extract(drawn(draw), Hints(name=name))


def write(
    canvas: Canvas,
    lines: list[str],
    top: float = 700,
    left: float = 70,
    size: float = LETTERS,
    bold: bool = False,
) -> float:
    """Draw lines below each other; where the next one would stand."""
    canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
    for line in lines:
        canvas.drawString(left, top, line)
        top -= LINE * size / LETTERS
    return top
