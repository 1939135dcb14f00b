"""Which translations are outdated after a change?

1. Changing the original marks every translation that did not change in the same field.
2. A translation that changed wherever the original did is translated, whatever it was before.
3. Changing anything but the original outdates nothing; what a person says of a translation stays.
4. New records, and records without an original language, stay as they are.
5. The original itself, and languages nobody has written in, get no state.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from kb.fields import LOCALIZED_FIELDS
from kb.record import Record
from kb.translations import with_outdated
from tests.kb.corpora import a_record
from tests.kb.strategies import records
from tests.tiers import examples


def _record(**fields: Any) -> Record:
    both = {"de": "Hafen", "en": "Harbour"}
    return a_record("port", **{"title": both, "summary": both, "original_language": "de", **fields})


def test_changing_the_original_outdates_the_translation() -> None:
    after = _record(summary={"de": "Der neue Hafen", "en": "Harbour"}, translations={"en": "translated"})
    assert with_outdated(_record(), after).translations == {"en": "outdated"}


def test_a_field_that_is_new_in_the_original_outdates_the_translation() -> None:
    assert with_outdated(_record(), _record(approach={"de": "Neu"})).translations == {"en": "outdated"}


def test_a_text_within_a_group_belongs_to_the_original_too() -> None:
    figure = {"what": {"de": "Schiffe", "en": "Ships"}, "value": 3}
    renamed = {"what": {"de": "Boote", "en": "Ships"}, "value": 3}
    before, after = _record(figures=[figure]), _record(figures=[renamed])
    assert with_outdated(before, after).translations == {"en": "outdated"}
    factor = _record(limiting_factors=[{"text": {"de": "Wind"}}])
    assert with_outdated(_record(), factor).translations == {"en": "outdated"}


def test_a_translation_changed_with_the_original_is_translated() -> None:
    before = _record(translations={"en": "outdated"})
    after = _record(summary={"de": "Neu", "en": "New"}, translations={"en": "outdated"})
    assert with_outdated(before, after).translations == {"en": "translated"}


def test_catching_up_later_makes_it_translated_again() -> None:
    before = _record(summary={"de": "Neu", "en": "Harbour"}, translations={"en": "outdated"})
    after = _record(summary={"de": "Neu", "en": "New"}, translations={"en": "outdated"})
    assert with_outdated(before, after).translations == {"en": "translated"}


def test_a_translation_changed_elsewhere_is_outdated_all_the_same() -> None:
    after = _record(summary={"de": "Neu", "en": "Harbour"}, title={"de": "Hafen", "en": "Port"})
    assert with_outdated(_record(), after).translations == {"en": "outdated"}


def test_each_language_is_judged_by_itself() -> None:
    three = {"de": "Hafen", "en": "Harbour", "da": "Havn"}
    before = _record(title=three, summary=three)
    after = _record(title=three, summary={"de": "Neu", "en": "New", "da": "Havn"})
    assert with_outdated(before, after).translations == {"en": "translated", "da": "outdated"}


def test_other_changes_leave_what_a_person_said() -> None:
    before = _record(translations={"en": "outdated"})
    after = _record(translations={"en": "translated"}, themes=["financing"], checked="2026-11-20")
    assert with_outdated(before, after) == after


def test_new_records_and_those_without_an_original_stay() -> None:
    assert with_outdated(None, _record()) == _record()
    unknown = _record(original_language=None)
    assert with_outdated(unknown, _record(original_language=None, summary={"de": "Neu"})).translations == {}


@settings(max_examples=examples(100, 2000))
@given(records, records)
def test_only_written_translations_get_a_state(before: Record, after: Record) -> None:
    after = after.model_copy(update={"original_language": "de"})
    found = with_outdated(before, after)
    assert found.model_copy(update={"translations": {}}) == after
    named = {language for name in LOCALIZED_FIELDS for language in getattr(after, name)}
    named |= {language for part in after.limiting_factors for language in part.text}
    named |= {language for figure in after.figures for language in figure.what}
    assert set(found.translations) <= named - {"de"}
    assert with_outdated(after, after) == after
