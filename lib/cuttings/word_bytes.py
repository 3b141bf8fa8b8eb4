"""The words of sentences as numbers: numpy cuts them in all sentences at once, and looks up each among those that rules go by.

No word is kept as a string: the rules of acts and of speech ask of each only which of their small words it is, and how it is written.
So each becomes a few bytes: its kind (small words that are in the same sets are of one kind) and its marks.
"""

import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from cuttings.phrases import code_points

UPPER, DIGIT, SIGN = 1, 2, 4  # the first character is a capital, a digit, no part of a word
LY, NT, POSSESSIVE = 8, 16, 32  # ends in "ly", "n't", "'s"

_SPACE, _ALNUM, _JOINER = 8, 16, 32  # of a character, beside UPPER and DIGIT
_JOINERS = frozenset("-.'’&,")
_SHORT = frozenset(  # these keep their dot, as does a capital: "Gen.", "U.S."
    "Mr Mrs Ms Dr Gen Col Lt Sen Rep Gov Sgt Capt Maj Adm Brig Prof St Jr Sr".split() + list("ABCDEFGHIJKLMNOPQRSTUVWXYZĞİŞ")
) | {chr(code) for code in range(ord("À"), ord("Þ") + 1) if chr(code) != "×"}
_L, _N, _S, _T, _Y, _STRAIGHT, _CURLY = map(ord, "lnsty'’")
_LONGER = ord("İ")  # its small form is two characters: it stays, as in `fold`
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_INVERSE = pow(_BASE, -1, 2**64)
_BLOCK = 4096
AT_ONCE = 300_000  # characters, about: many more would be faster by nothing, and take much memory


class Cut(NamedTuple):
    """Words of a text: where each begins and ends, its place in a vocabulary (-1: none), and its marks."""

    starts: np.ndarray
    stops: np.ndarray
    at: np.ndarray
    marks: np.ndarray


class Kinds:
    """The kinds of small words: those that are in the same of these sets are of one kind; 0 is that of any other word."""

    def __init__(self, sets: Mapping[str, frozenset[str]]) -> None:
        self._sets = sets
        self._patterns = {word: tuple(word in words for words in sets.values()) for word in frozenset().union(*sets.values())}
        self._numbers = {pattern: number for number, pattern in enumerate(sorted(set(self._patterns.values())), start=1)}

    @property
    def words(self) -> frozenset[str]:
        """Return the words of all sets."""
        return frozenset(self._patterns)

    def of(self, word: str) -> int:
        """Return the kind of a word."""
        return self._numbers[self._patterns[word]] if word in self._patterns else 0

    def __call__(self, *names: str) -> frozenset[int]:
        """Return the kinds of the words in these sets."""
        return frozenset(self.of(word) for name in names for word in self._sets[name])


def is_among(some: np.ndarray, wanted: Iterable[int]) -> np.ndarray:
    """Say which of some bytes are among those wanted."""
    table = np.zeros(256, dtype=bool)
    table[list(wanted)] = True
    return table.take(some)


def find_next(here: np.ndarray) -> np.ndarray:
    """Return for each place, and for the end, the first place from it on that is marked; the number of places where there is none."""
    places = np.where(here, np.arange(len(here), dtype="int32"), len(here))
    return np.append(np.minimum.accumulate(places[::-1])[::-1], len(here))


def index_words(words: Iterable[str]) -> pd.Index:
    """Return a vocabulary, of small letters: its words as numbers."""
    small = code_points("\n".join([*words, ""]))
    stops = np.flatnonzero(small == ord("\n"))
    return pd.Index(_number(small, np.append(0, stops[:-1] + 1), stops))


