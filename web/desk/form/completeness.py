"""How much of what readers use does a record state, in which languages, and what is missing next?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.fields import LOCALIZED_FIELDS
from kb.localized import Language
from web.desk.form.fields import WORDS
from web.desk.form.shapes import Group, PerLanguage, Rows, field_of, with_parts
from web.pages.facts import LABELLED_KINDS
from web.pages.layout import Site
from web.wording import translations

# In the order in which they help readers most.
READERS_USE: tuple[str, ...] = (
    "title",
    "summary",
    "sources",
    "themes",
    "approach",
    "results",
    "challenge",
    "place.countries",
    "organisation",
    "transferability",
    "outcome",
    "effort",
    "evidence",
    "stages",
    "target_groups",
    "success_factors",
    "limiting_factors",
    "resources",
    "figures",
    "sectors",
    "funding",
    "period",
)
ALSO = {"period": "published_year"}  # either of the two says when
NEXT = 3


@dataclass(frozen=True)
class Missing:
    """A field that is not stated; ``target`` is the id of its first input."""

    name: str
    label: str
    target: str


@dataclass(frozen=True)
class InLanguage:
    """How many of the texts that are stated in any language are there in this one, in per cent."""

    language: Language
    label: str
    share: int


@dataclass(frozen=True)
class Completeness:
    """``share`` is in per cent of ``of`` fields; ``missing`` begins with what helps readers most."""

    share: int
    stated: int
    of: int
    missing: tuple[Missing, ...]
    languages: tuple[InLanguage, ...]

    @property
    def following(self) -> tuple[Missing, ...]:
        """What to state next."""
        return self.missing[:NEXT]


def completeness(values: Mapping[str, Any], languages: tuple[Language, ...], site: Site) -> Completeness:
    """How complete the values are for readers of these languages; what does not apply counts as stated."""
    said, called = translations(site.reader).ugettext, site.vocabularies["languages"].called
    wanted = [*READERS_USE, *(("label",) if str(values.get("kind")) in LABELLED_KINDS else ())]
    missing = tuple(
        Missing(name, said(WORDS[name].label), input_id(_first_input(name, languages[0])))
        for name in wanted
        if not _stated(values, name)
    )
    stated = len(wanted) - len(missing)
    return Completeness(
        100 * stated // len(wanted),
        stated,
        len(wanted),
        missing,
        tuple(InLanguage(one, called(one, site.reader), _share(values, one)) for one in languages),
    )


def input_id(name: str) -> str:
    """The id of the element that belongs to a field or input."""
    return f"field-{name.replace('.', '-')}"


def _first_input(name: str, language: Language) -> str:
    """The name of the first input of a field, which may be a part of one: ``place.countries``."""
    field = next(field for field in with_parts(field_of(name.split(".")[0])) if field.path == name)
    while isinstance(field.shape, Group | Rows):
        rows = isinstance(field.shape, Rows)
        field = field.shape.group.parts[0] if isinstance(field.shape, Rows) else field.shape.parts[0]
        name = f"{name}.0.{field.name}" if rows else f"{name}.{field.name}"
    return f"{name}.{language}" if isinstance(field.shape, PerLanguage) else name


def _stated(values: Mapping[str, Any], name: str) -> bool:
    not_applicable = values.get("not_applicable")
    if isinstance(not_applicable, list) and name.split(".")[0] in not_applicable:
        return True
    value: Any = values
    for step in name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return bool(value) or (name in ALSO and _stated(values, ALSO[name]))


def _share(values: Mapping[str, Any], language: Language) -> int:
    texts = [text for name in LOCALIZED_FIELDS if isinstance(text := values.get(name), Mapping) and text]
    return 100 * sum(bool(text.get(language)) for text in texts) // len(texts) if texts else 0
