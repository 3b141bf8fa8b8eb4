"""Many phrases, one pass: the matcher that actors and cues are found with.

An Aho-Corasick automaton finds every occurrence of every phrase, overlapping ones too. Those that begin or end inside
a word are dropped; of those that overlap, the leftmost and, there, the longest stays.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache, partial
from itertools import chain, pairwise
from typing import Any

import numpy as np
import pandas as pd
from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

AT_ONCE = 500_000  # characters of texts that are looked through together: hits are many, and calls of numpy should be few
FEW = 5_000  # spellings up to which the faster kind of automaton is built; of more it takes long, and much memory
BEYOND = 2**16  # a character of a higher number is read as this, or as the next number, if it belongs to a word
END = "\uffff"  # stands behind each of them: no character, and in no term
_UNREAD = frozenset(f"σς{END}")  # which of both is the small letter of Σ, the word tells


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
            if END in term:
                raise ValueError(f"entry {number} has a term with U+FFFF, which is no character")
            prefix.append(match == "prefix")
            spellings[cased] += [(spelling, number) for spelling in variants(term, cased)]
        self._prefix = np.array(prefix, dtype=bool)
        self._searches = [_Search(found, prefix, cased) for cased, found in spellings.items() if found] or [_Search([], [], True)]

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
        found, (solid, *_) = zip(*(search.find(whole) for search in self._searches), strict=True)
        hits = self._sift(np.concatenate(found), solid, apart)
        begins = np.cumsum([0, *map(len, texts)]) + len(END) * np.arange(len(texts) + 1)
        numbers = np.searchsorted(begins, hits[:, 0], side="right") - 1
        return np.column_stack([numbers + first, hits[:, :2] - begins[numbers, None], hits[:, 2]])

    def _sift(self, hits: np.ndarray, solid: np.ndarray, apart: int) -> np.ndarray:
        """Return the hits (start, end, entry) that are whole words and that no other of their list takes, in order."""
        hits = hits[~_inside_words(solid, hits[:, 0])]
        open_ended = self._prefix[hits[:, 2]]
        hits[open_ended, 1] = list(map(partial(solid.tobytes().find, b"\0"), hits[open_ended, 1].tolist()))
        hits = hits[~_inside_words(solid, hits[:, 1])]
        hits = hits[np.argsort(hits[:, 0] * len(solid) - hits[:, 1], kind="stable")]  # it is nearly in order: much faster than lexsort
        lists = (hits[hits[:, 2] < apart], hits[hits[:, 2] >= apart])
        hits = np.concatenate([some[leftmost_longest(some[:, 0], some[:, 1])] for some in lists])
        return hits[np.argsort(hits[:, 0] * len(self._prefix) + hits[:, 2], kind="stable")]


class _Alphabet:
    """The characters of spellings, each as a byte: signs, then letters, by which all is meant that belongs to words.

    A letter that begins a word is another byte, and so is one that ends it, if there are bytes enough. What is in no spelling is
    the first sign or letter.
    """

    def __init__(self, spellings: Iterable[str], cased: bool) -> None:
        chars = sorted(set().union(*spellings))
        few = len(chars) + sum(map(is_word, chars)) + 3 <= 256
        self.is_enough = few and _UNREAD.isdisjoint(chars) and max(chars, default="") < chr(BEYOND)
        signs, words = ([ord(char) for char in chars if self.is_enough and is_word(char) == solid] for solid in (False, True))
        self._first, self._begins = len(signs) + 1, len(words) + 1
        self._ends = 2 * self._begins if self._first + 4 * self._begins <= 256 else 0
        self._bytes = np.where(_tell_words(), self._first, 0).astype("uint8")
        self._bytes[signs + words] = [*range(1, self._first), *range(self._first + 1, self._first + self._begins)]
        self._bytes = self._bytes if cased else self._bytes[_small_letters()]

    def read(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return a text in bytes, and which of its characters belong to words."""
        found = self._bytes.take(_numbers(text))
        solid = found >= self._first
        begins, ends = solid > np.append(False, solid[:-1]), solid > np.append(solid[1:], False)
        return found + begins * np.uint8(self._begins) + ends * np.uint8(self._ends), solid

    def spell(self, found: list[tuple[str, int]], open_ended: list[bool]) -> list[tuple[bytes, int]]:
        """Return spellings in bytes, with the numbers of their entries; one whose word may go on also as it is then."""
        forms = [(spelling, "", entry) for spelling, entry in found]
        forms += [(spelling, "a", entry) for spelling, entry in found if open_ended[entry]]
        read = self.read("".join(f"{spelling}{behind}{END}" for spelling, behind, _ in forms))[0].tobytes().split(b"\0")
        return list(dict.fromkeys((some[: len(form[0])], form[2]) for some, form in zip(read, forms, strict=False)))


