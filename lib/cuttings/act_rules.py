"""Who does what to whom: rules that read actors and cues of acts in one sentence, in their order and without a parser.

The agent is the nearest actor before the verb that no preposition hides and no other verb parts from it; behind "by" in the passive; the
one before, where the verb goes on ("and sent", "it sent"). The target is the next actor behind the cue that no other verb parts from it.
What governs comes first: of "agreed to release" the act is the agreement, of "lifted the sanctions" their end.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cuttings.act_cues import Told
from cuttings.act_words import BACK, BE, FAR, GOES_ON, Actor, Sentence, kinds

_OUTER = frozenset(["REQUEST", "REJECT", "ACCUSE"])  # what they say of somebody ("denied that it attacked") is no act told by the text
_THROUGH = frozenset(["AGREE", "REQUEST", "REJECT", "THREATEN"])  # the target may stand behind an infinitive: "agreed to send aid to"
_NOWHERE = -1  # the kind of what stands before the first word
_STANDING_FOR = kinds("pronoun") - kinds("who")
_GOING_ON = kinds("goes on", "pronoun", "which")
_CARRYING = GOES_ON | _STANDING_FOR | kinds("to") | {_NOWHERE}  # before these the agent may be the one of the last act
_OPENING = GOES_ON | kinds("to") | {_NOWHERE}
_RELATIVE = kinds("who", "which", "that")
_SAYS, _BY, _BY_FROM = kinds("says"), kinds("by"), kinds("by", "from", "of")
(_COMMA,), (_AND,), (_FROM,), (_THAT,), (_BETWEEN,) = map(kinds, (",", "and", "from", "that", "between"))
NOBODY = -1


class Act(NamedTuple):
    """An act: the rows of agent and target, the row of the cue that tells it, its root and status."""

    agent: int  # NOBODY where none is named
    target: int
    cue: int
    root: str
    status: str
    mutual: bool


class Ends(NamedTuple):
    """Who acts and on whom; whether both do; whether one only says that the other must."""

    agent: Actor | None
    target: Actor | None
    mutual: bool = False
    asked: bool = False


def read_acts(sentence: Sentence, told: Sequence[Told]) -> list[Act]:
    """Return the acts of a sentence in the order of the cues that tell them.

    What its verbs say goes before participles and purposes ("..., killing two"), and these before nouns that only tell when and where
    ("after talks").
    """
    for rank in sorted({one.rank for one in told}):
        if acts := _read_rank(sentence, told, rank):
            return acts
    return []


def _read_rank(sentence: Sentence, told: Sequence[Told], rank: int) -> list[Act]:
    """Return the acts that cues up to a rank tell, in order."""
    acts: list[Act] = []
    agent: Actor | None = None
    for one in told:
        if one.rank > rank or (acts and not _is_free(sentence, one, acts[-1].root)):
            continue
        ends = _read_noun(sentence, one) if one.is_noun else _read_verb(sentence, one, agent)
        if ends.agent is None and ends.target is None:
            continue
        agent = ends.agent or agent
        root, status = ("REQUEST", "asserted") if ends.asked else (one.turned, one.status)
        target = ends.target.row if ends.target else NOBODY
        acts += [Act(actor, target, one.row, root, status, ends.mutual) for actor in _list_agents(sentence, ends)]
    return acts


def _list_agents(sentence: Sentence, ends: Ends) -> list[int]:
    """Return the rows of who acts: "Malaysia and Indonesia condemned Israel" are two acts."""
    if ends.agent is None:
        return [NOBODY]
    if ends.target is not None and not ends.asked:
        joint = _joint(sentence, ends.agent)
        if joint is not None and joint.who != ends.target.who:
            return [joint.row, ends.agent.row]
    return [ends.agent.row]


def _is_free(sentence: Sentence, told: Told, root: str) -> bool:
    """Say whether a cue behind another act is an act of its own: a finite verb with its own subject, or one that goes on with the last."""
    before = told.before
    if told.is_noun or not told.finite or before < 0:
        return False
    if sentence.kinds[before] in _GOING_ON:
        return root not in _OUTER or sentence.kinds[max(0, before - 1)] != _THAT
    own = next((one for one in sentence.actors_in(before - BACK, before + 1) if one.last >= before), None)
    return own is not None and not (root in _OUTER and _THAT in sentence.kinds[max(0, own.first - BACK) : own.first])


def _read_verb(sentence: Sentence, told: Told, agent: Actor | None) -> Ends:
    """Return who acts on whom by a verb."""
    last, before = told.last, told.before
    subject = _subject(sentence, told, agent)
    if told.voice == "passive":
        return Ends(_behind(sentence, last, subject, _BY_FROM), subject)
    if told.finite and told.verbal and (told.passive or subject is None):
        by = _behind(sentence, last, subject, _BY)
        if by is not None or told.passive:
            return Ends(by, subject or _behind(sentence, last, by))
    speaker = _obliging(sentence, subject) if told.obliged and subject is not None else None
    if speaker is not None:
        return Ends(speaker, subject, asked=True)
    target = _behind(sentence, last, subject, through=told.root in _THROUGH)
    joint = _joint(sentence, subject)
    if joint is not None and (target is None or target.who == joint.who):
        return Ends(joint, subject, mutual=True)
    if target is None and subject is not None:  # "Turkey, together with Malaysia, exercised"
        target = next((one for one in sentence.actors_in(subject.last + 1, before + 1) if one.is_hidden), None)
    return Ends(subject, target, mutual=told.voice == "mutual")


def _obliging(sentence: Sentence, subject: Actor) -> Actor | None:
    """Return the actor who says that the subject must do something: that asks for it."""
    speakers = reversed(sentence.actors_in(subject.first - 2 * FAR, subject.first))
    return next((one for one in speakers if not _SAYS.isdisjoint(sentence.kinds[one.last + 1 : subject.first])), None)


def _subject(sentence: Sentence, told: Told, agent: Actor | None) -> Actor | None:
    """Return the actor that is the subject of a cue; `agent` is that of the last act."""
    before = told.before
    kind = sentence.kinds[before] if before >= 0 else _NOWHERE
    earlier = [one for one in sentence.actors_in(before - 2 * FAR, before + 1) if one.last <= before]
    if not earlier:
        return agent if kind in _CARRYING else None
    if kind in GOES_ON and agent is not None:
        return agent
    if kind == _COMMA and (apart := _set_apart(sentence, before, earlier)) is not None:
        return apart
    if kind in _STANDING_FOR:
        return agent or next((one for one in earlier if not one.is_hidden), None)
    inside = [one for one in reversed(earlier) if one.first >= told.clause]
    for one in inside:
        if not one.is_hidden and sentence.joins(one.last + 1, before):
            return one
    for one in inside:  # "troops from Rwanda attacked", where there is no other
        if _FROM in sentence.kinds[max(0, one.first - BACK) : one.first] and sentence.joins(one.last + 1, before):
            return one
    if kind in _RELATIVE and before - earlier[-1].last <= BACK:
        return earlier[-1]
    if kind in _OPENING:
        return agent or next((one for one in earlier if not one.is_hidden), None)
    return None


def _set_apart(sentence: Sentence, before: int, earlier: Sequence[Actor]) -> Actor | None:
    """Return the actor before what commas set apart: "Turkey, a member of NATO, condemned"."""
    comma = next((n for n in range(before - 1, max(-1, before - 2 * FAR), -1) if sentence.kinds[n] == _COMMA), 0)
    outside = [one for one in earlier if one.last < comma and sentence.joins(one.last + 1, comma) and not one.is_hidden]
    return outside[-1] if outside else None


def _behind(
    sentence: Sentence, last: int, subject: Actor | None, after: frozenset[int] | None = None, *, through: bool = False
) -> Actor | None:
    """Return the first actor behind a cue that is not the subject; with `after`, the first behind one of these words."""
    if after is not None and after.isdisjoint(sentence.kinds[last + 1 : last + FAR + 1]):
        return None
    for actor in sentence.actors_in(last + 1, last + FAR + 2):
        if (subject is not None and actor.who == subject.who) or not sentence.joins(last + 1, actor.first, through=through):
            continue
        if after is None or not after.isdisjoint(sentence.kinds[max(last + 1, actor.first - BACK) : actor.first]):
            return sentence.find_head(actor)
    return None


def _joint(sentence: Sentence, subject: Actor | None) -> Actor | None:
    """Return the actor that is joined to the subject before it: "Malaysia and Turkey"."""
    if subject is None:
        return None
    for actor in reversed(sentence.actors_in(subject.first - FAR, subject.first)):
        between = sentence.kinds[actor.last + 1 : subject.first]
        if _AND in between and between[0] != _COMMA and len(between) <= 2 * BACK and sentence.joins(actor.last + 1, subject.first):
            return actor
    return None


def _read_noun(sentence: Sentence, told: Told) -> Ends:
    """Return who acts on whom by a noun: "Turkey's attack on", "talks between", "an attack by"."""
    first, last = told.first, told.last
    at = sentence.kinds.find(_BETWEEN, last + 1, last + FAR)
    if at >= 0 and not sentence.breaks(last + 1, at):
        return _read_between(sentence, at)
    by = _behind(sentence, last, None, _BY)
    if by is not None:
        before = _subject(sentence, told, None)  # "Boeing was awarded a contract by"
        passive = before is not None and not BE.isdisjoint(sentence.kinds[before.last + 1 : first])
        return Ends(by, _behind(sentence, last, by) or (before if passive else None), mutual=told.voice == "mutual")
    agent = _owner(sentence, first) or (None if told.rank else _subject(sentence, told, None))
    if agent is None:
        return Ends(None, None)
    target = _behind(sentence, last, agent)
    joint = _joint(sentence, agent) if target is None else None  # "Malaysia and Turkey inked a pact"
    return Ends(joint, agent, mutual=True) if joint else Ends(agent, target, mutual=told.voice == "mutual")


def _read_between(sentence: Sentence, at: int) -> Ends:
    """Return the two who act on each other: "talks between Malaysia and Turkey"."""
    first = next(map(sentence.find_head, sentence.actors_in(at, at + FAR)), None)
    other = _behind(sentence, first.last, first, kinds("and")) if first else None
    return Ends(first, other, mutual=True) if other else Ends(None, None)


def _owner(sentence: Sentence, first: int) -> Actor | None:
    """Return the actor right before a noun: "Turkey's surprise attack", "the Turkish attack"."""
    actor = next(reversed(sentence.actors_in(first - FAR, first)), None)
    return actor if actor and first - actor.last <= BACK and sentence.joins(actor.last + 1, first) else None
