"""What a file is follows from its content.

1. Every kind that is read is known without a name, and under a wrong one.
2. A name decides only between texts that look alike; what a server says comes after it.
3. What is not read is refused in plain words, with what to save it as.
4. Office files are told apart by what is inside, and those with macros are told.
"""

from __future__ import annotations

import contextlib
import io

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.extraction import FileKind, Hints
from indexer.ingest.kinds import has_macros, kind_of
from indexer.ingest.registry import EXTRACTORS
from kb.errors import SourceUnreadable
from tests.indexer.ingest.hostile_archives import archive, entry, word_with_macros
from tests.indexer.ingest.hostile_pdfs import fine
from tests.tiers import examples

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def word() -> bytes:
    target = io.BytesIO()
    docx.Document().save(target)
    return target.getvalue()


def workbook() -> bytes:
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    return target.getvalue()


def office(content_type: str) -> bytes:
    return archive([entry("[Content_Types].xml", f'<Override ContentType="{content_type}"/>'.encode())])


KNOWN: tuple[tuple[FileKind, bytes], ...] = (
    ("pdf", fine()),
    ("pdf", b"\r\n\n" + fine()),
    ("docx", word()),
    ("xlsx", workbook()),
    ("docx", office("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")),
    ("docx", office("application/vnd.ms-word.document.macroEnabled.main+xml")),
    ("xlsx", office("application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
    ("zip", archive([entry("a.txt", b"x")])),
    ("html", b"<!DOCTYPE html><title>T</title>"),
    ("html", b"\xef\xbb\xbf\n <!-- saved --> <html><body>x"),
    ("html", b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html>'),
    ("html", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">'),
    ("html", b"<div class='a'>Ein Netzwerk</div>"),
    ("html", "<html><body>Förderung</body>".encode("utf-16")),
    ("html", "<html><body>Förderung</body>".encode("utf-16-le")),
    ("jsonl", b'{"title": "A"}\n{"title": "B"}\n'),
    ("jsonl", b'{"title": "A"}'),
    ("jsonl", b'[\n  {"title": "A"},\n  {"title": "B"}\n]'),
    ("yaml", b"# a sheet\n\nid: a-sheet\nkind: training\n"),
    ("yaml", b"---\nformat: 1\nid: a\n"),
    ("csv", b"Titel;Land\nA;DE\nB;PL\n"),
    ("csv", b"Titel\tLand\nA\tDE\nB\tPL\n"),
    ("csv", b"Titel,Land,Jahr\nA,DE,2019\nB,PL,2020\n"),
    ("markdown", b"# Titel\n\nText\n"),
    ("markdown", b"---\ntitle: A\n---\n\n# Titel\n"),
    ("text", "Ein Satz, der für sich steht.\n".encode()),
    ("text", "Förderung für Cluster\n".encode("iso-8859-1")),
    ("text", "Förderung für Cluster\n".encode("utf-16-be")),
    ("text", b"[1] A source\n[2] Another one\n"),
    ("text", b"{x} is a set.\n"),
)


@pytest.mark.parametrize(("kind", "data"), KNOWN)
def test_a_kind_is_known_without_a_name(kind: FileKind, data: bytes) -> None:
    assert kind_of(data, Hints()) == kind


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx", "a.zip", "a.exe", "a", "a.PNG"])
@pytest.mark.parametrize(("kind", "data"), KNOWN)
def test_the_name_of_another_format_does_not_matter(kind: FileKind, data: bytes, name: str) -> None:
    assert kind_of(data, Hints(name=name)) == kind


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("a.md", None, "markdown"),
        ("a.CSV", None, "csv"),
        ("a.txt", None, "text"),
        ("a.yml", None, "yaml"),
        ("a.jsonl", None, "jsonl"),
        ("a.htm", None, "html"),
        ("a.txt", "text/csv", "text"),
        ("", "text/csv; charset=utf-8", "csv"),
        ("", "text/markdown", "markdown"),
        ("page.php", "text/html", "html"),
        ("", "application/octet-stream", "text"),
    ],
)
def test_a_name_decides_between_texts_that_look_alike(
    name: str, media_type: str | None, kind: FileKind
) -> None:
    assert kind_of(b"a - b\nc - d", Hints(name=name, media_type=media_type)) == kind


def test_a_page_is_a_page_whatever_it_is_called_but_markdown_may_begin_with_tags() -> None:
    assert kind_of(b"<!doctype html><p>x", Hints(name="a.txt")) == "html"
    assert kind_of(b"<p align=center>x</p>\n\n# Titel", Hints(name="README.md")) == "markdown"


REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"", "is empty"),
    (b" \n\t\x00", "is empty"),
    (b"x" * 20_000_001, "20 MB, more than 20"),
    (b"\x89PNG\r\n\x1a\n" + bytes(9), "an image.*OCR"),
    (b"\xff\xd8\xff\xe0" + bytes(9), "an image"),
    (b"GIF89a" + bytes(9), "an image"),
    (b"BM" + bytes(30), "an image"),
    (b"RIFF\x00\x00\x00\x00WEBP", "an image"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a drawing"),
    (b"RIFF\x00\x00\x00\x00WAVE", "sound or video"),
    (b"\x00\x00\x00\x18ftypmp42" + bytes(9), "sound or video"),
    (b"ID3\x04" + bytes(9), "sound or video"),
    (b"\x7fELF" + bytes(9), "a program"),
    (b"MZ\x90\x00" + bytes(80), "a program"),
    (b"#!/bin/sh\n", "a program"),
    (b"\x1f\x8b\x08" + bytes(9), "archive of a kind.*ZIP"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(9), "archive of a kind"),
    (b"Rar!\x1a\x07\x00" + bytes(9), "archive of a kind"),
    (b"a.txt" + bytes(252) + b"ustar" + bytes(9), "archive of a kind"),
    (rb"{\rtf1 x}", "Rich Text"),
    (b"%!PS-Adobe-3.0", "PostScript"),
    (OLE + "WordDocument".encode("utf-16-le"), r"\.doc\).*save it as \.docx"),
    (OLE + "Workbook".encode("utf-16-le"), r"\.xls\).*save it as \.xlsx"),
    (OLE + "PowerPoint Document".encode("utf-16-le"), r"\.ppt\).*as PDF"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    (OLE, "office file of an old format"),
    (office("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), r"\.pptx"),
    (office("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), r"\.xlsb"),
    (archive([entry("mimetype", b"application/vnd.oasis.opendocument.text")]), r"\.odt\).*\.docx or PDF"),
    (archive([entry("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), r"\.ods"),
    (archive([entry("mimetype", b"application/epub+zip")]), "EPUB"),
    (b"PK\x03\x04" + bytes(50), "damaged ZIP"),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "MHTML"),
    (b'<?xml version="1.0"?><rss version="2.0"/>', "XML file .<rss>"),
    (b'{\n  "title": "A"\n}', "one value over many lines"),
    (b"[[1, 2], [3, 4]]", "one value over many lines"),
    (bytes(range(256)) * 10, "neither a text"),
    (b"Titel;Land\n\x00\x00\x00", "neither a text"),
)


@pytest.mark.parametrize(("data", "message"), REFUSED)
def test_what_is_not_read_is_refused_with_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(SourceUnreadable, match=message) as refused:
        kind_of(data, Hints(name="a.txt" if data.startswith(b"Titel") else ""))
    assert refused.value.repair.endswith((".", "FILE."))


def test_macros_are_noticed() -> None:
    assert has_macros(word_with_macros())
    assert not has_macros(word())


def test_every_kind_has_an_extractor_or_is_no_text() -> None:
    assert {kind for kind, _ in KNOWN} - set(EXTRACTORS) == {"zip", "yaml"}


@settings(max_examples=examples(100, 5000), deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "a.txt", "a.csv", "a.md", "a.html", "a.jsonl"]))
def test_any_bytes_have_a_kind_or_are_refused(data: bytes, name: str) -> None:
    with contextlib.suppress(SourceUnreadable):
        assert kind_of(data, Hints(name=name))
