"""What do we measure on by default? The published records of the corpus and the judged questions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.dictionary.compiled import Dictionary, dictionary_path
from indexer.dictionary.current import CurrentDictionary
from indexer.documents import Document
from indexer.planning import make_plan
from kb.corpus import Corpus
from kb.settings import load_settings
from kb.vocabulary import Vocabularies
from tests.relevance.judged import Question, QuestionsInvalid, read_questions


def imported_dictionary() -> Dictionary | None:
    """The dictionary the operator imported (``kb dictionary import``), if there is one."""
    return CurrentDictionary(dictionary_path(load_settings())).get()


@dataclass(frozen=True)
class OurRecords:
    """The documents of all published records, as the index keeps them, and the questions to them."""

    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    vocabularies: Vocabularies


def our_records(questions: Path) -> OurRecords:
    """The corpus of the settings with a file of questions; what is wrong ends the program with its repair."""
    corpus = Corpus(load_settings())
    plan = make_plan(corpus, {})
    if plan.failed:
        raise SystemExit("\n".join(map(str, plan.failed)) + "\nMend the records first, see 'kb check'.")
    published = tuple(document for document in plan.changed if document.status == "published")
    try:
        read = read_questions(questions, {document.id for document in published})
    except (QuestionsInvalid, OSError) as error:
        raise SystemExit(f"{error}\nThe form of the file is in tests/relevance/README.md.") from error
    return OurRecords(published, read, corpus.vocabularies)
