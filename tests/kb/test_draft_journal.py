"""The journal of a draft that grows too long.

1. It loses texts nobody asks for, but no step; what is there afterwards is read as before.
2. It keeps the first text, the last ones, what another person or another sitting followed, and what was put
   on a newer state of its record.
3. It is left alone while it is short, or if there is too little to lose.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from kb.draft import Step
from kb.draft_journal import LAST_TEXTS, MOST_TEXTS, compacted
from kb.draft_text import written
from kb.drafts import Drafts
from tests.kb.corpora import a_corpus, values


def titled(title: str) -> dict[str, Any]:
    return values("a", title={"de": title})


def saves(count: int) -> list[Step]:
    """A start and many saves of one person, a second apart."""
    step = Step(1, "save", "", "u1", "", "", None, None, {})
    times = [f"2026-11-24T10:{second // 60:02}:{second % 60:02}Z" for second in range(count)]
    texts = [written("a", titled(at), "draft") for at in times]
    found = [
        replace(step, number=number, at=at, text=text.data.decode(), digest=text.digest)
        for number, (at, text) in enumerate(zip(times, texts, strict=True), 1)
    ]
    return [replace(found[0], action="start", base="0" * 64), *found[1:]]


def test_a_long_journal_is_shortened(tmp_path: Path) -> None:
    drafts = Drafts(a_corpus(tmp_path))
    steps = saves(MOST_TEXTS + 1)
    drafts.files.folder.mkdir()
    lines = (f"{json.dumps(asdict(step))}\n" for step in steps)
    drafts.files.journal("a").write_text("".join(lines), "utf-8")
    drafts.files.text("a").write_text(steps[-1].text or "", "utf-8")
    assert drafts.get("a").steps == tuple(steps)
    saved = drafts.save("a", titled("neu"), expected=steps[-1].digest, by="u1")
    assert saved == drafts.get("a")
    assert [step.number for step in saved.steps] == list(range(1, MOST_TEXTS + 3))
    kept = [step.number for step in saved.steps if step.text is not None]
    assert kept == [1, *range(MOST_TEXTS + 2 - LAST_TEXTS, MOST_TEXTS + 3)]


def test_what_another_person_or_sitting_follows_is_kept() -> None:
    steps = saves(400)
    steps[10] = replace(steps[10], by="u2")
    steps[20] = replace(steps[20], base="1" * 64)
    steps[30] = replace(steps[30], action="submit")
    steps = steps[:41] + [replace(step, at=step.at.replace("T10", "T12")) for step in steps[41:]]
    shorter = compacted(steps)
    assert shorter
    kept = [number for number, step in enumerate(shorter) if step.text is not None]
    assert kept == [0, 9, 10, 20, 29, 30, 40, *range(400 - LAST_TEXTS, 400)]
    assert [replace(step, text=before.text) for step, before in zip(shorter, steps, strict=True)] == steps
    assert compacted(shorter) is None
    assert compacted(steps[:MOST_TEXTS]) is None
