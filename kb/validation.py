"""Here is the text of one record: is it valid, and if not, where is what wrong and what mends it?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from kb import strict_yaml
from kb.errors import SourceUnreadable
from kb.fields import CONCEPT_FIELDS, concepts_at, fields_at
from kb.findings import Finding, Given, RuleBroken, Severity
from kb.record import FORMAT, Period, Record
from kb.strict_yaml import Path, Source
from kb.vocabulary import Vocabularies

MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,200}\w")
_AMOUNT = r"\s*(?:€|%|EUR|Euro|euro|USD|CHF|DKK|NOK|SEK|GBP|Mio|million|Mill)"
PHONE = re.compile(
    rf"(?<![\w/.-])(?:\+|00)[1-9]\d{{0,2}}[ ()/.-]*(?:\d[ ()/.-]*){{6,13}}(?!\w|{_AMOUNT})"
    r"|\b(?:Tel|Telefon|Telephone|Phone|Fax|Mobil|Mobile|Tlf)\b[.: ]+\(?\d(?:[ ()/.-]*\d){5,14}(?!\w)"
)
_NEVER_PROSE = {"url", "source", "address", "digest"}
_YEARS_AHEAD = 30
_SAID = frozenset({"max_length"})  # what the model says of its limits


@dataclass(frozen=True)
class Checked:
    """The outcome of reading one file: a record if it has no error, and everything that was found."""

    record: Record | None
    findings: tuple[Finding, ...]


def field_path(path: Iterable[str | int]) -> str:
    """A path as people read it: ``figures[2].year``."""
    text = ""
    for step in path:
        if isinstance(step, str) and not step.isprintable():
            step = ascii(step)  # a key may hold line ends; a finding is one line
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def nearest(word: str, known: Iterable[str]) -> str:
    """A repair that names the nearest known word."""
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f"Did you mean {by_folded[found[0]]!r}?" if found else ""


class _Reader:
    """Reads one source and collects what it finds."""

    def __init__(self, source: Source, file: str, vocabularies: Vocabularies, today: date) -> None:
        self.source = source
        self.file = file
        self.vocabularies = vocabularies
        self.today = today
        self.findings: list[Finding] = []

    def find(
        self,
        path: Path,
        problem: str,
        repair: str,
        severity: Severity = "error",
        code: str = "",
        given: Mapping[str, Given] | None = None,
    ) -> None:
        line, field = self.source.line(path), field_path(path)
        self.findings.append(Finding(self.file, line, field, severity, problem, repair, code, given or {}))

    def record(self) -> Record | None:
        value = self.source.value
        if not isinstance(value, dict):
            self.find((), "The file holds no record.", "Begin with 'format: 1', then 'id:' and 'kind:'.")
            return None
        if not self._format_known(value.get("format")):
            return None
        try:
            record = Record.model_validate(value)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                # A number is tried as a whole one first; the second try says all that is to be said.
                if detail["loc"][-1] != "int":
                    self._shape(dict(detail))
            return None
        self._concepts()
        self._rules(record)
        return None if any(f.severity == "error" for f in self.findings) else record

    def _format_known(self, number: Any) -> bool:
        if type(number) is int and number == FORMAT:
            return True
        newer = type(number) is int and number > FORMAT
        repair = (
            "Install the newer version of this program that writes it."
            if newer
            else f"Write 'format: {FORMAT}' as the first line."
        )
        problem = (
            "The field 'format' is missing."
            if number is None
            else f"Format {number!r:.60} is not the format {FORMAT} this version reads."
        )
        self.find(("format",), problem, repair)
        return False

    def _shape(self, detail: dict[str, Any]) -> None:
        path: Path = tuple(step for step in detail["loc"] if step not in ("[key]", "float"))
        problem, repair = _explain(detail, path)
        error = detail.get("ctx", {}).get("error")
        if isinstance(error, RuleBroken):
            self.find(path, problem, repair, code=error.code, given=error.given)
        else:
            limits = {name: limit for name, limit in detail.get("ctx", {}).items() if name in _SAID}
            self.find(path, problem, repair, code=detail["type"], given=limits)

    def _concepts(self) -> None:
        for field in CONCEPT_FIELDS:
            vocabulary = self.vocabularies[field.vocabulary]
            for path, concept_id in concepts_at(self.source.value, field):
                if concept_id not in vocabulary:
                    repair = nearest(concept_id, vocabulary.concepts) or (
                        f"Choose an id of the vocabulary {vocabulary.name!r}, or keep the word under tags."
                    )
                    problem = f"{concept_id!r} is no concept of {vocabulary.name}."
                    self.find(path, problem, repair, code="no_concept", given={"word": concept_id})

    def _rules(self, record: Record) -> None:
        self._place(record)
        self._texts()
        for name in record.not_applicable:
            if name not in Record.model_fields:
                repair = nearest(name, Record.model_fields) or "Name a field of the record."
                self.find(("not_applicable",), f"{name!r} is no field.", repair)
            elif getattr(record, name):
                problem = "The field has a value and is named in not_applicable."
                self.find((name,), problem, "Remove one of the two.", code="applies_and_not")
        if record.status == "merged" and not record.merged_into:
            self.find(("status",), "A merged record names no survivor.", "Add merged_into with its id.")
        if record.merged_into == record.id:
            self.find(("merged_into",), "The record is merged into itself.", "Name the record that survives.")
        for number, relation in enumerate(record.relations):
            if relation.to == record.id:
                to: Path = ("relations", number, "to")
                self.find(to, "The record is related to itself.", "Correct the id.", code="to_itself")
        if record.kind == "file" and record.status == "published" and not record.rights:
            repair = "Add 'rights: open' or 'rights: quote'."
            self.find(("kind",), "A published paper has no rights.", repair, code="no_rights")
        if record.file and record.kind != "file":
            self.find(("file",), "Only a record of kind file has a file.", "Make it a record of its own.")
        if not record.languages:
            problem = "Title and summary have no language in common."
            self.find(("summary",), problem, "Add the missing translation.", code="no_common_language")
        if record.expires and record.expires < self.today.isoformat():
            self.find(
                ("expires",),
                f"The record expired on {record.expires}.",
                "Check it against its sources, then move the date or archive it.",
                "warning",
                code="expired",
                given={"day": record.expires},
            )
        self._dates(record)

    def _dates(self, record: Record) -> None:
        tomorrow = self.today + timedelta(days=1)  # moments are in UTC, whose day may be a later one
        for name, last in (("created", tomorrow), ("edited", tomorrow), ("checked", self.today)):
            day = getattr(record, name)
            if day and day[:10] > last.isoformat():
                problem, given = f"{day} lies in the future.", {"day": day[:10]}
                self.find((name,), problem, "Correct the date.", code="future", given=given)
        for number, source in enumerate(record.sources):
            if source.accessed and source.accessed > self.today.isoformat():
                path: Path = ("sources", number, "accessed")
                problem = f"{source.accessed} lies in the future."
                self.find(path, problem, "Correct the date.", code="future", given={"day": source.accessed})
        period = record.period or Period()
        years: dict[Path, int | None] = {
            ("period", "start"): period.start,
            ("period", "end"): period.end,
            ("published_year",): record.published_year,
            **{("figures", number, "year"): figure.year for number, figure in enumerate(record.figures)},
        }
        for path, year in years.items():
            if year and year > self.today.year + _YEARS_AHEAD:
                problem = f"The year {year} is absurd."
                self.find(path, problem, "Correct the year.", code="absurd_year", given={"year": year})

    def _place(self, record: Record) -> None:
        path = PurePosixPath(self.file)
        if path.stem != record.id:
            self.find(
                ("id",),
                f"The id {record.id!r} is not the name of the file {path.name!r}.",
                f"Rename the file to {record.id}.yaml or correct the id.",
            )
        if path.parent.name and path.parent.name != record.kind:
            self.find(
                ("kind",),
                f"The kind {record.kind!r} is not the folder {path.parent.name!r}.",
                f"Move the file to {record.kind}/ or correct the kind.",
            )

    def _texts(self) -> None:
        for path, text in _strings(self.source.value, ()):
            if path[-1] in _NEVER_PROSE:
                continue
            found = MAIL.search(text) or PHONE.search(text)
            if found:
                self.find(
                    path,
                    f"{found.group()!r} looks like a mail address or a telephone number.",
                    "Remove it: records name organisations, not ways to reach persons.",
                    "warning",
                    code="reaches_person",
                    given={"words": found.group()},
                )
        for name, words in (self.source.value.get("tags") or {}).items():
            for number, word in enumerate(words or ()):
                self.find(
                    ("tags", name, number),
                    f"{word!r} matches no concept.",
                    "Add it to a concept's alternatives or leave it a tag.",
                    "note",
                    code="tag",
                    given={"word": word},
                )


def _explain(detail: dict[str, Any], path: Path) -> tuple[str, str]:
    """The problem and the repair of one finding of the model."""
    kind, given = detail["type"], detail.get("input")
    name = _name(path)
    if kind == "extra_forbidden":
        known = fields_at(path[:-1])
        return f"There is no field {name!r} here.", nearest(name, known) or f"Known are: {', '.join(known)}."
    if kind == "missing":
        return f"The field {name!r} is missing.", "Add it."
    if kind == "value_error":
        problem, _, repair = str(detail["ctx"]["error"]).partition(";" if ";" in detail["msg"] else ":")
        return f"{given!r:.60} {problem}." if isinstance(given, str) else f"It {problem}.", (
            f"{repair.strip()[:1].upper()}{repair.strip()[1:]}."
        )
    if kind == "literal_error":
        expected = detail["ctx"]["expected"]
        repair = nearest(str(given)[:80], re.findall(r"'([^']+)'", expected)) or f"Write one of {expected}."
        if detail["loc"][-1] == "[key]":
            return f"{given!r:.60} is no language of records.", repair
        return f"{given!r:.60} is not possible for {name}.", repair
    if given is None or kind in ("too_short", "string_too_short"):
        return f"{name} is empty.", "Write something there or remove the line."
    if kind.endswith("_type"):
        return (
            f"{_shown(given):.60} is {_called(given)}, but {name} needs {_WANTED.get(kind, kind)}.",
            "Put it in quotes if it is meant as text."
            if kind == "string_type" and isinstance(given, int | float)
            else "Write it in that form.",
        )
    if kind in ("string_too_long", "too_long"):
        length = detail["ctx"]["max_length"]
        return f"{name} has {len(given):,} signs, more than {length:,}.", "Shorten it."
    return f"{given!r:.60} does not fit: {detail['msg']}.", "Correct the value."


def _name(path: Path) -> str:
    """What a reader calls the place: the last named step, with its number if it stands in a list."""
    names = [number for number, step in enumerate(path) if isinstance(step, str)]
    return field_path(path[names[-1] :]) if names else "the record"


_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list (lines that begin with '- ')",
    "dict_type": "a text for each language, such as 'de: …'",
    "model_type": "a group of fields, indented below it",
    "bool_type": "true or false",
}


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _called(value: Any) -> str:
    names = {bool: "a truth value", int: "a number", float: "a number", str: "text", list: "a list"}
    return names.get(type(value), "a group of fields")


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _strings(item, (*path, number))


def check_text(text: str, file: str, vocabularies: Vocabularies, today: date) -> Checked:
    """Read and validate one record. ``file`` is its place below ``records/``, e.g. ``guide/x.yaml``."""
    try:
        source = strict_yaml.read(text)
    except SourceUnreadable as error:
        return Checked(None, (Finding(file, error.line, "", "error", error.problem, error.repair),))
    return _checked(source, file, vocabularies, today)


def check_values(values: dict[str, Any], file: str, vocabularies: Vocabularies, today: date) -> Checked:
    """As ``check_text``, for the plain values of a record that no file holds yet; findings have no lines."""
    return _checked(Source(values, {}), file, vocabularies, today)


def _checked(source: Source, file: str, vocabularies: Vocabularies, today: date) -> Checked:
    reader = _Reader(source, file, vocabularies, today)
    return Checked(reader.record(), tuple(reader.findings))


def check_bytes(data: bytes, file: str, vocabularies: Vocabularies, today: date) -> Checked:
    """As ``check_text``, for the bytes of a file."""
    try:
        return check_text(strict_yaml.decode(data), file, vocabularies, today)
    except SourceUnreadable as error:
        return Checked(None, (Finding(file, error.line, "", "error", error.problem, error.repair),))
