"""Verbs of speech and what stands around them, worked out with numpy for many sentences at once; `cuttings.speech_rules` goes on."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from cuttings.knowledge.speech import SpeechLexicon, Verb
from cuttings.phrases import END, code_points
from cuttings.small_words import CLOSING
from cuttings.speech_words import DENIES, FAR, HELPS, MARK, PREPOSITION, Sentence, Vocabulary, Words, kinds, know_words, read_words
from cuttings.word_bytes import SIGN, UPPER, find_next, is_among

AT_ONCE = 2_000  # sentences that are read together: calls of numpy should be few, and a batch be small
NEAR = 7  # words behind a verb within which "that" opens what is said
_PARTICIPLES = ("known", "proven", "seen", "shown", "spoken", "sworn", "taken", "written")  # what no past tense is
_BE, _HAVE, _DENIED, _THAT, _TO = (kinds(name) for name in ("be", "have", "denied", "that", "to"))
_JOINED, _COLON, _BY = kinds(",", "joining"), kinds(":"), kinds("by")
_CLOSING_MARKS = tuple(CLOSING)
_ABOUT = np.array(["object", "clause", "to", "that", "quote"], dtype="object")
_OBJECT, _CLAUSE, _INFINITIVE, _TOLD, _QUOTE = range(len(_ABOUT))


class Sentences(NamedTuple):
    """The sentences of all articles, in their places; what is said of one is told by its row."""

    doc: list[int]
    sent: list[int]
    paragraph: list[int]
    start: list[int]
    end: list[int]

    def rows(self, doc: int) -> range:
        """Return the rows of an article."""
        return range(bisect_left(self.doc, doc), bisect_right(self.doc, doc))


class Cue(NamedTuple):
    """A verb of speech in its sentence: its words, and what stands around them."""

    sent: int
    first: int
    last: int
    verb: Verb
    at: int  # the place before its auxiliaries and adverbs
    sign: int  # the last sign before it
    about: str  # quote, that, clause, to, object
    may_answer: bool  # it may be about the quotation that closes the sentence before
    direct: bool  # its subject may stand before it
    participle: bool
    joined: bool  # a comma or "and" stands before it
    by: bool  # "by" stands behind what may be a past participle


class Forms:
    """The forms of verbs of speech, each by its number, and what is told of each."""

    def __init__(self, lexicon: SpeechLexicon) -> None:
        self.numbers = {form: number for number, form in enumerate(lexicon.verbs)}
        self.verbs = list(lexicon.verbs.values())
        self.takes = np.array([verb.takes for verb in self.verbs])
        heads = [form.split(" ")[0] for form in lexicon.verbs]
        self.participle, self.past = (np.array([head.endswith(some) for head in heads]) for some in ("ing", _PARTICIPLES))


@dataclass(frozen=True)
class Batch:
    """Sentences one behind the other in one text, with END behind each; their words; their verbs of speech."""

    rows: np.ndarray  # of the sentences
    spans: np.ndarray  # of the verbs: the row of the sentence, start and end
    parts: list[str]
    starts: np.ndarray  # of the sentences in their texts
    after_quotation: list[bool]  # whether a quotation is closed right before each sentence
    forms: Forms
    known: Vocabulary

    @cached_property
    def text(self) -> str:
        """The sentences, joined."""
        return END.join([*self.parts, ""])

    @cached_property
    def codes(self) -> np.ndarray:
        """Its characters as numbers."""
        return code_points(self.text)

    @cached_property
    def begins(self) -> np.ndarray:
        """Where each sentence begins in the text, and where it ends."""
        return np.cumsum([0, *map(len, self.parts)]) + len(END) * np.arange(len(self.parts) + 1)

    @cached_property
    def shifts(self) -> np.ndarray:
        """How far each sentence stands from its place in its own text."""
        return self.starts - self.begins[:-1]

    @cached_property
    def places(self) -> np.ndarray:
        """Where the verbs are in the text: the number of the sentence, start, end."""
        sent = np.searchsorted(self.rows, self.spans[:, 0])
        return np.column_stack([sent, self.spans[:, 1:] - self.shifts[sent, None]])

    @cached_property
    def words(self) -> Words:
        """The words of all sentences."""
        begins = np.append(self.begins[:-1], self.places[:, 1])
        return read_words(self.text, self.codes, self.begins[1:] - len(END), begins, self.known)

    @cached_property
    def opens(self) -> np.ndarray:
        """The first words of the sentences, and the end of the last."""
        return np.searchsorted(self.words.starts, self.begins)

    def sentence(self, n: int) -> Sentence:
        """Return the words of a sentence."""
        low, high = self._bounds[n : n + 2]
        kind, mark, role = self._bytes
        return Sentence(kind[low:high], mark[low:high], role[low:high], self.words, low, self.text, self.after_quotation[n])

    @cached_property
    def _bounds(self) -> list[int]:
        return self.opens.tolist()

    @cached_property
    def _bytes(self) -> list[bytes]:
        return [some.tobytes() for some in self.words[2:]]

    def read(self, *, strict: bool) -> Iterator[tuple[int, Sentence, list[Cue]]]:
        """Yield the sentences with verbs that may state something, each with its number."""
        for n, cues in groupby(_Around(self).cues(strict), key=attrgetter("sent")):
            yield n, self.sentence(n), list(cues)

    def find_that(self, at: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Return the places of "that" which open what is said: soon behind a verb, with no verb and no quotation between; else -1."""
        kind = np.append(self.words.kinds, np.uint8(0))
        reach = np.where(is_among(kind[at], PREPOSITION) & (at < high), FAR, NEAR)  # behind what tells where and when
        stop = self._stops[at]
        opens = is_among(kind[stop], _THAT) & (stop < np.minimum(at + reach, high))
        return np.where(opens & ((stop == at) | ~is_among(kind[stop - 1], PREPOSITION)), stop, -1)

    @cached_property
    def _stops(self) -> np.ndarray:
        return find_next(is_among(self.words.kinds, _THAT | kinds("verb") | MARK))


