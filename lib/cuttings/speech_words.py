"""The words of a sentence in which somebody may speak, and the small words of English that the rules of speech go by."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from cuttings.actors import list_calendar
from cuttings.knowledge import load_stopwords
from cuttings.loading.sentences import Span
from cuttings.phrases import code_points

FAR = 14  # words of a subject, at most
PLURALS = frozenset("i we you they who people police some many most several few both all".split())  # these say, and do not "says"
JOINING = frozenset({"and", "but", "or"})
PRONOUNS = frozenset("he she they we i you it who".split())
MARKS = frozenset(['"', "“", "”", "„", "«", "»", "‘", "''", "``"])  # no ’, which is mostly an apostrophe
CLOSING = frozenset(['"', "”", "»", "’", "''"])
_WORD = re.compile(  # Python's own engine: here it takes a third of the time of `regex`
    r"(?:(?=[A-ZÀ-ÖØ-ÞĞİŞ])(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|Gov|Sgt|Capt|Maj|Adm|Brig|Prof|St|Jr|Sr|[A-ZÀ-ÖØ-ÞĞİŞ])\.)++"
    r"|[^\W_]++(?:[-.'’&,][^\W_]++)*+|''|``|\S"
)
BE = frozenset("is are was were be been being 's ’s".split())
MODALS = frozenset("would could should might may must will shall can wo ca ’ll 'll ’d 'd to let".split())
NOT = frozenset("not never n't n’t neither nor hardly".split())
HELPERS = frozenset(
    "has have had having do does did also then later earlier now still just again even already once all each only long further first "
    "today yesterday alone too always often sometimes ever instead soon himself herself themselves itself both twice".split()
)
HAVE = frozenset("has have had having".split())
VERBS = (BE | MODALS | HAVE | frozenset("do does did".split())) - {"to"}
LISTENERS = frozenset("reporters journalists lawmakers parliament him her them us me".split())
ANY_HELPER = BE | MODALS | NOT | HELPERS
CLAUSE = frozenset(
    "that which who whom whose when while because if as but although though whereas since until before after than so yet nor where how why "
    "whether what or unless".split()
)
PREPOSITIONS = frozenset(
    "of in from for at on with by to about against over under during into through near within among between following amid outside inside "
    "via including behind across around toward towards upon without despite like unlike throughout alongside beside beyond".split()
)
INSIDE = frozenset("of for from in at to".split())  # go on with a subject; the others tell when or how
NO_VERB = frozenset("to the a an his her their its our my your of in on for this that these no any by with from at into such what".split())


_CLOSING_MARKS = tuple(CLOSING)


_SPACES = np.array([chr(code).isspace() for code in range(0x3002)])  # by the number of the character; the last stands for all others


class Sentence(NamedTuple):
    """A sentence in its text, and the places of its verbs of speech; its row tells which it is."""

    row: int
    text: str
    span: Span
    cues: list[Span]


class Words:
    """The words and signs of a sentence: as written, in small letters, and, when `place_words` told it, where they begin in the text."""

    def __init__(self, source: Sentence) -> None:
        text, (at, end) = source.text, source.span
        self.source = source
        self.text: list[str] = []
        self.begins: list[int] = []
        self.cues: list[tuple[int, int]] = []  # the first and the last word of each verb
        self.after_quotation = text[max(0, at - 3) : at].rstrip(" ").endswith(_CLOSING_MARKS)
        for cue_start, cue_end in source.cues:
            self.text += _WORD.findall(text, at, cue_start)
            self.cues.append((len(self.text), len(self.text) + text.count(" ", cue_start, cue_end)))
            at = cue_start
        self.text += _WORD.findall(text, at, end)
        self.small = list(map(str.lower, self.text))

    def __len__(self) -> int:
        return len(self.text)

    def end(self, n: int) -> int:
        """Return where the n-th ends in the text."""
        return self.begins[n] + len(self.text[n])

    def is_sign(self, n: int) -> bool:
        """Say whether the n-th is a sign, no word."""
        return not self.text[n][0].isalnum()


def place_words(sentences: Sequence[Words]) -> None:
    """Tell sentences where their words begin: without white space, they stand one right behind the other."""
    texts = [one.source.text[slice(*one.source.span)] for one in sentences]
    ink = np.flatnonzero(~_SPACES.take(code_points("".join(texts)), mode="clip"))
    counts = [len(one) for one in sentences]
    lines = code_points("\n".join([*chain.from_iterable(one.text for one in sentences), ""]))  # no word holds the end of a line
    lengths = np.diff(np.flatnonzero(lines == ord("\n")), prepend=-1) - 1
    shifts = np.array([one.source.span[0] for one in sentences]) - np.cumsum([0, *map(len, texts)])[:-1]
    begins = (ink[np.cumsum(lengths) - lengths] + np.repeat(shifts, counts)).tolist()
    for one, end in zip(sentences, accumulate(counts), strict=True):
        one.begins = begins[end - len(one) : end]


def find_that(words: Words, at: int) -> int | None:
    """Return the place of the "that" which opens what is said: soon behind a verb, with no other verb and no quotation before it."""
    reach = FAR if at < len(words) and words.small[at] in PREPOSITIONS else 7  # behind what tells where and when
    for n in range(at, min(at + reach, len(words))):
        if words.small[n] == "that":
            return None if n > at and words.small[n - 1] in PREPOSITIONS else n
        if words.small[n] in VERBS or words.text[n] in MARKS:
            return None
    return None


def is_adverbial(words: Words, first: int, end: int) -> bool:
    """Say whether the words behind a verb are none, or few that tell when, where or to whom."""
    small = [words.small[n] for n in range(first, end) if not words.is_sign(n)]
    small = small[1:] if small and small[0] in LISTENERS else small
    return not small or (len(small) < 8 and (small[0] in PREPOSITIONS or small[0] in HELPERS or small[0] in list_days()))


def goes_on(words: Words, at: int) -> bool:
    """Say whether a sentence goes on behind the comma at a place, which closes an insertion; else it tells more of the speaker."""
    return words.text[at : at + 1] == [","] and words.small[at + 1] not in ("a", "an", "the", "who", "which", "whose")


def skip_day(words: Words, at: int) -> int:
    """Return the place behind a day that stands right behind a verb: said "on Tuesday" it was late."""
    day = at + (at < len(words) and words.small[at] == "on")
    return day + 1 if day < len(words) and words.small[day] in list_days() else at


def closes(words: Words, at: int) -> bool:
    """Say whether a quotation is closed, or a clause by its comma, right before a place."""
    if at == 0:
        return words.after_quotation
    last = at - 2 if words.text[at - 1] == "," else at - 1
    return last >= 0 and words.text[last] in CLOSING and (words.text[last] != "’" or last == 0 or words.is_sign(last - 1))


@cache
def list_days() -> frozenset[str]:
    """Return the names of days and months, in small letters."""
    return frozenset(name.lower() for name in list_calendar())


@cache
def _no_names() -> frozenset[str]:
    """Return words that have a capital, or may have one, and name nobody."""
    return load_stopwords("en") | list_days()


def is_name(word: str) -> bool:
    """Say whether a word is written like a name."""
    return word[0].isupper() and word.lower() not in _no_names()