def cut_words(text: str, codes: np.ndarray, ends: np.ndarray, places: np.ndarray, vocabulary: pd.Index) -> Cut:
    """Return the words of a text, given as characters and as their numbers: letters and digits, with a dot if they are short for a word.

    `ends` are the places of the signs that end its sentences and are in no word; at each of `places` a word begins.

    >>> text = "Lt. Ana Roe didn't go.|"
    >>> words = cut_words(text, code_points(text), np.array([22]), np.array([0]), index_words(["go"]))
    >>> words.starts.tolist(), words.at.tolist(), (words.marks & UPPER).tolist(), (words.marks & NT > 0).nonzero()[0].tolist()
    ([0, 4, 8, 12, 19, 21], [-1, -1, -1, -1, 0, -1], [1, 1, 1, 0, 0, 0], [3])
    """
    tables = _tell_characters(1 << max(16, int(codes.max(initial=0)).bit_length()))
    places = np.sort(places, kind="stable")  # it is a few that are in order, one behind the other: much faster so
    after = np.append(ends + 1, len(codes))  # where sentences begin, and so may a piece
    steps = np.searchsorted(after, np.arange(AT_ONCE, len(codes), AT_ONCE))
    cuts = []
    for a, b in pairwise([0, *np.unique([*after[steps], len(codes)]).tolist()]):
        sentences, begins = (some[slice(*np.searchsorted(some, [a, b]))] - a for some in (ends, places))
        cut = _cut(text[a:b], codes[a:b], sentences, begins, tables, vocabulary)
        cuts.append(cut._replace(starts=cut.starts + a, stops=cut.stops + a))
    return Cut(*map(np.concatenate, zip(*cuts, strict=True)))


def _cut(
    text: str, codes: np.ndarray, ends: np.ndarray, places: np.ndarray, tables: tuple[np.ndarray, np.ndarray], vocabulary: pd.Index
) -> Cut:
    """Return the words of a piece of text; `tables` tell of its characters."""
    small, signs = (table.take(codes) for table in tables)
    signs[ends] = _SPACE
    begins = _find_begins(text, codes, signs, places)
    starts, solid = np.flatnonzero(begins), signs & _SPACE == 0
    stops = np.flatnonzero(solid[:-1] & (begins[1:] | ~solid[1:])) + 1
    return Cut(starts, stops, vocabulary.get_indexer(_number(small, starts, stops)), _mark(small, signs, starts, stops))


