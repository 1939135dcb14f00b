"""What do cluster managers ask, and which records answer them? Reads ``questions.yaml``, see README.md."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kb import strict_yaml
from kb.errors import SourceUnreadable

QUESTIONS = Path(__file__).with_name("questions.yaml")
ALL = "all"  # the group of every question

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class QuestionsInvalid(Exception):
    """The file of questions breaks its own rules."""


class Question(BaseModel):
    """A question with the grades of the records somebody read: 3 answers it, 0 has nothing to do with it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=_SLUG)
    text: str = Field(min_length=1)
    lang: str = Field(pattern="^(de|en|da)$")
    group: list[str] = Field(min_length=1)
    grades: dict[str, int] = Field(default={})

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the third that is looked at once, at the end."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 3 == 0


def read_questions(path: Path, records: Collection[str]) -> tuple[Question, ...]:
    """The questions of a file; ``records`` are the ids that can be graded. Raises QuestionsInvalid."""
    try:
        values = strict_yaml.read(path.read_text("utf-8")).value
        questions = tuple(TypeAdapter(list[Question]).validate_python(values))
    except SourceUnreadable as error:
        raise QuestionsInvalid(f"{path}:{error.line}: {error}") from error
    except ValidationError as error:
        raise QuestionsInvalid(f"{path}: {error}") from error
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise QuestionsInvalid(f"{path}: {question.id} stands twice. Give one of the two another id.")
        seen.add(question.id)
        _check_grades(path, question, records)
    return questions


def _check_grades(path: Path, question: Question, records: Collection[str]) -> None:
    for record, grade in question.grades.items():
        if record not in records:
            raise QuestionsInvalid(f"{path}: {question.id} grades {record}, and there is no such record.")
        if grade not in range(4):
            raise QuestionsInvalid(f"{path}: {question.id} grades {record} {grade}; grades are 0, 1, 2, 3.")


def by_group(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """The judged questions of each group in alphabetical order, after all of them together."""
    judged = [question for question in questions if question.grades]
    names = sorted({name for question in judged for name in question.group})
    return {ALL: judged, **{name: [each for each in judged if name in each.group] for name in names}}
