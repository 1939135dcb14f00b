"""How many words does compound splitting cut exactly as the file says?

    python -m tests.relevance.compounds FILE...

A file has a header and per line a word and its parts, with ``|`` between them, separated by a tab. Prints the
share of exact splits for compounds and for words that stay whole; ``--wrong`` lists the others.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from indexer.analysis.compounds import split
from indexer.analysis.tokenizer import term_of


class Judged(NamedTuple):
    """A word with the parts a person gave it (one part: it stays whole) and those found."""

    word: str
    expected: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.expected == self.found


def judge(path: Path) -> Iterator[Judged]:
    """The words of a file, split."""
    for line in path.read_text("utf-8").splitlines()[1:]:
        word, parts, *_ = line.split("\t")
        term = term_of(word)
        yield Judged(term, tuple(map(term_of, parts.split("|"))), split(term) or (term,))


def main() -> None:
    """Print one row per file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--wrong", action="store_true", help="list the words that are split otherwise")
    arguments = parser.parse_args()
    print(f"{'file':<28}{'words':>7}{'exact':>8}{'compounds':>16}{'whole':>16}")
    for path in arguments.files:
        judged = list(judge(path))
        compounds = [each.right for each in judged if len(each.expected) > 1]
        whole = [each.right for each in judged if len(each.expected) == 1]
        exact = sum(each.right for each in judged) / len(judged)
        shares = [f"{sum(group)}/{len(group)}" for group in (compounds, whole)]
        print(f"{path.name:<28}{len(judged):>7}{exact:>8.3f}{shares[0]:>16}{shares[1]:>16}")
        for each in judged if arguments.wrong else ():
            if not each.right:
                print(f"  {'|'.join(each.expected):<40}{'|'.join(each.found)}")


if __name__ == "__main__":
    main()
