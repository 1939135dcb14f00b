"""Here is what somebody has typed so far: what must a suggestion hold, and where does it hold it?

Words are compared by ``fold`` as everywhere, unstemmed. All but the last must be there as they are, the last
one as a beginning; stop words need not. A run of words joined by hyphens is found in one word too, and the
other way round: e-mobility, emobility.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from indexer.analysis.forms import fold, is_stop_word
from indexer.analysis.keys import Word, variants_of, words_of
from indexer.analysis.tokenizer import Tokens, hyphenated, tokenize
from indexer.search.beginnings import Alternative, Part, Wanted

LONGEST = 200  # characters that are looked at
MOST_WORDS = 20
_SIGNS = re.compile(r"[&.,]")
_OPERATORS = re.compile(r'["„“”«»]|(?:^| )[-+]|\w:\w')  # of the query language


@dataclass(frozen=True)
class Typed:
    """What was typed. ``before`` is wanted of the words that stand before the last one, ``last`` is its key.

    ``phrase`` are the keys of all words, as the beginning of a text would have them.
    """

    text: str
    phrase: str
    wanted: Wanted
    before: Wanted
    last: str
    last_start: int
    completable: bool
    """Whether the last word may be going on, and nothing but words was typed."""
    parts: frozenset[Part]
    """All that is highlighted in a suggestion."""


def read_typed(text: str) -> Typed | None:
    """What was typed; None if there is no word in it."""
    finished = text[-1:].isspace() or len(text) > LONGEST
    text = " ".join(text[:LONGEST].encode("utf-8", "replace").decode("utf-8").split())
    terms, starts, ends = tokenize(text)
    tokens = Tokens(terms[:MOST_WORDS], starts[:MOST_WORDS], ends[:MOST_WORDS])
    if not tokens.terms:
        return None
    runs = _runs(text, tokens)
    last_run = runs[-1]
    wanted = [_alternatives(tokens.terms[first:end], is_last=(first, end) == last_run) for first, end in runs]
    optional = [
        end - first == 1 and is_stop_word(tokens.terms[first]) and ((first, end) != last_run or finished)
        for first, end in runs
    ]
    kept = [one for one, left_out in zip(wanted, optional, strict=True) if not left_out] or wanted[-1:]
    keys = [fold(term) for term in tokens.terms]
    before = [one for one, left_out in zip(wanted[:-1], optional[:-1], strict=True) if not left_out]
    before += [(((key, False),),) for key in keys[last_run[0] : -1]]
    return Typed(
        text=text,
        phrase=" ".join(keys),
        wanted=tuple(kept),
        before=tuple(before),
        last=keys[-1],
        last_start=tokens.starts[-1],
        completable=not finished and tokens.ends[-1] == len(text) and not _OPERATORS.search(text),
        parts=frozenset(part for one in wanted for alternative in one for part in alternative),
    )


def _runs(text: str, tokens: Tokens) -> list[tuple[int, int]]:
    """The words [first, end) that are wanted together: those joined by hyphens, else each on its own."""
    joined = dict(hyphenated(text, tokens))
    runs, first = [], 0
    while first < len(tokens.terms):
        end = joined.get(first, first + 1)
        runs.append((first, end))
        first = end
    return runs


def _alternatives(terms: list[str], is_last: bool) -> tuple[Alternative, ...]:
    """The words of a run, or all in one; a number or a short form with signs also without them."""
    found = [_parts(terms, is_last)]
    if len(terms) > 1:
        found.append(_parts(["".join(terms)], is_last))
    else:
        pieces = [piece for piece in _SIGNS.split(terms[0]) if piece]
        if len(pieces) > 1:
            found.append(_parts(pieces, is_last))
    return tuple(found)


def _parts(terms: list[str], is_last: bool) -> Alternative:
    last = len(terms) - 1
    return tuple((fold(term), is_last and number == last) for number, term in enumerate(terms))


def ranges(text: str, typed: Typed) -> tuple[tuple[int, int], ...]:
    """The parts [start, end) of a text that were typed; none overlap."""
    found: list[tuple[int, int]] = []
    for word in [*words_of(text), *variants_of(text)]:
        end = max((_end(text, word, part) for part in typed.parts), default=word.start)
        if end > word.start and not any(start < end and word.start < stop for start, stop in found):
            found.append((word.start, end))
    return tuple(sorted(found))


def _end(text: str, word: Word, part: Part) -> int:
    """Where the typed part of a word ends; its start if it is another word."""
    key, beginning = part
    if key == word.key:
        return word.end
    if not beginning or not word.key.startswith(key):
        return word.start
    for end in range(word.start + 1, word.end):
        piece = text[word.start : end]
        if fold("".join(tokenize(piece).terms)).startswith(key) and not _goes_on(text[end]):
            return end
    return word.end


def _goes_on(character: str) -> bool:
    """Whether a character belongs to the one before it."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")
