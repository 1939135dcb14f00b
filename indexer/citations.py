"""Here are records: how does somebody cite them, in words, in RIS and in BibTeX?

A record is cited as what it is, an entry of this knowledge base, with its sources in a note. Only where a
study, guide or paper names itself among its sources, with publisher and year, the work is cited instead, and
the note leads to the entry. Whoever wrote a source stays unnamed, because records name no persons.

    >>> from datetime import date
    >>> record = {"id": "fees", "kind": "guide", "title": {"en": "Fees"}, "edited": "2026-05-04T10:00:00Z"}
    >>> in_words(record, "en", "https://example.org/records/fees", date(2026, 11, 28)).partition(". ")[0]
    'Leuchtturm (2026): Fees'
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import quote

from babel.dates import format_date

from kb.localized import LOCALES, Language, choose

Address = Callable[[str], str]
Form = Literal["ris", "bibtex"]
SITE = "Leuchtturm"
PUBLISHED = ("study", "guide", "file")  # kinds that may be about one publication
RIS_LINE_END = "\r\n"
_ENTRY: dict[Language, str] = {
    "de": "Eintrag der Wissensbasis Leuchtturm",
    "en": "Entry of the knowledge base Leuchtturm",
    "da": "Post i vidensbasen Leuchtturm",
}
_CHANGED: dict[Language, str] = {
    "de": "zuletzt geändert am {0}",
    "en": "last changed on {0}",
    "da": "senest ændret den {0}",
}
_ACCESSED: dict[Language, str] = {
    "de": "abgerufen am {0}",
    "en": "accessed on {0}",
    "da": "besøgt den {0}",
}
_UNDATED: dict[Language, str] = {"de": "o. J.", "en": "n.d.", "da": "u.å."}
_SOURCE: dict[Language, str] = {"de": "Quelle: {0}", "en": "Source: {0}", "da": "Kilde: {0}"}
_BIBTEX_SIGNS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # an escaped brace would still count as one for BibTeX
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "%&$#_"},
    }
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OF_ADDRESSES = "".join(map(chr, range(0x21, 0x7F))).translate(str.maketrans("", "", '\\{}<>"^`|'))


@dataclass(frozen=True)
class Cited:
    """What a citation says. ``entry`` describes the record of this site in words, with what is known of it.

    ``changed`` is the day of the record's last change. For a work (``is_work``) ``url`` is that of the work,
    ``accessed`` the day on which a scout opened it; for a record the day on which it is cited.
    """

    key: str
    is_work: bool
    author: str
    title: str
    language: str | None
    year: int | None
    changed: date | None
    url: str
    accessed: date | None
    notes: tuple[str, ...]


def in_words(record: Mapping[str, Any], language: str, address: str, day: date) -> str:
    """The citation as one line of text in a language; ``address`` is the record's, '' if it has none."""
    reader = _language(language)
    cited = _cited(record, address, day, reader)
    year = str(cited.year) if cited.year else _UNDATED[reader]
    words = f"{_on_one_line(cited.author)} ({year}): {_sentence(cited.title)}"
    if cited.is_work:
        return " ".join([words, _with_day(cited.url, cited.accessed, reader), *map(_sentence, cited.notes)])
    parts = [words, _sentence(_entry(cited.changed, reader))]
    return " ".join([*parts, _with_day(cited.url, cited.accessed, reader)]).strip()


def ris(
    records: Iterable[Mapping[str, Any]], address: Address, day: date, language: str = ""
) -> Iterator[str]:
    """One RIS entry for each record, cited on ``day``.

    ``address`` gives the absolute address of a record by its id, '' if there is none. Titles are in
    ``language`` where the record has it, else in its original language, else in the first it has.
    """
    for record in records:
        cited = _cited(record, address(record["id"]), day, language or record.get("original_language", ""))
        lines = [f"{tag}  - {_on_one_line(value)}" for tag, value in _ris_fields(cited) if value]
        yield RIS_LINE_END.join([*lines, "ER  - ", "", ""])


def bibtex(
    records: Iterable[Mapping[str, Any]], address: Address, day: date, language: str = ""
) -> Iterator[str]:
    """One BibTeX entry in UTF-8 for each record; arguments as of ``ris``."""
    for record in records:
        cited = _cited(record, address(record["id"]), day, language or record.get("original_language", ""))
        fields = "".join(f"  {name} = {value},\n" for name, value in _bibtex_fields(cited) if value)
        yield f"@{'techreport' if cited.is_work else 'misc'}{{{cited.key},\n{fields}}}\n\n"


