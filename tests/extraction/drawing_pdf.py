"""What does a PDF file look like that holds these headings, paragraphs, lists and tables?

The same description gives the same bytes. Soft hyphens in a paragraph are places where a line may end in a
hyphen, as a typesetting program would do it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Table

SIZES = {"A4": A4, "A5": A5}
MARGIN = 62.0  # points
GUTTER = 20.0  # points between two columns
LEVELS = {"title": 0, "h1": 0, "h2": 1}  # in the outline

_BODY = ParagraphStyle("body", fontSize=10, leading=14, spaceAfter=7, embeddedHyphenation=1)
STYLES = {
    "p": _BODY,
    "title": ParagraphStyle(
        "title", _BODY, fontName="Helvetica-Bold", fontSize=20, leading=25, spaceAfter=14
    ),
    "h1": ParagraphStyle("h1", _BODY, fontName="Helvetica-Bold", fontSize=14, leading=18, spaceBefore=12),
    "h2": ParagraphStyle("h2", _BODY, fontName="Helvetica-Bold", fontSize=11.5, leading=15, spaceBefore=8),
    "item": ParagraphStyle("item", _BODY, leftIndent=16, bulletIndent=4, spaceAfter=3),
    "cell": ParagraphStyle("cell", _BODY, fontSize=9, leading=11, spaceAfter=0),
}


class _Document(BaseDocTemplate):
    """Pages with a running header and footer; headings go into the outline where one is wanted."""

    def __init__(self, target: io.BytesIO, metadata: dict[str, str], layout: dict[str, Any]) -> None:
        self.layout, self.headings = layout, 0
        self.paper = SIZES[layout.get("size", "A4")]
        super().__init__(
            target,
            pagesize=self.paper,
            title=metadata.get("title", ""),
            author=metadata.get("author", ""),
            lang=metadata.get("language"),
            invariant=1,
            pageTemplates=[PageTemplate(frames=self.frames(), onPage=self.running_lines)],
        )

    def frames(self) -> list[Frame]:
        """The columns of a page."""
        columns = self.layout["columns"]
        width = (self.paper[0] - 2 * MARGIN - GUTTER * (columns - 1)) / columns
        height = self.paper[1] - 2 * MARGIN
        return [Frame(MARGIN + n * (width + GUTTER), MARGIN, width, height) for n in range(columns)]

    def running_lines(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """What stands on every page."""
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, self.paper[1] - 36, self.layout["header"])
        footer = self.layout["footer"].replace("{page}", str(canvas.getPageNumber()))
        canvas.drawCentredString(self.paper[0] / 2, 30, footer)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  reportlab calls it so
        """Note a heading in the outline."""
        name = getattr(getattr(flowable, "style", None), "name", "")
        if self.layout["outline"] and name in LEVELS and isinstance(flowable, Paragraph):
            self.headings += 1
            key = f"heading-{self.headings}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, LEVELS[name])


def draw_pdf(description: dict[str, Any]) -> bytes:
    """The bytes of a PDF file."""
    target = io.BytesIO()
    document = _Document(target, description["metadata"], description["layout"])
    document.build([flowable for block in description["blocks"] for flowable in _flowables(block)])
    return target.getvalue()


def _flowables(block: dict[str, Any]) -> Iterator[Flowable]:
    ((what, content),) = block.items()
    if what == "pagebreak":
        yield PageBreak()
    elif what == "list":
        yield from (Paragraph(_escaped(item), STYLES["item"], bulletText="\u2022") for item in content)
    elif what == "numbered":
        for number, item in enumerate(content, 1):
            yield Paragraph(_escaped(item), STYLES["item"], bulletText=f"{number}.")
    elif what == "table":
        rows = [[Paragraph(_escaped(cell), STYLES["cell"]) for cell in row] for row in content]
        yield Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)], spaceAfter=9)
    else:
        yield Paragraph(_escaped(content), STYLES[what])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
