"""Two records of one story become one, and nothing is lost.

1. The survivor gets what it lacks and keeps what it says; nothing comes twice, and what contradicts is told.
2. The other leads to it from everywhere: its own id, its former ids, and the relations of third records.
3. Both histories are kept, both wait to be indexed, and merging again changes nothing.
4. Cut off at any step, both records are whole, and the next run makes the same of them.
5. What cannot be merged is refused with what to do, and a dry run changes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indexer.errors import MergeRefused
from indexer.indexing import update_index
from indexer.ingest.merging import Merged, merge
from indexer.pending import waiting
from indexer.search.current import CurrentSearcher
from kb.corpus import Corpus
from kb.errors import RecordDeleted, RecordMissing
from kb.record import Record
from kb.relations import Link
from tests.indexer import corpora
from tests.indexer.corpora import Values, values
from tests.indexer.steps import killed_before
from tests.tiers import examples

SURVIVOR: Values = values(
    "stays",
    title={"de": "Kräne lehren"},
    summary={"de": "Kräne lehren am Kai."},
    approach={"de": "Samstags lehren sie."},
    stages=[{"value": "growth"}],
    themes=["skills"],
    place={"countries": ["DE"]},
    tags={"themes": ["Kran"]},
    figures=[
        {"what": {"de": "Teilnehmer"}, "value": 264, "year": 2021},
        {"what": {"de": "Kräne"}, "value": 2},
    ],
    relations=[{"type": "run_by", "to": "harbour"}, {"type": "related", "to": "ends"}],
    sources=[{"url": "https://example.org/cranes", "title": "Kräne", "accessed": "2026-01-02"}],
    former_ids=["stays-before"],
    not_applicable=["funding"],
)
OTHER: Values = values(
    "ends",
    title={"de": "Kranschule", "en": "Crane school"},
    summary={"de": "Am Kai wird gelehrt.", "en": "Teaching on the quay."},
    approach={"de": "Anders gesagt.", "en": "Said otherwise."},
    results={"de": "Viele blieben.", "en": "Many stayed."},
    success_factors={"de": ["Leihvertrag"], "en": ["Lending contract"]},
    limiting_factors=[{"text": {"de": "Regen"}}],
    stages=[{"value": "growth"}, {"value": "maturity"}],
    outcome={"value": "worked"},
    themes=["skills", "financing"],
    funding=["interreg"],
    place={"countries": ["DE", "DK"], "regions": ["DEF"]},
    tags={"themes": ["Kran", "Schule"], "sectors": ["Kai"]},
    period={"start": 2016},
    figures=[
        {"what": {"de": "Teilnehmer"}, "value": 219, "year": 2021},
        {"what": {"en": "cranes"}, "value": 2, "year": 2019},
        {"what": {"de": "Kosten je Teilnehmer"}, "value": 3870, "unit": "EUR"},
    ],
    relations=[{"type": "run_by", "to": "harbour"}, {"type": "part_of", "to": "harbour"}],
    sources=[
        {"url": "http://www.example.org/cranes/", "title": "Cranes", "publisher": "Port"},
        {"url": "https://example.com/school", "title": "School"},
    ],
    former_ids=["ends-before"],
)
HARBOUR: Values = values("harbour", relations=[{"type": "applies", "to": "ends"}])


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return a_corpus(tmp_path)


def a_corpus(folder: Path, survivor: Values = SURVIVOR) -> Corpus:
    corpus = corpora.a_corpus(folder, [survivor, OTHER, HARBOUR])
    vars(corpus)["vocabularies"] = corpora.delivered_vocabularies()  # read once for all tests
    return corpus


def merged(corpus: Corpus, other: str = "ends", into: str = "stays", **asked: Any) -> Merged:
    return merge(corpus, other, into, by="test", **asked)


def stored(corpus: Corpus, record_id: str) -> Record:
    return corpus.repository.get(record_id).record


def everything(folder: Path) -> dict[str, bytes]:
    """All files but what a process that was killed has left half written."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_survivor_gets_what_it_lacks(corpus: Corpus) -> None:
    report = merged(corpus)
    found = stored(corpus, "stays")
    assert (found.id, found.status, found.merged_into) == ("stays", "published", None)
    assert found.title == {"de": "Kräne lehren", "en": "Crane school"}
    assert found.summary == {"de": "Kräne lehren am Kai.", "en": "Teaching on the quay."}
    assert found.approach == {"de": "Samstags lehren sie.", "en": "Said otherwise."}
    assert found.results == OTHER["results"]
    assert found.success_factors == OTHER["success_factors"]
    assert [factor.text for factor in found.limiting_factors] == [{"de": "Regen"}]
    assert [stage.value for stage in found.stages] == ["growth", "maturity"]
    assert found.outcome
    assert found.themes == ["skills", "financing"]
    assert found.place
    assert (found.place.countries, found.place.regions) == (["DE", "DK"], ["DEF"])
    assert found.tags
    assert (found.tags.themes, found.tags.sectors) == (["Kran", "Schule"], ["Kai"])
    assert found.former_ids == ["stays-before", "ends-before"]
    assert set(report.gained) >= {"title", "results", "sources", "relations", "figures", "period"}


