"""Which field of a record does the header of a column mean?

The words are data in ``column_names.yaml``. A mapping file comes first, then the name of a field itself, then
these words, then what sections of texts are headed with. What is not understood is reported once, never kept.

    columns: {"Wie es lief": results, "Interne Notiz": ignore}
    defaults: {kind: best-practice, language: de}
    separator: ";"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from indexer.analysis.keys import phrase_of
from indexer.ingest.extraction import Table
from indexer.ingest.suggesting.headings import field_of
from kb import strict_yaml
from kb.errors import SourceUnreadable
from kb.fields import LOCALIZED_FIELDS
from kb.findings import Finding
from kb.localized import Language
from kb.record import Record
from kb.strict_yaml import Source
from kb.validation import nearest

LOCALIZED = frozenset((*LOCALIZED_FIELDS, "limiting_factors"))
# Fields of which every column counts; of all others only the first one.
REPEATED = frozenset(
    (
        *("success_factors", "limiting_factors", "stages", "ecei", "country", "region", "regions", "nuts"),
        *("sectors", "themes", "target_groups", "funding", "tags", "relations", "not_applicable"),
        *("figures", "figure_value", "figure_unit", "figure_year"),
        *("sources", "source_title", "source_publisher", "source_language", "accessed"),
    )
)
SAME = {"countries": "country", "lang": "language"}  # two names of one field
IGNORE = "ignore"

_WORDS = Path(__file__).parent / "column_names.yaml"
_LEFT_OUT = "left_out"
_ASIDE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_HYPHEN = re.compile(r"[-\u00ad\u2010\u2011]\s*(?=\w)")
_OR = re.compile(r"\s*[/,&|]\s*|\s+(?:und|oder|and|or|og|eller)\s+", re.IGNORECASE)
_NUMBER = re.compile(r" ([1-9][0-9]?)\Z")
_LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("de", "deu", "ger", "deutsch", "deutscher", "deutsche", "german", "tysk"), "de"),
    **dict.fromkeys(("en", "eng", "englisch", "englischer", "englische", "english", "engelsk"), "en"),
    **dict.fromkeys(("da", "dan", "danisch", "danischer", "danische", "danish", "dansk"), "da"),
}
_PREPOSITIONS = frozenset(("in", "auf", "pa"))


@dataclass(frozen=True)
class Column:
    """A column and what it means. By its number "Wert 2" belongs to "Kennzahl 2"."""

    header: str
    field: str
    language: Language | None = None
    number: int = 1


@dataclass(frozen=True)
class MappingFile:
    """What somebody says of the columns of their tables. ``columns`` holds None for those to ignore."""

    columns: Mapping[str, Column | None] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    separator: str | None = None


@dataclass(frozen=True)
class ColumnMap:
    """The columns that are understood; the findings lack the file, which the one who knows it adds."""

    columns: tuple[Column, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    separator: str | None = None
    findings: tuple[Finding, ...] = ()

    def has(self, name: str) -> bool:
        """Whether any column means a field."""
        return any(column.field == name for column in self.columns)


class _Meaning(NamedTuple):
    """What a header may mean, best first."""

    fields: tuple[str, ...]
    language: Language | None = None
    number: int = 1


def column_map(table: Table, mapping: MappingFile | None) -> ColumnMap:
    """What the columns of a table mean, with a finding for each that is left out."""
    mapping = mapping or MappingFile()
    found: dict[str, Column] = {}
    findings: list[Finding] = []
    open_ones: list[tuple[str, _Meaning]] = []
    for header in table.headers:
        stated = mapping.columns.get(phrase_of(header), False)
        if isinstance(stated, Column):
            found[header] = Column(header, stated.field, stated.language, stated.number)
        elif stated is False:
            open_ones.append((header, _meaning(header)))
    # A header of one meaning comes before one of several, and the first column before its repetition.
    for header, meaning in sorted(open_ones, key=lambda one: (len(one[1].fields), one[1].number)):
        column = _free(header, meaning, found.values())
        if column:
            found[header] = column
        else:
            findings.append(_left_out(header, meaning, found.values()))
    columns = tuple(found[header] for header in table.headers if header in found)
    return ColumnMap(columns, mapping.defaults, mapping.separator, tuple(sorted(findings)))


def read_mapping(path: Path) -> MappingFile:
    """The mapping in a YAML file. Raises SourceUnreadable with the line and the repair."""
    try:
        source = strict_yaml.read(strict_yaml.decode(path.read_bytes()))
    except OSError as error:
        raise SourceUnreadable(f"It cannot be read: {error.strerror}.", "Name the mapping file.") from error
    groups: dict[str, type[Any]] = {"columns": dict, "defaults": dict, "separator": str}
    if not isinstance(source.value, dict):
        raise SourceUnreadable("It is no mapping.", "Write 'columns:', 'defaults:' or 'separator:'.")
    for name, value in source.value.items():
        if name not in groups:
            repair = nearest(name, groups) or f"Known are: {', '.join(groups)}."
            raise SourceUnreadable(f"A mapping has no {name!r}.", repair, source.line((name,)))
        if not isinstance(value, groups[name]) or not value:
            form = "a sign in quotes" if name == "separator" else "lines such as 'name: value' below it"
            raise SourceUnreadable(
                f"{name!r} holds something else.", f"It needs {form}.", source.line((name,))
            )
    columns = {
        phrase_of(header): _mapped(header, value, source)
        for header, value in source.value.get("columns", {}).items()
    }
    defaults = {
        _known(name, source.line(("defaults", name))): value
        for name, value in source.value.get("defaults", {}).items()
    }
    return MappingFile(columns, defaults, source.value.get("separator"))


def _mapped(header: str, value: object, source: Source) -> Column | None:
    """The column a line of a mapping file makes; nothing for one to ignore."""
    line = source.line(("columns", header))
    if not isinstance(value, str):
        raise SourceUnreadable(f"{header!r} is mapped to no field.", f"Write a field or '{IGNORE}'.", line)
    if value == IGNORE:
        return None
    words, language, number = _parts(_phrase(value))
    name = _field_names().get(_phrase(value)) or _field_names().get(words)
    if name is None or (language and name not in LOCALIZED):
        name, language = _known(value, line), None
    return Column(header, name, language, number)


def _known(name: str, line: int) -> str:
    found = _field_names().get(_phrase(name))
    if found is None:
        repair = (
            nearest(name, {*_field_names().values(), IGNORE}) or "docs/import-tables.md lists all fields."
        )
        raise SourceUnreadable(f"There is no field {name!r}.", repair, line)
    return found


@lru_cache(maxsize=1_000)
def _meaning(header: str) -> _Meaning:
    """What a header may mean: as a whole, then without language, number and what stands in brackets."""
    for words in _readings(header):
        phrase = _phrase(words)
        fields = _fields_of(phrase)
        if fields:
            return _Meaning(fields)
        rest, language, number = _parts(phrase)
        fields = _fields_of(rest) or _section(rest)
        fields = tuple(name for name in fields if language is None or name in LOCALIZED)
        if fields:
            return _Meaning(fields, language, number)
    return _Meaning(_alternatives(header))


def _readings(header: str) -> Iterator[str]:
    """The header, then without hyphens, remarks in brackets, and the name of its group before a colon."""
    if header.endswith("(Link)"):
        yield "sources"  # an address behind the words of a cell, whatever they mean
        return
    yield header
    header = _HYPHEN.sub("", header)
    yield header
    without = _ASIDE.sub(" ", header)
    if without != header:
        languages = [word for pair in _ASIDE.findall(header) for word in pair if _phrase(word) in _LANGUAGES]
        yield f"{without} {languages[0]}" if languages else without
    group, _, name = header.rpartition(":")
    if group:
        yield name


def _phrase(words: str) -> str:
    return phrase_of(words.replace("_", " ").replace(".", " ").replace("/", " "))


def _parts(phrase: str) -> tuple[str, Language | None, int]:
    """The phrase without its number and its language, which may stand on either end."""
    number = _NUMBER.search(phrase)
    words = phrase[: number.start()].split() if number else phrase.split()
    language = None
    for end in (-1, 0):
        if len(words) > 1 and language is None and words[end] in _LANGUAGES:
            language = _LANGUAGES[words.pop(end)]
            if end == -1 and len(words) > 1 and words[-1] in _PREPOSITIONS:
                words.pop()
    return " ".join(words), language, int(number[1]) if number else 1


def _fields_of(phrase: str) -> tuple[str, ...]:
    name = _field_names().get(phrase)
    return (name,) if name else _by_word().get(phrase, ())


def _section(phrase: str) -> tuple[str, ...]:
    """The field of a section that is headed like this."""
    section = field_of(phrase)
    return (section.field,) if section.sure and section.field in LOCALIZED else ()


def _alternatives(header: str) -> tuple[str, ...]:
    """What "Webseite/Link" or "Land und Region" may mean, if each of its words means anything."""
    parts = [_fields_of(_phrase(part)) for part in _OR.split(header)]
    return tuple(dict.fromkeys(name for fields in parts for name in fields)) if all(parts) else ()


@cache
def _field_names() -> dict[str, str]:
    """Every field by the phrase of its name."""
    names = {*_words(), *Record.model_fields} - {_LEFT_OUT}
    return {_phrase(name): name for name in names} | {_phrase(name): same for name, same in SAME.items()}


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, by_language in _words().items():
        for phrase in {_phrase(word) for words in by_language.values() for word in words}:
            found[phrase] = (*found.get(phrase, ()), name)
    return found


@cache
def _spelt() -> frozenset[str]:
    """All words of headers as people write them."""
    words = (word for by_language in _words().values() for words in by_language.values() for word in words)
    return frozenset((*words, *_words())) - {_LEFT_OUT}


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    value: dict[str, dict[str, list[str]]] = strict_yaml.read(_WORDS.read_text("utf-8")).value
    return value


def _free(header: str, meaning: _Meaning, taken: Iterable[Column]) -> Column | None:
    """The column for the first of its meanings that no other column has."""
    for name in meaning.fields:
        if name == _LEFT_OUT:
            return None
        is_taken = any(one.field == name and one.language == meaning.language for one in taken)
        if name in REPEATED or not is_taken:
            return Column(header, name, meaning.language, meaning.number)
    return None


def _left_out(header: str, meaning: _Meaning, taken: Iterable[Column]) -> Finding:
    if _LEFT_OUT in meaning.fields:
        problem = "The column was left out: records hold neither persons nor row numbers."
        return Finding("", 1, header, "note", problem, "Nothing is to be done.")
    if meaning.fields:
        other = next(one.header for one in taken if one.field == meaning.fields[0])
        problem = f"The column was left out: {other!r} means {meaning.fields[0]!r} as well."
        return Finding("", 1, header, "warning", problem, "Say in a mapping file what each of them means.")
    known = nearest(header, _spelt())
    hint = f"{known} " if known else ""
    problem = "The column was left out: its header is not known."
    return Finding(
        "", 1, header, "warning", problem, f"{hint}Rename it, or map it or ignore it in a mapping file."
    )
