"""Who says it: rules that read the words before and behind a verb of speech, in one sentence and without a parser.

The subject is looked for where English puts it: before the verb, over adverbs and what commas set apart; behind it, after a
quotation ("...," said X); else at the head of the sentence. It counts only if it can speak: a name, a pronoun, or a noun of
`cuttings.knowledge.speech`. "The discussions underscored" is no speech.
"""

import re
from typing import NamedTuple

from cuttings.actors import list_calendar
from cuttings.knowledge.speech import SpeechLexicon, Verb
from cuttings.speech_words import (
    ANY_HELPER,
    BE,
    CLAUSE,
    FAR,
    HAVE,
    INSIDE,
    JOINING,
    MARKS,
    MODALS,
    NO_VERB,
    NOT,
    PLURALS,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
    Words,
    closes,
    find_that,
    is_adverbial,
    is_name,
)

APART = 25  # words that commas set apart, at most
NEAR = 100  # characters within which a quotation or "that" is near a verb
DENIED = MODALS | NOT
_SIGN = re.compile(r"[\"“”„«»‘:]|[,.!?…]’|''|``")
_PARTICIPLES = ("known", "proven", "seen", "shown", "spoken", "sworn", "taken", "written")  # what no past tense is


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


def may_count(text: str, start: int, end: int, verb: Verb, mode: str) -> bool:
    """Say whether a form can be a verb of speech that counts, by the characters around it: a cheap look that spares many sentences.

    No verb stands behind an article, a preposition or beside a hyphen ("the report", "so-called"), and none that `read_verb` takes
    behind "would", "not" or "was", or with a capital amid a sentence. What strict takes besides are participles behind a form of
    "be", and, of verbs that want it, those with a quotation or "that" near, or a sign right behind.
    """
    if text.startswith("-", end) or text.startswith("-", start - 1, start):
        return False
    line = text[max(0, start - 12) : start].rpartition("\n")[2]  # a headline above says nothing of it
    before = (" " + line).rsplit(" ", 2)[-2].lower()
    if before in NO_VERB:
        return False
    if verb.takes == "source":
        return True
    form = text[start:end]
    if line[-1:] == " " and before[-1:].isalnum():
        if form[0].isupper() or before in DENIED or (before in BE and "ing" not in form.lower()):
            return False
    if mode == "broad":
        return True
    if form[-3:].lower() == "ing" and before not in BE:
        return False
    if verb.takes == "clause" or text.startswith((",", "."), end) or text.find("that", end, end + NEAR) >= 0:
        return True
    return _SIGN.search(text, max(0, start - NEAR), end + NEAR) is not None


def read_verb(words: Words, first: int, last: int, verb: Verb, lexicon: SpeechLexicon, earlier: Subject | None) -> Reading | None:
    """Return the subject of a verb and what it is about; None where the verb is a noun, or nobody can be found who speaks.

    The verb is ``words[first : last + 1]``; `earlier` is the subject of the verb of speech before it in the sentence.
    """
    at, about = _skip_helpers(words, first), _about(words, first, last, verb)
    helpers, participle = set(words.small[at + 1 : first]), words.small[first].endswith("ing")
    if _is_no_statement(words, first, last, helpers, participle, about == "object"):
        return None
    if (not participle or helpers & BE) and (subject := _before(words, at, lexicon)):
        about = "clause" if about == "object" and _is_aside(words, subject.first, last + 1) else about
        return Reading(subject, "before", about) if _agrees(words, first, last, subject, verb) else None
    closed, joined = closes(words, first), at >= 0 and (words.text[at] == "," or words.small[at] in JOINING)
    if (closed or joined) and not participle and (subject := _behind(words, last + 1, lexicon)):
        if closed:
            return Reading(subject, "behind", "quote")
        if subject.last + 2 >= len(words) and verb.kind == "public" and not verb.plain:  # "It is late, said an official."
            return Reading(subject, "behind", "clause")
    if joined or participle:
        subject = earlier or _opening(words, first, lexicon)
        return Reading(subject, "opening", about) if subject else None
    return None


def _is_no_statement(words: Words, first: int, last: int, helpers: set[str], participle: bool, with_object: bool) -> bool:
    """Say whether a form states nothing: a name, a verb behind "not", "would" or "was", another's ("a review ordered by the ministry")."""
    if first and words.text[first][0].isupper():
        return True
    if not helpers & HAVE and not participle:
        past = words.small[first]
        if past.endswith(_PARTICIPLES) or (with_object and words.small[last + 1 : last + 2] == ["by"]):
            return True
    denied = helpers & DENIED or any(helper.endswith(("n't", "n’t")) for helper in helpers)
    return bool(denied) or (not participle and bool(helpers & BE))


