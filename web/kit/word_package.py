"""What does the file around a Word document say of it, and why are its bytes the same every time?"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.text.paragraph import Paragraph

from web.kit.content import Kit, writable
from web.kit.word_styles import TAGS, element

NAME = "Leuchtturm"  # stands where Word would put the name of a person
MOST_TITLE = 250  # core properties hold no more than 255 characters
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can hold


def describe(document: Document, kit: Kit) -> None:
    """Give the document its title, its day and its foot with the numbers of pages."""
    day = datetime.fromisoformat(kit.made_on).replace(tzinfo=UTC)
    known = document.core_properties
    known.title, known.language = writable(kit.title)[:MOST_TITLE], TAGS[kit.language]
    known.author = known.last_modified_by = NAME
    known.subject = known.keywords = known.comments = known.category = ""
    known.created = known.modified = day
    known.revision = 1
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run(f"{writable(kit.title)} · ")
    _counted(foot, "PAGE")
    foot.add_run(" / ")
    _counted(foot, "NUMPAGES")


def to_bytes(document: Document) -> bytes:
    """The file. It holds no picture of its first page, which would be that of the empty template."""
    relations = document.part.package.rels
    for name in [name for name, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[name]
    saved, lasting = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as before, ZipFile(lasting, "w") as after:
        for name in before.namelist():
            entry = ZipInfo(name, date_time=_EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return lasting.getvalue()


def _counted(paragraph: Paragraph, what: str) -> None:
    """A field that Word fills in: the number of this page, or of all."""
    field = element("w:fldSimple", instr=what)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)
