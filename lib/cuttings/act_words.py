"""The words of sentences as bytes, their kinds and marks, and the small words of English that the rules of acts go by."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from cuttings import small_words as known
from cuttings.knowledge import load_titles
from cuttings.speech_words import list_days
from cuttings.word_bytes import DIGIT as DIGIT
from cuttings.word_bytes import LY as LY
from cuttings.word_bytes import NT as NT
from cuttings.word_bytes import POSSESSIVE as POSSESSIVE
from cuttings.word_bytes import SIGN as SIGN
from cuttings.word_bytes import UPPER as UPPER
from cuttings.word_bytes import Kinds, cut_words, index_words

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
_KINDS = Kinds(_SETS)


def kinds(*names: str) -> frozenset[int]:
    """Return the kinds of the words in these sets; a set of one word has that word's name.

    >>> kinds("obliged") < kinds("future"), kinds("to") & kinds("future")
    (True, frozenset())
    """
    return _KINDS(*names)


BE, GOES_ON = kinds("be"), kinds("goes on")
_ENDS, _DETERMINER = kinds("break", "clause"), kinds("determiner")
_PARTING = kinds("break", "clause", "be", "have", "future", "do")
(_TO,), _THAT = kinds("to"), bytes(kinds("that"))

# --- words

WHEN = 64  # beside the marks of `cuttings.word_bytes`: a day, a month, a number
TITLE = 128  # a word of a title, or what stands for "'s"


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
    """Return the words of a text, cut by `cuttings.word_bytes.cut_words`."""
    index, small_kinds, small_marks = _vocabulary()
    starts, stops, at, marks = cut_words(text, codes, ends, places, index)
    digits = np.flatnonzero(marks & DIGIT)
    spans = zip(starts[digits].tolist(), stops[digits].tolist(), strict=True)
    marks[digits[[text[start:stop].isdigit() for start, stop in spans]]] |= WHEN
    return Words(starts, small_kinds[at], marks | small_marks[at])


@cache
def _vocabulary() -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Return the small words, and their kinds and marks, with those of any other word at the end."""
    days, titles = list_days(), _title_words()
    words = sorted(_KINDS.words | days | titles)
    marks = [WHEN * (word in days) | TITLE * (word in titles) for word in words]
    kinds_marks = ([*map(_KINDS.of, words), 0], [*marks, 0])
    return index_words(words), *(np.array(some, dtype="uint8") for some in kinds_marks)


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
