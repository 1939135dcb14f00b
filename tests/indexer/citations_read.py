"""What would a reference manager read? Parsers of RIS and BibTeX that know no writer."""

from __future__ import annotations

import re

_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - (.*)\Z")
_BIBTEX_WORDS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}


def ris_entries(text: str) -> list[dict[str, list[str]]]:
    """The entries by tag. Raises AssertionError for a line that no reader would take."""
    entries: list[dict[str, list[str]]] = []
    open_entry: dict[str, list[str]] | None = None
    lines = text.split("\r\n")
    assert lines[-1] == ""
    for line in filter(None, lines):
        assert line.splitlines() == [line], f"ends a line within a line: {line!r}"
        found = _RIS_LINE.match(line)
        assert found, f"no tag: {line!r}"
        tag, value = found.groups()
        if tag == "TY":
            assert open_entry is None, "an entry begins within an entry"
            open_entry = {}
        assert open_entry is not None, f"outside of any entry: {line!r}"
        if tag == "ER":
            assert value == ""
            entries.append(open_entry)
            open_entry = None
        else:
            open_entry.setdefault(tag, []).append(value)
    assert open_entry is None, "an entry does not end"
    return entries


def bibtex_entries(text: str) -> dict[str, dict[str, str]]:
    """The fields of each entry by its key, with its type as ``@``; braces count as BibTeX counts them."""
    entries: dict[str, dict[str, str]] = {}
    rest = text
    while rest.strip():
        head = re.match(r"\s*@(\w+)\{([^\s,{}]+),", rest)
        assert head, f"no entry begins at {rest[:60]!r}"
        body, rest = _until_closed(rest[head.end() :])
        assert head[2] not in entries, f"two entries have the key {head[2]}"
        entries[head[2]] = {"@": head[1], **_fields(body)}
    return entries


def _until_closed(text: str) -> tuple[str, str]:
    """What stands before the brace that closes the one opened before, and what follows it."""
    depth = 1
    for place, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return text[:place], text[place + 1 :]
    raise AssertionError(f"a brace stays open: {text[:60]!r}")


def _fields(body: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    while body.strip():
        head = re.match(r"\s*(\w+)\s*=\s*(?:(\w+)\s*,|\{)", body)
        assert head, f"no field begins at {body[:60]!r}"
        if head[2]:
            value, body = head[2], body[head.end() :]
        else:
            value, body = _until_closed(body[head.end() :])
            comma = re.match(r"\s*,", body)
            assert comma, f"no comma ends the field {head[1]}"
            body = body[comma.end() :]
        assert head[1] not in fields
        fields[head[1]] = value
    return fields


def shown(value: str) -> str:
    """What LaTeX prints of a value: commands are signs, braces without a backslash only group."""
    value = re.sub(r"\\(text\w+)\{\}", lambda found: f"\0{ord(_BIBTEX_WORDS[found[1]]):x}\0", value)
    assert not re.search(r"\\[^%&$#_]", value), value
    assert not re.search(r"(?<!\\)[%&$#_~^]", value), value
    plain = re.sub(r"\\([%&$#_])", r"\1", value.replace("{", "").replace("}", ""))
    return re.sub("\0([0-9a-f]+)\0", lambda found: chr(int(found[1], 16)), plain)