def test_what_does_not_apply_to_the_survivor_is_not_taken_over(corpus: Corpus) -> None:
    merged(corpus)
    assert stored(corpus, "stays").funding == []


def test_no_address_and_no_relation_comes_twice(corpus: Corpus) -> None:
    merged(corpus)
    found = stored(corpus, "stays")
    assert [source.url for source in found.sources] == [
        "https://example.org/cranes",
        "https://example.com/school",
    ]
    first = found.sources[0]
    assert (first.title, first.publisher, first.accessed) == ("Kräne", "Port", "2026-01-02")
    assert [(relation.type, relation.to) for relation in found.relations] == [
        ("run_by", "harbour"),
        ("part_of", "harbour"),
    ]


def test_figures_that_contradict_are_kept_and_told(corpus: Corpus) -> None:
    report = merged(corpus)
    figures = [(figure.value, figure.year) for figure in stored(corpus, "stays").figures]
    assert figures == [(264, 2021), (2, None), (219, 2021), (3870, None)]
    assert report.conflicts == (
        "figures: Teilnehmer: 264 (2021), and in the other Teilnehmer: 219 (2021); both are kept",
    )


def test_what_the_survivor_says_of_itself_stays_and_is_told(tmp_path: Path) -> None:
    first = {**SURVIVOR, "period": {"start": 2017}, "outcome": {"value": "mixed"}}
    corpus = a_corpus(tmp_path, first)
    conflicts = merged(corpus).conflicts
    assert "outcome: mixed stays, the other says worked" in conflicts
    assert "period: start 2017 stays, the other says start 2016" in conflicts
    found = stored(corpus, "stays")
    assert found.period
    assert found.period.start == 2017


def test_both_histories_are_kept_and_both_wait_to_be_indexed(corpus: Corpus) -> None:
    merged(corpus)
    other = stored(corpus, "ends")
    assert (other.status, other.merged_into, other.former_ids) == ("merged", "stays", [])
    assert other.summary == OTHER["summary"]
    for record_id, values_before in (("stays", SURVIVOR), ("ends", OTHER)):
        history = corpus.repository.history(record_id)
        assert [revision.action for revision in history] == ["external", "save"]
        assert history[0].text == Record.model_validate(values_before).as_yaml()
        assert history[1].by == "test"
    assert waiting(corpus.settings.pending) == ["ends", "stays"]
    assert [found for found in corpus.review().findings if found.severity == "error"] == []


def test_everything_that_named_the_other_leads_to_the_survivor(corpus: Corpus) -> None:
    merged(corpus)
    update_index(corpus)
    searcher = CurrentSearcher(corpus.settings, corpus.vocabularies).get()
    for name in ("ends", "ends-before", "stays-before"):
        assert searcher.redirect(name) == "stays"
    assert Link("harbour", "applies", "stays") in searcher.links("harbour")
    assert Link("stays", "applied_by", "harbour") in searcher.links("stays")
    assert all("ends" not in (link.to, link.record_id) for link in searcher.links("stays"))


