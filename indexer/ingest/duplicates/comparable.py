"""Here are the values of a draft, incomplete or wrong as they may be: what of it can be compared?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from kb.errors import SourceUnreadable
from kb.localized import LANGUAGES
from kb.record import FORMAT, KINDS, Record, Status
from kb.strict_yaml import decode, read

NO_TEXT = "–"  # stands for a title or a summary that is missing; it has no words that could be alike


def comparable(record_id: str, values: Mapping[str, Any]) -> Record | None:
    """The record of what is right in the values; None if they hold neither texts nor sources to go by."""
    kept = {name: values[name] for name in Record.model_fields if values.get(name) not in (None, "", [], {})}
    kept |= {"format": FORMAT, "id": record_id}
    kept["kind"] = kept.get("kind") if kept.get("kind") in KINDS else KINDS[0]
    kept["status"] = kept.get("status") if kept.get("status") in get_args(Status) else "draft"
    for _ in range(2):  # the second time without the fields that were wrong, and with what stands for them
        try:
            found = Record.model_validate(_in_one_language(kept))
        except ValidationError as error:
            wrong = {detail["loc"][0] for detail in error.errors(include_url=False, include_input=False)}
            kept = {name: value for name, value in kept.items() if name not in wrong}
            continue
        texts = {*found.title.values(), *found.summary.values()} - {NO_TEXT}
        return found if texts or found.sources else None
    return None


def comparable_in(record_id: str, data: bytes) -> Record | None:
    """As ``comparable``, for the text of a file."""
    try:
        values = read(decode(data)).value
    except SourceUnreadable:  # kb check says why
        return None
    return comparable(record_id, values) if isinstance(values, dict) else None


def _in_one_language(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with title and summary in every language one of them has."""
    found = dict(values)
    stated: dict[str, dict[str, Any]] = {}
    for name in ("title", "summary"):
        texts = found.get(name)
        stated[name] = {code: text for code, text in texts.items() if text} if isinstance(texts, dict) else {}
    languages = [code for code in LANGUAGES if code in stated["title"] or code in stated["summary"]]
    for name, by_language in stated.items():
        found[name] = {**dict.fromkeys(languages or ["de"], NO_TEXT), **by_language}
    return found
