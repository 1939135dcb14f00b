"""Which passage of a record shows best why it was found, and which words of it matched?

A snippet is a piece of the stored text and ranges into it; markup is made by whoever shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.documents import BODY
from indexer.search.highlights import Highlight
from indexer.search.ranking import LAMBDA, WordMatch
from indexer.search.results import Snippet
from indexer.search.stored_texts import ReadText
from kb.localized import Language, fallback

LENGTH = 240  # characters of a passage
MOST = 2
_SENTENCE_ENDS = (".", "!", "?", ":", ";")
OWN_LANGUAGE = 3.0  # what is read at once is worth more than better words in another language


def snippets(
    texts: Iterable[ReadText],
    found: Iterable[Sequence[Highlight]],
    words: Sequence[WordMatch],
    reader: Language,
) -> tuple[Snippet, ...]:
    """The best passages, from different fields, in the reader's language where words match there.

    That of the page a hit leads to comes first.
    """
    ranked: list[tuple[bool, float, int, Snippet]] = []
    content = {n for n, word in enumerate(words) if not word.group.is_stop} or set(range(len(words)))
    preference = {language: n for n, language in enumerate(fallback(reader))}
    for read, marks in zip(texts, found, strict=True):
        telling = [mark for mark in marks if mark.word in content]
        if telling and read.field != "title":
            worth, snippet = _passage(read, telling, words)
            worth *= OWN_LANGUAGE if read.language == reader else 1.0
            ranked.append((read.field != BODY, -worth, preference[read.language], snippet))
    ranked.sort(key=lambda entry: entry[:3])
    chosen: list[Snippet] = []
    for *_, snippet in ranked:
        if len(chosen) < MOST and snippet.field not in {other.field for other in chosen}:
            chosen.append(snippet)
    return tuple(chosen)


def _passage(read: ReadText, marks: Sequence[Highlight], words: Sequence[WordMatch]) -> tuple[float, Snippet]:
    best, place = 0.0, 0
    for number, (start, *_) in enumerate(marks):
        inside: dict[int, float] = {}
        for mark in marks[number:]:
            if mark.start > start + LENGTH:  # so are all that follow
                break
            if mark.end <= start + LENGTH - 40:
                value = words[mark.word].idf * LAMBDA[mark.match]
                inside[mark.word] = max(value, inside.get(mark.word, 0.0))
        worth = round(sum(inside.values()), 9)  # the order of adding up must not decide
        if worth > best:
            best, place = worth, start
    low, high = _bounds(read.text, place)
    inside_bounds = [(max(m.start, low) - low, min(m.end, high) - low) for m in marks]
    ranges = [(start, end) for start, end in inside_bounds if start < end]
    cut = _is_within(read.text, low), high < len(read.text) and _is_within(read.text, high)
    return best, Snippet(read.field, read.language, read.text[low:high], _merged(ranges), *cut)


def _is_within(text: str, place: int) -> bool:
    """Whether a place is in the middle of a sentence: not where a line or a sentence ends."""
    before = text[:place].rstrip(" -*#>")[-1:]
    return before not in ("", "\n", *_SENTENCE_ENDS) and text[place : place + 1] != "\n"


def _merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The ranges in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _bounds(text: str, place: int) -> tuple[int, int]:
    """A piece around ``place`` that begins and ends between words and stays within one line."""
    line_start = text.rfind("\n", 0, place) + 1
    while line_start < place and text[line_start] in "-*#> ":
        line_start += 1
    low = line_start if place - line_start <= 60 else text.find(" ", place - 60, place) + 1 or place
    line_end = text.find("\n", place)
    high = len(text) if line_end < 0 else line_end
    if high - low > LENGTH:
        cut = text.rfind(" ", low + 1, low + LENGTH)
        high = cut if cut > place else min(high, low + LENGTH)
    return low, high
