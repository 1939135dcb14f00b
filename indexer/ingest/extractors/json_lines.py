"""Here are objects in JSON, one on each line or in one list: which table do they make?

Nested values are kept. A line that cannot be read is reported and the others are read.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from indexer.ingest.extraction import Hints, Row, Table
from indexer.ingest.extractors.decoding import decoded
from indexer.ingest.extractors.grid import MAX_COLUMNS, MAX_ROWS, too_many_rows
from kb.errors import SourceUnreadable
from kb.findings import Finding
from kb.strict_yaml import MAX_DEPTH

EXTRACTOR = "json_lines 1"
LONGEST_NUMBER = 300  # signs
LONGEST_LINE = 1_000_000  # signs; records are shorter
DAMAGED = 1_000  # lines
_REPAIR = 'Write one object on each line, such as {"title": "…", "summary": "…"}.'
_BLANKS = re.compile(r"[ \t\r\n]*")
_HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")


class _NotARow(ValueError):
    """What stands there is no object that can become a row."""


def extract(data: bytes, hints: Hints) -> tuple[Table, ...]:
    """The one table of a file.

    Raises SourceUnreadable if not one object can be read, or there are too many.
    """
    text = decoded(data, hints)
    rows: list[Row] = []
    findings: list[Finding] = []
    for found in _listed(text) if text.lstrip().startswith("[") else _lines(text):
        if isinstance(found, Row):
            rows.append(found)
        else:
            findings.append(found)
        if len(rows) > MAX_ROWS:
            raise too_many_rows()
        if len(findings) > DAMAGED:
            raise SourceUnreadable(f"More than {DAMAGED:,} lines are no objects.", _REPAIR, findings[0].line)
    if not rows:
        first = findings[0] if findings else Finding("", 1, "", "error", "There is no object.", _REPAIR)
        raise SourceUnreadable(first.problem, first.repair, first.line)
    headers = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    if len(headers) > MAX_COLUMNS:
        raise SourceUnreadable(
            f"There are {len(headers):,} different keys, more than {MAX_COLUMNS}.",
            "Remove some.",
        )
    return (Table("jsonl", EXTRACTOR, headers, tuple(rows), findings=tuple(findings)),)


def _lines(text: str) -> Iterator[Row | Finding]:
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip(" \t\r")
        if line:
            try:
                yield _row(_value(line), number)
            except (ValueError, RecursionError) as error:
                yield _finding(error, number)


def _listed(text: str) -> Iterator[Row | Finding]:
    """The objects of a list; behind what is not even JSON nothing can be read."""
    place, number = _after_blanks(text, _after_blanks(text, 0) + 1), 1
    counted = 0
    while text[place : place + 1] not in ("]", ""):
        number, counted = number + text.count("\n", counted, place), place
        try:
            end = json.JSONDecoder().raw_decode(text, place)[1]
        except (ValueError, RecursionError) as error:
            yield _finding(error, number)
            return
        try:
            yield _row(_value(text[place:end]), number)
        except (ValueError, RecursionError) as error:
            yield _finding(error, number)
        place = _after_blanks(text, end)
        if text[place : place + 1] not in (",", "]"):
            yield _finding(_NotARow("The list does not go on with a comma behind this object"), number)
            return
        place = _after_blanks(text, place + (text[place] == ","))


def _after_blanks(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return found.end() if found else place


def _value(line: str) -> Any:
    if len(line) > LONGEST_LINE:
        raise _NotARow(f"It has {len(line):,} signs, more than {LONGEST_LINE:,}")
    value = json.loads(
        line,
        object_pairs_hook=_object,
        parse_int=_whole_number,
        parse_float=_number,
        parse_constant=_no_number,
    )
    if _HALF_SIGN.search(line):
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise _NotARow("A text holds half of a sign (\\ud800 to \\udfff)") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _NotARow(f"The key {twice!r:.80} stands twice in one object")
    return found


def _whole_number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise _NotARow(f"A number has {len(digits):,} digits")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if len(digits) > LONGEST_NUMBER or not math.isfinite(number):
        raise _NotARow(f"The number {digits[:20]} is too large")
    return number


def _no_number(name: str) -> float:
    raise _NotARow(f"{name} is no number in JSON")


def _row(value: Any, number: int) -> Row:
    if not isinstance(value, dict):
        raise _NotARow("It is no object")
    if _depth(value) > MAX_DEPTH:
        raise _NotARow(f"Values are nested deeper than {MAX_DEPTH} levels")
    return Row(number, {key: item for key, item in value.items() if not _is_empty(item)})


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            item
            for holder in level
            if isinstance(holder, dict | list)
            for item in (holder.values() if isinstance(holder, dict) else holder)
        ]
    return depth


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _finding(error: Exception, number: int) -> Finding:
    if isinstance(error, RecursionError):
        problem, repair = "Values are nested too deeply.", "Flatten the object."
    elif isinstance(error, _NotARow):
        problem, repair = f"{error}; it was not read.", _REPAIR
    else:
        problem, repair = f"This is not JSON: {getattr(error, 'msg', error)}; it was not read.", _REPAIR
    return Finding("", number, "", "error", problem, repair)
