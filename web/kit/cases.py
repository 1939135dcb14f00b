"""What does a handout say of one case: its record, the reader's note, what to ask, where it comes from?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from indexer.citations import in_words
from indexer.links.known import Links
from kb.localized import choose
from web.formatting import Text, number, period
from web.kit import questions
from web.kit.content import (
    Block,
    Facts,
    Items,
    Paragraph,
    Prose,
    Reference,
    References,
    Section,
    Table,
    Texts,
)
from web.kit.voice import Voice
from web.pages.cards import places_of
from web.pages.citing import permanent
from web.pages.facts import ALL, facts, not_applicable, unstated
from web.pages.figures import figures
from web.pages.sources import Source
from web.pages.sources import sources as found_sources

# What the site shows at a glance, without places, which have a row of their own here, and ECEI indicators.
ROWS = tuple(row for row in ALL if row[0] not in ("country", "region", "ecei"))
TEXTS = ("challenge", "approach", "results")
LATER_TEXTS = ("resources", "transferability")


@dataclass(frozen=True)
class Case:
    """One record of the handout with the place it has there, and what the reader wrote beside it."""

    number: int
    record: Mapping[str, Any]
    note: str

    @property
    def name(self) -> str:
        """The name of its first section."""
        return f"case-{self.number}"

    def title(self, voice: Voice) -> Text:
        """The title as readers of this language get it."""
        return voice.text(self.record["title"])


def sections(case: Case, voice: Voice) -> Iterator[Section]:
    """The case: what can be seen at a glance, then its texts."""
    title = case.title(voice)
    yield Section(case.name, 3, title, tuple(_head(case, voice)), case.number, new_page=case.number > 1)
    for name, blocks in _parts(case, voice):
        yield Section(f"{case.name}-{name}", 4, Text(_title(name, voice)), tuple(blocks))


def sources(case: Case, links: Links, today: date, voice: Voice) -> Section:
    """Where the facts of the case come from, how its record is cited and under which licence it stands."""
    record, _ = case.record, voice.gettext
    address = permanent(voice.site)(record["id"])
    entries = tuple(_reference(source, voice) for source in found_sources(record, links, voice.site))
    own = Reference(_("The record in Leuchtturm"), None, address, _licence(record, voice))
    blocks: list[Block] = [References((*entries, own))]
    if not entries:
        blocks.insert(0, Paragraph(Text(_("The record names no source."))))
    cited = in_words(record, voice.language, address, today)
    blocks.append(Paragraph(Text(_("To cite it: %(citation)s", citation=cited))))
    return Section(f"{case.name}-sources", 3, case.title(voice), tuple(blocks), case.number)


def _licence(record: Mapping[str, Any], voice: Voice) -> str:
    licence = record.get("licence") or voice.gettext("not stated")
    return voice.gettext("Licence of this text: %(licence)s", licence=licence)


def _head(case: Case, voice: Voice) -> Iterator[Block]:
    record = case.record
    summary = voice.text(record["summary"])
    title = case.title(voice)
    if title.lang:
        whole = voice.gettext(
            "There is no English version of this case; it is shown in: %(language)s",
            language=voice.site.called("language", title.lang),
        )
        yield Paragraph(Text(whole), "mark")
    yield from _marked([summary], case, voice)
    if record["status"] == "archived":
        archived = voice.gettext("This record is archived: it is kept, but no longer maintained.")
        yield Paragraph(Text(archived), "note")
    yield Prose(summary, "lead")
    yield Facts(tuple(_facts(record, voice)))


def _facts(record: Mapping[str, Any], voice: Voice) -> Iterator[tuple[str, Texts]]:
    site, _ = voice.site, voice.gettext
    yield (
        site.vocabularies["facets"].called("kind", voice.language),
        (Text(site.called("kind", record["kind"])),),
    )
    organisation = record.get("organisation", {}).get("name")
    if organisation:
        yield _("Organisation"), (Text(organisation),)
    if where := places_of(record, site):
        yield _("Place"), tuple(map(Text, where))
    if when := period(record):
        yield _("Period"), (Text(voice.years(when)),)
    for fact in facts(record, site, ROWS):
        yield fact.label, tuple(value.text for value in fact.values)
    checked = record.get("checked")
    yield _("Sources checked"), (Text(voice.day(checked) if checked else _("not yet re-checked")),)
    if missing := unstated(record, site):
        yield _("Not stated"), tuple(map(Text, missing))
    if without := not_applicable(record, site):
        yield _("Does not apply"), tuple(map(Text, without))


def _parts(case: Case, voice: Voice) -> Iterator[tuple[str, list[Block]]]:
    record = case.record
    yield from _texts(case, TEXTS, voice)
    yield from _lists(case, voice)
    if record.get("figures"):
        yield "figures", [*_figures(case, voice)]
    yield from _texts(case, LATER_TEXTS, voice)
    if case.note:
        yield "note", [Paragraph(Text(case.note))]
    asked = questions.about(record, voice)
    yield "questions", [Items(tuple(map(Text, asked)), numbered=True)]


def _texts(case: Case, names: Iterable[str], voice: Voice) -> Iterator[tuple[str, list[Block]]]:
    for name in names:
        if case.record.get(name):
            text = voice.text(case.record[name])
            yield name, [*_marked([text], case, voice), Prose(text)]


def _lists(case: Case, voice: Voice) -> Iterator[tuple[str, list[Block]]]:
    record = case.record
    factors = choose(record.get("success_factors", {}), voice.language)
    if factors:
        language = None if factors[0] == voice.language else factors[0]
        items = tuple(Text(factor, language) for factor in factors[1])
        reading = voice.gettext(
            "What stands out in the eyes of the scouts; it is their reading of the sources, not a proof."
        )
        yield (
            "success_factors",
            [Paragraph(Text(reading), "note"), *_marked(items, case, voice), Items(items)],
        )
    if record.get("limiting_factors"):
        items = tuple(voice.text(part["text"]) for part in record["limiting_factors"])
        yield "limiting_factors", [*_marked(items, case, voice), Items(items)]


def _figures(case: Case, voice: Voice) -> Iterator[Block]:
    _ = voice.gettext
    found = figures(case.record, voice.site)
    yield from _marked([figure.what for figure in found], case, voice)
    columns = (Text(_("What")), Text(_("Value")), Text(_("Year")))
    rows = []
    for figure in found:
        value = f"{number(figure.value, voice.language)} {figure.unit}".strip()
        year = str(figure.year) if figure.year else _("not stated")
        rows.append(((figure.what,), (Text(value),), (Text(year),)))
    yield Table(_("Numbers as the sources give them"), columns, tuple(rows), (6, 3, 2))


def _marked(texts: Iterable[Text], case: Case, voice: Voice) -> Iterator[Paragraph]:
    """What is said of the language of a part, unless it was said of the whole case."""
    told = case.title(voice).lang
    mark = voice.mark(text for text in texts if text.lang != told)
    if mark:
        yield Paragraph(Text(mark), "mark")


def _reference(source: Source, voice: Voice) -> Reference:
    _ = voice.gettext
    read = (
        _("opened on %(day)s", day=voice.day(source.accessed))
        if source.accessed
        else _("day of access not stated")
    )
    state = ""
    if source.state == "dead" and source.checked:
        state = _("Link no longer works (checked on %(day)s)", day=voice.day(source.checked))
    elif source.moved_to:
        state = _("moved to %(address)s", address=source.moved_to)
    details = " · ".join(filter(None, (source.publisher, source.language, read, state)))
    return Reference(source.title, source.lang, source.url, details)


def _title(name: str, voice: Voice) -> str:
    _ = voice.gettext
    return {
        "challenge": _("Challenge"),
        "approach": _("Approach"),
        "results": _("Results"),
        "success_factors": _("What stands out"),
        "limiting_factors": _("What limited it"),
        "figures": _("Figures"),
        "resources": _("Resources"),
        "transferability": _("Transferability"),
        "note": _("Own note"),
        "questions": _("To talk about"),
    }[name]
