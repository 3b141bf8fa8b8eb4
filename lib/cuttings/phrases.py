"""Many phrases, one pass: the matcher that actors and cues are found with.

An Aho-Corasick automaton finds every occurrence of every phrase, overlapping ones too. Those that begin or end inside
a word are dropped; of those that overlap, the leftmost and, there, the longest stays.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

import pandas as pd
from ahocorasick_rs import AhoCorasick


class Matcher:
    """Find many phrases in texts.

    Parameters
    ----------
    entries : iterable of (term, match, cased)
        ``match`` is "word" or "phrase" (whole words) or "prefix" (the beginning of the last word, the hit runs to its
        end). A ``cased`` term is found as written, and in capitals if it has more than three letters; another in
        any case.

    Examples
    --------
    >>> matcher = Matcher([("Turkey", "phrase", True), ("local industr", "prefix", False)])
    >>> matcher.find(["Turkey's local industries"])
       text  start  end  entry
    0     0      0    6      0
    1     0      9   25      1
    """

    def __init__(self, entries: Iterable[tuple[str, str, bool]]) -> None:
        self._prefix: list[bool] = []
        spellings: dict[bool, dict[str, list[int]]] = {True: defaultdict(list), False: defaultdict(list)}
        for number, (term, match, cased) in enumerate(entries):
            if not term:
                raise ValueError(f"entry {number} has an empty term")
            self._prefix.append(match == "prefix")
            for spelling in variants(term, cased):
                spellings[cased][spelling].append(number)
        self._searches = [(cased, list(found.values()), AhoCorasick(list(found))) for cased, found in spellings.items() if found]

    def find(self, texts: Iterable[str]) -> pd.DataFrame:
        """Return a row a hit: ``text`` (its position in texts), ``start``, ``end``, ``entry`` (position in entries).

        Hits do not overlap, but for entries of one and the same span, which all stay.
        """
        rows = [(number, *hit) for number, text in enumerate(texts) for hit in self._find(text)]
        return pd.DataFrame(rows, columns=["text", "start", "end", "entry"], dtype="int64")

    def _find(self, text: str) -> Iterator[tuple[int, int, int]]:
        hits = []
        for cased, entries, automaton in self._searches:
            for pattern, start, end in automaton.find_matches_as_indexes(text if cased else fold(text), overlapping=True):
                if not inside_word(text, start):
                    ends = ((entry, word_end(text, end) if self._prefix[entry] else end) for entry in entries[pattern])
                    hits += [(start, stop, entry) for entry, stop in ends if not inside_word(text, stop)]
        yield from leftmost_longest(hits)


@lru_cache(maxsize=8)
def matcher(entries: tuple[tuple[str, str, bool], ...]) -> Matcher:
    """Return the matcher of these entries, made once: a corpus in parts asks for the same one again and again."""
    return Matcher(entries)


def leftmost_longest(hits: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield the hits that stay when the leftmost and, there, the longest wins; equal spans stay together.

    >>> list(leftmost_longest([(0, 2, 7), (0, 5, 8), (4, 9, 9), (6, 8, 1)]))
    [(0, 5, 8), (6, 8, 1)]
    """
    taken = (-1, -1)
    for start, end, entry in sorted(set(hits), key=lambda hit: (hit[0], -hit[1], hit[2])):
        if start >= taken[1] or (start, end) == taken:
            taken = (start, end)
            yield start, end, entry


def is_word(char: str) -> bool:
    """Say whether a character belongs to a word: a letter, a digit or a combining mark (no underscore)."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def inside_word(text: str, at: int) -> bool:
    """Say whether the place between two characters is inside a word."""
    return 0 < at < len(text) and is_word(text[at - 1]) and is_word(text[at])


def word_end(text: str, at: int) -> int:
    """Return the end of the word that goes on at that place (the place itself if none does)."""
    while at < len(text) and is_word(text[at]):
        at += 1
    return at


def fold(text: str) -> str:
    """Return a text in small letters, each in its place: a letter whose small form is longer (İ) stays."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def variants(term: str, cased: bool) -> set[str]:
    """Return the spellings under which a term is found: capitals for a longer name, straight and curly apostrophes."""
    term = unicodedata.normalize("NFC", term)
    forms = {term if cased else fold(term)}
    if cased and sum(map(str.isalpha, term)) > 3:
        forms |= {term.upper()}
    return forms | {form.replace("'", "’") for form in forms} | {form.replace("’", "'") for form in forms}