def _cited(record: Mapping[str, Any], address: str, day: date, wanted: str) -> Cited:
    language, title = choose(record["title"], wanted) or (None, record["id"])
    words = _language(wanted or language or "")
    text = record.get("edited") or record.get("created")
    changed = date.fromisoformat(text[:10]) if text else None
    work = _work(record)
    if work:
        note = f"{_entry(changed, words)}: {_with_day(address, day, words)}"
        return _cited_work(record, work, (note,) if address else ())
    return Cited(
        key=record["id"],
        is_work=False,
        author=SITE,
        title=title,
        language=language,
        year=changed.year if changed else None,
        changed=changed,
        url=address,
        accessed=day if address else None,
        notes=tuple(_SOURCE[words].format(_source(source)) for source in record.get("sources", ())),
    )


def _cited_work(record: Mapping[str, Any], work: Mapping[str, Any], notes: tuple[str, ...]) -> Cited:
    accessed = work.get("accessed")
    return Cited(
        key=record["id"],
        is_work=True,
        author=work["publisher"],
        title=work["title"],
        language=work.get("language"),
        year=record["published_year"],
        changed=None,
        url=work["url"],
        accessed=date.fromisoformat(accessed) if accessed else None,
        notes=notes,
    )


def _work(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The source that is the very work the record is about; None unless the record states all of it."""
    if record["kind"] not in PUBLISHED or not record.get("published_year"):
        return None
    titles = {_on_one_line(title).casefold() for title in record["title"].values()}
    sources: Iterable[Mapping[str, Any]] = record.get("sources", ())
    works = (
        one for one in sources if one.get("publisher") and _on_one_line(one["title"]).casefold() in titles
    )
    return next(works, None)


def _source(source: Mapping[str, Any]) -> str:
    publisher = f" ({source['publisher']})" if source.get("publisher") else ""
    return f"{source['title']}{publisher}, {source['url']}"


def _ris_fields(cited: Cited) -> Iterator[tuple[str, str]]:
    yield "TY", "RPRT" if cited.is_work else "ELEC"
    yield "ID", cited.key
    yield "AU", cited.author
    yield "TI", cited.title
    yield "PY", str(cited.year or "")
    yield "DA", f"{cited.changed:%Y/%m/%d}/" if cited.changed else ""
    yield "PB", cited.author if cited.is_work else ""
    yield "LA", cited.language or ""
    yield "UR", cited.url
    yield "Y2", f"{cited.accessed:%Y/%m/%d}/" if cited.accessed else ""
    yield from (("N1", note) for note in cited.notes)


def _bibtex_fields(cited: Cited) -> Iterator[tuple[str, str]]:
    yield "author", _braced(f"{{{_escaped(cited.author)}}}")  # one name, not a first and a last one
    yield "title", _braced(f"{{{_escaped(cited.title)}}}")  # as it is, whatever the style does to capitals
    yield "institution", _braced(f"{{{_escaped(cited.author)}}}") if cited.is_work else ""
    yield "year", _braced(str(cited.year or ""))
    yield "month", _MONTHS[cited.changed.month - 1] if cited.changed else ""
    yield "language", _braced(cited.language or "")
    yield "url", _braced(in_ascii(cited.url))
    yield "urldate", _braced(cited.accessed.isoformat() if cited.accessed else "")
    yield "note", _braced(_escaped("; ".join(cited.notes)))


def in_ascii(url: str) -> str:
    """The address in signs that mean nothing to BibTeX or Markdown; what stands for itself stays."""
    return quote(url, safe=_OF_ADDRESSES, errors="replace")


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""


def _escaped(text: str) -> str:
    return _on_one_line(text).translate(_BIBTEX_SIGNS)


def _on_one_line(text: str) -> str:
    """The text without line ends and other signs nobody sees, in which a new entry could begin."""
    breaks = ("Cc", "Cs", "Zl", "Zp")
    return " ".join("".join(" " if unicodedata.category(sign) in breaks else sign for sign in text).split())


def _entry(changed: date | None, language: Language) -> str:
    words = _ENTRY[language]
    return f"{words}, {_CHANGED[language].format(_day(changed, language))}" if changed else words


def _with_day(url: str, day: date | None, language: Language) -> str:
    return f"{url} ({_ACCESSED[language].format(_day(day, language))})" if url and day else url


def _day(day: date, language: Language) -> str:
    return format_date(day, "long", locale=LOCALES[language])


def _sentence(text: str) -> str:
    text = _on_one_line(text)
    return text if text.endswith((".", "!", "?", ")")) else f"{text}."


def _language(code: str) -> Language:
    """The language the words of a citation are in: the one asked for if it is known, else English."""
    return next((known for known in _ENTRY if known == code), "en")
