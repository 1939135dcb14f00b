"""How does an answer look to another program? The body of ``/api/search`` and of ``kb search --json``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from heapq import nlargest
from typing import Any

from indexer.analysis.collation import label_order
from indexer.facets import BY_NAME, NOT_APPLICABLE, NOT_STATED
from indexer.search.page_links import part_label, part_url
from indexer.search.results import Bucket, DidYouMean, Explanation, FacetCounts, Hit, Results
from indexer.search.state import SearchState
from kb.localized import Language, choose
from kb.vocabulary import Vocabularies

MOST_BUCKETS = 1000  # of a facet in one answer
OWN_LABELS: dict[str, dict[str, str]] = {
    NOT_STATED: {"de": "nicht angegeben", "en": "not stated", "da": "ikke angivet"},
    NOT_APPLICABLE: {"de": "trifft nicht zu", "en": "not applicable", "da": "ikke relevant"},
}
NOTES: dict[str, dict[str, str]] = {
    "cut": {
        "de": "Die Anfrage ist sehr lang; gesucht wurde mit ihrem Anfang.",
        "en": "The query is very long; only its beginning was searched for.",
    },
    "unclosed": {
        "de": "Ein Anführungszeichen hat kein Gegenstück; es wurde als Text gelesen.",
        "en": "A quotation mark has no partner; it was read as text.",
    },
    "unknown_field": {
        "de": "„{0}“ ist kein Feld; es wurde als Wort gesucht.",
        "en": "“{0}” is no field; it was searched for as a word.",
    },
    "only_excluded": {
        "de": "Die Anfrage schließt nur aus; gezeigt wird alles andere.",
        "en": "The query only excludes; everything else is shown.",
    },
}


@dataclass(frozen=True)
class Labels:
    """The labels of facets and their values for a reader. ``organisation`` names an organisation's key."""

    vocabularies: Vocabularies
    reader: Language
    organisation: Callable[[str], str]

    def facet(self, name: str) -> str:
        return self.vocabularies["facets"].called(name, self.reader)

    def value(self, facet: str, key: str) -> str:
        if key in OWN_LABELS:
            return OWN_LABELS[key][self.reader]
        vocabulary = BY_NAME[facet].vocabulary
        if vocabulary:
            return self.vocabularies[vocabulary].called(key, self.reader)
        if facet == "organisation":
            return self.organisation(key)
        return key.replace("-", "–")

    def note(self, code: str, values: Sequence[str]) -> str:
        texts = NOTES[code]
        return texts.get(self.reader, texts["en"]).format(*values)

    def ordered(self, counts: FacetCounts, most: int | None = None) -> list[Bucket]:
        """The buckets in reading order: by count, then label; years newest first; trees depth first.

        Of a list only the first ``most``, and whatever is in force or says that nothing is stated: a corpus
        may name more organisations than anybody reads, and each label has to be looked up to be ordered.
        """
        kind = BY_NAME[counts.facet].kind

        def rank(bucket: Bucket) -> tuple[Any, ...]:
            if kind == "range":
                return bucket.key in OWN_LABELS, [-ord(character) for character in bucket.key]
            return bucket.key in OWN_LABELS, -bucket.count, label_order(self.value(counts.facet, bucket.key))

        if kind == "list" and most is not None and 0 < most < len(counts.buckets) - len(OWN_LABELS):
            named = (one.count for one in counts.buckets if one.key not in OWN_LABELS)
            least = nlargest(most, named)[-1]
            first = sorted((one for one in counts.buckets if one.count >= least or _stays(one)), key=rank)
            return [one for place, one in enumerate(first) if place < most or _stays(one)]
        below: dict[str | None, list[Bucket]] = {}
        for bucket in sorted(counts.buckets, key=rank):
            below.setdefault(bucket.parent, []).append(bucket)
        found: list[Bucket] = []
        waiting = list(reversed(below.get(None, [])))
        while waiting:
            bucket = waiting.pop()
            found.append(bucket)
            waiting += reversed(below.get(bucket.key, []))
        return found


def _stays(bucket: Bucket) -> bool:
    """Whether a bucket is shown however few records it has."""
    return bucket.selected or bucket.excluded or bucket.key in OWN_LABELS


