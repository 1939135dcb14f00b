"""Which organisation stands behind the practice?

The page says who publishes it; if its text names the same organisation, that is most likely the one. Else the
fact that names it, a name after "organised by", or a name with its legal form at the beginning of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from indexer.analysis.keys import phrase_of
from indexer.ingest.suggesting.cues import cues
from indexer.ingest.suggesting.evidence import ordered, suggested
from indexer.ingest.suggesting.reading import Reading, Sentence
from indexer.ingest.suggesting.suggestion import Suggestion

PUBLISHER = 0.5  # who publishes the page
NAMED_PUBLISHER = 0.7  # and is named in the text
LEADING_PUBLISHER = 0.82  # or in its title or first paragraph
FACT = 0.85
BY = 0.6
LEGAL_FORM = 0.45
MOST = 3
LONGEST = 100  # signs of a name

_JOINED = r"(?: (?:für|der|des|zur|of|for|and|und|og|the|&|i|im|in|de|–))?"
_NAME = rf"[A-ZÄÖÜÆØÅ0-9][\w&.+/-]*(?:{_JOINED} [A-ZÄÖÜÆØÅ0-9][\w&.+/-]*){{0,7}}"
_END = re.compile(r"[;,(\n\t]|\. |\.\Z")


def organisations(reading: Reading) -> Iterator[Suggestion]:
    """The suggested organisations."""
    best: dict[str, Suggestion] = {}
    for one in (*_publishers(reading), *_facts(reading), *_in_text(reading)):
        name = one.value
        if 2 < len(name) <= LONGEST and any(map(str.isalpha, name)) and "@" not in name:
            known = best.get(phrase_of(name))
            if known is None or one.confidence > known.confidence:
                best[phrase_of(name)] = one
    yield from ordered(best.values(), MOST)


def _publishers(reading: Reading) -> Iterator[Suggestion]:
    for found in reading.text.found:
        if found.what == "organisation":
            name = found.value.strip()
            confidence = _named(reading, name)
            yield Suggestion("organisation.name", name, found.value, found.where, confidence)


def _named(reading: Reading, name: str) -> float:
    wanted = f" {phrase_of(name)} "
    confidence = PUBLISHER
    for sentence in reading.sentences:
        if name.casefold() in sentence.text.casefold() or wanted in f" {phrase_of(sentence.text)} ":
            leading = sentence.role in ("title", "lead", "fact", "description")
            confidence = max(confidence, LEADING_PUBLISHER if leading else NAMED_PUBLISHER)
    return confidence


def _facts(reading: Reading) -> Iterator[Suggestion]:
    for sentence in reading.facts("organisation"):
        value = re.split(r"[:\t]", sentence.text, maxsplit=1)[-1].strip()
        name = _cut(value)
        if name:
            place = sentence.text.find(name)
            yield suggested("organisation.name", name, sentence, FACT, place, place + len(name))


def _cut(value: str) -> str:
    """A value up to where the name of an organisation ends; "e. V." is a part of it."""
    guarded = value.replace("e. V.", "e.\u00a0V.")
    end = _END.search(guarded)
    name = guarded[: end.start()] if end else guarded
    name = name + "." if end and end[0].startswith(".") and name.endswith("V") else name
    return name.replace("\u00a0", " ").strip(" .,:–-") + ("." if name.endswith("V.") else "")


def _in_text(reading: Reading) -> Iterator[Suggestion]:
    for sentence in reading.of_role("title", "lead", "description", "heading", "body"):
        if sentence.listed:
            continue
        yield from _after_by(sentence)
        if sentence.role in ("title", "lead", "description"):
            for found in _with_form().finditer(sentence.text):
                yield suggested("organisation.name", found[0], sentence, LEGAL_FORM, *found.span())


def _after_by(sentence: Sentence) -> Iterator[Suggestion]:
    lowered = sentence.text.casefold()
    for words in cues("organisations")["by"]:
        place = lowered.find(f"{words} ")
        if place >= 0:
            found = _after().match(sentence.text, place + len(words))
            if found:
                yield suggested("organisation.name", found[1], sentence, BY, *found.span(1))


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf" (?:der |die |dem |das |the |den )?({_NAME})")


@cache
def _with_form() -> re.Pattern[str]:
    forms = (
        r"(?:g?GmbH(?: & Co\. KG)?|AG|e\. ?V\.|Ltd\.?|Limited|PLC|Inc\.?|ApS|A/S|AB|Oy|BV|SE|SAS|S\.r\.l\.)"
    )
    return re.compile(rf"(?<!\w)(?:[A-ZÄÖÜÆØÅ][\w&+/-]* (?:für |der |zur |und |& )?){{1,6}}{forms}(?![\w])")
