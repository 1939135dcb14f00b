"""The systems we are measured beside.

1. Each finds the right record first, in both languages, by words of the title and of the body.
2. Each takes repeated words, signs and empty questions, and shows no document twice nor more than asked for.
3. A document without any word of the question is not shown, and neither is one that is not published.
4. Pools hold the first ten of all systems without what is graded, in an order that says nothing.
5. Tables hold the figures worked by hand.
"""

from __future__ import annotations

import pytest

from indexer.documents import Document
from indexer.evaluation.collection import Text, as_document
from kb import strict_yaml
from kb.vocabulary import load_vocabularies
from tests.relevance.judged import Question
from tests.relevance.peers import Ours, System, peers
from tests.relevance.pool import pool, pool_text
from tests.relevance.tables import group_tables, row, table

TEXTS = (
    Text("fees", "Membership fees", "What members of a cluster pay every year.", "en"),
    Text("beitraege", "Beiträge der Mitglieder", "Was Mitglieder im Jahr bezahlen.", "de"),
    Text("harbour", "Harbour day", "Ships, music and visitors; nobody pays.", "en"),
    Text("hafen", "Hafentag", "Schiffe, Musik und Besucher.", "de"),
)
ASKED = (
    ("membership fee", "en", "fees"),
    ("Mitglieder bezahlen Beitrag", "de", "beitraege"),
    ("visitors visitors ships", "en", "harbour"),
    ('"Musik" AND NOT (Besucher: "', "de", "hafen"),
)


def the_systems() -> tuple[System, ...]:
    documents = [as_document(text) for text in TEXTS]
    merged = Document("gone", "0", "merged", {"title_en": "Membership fees"}, {}, {"id": "gone"})
    return (Ours(documents, load_vocabularies()), *peers([*documents, merged]))


SYSTEMS = the_systems()
each_system = pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)


@each_system
@pytest.mark.parametrize(("text", "language", "record"), ASKED)
def test_each_finds_the_right_record_first(system: System, text: str, language: str, record: str) -> None:
    assert system.rank(text, language, 10)[0] == record


@each_system
@pytest.mark.parametrize("text", ["", " ", "?!", "'\"*^", "zzzz", "NEAR(xx yy)", "\x00"])
def test_odd_questions_find_nothing_and_hurt_nobody(system: System, text: str) -> None:
    if system.name != "Leuchtturm" or text == "zzzz":  # ours shows everything when nothing is asked
        assert system.rank(text, "de", 10) == ()


@each_system
def test_no_more_than_asked_for_and_none_twice(system: System) -> None:
    found = system.rank("members Mitglieder ships Schiffe", "en", 3)
    assert len(found) == len(set(found)) == 3


@each_system
def test_what_has_no_word_of_the_question_is_not_shown(system: System) -> None:
    assert set(system.rank("membership", "en", 10)) == {"fees"}


def test_a_pool_is_what_the_systems_show_without_what_is_graded() -> None:
    question = Question(id="q-1", text="ships visitors membership Schiffe", lang="en", group=["english"])
    found = pool(question, SYSTEMS)
    assert sorted(found) == ["fees", "hafen", "harbour"]
    assert pool(question, SYSTEMS[::-1]) == found
    graded = question.model_copy(update={"grades": {"hafen": 0}})
    assert sorted(pool(graded, SYSTEMS)) == ["fees", "harbour"]


def test_orders_of_pools_differ_between_questions() -> None:
    questions = [Question(id=f"q-{n}", text="ships Schiffe fees", lang="en", group=["x"]) for n in range(20)]
    assert len({tuple(pool(question, SYSTEMS)) for question in questions}) > 2


def test_a_pool_is_a_file_in_the_form_of_questions() -> None:
    question = Question(id="q-1", text="fees:\nhow much?", lang="en", group=["english"])
    titles = {"fees": "Fees: # a\nlist", "hafen": "Hafentag"}
    text = pool_text([(question, ["fees", "hafen"]), (question, [])], titles)
    assert strict_yaml.read(text).value == [{"id": "q-1", "grades": {"fees": None, "hafen": None}}]
    assert not any(system.name in text for system in SYSTEMS)


def test_figures_are_those_worked_by_hand() -> None:
    questions = [
        Question(id="a", text="x", lang="de", group=["german"], grades={"r": 3, "s": 0}),
        Question(id="b", text="y", lang="en", group=["english"], grades={"r": 1}),
        Question(id="c", text="z", lang="en", group=["english"]),
    ]
    shown = {"a": ("r", "s"), "b": ("t", "u"), "c": ("t",)}
    found = row("one", shown, questions[:2])
    assert (found.ndcg, found.mrr, found.judged, found.unjudged) == (0.5, 0.5, 0.5, 2)
    tables = group_tables({"one": shown}, questions)
    assert [line for line in tables.splitlines() if line.startswith("###")] == [
        "### all (2 questions)",
        "### english (1 questions)",
        "### german (1 questions)",
    ]


def test_tables_are_aligned() -> None:
    assert table(["a", "figure"], [["long name", "1"]]) == (
        "| a         | figure |\n| --------- | -----: |\n| long name |      1 |"
    )
