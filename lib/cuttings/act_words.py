"""The words of a sentence with its actors and cues of acts, and the small words of English that the rules of acts go by."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from cuttings.knowledge import load_titles
from cuttings.knowledge.acts import Cue
from cuttings.speech_words import BE, CLAUSE, HAVE, HELPERS, MARKS, NOT, PREPOSITIONS, PRONOUNS, list_days

NEAR = 4  # words from a preposition to the noun that it governs: "after the deadly attack"
BACK = 3  # words between a preposition and the actor that it hides: "with the Turkish minister"
FAR = 12  # words from an actor to the verb, and from the verb to its target
FUTURE = frozenset("will would may might could should shall must 'll ’ll".split())
DO = frozenset("do does did".split())
_BREAKS = frozenset(";:—–") | MARKS
_NOMINAL = frozenset("the a an of in on for no any his her their its this that these those into from under after amid over about".split())
DETERMINERS = frozenset("the a an no its his her their new several more further".split())
GOES_ON = frozenset(["and", "but", ",", "then"])
_PARTING = CLAUSE | BE | HAVE | FUTURE | DO
_AUXILIARY = (BE | HAVE | HELPERS | NOT | FUTURE | frozenset(["n't", "n’t"])) - {"to"}


class Actor(NamedTuple):
    """An actor of a sentence: its first and last word, its row among the mentions, and who it is."""

    first: int
    last: int
    row: int
    who: int  # the same for all mentions of one actor


class Found(NamedTuple):
    """A cue of a sentence: its first and last word, its place in the text, and what it is."""

    first: int
    last: int
    start: int
    end: int
    cue: Cue


class Sentence:
    """The words of a sentence, its actors, its cues, and where the finite verbs among these stand."""

    __slots__ = ("actors", "cues", "nominal", "small", "starts", "text", "verbs")

    def __init__(self, text: list[str], small: list[str], actors: Sequence[Actor], cues: Sequence[Found]) -> None:
        self.text, self.small, self.actors, self.cues = text, small, actors, cues
        self.starts = [actor.first for actor in actors]
        self.nominal = [found.cue.match == "verb" and _is_nominal(text, small, found) for found in cues]
        self.verbs = [found.first for found, noun in zip(cues, self.nominal, strict=True) if found.cue.is_verb and not noun]

    def breaks(self, first: int, end: int) -> bool:
        """Say whether a clause ends between two places."""
        return not (_BREAKS.isdisjoint(self.text[first:end]) and CLAUSE.isdisjoint(self.small[first:end]))

    def joins(self, first: int, end: int, *, through: bool = True) -> bool:
        """Say whether the words between two places are few, and no end of a clause or other verb; `through` lets infinitives pass."""
        if end - first > FAR or not _BREAKS.isdisjoint(self.text[first:end]):
            return False
        small = self.small[first:end]
        if not _PARTING.isdisjoint(small[1:] if through and small[:1] == ["that"] else small):
            return False
        verbs = self.verbs[bisect_left(self.verbs, first) : bisect_left(self.verbs, end)]
        if verbs and not (through and all(n and self.small[n - 1] == "to" for n in verbs)):
            return False
        return through or "to" not in small or not any(self.small[n] == "to" and self.is_infinitive(n + 1) for n in range(first, end))

    def is_infinitive(self, n: int) -> bool:
        """Say whether behind "to" a verb stands rather than somebody or something."""
        noun = n >= len(self.small) or self.small[n] in DETERMINERS or self.text[n][0].isupper() or self.text[n][0].isdigit()
        return not noun and not any(one.first <= n <= one.last for one in self.actors)

    def before_helpers(self, at: int) -> int:
        """Return the place before the auxiliaries and adverbs that stand before a verb."""
        at -= 1
        while (
            at >= 0 and not self.text[at][0].isupper() and (self.small[at] in _AUXILIARY or self.small[at].endswith(("ly", "n't", "n’t")))
        ):
            at -= 1  # a capital keeps May from being may
        return at

    def clause_start(self, at: int) -> int:
        """Return where the clause begins that a word stands in."""
        low = max(0, at - 2 * FAR)
        while at > low and self.text[at - 1] not in _BREAKS and self.small[at - 1] not in CLAUSE:
            at -= 1
        return max(at, 0)

    def actors_in(self, first: int, end: int) -> Sequence[Actor]:
        """Return the actors that begin between two places."""
        return self.actors[bisect_left(self.starts, first) : bisect_left(self.starts, end)]

    def is_hidden(self, actor: Actor) -> bool:
        """Say whether an actor stands behind a preposition, and so is no subject."""
        for n in range(actor.first - 1, max(-1, actor.first - 1 - BACK), -1):
            if self.small[n] in PREPOSITIONS:
                return self.small[n] != "of"
            if not self.text[n][0].isalnum() or self.small[n] in list_days() or self.small[n].isdigit():  # "On Friday Turkey"
                return False
        return False


def _is_nominal(text: list[str], small: list[str], found: Found) -> bool:
    """Say whether a form of a verb stands as a noun: "the attack", "its visit", "fresh attacks"."""
    if not found.first:
        return False
    before = small[found.first - 1]
    if before in _NOMINAL or before.endswith(("'s", "’s")):
        return True
    if small[found.last + 1 : found.last + 2] == ["between"]:
        return True
    verbal = before in _AUXILIARY or before in PRONOUNS or before in ("to", "and") or text[found.first - 1][0].isupper()
    return found.cue.noun and not verbal


def find_head(sentence: Sentence, actor: Actor) -> Actor:
    """Return the actor that a phrase is about: in "Turkish Defence Minister Jane Example" the person, in "Turkey's ASELSAN" the firm."""
    for other in sentence.actors_in(actor.last + 1, actor.last + FAR):
        between = range(actor.last + 1, other.first)
        if len(between) <= NEAR and all(_is_title(sentence, n) for n in between):
            actor = other
    return actor


def _is_title(sentence: Sentence, n: int) -> bool:
    """Say whether a word can stand between a state and the person or firm that is its: a title, a name, a possessive ending."""
    return sentence.text[n][0].isupper() or sentence.small[n] in ("'s", "’s", "s", "'", "’") or sentence.small[n] in _titles()


@cache
def _titles() -> frozenset[str]:
    """Return the words of titles, in small letters."""
    return frozenset(word.lower() for terms in load_titles().values() for term in terms for word in term.split())
