"""PDF files that are made to do harm, written object by object."""

from __future__ import annotations

import io
import zlib

from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.tiers import examples

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
CONTENT = b"BT /F 12 Tf 70 700 Td (Das Netzwerk und die Region) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), extra, content)


def pdf(*objects: bytes, xref: bool = True) -> bytes:
    """A file of these objects, numbered from 1; the first one is the catalog."""
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    if xref:
        data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start if xref else 999_999,
    )
    return bytes(data)


def fine() -> bytes:
    return pdf(CATALOG, PAGES, PAGE, stream(CONTENT), FONT)


def encrypted() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption("secret"))
    canvas.drawString(70, 700, "Geheim")
    canvas.save()
    return target.getvalue()


def cyclic_pages() -> bytes:
    return pdf(
        CATALOG, b"<</Type/Pages/Kids[3 0 R 2 0 R 2 0 R]/Count 3/Parent 2 0 R>>", PAGE, stream(CONTENT), FONT
    )


def cyclic_outline() -> bytes:
    catalog = b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>"
    outline = b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>"
    item = b"<</Title(Kreis)/Parent 6 0 R/First 7 0 R/Next 7 0 R/Dest[3 0 R/Fit]>>"
    return pdf(catalog, PAGES, PAGE, stream(CONTENT), FONT, outline, item)


def long_outline() -> bytes:
    """A chain of 20,000 entries."""
    catalog = b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>"
    outline = b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 20000>>"
    items = [
        b"<</Title(E)/Parent 6 0 R/Next %d 0 R/Dest[3 0 R/Fit]>>" % (8 + number) for number in range(20_000)
    ]
    return pdf(catalog, PAGES, PAGE, stream(CONTENT), FONT, outline, *items)


def without_xref() -> bytes:
    return pdf(CATALOG, PAGES, PAGE, stream(CONTENT), FONT, xref=False)


def bomb() -> bytes:
    """A page of 2 GB of blanks before its text, packed twice."""
    packer = zlib.compressobj(9)
    piece = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    once = (
        piece + (packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)) * 2047 + packer.flush()
    )
    twice = zlib.compress(once, 9)
    return pdf(CATALOG, PAGES, PAGE, stream(twice, b"/Filter[/FlateDecode/FlateDecode]"), FONT)


def wrong_length() -> bytes:
    return pdf(CATALOG, PAGES, PAGE, b"<</Length 4000000000>>stream\n" + CONTENT + b"\nendstream", FONT)


def images_only() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    for _ in range(3):
        canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def truncated() -> bytes:
    return fine()[:150]


def countless_pages() -> bytes:
    return pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", PAGE, stream(CONTENT), FONT)


def many_pages() -> bytes:
    """A hundred thousand pages that are one."""
    kids = b"3 0 R " * 100_000
    return pdf(CATALOG, b"<</Type/Pages/Kids[" + kids + b"]/Count 100000>>", PAGE, stream(CONTENT), FONT)


def deep_arrays() -> bytes:
    return pdf(
        CATALOG, PAGES, PAGE[:-2] + b"/X " + b"[" * 200_000 + b"]" * 200_000 + b">>", stream(CONTENT), FONT
    )


def drawing_itself() -> bytes:
    """A form that draws itself, and two that draw each other."""
    page = PAGE.replace(b"/Font<<", b"/XObject<</A 6 0 R/B 7 0 R>>/Font<<")
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 6 0 R/B 7 0 R>>>>"
    forms = [stream(b"/A Do /B Do", form), stream(b"/A Do /B Do", form)]
    return pdf(CATALOG, PAGES, page, stream(b"/A Do " + CONTENT), FONT, *forms)


def crowded() -> bytes:
    """A page of words that stand anywhere."""
    content = b"".join(
        b"BT /F 3 Tf %d %d Td (wort%d) Tj ET\n" % (number * 7919 % 550, number * 104_729 % 800, number)
        for number in range(examples(15_000, 60_000))
    )
    return pdf(CATALOG, PAGES, PAGE, stream(content), FONT)


def garbage_behind_its_name() -> bytes:
    return b"%PDF-1.7\n" + bytes(range(256)) * 4000
