"""Here is a handout: how is it written in Markdown (CommonMark with tables)?

Markdown has no tags for languages; what is in another language than the handout says so in words. Signs of
Markdown in plain texts are escaped, and texts of records are written anew from their parts, so that a text
stays where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.markdown import beginning_nothing, escaped
from web.kit.content import (
    Block,
    Facts,
    Items,
    Kit,
    Lines,
    Paragraph,
    Prose,
    Reference,
    References,
    Section,
    Table,
    Texts,
    writable,
)
from web.kit.prose import Around, Part, Run, parts, web_address

MEDIA_TYPE = "text/markdown"
LINE = "___"
BLANK = r"\_" * 20
_BLANKS = re.compile(r"\s+")
_LIKE_A_SIGN = re.compile(r"&(?=#?\w+;)")


def document(kit: Kit) -> str:
    """The whole handout; it ends with a line feed."""
    blocks = [f"# {plain(kit.title)}"]
    for block in kit.introduction:
        blocks += _block(block)
    for section in kit.sections:
        blocks += _section(section)
    return "\n\n".join(blocks) + "\n"


def plain(text: str) -> str:
    r"""Plain text within a line: on one line, with the signs of Markdown escaped.

    >>> plain("C++ *and* [x]")
    'C++ \\*and\\* \\[x\\]'
    """
    return escaped(_BLANKS.sub(" ", writable(text)).strip())


def line(text: str) -> str:
    r"""Plain text that begins a line.

    >>> line("# 1"), line("1. x")
    ('\\# 1', '1\\. x')
    """
    return beginning_nothing(plain(text))


def _section(section: Section) -> Iterator[str]:
    number = f"{section.number}. " if section.number else ""
    yield f"{'#' * section.level} {number}{plain(section.title.text)}"
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _paragraph(block)
        case Prose():
            yield from prose(parts(block.text.text))
        case Items():
            marks = (f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1))
            yield "\n".join(
                f"{mark} {line(item.text)}" for mark, item in zip(marks, block.items, strict=True)
            )
        case References():
            yield "\n".join(f"- {_reference(entry)}" for entry in block.entries)
        case Facts():
            yield "\n".join(f"- **{plain(name)}:** {_listed(texts) or BLANK}" for name, texts in block.rows)
        case Table():
            yield from _table(block)
        case Lines():
            yield from [LINE] * block.count


def _paragraph(block: Paragraph) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", block.text.text):
        lines = [line for line in map(line, part.splitlines()) if line]
        if lines:
            words = "\\\n".join(lines)
            yield f"*{words}*" if block.role in ("note", "mark") else words


def _listed(texts: Texts) -> str:
    return plain(", ".join(text.text for text in texts))


def _reference(entry: Reference) -> str:
    address = web_address(entry.url)
    title = plain(entry.title)
    link = f"[{title}]({_target(address)})" if address else f"{title} ({plain(entry.url)})"
    return f"{link}, {plain(entry.details)}" if entry.details else link


def _target(address: str) -> str:
    """The address of a link. It is ASCII without blanks; angle brackets let it hold round ones."""
    return f"<{_LIKE_A_SIGN.sub('&amp;', address)}>"


def _table(block: Table) -> Iterator[str]:
    yield f"*{plain(block.caption)}*"
    lines = [
        _row(plain(column.text) for column in block.columns),
        _row("---" for _ in block.columns),
        *(_row(map(_listed, row)) for row in block.rows),
    ]
    yield "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def prose(found: Iterable[Part]) -> Iterator[str]:
    """The parts of a text of a record as blocks; items of one list stand without a gap."""
    together: list[str] = []
    lists: list[int] = []
    for part in found:
        lines = _lines(part.runs)
        first, others = _before(part.around), _before(tuple(_continued(part.around)))
        before, lists = lists, [one.list for one in part.around if one.kind != "quote"]
        if together and not (lists and lists == before and part.around[-1].first):
            yield "\n".join(together)
            together = []
        together.append("\n".join([first + lines[0], *(others + one for one in lines[1:])]))
    if together:
        yield "\n".join(together)


def _continued(around: Iterable[Around]) -> Iterator[Around]:
    for one in around:
        yield Around(one.kind, one.number, one.list, first=False)


def _before(around: tuple[Around, ...]) -> str:
    """What stands before a line that lies in items and quotations."""
    before = ""
    for one in around:
        mark = {"quote": "> ", "bullet": "- ", "number": f"{one.number}. "}[one.kind]
        before += mark if one.first or one.kind == "quote" else " " * len(mark)
    return before


def _lines(runs: tuple[Run, ...]) -> list[str]:
    """The lines of a paragraph, with its emphasis unless that would not be read as such."""
    dressed = _written(runs, emphasis=True)
    meant = "".join(run.text for run in runs)
    read = "".join(run.text for part in parts("\n".join(dressed)) for run in part.runs)
    same = "".join(meant.split()) == "".join(read.split())
    return dressed if same else _written(runs, emphasis=False)


def _written(runs: Iterable[Run], emphasis: bool) -> list[str]:
    lines = [""]
    for run in runs:
        for number, words in enumerate(run.text.split("\n")):
            if number:
                lines.append("")
            lines[-1] += _run(words, run, emphasis)
    kept = [beginning_nothing(line.strip()) for line in lines if line.strip()]
    return [f"{line}\\" for line in kept[:-1]] + kept[-1:]


def _run(words: str, run: Run, emphasis: bool) -> str:
    inner = escaped(words.strip())
    if not inner:
        return words
    signs = ("**" if run.strong else "") + ("*" if run.emphasis else "") if emphasis else ""
    inner = f"{signs}{inner}{signs[::-1]}"
    if run.url:
        inner = f"[{inner}]({_target(run.url)})"
    lead = " " if words[:1].isspace() else ""
    tail = " " if words[-1:].isspace() else ""
    return f"{lead}{inner}{tail}"
