"""Files that are made to do harm, and what has to come of each.

``python -m tests.indexer.ingest.hostile`` lists them with the message a person gets.
"""

from __future__ import annotations

import multiprocessing
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.ingest.archives import Member
from indexer.ingest.extraction import Hints, Text
from indexer.ingest.isolation import Isolated
from kb.errors import SourceUnreadable
from tests.indexer.ingest import hostile_archives as archives
from tests.indexer.ingest import hostile_pdfs as pdfs
from tests.indexer.ingest import hostile_texts as texts


@dataclass(frozen=True)
class Hostile:
    """A file and what has to come of it: some line of the outcome matches ``says``.

    Without ``refused`` its content has to be read, too.
    """

    name: str
    what: str
    make: Callable[[], bytes]
    says: str = ""
    refused: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came of a file: what was read, the lines a person gets, seconds, and bytes at their peak."""

    read: tuple[str, ...]
    lines: tuple[str, ...]
    seconds: float
    peak: int


def outcome(hostile: Hostile, parser: Isolated) -> Outcome:
    """Read a file as an import does, with its members if it is an archive."""
    data, read, lines = hostile.make(), list[str](), list[str]()
    begun = time.monotonic()
    try:
        kind, content = parser.extract(data, Hints(name=hostile.name))
        if kind == "zip":
            for member in parser.members(data):
                if isinstance(member, Member):
                    read.append(member.name)
                else:
                    lines.append(f"{member.file}: {member.problem} {member.repair}")
        elif isinstance(content, Text):
            read.append(content.plain())
            lines += content.notes
        else:
            for table in content:
                read.append(f"{len(table.rows)} rows")
                lines += [*table.notes, *(f"{one.problem} {one.repair}" for one in table.findings)]
    except SourceUnreadable as error:
        lines.append(str(error))
    return Outcome(tuple(read), tuple(lines), time.monotonic() - begun, peak_memory())


def peak_memory() -> int:
    """The most memory a parser that is alive has taken, in bytes; one that crashed was held by its limits."""
    peaks = [0]
    for process in multiprocessing.active_children():
        if process.name == "parser":
            status = Path(f"/proc/{process.pid}/status").read_text("ascii")
            peaks += [int(kilobytes) * 1024 for kilobytes in re.findall(r"VmHWM:\s+(\d+)", status)]
    return max(peaks)


HOSTILE = (
    Hostile(
        "flat.zip", "10 GB of zeros in one file", archives.flat_bomb, "^big.txt: Unpacked it has 10,737 MB"
    ),
    Hostile("lying.zip", "1 GB that says it is 1,000 bytes", archives.lying_bomb, "^small.txt: .*damaged"),
    Hostile(
        "many-large.zip", "many files of 19 MB", archives.many_large_files, "more than 200 MB", refused=False
    ),
    Hostile(
        "nested.zip",
        "archives in archives in archives",
        archives.nested_bomb,
        "^0.zip: .*archive in an archive",
    ),
    Hostile("overlapping.zip", "501 names for the same 16 MB", archives.overlapping_bomb, "overlap"),
    Hostile("many.zip", "very many files", archives.many_files, f"holds {archives.MANY_FILES:,} files, more"),
    Hostile("names.zip", "names that lead elsewhere", archives.tricky_names, "leads out", refused=False),
    Hostile(
        "members.zip",
        "a link, a password, damage",
        archives.tricky_members,
        "^link.txt: .*link",
        refused=False,
    ),
    Hostile("half.zip", "an archive cut in half", archives.truncated, "damaged ZIP archive"),
    Hostile("laughs.docx", "entities in entities", archives.laughing_word, "defines entities|damaged Word"),
    Hostile(
        "attribute.docx", "the same in an attribute", archives.word_laughing_in_an_attribute, "damaged Word"
    ),
    Hostile(
        "file.docx", "an entity that asks for a file", archives.word_asking_for_a_file, "defines entities"
    ),
    Hostile("deep.docx", "100,000 elements in each other", archives.deep_word, "damaged Word"),
    Hostile("large.docx", "10 GB when unpacked", archives.large_word, "Unpacked it has 10,7.. MB"),
    Hostile("macros.docm", "macros", archives.word_with_macros, "macros", refused=False),
    Hostile("half.docx", "a document cut off", archives.truncated_word, "damaged ZIP archive or office file"),
    Hostile("secret.docx", "a document with a password", archives.encrypted_office, "password"),
    Hostile("old.doc", "a document of the old format", archives.old_word, r"old format \(.doc\)"),
    Hostile("laughs.xlsx", "entities in entities", archives.laughing_workbook, "defines entities"),
    Hostile(
        "file.xlsx",
        "an entity that asks for a file",
        archives.workbook_asking_for_a_file,
        "defines entities",
    ),
    Hostile("long.xlsx", "a sheet without end", archives.long_workbook, "rows"),
    Hostile("wide.xlsx", "a cell at the far end", archives.wide_open_workbook, "column 16,384"),
    Hostile("macros.xlsm", "macros", archives.workbook_with_macros, "macros", refused=False),
    Hostile("deep.html", "100,000 elements in each other", texts.deep_page, "hardly any text"),
    Hostile("attribute.html", "an attribute of 5 MB", texts.page_of_one_attribute, "", refused=False),
    Hostile(
        "tags.html",
        "400,000 tags left open",
        texts.page_of_many_tags,
        "",
        refused=False,
    ),
    Hostile("scripts.html", "nothing but scripts", texts.page_of_nothing_but_scripts, "hardly any text"),
    Hostile(
        "wrong.html", "another encoding than it says", texts.page_in_the_wrong_encoding, "", refused=False
    ),
    Hostile("utf7.html", "UTF-7", texts.page_in_utf_7, "", refused=False),
    Hostile("image.html", "an image called a page", texts.image, "is an image"),
    Hostile("secret.pdf", "a password", pdfs.encrypted, "protected by a password"),
    Hostile("pages.pdf", "pages that hold each other", pdfs.cyclic_pages, "", refused=False),
    Hostile("outline.pdf", "an outline that holds itself", pdfs.cyclic_outline, "", refused=False),
    Hostile("long-outline.pdf", "an outline of 20,000 entries", pdfs.long_outline, "", refused=False),
    Hostile("xref.pdf", "no table of its objects", pdfs.without_xref, "", refused=False),
    Hostile("bomb.pdf", "a page of 2 GB, packed twice", pdfs.bomb, "crashed the program|more than"),
    Hostile("length.pdf", "a page that says it has 4 GB", pdfs.wrong_length, "", refused=False),
    Hostile("scan.pdf", "only images", pdfs.images_only, "only images .* ocrmypdf"),
    Hostile("half.pdf", "a PDF cut off", pdfs.truncated, "damaged PDF|hold no text|None of its pages"),
    Hostile("countless.pdf", "two thousand million pages, it says", pdfs.countless_pages, "", refused=False),
    Hostile("many.pdf", "100,000 pages that are one", pdfs.many_pages, "100,000 pages, more than"),
    Hostile("deep.pdf", "200,000 lists in each other", pdfs.deep_arrays, "", refused=False),
    Hostile(
        "itself.pdf", "drawings that draw themselves", pdfs.drawing_itself, "crashed the program|more than"
    ),
    Hostile("crowded.pdf", "words anywhere on a page", pdfs.crowded, "", refused=False),
    Hostile("garbage.pdf", "noise behind the right beginning", pdfs.garbage_behind_its_name, "damaged PDF"),
    Hostile("program.pdf", "a program called a PDF", texts.program, "is a program"),
    Hostile("wide.csv", "1,000,000 columns", texts.wide_table, "columns, more than"),
    Hostile("line.csv", "one line of 20 MB", texts.table_of_one_line, "table is empty"),
    Hostile("nul.csv", "NUL bytes", texts.table_with_nul_bytes, "neither a text"),
    Hostile("quotes.csv", "200,000 quotes left open", texts.table_of_open_quotes, "rows"),
    Hostile("long.csv", "a table without end", texts.long_table, "rows"),
    Hostile("deep.jsonl", "100,000 lists in each other", texts.deep_json, "nested too deeply"),
    Hostile("deeper.jsonl", "900 lists in each other", texts.deep_json_that_can_be_read, "nested deeper"),
    Hostile("number.jsonl", "a number of 100,000 digits", texts.json_of_huge_numbers, "100,000 digits"),
    Hostile("list.json", "one list instead of lines", texts.json_in_one_list, "", refused=False),
    Hostile("quotes.md", "100,000 quotes in each other", texts.quotes_in_quotes, "no text"),
    Hostile("brackets.md", "brackets left open", texts.open_brackets, "", refused=False),
    Hostile("emphases.md", "emphases left open", texts.many_emphases, "", refused=False),
    Hostile(
        "front.md",
        "a YAML bomb before a text",
        texts.front_matter_bomb,
        "front matter was not read",
        refused=False,
    ),
    Hostile("patterns.txt", "runs that are hard for patterns", texts.hard_for_patterns, "", refused=False),
    Hostile("utf16.txt", "UTF-16 without a mark", texts.text_in_utf_16_without_a_mark, "", refused=False),
    Hostile("noise.txt", "a million bytes of noise", texts.noise, "neither a text"),
    Hostile("script.txt", "a program in a shell", texts.script, "is a program"),
    Hostile(
        "packed.csv", "a gzip file called a table", texts.compressed, "archive of a kind that is not read"
    ),
    Hostile("rich.txt", "Rich Text Format", texts.rich_text, "Rich Text Format"),
    Hostile("empty.pdf", "nothing", bytes, "is empty"),
    Hostile("blank.txt", "only blanks", texts.blanks, "is empty"),
    Hostile("large.txt", "more than 20 MB", texts.too_large, "20 MB, more than 20"),
)


def main() -> None:
    """Print every file with its message."""
    with Isolated() as parser:
        for hostile in HOSTILE:
            result = outcome(hostile, parser)
            said = "; ".join(result.lines[:3]) or "-"
            read = f"read ({sum(map(len, result.read)):,} signs)" if result.read else "refused"
            print(
                f"{hostile.name:16} {hostile.what:36} {read:22} {result.seconds:5.2f} s "
                f"{result.peak >> 20:5} MB  {said}"
            )


if __name__ == "__main__":
    main()
