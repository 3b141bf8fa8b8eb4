"""What each cue tells, worked out with numpy for all sentences at once: whether it is a noun, its root, its rank and how it is put.

Of cues that follow each other one may govern the next: of "launched an attack" the act is the attack, of "lifted the sanctions" their end.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from cuttings.act_words import BACK, FAR, LY, NEAR, NT, POSSESSIVE, SIGN, UPPER, WHEN, Spans, Words, kinds
from cuttings.knowledge.acts import Root
from cuttings.word_bytes import is_among

REACH = 6  # words from an empty verb to the noun that it carries: "launched a wave of deadly attacks"
_GOVERNING = 4  # words before "to" that may put it into the future, or deny it
_STATUSES = np.array(["asserted", "prospective", "negated", "negated"], dtype="object")  # the last: of the future, and denied
_BE, _HAVE, _TO, _OF = kinds("be"), kinds("have"), kinds("to"), kinds("of")
_AUXILIARY, _BEFORE_VERBS = kinds("auxiliary"), kinds("auxiliary", "pronoun", "to", "and")
_ENDS, _BY = kinds("break", "clause"), kinds("by", "from", "of", "between")
_FUTURE, _PROSPECT = kinds("future", "prospect", "won't"), kinds("prospect")


class Told(NamedTuple):
    """A cue that tells an act: its words and the last of what tells it, the place before its helpers, and what else the rules go by."""

    row: int  # among the cues
    first: int
    last: int
    before: int  # the place before it, or before its helpers
    clause: int  # where the clause begins that this is in
    rank: int
    is_noun: bool
    finite: bool
    verbal: bool
    voice: str
    passive: bool  # "be" is among its helpers
    obliged: bool  # who is named must do it
    root: str
    turned: str  # its root when it is put into the future, or denied
    status: str


class Telling:
    """The cues of all sentences, in order, with their traits."""

    def __init__(self, words: Words, spans: Spans, traits: np.ndarray, roots: dict[str, Root]) -> None:
        self.kinds, self.marks = (np.append(some, np.uint8(0)) for some in (words.kinds, words.marks))  # so there is a word behind each
        self.sent, self.first, self.last, self.low, self.high = spans
        self.traits, self.roots = traits, roots
        self._places: dict[frozenset[int], np.ndarray] = {}
        self.root, self.completing = self._resolve()

    def tell(self, actors: Spans) -> list[Told]:
        """Return what those cues tell that tell an act."""
        rows = np.flatnonzero((self.root >= 0) & ~self.traits["decoy"] & ~self.is_idle(actors))
        before = np.where(self.is_noun, self.first - 1, self.before)
        clause = np.maximum.reduce([self.low, before - 2 * FAR, self.latest(_ENDS, np.maximum(before, 0)) + 1])
        places = [some - self.low for some in (self.first, self.last[self.completing], before, clause)]
        traits = [self.rank, self.is_noun, *(self.traits[name] for name in ("finite", "verbal", "voice"))]
        helped = [self.latest(_BE, self.first) > self.before, self.obliged()]
        turned = np.array([(one.name, one.future, one.negated, one.negated_future) for one in self.roots.values()], dtype="object")
        root, status = self.root[rows], self.status()[rows]
        columns = [rows, *(some[rows] for some in (*places, *traits, *helped)), turned[root, 0], turned[root, status], _STATUSES[status]]
        return list(map(Told._make, zip(*(column.tolist() for column in columns), strict=True)))

    def is_idle(self, actors: Spans) -> np.ndarray:
        """Say which cues are nouns that nobody stands before and that no "by" or "between" follows: none acts by these."""
        at = np.searchsorted(actors.first, self.first) - 1  # the actor before
        first, last = (np.append(some, -1)[at] for some in (actors.first, actors.last))
        alone = np.where(self.rank > 0, self.first - last > BACK, self.first - first > 2 * FAR + 1) | (first < self.low)
        last = self.last[self.completing]
        behind = self.latest(_BY, np.minimum(last + FAR + 1, self.high)) > last
        return self.is_noun & alone & ~behind

    def verbs(self) -> np.ndarray:
        """Return the rows of the cues that are finite verbs: these end the reach of the verbs around them."""
        return np.flatnonzero(self.traits["is_verb"] & ~self.nominal)

    def hides(self, actors: Spans) -> np.ndarray:
        """Say which actors stand behind a preposition, and so are no subjects."""
        parting = is_among(self.kinds, kinds("preposition")) | (self.marks & (SIGN | WHEN) > 0)  # "On Friday Turkey"
        stop = _find_last(parting, actors.first)
        return (stop >= np.maximum(actors.low, actors.first - BACK)) & is_among(self.kinds[stop], kinds("preposition") - _OF)

    @cached_property
    def nominal(self) -> np.ndarray:
        """Whether a form of a verb stands as a noun: "the attack", "its visit", "fresh attacks"."""
        before, mark = self.kinds[self.first - 1], self.marks[self.first - 1]
        noun = is_among(before, kinds("nominal")) | (mark & POSSESSIVE > 0) | self._is_next(kinds("between"))
        noun |= self.traits["noun"] & ~is_among(before, _BEFORE_VERBS) & (mark & UPPER == 0)
        return self.traits["verbal"] & (self.first > self.low) & noun

    @cached_property
    def before(self) -> np.ndarray:
        """The place before the auxiliaries and adverbs that stand before a verb; a capital keeps May from being may."""
        helping = (is_among(self.kinds, _AUXILIARY) | (self.marks & (LY | NT) > 0)) & (self.marks & UPPER == 0)
        return np.maximum(_find_last(~helping, self.first), self.low - 1)

    def latest(self, wanted: frozenset[int], end: np.ndarray) -> np.ndarray:
        """Return the last place before `end` where a word is of these kinds, -1 where there is none."""
        if wanted not in self._places:
            self._places[wanted] = np.flatnonzero(is_among(self.kinds, wanted))
        return _take_last(self._places[wanted], end)

    def _is_next(self, wanted: frozenset[int]) -> np.ndarray:
        """Say whether the word behind a cue is of these kinds."""
        return (self.last + 1 < self.high) & is_among(self.kinds[np.minimum(self.last + 1, self.high)], wanted)

    @cached_property
    def rank(self) -> np.ndarray:
        """The rank of what is told: 0, 1 of a verb that is a participle or a purpose, 2 of a noun behind a preposition."""
        stop = _find_last(is_among(self.kinds, kinds("preposition")) | (self.marks & SIGN > 0), self.first)
        hidden = (stop >= np.maximum(self.low, self.first - NEAR)) & is_among(self.kinds[stop], kinds("preposition") - _OF)
        turned = is_among(self.kinds[self.before - 1], kinds("prospect", "negated"))
        purpose = (self.before > self.low) & is_among(self.kinds[self.before], _TO) & ~turned
        participle = self.latest(_BE, self.first) <= self.before
        return np.where(self.is_noun, 2 * hidden, np.where(self.traits["finite"], purpose, participle))

    @cached_property
    def is_noun(self) -> np.ndarray:
        """Whether a cue stands as a noun."""
        return self.traits["nominal"] | self.nominal

    def _resolve(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the root of each cue, -1 for none, and the cue that completes it: of a verb that is empty, or undoes, the noun behind."""
        names = list(self.roots)
        undo = np.array([names.index(_undo(root)) for root in self.roots.values()])
        root, number = self.traits["root"].copy(), np.arange(len(self.first))
        undone = (root >= 0) & self._undone()
        root[undone], number[undone] = undo[root[undone]], number[undone] + 1
        at = np.flatnonzero(self._carries() & ~undone)
        for _ in range(NEAR):  # a verb may carry one that carries a noun
            took = at[root[at + 1] >= 0]
            carried = root[took + 1]
            root[took], number[took] = np.where(self.traits["reverse"][took], undo[carried], carried), number[took + 1]
        return root, number

    def _undone(self) -> np.ndarray:
        """Say of which cues the next one is a verb that undoes the noun: "The sanctions on Syria were lifted"."""
        noun, verb = slice(None, -1), slice(1, None)
        before = self.before[verb]
        passive = self.latest(_BE, self.first[verb]) > before
        near = (before - self.last[noun] <= REACH) & (self.latest(_ENDS, before + 1) <= self.last[noun])
        reverse = self.traits["reverse"][verb] & (self.low[verb] == self.low[noun])
        return np.append(reverse & passive & near & ~(self.traits["verbal"] & ~self.nominal)[noun], False)

    def _carries(self) -> np.ndarray:
        """Say which cues carry the next one, a noun or an -ing form: "launched an attack", "began shelling"."""
        verb, noun = slice(None, -1), slice(1, None)
        last, first = self.last[verb], self.first[noun]
        empty = (self.traits["light"] | self.traits["reverse"])[verb] & (self.low[verb] == self.low[noun])
        bare = (first > last + 1) & ~is_among(self.kinds[last + 1], kinds("determiner"))
        helps = is_among(self.kinds[last], _HAVE) & bare  # "has suspended the talks"
        nominal = (~self.traits["verbal"] | self.nominal | ~self.traits["finite"])[noun]
        near = (first - last <= REACH) & (self.latest(_ENDS, first) <= last)
        return np.append(empty & ~helps & nominal & near, False)

    def status(self) -> np.ndarray:
        """Return how each cue is put, as a place in _STATUSES."""
        governed = is_among(self.kinds[self.before], _TO) & (self.before >= self.low)  # "is ready to attack"
        from_ = np.where(governed, np.maximum(self.before - _GOVERNING, self.low), self.before + 1)

        def around(wanted: frozenset[int]) -> np.ndarray:
            return self.latest(wanted, self.first) >= from_

        is_to = governed & (self.before > self.low) & is_among(self.kinds[self.before - 1], _BE)  # "is to host"
        within = self.latest(_PROSPECT, self.last + 1) >= self.first  # "plans to" is a cue of its own
        future = (around(_FUTURE) | is_to | within) & ~around(_HAVE)  # "may have attacked" is of the past
        lacking = (self.first > self.low) & is_among(self.kinds[self.first - 1], kinds("lacking")) | self._is_next(kinds("lacking"))
        contracted = _find_last(self.marks & NT > 0, self.first) >= from_
        return future + 2 * (around(kinds("negated")) | lacking | contracted)

    def obliged(self) -> np.ndarray:
        """Say of which cues the one who is named must do it: "must leave", "has to leave"."""
        to = is_among(self.kinds[self.first - 1], _TO)
        needs = (self.first > self.low + 1) & to & is_among(self.kinds[self.first - 2], kinds("needs"))
        return needs | (self.latest(kinds("obliged"), self.first) > self.before)


def _find_last(here: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the last place before each `end` that is marked; -1 where there is none."""
    return _take_last(np.flatnonzero(here), end)


def _take_last(places: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the last of these places before each `end`, -1 where there is none: ends are far fewer than words."""
    return np.append(places, -1)[np.searchsorted(places, end) - 1]


def _undo(root: Root) -> str:
    """Return the root of what undoes an act; to break off talks is to reduce relations, as to halt aid is."""
    if root.class_.endswith("conflict"):
        return "YIELD"
    return "SANCTION" if root.name == "CONSULT" or root.class_ == "material_cooperation" else "REJECT"
