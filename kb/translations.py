"""The original was changed: which translations still say the same?

A translation is outdated once the original changed in a field in which the translation stayed as it was. It
is up to date again when somebody changes it. Who only wants to confirm it says so in ``translations``.
"""

from __future__ import annotations

from kb.fields import LOCALIZED_FIELDS
from kb.localized import LANGUAGES, Language
from kb.record import Record, TranslationState

Texts = dict[str, object]


def with_outdated(before: Record | None, after: Record) -> Record:
    """The record with the state of its translations as this change leaves it.

    ``before`` is the state the change was made from, None for a new record. Without an original language
    nobody can tell what is the translation of what, and the record stays as it is.
    """
    original = after.original_language
    if before is None or original is None:
        return after
    changed = _changed(before, after, original)
    states = dict(after.translations)
    for language in LANGUAGES:
        if language == original or not _texts(after, language):
            continue
        own = _changed(before, after, language)
        state: TranslationState | None = "outdated" if changed - own else "translated" if own else None
        if state:
            states[language] = state
    return after if states == after.translations else after.model_copy(update={"translations": states})


def _changed(before: Record, after: Record, language: Language) -> set[str]:
    """The fields whose text in this language is another one now."""
    old, new = _texts(before, language), _texts(after, language)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def _texts(record: Record, language: Language) -> Texts:
    """All that is written in one language, by field; lists of parts count as one text."""
    texts: Texts = {name: getattr(record, name).get(language) for name in LOCALIZED_FIELDS}
    texts["limiting_factors"] = [
        part.text[language] for part in record.limiting_factors if language in part.text
    ]
    texts["figures"] = [figure.what[language] for figure in record.figures if language in figure.what]
    return {name: text for name, text in texts.items() if text}
