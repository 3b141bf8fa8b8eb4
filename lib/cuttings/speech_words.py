"""The words of a sentence in which somebody may speak, and the small words of English that the rules of speech go by."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from cuttings.knowledge import load_stopwords
from cuttings.knowledge.speech import SOURCES, SpeechLexicon
from cuttings.linking import list_calendar
from cuttings.small_words import (
    ANY_HELPER,
    BE,
    CLAUSE,
    CLOSING,
    DENIED,
    HAVE,
    HELPERS,
    INSIDE,
    JOINING,
    LISTENERS,
    MARKS,
    PLURALS,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
)
from cuttings.word_bytes import LY, NT, SIGN, UPPER, Cut, Kinds, cut_words, index_words, is_among

FAR = 14  # words of a subject, at most
# --- kinds

_KINDS = Kinds(
    {
        "plural": PLURALS,
        "joining": JOINING,
        "pronoun": PRONOUNS,
        "mark": MARKS,
        "closing": CLOSING,
        "be": BE,
        "denied": DENIED,
        "have": HAVE,
        "helper": HELPERS,
        "any helper": ANY_HELPER,
        "verb": VERBS,
        "listener": LISTENERS,
        "clause": CLAUSE,
        "preposition": PREPOSITIONS,
        "inside": INSIDE,
        "article": frozenset(["a", "an"]),
        "describing": frozenset("a an the who which whose".split()),
        "end": frozenset(",."),
        "apart": frozenset(",)–—"),
        "dash": frozenset(",–—"),
        "place": frozenset(["in", "at"]),
        "money": frozenset("$'’"),  # signs that can belong to a subject
        "day": frozenset(name.lower() for name in list_calendar()),
        **{word: frozenset([word]) for word in (",", ":", "’", "(", ")", "–", "and", "by", "it", "on", "that", "to", "who")},
    }
)


def kinds(*names: str) -> frozenset[int]:
    """Return the kinds of the words in these sets; a set of one word has that word's name.

    >>> kinds("inside") < kinds("preposition"), kinds("that") & kinds("joining")
    (True, frozenset())
    """
    return _KINDS(*names)


MARK, LISTENER, PREPOSITION = kinds("mark"), kinds("listener"), kinds("preposition")
_CLOSING, _WHEN, _DAY, _DESCRIBING = kinds("closing"), kinds("preposition", "helper", "day"), kinds("day"), kinds("describing")
(_COMMA,), (_ON,), (_CURLY,) = kinds(","), kinds("on"), kinds("’")

# --- marks and roles

NAME, HELPS = 2, 8  # beside UPPER and SIGN: written like a name; an auxiliary, or an adverb that stands before a verb
BACK, ON = 16, 32  # can belong to a subject before its verb, to one behind it
DENIES = 64  # ends in "n't"
ROLES = (None, *SOURCES, "pronoun", "name")  # what a word is that can speak, by its number
_PRONOUN, _NAME = len(ROLES) - 2, len(ROLES) - 1


class Words(NamedTuple):
    """Words of a text: where each begins and ends, its kind, its marks, and the number of its role."""

    starts: np.ndarray
    stops: np.ndarray
    kinds: np.ndarray
    marks: np.ndarray
    roles: np.ndarray


class Sentence(NamedTuple):
    """The words of a sentence, as bytes; its text for the few rules that ask for more."""

    kinds: bytes
    marks: bytes
    roles: bytes
    words: Words
    low: int  # the first, among the words of all sentences
    text: str  # of all sentences
    after_quotation: bool

    @property
    def end(self) -> int:
        """Return the number of words."""
        return len(self.kinds)

    def small(self, n: int) -> str:
        """Return the n-th word in small letters, and nothing behind the last."""
        n += self.low
        return self.text[self.words.starts[n] : self.words.stops[n]].lower() if n < self.low + len(self.kinds) else ""

    def role(self, n: int) -> str | None:
        """Return what the n-th word is that can speak."""
        return ROLES[self.roles[n]]


class Vocabulary(NamedTuple):
    """Words that the rules know, and by their place, with any other word at the end: kind and role, whether none is a name or a subject."""

    index: pd.Index
    kinds: np.ndarray
    roles: np.ndarray
    no_name: np.ndarray
    no_subject: np.ndarray


def read_words(text: str, codes: np.ndarray, ends: np.ndarray, places: np.ndarray, known: Vocabulary) -> Words:
    """Return the words of a text, cut by `cuttings.word_bytes.cut_words`."""
    cut = cut_words(text, codes, ends, places, known.index)
    kind, roles = known.kinds[cut.at], known.roles[cut.at]
    upper = cut.marks & UPPER > 0
    name = upper & ~known.no_name[cut.at]
    marks = cut.marks & (UPPER | SIGN) | NAME * name | _mark_subjects(text, cut, kind, known.no_subject[cut.at] & ~upper)
    marks |= _mark_helpers(text, cut, kind)
    return Words(cut.starts, cut.stops, kind, marks.astype("uint8"), np.where(name & (roles == 0), np.uint8(_NAME), roles))


def _mark_subjects(text: str, cut: Cut, kind: np.ndarray, verb: np.ndarray) -> np.ndarray:
    """Return the marks of words that can belong to a subject; `verb` says which are forms of verbs of speech and nothing else."""
    sign = cut.marks & SIGN > 0
    back = ~(sign & ~is_among(kind, kinds("money")) | is_among(kind, kinds("clause", "verb")) | verb)
    on = ~(sign | is_among(kind, kinds("clause", "and") | (PREPOSITION - kinds("inside"))))
    days = np.flatnonzero(is_among(kind, _DAY))
    on[days] &= np.array([word not in list_calendar() for word in _spell(text, cut, days)], dtype=bool)  # May, and not may
    return BACK * back | ON * on


def _mark_helpers(text: str, cut: Cut, kind: np.ndarray) -> np.ndarray:
    """Return the marks of auxiliaries and of adverbs."""
    marks = HELPS * is_among(kind, kinds("any helper"))
    like = np.flatnonzero(cut.marks & (LY | NT))
    words = list(_spell(text, cut, like))
    marks[like] |= HELPS * np.array([word.endswith(("ly", "n't", "n’t")) for word in words], dtype="uint8")
    marks[like] |= DENIES * np.array([word.endswith(("n't", "n’t")) for word in words], dtype="uint8")
    return marks


def _spell(text: str, cut: Cut, which: np.ndarray) -> Iterator[str]:
    """Yield some words as they are written."""
    return (text[start:stop] for start, stop in zip(cut.starts[which].tolist(), cut.stops[which].tolist(), strict=True))


def know_words(lexicon: SpeechLexicon) -> Vocabulary:
    """Return what is known of words: of nouns that can speak, of verbs, and of small words."""
    verbs = frozenset(form for form, verb in lexicon.verbs.items() if not (verb.noun or verb.plain))
    return _vocabulary(tuple(lexicon.sources.items()), verbs)


@lru_cache(maxsize=8)
def _vocabulary(sources: tuple[tuple[str, str], ...], verbs: frozenset[str]) -> Vocabulary:
    roles = {noun: ROLES.index(kind) for noun, kind in sources} | dict.fromkeys(PRONOUNS, _PRONOUN)
    words = sorted(roles.keys() | verbs | _KINDS.words | _no_names())
    kind, role = (np.array([*some, 0], dtype="uint8") for some in (map(_KINDS.of, words), (roles.get(word, 0) for word in words)))
    no_name, no_subject = (np.array([*(word in some for word in words), False]) for some in (_no_names(), verbs))
    return Vocabulary(index_words(words), kind, role, no_name, no_subject)


def is_adverbial(words: Sentence, first: int, end: int) -> bool:
    """Say whether the words behind a verb are none, or few that tell when, where or to whom."""
    both = zip(words.kinds[first:end], words.marks[first:end], strict=True)
    some = [kind for kind, mark in both if not mark & SIGN]
    some = some[1:] if some and some[0] in LISTENER else some
    return not some or (len(some) < 8 and some[0] in _WHEN)


def goes_on(words: Sentence, at: int) -> bool:
    """Say whether a sentence goes on behind the comma at a place, which closes an insertion; else it tells more of the speaker."""
    return at < words.end and words.kinds[at] == _COMMA and words.kinds[at + 1] not in _DESCRIBING


def skip_day(words: Sentence, at: int) -> int:
    """Return the place behind a day that stands right behind a verb: said "on Tuesday" it was late."""
    day = at + (at < words.end and words.kinds[at] == _ON)
    return day + 1 if day < words.end and words.kinds[day] in _DAY else at


def closes(words: Sentence, at: int) -> bool:
    """Say whether a quotation is closed, or a clause by its comma, right before a place."""
    if at == 0:
        return words.after_quotation
    last = at - 2 if words.kinds[at - 1] == _COMMA else at - 1
    if last < 0 or words.kinds[last] not in _CLOSING:
        return False
    return words.kinds[last] != _CURLY or last == 0 or words.marks[last - 1] & SIGN > 0


@cache
def list_days() -> frozenset[str]:
    """Return the names of days and months, in small letters."""
    return frozenset(name.lower() for name in list_calendar())


@cache
def _no_names() -> frozenset[str]:
    """Return words that have a capital, or may have one, and name nobody."""
    return load_stopwords("en") | list_days()
