"""What is a draft? A record on its way: somebody's text, what others said of it, and what it would replace.

A draft may be incomplete or wrong; nothing of it is public. It has the id its record will have. A change of a
public record is a draft beside it with the same id, and ``base`` says which state of the record it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kb.validation import Checked

DraftState = Literal["draft", "in-review"]
Decision = Literal["accepted", "dismissed", "open"]
StepAction = Literal[
    "start", "save", "submit", "send-back", "withdraw", "comment", "decide", "publish", "discard"
]


@dataclass(frozen=True)
class Step:
    """One thing that happened to a draft, one line of its journal.

    ``by`` is the opaque id of an account, or ``import`` or ``external``; ``at`` is UTC. ``text`` is the whole
    text of the draft if the step changed it, ``digest`` the digest of the text in force after it. ``note`` is
    what the person said. ``decided`` are the suggestions this step accepted or dismissed, by their key;
    ``open`` takes such a decision back. ``base`` is set by the first step, and again when the draft is put on
    a newer state of its record.
    """

    number: int
    action: StepAction
    at: str
    by: str
    note: str
    digest: str
    text: str | None
    base: str | None
    decided: Mapping[str, Decision]


@dataclass(frozen=True)
class Draft:
    """A draft as it lies in the corpus.

    ``values`` are plain values in the form of a record's YAML, possibly incomplete; ``digest`` is that of the
    draft's bytes, which the next change has to expect. ``checked`` is the text judged as if it were to be
    published now: a record with status ``published``, or the findings that stand in the way.
    ``owner`` started it; ``authors`` are all who changed its text; ``steps`` tell all of it, oldest first.
    """

    id: str
    values: Mapping[str, Any]
    digest: str
    state: DraftState
    base: str | None
    owner: str
    authors: frozenset[str]
    started: str
    edited: str
    decided: Mapping[str, Decision]
    steps: tuple[Step, ...]
    checked: Checked

    @property
    def comments(self) -> tuple[Step, ...]:
        """The steps in which somebody said something, oldest first."""
        return tuple(step for step in self.steps if step.note)
