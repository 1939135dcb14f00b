"""Archives and office files that are made to do harm, written byte by byte where zipfile would not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import docx
import openpyxl

from tests.tiers import examples

MANY_FILES = examples(20_000, 100_000)
LINK = 0o120777 << 16  # external attributes of a symbolic link
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_MAIN = f"{SHEETS}.sheet.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = "".join(
    f'<!ENTITY l{number} "{f"&l{number - 1};" * 10 if number else "ha" * 20}">' for number in range(10)
)


@dataclass(frozen=True)
class Entry:
    """One file as it is written into an archive; ``at`` is where the list says it begins, if it lies."""

    name: bytes
    packed: bytes
    size: int
    crc: int = 0
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    attributes: int = 0
    at: int | None = None


def entry(name: str, content: bytes) -> Entry:
    return Entry(name.encode(), deflated(content), len(content), zlib.crc32(content))


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def zeros(size: int) -> bytes:
    """Zeros, deflated in no time: one packed piece, repeated."""
    piece = 1 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(piece)) + packer.flush(zlib.Z_FULL_FLUSH)
    return packed * (size // piece) + deflated(b"")


def archive(entries: Iterable[Entry]) -> bytes:
    """A ZIP archive that says of its files what it is told to."""
    body, listed, count = bytearray(), bytearray(), 0
    for one in entries:
        at = len(body) if one.at is None else one.at
        wide = one.size >= 1 << 32
        size = 0xFFFFFFFF if wide else one.size
        extra = struct.pack("<HHQ", 1, 8, one.size) if wide else b""
        head = struct.pack(
            "<HHHHHLLLHH",
            20,
            one.flags,
            one.method,
            0,
            33,
            one.crc,
            len(one.packed),
            size,
            len(one.name),
            len(extra),
        )
        if one.at is None:
            body += b"PK\x03\x04" + head + one.name + extra + one.packed
        listed += b"PK\x01\x02" + struct.pack("<H", 0x0314) + head
        listed += struct.pack("<HHHLL", 0, 0, 0, one.attributes, at) + one.name + extra
        count += 1
    count = min(count, 0xFFFF)
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(listed), len(body), 0)
    return bytes(body + listed + b"PK\x05\x06" + end)


def flat_bomb() -> bytes:
    return archive([Entry(b"big.txt", zeros(10 << 30), 10 << 30)])


def lying_bomb() -> bytes:
    return archive([Entry(b"small.txt", zeros(1 << 30), 1000)])


def many_large_files() -> bytes:
    """Files that unpack to what one file may have, with a ratio that is still believable."""
    content = b"".join(zlib.crc32(b"%d" % number).to_bytes(4, "big") * 60 for number in range(80_000))
    large = entry("0.txt", content[:19_000_000])
    return archive(Entry(b"%d.txt" % number, large.packed, large.size, large.crc) for number in range(12))


def nested_bomb() -> bytes:
    data = archive([Entry(b"big.txt", zeros(1 << 30), 1 << 30)])
    for _ in range(5):
        data = archive([entry(f"{number}.zip", data) for number in range(3)])
    return data


def overlapping_bomb() -> bytes:
    """All files of the list are the one file that is there."""
    packed = zeros(16 << 20)
    first = Entry(b"a.txt", packed, 16 << 20, zlib.crc32(bytes(16 << 20)))
    return archive([first, *(Entry(b"a.txt", packed, 16 << 20, first.crc, at=0) for _ in range(500))])


def many_files() -> bytes:
    stored = zipfile.ZIP_STORED
    return archive(Entry(b"%d.txt" % number, b"", 0, method=stored) for number in range(MANY_FILES))


def tricky_names() -> bytes:
    names = (
        "../../etc/cron.d/job.txt",
        "/etc/passwd.txt",
        "C:\\Windows\\system.txt",
        "..\\up.txt",
        "a\x1b[2Jb.txt",
    )
    return archive([*(entry(name, b"Ein Text und noch einer") for name in names), *_fine()])


def tricky_members() -> bytes:
    """What cannot be read, one of each, beside a file that can."""
    secret = entry("secret.txt", b"geheim und sicher")
    packed_otherwise = Entry(b"packed.txt", b"\x09\x04\x05\x00", 100, method=zipfile.ZIP_LZMA)
    broken = entry("broken.txt", b"Ein Text und noch einer")
    return archive(
        [
            Entry(b"link.txt", b"/etc/passwd", 11, method=zipfile.ZIP_STORED, attributes=LINK),
            Entry(secret.name, secret.packed, secret.size, secret.crc, flags=1),
            packed_otherwise,
            Entry(broken.name, broken.packed, broken.size, crc=7),
            *_fine(),
            *_fine(),
        ]
    )


def _fine() -> Iterator[Entry]:
    yield entry("fine.txt", b"Ein Text, der gut ist und bleibt.\n")


def truncated() -> bytes:
    data = archive([entry("a.txt", bytes(range(256)) * 100)])
    return data[: len(data) // 2]


def _office(main: str, parts: dict[str, str], target: str) -> bytes:
    """The smallest package of an office file."""
    package = io.BytesIO()
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as target_file:
        target_file.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{target}" ContentType="{main}"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEETS}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHEETS}.sharedStrings+xml"/></Types>',
        )
        target_file.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relation}" Target="{target}"/></Relationships>',
        )
        for name, content in parts.items():
            target_file.writestr(name, content)
    return package.getvalue()


def word(body: str, *, doctype: str = "", main: str = WORD_MAIN) -> bytes:
    document = f"<?xml version='1.0'?>{doctype}<w:document {W}><w:body>{body}</w:body></w:document>"
    return _office(main, {"word/document.xml": document}, "word/document.xml")


def laughing_word() -> bytes:
    return word("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", doctype=f"<!DOCTYPE x [{LAUGHS}]>")


def word_laughing_in_an_attribute() -> bytes:
    return word("<w:p w:id='&l9;'><w:r><w:t>Text</w:t></w:r></w:p>", doctype=f"<!DOCTYPE x [{LAUGHS}]>")


def word_asking_for_a_file() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return word("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>", doctype=doctype)


def deep_word() -> bytes:
    return word("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000)


def large_word() -> bytes:
    """A document of 10 GB, as its package says."""
    data = word("<w:p><w:r><w:t>Text</w:t></w:r></w:p>")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {part.filename: package.read(part) for part in package.infolist()}
    entries = [entry(name, content) for name, content in parts.items() if name != "word/document.xml"]
    return archive([*entries, Entry(b"word/document.xml", zeros(10 << 30), 10 << 30)])


def word_with_macros() -> bytes:
    target = io.BytesIO(
        word(
            "<w:p><w:r><w:t>Das Netzwerk und seine Makros.</w:t></w:r></w:p>",
            main="application/vnd.ms-word.document.macroEnabled.main+xml",
        )
    )
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return target.getvalue()


def truncated_word() -> bytes:
    target = io.BytesIO()
    docx.Document().save(target)
    return target.getvalue()[:-2000]


def encrypted_office() -> bytes:
    """The container Word writes a document with a password into."""
    return (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    )


def old_word() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(2000)


def _workbook(sheet: str, *, strings: str = "", main: str = SHEET_MAIN) -> bytes:
    """A workbook of one sheet, with its shared texts if there are any."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook {S} xmlns:r="{relation}"><sheets>'
        '<sheet name="Blatt" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings or f"<sst {S}/>",
    }
    return _office(main, parts, "xl/workbook.xml")


