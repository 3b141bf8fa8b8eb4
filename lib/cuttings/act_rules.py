"""Who does what to whom: rules that read actors and cues of acts in one sentence, in their order and without a parser.

The agent is the nearest actor before the verb that no preposition hides and no other verb parts from it; behind "by" in the passive; the
one before, where the verb goes on ("and sent", "it sent"). The target is the next actor behind the cue that no other verb parts from it.
What governs comes first: of "agreed to release" the act is the agreement, of "lifted the sanctions" their end.
"""

from collections.abc import Sequence
from typing import NamedTuple

from cuttings.act_words import BACK, DETERMINERS, FAR, FUTURE, GOES_ON, NEAR, Actor, Found, Sentence, find_head
from cuttings.knowledge.acts import Root
from cuttings.speech_words import BE, HAVE, NOT, PREPOSITIONS, PRONOUNS

REACH = 6  # words from an empty verb to the noun that it carries: "launched a wave of deadly attacks"
_PROSPECT = frozenset(  # words that put what follows "to" before us
    "ready set plan plans planned planning intend intends intended expected expects due likely want wants wanted hope hopes aim aims aimed "
    "prepare prepares prepared preparing consider considers considering decide decides decided about going seek seeks sought scheduled "
    "able willing poised eager try tries tried trying attempt attempts attempted".split()
)
_NEGATED = NOT | frozenset("without no cannot fails failed fail failing unable unwilling".split())
_TURNING = _PROSPECT | _NEGATED
_WITHOUT = frozenset(["no", "without"])
_OBLIGED = frozenset("must should".split())
_SAYS = frozenset("say says said saying tell tells told insist insists insisted stress stresses stressed".split())
_BY, _FROM = frozenset(["by"]), frozenset(["by", "from", "of"])
_OUTER = frozenset(["REQUEST", "REJECT", "ACCUSE"])  # what they say of somebody ("denied that it attacked") is no act told by the text
_THROUGH = frozenset(["AGREE", "REQUEST", "REJECT", "THREATEN"])  # the target may stand behind an infinitive: "agreed to send aid to"
_STANDING_FOR = PRONOUNS - {"who"}
_CARRYING = GOES_ON | _STANDING_FOR | {"to", ""}  # before these the agent may be the one of the last act


class Told(NamedTuple):
    """A cue that tells an act: the place before its helpers, whether it is a noun, its rank, its root and its last part."""

    found: Found
    before: int
    is_noun: bool
    rank: int
    root: str
    last: Found


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


def read_acts(sentence: Sentence, roots: dict[str, Root]) -> list[Act]:
    """Return the acts of a sentence in the order of their cues.

    What its verbs say goes before participles and purposes ("..., killing two"), and these before nouns that only tell when and where
    ("after talks").
    """
    cues = enumerate(sentence.cues)
    told = [one for n, found in cues if found.cue.helper != "DECOY" and (one := _tell(sentence, n, found, roots)) is not None]
    for rank in sorted({one.rank for one in told}):
        if acts := _read_rank(sentence, [one for one in told if one.rank <= rank], roots):
            return acts
    return []


def _tell(sentence: Sentence, n: int, found: Found, roots: dict[str, Root]) -> Told | None:
    """Return what a cue tells, if it tells an act."""
    resolved = _resolve(sentence, n, roots)
    if resolved is None:
        return None
    before, is_noun = sentence.before_helpers(found.first), found.cue.match == "noun" or sentence.nominal[n]
    rank = _rank_noun(sentence, found) if is_noun else _rank_verb(sentence, found, before)
    return Told(found, before, is_noun, rank, *resolved)


def _rank_noun(sentence: Sentence, found: Found) -> int:
    """Return whether a noun is the last resort (2), behind a preposition, or not (0)."""
    for n in range(found.first - 1, max(-1, found.first - 1 - NEAR), -1):
        if sentence.small[n] in PREPOSITIONS:
            return 0 if sentence.small[n] == "of" else 2
        if not sentence.text[n][0].isalnum():
            return 0
    return 0


def _rank_verb(sentence: Sentence, found: Found, before: int) -> int:
    """Return whether a verb is a participle or a purpose (1), or not (0)."""
    if found.cue.finite:
        return int(before > 0 and sentence.small[before] == "to" and sentence.small[before - 1] not in _TURNING)
    return int(BE.isdisjoint(sentence.small[before + 1 : found.first]))


