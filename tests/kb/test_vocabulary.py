"""What words mean.

1. Every delivered vocabulary loads; ids are unique, German and English labels complete, trees without cycles.
2. What concepts and tables of fields name exists; languages and relation types agree with the program.
3. A file in corpus/vocabularies overlays the delivered one by id and may add concepts and whole vocabularies.
4. A free word meets a label in any language; case, hyphens, blanks and plural endings do not matter.
5. The digest changes with every byte of a vocabulary, and with nothing else.
6. A broken vocabulary is refused with file, place and repair.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kb import strict_yaml
from kb.errors import VocabularyInvalid
from kb.fields import CONCEPT_FIELDS, TEXT_FIELDS
from kb.localized import LANGUAGES
from kb.record import KINDS, Record
from kb.relations import INVERSES
from kb.vocabulary import DELIVERED, Vocabularies, Vocabulary, load_vocabularies, plain
from tests.kb.corpora import delivered_vocabularies

NAMES = sorted(path.stem for path in DELIVERED.glob("*.yaml"))
FED_BY = {
    "country": "countries",
    "funding": "funding",
    "kind": "kinds",
    "label": "labels",
    "region": "regions",
    "sector": "sectors",
    "target_group": "target-groups",
    "theme": "themes",
}


@pytest.fixture(params=NAMES)
def vocabulary(request: pytest.FixtureRequest) -> Vocabulary:
    return delivered_vocabularies()[request.param]


def overlaid(folder: Path, **files: str) -> Vocabularies:
    """The vocabularies with these texts as files of the corpus."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return load_vocabularies(folder)


def one_file(concepts: str, name: str = "moods") -> str:
    return f"vocabulary: {name}\ntitle: {{de: Launen}}\nconcepts:\n{concepts}"


def test_there_are_vocabularies_and_each_has_the_name_of_its_file() -> None:
    assert {field.vocabulary for field in CONCEPT_FIELDS} <= set(NAMES)
    assert [vocabulary.name for vocabulary in delivered_vocabularies()] == NAMES


def test_ids_are_unique(vocabulary: Vocabulary) -> None:
    source = strict_yaml.read((DELIVERED / f"{vocabulary.name}.yaml").read_text("utf-8"))
    ids = [concept["id"] for concept in source.value["concepts"]]
    assert len(set(ids)) == len(ids) == len(vocabulary.concepts) > 0


def test_german_and_english_are_complete(vocabulary: Vocabulary) -> None:
    assert {"de", "en"} <= vocabulary.title.keys()
    assert [concept.id for concept in vocabulary if not {"de", "en"} <= concept.label.keys()] == []


def test_labels_tell_concepts_apart(vocabulary: Vocabulary) -> None:
    for language in ("de", "en"):
        labels = [concept.called(language) for concept in vocabulary if not concept.same_as]
        assert sorted(label for label in labels if labels.count(label) > 1) == []


def test_every_branch_ends_at_a_root(vocabulary: Vocabulary) -> None:
    for concept in vocabulary:
        above = vocabulary.ancestors(concept.id)
        assert concept.id not in above
        root = vocabulary.concepts[above[-1]] if above else concept
        assert root.broader is None


def test_narrower_is_the_other_side_of_broader(vocabulary: Vocabulary) -> None:
    below = {(parent, child) for parent, children in vocabulary.narrower.items() for child in children}
    assert below == {(concept.broader, concept.id) for concept in vocabulary if concept.broader}


def test_every_label_finds_a_concept_that_has_it(vocabulary: Vocabulary) -> None:
    for concept in vocabulary:
        for _, label in concept.labels():
            found = vocabulary.match(label.upper() if label.upper().lower() == label.lower() else label)
            assert found, label
            named = [found, *(other for other in vocabulary if other.same_as == found.id)]
            assert any(
                plain(label) in map(plain, (each.id, *(w for _, w in each.labels()))) for each in named
            )


def test_a_thesaurus_concept_links_to_a_concept_that_exists() -> None:
    links = [concept.concept for concept in delivered_vocabularies()["thesaurus"] if concept.concept]
    vocabularies = delivered_vocabularies()
    assert len(links) > 50
    for link in links:
        name, _, concept_id = link.partition("/")
        assert concept_id in vocabularies[FED_BY[name]], link


def test_the_program_and_its_vocabularies_know_the_same() -> None:
    vocabularies = delivered_vocabularies()
    assert tuple(vocabularies["kinds"].concepts) == KINDS or set(vocabularies["kinds"].concepts) == set(KINDS)
    assert set(LANGUAGES) <= set(vocabularies["languages"].concepts)
    assert {c.id: c.inverse for c in vocabularies["relation-types"]} == INVERSES
    assert {field.path[0] for field in CONCEPT_FIELDS} | set(TEXT_FIELDS) <= set(Record.model_fields)


def test_an_overlay_replaces_concepts_by_id_and_adds_others(tmp_path: Path) -> None:
    before = delivered_vocabularies()["outcomes"]
    after = overlaid(
        tmp_path,
        outcomes="vocabulary: outcomes\nconcepts:\n"
        "- {id: mixed, label: {de: Durchwachsen, en: So-so}}\n"
        "- {id: unknown, label: {de: Offen, en: Open}}\n",
    )["outcomes"]
    assert list(after.concepts) == [*before.concepts, "unknown"]
    assert after.called("mixed", "de") == "Durchwachsen"
    assert after.match("teils erfolgreich") is None
    assert after.title == before.title
    assert [c for c in after if c.id not in ("mixed", "unknown")] == [c for c in before if c.id != "mixed"]


