"""Who says it: rules that read the words before and behind a verb of speech, in one sentence and without a parser.

The subject is looked for where English puts it: before the verb, over adverbs and what commas set apart; behind it, after a
quotation ("...," said X); else at the head of the sentence. It counts only if it can speak: a name, a pronoun, or a noun of
`cuttings.knowledge.speech`. "The discussions underscored" is no speech.
"""

from typing import NamedTuple

from cuttings.small_words import MARKS
from cuttings.speech_cues import Cue
from cuttings.speech_words import BACK, FAR, MARK, NAME, ON, PREPOSITION, Sentence, closes, is_adverbial, kinds
from cuttings.word_bytes import SIGN

APART = 25  # words that commas set apart, at most
_JOINING, _CLAUSE, _INSIDE, _PLURAL = kinds("joining"), kinds("clause"), kinds("inside"), kinds("plural")
_APART, _END, _ARTICLE, _PLACE, _AND_BY = kinds("apart"), kinds("end"), kinds("article"), kinds("place"), kinds("and", "by")
(_COMMA,), (_OPEN,), (_CLOSE,), (_AND,), (_BY,), (_IT,), (_WHO,) = map(kinds, (",", "(", ")", "and", "by", "it", "who"))


class Subject(NamedTuple):
    """The words of a speaker, from the first to the last of them, and what they are: name, pronoun, or a kind of source."""

    first: int
    last: int
    kind: str
    head: int


class Reading(NamedTuple):
    """What the rules read around a verb: its subject, where that stands (before, behind, opening), and what the verb is about."""

    subject: Subject
    side: str
    about: str  # quote, that, clause, to, object


def read_verb(words: Sentence, cue: Cue, earlier: Subject | None) -> Reading | None:
    """Return the subject of a verb and what it is about; None where the verb is a noun, or nobody can be found who speaks.

    `earlier` is the subject of the verb of speech before it in the sentence.
    """
    first, last, verb = cue.first, cue.last, cue.verb
    about = "quote" if cue.may_answer and is_adverbial(words, last + 1, words.end) else cue.about
    if cue.by and about == "object":  # "a review ordered by the ministry"
        return None
    if cue.direct and (subject := _before(words, cue.at)):
        about = "clause" if about == "object" and _is_aside(words, subject.first, last + 1) else about
        return Reading(subject, "before", about) if _agrees(words, cue, subject) else None
    closed = closes(words, first)
    if (closed or cue.joined) and not cue.participle and (subject := _behind(words, last + 1)):
        if closed:
            return Reading(subject, "behind", "quote")
        if subject.last + 2 >= words.end and verb.kind == "public" and not verb.plain:  # "It is late, said an official."
            return Reading(subject, "behind", "clause")
    if cue.joined or cue.participle:
        subject = earlier or _opening(words, first)
        return Reading(subject, "opening", about) if subject else None
    return None


def _is_aside(words: Sentence, first: int, end: int) -> bool:
    """Say whether signs set words apart from the rest of the sentence: ", officials confirmed."."""
    return first > 0 and words.kinds[first - 1] == _COMMA and end < words.end and words.kinds[end] in _END


def read_source(words: Sentence, at: int) -> Reading | None:
    """Return the source that begins at a place, behind "according to"; where that opens the sentence, it reaches to the comma."""
    end = next((n for n in range(at, min(at + APART, words.end)) if words.marks[n] & SIGN), at)
    if at > 3 or end == at or words.kinds[end] != _COMMA:
        end = at
        while end < words.end and end - at < FAR and (words.marks[end] & ON or words.kinds[end] in _AND_BY):
            end += 1
        while end > at and words.kinds[end - 1] in PREPOSITION:
            end -= 1
    stop = next((n for n in range(at, end) if words.kinds[n] in PREPOSITION and words.kinds[n] != _BY), end)
    heads = [n for n in range(at, stop) if words.roles[n]]
    kind = words.role(heads[-1]) if heads else None
    return Reading(Subject(at, end - 1, kind, heads[-1]), "behind", "clause") if kind else None


def _agrees(words: Sentence, cue: Cue, subject: Subject) -> bool:
    """Say whether subject and verb go together: a base form wants several who speak; what is a noun as well, what is said beside it."""
    verb, before = cue.verb, cue.first - 1
    if not verb.plain and (not verb.noun or subject.kind == "pronoun"):
        return True
    several = words.kinds[subject.head] in _PLURAL or (subject.kind != "name" and words.small(subject.head).endswith("s"))
    if verb.noun and subject.kind != "pronoun":
        behind = words.small(cue.last + 1)
        fits = behind in ("that", ":", ",", verb.takes) or behind in MARKS or closes(words, subject.first)
        many = (several or words.kinds[before] in _PLURAL) and words.small(cue.first).endswith("s")  # "many claims"
        if not fits or many or words.small(before).endswith(("'s", "’s", "s'", "s’")):
            return False
    return several or not verb.plain or _AND in words.kinds[max(0, subject.first - 2) : subject.last]


