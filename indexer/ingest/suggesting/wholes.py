"""Which texts of a record does a page already hold: title, summary, and the sections below its headings?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from indexer.analysis.keys import phrase_of
from indexer.ingest.extraction import Passage
from indexer.ingest.suggesting.headings import field_of
from indexer.ingest.suggesting.reading import Reading, Section, Sentence, is_fact
from indexer.ingest.suggesting.sentences import LONGEST_PASSAGE, sentences, window
from indexer.ingest.suggesting.suggestion import Suggestion

LONGEST_SUMMARY = 300  # signs
SHORTEST_SUMMARY = 40  # signs
LONGEST_TEXT = 20_000  # signs of a section
LONGEST_LABEL = 40  # signs before the colon of a paragraph that says its section itself
LONGEST_FACTOR = 400  # signs of a success factor

TITLE = 0.75
AGREED_TITLE = 0.88  # the same from two places
NO_TITLE = 0.35  # a name of a file
DESCRIPTION = 0.72
PARAGRAPH = 0.6
SURE_SECTION = 0.82
PARTLY = 0.5  # a heading that says more than the name of the field
LABELLED = 0.65

_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|pptx?|xlsx?|html?|indd|txt)\Z|\A(?:untitled|microsoft word|unbenannt|document)\b", re.I
)


def titles(reading: Reading) -> Iterator[Suggestion]:
    """The title of the text."""
    title = reading.title
    if not title or len(title) > LONGEST_PASSAGE:
        return
    same = phrase_of(title)
    places = {f.where for f in reading.text.found if f.what == "title" and phrase_of(f.value) == same}
    heading = next((p.text for p in reading.text.passages if p.kind == "heading"), "")
    agreed = max(1, len(places)) + (phrase_of(heading) == same and "<h1>" not in places) > 1
    confidence = NO_TITLE if _FILE_NAME.search(title) else AGREED_TITLE if agreed else TITLE
    where = next(reading.of_role("title")).where
    yield Suggestion("title", {reading.language: title}, title, where, confidence)


def summaries(reading: Reading) -> Iterator[Suggestion]:
    """The description a page gives of itself, else its first paragraph, cut at a sentence."""
    candidates = chain(
        ((sentence, DESCRIPTION) for sentence in reading.of_role("description")),
        ((sentence, PARAGRAPH) for sentence in _paragraphs(reading)),
    )
    for sentence, confidence in candidates:
        summary = _cut(sentence.text)
        if len(summary) >= SHORTEST_SUMMARY and phrase_of(summary) != phrase_of(reading.title or ""):
            passage = window(sentence.text, 0, len(summary))
            yield Suggestion("summary", {reading.language: summary}, passage, sentence.where, confidence)
            return


def _paragraphs(reading: Reading) -> Iterator[Sentence]:
    """The first paragraphs that hold a real sentence."""
    leads = [sentence for sentence in reading.of_role("lead") if sentence.kind == "paragraph"]
    texts = {sentence.text: sentence for sentence in leads}
    for passage in reading.text.passages:
        first = next(iter(sentences(passage.text)), None)
        if first and passage.text[first[0] : first[1]] in texts and passage.text.rstrip()[-1:] in ".!?…":
            yield Sentence(passage.text, "lead", texts[passage.text[first[0] : first[1]]].where)


def _cut(text: str) -> str:
    """The whole sentences within 300 signs; of a longer sentence nothing."""
    text = " ".join(text.split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    end = max((end for _, end in sentences(text) if end <= LONGEST_SUMMARY), default=0)
    return text[:end]


def sections(reading: Reading) -> Iterator[Suggestion]:
    """The texts below headings such as "Ergebnisse", each field once."""
    found: dict[str, Suggestion] = {}
    for section in (*reading.sections, *_labelled(reading)):
        if section.field in (None, "aside", "lists"):
            continue
        suggestion = (
            _factors(reading, section) if section.field == "success_factors" else _text(reading, section)
        )
        known = found.get(section.field or "")
        if suggestion and (known is None or suggestion.confidence > known.confidence):
            found[suggestion.field] = suggestion
    yield from found.values()


def _labelled(reading: Reading) -> Iterator[Section]:
    """Paragraphs and rows that begin with the name of their section: "Ergebnis: …"."""
    for passage in reading.text.passages:
        if passage.kind == "heading":
            continue
        for line in passage.text.split("\n") if passage.kind == "table" else (passage.text,):
            label, sign, _ = line[: LONGEST_LABEL + 1].partition("\t" if passage.kind == "table" else ":")
            meant = field_of(label) if sign and label.strip() else None
            text = line[len(label) + 1 :].strip()
            if meant and meant.field and meant.sure and "\t" not in text and len(text) >= SHORTEST_SUMMARY:
                yield Section(
                    label.strip(), meant.field, False, (Passage("paragraph", text, page=passage.page),)
                )


def _confidence(section: Section) -> float:
    labelled = len(section.passages) == 1 and not section.sure and field_of(section.heading).sure
    return SURE_SECTION if section.sure else LABELLED if labelled else PARTLY


def _text(reading: Reading, section: Section) -> Suggestion | None:
    pieces: list[str] = []
    for passage in section.passages:
        meant = field_of(passage.text).field if passage.kind == "heading" else None
        if passage.kind == "table" or meant or is_fact(passage.text):
            continue
        mark = "- " if passage.kind == "item" else "**" if passage.kind == "heading" else ""
        text = f"{mark}{passage.text.strip()}{mark if mark == '**' else ''}"
        joined = "\n" if pieces and mark == "- " and pieces[-1].lstrip().startswith("- ") else "\n\n"
        pieces += [joined, text] if pieces else [text]
    text = "".join(pieces)
    first = next((p for p in section.passages if p.kind in ("paragraph", "item") and p.text.strip()), None)
    if first is None or len(text) < SHORTEST_SUMMARY or len(text) > LONGEST_TEXT:
        return None
    return _suggestion(section, {reading.language: text}, first)


def _factors(reading: Reading, section: Section) -> Suggestion | None:
    items = [p for p in section.passages if p.kind == "item" and 0 < len(p.text.strip()) <= LONGEST_FACTOR]
    items = items or [p for p in section.passages if p.kind == "paragraph" and len(p.text) <= LONGEST_FACTOR]
    if not items:
        return None
    return _suggestion(section, {reading.language: [item.text.strip() for item in items]}, items[0])


def _suggestion(section: Section, value: object, first: Passage) -> Suggestion:
    start, end = next(iter(sentences(first.text)))
    where = f"page {first.page}" if first.page is not None else f'under "{section.heading}"'
    passage = window(first.text[start:end], 0, 0)
    return Suggestion(section.field or "", value, passage, where, _confidence(section))