def test_an_overlay_may_bring_a_whole_vocabulary(tmp_path: Path) -> None:
    vocabularies = overlaid(tmp_path, moods=one_file("- {id: gay, label: {de: Heiter}}\n"))
    assert [vocabulary.name for vocabulary in vocabularies] == sorted([*NAMES, "moods"])
    assert vocabularies["moods"].called("gay", "en") == "Heiter"
    assert vocabularies["moods"].called("sad", "en") == "sad"


@pytest.mark.parametrize(
    ("name", "word", "concept"),
    [
        ("themes", "Governance", "governance"),
        ("themes", "GOVERNANCE UND ORGANISATION", "governance"),
        ("themes", "fee-model", "financing"),
        ("themes", "fee models", "financing"),
        ("themes", "Beitragsmodelle", "financing"),
        ("themes", "Beitrags-Modell", None),
        ("themes", " roadmaps. ", "strategy"),
        ("themes", "Clusterstrategien", "strategy"),
        ("themes", "strategies", "strategy"),
        ("themes", "Finansiering", "financing"),
        ("themes", "financier", None),
        ("themes", "", None),
        ("countries", "Germany", "DE"),
        ("countries", "de", "DE"),
        ("countries", "DANMARK", "DK"),
        ("countries", "EU\u2010level", "EU"),
        ("countries", "ZZ", "several-countries"),
        ("target-groups", "cluster\u00a0manager", "cluster-managers"),
    ],
)
def test_a_free_word_meets_its_concept(name: str, word: str, concept: str | None) -> None:
    found = delivered_vocabularies()[name].match(word)
    assert (found.id if found else None) == concept


def test_a_concept_that_is_the_same_as_another_leads_there(tmp_path: Path) -> None:
    concepts = "- {id: glad, label: {de: Froh}, same_as: gay}\n- {id: gay, label: {de: Heiter}}\n"
    moods = overlaid(tmp_path, moods=one_file(concepts))["moods"]
    found = moods.match("froh")
    assert found
    assert found.id == "gay"


def test_the_digest_changes_with_content_only(tmp_path: Path) -> None:
    text = one_file("- {id: gay, label: {de: Heiter}}\n")
    without = delivered_vocabularies().digest
    first = overlaid(tmp_path, moods=text).digest
    assert len({without, first, overlaid(tmp_path, moods=text + "# more\n").digest}) == 3
    assert overlaid(tmp_path, moods=text).digest == first
    (tmp_path / "moods.yaml").unlink()
    assert load_vocabularies(tmp_path).digest == load_vocabularies(tmp_path / "absent").digest == without


@pytest.mark.parametrize(
    ("concepts", "said"),
    [
        (
            "- {id: a, label: {de: A}}\n- {id: a, label: {de: B}}\n",
            "the id 'a' stands twice. Remove one of the two.",
        ),
        ("- {id: a, label: {de: A}, broader: b}\n", "a names 'b', which is not in this vocabulary. Add it"),
        ("- {id: a, label: {de: A}, related: [b]}\n", "a names 'b'"),
        ("- {id: a, label: {de: A}, same_as: b}\n", "a names 'b'"),
        ("- {id: a, label: {de: A}, broader: a}\n", "a is broader than itself. Correct broader."),
        (
            "- {id: a, label: {de: A}, broader: b}\n- {id: b, label: {de: B}, broader: a}\n",
            "a is broader than itself",
        ),
        ("- {id: a, label: {de: A}}\n- {id: b, label: {}}\n", ":5: concepts.1.label: "),
        ("- {id: a}\n", ":4: concepts.0.label: Field required. Correct this entry."),
        ("- {id: true, label: {de: A}}\n", ":4: concepts.0.id: "),
        ("- {id: a, label: {fr: A}}\n", ":4: concepts.0.label."),
        ("- {id: a, label: {de: A}, label: {de: B}}\n", ":4: The key 'label' stands twice"),
        ("- &a b\n", ":4: Anchors"),
        ("", ":3: concepts: "),
    ],
)
def test_a_broken_vocabulary_is_refused_with_its_place(tmp_path: Path, concepts: str, said: str) -> None:
    with pytest.raises(VocabularyInvalid) as refused:
        overlaid(tmp_path, moods=one_file(concepts))
    assert str(refused.value).startswith(str(tmp_path / "moods.yaml"))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "The file is empty."), (b"\xff", "is not UTF-8"), (b"- a", "")]
)
def test_what_is_no_vocabulary_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "themes.yaml").write_bytes(data)
    with pytest.raises(VocabularyInvalid, match=rf"themes\.yaml:1: .*{said}"):
        load_vocabularies(tmp_path)


def test_vocabularies_are_plain_yaml_for_other_programs_too() -> None:
    for name in NAMES:
        text = (DELIVERED / f"{name}.yaml").read_text("utf-8")
        assert yaml.load(text, Loader=yaml.CSafeLoader) == strict_yaml.read(text).value