def _before(words: Sentence, at: int) -> Subject | None:
    """Return the subject that ends at a place, or before what commas, dashes or brackets set apart there."""
    for _ in range(3):
        if at < 0:
            return None
        if words.kinds[at] not in _APART:
            subject = _phrase(words, at)
            return _with_apposition(words, subject, at, at) if subject else None
        opening = _OPEN if words.kinds[at] == _CLOSE else words.kinds[at]
        before = next((n for n in range(at - 1, max(-1, at - APART), -1) if words.kinds[n] == opening or words.kinds[n] in MARK), 0)
        if words.kinds[before] != opening:
            return None
        if subject := _phrase(words, before - 1):
            return _with_apposition(words, subject, before, at)
        at = before - 1
    return None


def _with_apposition(words: Sentence, subject: Subject, before: int, at: int) -> Subject:
    """Return the name that a subject goes with: before it ("Jane Example, a senator from Austin, Texas,") or set apart behind it."""
    if subject.kind in ("name", "pronoun"):
        return subject
    if subject.first > 1 and words.kinds[subject.first - 1] == _COMMA:
        name = _phrase(words, subject.first - 2)
        if name and name.kind == "name" and (name.first == 0 or words.kinds[name.first - 1] not in PREPOSITION):
            return name
    if before < at and all(mark & NAME for mark in words.marks[before + 1 : at]):
        return Subject(subject.first, at - (words.kinds[at] != _CLOSE), "name", at - 1)
    return subject


def _phrase(words: Sentence, last: int) -> Subject | None:
    """Return the noun phrase that ends at a place, if it can speak."""
    if last >= 0 and words.kinds[last] == _WHO:
        before = last - 1 - (words.kinds[last - 1] == _COMMA)
        named = _phrase(words, before) if before >= 0 and words.kinds[before] != _WHO else None
        if named is None or named.kind == "pronoun":
            return Subject(last, last, "pronoun", last)
        return named._replace(first=_first_name(words, named)) if named.kind == "name" else named  # "they met Jane Example, who said"
    first, marks = last, words.marks
    while first >= 0 and last - first < FAR and marks[first] & BACK:
        first -= 1
    first += 1
    first += first <= last and words.kinds[first] in _JOINING
    if first > last or words.kinds[last] in _JOINING:
        return None
    prepositions = [n for n, kind in enumerate(words.kinds[first : last + 1], first) if kind in PREPOSITION]
    if prepositions and prepositions[0] == first:  # "In Kabul officials said": only the last word is sure
        first = last
    head = prepositions[0] - 1 if prepositions and prepositions[0] > first else last
    kind = words.role(head)
    if first == last and prepositions and kind not in ("name", "pronoun"):
        return None
    if kind == "pronoun":
        return Subject(last, last, kind, last) if head == last else None
    end = next((n - 1 for n in prepositions if n > head and _tells_when(words, n)), last)
    return Subject(first, end, kind, head) if kind else None


def _tells_when(words: Sentence, n: int) -> bool:
    """Say whether a preposition does not go on with a subject, but tells when or how: "the party on Monday", "in a statement"."""
    return words.kinds[n] not in _INSIDE or (words.kinds[n] in _PLACE and words.kinds[n + 1] in _ARTICLE)


def _first_name(words: Sentence, subject: Subject) -> int:
    """Return the place of the first of the words of a name that stand together."""
    return max((n + 1 for n in range(subject.first, subject.head) if not words.marks[n] & NAME), default=subject.first)


def _behind(words: Sentence, at: int) -> Subject | None:
    """Return the subject that begins at a place, behind its verb."""
    end = at
    while end < words.end and end - at < FAR and words.marks[end] & ON:
        end += 1
    if end == at:
        return None
    if words.role(at) == "pronoun" and words.kinds[at] != _IT:
        return Subject(at, at, "pronoun", at)
    preposition = next((n for n in range(at, end) if words.kinds[n] in PREPOSITION), end)
    kind = words.role(preposition - 1) if preposition > at else None
    return Subject(at, end - 1, kind, preposition - 1) if kind and kind != "pronoun" else None


def _opening(words: Sentence, before: int) -> Subject | None:
    """Return the subject at the head of a sentence, behind an adverbial and its comma."""
    at = next((n for n in range(before) if not words.marks[n] & SIGN), before)
    if at < before and (words.kinds[at] in PREPOSITION or words.kinds[at] in _CLAUSE or words.small(at).endswith("ing")):
        at = next((n + 1 for n in range(at, before) if words.kinds[n] == _COMMA), before)
    for n in range(at, min(at + 8, before)):
        kind = words.role(n)
        if kind == "pronoun":
            return Subject(n, n, kind, n) if n == at else None
        if kind:
            end = n
            while end + 1 < before and words.marks[end + 1] & NAME:
                end += 1
            return Subject(at, end, kind, end)
        if words.marks[n] & SIGN or words.kinds[n] in PREPOSITION:
            return None
    return None