def _is_aside(words: Words, first: int, end: int) -> bool:
    """Say whether signs set words apart from the rest of the sentence: ", officials confirmed."."""
    return first > 0 and words.text[first - 1] == "," and words.text[end : end + 1] in ([","], ["."])


def read_source(words: Words, at: int, lexicon: SpeechLexicon) -> Reading | None:
    """Return the source that begins at a place, behind "according to"; where that opens the sentence, it reaches to the comma."""
    end = next((n for n in range(at, min(at + APART, len(words))) if words.is_sign(n)), at)
    if at > 3 or end == at or words.text[end] != ",":
        end = at
        while end < len(words) and end - at < FAR and (_goes_on(words, end) or words.small[end] in ("and", "by")):
            end += 1
        while end > at and words.small[end - 1] in PREPOSITIONS:
            end -= 1
    stop = next((n for n in range(at, end) if words.small[n] in PREPOSITIONS and words.small[n] != "by"), end)
    heads = [n for n in range(at, stop) if _kind(words, n, lexicon)]
    kind = _kind(words, heads[-1], lexicon) if heads else None
    return Reading(Subject(at, end - 1, kind, heads[-1]), "behind", "clause") if kind else None


def _about(words: Words, first: int, last: int, verb: Verb) -> str:
    """Return what a verb is about, by the words around it."""
    behind = words.small[last + 1 : last + 9]
    if not MARKS.isdisjoint(behind) or behind[:1] == [":"] or not MARKS.isdisjoint(words.text[max(0, first - FAR) : first]):
        return "quote"
    if find_that(words, last + 1) is not None:
        return "that"
    if words.after_quotation and first < FAR and is_adverbial(words, last + 1, len(words)):
        return "quote"
    if verb.takes == "to" and "to" in behind[:5]:
        return "to"
    return "clause" if verb.takes == "clause" else "object"


def _agrees(words: Words, first: int, last: int, subject: Subject, verb: Verb) -> bool:
    """Say whether subject and verb go together: a base form wants several who speak; what is a noun as well, what is said beside it."""
    head = words.small[subject.head]
    several = head in PLURALS or (head.endswith("s") and subject.kind != "name")
    if verb.noun and subject.kind != "pronoun":
        before, behind = words.small[first - 1], words.small[last + 1] if last + 1 < len(words) else ""
        fits = behind in ("that", ":", ",", verb.takes) or behind in MARKS or closes(words, subject.first)
        many = (several or before in PLURALS) and words.small[first].endswith("s")  # "many claims"
        if not fits or many or before.endswith(("'s", "’s", "s'", "s’")):
            return False
    return several or not verb.plain or "and" in words.small[max(0, subject.first - 2) : subject.last]


def _skip_helpers(words: Words, at: int) -> int:
    """Return the place before the auxiliaries and adverbs that stand before a verb."""
    at -= 1
    while at >= 0 and (words.small[at] in ANY_HELPER or words.text[at].endswith(("ly", "n't", "n’t"))):
        at -= 1
    return at


def _before(words: Words, at: int, lexicon: SpeechLexicon) -> Subject | None:
    """Return the subject that ends at a place, or before what commas, dashes or brackets set apart there."""
    for _ in range(3):
        if at < 0:
            return None
        if words.text[at] not in (",", ")", "–", "—"):
            subject = _phrase(words, at, lexicon)
            return _with_apposition(words, subject, at, at, lexicon) if subject else None
        opening = "(" if words.text[at] == ")" else words.text[at]
        before = next((n for n in range(at - 1, max(-1, at - APART), -1) if words.text[n] == opening or words.text[n] in MARKS), 0)
        if words.text[before] != opening:
            return None
        if subject := _phrase(words, before - 1, lexicon):
            return _with_apposition(words, subject, before, at, lexicon)
        at = before - 1
    return None


def _with_apposition(words: Words, subject: Subject, before: int, at: int, lexicon: SpeechLexicon) -> Subject:
    """Return the name that a subject goes with: before it ("Jane Example, a senator from Austin, Texas,") or set apart behind it."""
    if subject.kind in ("name", "pronoun"):
        return subject
    if subject.first > 1 and words.text[subject.first - 1] == ",":
        name = _phrase(words, subject.first - 2, lexicon)
        if name and name.kind == "name" and (name.first == 0 or words.small[name.first - 1] not in PREPOSITIONS):
            return name
    if before < at and all(is_name(word) for word in words.text[before + 1 : at]):
        return Subject(subject.first, at - (words.text[at] != ")"), "name", at - 1)
    return subject


