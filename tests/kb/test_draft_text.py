"""Is a text judged once, and still always judged as it is?

1. The same text is read and judged once; whoever changes the values they got changes nobody else's.
2. Another text, another draft and another day are judged anew.
3. Only so many texts are remembered, and no long ones.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb import draft_text
from kb.corpus import Corpus
from kb.draft import Draft
from kb.drafts import Drafts
from kb.findings import Finding
from kb.validation import Checked
from tests.kb.corpora import a_corpus, values

SHORT, OTHER, LONG = {"de": "kurz"}, {"de": "anders"}, {"de": "lang " * 20_000}


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were judged, one after the other."""
    found: list[str] = []
    before: Callable[[Corpus, dict[str, Any], str], Checked] = Corpus.check_values

    def check(corpus: Corpus, given: dict[str, Any], file: str) -> Checked:
        found.append(file)
        return before(corpus, given, file)

    monkeypatch.setattr(Corpus, "check_values", check)
    return found


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    """The draft ``a``, which nobody has read yet."""
    corpus = a_corpus(tmp_path)
    Drafts(corpus).start(values("a"), by="u1")
    return Drafts(corpus)


def save(drafts: Drafts, title: dict[str, str]) -> Draft:
    draft = drafts.get("a")
    return drafts.save("a", {**draft.values, "title": title}, expected=draft.digest, by="u1")


def test_a_text_is_judged_once(drafts: Drafts, judged: list[str]) -> None:
    first = drafts.get("a")
    assert first == drafts.get("a") == next(drafts.all())
    assert judged == ["best-practice/a.yaml"]
    first.values["title"]["de"] = "mine"
    assert drafts.get("a").values["title"] == values("a")["title"]
    given = {**first.values, "title": {"de": "neu"}}
    saved = drafts.save("a", given, expected=first.digest, by="u1")
    given["title"]["de"] = saved.values["title"]["de"] = "mine"
    assert drafts.get("a").values["title"] == {"de": "neu"}


def test_what_was_changed_outside_is_judged_as_it_is(drafts: Drafts, judged: list[str]) -> None:
    assert drafts.get("a").checked.record
    path = drafts.files.text("a")
    path.write_text(path.read_text("utf-8").replace("summary", "summery"), "utf-8")
    found = drafts.get("a")
    assert (found.checked.record, found.values.get("summery") is not None) == (None, True)
    path.write_text("id: [", "utf-8")
    assert [isinstance(one, Finding) for one in drafts.all()] == [True]
    assert len(judged) == 2


def test_each_draft_and_each_day_has_its_own_judgement(
    drafts: Drafts, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.get("a")
    drafts.files.text("b").write_bytes(drafts.files.text("a").read_bytes())
    (finding,) = (one for one in drafts.get("b").checked.findings if one.severity == "error")
    assert "not the name of the file" in finding.problem
    assert judged == ["best-practice/a.yaml", "best-practice/b.yaml"]
    monkeypatch.setattr(Corpus, "today", lambda _: date(2050, 1, 1))
    drafts.get("a")
    assert judged[2:] == ["best-practice/a.yaml"]


def test_few_texts_and_no_long_ones_are_remembered(
    drafts: Drafts, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_text, "MOST_KNOWN", 1)
    for title in (SHORT, OTHER, SHORT):
        save(drafts, title)
        drafts.get("a")
    assert len(judged) == 4
    save(drafts, LONG)
    drafts.get("a")
    drafts.get("a")
    assert len(judged) == 7
