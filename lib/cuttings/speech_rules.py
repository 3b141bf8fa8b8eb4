"""Who says it: rules that read the words before and behind a verb of speech, in one sentence and without a parser.

The subject is looked for where English puts it: before the verb, over adverbs and what commas set apart; behind it, after a
quotation ("...," said X); else at the head of the sentence. It counts only if it can speak: a name, a pronoun, or a noun of
`cuttings.knowledge.speech`. "The discussions underscored" is no speech.
"""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

from cuttings.actors import list_calendar
from cuttings.knowledge import load_stopwords
from cuttings.knowledge.speech import SpeechLexicon, Verb

FAR = 14  # words of a subject, at most
APART = 25  # words that commas set apart, at most
PRONOUNS = frozenset("he she they we i you it who".split())
MARKS = frozenset(['"', "“", "”", "„", "«", "»", "‘", "''", "``"])  # no ’, which is mostly an apostrophe
_CLOSING = frozenset(['"', "”", "»", "’", "''"])
_WORD = re.compile(  # Python's own engine: here it takes a third of the time of `regex`
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|Gov|Sgt|Capt|Maj|Adm|Brig|Prof|St|Jr|Sr|[A-ZÀ-ÖØ-ÞĞİŞ])\.)++"
    r"|[^\W_]++(?:[-.'’&,][^\W_]++)*+|''|``|\S"
)
_BE = frozenset("is are was were be been being 's ’s".split())
_MODALS = frozenset("would could should might may must will shall can wo ca ’ll 'll ’d 'd to let".split())
_NOT = frozenset("not never n't n’t neither nor hardly".split())
_HELPERS = frozenset(
    "has have had having do does did also then later earlier now still just again even already once all each only long further first "
    "today yesterday alone too always often sometimes ever instead soon himself herself themselves itself both twice".split()
)
_VERBS = _BE | _MODALS | frozenset("has have had having do does did".split())
_LISTENERS = frozenset("reporters journalists lawmakers parliament him her them us me".split())
_ANY_HELPER = _BE | _MODALS | _NOT | _HELPERS
_CLAUSE = frozenset(
    "that which who whom whose when while because if as but although though whereas since until before after than so yet nor where how why "
    "whether what or unless".split()
)
_PREPOSITIONS = frozenset(
    "of in from for at on with by to about against over under during into through near within among between following amid outside inside "
    "via including behind across around toward towards upon".split()
)
_INSIDE = frozenset("of for from in at to".split())  # go on with a subject; the others tell when or how
_NO_VERB = frozenset(
    "to the a an his her their its our my your of in on for this that these no any by with from at into some such what".split()
)


