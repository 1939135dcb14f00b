"""How is the word list of compound splitting made? ``python -m indexer.analysis.compile_words``

From simplemma's German dictionary (about 1.1 million inflected forms) and the labels of the delivered
vocabularies. The dictionary holds more than 150,000 compounds; counting which words begin and end them gives
the frequencies. A word that is itself used in many compounds, compared with its own parts, has a meaning of
its own (Netzwerk, Werkstatt): it becomes a part that is not split further.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from indexer.analysis.compounds import ALL_ENDINGS, SHORTEST_COMPOUND, Splitter, without_ending
from indexer.analysis.tokenizer import tokenize
from indexer.analysis.words import COMPILED, WordList
from kb.vocabulary import load_vocabularies

HEADER = """\
# Made by python -m indexer.analysis.compile_words from the German dictionary of simplemma and the labels of
# kb/vocabularies; do not edit (editors extend compound-exceptions.txt). Licence and sources of this list:
# docs/decisions/030-compounds.md
"""
ROUNDS = 6
PLACES = frozenset({"countries", "regions"})  # vocabularies of names, which stay whole
SPEAKING = (
    "region",
    "regionen",
    "raum",
    "deutschland",
)  # endings of names that are understood by their parts
LEXICALISED = 7.0  # a word stays whole if its parts are not this many times as frequent as the word itself
LEXICALISED_WITH_S = 5.0  # the same with a linking s, which is put into compounds that are understood as such
CHANCE = 5.0  # geometric mean of the frequencies of parts, below which a split of a rare word is chance

CONVINCING = 1.3  # nats a letter; a cheaper cover is believed although the dictionary does not confirm it
RARE = (
    "st",
    "et",
    "ere",
    "erer",
    "eren",
    "erem",
    "eres",
    "ste",
    "ster",
    "sten",
    "stem",
    "stes",
)  # inflections

PARTS = Path(__file__).parent / "data" / "compound-parts.txt"


def _entries(lines: list[str], block: str) -> Iterator[list[str]]:
    """The entries of one block of a data file, each as its words; comments and empty lines are left out."""
    start = lines.index(f"[{block}]") + 1
    for line in lines[start:]:
        if line.startswith("["):
            return
        if line and not line.startswith("#"):
            yield line.split()


def closed_list(name: str) -> frozenset[str]:
    """A block of the parts that were listed by hand."""
    lines = PARTS.read_text("utf-8").splitlines()
    return frozenset(word for words in _entries(lines, name) for word in words)


NO_PART = closed_list("no-part")
NO_HEAD = closed_list("no-head")
FREE = closed_list("free-modifiers")
SHORT_HEADS = closed_list("short-heads")
SHORT_MODIFIERS = SHORT_HEADS | closed_list("short-modifiers")


@dataclass(frozen=True)
class Dictionary:
    """The base forms of a dictionary as terms, by part of speech, and their inflected forms."""

    nouns: set[str]
    adjectives: set[str]
    verbs: set[str]
    forms: dict[str, set[str]]


def read_dictionary() -> Dictionary:
    """The German dictionary of simplemma, which writes nouns with a capital letter."""
    nouns: set[str] = set()
    others: set[str] = set()
    forms: dict[str, set[str]] = defaultdict(set)
    for form, base in DefaultDictionaryFactory().get_dictionary("de").items():
        if form.isalpha() and base.isalpha() and (len(base) > 2 or base == "Öl"):
            (nouns if base[0].isupper() else others).add(base.casefold())
            forms[base.casefold()].add(form.casefold())
    verbs = {
        base
        for base in others
        if base.endswith("n") and forms[base] & {f"{base[:-2]}t", f"{base[:-2]}st", f"{base[:-1]}t"}
    }
    return Dictionary(nouns, others - verbs, verbs, forms)


def nominalised(word: str, known: Dictionary) -> bool:
    """Whether a base form is only a participle, comparative or superlative turned into a noun."""
    if word.endswith("nde") and word[:-2] in known.verbs:
        return True
    endings = ("ere", "este", "ste", "erer", "erere")
    return any(word.endswith(ending) and word.removesuffix(ending) in known.adjectives for ending in endings)


def linked_forms(word: str, known: Dictionary) -> Iterator[str]:
    """The forms a noun can take before another word."""
    yield from (word, f"{word}s")
    if word.endswith("e"):
        yield from (word[:-1], f"{word[:-1]}s", f"{word}n")
    else:
        yield from (f"{word}es", f"{word}en")
    for form in sorted(known.forms[word]):
        if len(form) >= len(word) - 1 and (form.endswith(("e", "er", "en"))):
            yield form


def modifier_bases(known: Dictionary) -> dict[str, list[str]]:
    """Every form that could stand before another word, with its possible base forms, likelier ones first."""
    found: dict[str, list[str]] = defaultdict(list)
    for noun in sorted(known.nouns, key=lambda noun: (len(noun), noun)):
        for form in linked_forms(noun, known):
            if noun not in found[form]:
                found[form].insert(0 if form == noun else len(found[form]), noun)
    for word in sorted(known.adjectives | FREE):
        if word not in found[word]:
            found[word].append(word)
    for verb in sorted(known.verbs):
        stem = verb[:-2] if verb.endswith("en") else verb[:-1]
        found[stem].append(verb)
        found[f"{stem}e"].append(verb)
    return {
        form: bases
        for form, bases in found.items()
        if form not in NO_PART and (len(form) > 3 or form in SHORT_MODIFIERS)
    }


@dataclass(frozen=True)
class Families:
    """How often each part occurs in the compounds of the dictionary, and where each is best cut."""

    cuts: dict[str, int]
    modifiers: Counter[str]
    heads: Counter[str]
    bases: dict[str, list[str]]

    def base(self, form: str) -> str:
        """The likeliest base form of a modifier: itself, else the one that ends most compounds."""
        bases = self.bases[form]
        return form if form in bases else max(bases, key=lambda base: self.heads[base])

    def total(self) -> Counter[str]:
        """Base form -> number of compounds with it in either place."""
        found = Counter(self.heads)
        for form, count in self.modifiers.items():
            found[self.base(form)] += count
        return found


def count_families(known: Dictionary, bases: dict[str, list[str]]) -> Families:
    """Cut every compound of the dictionary in two and count the parts, until cuts and counts agree."""
    simple = {word for word in known.nouns | known.adjectives if not nominalised(word, known)}
    heads = {word for word in simple if len(word) > 3 or word in SHORT_HEADS} - NO_HEAD
    participles = {form for verb in known.verbs for form in known.forms[verb]} & known.adjectives

    def possible(word: str) -> list[int]:
        same = known.nouns if word in known.nouns else known.adjectives
        return [
            cut
            for cut in range(2, len(word) - 1)
            if word[cut:] in heads
            and word[cut:] in same
            and word[:cut] in bases
            and not (word[:cut] in known.adjectives and word[cut:] in participles)
        ]

    compounds = {word: cuts for word in sorted(simple) if (cuts := possible(word))}
    modifiers = Counter(word[:cut] for word, cuts in compounds.items() for cut in cuts)
    ends = Counter(word[cut:] for word, cuts in compounds.items() for cut in cuts)
    chosen: dict[str, int] = {}
    for _ in range(ROUNDS):
        chosen = {
            word: max(cuts, key=lambda cut: (modifiers[word[:cut]] + 0.1) * (ends[word[cut:]] + 0.1))
            for word, cuts in compounds.items()
        }
        modifiers = Counter(word[:cut] for word, cut in chosen.items())
        ends = Counter(word[cut:] for word, cut in chosen.items())
    return Families(chosen, modifiers, ends, bases)


def is_understood_by_its_parts(word: str, families: Families, total: Counter[str]) -> bool:
    """Whether a word of the dictionary is a compound to be split, not one with a meaning of its own."""
    cut = families.cuts.get(word)
    if cut is None:
        return False
    modifier, head = word[:cut], word[cut:]
    together = math.sqrt(families.modifiers[modifier] * families.heads[head])
    with_s = modifier.endswith("s") and not families.base(modifier).endswith("s")
    factor = LEXICALISED_WITH_S if with_s else LEXICALISED
    return together > max(CHANCE, factor * total[word])


def _part_candidates(known: Dictionary, families: Families, total: Counter[str]) -> dict[str, int]:
    """The words that end compounds, or could: everything simple that some compound has, and simple nouns."""
    words = set(families.heads) | {
        word
        for word in known.nouns
        if len(word) > 4
        and (
            total[word]
            or not (nominalised(word, known) or word[:-1] in known.adjectives or word in known.verbs)
        )
    }
    return {
        word: families.heads[word]
        for word in words
        if word not in NO_HEAD
        and (word not in NO_PART or word in SHORT_HEADS)
        and not is_understood_by_its_parts(word, families, total)
    }


def _modifiers(
    known: Dictionary, families: Families, heads: dict[str, int], total: Counter[str]
) -> dict[str, tuple[str, int]]:
    found = {}
    for form, count in families.modifiers.items():
        base = families.base(form)
        if count < 3 and base in known.verbs and base not in known.nouns:
            continue
        if base in heads or not is_understood_by_its_parts(base, families, total):
            found[form] = (base, count)
    for form in FREE:
        found.setdefault(form, (form, 1))
    return found


def _irregular_forms(known: Dictionary, heads: dict[str, int]) -> dict[str, str]:
    """Inflected forms of possible last parts that adding an ending does not give."""
    return {
        form: base
        for base, count in sorted(heads.items())
        for form in known.forms.get(base, ())
        if count and form not in heads and not any(form == base + ending for ending in ALL_ENDINGS)
    }


def _labels(names: bool) -> Iterator[str]:
    """The words of the German labels of the delivered vocabularies, of places or of everything else."""
    for vocabulary in load_vocabularies():
        for concept in vocabulary if (vocabulary.name in PLACES) == names else ():
            for language, label in concept.labels():
                if language == "de":
                    yield from tokenize(label).terms


def _false_compounds(known: Dictionary, words: WordList, families: Families, total: Counter[str]) -> set[str]:
    """The dictionary's forms of words that are no compounds and that would be split all the same."""
    splitter = Splitter(words, {})
    participles = {form for verb in known.verbs for form in known.forms[verb]} & known.adjectives
    found: set[str] = set()
    for base in sorted(known.nouns | known.adjectives | known.verbs):
        simple = base in known.verbs or base in participles
        if simple or not is_understood_by_its_parts(base, families, total):
            for form in sorted(known.forms[base], key=lambda form: (len(form), form)):
                if (
                    len(form) >= SHORTEST_COMPOUND
                    and not form.endswith(RARE)
                    and found.isdisjoint(without_ending(form, ALL_ENDINGS))
                    and (seeming := splitter.compound(form))
                    and (simple or seeming.cost > CONVINCING)
                ):
                    found.add(form)
    return found