@lru_cache(maxsize=4)
def _tell_characters(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return tables by the number of a character, for so many: that of its small form, and what it is."""
    chars = np.arange(min(size, sys.maxunicode + 1), dtype="uint32").view("U1")
    small = np.char.lower(chars).view("uint32")
    small[_LONGER] = _LONGER
    tests = {UPPER: np.char.isupper, DIGIT: np.char.isdigit, _SPACE: np.char.isspace, _ALNUM: np.char.isalnum}
    signs = _put_marks(np.zeros(len(chars), dtype="uint8"), {sign: test(chars) for sign, test in tests.items()})
    signs[[*map(ord, _JOINERS)]] |= _JOINER
    return small, signs


def _find_begins(text: str, codes: np.ndarray, signs: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Say of each character whether a word begins there: letters and digits go on, also over one hyphen, dot, apostrophe or comma."""
    cut = np.zeros(len(codes), dtype=bool)
    cut[places] = True
    inside, begins = signs & _ALNUM > 0, signs & _SPACE == 0
    joint = (signs[1:-1] & _JOINER > 0) & inside[:-2] & inside[2:] & ~cut[1:-1] & ~cut[2:]
    inside[1:-1] |= joint
    begins[1:] &= cut[1:] | ~(inside[1:] & inside[:-1])
    _pair_quotes(begins, codes, cut)
    _keep_dots(begins, text, codes, signs, cut)
    return begins


def _pair_quotes(begins: np.ndarray, codes: np.ndarray, cut: np.ndarray) -> None:
    """Let every second of such signs that stand side by side begin no word: '' and `` are one sign."""
    quotes = np.flatnonzero((codes == ord("'")) | (codes == ord("`")))
    first = np.ones(len(quotes), dtype=bool)
    first[1:] = (np.diff(quotes) > 1) | (np.diff(codes[quotes].astype("int64")) != 0) | cut[quotes[1:]]
    number = np.arange(len(quotes))
    begins[quotes[(number - np.maximum.accumulate(np.where(first, number, 0))) % 2 == 1]] = False


def _keep_dots(begins: np.ndarray, text: str, codes: np.ndarray, signs: np.ndarray, cut: np.ndarray) -> None:
    """Let the dot belong to what is short for a word, "Gen." or "U.S.", and another word begin behind it."""
    starts, dots = _find_short(text, codes, signs, cut)
    number, opening = np.arange(len(starts)), begins[starts]
    chain = np.maximum.accumulate(np.where(np.append(-1, dots[:-1]) + 1 != starts, number, 0))  # the first of those without a space between
    kept = np.maximum.accumulate(np.where(opening, number, -1)) >= chain  # the "S." of "U.S.", not of "NATOS."
    begins[dots[kept]], begins[dots[kept] + 1] = False, signs[dots[kept] + 1] & _SPACE == 0
    begins[starts[kept & ~opening]] = False


def _find_short(text: str, codes: np.ndarray, signs: np.ndarray, cut: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where letters that are short for a word start, and where their dots are."""
    found = [np.empty((0, 2), dtype="int64")]
    dots = np.flatnonzero((codes == ord(".")) & ~cut)
    starts = dots
    for _ in range(max(map(len, _SHORT))):
        inside = signs[starts - 1] & _ALNUM > 0
        starts, dots = starts[inside] - 1, dots[inside]
        opening = cut[starts] | (signs[starts - 1] & _ALNUM == 0)
        found.append(np.column_stack([starts, dots])[opening & (signs[starts] & UPPER > 0)])
        starts, dots = starts[~opening], dots[~opening]
    both = np.concatenate(found)
    both = both[[text[start:dot] in _SHORT for start, dot in both.tolist()]]
    starts, dots = both[np.argsort(both[:, 0])].T
    return starts, dots


def _number(small: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Return a number for each word, made of all its letters: differences of a running sum, so that words may be of any length."""
    sums = np.zeros(len(small) + 1, dtype="uint64")
    blocks = 1 << (len(small) // _BLOCK).bit_length()  # so that few sizes are asked for
    np.cumsum(small * _powers(_BASE, blocks)[: len(small)], out=sums[1:])
    return (sums.take(stops) - sums.take(starts)) * _powers(_INVERSE, blocks).take(starts)


@lru_cache(maxsize=4)
def _powers(base: int, blocks: int) -> np.ndarray:
    """Return so many blocks of powers of a number, one after the other (modulo 2**64): that is faster than one by one."""
    some = np.multiply.accumulate(np.full(_BLOCK, base, dtype="uint64"))
    return np.outer(np.multiply.accumulate(np.full(blocks, some[-1])), some).ravel()


def _mark(small: np.ndarray, signs: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Return the marks of words that are told by how they are written."""
    first, length = signs.take(starts), stops - starts
    last, second, third = (small.take(stops - n, mode="clip") for n in (1, 2, 3))  # of short words some are of others
    apostrophe = (length > 1) & ((second == _STRAIGHT) | (second == _CURLY))
    looks = {
        SIGN: first & _ALNUM == 0,
        LY: (last == _Y) & (second == _L) & (length > 1),
        NT: apostrophe & (last == _T) & (third == _N) & (length > 2),
        POSSESSIVE: apostrophe & (last == _S),
    }
    return _put_marks(first & (UPPER | DIGIT), looks)


def _put_marks(marks: np.ndarray, looks: dict[int, np.ndarray]) -> np.ndarray:
    """Return marks, and with them those of which it is said where they are."""
    for mark, here in looks.items():
        marks |= np.uint8(mark) * here
    return marks
