"""What is a record?

The shape of what people write: one YAML file each, the fields in the order of the model, texts per language.
Absence of a value means "not stated"; what does not apply is named in ``not_applicable``. Shape is checked
here; whether a concept exists or a relation leads somewhere is checked in ``kb.validation``.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from kb import strict_yaml
from kb.findings import RuleBroken
from kb.localized import Language, LocalizedList, LocalizedText, LocalizedWords, Words
from kb.paper import Digest

FORMAT = 1
ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
ID_LENGTH = 80

Kind = Literal[
    "best-practice",
    "instrument",
    "success-story",
    "cluster",
    "network",
    "event",
    "event-format",
    "training",
    "policy",
    "funding-programme",
    "guide",
    "study",
    "project",
    "file",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Status = Literal["draft", "in-review", "published", "archived", "merged"]
By = Literal["editorial", "source"]
TranslationState = Literal["original", "translated", "outdated"]
Rights = Literal["open", "quote"]
RelationType = Literal[
    "part_of",
    "has_part",
    "applies",
    "applied_by",
    "funded_by",
    "funds",
    "run_by",
    "runs",
    "follows",
    "followed_by",
    "adopted_from",
    "adopted_by",
    "studies",
    "studied_in",
    "same_story",
    "related",
]


def is_id(text: str) -> bool:
    """Whether a record may have this id; what passes is a harmless file name, too."""
    return bool(ID_PATTERN.match(text)) and len(text) <= ID_LENGTH


def _record_id(text: str) -> str:
    if not is_id(text):
        raise RuleBroken(
            "no_id",
            f"is no id: use a-z and digits in groups joined by single hyphens, at most {ID_LENGTH} signs",
        )
    return text


def _is_date(form: str, text: str) -> bool:
    try:
        return bool(re.match(form, text) and datetime.fromisoformat(text))
    except ValueError:  # such as 30 February or 25 o'clock
        return False


def _day(text: str) -> str:
    if not _is_date(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", text):
        raise RuleBroken("no_day", "is no calendar day: write it as 2026-11-24")
    return text


def _timestamp(text: str) -> str:
    if not _is_date(r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}Z\Z", text):
        raise RuleBroken("no_time", "is no time in UTC: write it as 2026-11-24T09:30:00Z")
    return text


def _address(text: str) -> str:
    if not re.match(r"https?://[^\s/?#]+\S*\Z", text):
        raise RuleBroken(
            "no_address", "is no web address: it starts with http:// or https:// and holds no blanks"
        )
    return text


RecordId = Annotated[str, AfterValidator(_record_id)]
ConceptId = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Day = Annotated[str, AfterValidator(_day)]
Timestamp = Annotated[str, AfterValidator(_timestamp)]
Address = Annotated[str, AfterValidator(_address), StringConstraints(max_length=2000)]
Year = Annotated[int, Field(ge=1500, le=2100, strict=True)]
Number = Annotated[int | float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]


class Part(BaseModel):
    """Any part of a record: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


SupportedPart = TypeVar("SupportedPart", "Judgement", "LimitingFactor", "Relation")


def _a_reading_needs_its_passage(part: SupportedPart) -> SupportedPart:
    if part.by == "editorial" and not part.passage:
        raise RuleBroken(
            "no_passage", "is an editorial value without the passage that supports it; add passage"
        )
    return part


class Judgement(Part):
    """One concept a person derived from the text; ``by: editorial`` keeps the passage that supports it."""

    value: ConceptId
    passage: Words | None = None
    by: By | None = None
    _support = model_validator(mode="after")(_a_reading_needs_its_passage)


class LimitingFactor(Part):
    """What limited or hindered the practice."""

    text: LocalizedWords = Field(min_length=1)
    passage: Words | None = None
    by: By | None = None
    _support = model_validator(mode="after")(_a_reading_needs_its_passage)


class Organisation(Part):
    """Who stands behind the practice; ``record`` is the id of that organisation's own record."""

    name: Words
    record: RecordId | None = None


class Place(Part):
    """Where: country and region concepts, and the words of the source."""

    countries: list[ConceptId] = []
    regions: list[ConceptId] = []
    words: Words | None = None