def compile_words() -> WordList:
    """The word list of compound splitting."""
    known = read_dictionary()
    families = count_families(known, modifier_bases(known))
    total = families.total()
    heads = _part_candidates(known, families, total)
    modifiers = _modifiers(known, families, heads, total)
    words = WordList(heads, modifiers, _irregular_forms(known, heads), frozenset())
    splitter = Splitter(words, {})
    for name in _labels(names=True):
        if name.isalpha() and len(name) > 4 and not name.endswith(SPEAKING):
            heads.setdefault(name, 0)
    for label in _labels(names=False):
        if label.isalpha() and len(label) > 4 and label not in NO_PART and not splitter.split(label):
            heads.setdefault(label, 0)
    return WordList(heads, modifiers, words.forms, frozenset(_false_compounds(known, words, families, total)))


def written(words: WordList) -> str:
    """The text of the data file."""
    blocks: dict[str, Iterable[str]] = {
        "heads": (f"{word} {count}" for word, count in words.heads.items()),
        "modifiers": (f"{form} {base} {count}" for form, (base, count) in words.modifiers.items()),
        "forms": (f"{form} {base}" for form, base in words.forms.items()),
        "whole": words.whole,
    }
    return HEADER + "".join(
        f"[{name}]\n" + "".join(f"{line}\n" for line in sorted(lines)) for name, lines in blocks.items()
    )


if __name__ == "__main__":
    COMPILED.write_text(written(compile_words()), "utf-8")
