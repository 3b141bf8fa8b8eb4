"""The words of sentences as numbers, and the small words of English that the rules of acts go by.

No word is kept as a string: the rules ask of each only which of the small words it is, and how it is written. So each is two bytes,
which numpy finds for all sentences at once: its kind (small words that are in the same sets are of one kind) and its marks.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from cuttings import speech_words as known
from cuttings.knowledge import load_titles
from cuttings.phrases import fold

# --- kinds

_FUTURE = frozenset("will would may might could should shall must 'll ’ll".split())
_NEGATED = known.NOT | frozenset("without no cannot fails failed fail failing unable unwilling".split())
_SETS = {
    "break": frozenset(";:—–") | known.MARKS,
    "clause": known.CLAUSE,
    "be": known.BE,
    "have": known.HAVE,
    "needs": frozenset("has have needs".split()),
    "do": frozenset("do does did".split()),
    "future": _FUTURE,
    "won't": frozenset(["won't", "won’t"]),
    "obliged": frozenset("must should".split()),
    "negated": _NEGATED,
    "lacking": frozenset(["no", "without"]),
    "prospect": frozenset(  # words that put what follows "to" before us
        "ready set plan plans planned planning intend intends intended expected expects due likely want wants wanted hope hopes aim aims "
        "aimed prepare prepares prepared preparing consider considers considering decide decides decided about going seek seeks sought "
        "scheduled able willing poised eager try tries tried trying attempt attempts attempted".split()
    ),
    "says": frozenset("say says said saying tell tells told insist insists insisted stress stresses stressed".split()),
    "auxiliary": (known.BE | known.HAVE | known.HELPERS | known.NOT | _FUTURE | frozenset(["n't", "n’t"])) - {"to"},
    "preposition": known.PREPOSITIONS,
    "pronoun": known.PRONOUNS,
    "determiner": frozenset("the a an no its his her their new several more further".split()),
    "nominal": frozenset(
        "the a an of in on for no any his her their its this that these those into from under after amid over about".split()
    ),
    "goes on": frozenset(["and", "but", ",", "then"]),
    **{word: frozenset([word]) for word in (",", "and", "between", "by", "from", "of", "that", "to", "which", "who")},
}
_PATTERNS = {word: tuple(word in words for words in _SETS.values()) for word in frozenset().union(*_SETS.values())}
_NUMBERS = {pattern: number for number, pattern in enumerate(sorted(set(_PATTERNS.values())), start=1)}  # 0: any other word


def kinds(*names: str) -> frozenset[int]:
    """Return the kinds of the words in these sets; a set of one word has that word's name.

    >>> kinds("obliged") < kinds("future"), kinds("to") & kinds("future")
    (True, frozenset())
    """
    return frozenset(_NUMBERS[_PATTERNS[word]] for name in names for word in _SETS[name])


BE, GOES_ON = kinds("be"), kinds("goes on")
_ENDS, _DETERMINER = kinds("break", "clause"), kinds("determiner")
_PARTING = kinds("break", "clause", "be", "have", "future", "do")
(_TO,), _THAT = kinds("to"), bytes(kinds("that"))

# --- marks

UPPER, DIGIT, SIGN = 1, 2, 4  # the first character is a capital, a digit, no part of a word
LY, NT, POSSESSIVE = 8, 16, 32  # ends in "ly", "n't", "'s"
WHEN = 64  # a day, a month, a number
TITLE = 128  # a word of a title, or what stands for "'s"

# --- words

_SPACE, _ALNUM, _JOINER = 8, 16, 32  # of a character, beside UPPER and DIGIT
_JOINERS = frozenset("-.'’&,")
_SHORT = frozenset(  # these keep their dot, as does a capital: "Gen.", "U.S."
    "Mr Mrs Ms Dr Gen Col Lt Sen Rep Gov Sgt Capt Maj Adm Brig Prof St Jr Sr".split() + list("ABCDEFGHIJKLMNOPQRSTUVWXYZĞİŞ")
) | {chr(code) for code in range(ord("À"), ord("Þ") + 1) if chr(code) != "×"}
_LONGEST = 16  # no small word is longer
_MASKS = (np.arange(_LONGEST) < np.arange(_LONGEST + 1)[:, None]).astype("uint8") * np.uint8(255)  # the first so many characters
_L, _N, _S, _T, _Y, _STRAIGHT, _CURLY, _GRAVE = "lnsty'’`".encode("cp1252")


class Words(NamedTuple):
    """Words of a text: where each begins, its kind and its marks."""

    starts: np.ndarray
    kinds: np.ndarray
    marks: np.ndarray


class Spans(NamedTuple):
    """Spans of words: the number of their sentence, their first and last word, and the first of their sentence and of the next one."""

    sent: np.ndarray
    first: np.ndarray
    last: np.ndarray
    low: np.ndarray
    high: np.ndarray


def read_words(text: str, codes: np.ndarray, ends: np.ndarray, places: np.ndarray) -> Words:
    """Return the words of a text, given as characters and as their numbers, cut as in `cuttings.speech_words`.

    `ends` are the places of the signs that end its sentences and are in no word; at each of `places` a word begins.

    >>> text = "Lt. Ana Roe didn't go.|"
    >>> words = read_words(text, np.array(list(map(ord, text))), np.array([22]), np.array([0]))
    >>> words.starts.tolist(), (words.marks & UPPER).tolist(), (words.marks & NT > 0).nonzero()[0].tolist()
    ([0, 4, 8, 12, 19, 21], [1, 1, 1, 0, 0, 0], [3])
    """
    small, signs = (table[codes] for table in _tell_characters(codes))
    signs[ends] = _SPACE
    begins = _find_begins(text, codes, signs, places)
    starts, solid = np.flatnonzero(begins), signs & _SPACE == 0
    stops = np.flatnonzero(solid[:-1] & (begins[1:] | ~solid[1:])) + 1
    index, small_kinds, small_marks = _vocabulary()
    at = index.get_indexer(_pack(small, starts, stops))
    return Words(starts, small_kinds[at], _mark(text, small, signs, starts, stops) | small_marks[at])


def _tell_characters(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return tables by the number of a character: its small form as a byte, and what it is; each is looked up once."""
    seen = np.flatnonzero(np.bincount(codes)).tolist()
    small, signs = np.zeros((2, max(seen, default=0) + 1), dtype="uint8")
    for code, char in zip(seen, map(chr, seen), strict=True):
        small[code] = fold(char).encode("cp1252", "replace")[0]  # it has all characters of small words
        signs[code] = UPPER * char.isupper() | DIGIT * char.isdigit() | _JOINER * (char in _JOINERS)
        signs[code] |= _SPACE * char.isspace() | _ALNUM * char.isalnum()
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
    starts, dots = _find_short(begins, text, codes, signs, cut)
    number, opening = np.arange(len(starts)), begins[starts]
    chain = np.maximum.accumulate(np.where(np.append(-1, dots[:-1]) + 1 != starts, number, 0))  # the first of those without a space between
    kept = np.maximum.accumulate(np.where(opening, number, -1)) >= chain  # the "S." of "U.S.", not of "NATOS."
    begins[dots[kept]], begins[dots[kept] + 1] = False, signs[dots[kept] + 1] & _SPACE == 0
    begins[starts[kept & ~opening]] = False


