"""How good is ingestion, kind of file by kind of file? The figures, and tables to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean

from tests.extraction.measures import Share, token_f1
from tests.extraction.measuring import Reading
from tests.extraction.peers import PEERS

LEAST_F1 = 0.95  # of every file of the test set


@dataclass(frozen=True)
class Line:
    """The figures of one kind of file."""

    kind: str
    files: int
    f1: float
    lowest_f1: float
    titles: Share
    languages: Share
    figures_found: Share
    figures_right: Share
    expected_found: Share
    wrong_avoided: Share


@dataclass(frozen=True)
class PeerLine:
    """How close one way of reading HTML comes to the main text."""

    way: str
    pages: int
    f1: float
    lowest_f1: float


def by_kind(readings: Sequence[Reading]) -> list[Line]:
    """One line for each kind, then one for all."""
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(reading.file.gold.kind, []).append(reading)
    return [line(kind, members) for kind, members in [*groups.items(), ("all", readings)]]


def line(kind: str, readings: Sequence[Reading]) -> Line:
    """The figures over at least one reading."""
    stated = [reading for reading in readings if reading.file.gold.title]
    return Line(
        kind,
        len(readings),
        fmean(reading.f1 for reading in readings),
        min(reading.f1 for reading in readings),
        Share(sum(each.title == each.file.gold.title for each in stated), len(stated)),
        Share(sum(each.language == each.file.gold.language for each in stated), len(stated)),
        _sum(reading.figures.right for reading in readings),
        _sum(reading.figures.precise for reading in readings),
        _sum(reading.concepts.right for reading in readings),
        _sum(reading.concepts.precise for reading in readings),
    )


def beside_peers(pages: Mapping[str, tuple[bytes, str]], ours: Mapping[str, float]) -> list[PeerLine]:
    """Ours and each peer over the same pages; ``pages`` holds bytes and expected text by name."""
    ways: dict[str, list[float]] = {"ours": list(ours.values())}
    for name, way in PEERS.items():
        ways[name] = [token_f1(way(data), text) for data, text in pages.values()]
    return [PeerLine(name, len(values), fmean(values), min(values)) for name, values in ways.items()]


def kind_table(lines: Iterable[Line]) -> str:
    """The lines as a table in Markdown."""
    heads = ["kind", "files", "F1", "lowest F1", "titles", "languages"]
    heads += ["figures found", "figures right", "expected found", "wrong avoided"]
    return _table(heads, lines)


def peer_table(lines: Iterable[PeerLine]) -> str:
    """The lines as a table in Markdown."""
    return _table(["way", "pages", "F1", "lowest F1"], lines)


def file_list(readings: Iterable[Reading]) -> str:
    """Per file its F1 and what is not as in the gold."""
    return "\n".join(f"{each.f1:.3f}  {each.file.name}{_differences(each)}" for each in readings)


def _differences(reading: Reading) -> str:
    gold, figures, concepts = reading.file.gold, reading.figures, reading.concepts
    told = {
        "kind": () if reading.kind == gold.kind else (reading.kind,),
        "title": () if reading.title == gold.title else (repr(reading.title),),
        "language": () if reading.language == gold.language else (repr(reading.language),),
        "organisation": _other(reading.found("organisation"), gold.organisation),
        "published": _other(reading.found("published"), [gold.published] if gold.published else []),
        "tables": () if reading.tables == gold.tables else ("differ",),
        "figures missing": figures.missing,
        "figures not stated": figures.surplus,
        "missing": concepts.missing,
        "wrong": concepts.surplus,
    }
    return "".join(f"\n       {what}: {', '.join(values)}" for what, values in told.items() if values)


def _other(found: str | None, accepted: Sequence[str]) -> tuple[str, ...]:
    return (repr(found),) if accepted and found not in accepted else ()


def _sum(shares: Iterable[Share]) -> Share:
    return sum(shares, Share())


def _table(heads: Sequence[str], lines: Iterable[Line | PeerLine]) -> str:
    rows = [[_shown(getattr(each, name)) for name in each.__dataclass_fields__] for each in lines]
    widths = [max(len(row[column]) for row in [list(heads), *rows]) for column in range(len(heads))]
    ruled = [list(heads), ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in ruled
    )


def _shown(cell: object) -> str:
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def as_values(lines: Iterable[Line | PeerLine]) -> list[dict[str, object]]:
    """The lines as JSON holds them; a share is the part and the whole."""
    return [asdict(each) for each in lines]