def _phrase(words: Words, last: int, lexicon: SpeechLexicon) -> Subject | None:
    """Return the noun phrase that ends at a place, if it can speak."""
    if last >= 0 and words.small[last] == "who":
        before = last - 1 - (words.text[last - 1] == ",")
        named = _phrase(words, before, lexicon) if before >= 0 and words.small[before] != "who" else None
        if named is None or named.kind == "pronoun":
            return Subject(last, last, "pronoun", last)
        return named._replace(first=_first_name(words, named)) if named.kind == "name" else named  # "they met Jane Example, who said"
    first = last
    while first >= 0 and last - first < FAR and _goes_back(words, first, lexicon):
        first -= 1
    first += 1
    first += first <= last and words.small[first] in JOINING
    if first > last or words.small[last] in JOINING:
        return None
    prepositions = [n for n in range(first, last + 1) if words.small[n] in PREPOSITIONS]
    if prepositions and prepositions[0] == first:  # "In Kabul officials said": only the last word is sure
        first = last
    head = prepositions[0] - 1 if prepositions and prepositions[0] > first else last
    kind = _kind(words, head, lexicon)
    if first == last and prepositions and kind not in ("name", "pronoun"):
        return None
    if kind == "pronoun":
        return Subject(last, last, kind, last) if head == last else None
    end = next((n - 1 for n in prepositions if n > head and _tells_when(words, n)), last)
    return Subject(first, end, kind, head) if kind else None


def _tells_when(words: Words, n: int) -> bool:
    """Say whether a preposition does not go on with a subject, but tells when or how: "the party on Monday", "in a statement"."""
    return words.small[n] not in INSIDE or (words.small[n] in ("in", "at") and words.small[n + 1] in ("a", "an"))


def _first_name(words: Words, subject: Subject) -> int:
    """Return the place of the first of the words of a name that stand together."""
    return max((n + 1 for n in range(subject.first, subject.head) if not is_name(words.text[n])), default=subject.first)


def _goes_back(words: Words, n: int, lexicon: SpeechLexicon) -> bool:
    """Say whether a word can belong to a subject that stands before its verb."""
    word, small = words.text[n], words.small[n]
    if (words.is_sign(n) and word not in "$'’") or small in CLAUSE or small in VERBS:
        return False
    verb = lexicon.verbs.get(small)
    return verb is None or verb.noun or verb.plain or word[0].isupper()


def _behind(words: Words, at: int, lexicon: SpeechLexicon) -> Subject | None:
    """Return the subject that begins at a place, behind its verb."""
    end = at
    while end < len(words) and end - at < FAR and _goes_on(words, end):
        end += 1
    if end == at:
        return None
    if words.small[at] in PRONOUNS and words.small[at] != "it":
        return Subject(at, at, "pronoun", at)
    preposition = next((n for n in range(at, end) if words.small[n] in PREPOSITIONS), end)
    kind = _kind(words, preposition - 1, lexicon) if preposition > at else None
    return Subject(at, end - 1, kind, preposition - 1) if kind and kind != "pronoun" else None


def _goes_on(words: Words, n: int) -> bool:
    """Say whether a word can belong to a subject that stands behind its verb."""
    small = words.small[n]
    stops = words.is_sign(n) or small in CLAUSE or small == "and" or words.text[n] in list_calendar()
    return not stops and (small not in PREPOSITIONS or small in INSIDE)


def _opening(words: Words, before: int, lexicon: SpeechLexicon) -> Subject | None:
    """Return the subject at the head of a sentence, behind an adverbial and its comma."""
    at = next((n for n in range(before) if not words.is_sign(n)), before)
    if at < before and (words.small[at] in PREPOSITIONS or words.small[at] in CLAUSE or words.small[at].endswith("ing")):
        at = next((n + 1 for n in range(at, before) if words.text[n] == ","), before)
    for n in range(at, min(at + 8, before)):
        kind = _kind(words, n, lexicon)
        if kind == "pronoun":
            return Subject(n, n, kind, n) if n == at else None
        if kind:
            end = n
            while end + 1 < before and is_name(words.text[end + 1]):
                end += 1
            return Subject(at, end, kind, end)
        if words.is_sign(n) or words.small[n] in PREPOSITIONS:
            return None
    return None


def _kind(words: Words, n: int, lexicon: SpeechLexicon) -> str | None:
    """Return what a word is that can speak."""
    small = words.small[n]
    if small in PRONOUNS:
        return "pronoun"
    return lexicon.sources.get(small) or ("name" if is_name(words.text[n]) else None)
