"""Many phrases, one pass: the matcher that actors and cues are found with.

An Aho-Corasick automaton finds every occurrence of every phrase, overlapping ones too. Those that begin or end inside
a word are dropped; of those that overlap, the leftmost and, there, the longest stays.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any

import numpy as np
import pandas as pd
from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

AT_ONCE = 500_000  # characters of texts that are looked through together: hits are many, and calls of numpy should be few
FEW = 5_000  # spellings up to which the faster kind of automaton is built; of more it takes long, and much memory
_ALNUM = re.compile(r"[^\W_]*+")  # of `is_word` all but the marks
NARROW = {"’": "\x92", "€": "\x80", "Ÿ": "ÿ", "ẞ": "ß", "\u212a": "k", "\u212b": "å"}  # what terms need beyond Latin-1
_SMALL = bytes(range(256)).decode("latin-1").lower().encode("latin-1")
_BYTES = np.full(2**16, ord("?"), dtype="uint8")  # of each character, by its number: what `narrow` makes of it
_BYTES[:256] = np.frombuffer(_SMALL, dtype="uint8")
_BYTES[list(map(ord, NARROW))] = _BYTES[list(map(ord, NARROW.values()))]
END = "\uffff"  # stands behind each of them: no character, and in no term


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
        prefix: list[bool] = []
        spellings: dict[bool, list[tuple[str, int]]] = {True: [], False: []}
        for number, (term, match, cased) in enumerate(entries):
            if not term:
                raise ValueError(f"entry {number} has an empty term")
            prefix.append(match == "prefix")
            spellings[cased] += [(spelling, number) for spelling in variants(term, cased)]
        self._prefix = np.array(prefix, dtype=bool)
        self._searches = [_make_search(cased, found) for cased, found in spellings.items() if found]

    def find(self, texts: Iterable[str], *, apart: int = 0) -> pd.DataFrame:
        """Return a row a hit: ``text`` (its position in texts), ``start``, ``end``, ``entry`` (position in entries).

        Hits do not overlap, but for entries of one and the same span, which all stay. The first entries, so many as `apart`
        says, and the others are two lists that take nothing from each other: one pass finds both.
        """
        texts = list(texts)
        parts = [self._find(texts[first:end], first, apart) for first, end in pairwise(_bounds(texts))]
        return pd.DataFrame(np.concatenate([np.empty((0, 4), dtype="int64"), *parts]), columns=["text", "start", "end", "entry"])

    def _find(self, texts: list[str], first: int, apart: int) -> np.ndarray:
        """Return the rows of some texts, the first of which has this number; they are looked through as one."""
        whole = _join(texts)
        codes = code_points(whole)
        found = [_search(read(whole, codes), numbers, automaton) for read, numbers, automaton in self._searches]
        hits = self._sift(np.concatenate([np.empty((0, 3), dtype="int64"), *found]), whole, codes, apart)
        begins = np.cumsum([0, *map(len, texts)]) + len(END) * np.arange(len(texts) + 1)
        numbers = np.searchsorted(begins, hits[:, 0], side="right") - 1
        return np.column_stack([numbers + first, hits[:, :2] - begins[numbers, None], hits[:, 2]])

    def _sift(self, hits: np.ndarray, text: str, codes: np.ndarray, apart: int) -> np.ndarray:
        """Return the hits (start, end, entry) that are whole words and that no other of their list takes, in order."""
        hits = hits[~inside_words(codes, hits[:, 0])]
        open_ended = self._prefix[hits[:, 2]]
        hits[open_ended, 1] = [word_end(text, at) for at in hits[open_ended, 1].tolist()]
        hits = hits[~inside_words(codes, hits[:, 1])]
        hits = hits[np.argsort(hits[:, 0] * len(codes) - hits[:, 1], kind="stable")]  # it is nearly in order: much faster than lexsort
        lists = [some for some in (hits[hits[:, 2] < apart], hits[hits[:, 2] >= apart]) if len(some)]
        hits = np.concatenate([hits[:0], *(some[leftmost_longest(*some[:, :2].T.tolist())] for some in lists)])
        return hits[np.argsort(hits[:, 0] * len(self._prefix) + hits[:, 2], kind="stable")]


def _make_search(cased: bool, found: list[tuple[str, int]]) -> tuple[Callable[[str, np.ndarray], Any], np.ndarray, Any]:
    """Return how to read a text for these spellings, the numbers of their entries, and the automaton that finds them."""
    spellings, numbers = [spelling for spelling, _ in found], np.array([number for _, number in found])
    kind = Implementation.DFA if len(spellings) <= FEW else None
    if not cased and b"?" not in narrow(code_points("".join(spellings))):
        bytes_of = [narrow(code_points(spelling)) for spelling in spellings]
        return lambda _, codes: narrow(codes), numbers, BytesAhoCorasick(bytes_of, implementation=kind)
    return lambda text, _: text if cased else fold(text), numbers, AhoCorasick(spellings, implementation=kind)


def _bounds(texts: list[str]) -> list[int]:
    """Return where the texts are parted, so that each part begins at another multiple of so many characters.

    >>> _bounds(["x" * 400_000] * 3)
    [0, 2, 3]
    """
    begins = np.cumsum([0, *map(len, texts)])[:-1] // AT_ONCE
    return [0, *(np.flatnonzero(np.diff(begins)) + 1).tolist(), len(texts)]


def _join(texts: Iterable[str]) -> str:
    """Return the texts one behind the other; a space that does not break (a text kept to the letter has them) is a space."""
    return END.join([*texts, ""]).replace("\u00a0", " ")


def _search(text: Any, entries: np.ndarray, automaton: Any) -> np.ndarray:
    """Return all that the automaton finds, overlapping: a row (start, end, entry) each."""
    found = chain.from_iterable(automaton.find_matches_as_indexes(text, overlapping=True))
    pattern, start, end = np.fromiter(found, dtype="int64").reshape(-1, 3).T
    return np.column_stack([start, end, entries[pattern]])


@lru_cache(maxsize=8)
def matcher(entries: tuple[tuple[str, str, bool], ...]) -> Matcher:
    """Return the matcher of these entries, made once: a corpus in parts asks for the same one again and again."""
    return Matcher(entries)


def leftmost_longest(starts: list[int], ends: list[int]) -> list[bool]:
    """Say which spans stay when the leftmost and, there, the longest wins; equal spans stay together.

    The spans are in the order of their starts and, there, from the longest.

    >>> leftmost_longest([0, 0, 4, 6], [5, 2, 9, 8])
    [True, False, False, True]
    """
    stay, first, reach = [], -1, -1
    for start, end in zip(starts, ends, strict=True):
        free = start >= reach or (start == first and end == reach)
        if free:
            first, reach = start, end
        stay.append(free)
    return stay


def is_word(char: str) -> bool:
    """Say whether a character belongs to a word: a letter, a digit or a combining mark (no underscore)."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def inside_words(codes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Say which places (before the characters of these numbers) in a text, given as code points, are inside a word."""
    beside = np.stack([codes[places - 1], codes[places]])
    seen = np.flatnonzero(np.bincount(beside.ravel()))  # each character is looked up once
    words = np.zeros(seen.max(initial=0) + 1, dtype=bool)
    words[seen] = [is_word(chr(code)) for code in seen.tolist()]
    return words[beside].all(axis=0)


