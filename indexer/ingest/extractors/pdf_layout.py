"""Here are the lines of all pages: in which order are they read, and what do they say together?

Running heads, feet and page numbers fall away, columns are read one after the other, words parted at line
ends are joined, lines become paragraphs, items and tables, and larger or bolder ones headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from indexer.ingest.extraction import Passage
from indexer.ingest.extractors.pdf_lines import BULLETS, Line

MARGIN = 0.1  # share of the height of a page at its top and bottom in which running lines stand
_SAME_HEIGHT = 3.0  # points; heads and feet stand at the same place of each page
_PAGE_NUMBER = re.compile(
    r"(?:(?:seite|page|side|s\.|p\.)\s*)?[-–—|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–—|]?"
    r"(?:\s*(?:von|of|af|/|\|)\s*\d{1,4})?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{1,9}")
_BULLET = re.compile(rf"(?:[{re.escape(BULLETS)}]|o(?=\s))(?:\s+|$)")
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
_LEADERS = re.compile(r"(?:\s*[.·…]){4,}\s*")
_AND = ("und", "oder", "bzw.", "sowie", "and", "or", "og", "eller")
_END = (".", "!", "?", ":", "…", ".“", '."', ".)")
_LARGER = 1.1  # times the size of most letters: a heading
_HEADING = 200  # signs a heading has at most
_BOLD_HEADING = 120
_GUTTER = 8.0  # points between columns
_CROSSING = 0.2  # share of lines that may cross a gutter: headings over both columns
_COLUMN_LINES = 4
_EDGES = 12  # left edges of lines, the most frequent ones, at which a column may begin
_COLUMN_WORDS = 3.0  # of a line on average; cells of tables have fewer


@dataclass(frozen=True)
class Page:
    """The lines of a page in the order they were drawn. ``number`` counts from 1, ``height`` is in points."""

    number: int
    height: float
    lines: tuple[Line, ...]


def passages_of(pages: list[Page]) -> tuple[Passage, ...]:
    """The text of all pages, each passage with its page."""
    pages = [*_without_running_lines(pages)]
    style = _Style.of(pages)
    return tuple(passage for page in pages for passage in _of_page(page, style))


def _without_running_lines(pages: list[Page]) -> Iterator[Page]:
    """The pages without page numbers, and without what stands at the same edge of two pages.

    Larger letters are left alone: chapters begin at the top of a page.
    """
    body = _most_used_size(pages)
    at_edges = [[line for line in page.lines if _is_at_edge(line, page, body)] for page in pages]
    seen = Counter[tuple[int, str]]()
    for page, lines in zip(pages, at_edges, strict=True):
        seen.update({look for line in lines for look in _looks(line, page.number)})
    for page, lines in zip(pages, at_edges, strict=True):
        running = {line for line in lines if any(seen[look] > 1 for look in _looks(line, page.number))}
        rest = [line for line in page.lines if line not in running]
        numbers = {line for line in lines if _PAGE_NUMBER.fullmatch(line.text) and _is_outermost(line, rest)}
        yield Page(page.number, page.height, tuple(line for line in rest if line not in numbers))


def _is_at_edge(line: Line, page: Page, body: float) -> bool:
    margin = MARGIN * page.height
    return line.size < _LARGER * body and (line.bottom <= margin or line.top >= page.height - margin)


def _looks(line: Line, page: int) -> Iterator[tuple[int, str]]:
    """Place and text of a line as it would be on other pages, if one of its numbers is that of the page."""
    if any(map(str.isalpha, line.text)):
        place = round(line.bottom / _SAME_HEIGHT)
        yield place, line.text
        for number in _DIGITS.finditer(line.text):
            yield place, f"{line.text[: number.start()]}#{int(number[0]) - page}{line.text[number.end() :]}"


def _is_outermost(line: Line, others: list[Line]) -> bool:
    """Whether a line stands alone above or below all others."""
    heights = [other.bottom for other in others if other is not line]
    return all(line.bottom < height - 1 for height in heights) or all(
        line.bottom > height + 1 for height in heights
    )


@dataclass(frozen=True)
class _Style:
    """Which sizes of letters are larger than most, and which words are written with a hyphen."""

    larger: tuple[float, ...]
    hyphened: frozenset[str]

    @classmethod
    def of(cls, pages: list[Page]) -> _Style:
        body = _most_used_size(pages)
        lines = [line for page in pages for line in page.lines]
        larger = sorted({line.size for line in lines if line.size >= _LARGER * body}, reverse=True)
        hyphened = {word.casefold() for line in lines for word in line.text.split() if "-" in word.strip("-")}
        return cls(tuple(larger), frozenset(hyphened))

    def level(self, line: Line) -> int:
        """The level of a heading of this look; 0 if it is none."""
        if not any(sign.isalpha() for sign in line.text):
            return 0
        if line.size in self.larger and len(line.text) <= _HEADING:
            return min(6, 1 + self.larger.index(line.size))
        if line.bold and len(line.text) <= _BOLD_HEADING and not line.text.endswith((*_END, ",", ";")):
            return min(6, 1 + len(self.larger))
        return 0


def _most_used_size(pages: list[Page]) -> float:
    sizes = Counter[float]()
    for line in (line for page in pages for line in page.lines):
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _of_page(page: Page, style: _Style) -> Iterator[Passage]:
    before: Passage | None = None
    for region in _regions(list(page.lines)):
        for number, passage in enumerate(_of_region(region, page.number, style)):
            if before and number == 0 and _goes_on(before, passage):
                before = Passage(before.kind, _append(before.text, passage.text, style), 0, page.number)
                continue
            if before:
                yield before
            before = passage
    if before:
        yield before


def _goes_on(before: Passage, after: Passage) -> bool:
    """Whether a paragraph goes on in the next column."""
    open_end = before.kind in ("paragraph", "item") and not before.text.endswith(_END)
    return open_end and after.kind == "paragraph" and after.text[:1].islower()


def _regions(lines: list[Line]) -> Iterator[list[Line]]:
    """The lines in reading order: one column after the other, between what runs over all of them."""
    gutter = _gutter(lines)
    if gutter is None:
        if lines:
            yield lines
        return
    crossing = sorted((line for line in lines if line.left < gutter < line.right), key=lambda line: -line.top)
    rest = [line for line in lines if not line.left < gutter < line.right]
    for over in [*crossing, None]:
        band = [line for line in rest if over is None or line.bottom >= over.top - line.size / 2]
        taken = set(band)
        rest = [line for line in rest if line not in taken]
        yield from _regions([line for line in band if line.right <= gutter])
        yield from _regions([line for line in band if line.left >= gutter])
        if over:
            yield [over]


def _gutter(lines: list[Line]) -> float | None:
    """The middle of a strip that parts two columns of running text, from top to bottom."""
    if len(lines) < 2 * _COLUMN_LINES:
        return None
    edges = Counter(round(line.left) for line in lines)
    for left_edge in sorted(edge for edge, _ in edges.most_common(_EDGES))[1:]:
        middle = left_edge - _GUTTER / 2
        left = [line for line in lines if line.right <= left_edge - _GUTTER]
        right = [line for line in lines if line.left >= left_edge - 1]
        crossing = len(lines) - len(left) - len(right)
        if crossing <= _CROSSING * len(lines) and _is_column(left) and _is_column(right):
            return middle
    return None


def _is_column(lines: list[Line]) -> bool:
    if len(lines) < _COLUMN_LINES:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    long = sum(line.right - line.left > 0.6 * width for line in lines)
    words = sum(line.text.count(" ") + 1 for line in lines) / len(lines)
    return long >= 0.4 * len(lines) and words >= _COLUMN_WORDS


def _of_region(lines: list[Line], page: int, style: _Style) -> Iterator[Passage]:
    rows = [list(row) for _, row in groupby(lines, key=lambda line: line.row)]
    held: list[Line] = []
    for is_table, run in groupby(rows, key=lambda row: len(row) > 1):
        run_of_rows = list(run)
        if is_table and len(run_of_rows) > 1:
            yield from _of_lines(held, page, style)
            held = []
            cells = "\n".join("\t".join(cell.text for cell in row) for row in run_of_rows)
            yield Passage("table", cells, 0, page)
        else:
            held += [_one(row) for row in run_of_rows]
    yield from _of_lines(held, page, style)


def _one(row: list[Line]) -> Line:
    first, last = row[0], row[-1]
    return Line(
        " ".join(line.text for line in row),
        first.left,
        last.right,
        min(line.bottom for line in row),
        max(line.top for line in row),
        first.size,
        all(line.bold for line in row),
        first.row,
        last.breaks_word,
    )


def _of_lines(lines: list[Line], page: int, style: _Style) -> Iterator[Passage]:
    """Paragraphs, items and headings of lines that stand below each other."""
    if not lines:
        return
    edges = min(line.left for line in lines), max(line.right for line in lines)
    steps = [a.bottom - b.bottom for a, b in pairwise(lines) if 0 < a.bottom - b.bottom < 3 * a.size]
    leading = median(steps) if steps else 0.0
    group: list[Line] = []
    for line in lines:
        if group and _begins(line, group, edges, leading, style):
            yield _passage(group, page, style)
            group = []
        group.append(line)
    yield _passage(group, page, style)


def _begins(line: Line, group: list[Line], edges: tuple[float, float], leading: float, style: _Style) -> bool:
    """Whether a line begins a new passage after those of the group."""
    before = group[-1]
    if _BULLET.fullmatch(before.text):
        return False  # the sign of an item stands by itself
    if style.level(line) != style.level(before) or abs(line.size - before.size) > 0.08 * before.size:
        return True
    step = before.bottom - line.bottom
    most = 1.5 * line.size if style.level(line) else max(1.4 * leading, 1.2 * line.size)
    if step < -line.size / 2 or step > most:
        return True
    if _BULLET.match(line.text) or _NUMBER.match(line.text):
        return not before.breaks_word
    if style.level(line):
        return False
    left, right = edges
    in_item = _is_item(group[0])
    indented = line.left - before.left > 0.8 * line.size and before.left - left < 0.8 * line.size
    short = before.right < right - 0.25 * (right - left) and before.text.endswith(_END)
    outdented = in_item and group[0].left - line.left > -1 and len(group[0].text) > 2
    return (indented and not in_item) or short or (outdented and before.text.endswith(_END))


def _is_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBER.match(line.text))


def _passage(group: list[Line], page: int, style: _Style) -> Passage:
    level = style.level(group[0])
    text = _LEADERS.sub(" ", _joined(group, style))
    if level and not _BULLET.match(text):
        return Passage("heading", text, level, page)
    if _is_item(group[0]):
        return Passage("item", _BULLET.sub("", text, count=1), 0, page)
    return Passage("paragraph", text, 0, page)


def _joined(lines: Iterable[Line], style: _Style | None = None) -> str:
    text, breaks = "", False
    for line in lines:
        text = _append(text + "-" if breaks else text, line.text, style)
        breaks = line.breaks_word
    return text + "-" if breaks else text


def _append(text: str, more: str, style: _Style | None) -> str:
    """The text with the next line: a word parted at the line end is one word again."""
    if not text:
        return more
    if not text.endswith("-") or text.endswith((" -", "--")):
        return f"{text} {more}"
    start, rest = text.rpartition(" ")[2], more.partition(" ")[0]
    if rest in _AND:
        return f"{text} {more}"
    written = (start + rest).casefold().rstrip(".,;:!?)")
    if not rest[:1].islower() or (style and written in style.hyphened):
        return text + more
    return text[:-1] + more
