"""The words of a sentence in which somebody may speak, and the small words of English that the rules of speech go by."""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import pairwise

from cuttings.actors import list_calendar
from cuttings.knowledge import load_stopwords

PRONOUNS = frozenset("he she they we i you it who".split())
MARKS = frozenset(['"', "“", "”", "„", "«", "»", "‘", "''", "``"])  # no ’, which is mostly an apostrophe
CLOSING = frozenset(['"', "”", "»", "’", "''"])
_WORD = re.compile(  # Python's own engine: here it takes a third of the time of `regex`
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|Gov|Sgt|Capt|Maj|Adm|Brig|Prof|St|Jr|Sr|[A-ZÀ-ÖØ-ÞĞİŞ])\.)++"
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
NO_VERB = frozenset(
    "to the a an his her their its our my your of in on for this that these no any by with from at into some such what".split()
)


class Words:
    """The words and signs of a sentence: as written, in small letters, and, where they are asked for, their places in the text."""

    def __init__(self, text: str, start: int, end: int, cues: Sequence[tuple[int, int]]) -> None:
        self.text: list[str] = []
        self.cues: list[tuple[int, int]] = []  # the first and the last word of each verb
        self._source, self._cuts = text, [start, *(cue[0] for cue in cues), end]
        self.after_quotation = text[max(0, start - 3) : start].rstrip(" ").endswith(tuple(CLOSING))
        for n, (low, high) in enumerate(pairwise(self._cuts)):
            self.text += _WORD.findall(text, low, high)
            if n < len(cues):
                self.cues.append((len(self.text), len(self.text) + len(_WORD.findall(text, *cues[n])) - 1))
        self.small = "\n".join(self.text).lower().split("\n")  # one call for all words

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Return the places of the words in the text."""
        return [hit.span() for low, high in pairwise(self._cuts) for hit in _WORD.finditer(self._source, low, high)]

    def is_sign(self, n: int) -> bool:
        """Say whether the n-th is a sign, no word."""
        return not self.text[n][0].isalnum()


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
