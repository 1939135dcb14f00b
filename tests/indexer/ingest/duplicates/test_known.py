"""What is known already is recognised.

1. Stories told again are found: reworded, shortened, reordered, translated; nearly nothing else is.
2. Delivered records are found again when they are cut to a third, shuffled, edited or translated, without any
   field.
3. Editions of a series, practices of one organisation, a programme and its project, and texts made of the
   same boilerplate are no findings; neither are records that name each other, merged ones, or the record
   itself.
4. Among the delivered records no two are taken for one story.
5. What was imported from the same bytes or the same address is found by them, however the address is written.
6. What is added is known at once; a record that is added again replaces what it was.
7. Every reason is said in words, and its figures are numbers.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.ingest.duplicates.known import Known, known_records
from indexer.ingest.duplicates.signature import Signature, sign
from indexer.ingest.duplicates.traits import number_shown, shown_number
from kb.corpus import Corpus
from kb.record import Record
from tests.indexer import corpora
from tests.indexer.ingest.duplicates.planted import (
    a_record,
    found_elsewhere,
    invented_pairs,
    neighbours,
    only,
    sentences,
)
from tests.tiers import examples

TEXT = (
    "The harbour of Wellingsund lends two cranes to 23 retired operators, who teach on Saturdays for 18 "
    "weeks. A trainee costs 3,870 euros, and 219 of 264 work at the quay today."
)
LONGER = (
    "Before that, nobody in reach taught the trade, and terminals poached from each other. The agreement "
    "names hours, insurance and who repairs what, so that others can copy it. A simulator stands beside."
)


def known_of(*records: Record) -> Known:
    return with_signatures((), *records)


def a_third(told: list[str]) -> list[str]:
    """The first sentences that make up a third of the text."""
    lengths = list(accumulate(len(sentence) for sentence in told))
    return told[: bisect_left(lengths, lengths[-1] / 3) + 1]


def with_signatures(signatures: Iterable[Signature], *records: Record) -> Known:
    known = Known(corpora.delivered_vocabularies())
    for signature in signatures:
        known.take(signature, is_draft=False)
    for record in records:
        known.add(record, is_draft=False)
    return known


@pytest.fixture(scope="module")
def delivered_records(delivered: Corpus) -> list[Record]:
    return list(delivered.review().records)


@pytest.fixture(scope="module")
def signatures(delivered: Corpus, delivered_records: list[Record]) -> list[Signature]:
    return [sign(record, delivered.vocabularies) for record in delivered_records]


@pytest.fixture(scope="module")
def delivered_known(signatures: list[Signature]) -> Known:
    return with_signatures(signatures)


@pytest.fixture(scope="module")
def planted(signatures: list[Signature]) -> Known:
    """The delivered records, the invented stories once, and one of each two neighbours."""
    stories = {told.first.id: told.first for told in invented_pairs()}
    return with_signatures(signatures, *stories.values(), *(one for one, _ in neighbours()))


def test_invented_stories_are_found_however_they_are_told_again(planted: Known) -> None:
    missed, wrong, told_in_all = Counter[str](), [], Counter[str]()
    for told in invented_pairs():
        found = {like.record_id: like.score for like in planted.near(told.second)}
        told_in_all[told.way] += 1
        missed[told.way] += told.first.id not in found
        wrong += [(told.second.id, other, found[other]) for other in found if other != told.first.id]
    assert +missed == Counter()
    assert told_in_all == {"reworded": 5, "shortened": 5, "reordered": 5, "translated": 5}
    assert wrong == []


def test_neighbours_are_no_findings(planted: Known) -> None:
    assert [(second.id, planted.near(second)) for _, second in neighbours() if planted.near(second)] == []


def test_delivered_records_are_found_again_cut_to_a_third_shuffled_or_edited(
    delivered_known: Known, delivered_records: list[Record]
) -> None:
    chance = random.Random(4)
    chosen = chance.sample(delivered_records, examples(20, len(delivered_records)))
    for record in chosen:
        language = record.languages[0]
        told = sentences(record, language)
        shuffled = chance.sample(told, len(told))
        edited = [" ".join(word for word in one.split() if chance.random() > 0.3) for one in told]
        for text in (a_third(shuffled), shuffled, edited):
            found = delivered_known.near(found_elsewhere(record, language, text))
            assert record.id in [like.record_id for like in found[:1]], text


def test_most_translations_of_delivered_records_are_found(
    delivered_records: list[Record], signatures: list[Signature]
) -> None:
    both = [record for record in delivered_records if len(record.languages) == 2]
    asked = random.Random(2).sample(both, examples(50, len(both)))
    rest = [one for one in signatures if one.facts.record_id not in {record.id for record in asked}]
    english = with_signatures(rest, *(only(record, "en") for record in asked))
    right = wrong = 0
    for record in asked:
        found = english.near(found_elsewhere(record, "de"))
        right += record.id in [like.record_id for like in found]
        related = {relation.to for relation in record.relations}
        wrong += len([like for like in found if like.record_id not in {record.id, *related}])
    assert right / len(asked) >= 0.7
    assert right / (right + wrong) >= 0.95


def test_no_two_delivered_records_are_taken_for_one_story(delivered_known: Known) -> None:
    assert delivered_known.pairs() == []


def test_texts_made_of_the_same_boilerplate_are_no_findings(
    delivered_records: list[Record], signatures: list[Signature]
) -> None:
    english = [record for record in delivered_records if "en" in record.languages]
    shared = sentences(english[0], "en")[:6] + sentences(english[1], "en")[:4]
    made = [
        found_elsewhere(record, "en", shared + sentences(record, "en")[:4]).model_copy(
            update={"id": f"call-{number}", "title": {"en": record.title["en"]}}
        )
        for number, record in enumerate(english[20:28])
    ]
    calls = {record.id for record in made}
    pairs = with_signatures(signatures, *made).pairs()
    assert [pair.records for pair in pairs if calls.issuperset(pair.records)] == []


def test_another_number_makes_an_edition_only_of_a_title_that_is_alike() -> None:
    title, asked = (
        {"en": "Port school 3"},
        a_record("asked", title={"en": "Port school 4"}, summary={"en": TEXT}),
    )
    known = known_of(a_record("one", title=title, summary={"en": TEXT}))
    assert known.near(asked) == []
    news = asked.model_copy(update={"title": {"en": "264 pupils of cranes"}})
    assert [like.record_id for like in known.near(news)] == ["one"]


def test_records_that_name_each_other_are_two() -> None:
    whole = a_record("whole", summary={"en": TEXT})
    part = a_record("part", summary={"en": TEXT}, relations=[{"type": "part_of", "to": "whole"}])
    assert [like.record_id for like in known_of(whole).near(part.model_copy(update={"relations": []}))] == [
        "whole"
    ]
    assert known_of(whole).near(part) == []
    assert known_of(part).near(whole) == []
    assert known_of(whole, part).pairs() == []


def test_a_record_is_not_near_itself_and_a_merged_one_near_nothing() -> None:
    record = a_record("one", summary={"en": TEXT})
    merged = a_record("gone", summary={"en": TEXT}, status="merged", merged_into="one")
    known = known_of(record, merged)
    assert known.near(record) == []
    assert known.pairs() == []
    assert known.pairs(only="gone") == []


def test_a_pair_is_named_once_with_what_is_a_draft() -> None:
    known = known_of(a_record("zeta", summary={"en": TEXT}))
    known.add(a_record("alpha", summary={"en": TEXT}), is_draft=True)
    (pair,) = known.pairs()
    assert (pair.records, pair.drafts) == (("zeta", "alpha"), (False, True))
    assert pair.titles == ("Practice zeta", "Practice alpha")
    assert known.pairs(only="alpha") == known.pairs(only="zeta") == [pair]
    assert known.pairs(only="alpha", least=1.0) == []


def test_the_draft_of_a_record_stands_back_behind_it() -> None:
    known = known_of(a_record("one", summary={"en": TEXT}), a_record("two", summary={"en": TEXT}))
    known.add(a_record("one", summary={"en": TEXT}), is_draft=True)
    assert [pair.drafts for pair in known.pairs()] == [(False, False)]


def test_what_is_added_again_is_what_it_is_now() -> None:
    known = known_of(a_record("one", summary={"en": TEXT}))
    asked = a_record("two", summary={"en": TEXT})
    assert [like.record_id for like in known.near(asked)] == ["one"]
    known.add(a_record("one", summary={"en": "Sheep farms sell their wool together."}), is_draft=False)
    assert known.near(asked) == []
    assert "one" in known
    assert "two" not in known


def test_what_was_imported_is_found_by_its_bytes_and_its_address() -> None:
    provenance = {"digest": "a" * 64, "address": "https://www.example.org/page/?utm_source=x"}
    sources = [{"url": "https://example.org/other/index.html", "title": "Other"}]
    known = known_of(a_record("one", provenance=provenance, sources=sources))
    assert known.by_digest("a" * 64) == {"one"}
    assert known.by_digest("b" * 64) == set()
    assert known.by_origin("http://example.org/page#top") == {"one"}
    assert known.by_origin("https://example.org/other") == set()
    assert known.by_address("https://example.org/other/") == {"one"}
    known.add(a_record("one"), is_draft=False)
    assert known.by_digest("a" * 64) == known.by_origin("http://example.org/page") == set()


def test_reasons_are_said_in_words() -> None:
    first = a_record(
        "first",
        title={"en": "Cranes of Wellingsund teach operators"},
        summary={"en": TEXT},
        figures=[{"what": {"en": "trainees"}, "value": 3870, "year": 2019}],
        sources=[{"url": "https://example.org/cranes", "title": "Cranes"}],
        themes=["skills", "financing"],
    )
    known = known_of(first, a_record("other", summary={"en": "Sheep farms sell their wool together."}))
    (like,) = known.near(first.model_copy(update={"id": "second"}))
    assert like.score > 0.95
    reasons = [*map(str, like.reasons)]
    assert set(reasons) >= {"100 % of the text is the same", "same title", "same source address"}
    assert any("3,870 (2019)" in reason for reason in reasons)
    longer = first.model_copy(update={"id": "third", "summary": {"en": f"{TEXT} {LONGER}"}})
    (like,) = known_of(longer).near(a_record("fourth", summary={"en": TEXT}))
    assert "100 % of the shorter text is contained in the longer" in map(str, like.reasons)
    other_title = first.model_copy(
        update={"id": "fifth", "title": {"en": "Cranes of Wellingsund teach pupils"}}
    )
    assert "same title but for 2 words" in map(str, known.near(other_title)[0].reasons)


def test_an_address_that_many_records_name_is_no_sign() -> None:
    def about(record_id: str, text: str) -> Record:
        title = {"en": text.split()[0]}
        return a_record(record_id, title=title, summary={"en": text}, sources=portal)

    portal = [{"url": "https://example.org/practices", "title": "Practices"}]
    texts = (
        "Wool sold together",
        "Boats mended in winter",
        "Buses show trades",
        "Looms lent",
        "Ovens shared",
    )
    records = [about(f"r{number}", text) for number, text in enumerate(texts)]
    asked = about("asked", "Bees kept on roofs")
    (like,) = known_of(records[0]).near(asked, least=0.01)
    assert [*map(str, like.reasons)] == ["same source address"]
    assert known_of(*records).near(asked, least=0.01) == []


def test_a_concept_of_two_lines_can_be_compared() -> None:
    figures = [{"what": {"en": "Trainees"}, "value": 264}]
    one, other = (
        a_record(name, summary={"en": TEXT}, sectors=["no\nconcept\n"], figures=figures)
        for name in ("one", "other")
    )
    assert [like.record_id for like in known_of(one).near(other)] == ["one"]


def test_texts_without_any_trait_can_be_compared() -> None:
    one, other = (
        a_record(name, title={"en": "a"}, summary={"en": "a b c d e " * 20}) for name in ("one", "other")
    )
    assert [like.record_id for like in known_of(one).near(other)] == ["one"]


def test_signatures_of_a_corpus_hold_records_and_drafts(tmp_path: Path) -> None:
    corpus = corpora.a_corpus(tmp_path, [corpora.values("public", summary={"de": "Wolle wird verkauft."})])
    corpus.settings.drafts.mkdir()
    draft = a_record("draft", status="draft", provenance={"digest": "c" * 64})
    (corpus.settings.drafts / "draft.yaml").write_text(draft.as_yaml(), "utf-8")
    (corpus.settings.drafts / "broken.yaml").write_text("format: [", "utf-8")
    (corpus.settings.drafts / ".draft.yaml.0badcafe").write_text("half", "utf-8")
    seen: list[tuple[int, int]] = []
    known = known_records(corpus, lambda done, total: seen.append((done, total)))
    assert "public" in known
    assert known.by_digest("c" * 64) == {"draft"}
    assert seen[-1] == (3, 3)


@given(st.floats(min_value=-1e14, max_value=1e14).map(lambda value: float(f"{value:.6g}")))
def test_a_number_is_read_back_as_it_is_shown(value: float) -> None:
    assert number_shown(shown_number(value)) == pytest.approx(value, rel=1e-5, abs=1e-12)
