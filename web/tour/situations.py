"""In which situation is a cluster management, and which search does that stand for?

The situations are data beside this module. A situation never narrows by what a question of the tour asks for:
values of one facet add up, so an answer would widen the search instead of narrowing it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kb import strict_yaml
from kb.errors import SourceUnreadable, VocabularyInvalid
from kb.localized import Language, LocalizedWords
from web.language import INTERFACE_LANGUAGES

FILE = Path(__file__).with_name("situations.yaml")


def _in_every_language(words: LocalizedWords) -> LocalizedWords:
    if set(words) != set(INTERFACE_LANGUAGES):
        raise ValueError(f"needs exactly the languages {', '.join(INTERFACE_LANGUAGES)}")
    return words


Said = Annotated[LocalizedWords, AfterValidator(_in_every_language)]


class Situation(BaseModel):
    """One situation: how a reader says it, and what is searched for."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    label: Said
    hint: Said
    words: Said
    kinds: list[str] = []
    target_groups: list[str] = []

    def text(self, reader: Language) -> str:
        """What is typed into the search for a reader of this language."""
        return self.words[reader]

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The facets and values it narrows to."""
        return (
            *(("kind", key) for key in self.kinds),
            *(("target_group", key) for key in self.target_groups),
        )


_FILE: TypeAdapter[list[Situation]] = TypeAdapter(list[Situation])


def read_situations(path: Path) -> dict[str, Situation]:
    """The situations of a file by their id, in order. Raises VocabularyInvalid with the line to mend."""
    try:
        source = strict_yaml.read(strict_yaml.decode(path.read_bytes()))
        found = _FILE.validate_python(source.value)
    except SourceUnreadable as error:
        raise VocabularyInvalid(f"{path}:{error.line}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        line = source.line(tuple(first["loc"]))
        place = ".".join(map(str, first["loc"]))
        raise VocabularyInvalid(f"{path}:{line}: {place}: {first['msg']}. Correct this entry.") from error
    by_id = {situation.id: situation for situation in found}
    if len(by_id) < len(found):
        raise VocabularyInvalid(f"{path}: an id stands twice. Give every situation an id of its own.")
    return by_id


@cache
def situations() -> Mapping[str, Situation]:
    """The delivered situations. Raises VocabularyInvalid."""
    return read_situations(FILE)
