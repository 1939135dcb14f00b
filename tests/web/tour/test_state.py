"""What does an address of the tour say?

1. No parameters are an error, and the address of a state says the same again.
2. What is no answer of a question is as if it were not there; an answer counts before a skip.
3. A question that was answered can be dropped or asked again, and nothing else changes.
4. Degrees take in what is better, or what is less; everything else only itself.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from tests.indexer.corpora import delivered_vocabularies
from web.tour.questions import BY_QUESTION, CANDIDATES, asked
from web.tour.state import TourState

KNOWN = {
    "situation": "grant-ends",
    "theme": "financing",
    "stage": "growth",
    "effort": "medium",
    "sector": "health",
    "evidence": "measured",
    "country": "DE",
    "outcome": "worked",
}
NAMES = st.sampled_from([*BY_QUESTION, "skip", "lang", "q", "fit", ""])
PAIRS = st.lists(
    st.one_of(
        st.sampled_from(list(KNOWN.items())),
        st.tuples(st.just("skip"), st.sampled_from(list(BY_QUESTION))),
        st.tuples(NAMES | st.text(), st.text()),
    ),
    max_size=12,
)
WORDS = delivered_vocabularies()


def _parse(pairs: list[tuple[str, str]]) -> TourState:
    return TourState.parse(pairs, WORDS, lang="en", path="/tour")


@given(PAIRS)
def test_any_parameters_are_a_state_and_its_address_says_the_same(pairs: list[tuple[str, str]]) -> None:
    state = _parse(pairs)
    assert _parse(parse_qsl(urlsplit(state.url).query)) == state
    assert not state.skipped & {name for name, _ in state.answers}
    assert len(state.search(WORDS, "de", "/search").url) < 2000


@given(PAIRS, st.sampled_from(list(BY_QUESTION)))
def test_a_step_changes_one_question(pairs: list[tuple[str, str]], name: str) -> None:
    state = _parse(pairs)
    others = [pair for pair in state.answers if pair[0] != name]
    answered, skipped, again = state.answering(name, KNOWN[name]), state.skipping(name), state.asking(name)
    assert answered.answer(name) == KNOWN[name]
    assert answered.settled(BY_QUESTION[name])
    assert skipped.settled(BY_QUESTION[name])
    assert not again.settled(BY_QUESTION[name])
    for after in (answered, skipped, again):
        assert [pair for pair in after.answers if pair[0] != name] == others
        assert after.skipped - {name} == state.skipped - {name}


def test_what_is_no_answer_is_not_there() -> None:
    state = _parse([("theme", "nothing"), ("situation", "DE"), ("kind", "study"), ("skip", "kind")])
    assert state == _parse([])
    assert _parse([("skip", "theme"), ("theme", "skills")]).answer("theme") == "skills"
    assert _parse([("theme", "skills"), ("theme", "financing")]).answer("theme") == "financing"


def test_degrees_take_in_what_is_better_or_less() -> None:
    found = _parse([("evidence", "evaluated"), ("effort", "medium"), ("stage", "growth")])
    assert set(found.search(WORDS, "en", "/search").include) == {
        ("evidence", "evaluated"),
        ("evidence", "replicated"),
        ("evidence", "scaled"),
        ("effort", "low"),
        ("effort", "medium"),
        ("stage", "growth"),
    }


def test_a_situation_searches_in_the_language_of_its_reader() -> None:
    state = _parse([("situation", "label")])
    assert state.search(WORDS, "de", "/search").text == "Qualitätslabel"
    assert state.search(WORDS, "en", "/search").text == "quality label"


@given(st.dictionaries(st.sampled_from([one.name for one in CANDIDATES]), st.floats(0, 1)))
def test_no_question_asks_for_what_few_records_state(stated: dict[str, float]) -> None:
    names = [question.name for question in asked(stated)]
    assert names[0] == "situation"
    assert len(names) <= 4
    assert all(stated[name] >= 0.3 for name in names[1:])
    worth = [one.name for one in CANDIDATES[1:] if stated.get(one.name, 0) >= 0.3]
    assert names[1:] == worth[:3]
