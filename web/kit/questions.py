"""What can a group ask about these cases, given what their records state and what they leave open?

The rules are data: ``questions.yaml`` says which question is asked when. A question never asserts more than
the records do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kb import strict_yaml
from web.kit.stated import CONCEPTS, FIELDS, does_not_apply, is_stated, keys_of
from web.kit.voice import Voice

FILE = Path(__file__).with_name("questions.yaml")
MOST_EACH = 5
MOST_TOGETHER = 8
Record = Mapping[str, Any]


def _known(field: str) -> str:
    if field not in FIELDS:
        raise ValueError(f"{field!r} is no field of a record")
    return field


FieldName = Annotated[str, AfterValidator(_known)]
Conditions = dict[FieldName, list[str]]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: dict[Literal["de", "en"], str] = Field(min_length=2)


class Each(_Rule):
    """A question about one case, and when it is asked."""

    states: Conditions = {}
    lacks: list[FieldName] = []

    def fits(self, record: Record) -> bool:
        """Whether the question is asked about this record."""
        return all(_states(record, *one) for one in self.states.items()) and all(
            _lacks(record, field) for field in self.lacks
        )


class Together(_Rule):
    """A question about all cases, and when it is asked."""

    at_least: int = 1
    differ: FieldName | None = None
    lack: FieldName | None = None
    all_state: Conditions = {}

    def fits(self, records: Sequence[Record]) -> bool:
        """Whether the question is asked about these records."""
        if len(records) < self.at_least:
            return False
        if self.differ and len(_different(records, self.differ)) < 2:
            return False
        if self.lack and not any(_lacks(record, self.lack) for record in records):
            return False
        return all(_states(record, *one) for one in self.all_state.items() for record in records)


class Rules(BaseModel):
    """All questions in the order in which they are asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    each: list[Each]
    together: list[Together]


@cache
def rules() -> Rules:
    """The delivered rules."""
    return Rules.model_validate(strict_yaml.read(FILE.read_text("utf-8")).value)


def about(record: Record, voice: Voice) -> tuple[str, ...]:
    """The questions about one case, at most MOST_EACH."""
    found = [rule for rule in rules().each if rule.fits(record)][:MOST_EACH]
    return tuple(_asked(rule, voice, values=_values(rule, record, voice)) for rule in found)


def about_all(records: Sequence[Record], voice: Voice) -> tuple[str, ...]:
    """The questions about all cases, at most MOST_TOGETHER; they name cases by their numbers, from 1 on."""
    found = [rule for rule in rules().together if rule.fits(records)][:MOST_TOGETHER]
    return tuple(
        _asked(rule, voice, groups=_groups(rule, records, voice), cases=_cases(rule, records, voice))
        for rule in found
    )


def _asked(rule: _Rule, voice: Voice, **values: str) -> str:
    return (rule.text["de"] if voice.language == "de" else rule.text["en"]).format_map(values)


def _states(record: Record, field: str, keys: Iterable[str]) -> bool:
    wanted = set(keys)
    return bool(wanted.intersection(keys_of(record, field))) if wanted else is_stated(record, field)


def _lacks(record: Record, field: str) -> bool:
    return not is_stated(record, field) and not does_not_apply(record, field)


def _different(records: Iterable[Record], field: str) -> set[frozenset[str]]:
    return {frozenset(keys) for record in records if (keys := keys_of(record, field))}


def _values(rule: Each, record: Record, voice: Voice) -> str:
    """The labels of the first field the rule looks at, and its free words."""
    for field in rule.states:
        labels = [_called(field, key, voice) for key in keys_of(record, field)]
        return voice.listed([*labels, *record.get("tags", {}).get(field, ())])
    return ""


def _groups(rule: Together, records: Sequence[Record], voice: Voice) -> str:
    field = rule.differ
    if field is None:
        return ""
    groups: dict[str, list[str]] = {}
    for number, record in enumerate(records, 1):
        for key in keys_of(record, field):
            groups.setdefault(key, []).append(str(number))
    return "; ".join(
        f"{_called(field, key, voice)} ({', '.join(groups[key])})" for key in _in_order(field, groups, voice)
    )


def _in_order(field: str, keys: Iterable[str], voice: Voice) -> Iterator[str]:
    """The keys as their vocabulary orders them."""
    order = list(voice.site.vocabularies[CONCEPTS[field].vocabulary].concepts)
    yield from sorted(keys, key=lambda key: order.index(key) if key in order else len(order))


def _called(field: str, key: str, voice: Voice) -> str:
    return voice.site.vocabularies[CONCEPTS[field].vocabulary].called(key, voice.language)


def _cases(rule: Together, records: Sequence[Record], voice: Voice) -> str:
    lack = rule.lack
    if lack is None:
        return ""
    return voice.listed(str(number) for number, record in enumerate(records, 1) if _lacks(record, lack))
