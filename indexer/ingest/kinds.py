"""Which kind of file is this? Its content says so; its name only parts texts that look alike.

What cannot be read is refused in plain words, with what to save it as.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from indexer.ingest.extraction import FileKind, Hints
from indexer.ingest.sources import LARGEST
from indexer.ingest.text_kinds import text_kind
from kb.errors import SourceUnreadable

UNPACKED = 200_000_000  # bytes of all parts of an office file, or of all files in an archive
LISTED = 1_000_000  # bytes of the part of an office file that lists the others
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PDF_WITHIN = 1024  # bytes; readers of PDF pass over what stands before its first line

_AS_DOCX = "Open it in a word processor and save it as .docx or PDF."
_AS_XLSX = "Open it in a spreadsheet program and save it as .xlsx or CSV."
_AS_PDF = "Open it in the program it was made with and save it as PDF."
_IMAGE = ("It is an image.", "Recognise its text (OCR) and save that as PDF or text, e.g. with ocrmypdf.")
_SOUND = ("It is a sound or video file.", "Write down what it says, or name the page it belongs to.")
_PROGRAM = ("It is a program, which is never run or read.", "Bring the document itself.")
CODES = {_AS_DOCX: "file_as_docx", _AS_XLSX: "file_as_xlsx", _AS_PDF: "file_as_pdf", _IMAGE[1]: "file_image"}
_ARCHIVE = (
    "It is an archive of a kind that is not read.",
    "Unpack it and name the folder, or pack it as ZIP.",
)

# (place, signature, problem and repair); of a container the longer one stands first
_SIGNATURES: tuple[tuple[int, bytes, tuple[str, str]], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", _IMAGE),
    (0, b"\xff\xd8\xff", _IMAGE),
    (0, b"GIF87a", _IMAGE),
    (0, b"GIF89a", _IMAGE),
    (0, b"II*\x00", _IMAGE),
    (0, b"MM\x00*", _IMAGE),
    (0, b"8BPS", _IMAGE),
    (0, b"\x00\x00\x01\x00", _IMAGE),
    (8, b"WEBP", _IMAGE),
    (4, b"ftyphei", _IMAGE),
    (4, b"ftypavif", _IMAGE),
    (4, b"ftypmif1", _IMAGE),
    (4, b"ftyp", _SOUND),
    (0, b"RIFF", _SOUND),
    (0, b"OggS", _SOUND),
    (0, b"fLaC", _SOUND),
    (0, b"ID3", _SOUND),
    (0, b"\xff\xfb", _SOUND),
    (0, b"\x1a\x45\xdf\xa3", _SOUND),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\xce\xfa\xed\xfe", _PROGRAM),
    (0, b"#!/", _PROGRAM),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ\x00", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"Rar!\x1a\x07", _ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (0, b"MSCF", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (0, b"{\\rtf", ("It is a file in Rich Text Format.", _AS_DOCX)),
    (0, b"%!PS", ("It is a PostScript file.", "Convert it to PDF, e.g. with ps2pdf.")),
    (0, b"SQLite format 3\x00", ("It is a database.", "Export its table as CSV.")),
)

# Names inside the directory of the old office formats, which is written in UTF-16
_OLE_PARTS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("EncryptedPackage", ("It is an office file protected by a password.", "Save it without the password.")),
    ("WordDocument", ("It is a Word document of the old format (.doc).", _AS_DOCX)),
    ("Workbook", ("It is an Excel workbook of the old format (.xls).", _AS_XLSX)),
    ("Book", ("It is an Excel workbook of the old format (.xls).", _AS_XLSX)),
    ("PowerPoint Document", ("It is a presentation of the old format (.ppt).", _AS_PDF)),
    ("__substg1.0_", ("It is a saved mail.", "Save what it says as text, without names and addresses.")),
)
_OLE_OTHER = ("It is an office file of an old format.", _AS_PDF)

# Types of the main part of an office file, as [Content_Types].xml has them
_OFFICE: tuple[tuple[bytes, FileKind], ...] = (
    (b"officedocument.wordprocessingml.document.main+xml", "docx"),
    (b"officedocument.wordprocessingml.template.main+xml", "docx"),
    (b"ms-word.document.macroEnabled.main+xml", "docx"),
    (b"ms-word.template.macroEnabledTemplate.main+xml", "docx"),
    (b"officedocument.spreadsheetml.sheet.main+xml", "xlsx"),
    (b"officedocument.spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
    (b"ms-excel.template.macroEnabled.main+xml", "xlsx"),
)
_OTHER_OFFICE: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (b"presentationml", ("It is a presentation (.pptx).", _AS_PDF)),
    (b"ms-powerpoint", ("It is a presentation (.pptx).", _AS_PDF)),
    (b"ms-excel.sheet.binary", ("It is a binary Excel workbook (.xlsb).", _AS_XLSX)),
    (b"opendocument.text", ("It is an OpenDocument text (.odt).", _AS_DOCX)),
    (b"opendocument.spreadsheet", ("It is an OpenDocument spreadsheet (.ods).", _AS_XLSX)),
    (b"opendocument", ("It is an OpenDocument file.", _AS_PDF)),
    (b"application/epub+zip", ("It is an electronic book (EPUB).", "Convert it to PDF or HTML.")),
)


def kind_of(data: bytes, hints: Hints) -> FileKind:
    """The kind of a file.

    Raises SourceUnreadable for what is no text we read, with what to save it as.
    """
    if len(data) > LARGEST:
        raise SourceUnreadable(
            f"The file has {len(data) / 1e6:,.0f} MB, more than {LARGEST / 1e6:,.0f}.",
            "Divide it, or leave out its pictures.",
        )
    if not data.strip(b" \t\r\n\f\v\x00\xef\xbb\xbf\xfe\xff"):
        raise SourceUnreadable("The file is empty.", "Bring one that holds something.", code="file_empty")
    if data.startswith(_ZIP):
        return office_kind(data) or "zip"
    if data.startswith(_OLE):
        raise _refused(_of_ole(data))
    for place, signature, refusal in _SIGNATURES:
        if data.startswith(signature, place):
            raise _refused(refusal)
    if _is_windows_program(data):
        raise _refused(_PROGRAM)
    if _is_bitmap(data):
        raise _refused(_IMAGE)
    start = data.find(b"%PDF-", 0, _PDF_WITHIN)
    if start >= 0 and b"<" not in data[:start]:
        return "pdf"
    return text_kind(data, hints)


def office_kind(data: bytes) -> FileKind | None:
    """Which office file the bytes of a ZIP archive are; None for an ordinary archive.

    Raises SourceUnreadable for office files we do not read, and for archives that are damaged.
    """
    with opened(data) as archive:
        listed = _part(archive, "[Content_Types].xml") or _part(archive, "mimetype")
        if listed is None:
            return None
        kind = next((kind for part, kind in _OFFICE if part in listed), None)
        if kind:
            size = sum(part.file_size for part in archive.infolist())
            if size > UNPACKED:
                raise SourceUnreadable(
                    f"Unpacked it has {size / 1e6:,.0f} MB, more than {UNPACKED / 1e6:,.0f}.",
                    "Divide it, or save its text alone.",
                )
            return kind
    for part, refusal in _OTHER_OFFICE:
        if part in listed:
            raise _refused(refusal)
    return None


def has_macros(data: bytes) -> bool:
    """Whether an office file brings programs of its own."""
    with opened(data) as archive:
        return any(part.filename.casefold().endswith("vbaproject.bin") for part in archive.infolist())


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive in these bytes. Raises SourceUnreadable if it is damaged."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SourceUnreadable(
            f"It is a damaged ZIP archive or office file ({error}).", "Get it once more, or save it anew."
        ) from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """The beginning of a part; None if there is none, or it cannot be read."""
    try:
        with archive.open(name) as part:
            return part.read(LISTED)
    except (KeyError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError):  # RuntimeError: encrypted
        return None


def _refused(refusal: tuple[str, str]) -> SourceUnreadable:
    """Why a file is not read; what mends it is the same for many kinds, and has one code."""
    return SourceUnreadable(*refusal, code=CODES.get(refusal[1], ""))


def _of_ole(data: bytes) -> tuple[str, str]:
    parts = (refusal for name, refusal in _OLE_PARTS if name.encode("utf-16-le") in data)
    return next(parts, _OLE_OTHER)


def _is_windows_program(data: bytes) -> bool:
    return data.startswith(b"MZ") and b"\x00" in data[:64]


def _is_bitmap(data: bytes) -> bool:
    return data.startswith(b"BM") and data[6:10] == bytes(4)
