"""The file of judged questions.

1. It is read as it is written; ids, languages, grades and records are checked, and messages name the place.
2. About a third is held out, decided by the id alone.
3. Groups hold their judged questions; a question without grades is in none.
4. The questions of this repository, if there are any yet, are in order.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.corpus import Corpus
from kb.settings import load_settings
from tests.relevance.judged import QUESTIONS, Question, QuestionsInvalid, by_group, read_questions

TEXT = """
- id: fees
  text: Wie hoch sind Beiträge?
  lang: de
  group: [german, compound]
  grades:
    fees-by-size: 3
    statutes: 0
- id: events
  text: online evnts
  lang: en
  group: [english, typo]
"""
RECORDS = {"fees-by-size", "statutes"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(TEXT, "utf-8")
    return path


def test_questions_are_read_as_written(path: Path) -> None:
    fees, events = read_questions(path, RECORDS)
    assert fees.text == "Wie hoch sind Beiträge?"
    assert fees.grades == {"fees-by-size": 3, "statutes": 0}
    assert (events.lang, events.group, events.grades) == ("en", ["english", "typo"], {})


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("statutes: 0", "statutes: 4", "grades statutes 4; grades are 0, 1, 2, 3"),
        ("statutes: 0", "statute: 0", "grades statute, and there is no such record"),
        ("statutes: 0", "fees-by-size: 0", r":8: The key 'fees-by-size' stands twice"),
        ("statutes: 0", "statutes: high", "grades.statutes"),
        ("id: events", "id: fees", "fees stands twice"),
        ("id: events", "id: Events!", "1.id"),
        ("lang: en", "lang: fr", "1.lang"),
        ("group: [english, typo]", "group: []", "1.group"),
        ("text: online evnts", "texts: online evnts", "1.texts"),
        ("- id: fees", "- id: [fees", "This is not YAML"),
    ],
)
def test_what_is_wrong_is_named(path: Path, old: str, new: str, problem: str) -> None:
    path.write_text(TEXT.replace(old, new), "utf-8")
    with pytest.raises(QuestionsInvalid, match=problem):
        read_questions(path, RECORDS)


def test_a_third_is_held_out_by_the_id_alone() -> None:
    questions = [Question(id=f"q-{n}", text="x", lang="de", group=["german"]) for n in range(3000)]
    assert 900 < sum(question.held_out for question in questions) < 1100
    again = [question.model_copy(update={"text": "other", "group": ["typo"]}) for question in questions]
    assert [question.held_out for question in again] == [question.held_out for question in questions]


def test_groups_hold_their_judged_questions(path: Path) -> None:
    groups = by_group(read_questions(path, RECORDS))
    assert {name: [question.id for question in members] for name, members in groups.items()} == {
        "all": ["fees"],
        "compound": ["fees"],
        "german": ["fees"],
    }


@pytest.mark.skipif(not QUESTIONS.exists(), reason="nobody has written questions yet")
def test_our_own_questions_are_in_order() -> None:
    root = Path(__file__).resolve().parents[2]
    corpus = Corpus(load_settings({"KB_CORPUS": str(root / "corpus")}, root))
    assert read_questions(QUESTIONS, {path.stem for path in corpus.repository.records.rglob("*.yaml")})
