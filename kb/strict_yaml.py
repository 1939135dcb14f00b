"""Here is the text of a file: which plain values does it hold, and on which line?

YAML without its surprises: ``NO`` is a word, a date is a word, duplicate keys, aliases, anchors, tags and
several documents in one file are errors. Values are built from the parser's events with a stack of our own,
so neither deep nesting nor an alias bomb can hurt.

    >>> read("id: a\\nplace: {countries: [NO]}\\n").value
    {'id': 'a', 'place': {'countries': ['NO']}}
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from kb.errors import SourceUnreadable

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_VALUES = 50_000

Path = tuple[str | int, ...]
Value = Any

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
# What is a number here is one in YAML 1.1 too, so the writer puts a text that looks like one in quotes.
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,299})\Z")
_FLOAT = re.compile(r"[-+]?[0-9]{1,300}\.[0-9]{1,300}([eE][-+][0-9]{1,3})?\Z")
_INVISIBLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BREAKS_OF_YAML = frozenset("\x85\u2028\u2029")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Source:
    """The values of one file and the line each of them starts on."""

    value: Value
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of ``path``, or of the nearest value around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass
class _Open:
    """A mapping or sequence that is still being filled."""

    value: dict[str, Value] | list[Value]
    path: Path
    key: str | None = None
    key_line: int = 1


class _Lines:
    """The lines of a text as editors count them; YAML also counts signs that editors show within a line."""

    def __init__(self, text: str) -> None:
        self._numbers = [1]
        for found in _BREAK.finditer(text):
            self._numbers.append(self._numbers[-1] + (found.group() not in _BREAKS_OF_YAML))

    def __call__(self, mark: Any) -> int:
        """The line of a mark of the parser."""
        return self._numbers[min(mark.line, len(self._numbers) - 1)] if mark else 1


@dataclass
class _Builder:
    line_of: _Lines
    lines: dict[Path, int] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    root: Value = None
    documents: int = 0

    def begin(self, value: dict[str, Value] | list[Value], line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise SourceUnreadable(
                f"Values are nested deeper than {MAX_DEPTH} levels.", "Flatten the structure.", line
            )
        path = self.place(value, line)
        self.stack.append(_Open(value, path))

    def scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            if event.value in top.value:
                raise SourceUnreadable(
                    f"The key {event.value!r} stands twice in the same place.", "Remove one of the two.", line
                )
            top.key, top.key_line = event.value, line
            return
        self.place(_plain(event.value) if event.implicit[0] else event.value, line)

    def place(self, value: Value, line: int) -> Path:
        if len(self.lines) >= MAX_VALUES:
            raise SourceUnreadable(f"The file holds more than {MAX_VALUES} values.", "Split it.", line)
        path: Path = ()
        if not self.stack:
            self.root = value
        else:
            top = self.stack[-1]
            if isinstance(top.value, list):
                path = (*top.path, len(top.value))
                top.value.append(value)
            elif top.key is None:
                raise SourceUnreadable("A list or mapping is used as a key.", "Use a word as key.", line)
            else:
                path, line = (*top.path, top.key), top.key_line
                top.value[top.key] = value
                top.key = None
        self.lines[path] = line
        return path

    def take(self, event: yaml.Event) -> None:
        line = self.line_of(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SourceUnreadable(
                "Anchors (&) and aliases (*) are not allowed.",
                "Write the value out, or put the text in quotes.",
                line,
            )
        if getattr(event, "tag", None) is not None:
            raise SourceUnreadable("Tags (!) are not allowed.", "Put the text in quotes.", line)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise SourceUnreadable(
                    "The file holds several YAML documents.", "Keep one record in a file.", line
                )
        elif isinstance(event, yaml.MappingStartEvent):
            self.begin({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.begin([], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.ScalarEvent):
            self.scalar(event, line)


def _plain(text: str) -> Value:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text) and math.isfinite(number := float(text)):
        return number
    return text


def decode(data: bytes) -> str:
    """The text of a file.

    Raises SourceUnreadable for a file that is too large, empty or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise SourceUnreadable(
            f"The file has {len(data):,} bytes, more than {MAX_BYTES:,}.",
            "Shorten it, or keep the paper itself as a file record.",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceUnreadable(
            f"Byte {error.start} is not UTF-8.", "Save the file with the encoding UTF-8.", line
        ) from None
    if not text.strip():
        raise SourceUnreadable("The file is empty.", "Write a record into it or remove it.")
    return text


def read(text: str) -> Source:
    """The values of a YAML text.

    Raises SourceUnreadable with the line and the repair.
    """
    lines = _Lines(text)
    builder = _Builder(lines)
    invisible = _INVISIBLE.search(text)
    if invisible:
        raise SourceUnreadable(
            f"The invisible character U+{ord(invisible.group()):04X} stands here.",
            "Remove it.",
            text.count("\n", 0, invisible.start()) + 1,
        )
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if lines(mark) > text.rstrip().count("\n") + 1:  # where nothing stands nothing can be mended
            mark = error.context_mark or mark
        raise SourceUnreadable(
            f"This is not YAML: {error.problem or error.context}.",
            "Check quotes, colons and indentation here.",
            lines(mark),
        ) from None
    return Source(builder.root, builder.lines)


class _Writer(_DUMPER):  # type: ignore[misc]  # the C class is untyped
    """The dumper with literal blocks for texts of several lines."""

    def ignore_aliases(self, _data: Value) -> bool:
        return True


def _represent_text(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Writer.add_representer(str, _represent_text)


def write(value: Value) -> str:
    """The one canonical text of plain values; keys stay in the order they have."""
    text: str = yaml.dump(
        value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False
    )
    return text
