"""Here are records: how do people read them as one document in Markdown?

Plain words are escaped and long texts, which are Markdown themselves, cannot begin a heading, a block of code
or HTML, so that whatever stands in a record stays in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from indexer.citations import in_ascii, in_words
from indexer.facets import BY_NAME
from kb.localized import LOCALES, Language, choose
from kb.vocabulary import Vocabularies

HEADINGS: dict[str, dict[Language, str]] = {
    "challenge": {"de": "Herausforderung", "en": "Challenge", "da": "Udfordring"},
    "approach": {"de": "Vorgehen", "en": "Approach", "da": "Fremgangsmåde"},
    "results": {"de": "Ergebnisse", "en": "Results", "da": "Resultater"},
    "success_factors": {"de": "Was auffällt", "en": "What stands out", "da": "Hvad der falder i øjnene"},
    "limiting_factors": {"de": "Was gebremst hat", "en": "What limited it", "da": "Hvad der begrænsede"},
    "resources": {"de": "Ressourcen", "en": "Resources", "da": "Ressourcer"},
    "transferability": {"de": "Übertragbarkeit", "en": "Transferability", "da": "Overførbarhed"},
    "figures": {"de": "Zahlen", "en": "Figures", "da": "Tal"},
    "sources": {"de": "Quellen", "en": "Sources", "da": "Kilder"},
    "citation": {"de": "Zitiervorschlag", "en": "Citation", "da": "Henvisning"},
}
_SIGNS = re.compile(r"[\\`*_\[\]<>&#~|]")
_BEGINNING = re.compile(r"([-+=])|(\d+)([.)])")
_BLOCK_SIGNS = re.compile(r"(?<!\\)((?:\\\\)*)([#<`~])")  # those that no backslash escapes yet
_UNDERLINE = re.compile(r"^([ \t>]*)([=-]+[ \t]*)$", re.MULTILINE)


def markdown(
    records: Iterable[Mapping[str, Any]],
    address: Callable[[str], str],
    day: date,
    language: Language,
    vocabularies: Vocabularies,
) -> Iterator[str]:
    """One part for each record, in a language where the record has it; arguments as of ``citations.ris``."""
    for record in records:
        blocks = [f"## {plain(_chosen(record['title'], language) or record['id'])}"]
        if facts := _facts(record, language, vocabularies):
            blocks.append(facts)
        blocks.append(_prose(_chosen(record["summary"], language)))
        for name, text in _sections(record, language):
            blocks += [f"### {HEADINGS[name][language]}", text]
        words = in_words(record, language, address(record["id"]), day)
        blocks += [f"### {HEADINGS['citation'][language]}", plain(words)]
        yield "\n\n".join(filter(None, blocks)) + "\n\n"


def _facts(record: Mapping[str, Any], language: Language, vocabularies: Vocabularies) -> str:
    """Kind, organisation, place and years on one line."""
    place, period = record.get("place", {}), record.get("period", {})
    years = [period.get("start"), period.get("end")] if period else [record.get("published_year")]
    keys = [("kind", record["kind"])]
    keys += [("region", key) for key in place.get("regions", ())]
    keys += [("country", key) for key in place.get("countries", ())]
    names = [vocabularies[BY_NAME[facet].vocabulary or ""].called(key, language) for facet, key in keys]
    names.insert(1, record.get("organisation", {}).get("name", ""))
    names.append("–".join(str(year) for year in dict.fromkeys(years) if year))
    return " · ".join(plain(name) for name in names if name)


def _sections(record: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    """What the record states, by the names of its fields, in the order of its page."""
    for name in ("challenge", "approach", "results"):
        yield from _text(name, record, language)
    factors = choose(record.get("success_factors", {}), language)
    limits = [_chosen(part["text"], language) for part in record.get("limiting_factors", ())]
    for name, items in (("success_factors", factors[1] if factors else []), ("limiting_factors", limits)):
        if items:
            yield name, _list(map(plain, items))
    for name in ("resources", "transferability"):
        yield from _text(name, record, language)
    if record.get("figures"):
        yield "figures", _list(_figure(figure, language) for figure in record["figures"])
    if record.get("sources"):
        yield "sources", _list(map(_source, record["sources"]))


def _text(name: str, record: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    if record.get(name):
        yield name, _prose(_chosen(record[name], language))


def _figure(figure: Mapping[str, Any], language: Language) -> str:
    unit = f" {plain(figure['unit'])}" if figure.get("unit") else ""
    year = f" ({figure['year']})" if figure.get("year") else ""
    value = format_decimal(figure["value"], format="#,##0.######", locale=LOCALES[language])
    return f"{plain(_chosen(figure['what'], language))}: {value}{unit}{year}"


def _source(source: Mapping[str, Any]) -> str:
    publisher = f", {plain(source['publisher'])}" if source.get("publisher") else ""
    url = in_ascii(source["url"])
    return f"[{plain(source['title'])}](<{url}>){publisher}"


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _chosen(texts: Mapping[Language, str], language: Language) -> str:
    found = choose(texts, language)
    return found[1] if found else ""


def _prose(text: str) -> str:
    """A text in Markdown that keeps to paragraphs, lists, emphasis and links."""
    return _UNDERLINE.sub(r"\1\\\2", _BLOCK_SIGNS.sub(r"\1\\\2", text))


def plain(text: str) -> str:
    r"""Words on one line that mean nothing to Markdown, also where they begin it.

    >>> plain("# C++ *and* [x]"), plain("1. Januar")
    ('\\# C++ \\*and\\* \\[x\\]', '1\\. Januar')
    """
    return beginning_nothing(escaped(" ".join(text.split())))


def escaped(text: str) -> str:
    """The text with every sign escaped that means something to Markdown within a line."""
    return _SIGNS.sub(r"\\\g<0>", text)


def beginning_nothing(line: str) -> str:
    """The line, its first sign escaped where it would begin a list, an underline or a rule."""
    return _BEGINNING.sub(r"\2\\\1\3", line, count=1) if _BEGINNING.match(line) else line