def _find_short(begins: np.ndarray, text: str, codes: np.ndarray, signs: np.ndarray, cut: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where letters that are short for a word start, and where their dots are."""
    found = [np.empty((0, 2), dtype="int64")]
    for length in range(1, max(map(len, _SHORT)) + 1):
        dots = np.flatnonzero(codes[length:] == ord(".")) + length
        starts = dots - length
        free = (signs[starts] & UPPER > 0) & (begins[starts] | (signs[starts - 1] & _ALNUM == 0))
        for step in range(length):
            free &= ~cut[dots - step]
        found.append(np.column_stack([starts, dots])[free])
    both = np.concatenate(found)
    both = both[[text[start:dot] in _SHORT for start, dot in both.tolist()]]
    starts, dots = both[np.argsort(both[:, 0])].T
    return starts, dots


def _pack(small: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Return a number for each word, made of all its letters; 0 for one that is longer than any small word."""
    letters = np.lib.stride_tricks.sliding_window_view(np.append(small, np.zeros(_LONGEST, dtype="uint8")), _LONGEST)[starts]
    length = stops - starts
    halves = (letters & _MASKS[np.minimum(length, _LONGEST)]).view("uint64")
    return (halves[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ halves[:, 1]) * (length <= _LONGEST)


def _mark(text: str, small: np.ndarray, signs: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Return the marks of words that are told by how they are written."""
    first, length = signs[starts], stops - starts
    last, second, third = small[stops - 1], small[stops - 2], small[stops - 3]
    apostrophe = (length > 1) & ((second == _STRAIGHT) | (second == _CURLY))
    marks = first & (UPPER | DIGIT)
    marks[first & _ALNUM == 0] |= SIGN
    marks[(last == _Y) & (second == _L) & (length > 1)] |= LY
    marks[apostrophe & (last == _T) & (third == _N) & (length > 2)] |= NT
    marks[apostrophe & (last == _S)] |= POSSESSIVE
    digits = np.flatnonzero(first & DIGIT)
    spans = zip(starts[digits].tolist(), stops[digits].tolist(), strict=True)
    marks[digits[[text[start:stop].isdigit() for start, stop in spans]]] |= WHEN
    return marks


@cache
def _vocabulary() -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Return the small words as their numbers, and their kinds and marks, with those of any other word at the end."""
    days, titles = known.list_days(), _title_words()
    words = sorted(_PATTERNS.keys() | days | titles)
    small = np.frombuffer(" ".join(words).encode("cp1252"), dtype="uint8")
    spaces = np.flatnonzero(small == ord(" "))
    numbers = [_NUMBERS[_PATTERNS[word]] if word in _PATTERNS else 0 for word in words]
    marks = [WHEN * (word in days) | TITLE * (word in titles) for word in words]
    return (
        pd.Index(_pack(small, np.append(0, spaces + 1), np.append(spaces, len(small)))),
        np.array([*numbers, 0], dtype="uint8"),
        np.array([*marks, 0], dtype="uint8"),
    )


def _title_words() -> frozenset[str]:
    """Return the words, in small letters, that can stand between a state and the person or firm that is its."""
    return (
        frozenset(word.lower() for terms in load_titles().values() for term in terms for word in term.split()) | set("'’s") | {"'s", "’s"}
    )


# --- sentences

NEAR = 4  # words from a preposition to the noun that it governs: "after the deadly attack"
BACK = 3  # words between a preposition and the actor that it hides: "with the Turkish minister"
FAR = 12  # words from an actor to the verb, and from the verb to its target


class Actor(NamedTuple):
    """An actor of a sentence: its first and last word, its row among the mentions, and who it is."""

    first: int
    last: int
    row: int
    who: int  # the same for all mentions of one actor
    is_hidden: bool  # it stands behind a preposition, and so is no subject


class Sentence:
    """The words of a sentence by kinds and marks, its actors, and where the finite verbs among its cues stand."""

    __slots__ = ("actors", "kinds", "marks", "starts", "verbs")

    def __init__(self, kinds: bytes, marks: bytes, actors: Sequence[Actor], starts: Sequence[int], verbs: Sequence[int]) -> None:
        self.kinds, self.marks, self.actors, self.starts, self.verbs = kinds, marks, actors, starts, verbs

    def breaks(self, first: int, end: int) -> bool:
        """Say whether a clause ends between two places."""
        return not _ENDS.isdisjoint(self.kinds[first:end])

    def joins(self, first: int, end: int, *, through: bool = True) -> bool:
        """Say whether the words between two places are few, and no end of a clause or other verb; `through` lets infinitives pass."""
        between = self.kinds[first:end]
        if end - first > FAR or not _PARTING.isdisjoint(between[1:] if through and between.startswith(_THAT) else between):
            return False
        verbs = self.verbs[bisect_left(self.verbs, first) : bisect_left(self.verbs, end)]
        if verbs and not (through and all(n and self.kinds[n - 1] == _TO for n in verbs)):
            return False
        return through or _TO not in between or not any(self.kinds[n] == _TO and self.is_infinitive(n + 1) for n in range(first, end))

    def is_infinitive(self, n: int) -> bool:
        """Say whether behind "to" a verb stands rather than somebody or something."""
        noun = n >= len(self.kinds) or self.kinds[n] in _DETERMINER or self.marks[n] & (UPPER | DIGIT)
        return not noun and not any(one.first <= n <= one.last for one in self.actors)

    def actors_in(self, first: int, end: int) -> Sequence[Actor]:
        """Return the actors that begin between two places."""
        return self.actors[bisect_left(self.starts, first) : bisect_left(self.starts, end)]

    def find_head(self, actor: Actor) -> Actor:
        """Return whom a phrase is about: in "Turkish Defence Minister Jane Example" the person, in "Turkey's ASELSAN" the firm."""
        for other in self.actors_in(actor.last + 1, actor.last + FAR):
            between = self.marks[actor.last + 1 : other.first]
            if len(between) <= NEAR and all(mark & (UPPER | TITLE) for mark in between):
                actor = other
        return actor
