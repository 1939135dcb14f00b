"""Which lines stand on a page of a PDF, where, how large and how bold?

PDFium puts glyphs together to lines in the order they were drawn, whatever pieces they were drawn in. What
stands far apart on one line, such as cells of a table or columns drawn row by row, is taken apart here again.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

BULLETS = "•‣▪■□●○◦·∙➢➔→✓✔*–—-\uf0b7\uf0a7\uf076\uf0d8"
_BULLET_OR_NUMBER = re.compile(
    rf"(?:[{re.escape(BULLETS)}o]|\(?(?:\d{{1,3}}|[a-z]|[ivx]+)[.)]|\d+(?:\.\d+)+\.?)", re.IGNORECASE
)
_WORD = re.compile("[^\\s\ufffe]+\ufffe?")
_HYPHEN = "\ufffe"  # what PDFium writes for a hyphen at the end of a line, which it joins with the next
_GAP = 1.5  # in sizes of the letters: what stands further apart is no one line
_RAISED = 0.2  # of the height of a letter: where the mark of a note begins
_NOTE_MARK = re.compile(r"(?<=[^\W\d]{4})\d{1,3}$")  # not that of a unit, such as km2
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\ud800-\udfff\ufeff\ufffe\uffff]")
_LETTERLESS = re.compile("[\ue000-\uf8ff\ufffd]")  # signs of fonts that do not say which letters they are


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the part of one between two gaps. Places and size are in points, upwards from the bottom.

    Parts of one line have the same ``row``. ``breaks_word``: its last word goes on in the next line.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    row: int
    breaks_word: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    first: int
    last: int
    left: float
    right: float
    bottom: float
    top: float


class PageLines:
    """The lines of one page."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page.get_textpage()
        self._text = self._page.get_text_range()
        self._same_places = len(self._text) == self._page.count_chars()
        self._box, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()

    def __iter__(self) -> Iterator[Line]:
        number = 0
        for row in self._rows():
            for part in self._parts(row):
                yield self._line(part, number)
                number += part[-1].text.endswith(_HYPHEN)
            number += 1

    def _rows(self) -> Iterator[list[_Word]]:
        """The words of each line; what PDFium takes for a new line because it is set higher belongs to it."""
        row: list[_Word] = []
        start = 0
        for text in self._text.split("\r\n"):
            found = [one for one in _WORD.finditer(text) if one[0] != _HYPHEN]
            words = [self._word(start + one.start(), one[0]) for one in found]
            start += len(text) + 2
            for number, word in enumerate(words):
                if row and (_is_below(row[-1], word) or (number == 0 and not _is_beside(row[-1], word))):
                    yield row
                    row = []
                row.append(word)
        if row:
            yield row

    def _word(self, place: int, text: str) -> _Word:
        first = self._index(place)
        last = self._index(place + len(text.rstrip(_HYPHEN)) - 1)
        left, bottom, right, top = self._bounds(first)
        if last != first:
            others = self._bounds(last)
            if others[1] - bottom > _RAISED * (top - bottom):
                text = _NOTE_MARK.sub("", text)
            left, bottom = min(left, others[0]), min(bottom, others[1])
            right, top = max(right, others[2]), max(top, others[3])
        return _Word(text, first, last, left, right, bottom, top)

    def _index(self, place: int) -> int:
        if self._same_places:
            return place
        index: int = pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, place)
        return max(0, index)

    def _bounds(self, index: int) -> tuple[float, float, float, float]:
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self._page, index, box)
        return box.left, box.bottom, box.right, box.top

    def _parts(self, words: list[_Word]) -> Iterator[list[_Word]]:
        """The words of a line without the gaps in it, and without the line breaks that PDFium closed."""
        part: list[_Word] = []
        for word in words:
            if part and (part[-1].text.endswith(_HYPHEN) or self._is_apart(part, word)):
                yield part
                part = []
            part.append(word)
        if part:
            yield part

    def _is_apart(self, part: list[_Word], word: _Word) -> bool:
        before = part[-1]
        far = word.left - before.right > _GAP * (before.top - before.bottom)
        return far and not (len(part) == 1 and _BULLET_OR_NUMBER.fullmatch(before.text))

    def _line(self, words: list[_Word], row: int) -> Line:
        breaks = words[-1].text.endswith(_HYPHEN)
        return Line(
            clean(" ".join(word.text.rstrip(_HYPHEN) for word in words)),
            min(word.left for word in words),
            max(word.right for word in words),
            min(word.bottom for word in words),
            max(word.top for word in words),
            self._size(max(words, key=lambda word: len(word.text)).first),
            self._is_bold(words[0].first) and self._is_bold(words[-1].last),
            row,
            breaks,
        )

    def _size(self, index: int) -> float:
        """The size of a letter as it is seen: of its font, scaled."""
        size = pdfium.FPDFText_GetFontSize(self._page, index)
        if pdfium.FPDFText_GetMatrix(self._page, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return round(float(size), 1)

    def _is_bold(self, index: int) -> bool:
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._page, index, name, len(name), flags)
        return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy", b"semibold"))


def _is_beside(before: _Word, word: _Word) -> bool:
    """Whether a word stands to the right of another one, at about the same height."""
    common = min(before.top, word.top) - max(before.bottom, word.bottom)
    lower = min(before.top - before.bottom, word.top - word.bottom)
    return word.left >= before.right - 1 and common > 0.6 * lower


def _is_below(before: _Word, word: _Word) -> bool:
    """Whether a word begins another line to the left, which PDFium sometimes misses."""
    apart = word.top < before.bottom and word.left < before.left
    return apart and not before.text.endswith(_HYPHEN)


def clean(text: str) -> str:
    """The text with letters instead of ligatures, without invisible signs."""
    text = _INVISIBLE.sub("", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def letters_are_known(lines: list[Line]) -> bool:
    """Whether a page says which letters its signs are; else its text cannot be read without OCR."""
    text = "".join(line.text for line in lines)
    return len(_LETTERLESS.findall(text)) <= 0.3 * len(text)