def word_end(text: str, at: int) -> int:
    """Return the end of the word that goes on at that place (the place itself if none does)."""
    if most := _ALNUM.match(text, at):
        at = most.end()
    while at < len(text) and is_word(text[at]):
        at += 1
    return at


def fold(text: str) -> str:
    """Return a text in small letters, each in its place: İ, the only one whose small form is longer, stays."""
    return "İ".join(piece.lower() for piece in text.split("İ"))


def code_points(text: str) -> np.ndarray:
    """Return the numbers of the characters of a text."""
    return np.frombuffer(text.encode("utf-32-le"), dtype="uint32")


def narrow(codes: np.ndarray) -> bytes:
    """Return characters in small letters, one byte each, "?" for those that few languages of the West write: a third of the work of `fold`.

    >>> narrow(code_points("Türkiye’s ₺")).decode("cp1252")
    'türkiye’s ?'
    """
    return _BYTES.take(codes, mode="clip").tobytes()


def variants(term: str, cased: bool) -> set[str]:
    """Return the spellings under which a term is found: capitals for a longer name, straight and curly apostrophes."""
    term = unicodedata.normalize("NFC", term)
    forms = {term if cased else fold(term)}
    if cased and sum(map(str.isalpha, term)) > 3:
        forms |= {term.upper()}
    return forms | {form.replace("'", "’") for form in forms} | {form.replace("’", "'") for form in forms}