def _read_rank(sentence: Sentence, told: Sequence[Told], roots: dict[str, Root]) -> list[Act]:
    """Return the acts that cues tell, in order."""
    acts: list[Act] = []
    agent: Actor | None = None
    for one in told:
        if acts and not _is_free(sentence, one, acts[-1].root):
            continue
        ends = _read_noun(sentence, one) if one.is_noun else _read_verb(sentence, one, agent)
        if ends.agent is None and ends.target is None:
            continue
        agent = ends.agent or agent
        status = "asserted" if ends.asked else _status(sentence, one.found, one.before)
        turned = "REQUEST" if ends.asked else _turn(roots[one.root], status)
        both = [ends.agent]  # "Malaysia and Indonesia condemned Israel" are two acts
        if ends.target is not None and ends.agent is not None and not ends.asked and (joint := _joint(sentence, ends.agent)) is not None:
            both = [joint, ends.agent] if joint.who != ends.target.who else both
        for actor in both:
            rows = (actor.row if actor else None, ends.target.row if ends.target else None)
            acts.append(Act(*rows, one.found.start, one.last.end, one.found.cue.term, turned, status.split()[-1], ends.mutual))
    return acts


def _resolve(sentence: Sentence, n: int, roots: dict[str, Root], depth: int = NEAR) -> tuple[str, Found] | None:
    """Return the root of a cue and the last cue that tells it: of an empty verb, or of one that undoes, the noun behind it."""
    found = sentence.cues[n]
    own = (found.cue.root, found) if found.cue.root else None
    undoing = _undoing(sentence, n)
    if own is not None and undoing is not None:
        return _undo(own[0], roots), undoing
    if found.cue.helper in ("", "DECOY") or n + 1 == len(sentence.cues) or not depth or not _carries(sentence, n):
        return own
    carried = _resolve(sentence, n + 1, roots, depth - 1)
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
    if sentence.small[verb.last] in HAVE and noun.first > verb.last + 1 and sentence.small[verb.last + 1] not in DETERMINERS:
        return False  # "has suspended the talks": an auxiliary
    nominal = noun.cue.match != "verb" or sentence.nominal[n + 1] or not noun.cue.finite
    return nominal and noun.first - verb.last <= REACH and not sentence.breaks(verb.last + 1, noun.first)


def _is_free(sentence: Sentence, told: Told, root: str) -> bool:
    """Say whether a cue behind another act is an act of its own: a finite verb with its own subject, or one that goes on with the last."""
    before = told.before
    if told.is_noun or not told.found.cue.finite or before < 0:
        return False
    if sentence.small[before] in GOES_ON or sentence.small[before] in PRONOUNS or sentence.small[before] == "which":
        return root not in _OUTER or sentence.small[max(0, before - 1)] != "that"
    own = next((one for one in sentence.actors_in(before - BACK, before + 1) if one.last >= before), None)
    return own is not None and not (root in _OUTER and "that" in sentence.small[max(0, own.first - BACK) : own.first])


def _read_verb(sentence: Sentence, told: Told, agent: Actor | None) -> Ends:
    """Return who acts on whom by a verb."""
    found, last, before = told.found, told.last.last, told.before
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
    target = _behind(sentence, last, subject, through=told.root in _THROUGH)
    joint = _joint(sentence, subject)
    if joint is not None and (target is None or target.who == joint.who):
        return Ends(joint, subject, mutual=True)
    if target is None and subject is not None:  # "Turkey, together with Malaysia, exercised"
        target = next((one for one in sentence.actors_in(subject.last + 1, before + 1) if sentence.is_hidden(one)), None)
    return Ends(subject, target, mutual=found.cue.voice == "mutual")


def _obliging(sentence: Sentence, subject: Actor | None, helpers: set[str], found: Found) -> Actor | None:
    """Return the actor who says that the subject must do something: that asks for it."""
    if subject is None:
        return None
    needs = sentence.small[found.first - 1] == "to" and sentence.small[found.first - 2] in ("has", "have", "needs")
    if not needs and helpers.isdisjoint(_OBLIGED):
        return None
    speakers = reversed(sentence.actors_in(subject.first - 2 * FAR, subject.first))
    return next((one for one in speakers if not _SAYS.isdisjoint(sentence.small[one.last + 1 : subject.first])), None)