class _Search:
    """Spellings, all of them cased or none, and the automaton that finds them: in bytes, if an alphabet is enough."""

    def __init__(self, found: list[tuple[str, int]], open_ended: list[bool], cased: bool) -> None:
        self._cased, self._alphabet = cased, _Alphabet((spelling for spelling, _ in found), cased)
        spelled: list[tuple[Any, int]] = self._alphabet.spell(found, open_ended) if self._alphabet.is_enough else list(found)
        make = BytesAhoCorasick if self._alphabet.is_enough else AhoCorasick
        self._automaton: Any = make([one for one, _ in spelled], implementation=Implementation.DFA if len(spelled) <= FEW else None)
        self._entries = np.array([entry for _, entry in spelled], dtype="int64")

    def find(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Return all that stands in a text, overlapping, a row (start, end, entry) each; and which characters belong to words."""
        letters, solid = self._alphabet.read(text)
        whole = letters if self._alphabet.is_enough else text if self._cased else fold(text)
        found = self._automaton.find_matches_as_indexes(whole, overlapping=True)
        places = np.fromiter(chain.from_iterable(found), "int64", 3 * len(found)).reshape(-1, 3)
        return np.column_stack([places[:, 1:], self._entries[places[:, 0]]]), solid


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


@lru_cache(maxsize=8)
def matcher(entries: tuple[tuple[str, str, bool], ...]) -> Matcher:
    """Return the matcher of these entries, made once: a corpus in parts asks for the same one again and again."""
    return Matcher(entries)


def leftmost_longest(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Say which spans stay when the leftmost and, there, the longest wins; equal spans stay together.

    The spans are in the order of their starts and, there, from the longest.

    >>> leftmost_longest(np.array([0, 0, 4, 6]), np.array([5, 2, 9, 8])).tolist()
    [True, False, False, True]
    """
    stay = starts >= np.maximum.accumulate(np.append(-1, ends))[:-1]  # what begins behind all others; these are to be told of the rest
    rows = np.flatnonzero(~stay | ~np.append(stay[1:], True))
    first, reach = -1, -1
    for row, start, end in zip(rows.tolist(), starts[rows].tolist(), ends[rows].tolist(), strict=True):
        stay[row] = start >= reach or (start == first and end == reach)
        if stay[row]:
            first, reach = start, end
    return stay


def is_word(char: str) -> bool:
    """Say whether a character belongs to a word: a letter, a digit or a combining mark (no underscore)."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _inside_words(solid: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Say which places (before the characters of which it is told whether they belong to words) are inside a word."""
    return solid[places - 1] & solid[places]


@cache
def _tell_words() -> np.ndarray:
    """Return which characters belong to words, by their numbers."""
    return np.array([*map(is_word, map(chr, range(BEYOND))), False, True])


@cache
def _small_letters() -> np.ndarray:
    """Return the numbers of small letters, by those of the characters."""
    return np.array([*(ord(fold(chr(number))) for number in range(BEYOND)), BEYOND, BEYOND + 1])


def _numbers(text: str) -> np.ndarray:
    """Return the numbers of the characters of a text, up to those `BEYOND`."""
    codes = code_points(text)
    far = np.flatnonzero(codes >= BEYOND)
    if len(far):
        codes = codes.copy()
        codes[far] = [BEYOND + is_word(chr(code)) for code in codes[far].tolist()]
    return codes


def fold(text: str) -> str:
    """Return a text in small letters, each in its place: İ, the only one whose small form is longer, stays."""
    return "İ".join(piece.lower() for piece in text.split("İ"))


def code_points(text: str) -> np.ndarray:
    """Return the numbers of the characters of a text."""
    return np.frombuffer(text.encode("utf-32-le"), dtype="uint32")


def variants(term: str, cased: bool) -> set[str]:
    """Return the spellings under which a term is found: capitals for a longer name, straight and curly apostrophes."""
    term = unicodedata.normalize("NFC", term)
    forms = {term if cased else fold(term)}
    if cased and sum(map(str.isalpha, term)) > 3:
        forms |= {term.upper()}
    return forms | {form.replace("'", "’") for form in forms} | {form.replace("’", "'") for form in forms}