class Words:
    """The words and signs of a sentence: as written, in small letters, and, where they are asked for, their places in the text."""

    def __init__(self, text: str, start: int, end: int, cues: Sequence[tuple[int, int]]) -> None:
        self.text: list[str] = []
        self.cues: list[tuple[int, int]] = []  # the first and the last word of each verb
        self._source, self._cuts = text, [start, *(cue[0] for cue in cues), end]
        self.after_quotation = text[max(0, start - 3) : start].rstrip(" ").endswith(tuple(_CLOSING))
        for n, (low, high) in enumerate(pairwise(self._cuts)):
            self.text += _WORD.findall(text, low, high)
            if n < len(cues):
                self.cues.append((len(self.text), len(self.text) + len(_WORD.findall(text, *cues[n])) - 1))
        self.small = [word.lower() for word in self.text]

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Return the places of the words in the text."""
        return [hit.span() for low, high in pairwise(self._cuts) for hit in _WORD.finditer(self._source, low, high)]

    def is_sign(self, n: int) -> bool:
        """Say whether the n-th is a sign, no word."""
        return not self.text[n][0].isalnum()


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


def may_be_verb(text: str, start: int) -> bool:
    """Say whether a verb can stand at a place: not behind an article, a preposition or a hyphen ("the report", "so-called")."""
    before = text[max(0, start - 8) : start]
    return before[-1:] != "-" and before.rpartition(" ")[0].rpartition(" ")[2].lower() not in _NO_VERB


def read_verb(words: Words, first: int, last: int, verb: Verb, lexicon: SpeechLexicon, earlier: Subject | None) -> Reading | None:
    """Return the subject of a verb and what it is about; None where the verb is a noun, or nobody can be found who speaks.

    The verb is ``words[first : last + 1]``; `earlier` is the subject of the verb of speech before it in the sentence.
    """
    before = words.small[first - 1] if first else ""
    if first and words.text[first][0].isupper():
        return None
    about = _about(words, first, last, verb)
    at = _skip_helpers(words, first)
    helpers = set(words.small[at + 1 : first])
    participle = words.small[first].endswith("ing")
    if helpers & (_MODALS | _NOT) or any(helper.endswith(("n't", "n’t")) for helper in helpers) or (helpers & _BE and not participle):
        return None
    if (not participle or helpers & _BE) and (subject := _before(words, at, lexicon)):
        return Reading(subject, "before", about) if _agrees(words, first, last, subject, verb) else None
    if closes(words, first) and not participle and (subject := _behind(words, last + 1, lexicon)):
        return Reading(subject, "behind", "quote")
    if participle or before in ("and", "but", ","):
        subject = earlier or _opening(words, first, lexicon)
        return Reading(subject, "opening", about) if subject else None
    return None


def read_source(words: Words, at: int, lexicon: SpeechLexicon) -> Reading | None:
    """Return the source that begins at a place, behind "according to"."""
    end = at
    while end < len(words) and end - at < FAR and (_goes_on(words, end) or words.small[end] in ("and", "by")):
        end += 1
    heads = [n for n in range(at, end) if _kind(words, n, lexicon)]
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


def find_that(words: Words, at: int) -> int | None:
    """Return the place of the "that" which opens what is said, soon behind a verb."""
    that = next((n for n in range(at, min(at + 7, len(words))) if words.small[n] == "that"), None)
    return None if that is None or (that > at and words.small[that - 1] in _PREPOSITIONS) else that


def is_adverbial(words: Words, first: int, end: int) -> bool:
    """Say whether the words behind a verb are none, or few that tell when, where or to whom."""
    small = [words.small[n] for n in range(first, end) if not words.is_sign(n)]
    small = small[1:] if small and small[0] in _LISTENERS else small
    return not small or (len(small) < 8 and (small[0] in _PREPOSITIONS or small[0] in _HELPERS or small[0] in _days()))


def closes(words: Words, at: int) -> bool:
    """Say whether a quotation is closed, or a clause by its comma, right before a place."""
    if at == 0:
        return words.after_quotation
    last = at - 2 if words.text[at - 1] == "," else at - 1
    return last >= 0 and words.text[last] in _CLOSING and (words.text[last] != "’" or last == 0 or words.is_sign(last - 1))


def _agrees(words: Words, first: int, last: int, subject: Subject, verb: Verb) -> bool:
    """Say whether subject and verb go together: a base form wants several who speak; what is a noun as well, what is said beside it."""
    head = words.small[subject.last]
    if verb.noun and subject.kind != "pronoun":
        behind = words.small[last + 1] if last + 1 < len(words) else ""
        if behind not in ("that", ":", ",") and behind not in MARKS and not closes(words, subject.first):
            return False
    if not verb.plain or "and" in words.small[max(0, subject.first - 2) : subject.last]:
        return True
    return head in ("i", "we", "you", "they", "who", "people", "police") or (head.endswith("s") and words.text[subject.last][0].islower())


def _skip_helpers(words: Words, at: int) -> int:
    """Return the place before the auxiliaries and adverbs that stand before a verb."""
    at -= 1
    while at >= 0 and (words.small[at] in _ANY_HELPER or words.text[at].endswith(("ly", "n't", "n’t"))):
        at -= 1
    return at


def _before(words: Words, at: int, lexicon: SpeechLexicon) -> Subject | None:
    """Return the subject that ends at a place, or before what commas, dashes or brackets set apart there."""
    for _ in range(3):
        if at < 0:
            return None
        if words.text[at] not in (",", ")", "–", "—"):
            return _phrase(words, at, lexicon)
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
        if name and name.kind == "name" and (name.first == 0 or words.small[name.first - 1] not in _PREPOSITIONS):
            return name
    if all(_is_name(word) for word in words.text[before + 1 : at]):
        return Subject(subject.first, at - 1, "name", at - 1)
    return subject


def _phrase(words: Words, last: int, lexicon: SpeechLexicon) -> Subject | None:
    """Return the noun phrase that ends at a place, if it can speak."""
    if last >= 0 and words.small[last] == "who":
        named = _phrase(words, last - 1 - (words.text[last - 1] == ","), lexicon) if last > 1 else None
        return named if named and named.kind != "pronoun" else Subject(last, last, "pronoun", last)
    first = last
    while first >= 0 and last - first < FAR and _goes_back(words, first, lexicon):
        first -= 1
    first += 1
    if first > last:
        return None
    prepositions = [n for n in range(first, last + 1) if words.small[n] in _PREPOSITIONS]
    if prepositions and prepositions[0] == first:  # "In Kabul officials said": only the last word is sure
        first = last
    head = prepositions[0] - 1 if prepositions and prepositions[0] > first else last
    kind = _kind(words, head, lexicon)
    if first == last and prepositions and kind not in ("name", "pronoun"):
        return None
    if kind == "pronoun":
        return Subject(last, last, kind, last) if head == last else None
    end = next((n - 1 for n in prepositions if n > head and words.small[n] not in _INSIDE), last)  # "the party on Monday"
    return Subject(first, end, kind, head) if kind else None


def _goes_back(words: Words, n: int, lexicon: SpeechLexicon) -> bool:
    """Say whether a word can belong to a subject that stands before its verb."""
    word, small = words.text[n], words.small[n]
    if (words.is_sign(n) and word not in "$'’") or small in _CLAUSE or (small in _VERBS and small != "to"):
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
    preposition = next((n for n in range(at, end) if words.small[n] in _PREPOSITIONS), end)
    kind = _kind(words, preposition - 1, lexicon) if preposition > at else None
    return Subject(at, end - 1, kind, preposition - 1) if kind and kind != "pronoun" else None


def _goes_on(words: Words, n: int) -> bool:
    """Say whether a word can belong to a subject that stands behind its verb."""
    small = words.small[n]
    stops = words.is_sign(n) or small in _CLAUSE or small == "and" or words.text[n] in list_calendar()
    return not stops and (small not in _PREPOSITIONS or small in _INSIDE)


def _opening(words: Words, before: int, lexicon: SpeechLexicon) -> Subject | None:
    """Return the subject at the head of a sentence, behind an adverbial and its comma."""
    at = next((n for n in range(before) if not words.is_sign(n)), before)
    if at < before and (words.small[at] in _PREPOSITIONS or words.small[at] in _CLAUSE):
        at = next((n + 1 for n in range(at, before) if words.text[n] == ","), before)
    for n in range(at, min(at + 8, before)):
        kind = _kind(words, n, lexicon)
        if kind == "pronoun":
            return Subject(n, n, kind, n) if n == at else None
        if kind:
            end = n
            while end + 1 < before and _is_name(words.text[end + 1]):
                end += 1
            return Subject(at, end, kind, end)
        if words.is_sign(n) or words.small[n] in _PREPOSITIONS:
            return None
    return None


def _kind(words: Words, n: int, lexicon: SpeechLexicon) -> str | None:
    """Return what a word is that can speak."""
    small = words.small[n]
    if small in PRONOUNS:
        return "pronoun"
    return lexicon.sources.get(small) or ("name" if _is_name(words.text[n]) else None)


@cache
def _days() -> frozenset[str]:
    """Return the names of days and months, in small letters."""
    return frozenset(name.lower() for name in list_calendar())


@cache
def _no_names() -> frozenset[str]:
    """Return words that have a capital, or may have one, and name nobody."""
    return load_stopwords("en") | _days()


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.lower() not in _no_names()