def laughing_workbook() -> bytes:
    strings = f"<!DOCTYPE x [{LAUGHS}]><sst {S}><si><t>&l9;</t></si></sst>"
    return _workbook(
        f'<worksheet {S}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
        strings=strings,
    )


def workbook_asking_for_a_file() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    cell = '<c r="A1" t="inlineStr"><is><t>&e;</t></is></c>'
    return _workbook(f'{doctype}<worksheet {S}><sheetData><row r="1">{cell}</row></sheetData></worksheet>')


def long_workbook() -> bytes:
    """Rows without end: a million of them in the soak tier."""
    rows = examples(200_000, 1_000_000)
    lines = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, rows + 1))
    return _workbook(f"<worksheet {S}><sheetData>{lines}</sheetData></worksheet>")


def wide_open_workbook() -> bytes:
    """One cell at the far end, so that the sheet says it has 17 thousand million cells."""
    return _workbook(
        f'<worksheet {S}><dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Titel</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>Ende</t></is></c></row>'
        "</sheetData></worksheet>"
    )


def workbook_with_macros() -> bytes:
    target = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Titel", "Land"])
    sheet.append(["Ein Netzwerk und seine Makros", "Deutschland"])
    book.save(target)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Sub Workbook_Open()")
    return target.getvalue()
