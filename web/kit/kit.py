"""Here are a reading list and the records it names: what stands in the handout for a workshop?

Nothing here asserts more than the records state. What a record leaves open is said to be not stated, what is
missing in the language of the handout is shown in another one and marked, and what the list names but the
knowledge base does not hold is named as missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from indexer.links.known import Links
from web.formatting import Text
from web.kit import cases as case_parts
from web.kit import comparing, questions, sheet
from web.kit.cases import Case
from web.kit.content import Block, Facts, Items, Kit, Paragraph, Section, writable
from web.kit.voice import Voice
from web.pages.chosen import Chosen
from web.pages.reading_list import ReadingList


def kit(
    listed: ReadingList, choices: Sequence[Chosen], links: Links, voice: Voice, today: date
) -> Kit | None:
    """The handout of a list; None if none of its records is there.

    ``choices`` are what became of the entries, in their order. A record that is chosen twice, under an older
    id as well, stands in the handout once, with both notes. Signs that no file can hold are dropped from all
    texts.
    """
    cases = _cases(listed, choices)
    if not cases:
        return None
    missing = tuple(one.id for one in choices if one.record is None)
    title = writable(listed.title).strip() or voice.gettext("Workshop: what others have tried")
    return Kit(
        language=voice.language,
        title=title,
        made_on=today.isoformat(),
        introduction=tuple(_introduction(voice, today)),
        sections=tuple(_sections(cases, missing, listed.left_out, links, voice, today)),
    )


def _cases(listed: ReadingList, choices: Sequence[Chosen]) -> tuple[Case, ...]:
    records: dict[str, Mapping[str, Any]] = {}
    notes: dict[str, list[str]] = {}
    for entry, choice in zip(listed.entries, choices, strict=True):
        if choice.record is not None:
            records.setdefault(choice.record["id"], _writable(choice.record))
            notes.setdefault(choice.record["id"], []).append(writable(entry.note))
    return tuple(
        Case(number, record, "\n\n".join(filter(None, notes[record_id])))
        for number, (record_id, record) in enumerate(records.items(), 1)
    )


def _introduction(voice: Voice, today: date) -> Iterator[Block]:
    _ = voice.gettext
    made = _(
        "Handout for a workshop, put together on %(day)s from records of Leuchtturm.",
        day=voice.day(today.isoformat()),
    )
    yield Paragraph(Text(made), "note")
    yield Facts(((_("Date of the workshop"), ()), (_("Where"), ()), (_("Led by"), ())))


def _sections(
    cases: Sequence[Case],
    missing: tuple[str, ...],
    left_out: int,
    links: Links,
    voice: Voice,
    today: date,
) -> Iterator[Section]:
    _ = voice.gettext
    yield Section("aim", 2, Text(_("Aim and suggested schedule")), tuple(sheet.schedule(cases, voice)))
    if missing or left_out:
        blocks = tuple(_not_here(missing, left_out, voice))
        yield Section("missing", 2, Text(_("Not in this handout")), blocks)
    compared = tuple(comparing.tables(cases, voice))
    yield Section("comparison", 2, Text(_("Comparison")), compared)
    yield Section("cases", 2, Text(_("Cases")), new_page=True)
    for case in cases:
        yield from case_parts.sections(case, voice)
    asked = questions.about_all([case.record for case in cases], voice)
    blocks = (Items(tuple(map(Text, asked)), numbered=True),)
    yield Section("questions", 2, Text(_("Questions for the discussion")), blocks, new_page=True)
    yield Section("sources", 2, Text(_("Sources and licences")), _about_sources(voice))
    for case in cases:
        yield case_parts.sources(case, links, today, voice)
    yield from sheet.evaluation(cases, voice)


def _not_here(missing: tuple[str, ...], left_out: int, voice: Voice) -> Iterator[Block]:
    if missing:
        told = voice.gettext(
            "The list names these records, but the knowledge base does not hold them (any more):"
        )
        yield Paragraph(Text(told))
        yield Items(tuple(map(Text, missing)))
    if left_out:
        yield Paragraph(
            Text(
                voice.ngettext(
                    "%(count)s more record of the list did not fit into the handout.",
                    "%(count)s more records of the list did not fit into the handout.",
                    left_out,
                )
            )
        )


def _about_sources(voice: Voice) -> tuple[Block, ...]:
    told = voice.gettext(
        "The handout may be passed on together with these lines. Its title and the notes in it are those of "
        "the person who put it together."
    )
    return (Paragraph(Text(told), "note"),)


def _writable(value: Any) -> Any:
    """Plain values with all their texts writable."""
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, Mapping):
        return {key: _writable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_writable(item) for item in value]
    return value