def make_batches(texts: dict[int, str], sentences: Sentences, spans: np.ndarray, lexicon: SpeechLexicon) -> Iterator[Batch]:
    """Yield the sentences of these verbs (the row of the sentence, start, end) in batches."""
    rows, forms, known = np.unique(spans[:, 0]), Forms(lexicon), know_words(lexicon)
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        low, high = np.searchsorted(spans[:, 0], [some[0], some[-1] + 1])
        places = [(texts[sentences.doc[row]], sentences.start[row], sentences.end[row]) for row in some.tolist()]
        parts = [text[start:end] for text, start, end in places]
        before = [text[max(0, start - 3) : start].rstrip(" ").endswith(_CLOSING_MARKS) for text, start, _ in places]
        yield Batch(some, spans[low:high], parts, np.array([start for _, start, _ in places]), before, forms, known)


class _Around:
    """The verbs of speech of some sentences as arrays, and what stands around them."""

    def __init__(self, batch: Batch) -> None:
        text, words, self.forms = batch.text, batch.words, batch.forms
        sent, start, end = batch.places.T
        spaces = np.flatnonzero(batch.codes == ord(" "))
        first = np.searchsorted(words.starts, start)
        last = first + np.searchsorted(spaces, end) - np.searchsorted(spaces, start)
        spans = zip(start.tolist(), words.stops[np.minimum(last, len(words.stops) - 1)].tolist(), strict=True)
        number = np.array([self.forms.numbers.get(text[a:b].lower(), -1) for a, b in spans], dtype="int64")
        known = number >= 0  # else a part of "state-owned"
        self.number = number[known]
        self.takes = self.forms.takes[self.number]
        self.batch, self.sent, self.first, self.last = batch, sent[known], first[known], last[known]
        self.after_quotation = np.array(batch.after_quotation)[self.sent]
        self.low, self.high = batch.opens[self.sent], batch.opens[self.sent + 1]
        self.kinds, self.marks = (np.append(some, np.uint8(0)) for some in (words.kinds, words.marks))  # so there is a word behind each

    def cues(self, strict: bool) -> list[Cue]:
        """Return the verbs that may state something, with their places in their sentences."""
        at = np.maximum(self._latest(self.marks & HELPS == 0), self.low - 1)
        participle, past = self.forms.participle[self.number], self.forms.past[self.number]
        be, have, denied = (self._latest(is_among(self.kinds, some)) > at for some in (_BE, _HAVE, _DENIED))
        denied |= self._latest(self.marks & DENIES > 0) > at
        past &= ~have & ~participle
        about, answers = self._about()
        joined = (at >= self.low) & is_among(self.kinds[at], _JOINED)
        capital = (self.first > self.low) & (self.marks[self.first] & UPPER > 0)
        source = self.takes == "source"
        stays = source | ~(capital | past | denied | (be & ~participle))
        if strict:
            stays &= source | (about >= _TOLD) | (about == _CLAUSE) | answers | joined | self._may_close()
        by = self._is_next(_BY) & ~have & ~participle
        sign = self._latest(self.marks & SIGN > 0)
        rows = np.flatnonzero(stays)
        local = [some[rows] - self.low[rows] for some in (self.first, self.last, at, sign)]
        traits = [some[rows].tolist() for some in (_ABOUT[about], answers, ~participle | be, participle, joined, by)]
        first, last, at, sign = (some.tolist() for some in local)
        verbs = [self.forms.verbs[n] for n in self.number[rows].tolist()]
        return list(map(Cue._make, zip(self.sent[rows].tolist(), first, last, verbs, at, sign, *traits, strict=True)))

    def _about(self) -> tuple[np.ndarray, np.ndarray]:
        """Return what each verb is about, as a place in _ABOUT, and whether that may be the quotation before the sentence."""
        behind = self.last + 1
        mark = is_among(self.kinds, MARK)
        quote = self._next(mark) < np.minimum(behind + 8, self.high)
        quote |= self._is_next(_COLON) | (self._latest(mark) >= np.maximum(self.low, self.first - FAR))
        told = self.batch.find_that(behind, self.high) >= 0
        infinitive = (self.takes == "to") & (self._next(is_among(self.kinds, _TO)) < np.minimum(behind + 5, self.high))
        about = np.select([quote, told, infinitive, self.takes == "clause"], [_QUOTE, _TOLD, _INFINITIVE, _CLAUSE], _OBJECT)
        return about, self.after_quotation & (about < _TOLD) & (self.first - self.low < FAR)

    def _may_close(self) -> np.ndarray:
        """Say which verbs may stand behind what is said, since a quotation or a sign stands beside them."""
        closing = self._latest(is_among(self.kinds, kinds("closing"))) >= self.first - 2
        return closing | (self.after_quotation & (self.first == self.low)) | self._is_next(kinds("end"))

    def _latest(self, here: np.ndarray) -> np.ndarray:
        """Return for each verb the last place before it that is marked; -1 where there is none."""
        places = np.append(-1, np.flatnonzero(here))
        return places[np.searchsorted(places, self.first) - 1]

    def _next(self, here: np.ndarray) -> np.ndarray:
        """Return for each verb the first place behind it that is marked; the number of places where there is none."""
        places = np.append(np.flatnonzero(here), len(here))
        return places[np.searchsorted(places, self.last + 1)]

    def _is_next(self, wanted: frozenset[int]) -> np.ndarray:
        """Say whether the word behind a verb is of these kinds."""
        return (self.last + 1 < self.high) & is_among(self.kinds[np.minimum(self.last + 1, self.high)], wanted)
