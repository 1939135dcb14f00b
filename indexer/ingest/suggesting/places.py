"""In which countries and regions does the practice take place?

A region says its country. An adjective such as "Danish" says a country too, but less surely. What stands in
an address is where somebody has an office. A region within another that is named as well is the better one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from indexer.analysis.keys import words_of
from indexer.ingest.suggesting.cues import cues
from indexer.ingest.suggesting.evidence import WEIGHTS, Evidence, Gathered, Naming, ordered
from indexer.ingest.suggesting.labels import Mention
from indexer.ingest.suggesting.reading import Reading, Sentence
from indexer.ingest.suggesting.suggestion import Suggestion
from kb.vocabulary import Vocabularies, Vocabulary

MOST_COUNTRIES = 4
MOST_REGIONS = 4
OF_A_REGION = 0.9  # weight of a region for its country
ADJECTIVE = 0.8  # weight of "Danish" for Denmark
SEVERAL = 3  # countries in one sentence: a list, of which each is less surely the place
MANY = 5
IN_A_LIST = 0.7
IN_A_LONG_LIST = 0.4
DESTINATION = 0.4  # weight of a country where others go

_TOWARDS = frozenset({"nach", "to", "til", "towards", "abroad"})
_ADDRESS = re.compile(
    r"(?:\A|,\s?|\n|\t|\b[A-Z]{1,2}-)[0-9]{4,5} [A-ZÄÖÜÆØÅ][a-zäöüæøå]+\s*(?:[,(.\n]|\Z)"  # a postal code
    r"|(?i:stra(?:ss|ß)e|str\.|allee|weg|platz|ufer|kai|vej|gade|street|road|avenue) [0-9]{1,4}[a-z]?\b"
    r"|(?i:\btel\b|\bphone\b|\btelefon\b|\btlf\b|\bfax\b)"
)


def places(gathered: Gathered, reading: Reading, vocabularies: Vocabularies) -> Iterator[Suggestion]:
    """The suggested countries and regions."""
    tree = vocabularies["regions"]
    weight = _weight_by_sentence(gathered.of("countries"))
    countries = {concept: evidence.weighed(weight) for concept, evidence in gathered.of("countries")}
    regions = {
        concept: evidence.weighed(weight)
        for concept, evidence in gathered.of("regions")
        if tree.concepts[concept].broader  # the others are countries
    }
    for region, naming in _adjectives(reading, "regions", "regions"):
        if region in tree:
            regions.setdefault(region, Evidence()).namings.append(naming)
    for region, evidence in regions.items():
        country = country_of(tree, region)
        if country:
            said = evidence.weighed(lambda _: OF_A_REGION)
            countries.setdefault(country, Evidence()).namings.extend(said.namings)
    for country, naming in _adjectives(reading, "adjectives", "countries"):
        if country in vocabularies["countries"]:
            countries.setdefault(country, Evidence()).namings.append(naming)
    size = reading.body_size
    yield from ordered(_suggestions("place.countries", countries, size), MOST_COUNTRIES)
    narrowest = _narrowest([*_suggestions("place.regions", regions, size)], tree)
    yield from ordered(narrowest, MOST_REGIONS)


def _suggestions(field: str, found: Mapping[str, Evidence], size: int) -> Iterator[Suggestion]:
    for place, evidence in found.items():
        yield evidence.suggestion(field, place, evidence.confidence(size))


def country_of(regions: Vocabulary, region: str) -> str | None:
    """The country a region lies in, if in one only."""
    country = (regions.concepts[region].model_extra or {}).get("country")
    return country if isinstance(country, str) else None


def _weight_by_sentence(countries: Iterable[tuple[str, Evidence]]) -> Callable[[Naming], float]:
    """What a place weighs in its sentence: nothing in an address, little in a list or as a destination."""
    named: dict[str, set[str]] = {}
    for country, evidence in countries:
        for naming in evidence.namings:
            named.setdefault(naming.sentence.text, set()).add(country)

    def weight(naming: Naming) -> float:
        text, start = naming.sentence.text, naming.mention.start
        if naming.sentence.fact:
            return 1.0
        if is_address(text):
            return 0.0
        many = len(named.get(text, ()))
        listed = IN_A_LONG_LIST if many >= MANY else IN_A_LIST if many >= SEVERAL else 1.0
        before = text[max(0, start - 25) : start].split()
        return listed * (DESTINATION if _TOWARDS.intersection(before[-2:]) else 1.0)

    return weight


def is_address(text: str) -> bool:
    """Whether a sentence holds a postal address or a way to reach somebody."""
    return _ADDRESS.search(text) is not None


def _adjectives(reading: Reading, kind: str, vocabulary: str) -> Iterator[tuple[str, Naming]]:
    """The namings of countries or regions by adjectives."""
    known = {word: place for place, words in cues("countries")[kind].items() for word in words}
    for sentence in reading.sentences:
        if sentence.listed or sentence.fact:
            continue
        for word in words_of(sentence.text):
            place = known.get(word.key)
            if place and not _is_language(sentence, word.start):
                mention = Mention(vocabulary, place, word.start, word.end, ADJECTIVE)
                yield place, Naming(sentence, mention, ADJECTIVE * WEIGHTS[sentence.role])


def _is_language(sentence: Sentence, start: int) -> bool:
    """Whether a word names the language: in English, auf Deutsch, på dansk."""
    before = sentence.text[max(0, start - 8) : start].split()
    return bool(before) and before[-1].casefold() in cues("countries")["before_a_language"]


def _narrowest(found: list[Suggestion], regions: Vocabulary) -> Iterator[Suggestion]:
    """The regions without those around a better one."""
    for one in found:
        within = (other for other in found if one.value in regions.ancestors(other.value))
        if not any(other.confidence >= one.confidence for other in within):
            yield one