def test_a_chain_of_merges_leads_to_its_end(corpus: Corpus) -> None:
    corpora.write(corpus.settings.corpus, [values("last", title={"de": "Zuletzt"})])
    merged(corpus)
    merged(corpus, "stays", "last")
    update_index(corpus)
    searcher = CurrentSearcher(corpus.settings, corpus.vocabularies).get()
    assert searcher.redirect("ends") == searcher.redirect("ends-before") == "last"
    assert Link("last", "applied_by", "harbour") in searcher.links("last")
    assert Link("harbour", "applies", "last") in searcher.links("harbour")


def test_merging_again_changes_nothing(corpus: Corpus) -> None:
    merged(corpus)
    before = everything(corpus.settings.corpus)
    report = merged(corpus)
    assert report.done_before
    assert everything(corpus.settings.corpus) == before


def test_a_dry_run_tells_and_changes_nothing(corpus: Corpus) -> None:
    before = everything(corpus.settings.corpus)
    report = merged(corpus, dry_run=True)
    assert everything(corpus.settings.corpus) == before
    assert waiting(corpus.settings.pending) == []
    assert report == merged(corpus)


def test_cut_off_at_any_step_both_are_whole_and_the_next_run_finishes(tmp_path: Path) -> None:
    undisturbed = a_corpus(tmp_path / "undisturbed")
    merged(undisturbed)
    wanted = everything(undisturbed.settings.corpus / "records")
    whole = {
        name: {Record.model_validate(before).as_yaml(), stored(undisturbed, name).as_yaml()}
        for name, before in (("stays", SURVIVOR), ("ends", OTHER))
    }
    between = 0
    for last in range(0, 60, examples(3, 1)):
        corpus = a_corpus(tmp_path / str(last))
        killed = killed_before(last, lambda corpus=corpus: merged(corpus))  # type: ignore[misc]
        found = {name: stored(corpus, name) for name in whole}
        assert all(found[name].as_yaml() in texts for name, texts in whole.items())
        assert found["ends"].status == "published" or "en" in found["stays"].title, "the text is lost"
        between += found["ends"].status == "published" and "en" in found["stays"].title
        merged(corpus)
        assert everything(corpus.settings.corpus / "records") == wanted
        if not killed:
            break
    else:
        pytest.fail("it never came to its end")
    assert between > 0, "no run ended between the two saves"


@pytest.mark.parametrize(
    ("other", "into", "says"),
    [
        ("ends", "ends", "into itself"),
        ("gone", "stays", "merged into 'harbour' already"),
        ("ends", "gone", "Name 'harbour' instead"),
        ("draft", "stays", "is a draft. Publish it with 'kb import"),
        ("ends", "draft", "is a draft"),
        ("worked-on", "stays", "Somebody is working on 'worked-on'"),
        ("stays", "worked-on", "Somebody is working on 'worked-on'"),
        ("unseen", "stays", "not public yet (in-review)"),
        ("paper", "stays", "add the relation part_of stays to paper"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_what_to_do(
    corpus: Corpus, other: str, into: str, says: str
) -> None:
    paper = {"digest": "a" * 64, "name": "paper.pdf", "media_type": "application/pdf", "size": 9}
    corpora.write(
        corpus.settings.corpus,
        [
            values("gone", status="merged", merged_into="harbour"),
            values("worked-on"),
            values("unseen", status="in-review"),
            values("paper", kind="file", rights="quote", file=paper),
        ],
    )
    corpus.settings.drafts.mkdir()
    for name in ("draft", "worked-on"):
        (corpus.settings.drafts / f"{name}.yaml").write_text("format: 1\n", "utf-8")
    before = everything(corpus.settings.corpus)
    with pytest.raises(MergeRefused) as refused:
        merged(corpus, other, into)
    assert says in str(refused.value)
    assert everything(corpus.settings.corpus) == before


def test_unknown_and_deleted_records_cannot_be_merged(corpus: Corpus) -> None:
    with pytest.raises(RecordMissing):
        merged(corpus, "unknown")
    with pytest.raises(RecordMissing):
        merged(corpus, "ends", "unknown")
    corpus.repository.delete("harbour", expected=corpus.repository.get("harbour").digest, by="t", why="t")
    with pytest.raises(RecordDeleted):
        merged(corpus, "ends", "harbour")
