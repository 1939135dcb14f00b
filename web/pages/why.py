"""Why does a hit stand here? What the index says about it, told word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from indexer.analysis.forms import is_stop_word
from indexer.analysis.tokenizer import is_abbreviation
from indexer.search.results import Explanation, Hit, MatchClass, Reason
from web.formatting import once, side_by_side

Share = Literal["strong", "medium", "weak"]
Words = tuple[str, ...]
Way = Literal["exact", "variant", "stem", "inside", "parts", "compound", "concept", "dictionary", "typo"]

MEDIUM, WEAK = 0.6, 0.2  # the part of the strongest word's points below which a word counts for less
COMMON = 0.4  # the share of all records from which a word tells little
NEAR = 0.1  # the part of the score from which nearness is worth telling
MOST_FOUND = 3
MOST_ALSO = 5


@dataclass(frozen=True)
class WhyLine:
    """How some words of the query were found: by which words of the record, in which fields.

    ``share`` says how much that counts, None where all count alike or results are not ordered by it;
    ``common`` that it counts little because many records have it.
    """

    words: Words
    way: Way
    found: Words
    fields: Words
    share: Share | None
    common: bool


@dataclass(frozen=True)
class Why:
    """The account of a hit. ``missing`` are words it does not answer, ``also`` further words marked in it.

    ``complete``: several words, all as typed; ``near``: close together; ``preferred``: readable in the
    reader's language.
    """

    lines: tuple[WhyLine, ...]
    missing: Words
    also: Words
    complete: bool
    near: bool
    preferred: bool


def why(hit: Hit, text: str, *, ranked: bool) -> Why | None:
    """The account of a hit for the words of a query; ``ranked`` results stand in the order of their score."""
    explanation = hit.explanation
    if explanation is None:
        return None
    reasons = _telling(explanation)
    answered = [reason for reason in reasons if reason.match]
    marked = once(one.text[start:end] for one in hit.snippets for start, end in one.ranges)
    lines = _lines(answered, text, marked, ranked=ranked)
    return Why(
        lines=lines,
        missing=tuple(reason.word for reason in reasons if reason.match is None),
        also=_also(marked, lines),
        complete=explanation.complete and len(answered) > 1,
        near=ranked and len(answered) > 1 and explanation.nearness >= NEAR * _points(answered),
        preferred=ranked and explanation.boost > 1,
    )


def _telling(explanation: Explanation) -> list[Reason]:
    """The reasons without words that carry no meaning, unless there are no others."""
    found = [
        reason
        for reason in explanation.reasons
        if is_abbreviation(reason.word) or not is_stop_word(reason.word.casefold())
    ]
    return found or list(explanation.reasons)


def _lines(reasons: list[Reason], text: str, marked: Words, *, ranked: bool) -> tuple[WhyLine, ...]:
    """One line for words that were answered alike, in the order of what they count; shares if they differ."""
    alike: dict[tuple[Way, Words, Words], list[Reason]] = {}
    for reason in reasons:
        if reason.match:
            found = _found(reason, marked)
            key = (_way(reason.match, reason.word, found), found, reason.fields)
            alike.setdefault(key, []).append(reason)
    ordered = sorted(alike.items(), key=lambda item: -_points(item[1]))
    shares = [_share(_points(members), _points(ordered[0][1])) for _, members in ordered]
    told = ranked and len(set(shares)) > 1
    return tuple(
        WhyLine(
            words=_as_typed([reason.word for reason in members], text),
            way=way,
            found=found,
            fields=fields,
            share=share if told else None,
            common=all(reason.rarity >= COMMON for reason in members),
        )
        for ((way, found, fields), members), share in zip(ordered, shares, strict=True)
    )


def _points(reasons: list[Reason]) -> float:
    return sum(reason.points for reason in reasons)


def _way(match: MatchClass, word: str, found: Words) -> Way:
    """The class of a match; another spelling is told apart, and whether a word is in a compound or is one."""
    if match == "exact" and found:
        return "variant"
    if match == "compound" and found:
        return "inside" if any(word.casefold() in one.casefold() for one in found) else "parts"
    return match


def _found(reason: Reason, marked: Words) -> Words:
    """The words of the record, those that can be seen first; none if it is the very word that was typed."""
    words = once(reason.found)
    if [*map(str.casefold, words)] == [reason.word.casefold()]:
        return ()
    seen = {word.casefold() for word in marked}
    return tuple(sorted(words, key=lambda word: word.casefold() not in seen))[:MOST_FOUND]


def _share(points: float, strongest: float) -> Share:
    if points >= MEDIUM * strongest:
        return "strong"
    return "medium" if points >= WEAK * strongest else "weak"


def _as_typed(words: list[str], text: str) -> Words:
    """The words in the order of the query; as one if they were typed side by side."""
    ordered = sorted(dict.fromkeys(words), key=text.find)
    together = side_by_side(ordered, text)
    return (together,) if together else tuple(ordered)


def _also(marked: Words, lines: tuple[WhyLine, ...]) -> Words:
    """The marked words that were not told yet."""
    told = {word.casefold() for line in lines for word in (*line.words, *line.found)}
    told |= {part for word in told for part in re.split(r"[\s-]+", word)}
    others = (word for word in marked if word.casefold() not in told)
    return tuple(word for word in others if not is_stop_word(word.casefold()))[:MOST_ALSO]