def bucket_url(state: SearchState, facet: str, bucket: Bucket) -> str:
    """Where a click on a bucket leads: chosen and excluded ones are dropped, others added."""
    if bucket.selected or bucket.excluded:
        return state.without_filter(facet, bucket.key).url
    return state.with_filter(facet, bucket.key).url


def facet_body(counts: FacetCounts, state: SearchState, labels: Labels) -> dict[str, Any]:
    """One facet with its first buckets; ``left_out`` counts the others, if there are any."""
    shown = labels.ordered(counts, MOST_BUCKETS)
    left_out = len(counts.buckets) - len(shown)
    return {
        "name": counts.facet,
        "label": labels.facet(counts.facet),
        "kind": BY_NAME[counts.facet].kind,
        "buckets": [
            {
                "key": bucket.key,
                "label": labels.value(counts.facet, bucket.key),
                "count": bucket.count,
                "selected": bucket.selected,
                "excluded": bucket.excluded,
                "parent": bucket.parent,
                "depth": bucket.depth,
                "url": bucket_url(state, counts.facet, bucket),
            }
            for bucket in shown
        ],
        **({"left_out": left_out} if left_out else {}),
    }


def hit_body(hit: Hit, reader: Language, prefix: str) -> dict[str, Any]:
    """One hit; title and summary in the reader's language, else in the one there is.

    ``fit`` is there if hits were compared with a cluster.
    """
    language, title = choose(hit.record["title"], reader) or (reader, hit.id)
    _, summary = choose(hit.record["summary"], language) or (reader, "")
    return {
        "id": hit.id,
        "kind": hit.record["kind"],
        "title": title,
        "summary": summary,
        "language": language,
        "languages": list(hit.languages),
        "url": f"{prefix}/records/{hit.id}",
        "score": round(hit.score, 4),
        "part": hit.part
        and {"label": part_label(hit.part, reader), "url": part_url(hit.part, hit.record, prefix)},
        "snippets": [
            {"field": s.field, "language": s.language, "text": s.text, "ranges": [list(r) for r in s.ranges]}
            for s in hit.snippets
        ],
        "matched": {
            name: [{"word": m.word, "found": m.found, "label": m.label} for m in matches]
            for name, matches in hit.matched.items()
        },
        **({"fit": [asdict(facet) for facet in hit.fit]} if hit.fit else {}),
    }


def did_you_mean_body(found: DidYouMean | None, state: SearchState) -> dict[str, Any] | None:
    """Another spelling with its proven total."""
    if found is None:
        return None
    return {"text": found.text, "total": found.total, "url": state.with_text(found.text).url}


def explanation_body(why: Explanation) -> dict[str, Any]:
    """Why a hit stands where it stands: score = (sum of points + nearness) * boost."""
    return {
        "complete": why.complete,
        "nearness": round(why.nearness, 4),
        "boost": why.boost,
        "words": [
            {
                "word": reason.word,
                "class": reason.match,
                "found": list(reason.found),
                "fields": list(reason.fields),
                "points": round(reason.points, 4),
                "rarity": round(reason.rarity, 4),
            }
            for reason in why.reasons
        ],
    }


def search_body(results: Results, state: SearchState, labels: Labels, prefix: str = "") -> dict[str, Any]:
    """The whole answer. ``prefix`` is the path all addresses lie under."""
    relaxed = results.relaxed
    return {
        "total": results.total,
        "page": state.page,
        "size": state.size,
        "generation": results.generation,
        "relaxed": {"required": relaxed.required, "of": relaxed.of} if relaxed else None,
        "did_you_mean": did_you_mean_body(results.did_you_mean, state),
        "hits": [hit_body(hit, labels.reader, prefix) for hit in results.hits],
        "facets": [facet_body(counts, state, labels) for counts in results.facets],
        "expansions": [
            {
                "kind": expansion.kind,
                "key": expansion.key,
                "word": expansion.word,
                "added": list(expansion.added),
                "without": state.dropping(expansion.key).url,
            }
            for expansion in results.expansions
        ],
        "notes": [{"code": note.code, "text": labels.note(note.code, note.values)} for note in results.notes],
    }
