"""What is said in one sentence: each verb of speech that counts, with its speaker and the words that it reports."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cuttings.knowledge.speech import SpeechLexicon, Verb
from cuttings.loading.sentences import Span
from cuttings.speech_cues import Batch, Cue, Sentences, make_batches
from cuttings.speech_rules import Reading, read_source, read_verb
from cuttings.speech_words import MARK, Sentence, closes, goes_on, is_adverbial, kinds, skip_day
from cuttings.word_bytes import SIGN

Range = tuple[int, int]  # the first word, and the one behind the last
LONG = 40  # words behind a verb within which another is taken for a part of what it reports
STRICT = frozenset({"quote", "that", "clause"})
_DASH, _JOINING = kinds("dash"), kinds("joining")
(_COMMA,) = kinds(",")


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
    """A verb that counts, with its subject; `block` is the first and the last word of both, where they stand together."""

    first: int
    last: int
    reading: Reading
    block: Range


class _Draft(NamedTuple):
    """A statement by words: the first and the last of the verb, of the speaker, of what is said; the head of the speaker."""

    first: int
    last: int
    speaker: int
    speaker_last: int
    said: int
    said_last: int
    head: int
    kind: str
    says: bool  # else nothing is said
    before: bool


def read_statements(
    texts: dict[int, str], sentences: Sentences, spans: np.ndarray, lexicon: SpeechLexicon, mode: str
) -> Iterator[tuple[int, Statement]]:
    """Yield the statements of verbs of speech (the row of the sentence, start, end) in order, each with the row of its sentence."""
    for batch in make_batches(texts, sentences, spans, lexicon):
        told = [(n, words, found) for n, words, cues in batch.read(strict=mode == "strict") if (found := _find(words, cues, mode))]
        yield from _place(batch, told)


def _find(words: Sentence, cues: Sequence[Cue], mode: str) -> list[_Found]:
    """Return the verbs that have a speaker and count in this mode."""
    found: list[_Found] = []
    told = -1  # the last word of the verb whose report goes on
    for cue in cues:
        is_source = cue.verb.takes == "source"
        reading = read_source(words, cue.last + 1) if is_source else read_verb(words, cue, found[-1].reading.subject if found else None)
        if reading is None or not _counts(cue.verb, reading, mode):
            continue
        if reading.side == "before" and 0 <= told and cue.first - told < LONG and cue.sign <= told:
            continue  # "she said he hoped": part of what she says
        told = cue.last if reading.about in STRICT and not is_source else told
        found.append(_Found(cue.first, cue.last, reading, _block(cue.first, cue.last, reading)))
    return found


def _block(first: int, last: int, reading: Reading) -> Range:
    """Return the first and the last word of verb and speaker."""
    subject = reading.subject
    return (first, last) if reading.side == "opening" else (min(first, subject.first), max(last, subject.last))


def _counts(verb: Verb, reading: Reading, mode: str) -> bool:
    """Say whether a verb with a speaker counts: strict wants somebody who says something, by the verb and by what it is about."""
    kind, (subject, side, about) = verb.kind, reading
    if mode == "strict":
        says = kind == "public" or (kind == "evidential" and about != "clause" and subject.kind in ("name", "official", "people"))
        return says and side != "opening" and about in STRICT
    return about in STRICT if kind == "private" else about != "object" or side != "opening" or kind == "judgement"


def _place(batch: Batch, told: list[tuple[int, Sentence, list[_Found]]]) -> Iterator[tuple[int, Statement]]:
    """Yield statements with what is said, all at their places in the texts."""
    if not told:
        return
    numbers = np.repeat([n for n, _, _ in told], [len(found) for _, _, found in told])
    behind = np.array([one.block[1] + 1 for _, _, found in told for one in found])
    openings = iter((batch.find_that(batch.opens[numbers] + behind, batch.opens[numbers + 1]) - batch.opens[numbers]).tolist())
    drafts = [_draft(words, found, k, next(openings)) for _, words, found in told for k in range(len(found))]
    *spots, what, says, before = zip(*drafts, strict=True)
    first, last, *speaker, a, b, head = np.array(spots) + batch.opens[numbers]
    shifts, (starts, stops) = batch.shifts[numbers], batch.words[:2]
    ends = stops[last] + shifts
    said = (np.where(says, some + shifts, ends) for some in (starts[a], stops[b]))
    spans = ((starts[first] + shifts, ends), (starts[speaker[0]] + shifts, stops[speaker[1]] + shifts), said)
    cues, speakers, saids = (zip(*(some.tolist() for some in span), strict=True) for span in spans)
    heads = (starts[head] + shifts).tolist()
    yield from zip(batch.rows[numbers].tolist(), map(Statement, cues, speakers, what, heads, saids, before), strict=True)


def _draft(words: Sentence, found: Sequence[_Found], n: int, that: int) -> _Draft:
    """Return a statement with what is said: the words behind the verb, up to the next one, or those before it.

    `that` is the place of the "that" behind verb and speaker, which opens what is said; below 0 if there is none.
    """
    this, (first, last) = found[n], found[n].block
    low = found[n - 1].block[1] + 1 if n else 0
    high = found[n + 1].block[0] if n + 1 < len(found) else words.end
    a, b = _said(words, this, that, low, _trim(words, skip_day(words, last + 1), high))
    said = (a, b - 1) if a < b else (this.first, this.last)
    subject = this.reading.subject
    before = b <= first and (a < b or closes(words, first))
    return _Draft(this.first, this.last, subject.first, subject.last, *said, subject.head, subject.kind, a < b, before)


def _said(words: Sentence, this: _Found, that: int, low: int, behind: Range) -> Range:
    """Return what is said: the words before verb and speaker, those behind, or both where commas set verb and speaker apart."""
    (first, last), is_behind = this.block, this.reading.side == "behind"
    if closes(words, first) and (first or is_behind or is_adverbial(words, *behind)):
        return _trim(words, low, first)
    if 0 <= that < behind[1]:
        return _trim(words, that + 1, behind[1])
    if not is_behind and words.kinds[first - 1] not in _DASH:
        return behind
    before = _trim(words, low, first)
    if before[0] >= before[1]:
        return behind
    if is_adverbial(words, *behind) or (is_behind and not goes_on(words, last + 1)):
        return before
    if words.kinds[last + 1] == _COMMA and words.kinds[behind[0]] not in MARK:
        return before[0], behind[1]
    return behind


def _trim(words: Sentence, first: int, end: int) -> Range:
    """Return the range of words without the signs at its ends."""
    while first < end and words.marks[first] & SIGN and words.kinds[first] not in MARK:
        first += 1
    while end > first and (words.kinds[end - 1] in _JOINING or (words.marks[end - 1] & SIGN and words.kinds[end - 1] not in MARK)):
        end -= 1
    return first, end
