"""Who does what to whom: rules that read actors and cues of acts in one sentence, in their order and without a parser.

The agent is the nearest actor before the verb that no preposition hides and no other verb parts from it; behind "by" in the passive; the
one before, where the verb goes on ("and sent", "it sent"). The target is the next actor behind the cue that no other verb parts from it.
What governs comes first: of "agreed to release" the act is the agreement, of "lifted the sanctions" their end.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from cuttings.knowledge import load_titles
from cuttings.knowledge.acts import Cue, Root
from cuttings.speech_words import BE, CLAUSE, HAVE, HELPERS, MARKS, NOT, PREPOSITIONS, PRONOUNS, list_days

REACH = 6  # words from an empty verb to the noun that it carries: "launched a wave of deadly attacks"
NEAR = 4  # words from a preposition to the noun that it governs: "after the deadly attack"
BACK = 3  # words between a preposition and the actor that it hides: "with the Turkish minister"
FAR = 12  # words from an actor to the verb, and from the verb to its target
FUTURE = frozenset("will would may might could should shall must 'll ’ll".split())
DO = frozenset("do does did".split())
_PROSPECT = frozenset(  # words that put what follows "to" before us
    "ready set plan plans planned planning intend intends intended expected expects due likely want wants wanted hope hopes aim aims aimed "
    "prepare prepares prepared preparing consider considers considering decide decides decided about going seek seeks sought scheduled "
    "able willing poised eager try tries tried trying attempt attempts attempted".split()
)
_NEGATED = NOT | frozenset("without no cannot fails failed fail failing unable unwilling".split())
_OBLIGED = frozenset("must should".split())
_SAYS = frozenset("say says said saying tell tells told insist insists insisted stress stresses stressed".split())
_BREAKS = frozenset(";:—–") | MARKS
_BY, _FROM = frozenset(["by"]), frozenset(["by", "from", "of"])
_NOMINAL = frozenset("the a an of in on for no any his her their its this that these those into from under after amid over about".split())
_THROUGH = frozenset(["AGREE", "REQUEST", "REJECT", "THREATEN"])  # the target may stand behind an infinitive: "agreed to send aid to"
_DETERMINERS = frozenset("the a an no its his her their new several more further".split())
_GOES_ON = frozenset(["and", "but", ",", "then"])
_OTHER_VERB = BE | HAVE | FUTURE | DO
_AUXILIARY = (BE | HAVE | HELPERS | NOT | FUTURE | frozenset(["n't", "n’t"])) - {"to"}


class Actor(NamedTuple):
    """An actor of a sentence: its first and last word, and its row among the mentions."""

    first: int
    last: int
    row: int


class Found(NamedTuple):
    """A cue of a sentence: its first and last word, its place in the text, and what it is."""

    first: int
    last: int
    start: int
    end: int
    cue: Cue


class Act(NamedTuple):
    """An act: the rows of agent and target (missing where nobody is named), the place of what tells it, its cue, root and status."""

    agent: int | None
    target: int | None
    start: int
    end: int
    term: str
    root: str
    status: str
    mutual: bool


class Ends(NamedTuple):
    """Who acts and on whom; whether both do; whether one only says that the other must."""

    agent: Actor | None
    target: Actor | None
    mutual: bool = False
    asked: bool = False


class Sentence:
    """The words of a sentence, its actors, its cues, and where the finite verbs among these stand."""

    __slots__ = ("actors", "cues", "nominal", "small", "starts", "text", "verbs")

    def __init__(self, text: list[str], small: list[str], actors: Sequence[Actor], cues: Sequence[Found]) -> None:
        self.text, self.small, self.actors, self.cues = text, small, actors, cues
        self.starts = [actor.first for actor in actors]
        self.nominal = [_is_nominal(text, small, found) for found in cues]
        verbal = [found.cue.match == "verb" and found.cue.finite and found.cue.helper != "DECOY" for found in cues]
        self.verbs = {found.first for found, verb, noun in zip(cues, verbal, self.nominal, strict=True) if verb and not noun}

    def breaks(self, first: int, end: int) -> bool:
        """Say whether a clause ends between two places."""
        return any(self.text[n] in _BREAKS or self.small[n] in CLAUSE for n in range(first, end))

    def joins(self, first: int, end: int, *, through: bool = True) -> bool:
        """Say whether the words between two places are few, and no end of a clause or other verb; `through` lets infinitives pass."""
        return end - first <= FAR and not any(
            self.text[n] in _BREAKS
            or (self.small[n] in CLAUSE and not (through and n == first and self.small[n] == "that"))
            or self.small[n] in _OTHER_VERB
            or (n in self.verbs and not (through and n and self.small[n - 1] == "to"))
            or (not through and self.small[n] == "to" and self.is_infinitive(n + 1))
            for n in range(first, end)
        )

    def is_infinitive(self, n: int) -> bool:
        """Say whether behind "to" a verb stands rather than somebody or something."""
        noun = n >= len(self.small) or self.small[n] in _DETERMINERS or self.text[n][0].isupper() or self.text[n][0].isdigit()
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


def read_acts(sentence: Sentence, roots: dict[str, Root]) -> list[Act]:
    """Return the acts of a sentence in the order of their cues.

    What its verbs say goes before participles and purposes ("..., killing two"), and these before nouns that only tell when and where
    ("after talks").
    """
    ranks = [_rank(sentence, n) for n in range(len(sentence.cues))]
    for rank in range(3):
        if rank in ranks and (acts := _read_rank(sentence, [one <= rank for one in ranks], roots)):
            return acts
    return []


def _rank(sentence: Sentence, n: int) -> int:
    """Return whether a cue is the last resort (2), a participle or a purpose (1), or neither (0)."""
    found = sentence.cues[n]
    if found.cue.match == "noun" or sentence.nominal[n]:
        near = range(found.first - 1, max(-1, found.first - 1 - NEAR), -1)
        before = next((k for k in near if not sentence.text[k][0].isalnum() or sentence.small[k] in PREPOSITIONS), None)
        return 2 if before is not None and sentence.small[before] in PREPOSITIONS and sentence.small[before] != "of" else 0
    before = sentence.before_helpers(found.first)
    if found.cue.finite:
        governed = before > 0 and sentence.small[before] == "to" and sentence.small[before - 1] not in _PROSPECT | _NEGATED
        return 1 if governed else 0
    return 0 if not BE.isdisjoint(sentence.small[before + 1 : found.first]) else 1


def _read_rank(sentence: Sentence, used: Sequence[bool], roots: dict[str, Root]) -> list[Act]:
    """Return the acts of the cues that are used, in order."""
    acts: list[Act] = []
    agent: Actor | None = None
    for n, found in enumerate(sentence.cues):
        resolved = _resolve(sentence, n, roots) if used[n] and found.cue.helper != "DECOY" else None
        if resolved is None or (acts and not _is_free(sentence, n, acts[-1].root)):
            continue
        root, told = resolved
        is_noun = found.cue.match == "noun" or sentence.nominal[n]
        through = root in _THROUGH
        ends = _read_noun(sentence, n, told.last) if is_noun else _read_verb(sentence, found, told.last, agent, through=through)
        if ends.agent is None and ends.target is None:
            continue
        agent = ends.agent or agent
        status = "asserted" if ends.asked else _status(sentence, found)
        turned = "REQUEST" if ends.asked else _turn(roots[root], status)
        both = [ends.agent]  # "Malaysia and Indonesia condemned Israel" are two acts
        if ends.target is not None and ends.agent is not None and not ends.asked and (joint := _joint(sentence, ends.agent)) is not None:
            both = [joint, ends.agent] if joint.row != ends.target.row else both
        for one in both:
            rows = (one.row if one else None, ends.target.row if ends.target else None)
            acts.append(Act(*rows, found.start, told.end, found.cue.term, turned, status.split()[-1], ends.mutual))
    return acts


def _resolve(sentence: Sentence, n: int, roots: dict[str, Root]) -> tuple[str, Found] | None:
    """Return the root of a cue and the last cue that tells it: of an empty verb, or of one that undoes, the noun behind it."""
    found = sentence.cues[n]
    own = (found.cue.root, found) if found.cue.root else None
    undoing = _undoing(sentence, n)
    if own is not None and undoing is not None:
        return _undo(own[0], roots), undoing
    if found.cue.helper in ("", "DECOY") or n + 1 == len(sentence.cues) or not _carries(sentence, n):
        return own
    carried = _resolve(sentence, n + 1, roots)
    if carried is None or found.cue.helper == "LIGHT":
        return carried or own
    return _undo(carried[0], roots), carried[1]


def _undo(root: str, roots: dict[str, Root]) -> str:
    """Return the root of what undoes an act; to break off talks is to reduce relations, as to halt aid is."""
    kind = roots[root].class_
    return "YIELD" if kind.endswith("conflict") else "SANCTION" if root == "CONSULT" or kind == "material_cooperation" else "REJECT"


def _undoing(sentence: Sentence, n: int) -> Found | None:
    """Return the verb that undoes a noun before it: "The sanctions on Syria were lifted"."""
    noun, verb = sentence.cues[n], sentence.cues[n + 1] if n + 1 < len(sentence.cues) else None
    if verb is None or verb.cue.helper != "REVERSE" or (noun.cue.match == "verb" and not sentence.nominal[n]):
        return None
    before = sentence.before_helpers(verb.first)
    passive = not BE.isdisjoint(sentence.small[before + 1 : verb.first])
    return verb if passive and before - noun.last <= REACH and not sentence.breaks(noun.last + 1, before + 1) else None


def _carries(sentence: Sentence, n: int) -> bool:
    """Say whether the next cue is the noun, or -ing form, that an empty verb carries: "launched an attack", "began shelling"."""
    verb, noun = sentence.cues[n], sentence.cues[n + 1]
    if sentence.small[verb.last] in HAVE and noun.first > verb.last + 1 and sentence.small[verb.last + 1] not in _DETERMINERS:
        return False  # "has suspended the talks": an auxiliary
    nominal = noun.cue.match != "verb" or sentence.nominal[n + 1] or not noun.cue.finite
    return nominal and noun.first - verb.last <= REACH and not sentence.breaks(verb.last + 1, noun.first)


def _is_nominal(text: list[str], small: list[str], found: Found) -> bool:
    """Say whether a form of a verb stands as a noun: "the attack", "its visit", "fresh attacks"."""
    if found.cue.match != "verb" or not found.first:
        return False
    before = small[found.first - 1]
    if before in _NOMINAL or before.endswith(("'s", "’s")):
        return True
    if small[found.last + 1 : found.last + 2] == ["between"]:
        return True
    verbal = before in _AUXILIARY or before in PRONOUNS or before in ("to", "and") or text[found.first - 1][0].isupper()
    return found.cue.noun and not verbal


def _is_free(sentence: Sentence, n: int, root: str) -> bool:
    """Say whether a cue behind another act is an act of its own: a finite verb with its own subject, or one that goes on with the last."""
    found = sentence.cues[n]
    if found.cue.match == "noun" or not found.cue.finite or sentence.nominal[n]:
        return False
    before = sentence.before_helpers(found.first)
    if before < 0:
        return False
    if sentence.small[before] in _GOES_ON or sentence.small[before] in PRONOUNS or sentence.small[before] == "which":
        return True
    own = next((one for one in sentence.actors_in(before - BACK, before + 1) if one.last >= before), None)
    return own is not None and not (root == "REQUEST" and "that" in sentence.small[max(0, own.first - BACK) : own.first])


def _read_verb(sentence: Sentence, found: Found, last: int, agent: Actor | None, *, through: bool) -> Ends:
    """Return who acts on whom by a verb."""
    before = sentence.before_helpers(found.first)
    subject = _subject(sentence, before, agent)
    helpers = set(sentence.small[before + 1 : found.first])
    if found.cue.voice == "passive":
        return Ends(_behind(sentence, last, subject, _FROM), subject)
    if found.cue.finite and found.cue.match == "verb" and (helpers & BE or subject is None):
        by = _behind(sentence, last, subject, _BY)
        if by is not None or helpers & BE:
            return Ends(by, subject or _behind(sentence, last, by))
    speaker = _obliging(sentence, subject, helpers, found)
    if speaker is not None:
        return Ends(speaker, subject, asked=True)
    target = _behind(sentence, last, subject, through=through)
    joint = _joint(sentence, subject) if target is None else None
    if joint is not None:
        return Ends(joint, subject, mutual=True)
    if target is None and subject is not None:  # "Turkey, together with Malaysia, exercised"
        target = next((one for one in sentence.actors_in(subject.last + 1, before + 1) if sentence.is_hidden(one)), None)
    return Ends(subject, target, mutual=found.cue.voice == "mutual")


def _obliging(sentence: Sentence, subject: Actor | None, helpers: set[str], found: Found) -> Actor | None:
    """Return the actor who says that the subject must do something: that asks for it."""
    needs = sentence.small[found.first - 2 : found.first] in (["has", "to"], ["have", "to"], ["needs", "to"])
    if subject is None or not (helpers & _OBLIGED or needs):
        return None
    speakers = reversed(sentence.actors_in(subject.first - 2 * FAR, subject.first))
    return next((one for one in speakers if not _SAYS.isdisjoint(sentence.small[one.last + 1 : subject.first])), None)


def _subject(sentence: Sentence, before: int, agent: Actor | None) -> Actor | None:
    """Return the actor that is the subject of a verb, whose helpers begin behind a place."""
    small = sentence.small[before] if before >= 0 else ""
    earlier = [one for one in sentence.actors_in(before - 2 * FAR, before + 1) if one.last <= before]
    if small in _GOES_ON and agent is not None:
        return agent
    if small == "," and (apart := _set_apart(sentence, before, earlier)) is not None:
        return apart
    if small in PRONOUNS - {"who"}:
        return agent or next((one for one in earlier if not sentence.is_hidden(one)), None)
    clause = sentence.clause_start(before)
    inside = [one for one in earlier if one.first >= clause and sentence.joins(one.last + 1, before)]
    open_ = [one for one in inside if not sentence.is_hidden(one)]
    hidden = [one for one in inside if "from" in sentence.small[max(0, one.first - BACK) : one.first]]  # "troops from Rwanda"
    if open_ or hidden:
        return (open_ or hidden)[-1]
    if small in ("who", "which", "that") and earlier and before - earlier[-1].last <= BACK:
        return earlier[-1]
    if small in _GOES_ON or small in ("to", ""):
        return agent or next((one for one in earlier if not sentence.is_hidden(one)), None)
    return None


def _set_apart(sentence: Sentence, before: int, earlier: Sequence[Actor]) -> Actor | None:
    """Return the actor before what commas set apart: "Turkey, a member of NATO, condemned"."""
    comma = next((n for n in range(before - 1, max(-1, before - 2 * FAR), -1) if sentence.text[n] == ","), 0)
    outside = [one for one in earlier if one.last < comma and sentence.joins(one.last + 1, comma) and not sentence.is_hidden(one)]
    return outside[-1] if outside else None


def _behind(
    sentence: Sentence, last: int, subject: Actor | None, after: frozenset[str] | None = None, *, through: bool = False
) -> Actor | None:
    """Return the first actor behind a cue that is not the subject; with `after`, the first behind one of these words."""
    for actor in sentence.actors_in(last + 1, last + FAR + 2):
        if (subject is not None and actor.row == subject.row) or not sentence.joins(last + 1, actor.first, through=through):
            continue
        if after is None or not after.isdisjoint(sentence.small[max(last + 1, actor.first - BACK) : actor.first]):
            return _head(sentence, actor)
    return None


def _head(sentence: Sentence, actor: Actor) -> Actor:
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


def _joint(sentence: Sentence, subject: Actor | None) -> Actor | None:
    """Return the actor that is joined to the subject before it: "Malaysia and Turkey"."""
    if subject is None:
        return None
    for actor in reversed(sentence.actors_in(subject.first - FAR, subject.first)):
        between = sentence.small[actor.last + 1 : subject.first]
        if between[:1] != [","] and "and" in between and len(between) <= 2 * BACK and sentence.joins(actor.last + 1, subject.first):
            return actor
    return None


def _read_noun(sentence: Sentence, n: int, last: int) -> Ends:
    """Return who acts on whom by a noun: "Turkey's attack on", "talks between", "an attack by"."""
    found = sentence.cues[n]
    at = next((k for k in range(last + 1, min(last + FAR, len(sentence.small))) if sentence.small[k] == "between"), None)
    if at is not None and not sentence.breaks(last + 1, at):
        first = next((_head(sentence, one) for one in sentence.actors_in(at, at + FAR)), None)
        other = _behind(sentence, first.last, first, frozenset(["and"])) if first else None
        return Ends(first, other, mutual=True) if other else Ends(None, None)
    by = _behind(sentence, last, None, _BY)
    if by is not None:
        before = _subject(sentence, found.first - 1, None)  # "Boeing was awarded a contract by"
        passive = before is not None and not BE.isdisjoint(sentence.small[before.last + 1 : found.first])
        return Ends(by, _behind(sentence, last, by) or (before if passive else None), mutual=found.cue.voice == "mutual")
    agent = _owner(sentence, found)
    if agent is None and _rank(sentence, n) == 0:
        agent = _subject(sentence, found.first - 1, None)
    if agent is None:
        return Ends(None, None)
    return Ends(agent, _behind(sentence, last, agent), mutual=found.cue.voice == "mutual")


def _owner(sentence: Sentence, found: Found) -> Actor | None:
    """Return the actor right before a noun: "Turkey's surprise attack", "the Turkish attack"."""
    actor = next(reversed(sentence.actors_in(found.first - FAR, found.first)), None)
    return actor if actor and found.first - actor.last <= BACK and sentence.joins(actor.last + 1, found.first) else None


def _status(sentence: Sentence, found: Found) -> str:
    """Return how a cue is put: asserted, prospective, negated, or "prospective negated"."""
    before = sentence.before_helpers(found.first)
    around = set(sentence.small[before + 1 : found.first])
    if before >= 0 and sentence.small[before] == "to":
        around |= set(sentence.small[max(0, before - 4) : before])
        around |= {"will"} if sentence.small[before - 1 : before] and sentence.small[before - 1] in BE else set()  # "is to host"
    around |= _PROSPECT.intersection(sentence.small[found.first : found.last + 1])  # "plans to" is a cue of its own
    around |= {"no", "without"} & {*sentence.small[max(0, found.first - 1) : found.first], *sentence.small[found.last + 1 : found.last + 2]}
    around |= {"will"} & {word.replace("won", "will")[:4] for word in around if word[-3:] in ("n't", "n’t")}
    future = not around.isdisjoint(FUTURE | _PROSPECT) and not around & HAVE  # "may have attacked" is of the past
    negated = not around.isdisjoint(_NEGATED) or any(word.endswith(("n't", "n’t")) for word in around)
    return " ".join(["prospective"] * future + ["negated"] * negated) or "asserted"


def _turn(root: Root, status: str) -> str:
    """Return the root that an act turns into when it is put into the future, or denied."""
    turns = {"prospective": root.future, "negated": root.negated, "prospective negated": root.negated_future}
    return turns.get(status, root.name)