class Period(Part):
    """From which year to which; no end means not stated, ``ongoing`` says it still runs."""

    start: Year | None = None
    end: Year | None = None
    ongoing: bool = False

    @model_validator(mode="after")
    def _start_before_end(self) -> Period:
        if self.start and self.end and self.start > self.end:
            raise RuleBroken(
                "ends_before_start",
                f"ends in {self.end} before it starts in {self.start}; swap or correct the years",
                start=self.start,
                end=self.end,
            )
        if self.end and self.ongoing:
            raise RuleBroken("ended_and_ongoing", "has an end and is ongoing; remove one of the two")
        return self


class Figure(Part):
    """One number with what it counts; qualifications such as "about" stay in ``what``."""

    what: LocalizedWords = Field(min_length=1)
    value: Number
    unit: Words | None = None
    year: Year | None = None
    source: Address | None = None


class Relation(Part):
    """A typed link to another record, stored once and shown from both sides."""

    type: RelationType
    to: RecordId
    passage: Words | None = None
    by: By | None = None
    _support = model_validator(mode="after")(_a_reading_needs_its_passage)


class SourceLink(Part):
    """Where the facts come from. ``accessed`` is the day a person opened it."""

    url: Address
    title: Words
    publisher: Words | None = None
    language: ConceptId | None = None
    accessed: Day | None = None


class Tags(Part):
    """Free words of the source that match no concept."""

    sectors: list[Words] = []
    themes: list[Words] = []
    target_groups: list[Words] = []
    funding: list[Words] = []
    regions: list[Words] = []


class Provenance(Part):
    """How the record came here; not shown to readers.

    ``digest`` is the SHA-256 of the bytes it was read from, ``retrieved`` when they were fetched.
    """

    scouted_from: Words | None = None
    imported_from: Words | None = None
    address: Address | None = None
    retrieved: Timestamp | None = None
    digest: Digest | None = None
    extractor: Words | None = None


class PaperFile(Part):
    """The ingested original of a record of kind ``file``. ``size`` is in bytes."""

    digest: Digest
    name: Words
    media_type: Words
    size: Annotated[int, Field(ge=0, strict=True)]
    pages: Annotated[int, Field(ge=1, strict=True)] | None = None


class Record(Part):
    """A practice, instrument, programme … as people write it."""

    format: Literal[1]
    id: RecordId
    kind: Kind
    status: Status
    title: LocalizedWords = Field(min_length=1)
    summary: LocalizedText = Field(min_length=1)
    challenge: LocalizedText = {}
    approach: LocalizedText = {}
    results: LocalizedText = {}
    success_factors: LocalizedList = {}
    limiting_factors: list[LimitingFactor] = []
    resources: LocalizedText = {}
    transferability: LocalizedText = {}
    outcome: Judgement | None = None
    effort: Judgement | None = None
    evidence: Judgement | None = None
    stages: list[Judgement] = []
    ecei: list[Judgement] = []
    organisation: Organisation | None = None
    contact_org: Words | None = None
    place: Place | None = None
    sectors: list[ConceptId] = []
    themes: list[ConceptId] = []
    target_groups: list[ConceptId] = []
    funding: list[ConceptId] = []
    tags: Tags | None = None
    label: ConceptId | None = None
    period: Period | None = None
    published_year: Year | None = None
    figures: list[Figure] = []
    relations: list[Relation] = []
    sources: list[SourceLink] = []
    file: PaperFile | None = None
    rights: Rights | None = None
    licence: Words | None = None
    original_language: Language | None = None
    translations: dict[Language, TranslationState] = {}
    not_applicable: list[ConceptId] = []
    created: Timestamp | None = None
    edited: Timestamp | None = None
    checked: Day | None = None
    expires: Day | None = None
    merged_into: RecordId | None = None
    former_ids: list[RecordId] = []
    provenance: Provenance | None = None

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages the record can be read in: those of its title and summary."""
        return tuple(language for language in self.title if language in self.summary)

    def values(self) -> dict[str, Any]:
        """The plain values that are written, in the order of the fields, without what is not stated."""
        values: dict[str, Any] = stated(self.model_dump(mode="json", exclude_defaults=True))
        return values

    def as_yaml(self) -> str:
        """The one canonical text of the record."""
        return strict_yaml.write(self.values())


def stated(value: Any) -> Any:
    """Plain values without what is not stated: keys that hold nothing, and empty items of lists."""
    if isinstance(value, dict):
        items = ((key, stated(item)) for key, item in value.items())
        return {key: item for key, item in items if item not in (None, [], {})}
    if isinstance(value, list):
        return [item for item in map(stated, value) if item not in (None, [], {})]
    return value
