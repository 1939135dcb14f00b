"""Here is a text that runs on: which draft does it make, a practice or a paper, and what does it suggest?

The draft holds what the text says of itself: title, summary, texts under telling headings, where it came
from. Everything that was concluded is a suggestion beside it, until a person accepts it, or ``--publish``
takes what is sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

from indexer.ingest.addresses import without_tokens
from indexer.ingest.extraction import Text
from indexer.ingest.incoming import Arrival, Incoming, Paper
from indexer.ingest.paper_parts import parts_of
from indexer.ingest.proposals import Origin, Proposal
from indexer.ingest.slugs import free_id, slug
from indexer.ingest.sources import Content
from indexer.ingest.suggesting.accepting import filled
from indexer.ingest.suggesting.suggest import suggest
from indexer.ingest.suggesting.suggestion import SURE, Suggestion
from kb import strict_yaml
from kb.corpus import Corpus
from kb.errors import SourceUnreadable
from kb.fields import LOCALIZED_FIELDS
from kb.findings import Finding
from kb.localized import Language
from kb.paper import PaperText
from kb.record import FORMAT, Kind, Rights
from kb.repository import digest_of

PAPERS = frozenset(("pdf", "docx"))  # kinds of file that become papers unless another kind is asked for
TEXTS = frozenset(LOCALIZED_FIELDS) - {"title", "summary"}
STARTED_WITH = TEXTS | {"kind"}
DRAFTED = frozenset(LOCALIZED_FIELDS)
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "markdown": "text/markdown",
    "text": "text/plain",
}
QUOTED = 300  # signs of a summary that is taken from the text


@dataclass(frozen=True)
class Wishes:
    """What the person who imports has decided. Without a kind papers become papers, all else practices."""

    publish: bool = False
    kind: Kind | None = None
    language: Language | None = None
    rights: Rights | None = None
    belongs_to: str | None = None


@dataclass(frozen=True)
class Proposer:
    """Makes drafts of texts."""

    corpus: Corpus
    wishes: Wishes
    created: str

    def propose(self, text: Text, content: Content, file: str, taken: Set[str]) -> Arrival:
        """The draft of a text and its proposal. ``taken`` are the ids that other records have.

        Raises SourceUnreadable if its title or its language is not to be known.
        """
        language = self._language(text)
        suggestions = suggest(replace(text, language=language), self.corpus.vocabularies)
        origin = Origin(
            content.hints.name,
            text.kind,
            digest_of(content.data),
            text.extractor,
            language,
            content.hints.address,
            content.retrieved,
        )
        is_paper = self._is_paper(text)
        values = self._values(text, origin, suggestions, is_paper)
        values["id"] = free_id(slug(values["title"][language]), taken.__contains__)
        if is_paper:
            values["file"] = _file(text, content, origin)
        checked = self.corpus.check(
            strict_yaml.write(values).encode(), f"{values['kind']}/{values['id']}.yaml"
        )
        findings = tuple(replace(found, file=file, line=1) for found in checked.findings)
        notes = tuple(Finding(file, 1, "", "note", note, "") for note in text.notes)
        if checked.record is None:
            return Arrival(None, findings + notes)
        proposal = Proposal(origin, text.found, suggestions, text.passages, text.notes)
        paper = _paper(text, content, origin) if is_paper else None
        incoming = Incoming(
            file,
            checked.record,
            frozenset(checked.record.model_fields_set),
            again=frozenset({"provenance"} | ({"rights"} if self.wishes.rights else set())),
            proposal=proposal,
            paper=paper,
        )
        return Arrival(incoming, findings + notes)

    def _is_paper(self, text: Text) -> bool:
        return self.wishes.kind == "file" or (self.wishes.kind is None and text.kind in PAPERS)

    def _language(self, text: Text) -> Language:
        language = self.wishes.language or text.language
        if language is None:
            raise SourceUnreadable(
                "Its language is neither German, English nor Danish, or there is too little text to tell.",
                "If it is one of them, say which, as with --lang de.",
                code="language_unknown",
            )
        return language

    def _values(
        self, text: Text, origin: Origin, suggestions: tuple[Suggestion, ...], is_paper: bool
    ) -> dict[str, Any]:
        """The values of the record, in the form of its file."""
        taken = self._taken(suggestions, is_paper)
        title = text.title or _stem(origin.name)
        values: dict[str, Any] = {
            "format": FORMAT,
            "id": "",
            "kind": "file" if is_paper else self.wishes.kind or taken.pop("kind", "best-practice"),
            "status": "published" if self.wishes.publish else "draft",
            "title": {origin.language: title[:400]},
            "summary": {origin.language: _summary(text, suggestions)},
        }
        values |= {name: value for name, value in taken.items() if name not in values}
        values["relations"] = (
            [{"type": "part_of", "to": self.wishes.belongs_to}] if self.wishes.belongs_to else []
        )
        values["sources"] = _sources(origin, title, text)
        values["rights"] = self.wishes.rights or ("quote" if is_paper else None)
        values["original_language"] = origin.language
        values["created"] = self.created
        values["provenance"] = _stated(
            imported_from=origin.name[:400],
            address=origin.address,
            retrieved=origin.retrieved,
            digest=origin.digest,
            extractor=origin.extractor,
        )
        return _stated(**values)

    def _taken(self, suggestions: Iterable[Suggestion], is_paper: bool) -> dict[str, Any]:
        """What goes into the record at once.

        A draft gets the texts of its sections, and a kind, to start from. A public record gets what is
        sure, but never texts of others, unless its rights are open.
        """
        if not self.wishes.publish:
            chosen = [one for one in suggestions if one.field in STARTED_WITH and not is_paper]
        else:
            chosen = [
                one
                for one in suggestions
                if one.confidence >= SURE and (one.field not in DRAFTED or self.wishes.rights == "open")
            ]
        return filled({}, (one for one in chosen if one.field not in ("title", "summary")))


def _stated(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [], {})}


def _stem(name: str) -> str:
    words = name.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ").replace("-", " ").split()
    if not words:
        raise SourceUnreadable("It has no title.", "Give it a heading, or a file name that says what it is.")
    return " ".join(words)


def _summary(text: Text, suggestions: Iterable[Suggestion]) -> str:
    suggested = next((one.value for one in suggestions if one.field == "summary"), None)
    if isinstance(suggested, Mapping) and suggested:
        return str(next(iter(suggested.values())))
    longest = max(text.passages, key=lambda passage: len(passage.text), default=None)
    if longest is None:
        raise SourceUnreadable("It holds no text.", "Bring the page or file that has the text.")
    return longest.text[:QUOTED].rsplit(" ", 1)[0] if len(longest.text) > QUOTED else longest.text


def _sources(origin: Origin, title: str, text: Text) -> list[dict[str, Any]]:
    address = origin.address or text.first("address")
    if not address:
        return []
    publisher = text.first("organisation")
    return [
        _stated(
            url=without_tokens(address),
            title=title[:400],
            publisher=publisher[:400] if publisher else None,
            language=origin.language,
        )
    ]


def _file(text: Text, content: Content, origin: Origin) -> dict[str, Any]:
    name = origin.name.rsplit("/", 1)[-1][:400] or f"paper.{text.kind}"
    return _stated(
        digest=origin.digest,
        name=name,
        media_type=MEDIA_TYPES.get(text.kind, "application/octet-stream"),
        size=len(content.data),
        pages=text.pages,
    )


def _paper(text: Text, content: Content, origin: Origin) -> Paper:
    parts = list(parts_of(text.passages))
    found = PaperText(
        format=1,
        digest=origin.digest,
        extractor=origin.extractor,
        language=origin.language,
        parts=parts,
    )
    return Paper(content.data, found)
