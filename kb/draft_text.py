"""Here are the plain values of a draft, perhaps incomplete or wrong: which text holds them, and who wrote?"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kb import strict_yaml
from kb.corpus import Corpus
from kb.draft import Decision, Draft, DraftState, Step
from kb.draft_journal import WRITES, base_of
from kb.errors import DraftBroken, RecordInvalid, SourceUnreadable
from kb.findings import Finding
from kb.record import FORMAT, Record, is_id
from kb.repository import digest_of
from kb.validation import Checked

MOST_KNOWN = 1000  # texts whose judgement is kept: the drafts of a busy year
LONGEST_KNOWN = 50_000  # bytes; longer ones are rare and are judged again


@dataclass(frozen=True)
class DraftText:
    """The bytes of the file of a draft and the values they hold."""

    data: bytes
    values: dict[str, Any]

    @cached_property
    def digest(self) -> str:
        """The digest of the bytes."""
        return digest_of(self.data)

    @property
    def state(self) -> DraftState:
        """Whether somebody is asked to review it."""
        return "in-review" if self.values.get("status") == "in-review" else "draft"


def written(draft_id: str, values: Mapping[str, Any], state: DraftState) -> DraftText:
    """The text of values, the fields in the order of records.

    Raises RecordInvalid for an id that is none, and for values that could not be read again.
    """
    if not is_id(draft_id):
        problem = f"{draft_id!r:.100} is no id."
        raise _refused(draft_id, 1, "id", problem, "Use a-z and digits, joined by single hyphens.")
    given: dict[str, Any] = {"format": FORMAT, **values, "id": draft_id, "status": state}
    order = [*(name for name in Record.model_fields if name in given), *given]
    try:
        data = strict_yaml.write({name: given[name] for name in order}).encode()
        return DraftText(data, strict_yaml.read(strict_yaml.decode(data)).value)
    except SourceUnreadable as error:
        raise _refused(draft_id, error.line, "", error.problem, error.repair) from error
    except UnicodeEncodeError as error:
        problem = f"{error.object[error.start]!r} is half a character."
        raise _refused(draft_id, 1, "", problem, "Remove it, or type it anew.") from error


def _refused(draft_id: str, line: int, field: str, problem: str, repair: str) -> RecordInvalid:
    finding = Finding(f"drafts/{draft_id:.100}.yaml", line, field, "error", problem, repair)
    return RecordInvalid(draft_id, [finding])


def values_in(data: bytes) -> dict[str, Any] | None:
    """The values of a text, None if there are none that can be read."""
    try:
        values = strict_yaml.read(strict_yaml.decode(data)).value
    except SourceUnreadable:
        return None
    return values if isinstance(values, dict) else None


def found(draft_id: str, data: bytes) -> DraftText:
    """The text in a file. Raises DraftBroken."""
    file, digest = f"drafts/{draft_id}.yaml", digest_of(data)
    try:
        values = strict_yaml.read(strict_yaml.decode(data)).value
        if not isinstance(values, dict):
            raise SourceUnreadable("The file holds no draft.", "Begin with 'format: 1', then 'id:'.")
    except SourceUnreadable as error:
        raise DraftBroken(draft_id, file, error, digest) from error
    return DraftText(data, values)


class DraftReader:
    """Makes drafts of their texts; what a text says and whether it could be published is found out once.

    Safe to share between threads: at worst two of them read the same text at once.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._known: OrderedDict[tuple[str, str, date], _Judged] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, draft_id: str, data: bytes, steps: Sequence[Step]) -> Draft:
        """The draft with the text in a file, after these steps. Raises DraftBroken."""
        digest = digest_of(data)
        judged = self._remembered(draft_id, digest) or self._judge(draft_id, found(draft_id, data))
        return _draft_of(draft_id, digest, judged, steps)

    def draft(self, draft_id: str, text: DraftText, steps: Sequence[Step]) -> Draft:
        """The draft with this text, after these steps."""
        judged = self._remembered(draft_id, text.digest) or self._judge(draft_id, text)
        return _draft_of(draft_id, text.digest, judged, steps)

    def _remembered(self, draft_id: str, digest: str) -> _Judged | None:
        key = draft_id, digest, self._corpus.today()
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def _judge(self, draft_id: str, text: DraftText) -> _Judged:
        public = {**text.values, "status": "published"}
        key = draft_id, text.digest, self._corpus.today()
        checked = self._corpus.check_values(public, f"{text.values.get('kind')}/{draft_id}.yaml")
        judged = _Judged(deepcopy(text.values), text.state, checked)
        if len(text.data) <= LONGEST_KNOWN:
            with self._lock:
                self._known[key] = judged
                while len(self._known) > MOST_KNOWN:
                    self._known.popitem(last=False)
        return judged


@dataclass(frozen=True)
class _Judged:
    """What a text says, and the text judged as if it were to be published."""

    values: dict[str, Any]
    state: DraftState
    checked: Checked


def _draft_of(draft_id: str, digest: str, judged: _Judged, steps: Sequence[Step]) -> Draft:
    decided: dict[str, Decision] = {}
    for step in steps:
        decided.update(step.decided)
    writing = [step for step in steps if step.action in WRITES]
    return Draft(
        id=draft_id,
        values=deepcopy(judged.values),
        digest=digest,
        state=judged.state,
        base=base_of(steps),
        owner=steps[0].by,
        authors=frozenset(step.by for step in writing),
        started=steps[0].at,
        edited=writing[-1].at,
        decided=decided,
        steps=tuple(steps),
        checked=judged.checked,
    )
