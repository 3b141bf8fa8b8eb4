"""What is said in one sentence: each verb of speech that counts, with its speaker and the words that it reports."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from cuttings.knowledge.speech import SpeechLexicon, Verb
from cuttings.loading.sentences import Span
from cuttings.speech_rules import Reading, read_source, read_verb
from cuttings.speech_words import JOINING, MARKS, Sentence, Words, closes, find_that, goes_on, is_adverbial, place_words, skip_day

Range = tuple[int, int]  # the first word, and the one behind the last
AT_ONCE = 100  # sentences whose words are placed together: more of them would not stay in a processor's cache
LONG = 40  # words behind a verb within which another is taken for a part of what it reports
STRICT = frozenset({"quote", "that", "clause"})


class Statement(NamedTuple):
    """Somebody says something: the verb; the speaker, what he is, and his head word; what is said; whether that stands before the verb.

    What is said is empty where it is the quotation that closes the sentence before.
    """

    cue: Span
    speaker: Span
    kind: str
    head: int
    said: Span
    before: bool


class _Found(NamedTuple):
    first: int
    last: int
    reading: Reading

    @property
    def block(self) -> tuple[int, int]:
        """Return the first and the last word of verb and speaker, where they stand together."""
        subject = self.reading.subject
        if self.reading.side == "opening":
            return self.first, self.last
        return min(self.first, subject.first), max(self.last, subject.last)


def read_statements(sentences: Iterable[Sentence], lexicon: SpeechLexicon, mode: str) -> Iterator[tuple[int, Statement]]:
    """Yield the statements of sentences in order, each with the row of its sentence; verbs inside quotation marks are left out before."""
    sentences = iter(sentences)
    while some := list(islice(sentences, AT_ONCE)):
        read = [(words, found) for words in map(Words, some) if (found := _find(words, lexicon, mode))]
        place_words([words for words, _ in read])
        yield from ((words.source.row, _statement(words, found, n)) for words, found in read for n in range(len(found)))


def _find(words: Words, lexicon: SpeechLexicon, mode: str) -> list[_Found]:
    """Return the verbs that have a speaker and count in this mode."""
    found: list[_Found] = []
    told = -1  # the last word of the verb whose report goes on
    for first, last in words.cues:
        verb = lexicon.verbs.get(" ".join(words.small[first : last + 1]))
        if verb is None:  # a part of "state-owned"
            continue
        if verb.takes == "source":
            reading = read_source(words, last + 1, lexicon)
        else:
            reading = read_verb(words, first, last, verb, lexicon, found[-1].reading.subject if found else None)
        if reading is None or not _counts(verb, reading, mode):
            continue
        if reading.side == "before" and 0 <= told and first - told < LONG and not any(map(words.is_sign, range(told + 1, first))):
            continue  # "she said he hoped": part of what she says
        told = last if reading.about in STRICT and verb.takes != "source" else told
        found.append(_Found(first, last, reading))
    return found


def _counts(verb: Verb, reading: Reading, mode: str) -> bool:
    """Say whether a verb with a speaker counts: strict wants somebody who says something, by the verb and by what it is about."""
    kind, (subject, side, about) = verb.kind, reading
    if mode == "strict":
        says = kind == "public" or (kind == "evidential" and about != "clause" and subject.kind in ("name", "official", "people"))
        return says and side != "opening" and about in STRICT
    return about in STRICT if kind == "private" else about != "object" or side != "opening" or kind == "judgement"


def _statement(words: Words, found: Sequence[_Found], n: int) -> Statement:
    """Return a statement with what is said: the words behind the verb, up to the next one, or those before it."""
    this, (first, last) = found[n], found[n].block
    low = found[n - 1].block[1] + 1 if n else 0
    high = found[n + 1].block[0] if n + 1 < len(found) else len(words)
    a, b = _said(words, this, _trim(words, low, first), _trim(words, skip_day(words, last + 1), high))
    subject, begins = this.reading.subject, words.begins
    cue, speaker = (begins[this.first], words.end(this.last)), (begins[subject.first], words.end(subject.last))
    said = (begins[a], words.end(b - 1)) if a < b else (cue[1], cue[1])
    return Statement(cue, speaker, subject.kind, begins[subject.head], said, b <= first and (a < b or closes(words, first)))


def _said(words: Words, this: _Found, before: Range, behind: Range) -> Range:
    """Return what is said: the words before verb and speaker, those behind, or both where commas set verb and speaker apart."""
    first, last = this.block
    that = find_that(words, last + 1)
    if closes(words, first) and (first or this.reading.side == "behind" or is_adverbial(words, *behind)):
        return before
    if that is not None and that < behind[1]:
        return _trim(words, that + 1, behind[1])
    parted = before[0] < before[1] and (this.reading.side == "behind" or words.text[first - 1] in ",–—")
    if parted and (is_adverbial(words, *behind) or (this.reading.side == "behind" and not goes_on(words, last + 1))):
        return before
    if parted and words.text[last + 1] == "," and words.text[behind[0]] not in MARKS:
        return before[0], behind[1]
    return behind


def _trim(words: Words, first: int, end: int) -> Range:
    """Return the range of words without the signs at its ends."""
    while first < end and words.is_sign(first) and words.text[first] not in MARKS:
        first += 1
    while end > first and (words.small[end - 1] in JOINING or (words.is_sign(end - 1) and words.text[end - 1] not in MARKS)):
        end -= 1
    return first, end