def _subject(sentence: Sentence, before: int, agent: Actor | None) -> Actor | None:
    """Return the actor that is the subject of a verb, whose helpers begin behind a place."""
    small = sentence.small[before] if before >= 0 else ""
    earlier = [one for one in sentence.actors_in(before - 2 * FAR, before + 1) if one.last <= before]
    if not earlier:
        return agent if small in _CARRYING else None
    if small in GOES_ON and agent is not None:
        return agent
    if small == "," and (apart := _set_apart(sentence, before, earlier)) is not None:
        return apart
    if small in _STANDING_FOR:
        return agent or next((one for one in earlier if not sentence.is_hidden(one)), None)
    clause = sentence.clause_start(before)
    inside = [one for one in earlier if one.first >= clause and sentence.joins(one.last + 1, before)]
    open_ = [one for one in inside if not sentence.is_hidden(one)]
    if open_ or (open_ := [one for one in inside if "from" in sentence.small[max(0, one.first - BACK) : one.first]]):
        return open_[-1]  # "troops from Rwanda attacked", where there is no other
    if small in ("who", "which", "that") and earlier and before - earlier[-1].last <= BACK:
        return earlier[-1]
    if small in GOES_ON or small in ("to", ""):
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
    if after is not None and after.isdisjoint(sentence.small[last + 1 : last + FAR + 1]):
        return None
    for actor in sentence.actors_in(last + 1, last + FAR + 2):
        if (subject is not None and actor.who == subject.who) or not sentence.joins(last + 1, actor.first, through=through):
            continue
        if after is None or not after.isdisjoint(sentence.small[max(last + 1, actor.first - BACK) : actor.first]):
            return find_head(sentence, actor)
    return None


def _joint(sentence: Sentence, subject: Actor | None) -> Actor | None:
    """Return the actor that is joined to the subject before it: "Malaysia and Turkey"."""
    if subject is None:
        return None
    for actor in reversed(sentence.actors_in(subject.first - FAR, subject.first)):
        between = sentence.small[actor.last + 1 : subject.first]
        if between[:1] != [","] and "and" in between and len(between) <= 2 * BACK and sentence.joins(actor.last + 1, subject.first):
            return actor
    return None


def _read_noun(sentence: Sentence, told: Told) -> Ends:
    """Return who acts on whom by a noun: "Turkey's attack on", "talks between", "an attack by"."""
    found, last = told.found, told.last.last
    near = sentence.small[last + 1 : last + FAR]
    at = last + 1 + near.index("between") if "between" in near else None
    if at is not None and not sentence.breaks(last + 1, at):
        first = next((find_head(sentence, one) for one in sentence.actors_in(at, at + FAR)), None)
        other = _behind(sentence, first.last, first, frozenset(["and"])) if first else None
        return Ends(first, other, mutual=True) if other else Ends(None, None)
    by = _behind(sentence, last, None, _BY)
    if by is not None:
        before = _subject(sentence, found.first - 1, None)  # "Boeing was awarded a contract by"
        passive = before is not None and not BE.isdisjoint(sentence.small[before.last + 1 : found.first])
        return Ends(by, _behind(sentence, last, by) or (before if passive else None), mutual=found.cue.voice == "mutual")
    agent = _owner(sentence, found) or (None if told.rank else _subject(sentence, found.first - 1, None))
    if agent is None:
        return Ends(None, None)
    target = _behind(sentence, last, agent)
    joint = _joint(sentence, agent) if target is None else None  # "Malaysia and Turkey inked a pact"
    return Ends(joint, agent, mutual=True) if joint else Ends(agent, target, mutual=found.cue.voice == "mutual")


def _owner(sentence: Sentence, found: Found) -> Actor | None:
    """Return the actor right before a noun: "Turkey's surprise attack", "the Turkish attack"."""
    actor = next(reversed(sentence.actors_in(found.first - FAR, found.first)), None)
    return actor if actor and found.first - actor.last <= BACK and sentence.joins(actor.last + 1, found.first) else None


def _status(sentence: Sentence, found: Found, before: int) -> str:
    """Return how a cue is put: asserted, prospective, negated, or "prospective negated"."""
    small = sentence.small
    around = set(small[before + 1 : found.first])
    around |= _PROSPECT.intersection(small[found.first : found.last + 1])  # "plans to" is a cue of its own
    if before >= 0 and small[before] == "to":
        around.update(small[max(0, before - 4) : before])
        around |= {"will"} if small[before - 1 : before] and small[before - 1] in BE else set()  # "is to host"
    around.update(_WITHOUT.intersection(small[max(0, found.first - 1) : found.first] + small[found.last + 1 : found.last + 2]))
    if not around:
        return "asserted"
    around |= {"will"} & {word.replace("won", "will")[:4] for word in around if word[-3:] in ("n't", "n’t")}
    future = not around.isdisjoint(FUTURE | _PROSPECT) and not around & HAVE  # "may have attacked" is of the past
    negated = not around.isdisjoint(_NEGATED) or any(word.endswith(("n't", "n’t")) for word in around)
    return " ".join(["prospective"] * future + ["negated"] * negated) or "asserted"


def _turn(root: Root, status: str) -> str:
    """Return the root that an act turns into when it is put into the future, or denied."""
    if status == "asserted":
        return root.name
    turns = {"prospective": root.future, "negated": root.negated, "prospective negated": root.negated_future}
    return turns[status]
