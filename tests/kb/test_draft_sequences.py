"""Any sequence of changes to drafts, reopened at any time, leads to what a model in memory says.

The model keeps two drafts as plain values. Changes expect the text that is there or another one, drafts are
edited by hand in between, and a journal may be left with a torn line or a file behind it, as by a crash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.corpus import Corpus
from kb.draft import DraftState
from kb.draft_text import written
from kb.drafts import Drafts
from kb.errors import DraftMissing, DraftThere, KbError, RevisionConflict
from tests.kb.corpora import a_corpus, values
from tests.tiers import examples

ACTIONS = (
    "start",
    "save",
    "submit",
    "send_back",
    "withdraw",
    "comment",
    "decide",
    "discard",
    "by hand",
    "torn line",
    "lost file",
)
Change = tuple[str, str, int, bool]
changes: st.SearchStrategy[Change] = st.tuples(
    st.sampled_from([*ACTIONS, "save", "start"]),
    st.sampled_from(["a", "b"]),
    st.integers(0, 3),
    st.sampled_from([True, True, True, False]),
)


@dataclass
class Expected:
    """One draft as it should be."""

    title: str
    state: DraftState = "draft"
    owner: str = ""
    authors: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)
    decided: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def digest(self, draft_id: str) -> str:
        return written(draft_id, titled(draft_id, self.title), self.state).digest


def titled(draft_id: str, title: str) -> dict[str, Any]:
    return values(draft_id, title={"de": title})


class Model:
    """What should be there after each change."""

    def __init__(self) -> None:
        self.drafts: dict[str, Expected] = {}

    def change(self, change: Change) -> type[KbError] | None:
        """Change it; the error that is due instead, if one is."""
        action, draft_id, number, knowing = change
        draft = self.drafts.get(draft_id)
        if action == "start":
            if draft:
                return DraftThere
            self.drafts[draft_id] = Expected(f"{number}", owner=f"u{number}", authors={f"u{number}"})
        elif draft is None:
            return None if action in ("by hand", "torn line", "lost file") else DraftMissing
        elif action in ("save", "submit", "send_back", "withdraw", "discard"):
            if not knowing and not (action == "save" and draft.title == f"{number}"):
                return RevisionConflict
            self._write(draft_id, draft, action, number)
        elif action == "comment":
            draft.said.append(f"{number}")
        elif action == "decide":
            draft.decided[f"{number}"] = "accepted" if knowing else "dismissed"
        elif action == "by hand":
            self._by_hand(draft, number)
        self._remember(draft_id)
        return None

    def _write(self, draft_id: str, draft: Expected, action: str, number: int) -> None:
        if action == "discard":
            del self.drafts[draft_id]
        elif action == "save":
            if draft.title != f"{number}":
                draft.title = f"{number}"
                draft.authors.add(f"u{number}")
        else:
            draft.state = "in-review" if action == "submit" else "draft"

    def _by_hand(self, draft: Expected, number: int) -> None:
        draft.title = f"by hand {number}"
        draft.authors.add("external")
        draft.said.append("changed outside the desk")

    def _remember(self, draft_id: str) -> None:
        draft = self.drafts.get(draft_id)
        if draft:
            draft.digests[draft.digest(draft_id)] = draft.title


def carry_out(drafts: Drafts, change: Change) -> type[KbError] | None:
    """The same change on the disk; the error it raised."""
    action, draft_id, number, knowing = change
    entry = drafts.entry(draft_id)
    expected = entry.digest if entry and knowing else "0" * 64
    by = f"u{number}"
    try:
        if action == "start":
            drafts.start(titled(draft_id, f"{number}"), by=by)
        elif action == "save":
            drafts.save(draft_id, titled(draft_id, f"{number}"), expected=expected, by=by)
        elif action in ("submit", "send_back", "withdraw", "discard"):
            getattr(drafts, action)(draft_id, expected=expected, by=by)
        elif action == "comment":
            drafts.comment(draft_id, by=by, note=f"{number}")
        elif action == "decide":
            drafts.decide(draft_id, {f"{number}": "accepted" if knowing else "dismissed"}, by=by)
        elif entry:
            damage(drafts, change)
    except KbError as error:
        return type(error)
    return None


def damage(drafts: Drafts, change: Change) -> None:
    """Change the files past the drafts, as a person or a crash would."""
    action, draft_id, number, _ = change
    state = drafts.get(draft_id).state
    if action == "by hand":
        text = written(draft_id, titled(draft_id, f"by hand {number}"), state)
        drafts.files.text(draft_id).write_bytes(text.data)
        drafts.comment(draft_id, by="u", note="")  # by which it is written down
    elif action == "torn line":
        with drafts.files.journal(draft_id).open("ab") as journal:
            journal.write(b'{"number": 9, "action": "sa')
    else:
        drafts.files.text(draft_id).unlink()


def seen(drafts: Drafts) -> dict[str, tuple[Any, ...]]:
    return {
        draft_id: (
            draft.values["title"]["de"],
            draft.state,
            draft.owner,
            draft.authors,
            [step.note for step in draft.comments],
            draft.decided,
            draft.digest,
        )
        for draft_id in drafts.ids()
        for draft in [drafts.get(draft_id)]
    }


def due(model: Model) -> dict[str, tuple[Any, ...]]:
    return {
        draft_id: (
            draft.title,
            draft.state,
            draft.owner,
            draft.authors,
            draft.said,
            draft.decided,
            draft.digest(draft_id),
        )
        for draft_id, draft in sorted(model.drafts.items())
    }


@settings(max_examples=examples(12, 400))
@given(st.lists(changes, max_size=12))
@example(
    [
        ("start", "a", 1, True),
        ("submit", "a", 1, True),
        ("by hand", "a", 2, True),
        ("torn line", "a", 0, True),
        ("save", "a", 3, True),
        ("lost file", "a", 0, True),
        ("discard", "a", 1, True),
        ("start", "a", 2, True),
    ]
)
def test_drafts_are_what_a_model_says(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[Change]
) -> None:
    corpus, model = a_corpus(tmp_path_factory.mktemp("corpus")), Model()
    for change in sequence:
        assert carry_out(Drafts(corpus), change) == model.change(change), change
        assert seen(Drafts(Corpus(corpus.settings))) == due(model), change
    for draft_id, draft in model.drafts.items():
        steps = Drafts(corpus).get(draft_id).steps
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        for digest, title in draft.digests.items():
            found = Drafts(corpus).version(draft_id, digest)
            assert found
            assert found["title"] == {"de": title}
