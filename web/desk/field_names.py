"""Here is a place in the values of a record: what do people call it, and how is what stands there read?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from kb.localized import LANGUAGES, Language
from kb.strict_yaml import Path
from web.desk.form.fields import VALUES, WORDS, shown_fields
from web.desk.form.shapes import VOCABULARIES, Leaf, PerLanguage, with_parts
from web.formatting import day, moment, number
from web.pages.layout import Site
from web.wording import N_, translations

# What the form does not show; the rest is called as it is there.
FURTHER_WORDS: Mapping[str, str] = {
    "format": N_("Format of the file"),
    "id": N_("Id"),
    "status": N_("State"),
    "file": N_("Paper"),
    "file.digest": N_("Checksum"),
    "file.name": N_("File name"),
    "file.media_type": N_("Type of file"),
    "file.size": N_("Size in bytes"),
    "file.pages": N_("Pages"),
    "created": N_("Created"),
    "edited": N_("Edited"),
    "merged_into": N_("Merged into"),
    "former_ids": N_("Former ids"),
    "provenance": N_("Where it was brought in from"),
    "provenance.scouted_from": N_("Scouted from"),
    "provenance.imported_from": N_("Imported from"),
    "provenance.address": N_("Fetched from"),
    "provenance.retrieved": N_("Fetched on"),
    "provenance.digest": N_("Checksum"),
    "provenance.extractor": N_("Read by"),
}
STATES: Mapping[str, str] = {
    "draft": N_("draft"),
    "in-review": N_("in review"),
    "published": N_("published"),
    "archived": N_("archived"),
    "merged": N_("merged"),
}
MOMENTS = frozenset({"created", "edited", "provenance.retrieved"})
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True)
class FieldName:
    """What a place is called, such as “Figures 3 · Unit”, and the language of its text, if it has one."""

    label: str
    language: str = ""


def steps_of(path: str) -> Path:
    """The steps of a path as findings write it, such as ``figures[2].year``."""
    return tuple(int(place) if place else name for place, name in _STEP.findall(path))


@cache
def leaf_of(path: str) -> Leaf | None:
    """What a field or part holds, by its path without numbers and languages; None for groups."""
    for field in shown_fields():
        for named in with_parts(field):
            if named.path == path:
                shape = named.shape.leaf if isinstance(named.shape, PerLanguage) else named.shape
                return shape if isinstance(shape, Leaf) else None
    return None


def plain_path(steps: Path) -> str:
    """The steps without numbers and languages: ``figures.what``."""
    return ".".join(step for step in steps if isinstance(step, str) and step not in LANGUAGES)


def language_in(steps: Path) -> Language | None:
    """The language a place holds text in, None if it is no such place."""
    return next((language for language in LANGUAGES if language in steps), None)


def _is_set(path: str) -> bool:
    leaf = leaf_of(path)
    return leaf is not None and leaf.kind == "choices"


@dataclass(frozen=True)
class Reading:
    """How one person reads values: in their language, with the clock of the site."""

    site: Site
    timezone: ZoneInfo

    def said(self, sentence: str) -> str:
        """A sentence of a table in the language of the reader."""
        words: str = translations(self.site.reader).ugettext(sentence)
        return words

    def called(self, path: str) -> str:
        """The name of a field or part; one that nobody knows is its own name."""
        if path in WORDS:
            return self.said(WORDS[path].label)
        return self.said(FURTHER_WORDS[path]) if path in FURTHER_WORDS else path

    def name(self, steps: Path) -> FieldName:
        """What the place is called. Entries are counted from 1, but for concepts, which have no order."""
        labels: list[str] = []
        path = ""
        for step in steps:
            if isinstance(step, str) and step not in LANGUAGES:
                path = f"{path}.{step}" if path else step
                labels.append(self.called(path))
            elif isinstance(step, int) and labels and not _is_set(path):
                labels[-1] += f" {step + 1}"
        language = language_in(steps)
        return FieldName(" · ".join(labels), self.site.called("language", language) if language else "")

    def text(self, steps: Path, value: Any) -> str:
        """What stands there, one line for each thing it is made of; nothing if there is nothing."""
        return "\n".join(self._lines(steps, value))

    def _lines(self, steps: Path, value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for name, part in value.items():
                label = (
                    self.site.called("language", name)
                    if name in LANGUAGES
                    else self.called(plain_path((*steps, name)))
                )
                inner = self.text((*steps, name), part)
                yield f"{label}:\n{inner}" if "\n" in inner else f"{label}: {inner}"
        elif isinstance(value, list):
            for item in value:
                yield self.text(steps, item)
        elif value is not None:
            yield self._single(plain_path(steps), value)

    def _single(self, path: str, value: Any) -> str:
        vocabulary = VOCABULARIES.get(path.removesuffix(".value"))
        fixed = STATES if path == "status" else VALUES.get(path.rpartition(".")[2], {})
        leaf = leaf_of(path)
        if isinstance(value, bool):
            return self.said(N_("yes") if value else N_("no"))
        if isinstance(value, str) and value in fixed:
            return self.said(fixed[value])
        if vocabulary and isinstance(value, str):
            return self.site.vocabularies[vocabulary].called(value, self.site.reader)
        if path == "not_applicable":
            return self.called(str(value))
        if isinstance(value, int | float) and leaf and leaf.kind == "number":
            return number(value, self.site.reader)
        if isinstance(value, str) and (path in MOMENTS or (leaf and leaf.kind == "day")):
            return self._dated(path, value)
        return str(value)

    def _dated(self, path: str, value: str) -> str:
        try:
            return (
                moment(value, self.site.reader, self.timezone)
                if path in MOMENTS
                else day(value, self.site.reader)
            )
        except ValueError:  # somebody typed what is no day; then that is to be seen
            return value
