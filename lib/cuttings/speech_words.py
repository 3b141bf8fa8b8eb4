"""The words of a sentence in which somebody may speak, and the small words of English that the rules of speech go by."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, cached_property

from cuttings.actors import list_calendar
from cuttings.knowledge import load_stopwords

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
CUT = "\ufffe"  # stands between pieces of text: no character, as END


class Words:
    """The words and signs of a sentence: as written, in small letters, and, where they are asked for, their places in the text."""

    def __init__(self, text: str, start: int, end: int, cues: Sequence[tuple[int, int]]) -> None:
        self.text: list[str] = []
        self.cues: list[tuple[int, int]] = []  # the first and the last word of each verb
        self.after_quotation = text[max(0, start - 3) : start].rstrip(" ").endswith(_CLOSING_MARKS)
        self._source, self._start = text, start
        for cue_start, cue_end in cues:
            self.text += _WORD.findall(text, start, cue_start)
            self.cues.append((len(self.text), len(self.text) + text.count(" ", cue_start, cue_end)))
            start = cue_start
        self.text += _WORD.findall(text, start, end)
        self.small = "\n".join(self.text).lower().split("\n")  # one call for all words

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Return the places of the words in the text: between them is white space, so that each is where it is found next."""
        end, places = self._start, []
        for word in self.text:
            start = self._source.index(word, end)
            end = start + len(word)
            places.append((start, end))
        return places

    def is_sign(self, n: int) -> bool:
        """Say whether the n-th is a sign, no word."""
        return not self.text[n][0].isalnum()


def cut_words(pieces: Iterable[str]) -> tuple[list[str], list[str], list[int]]:
    """Return the words of pieces of text (without CUT), as written and in small letters, and the number of the first of each piece.

    >>> cut_words(["Turkey ", "met", ""])
    (['Turkey', 'met'], ['turkey', 'met'], [0, 1, 2])
    """
    cut = _WORD.findall(CUT.join(pieces))  # one call for all: a call a piece takes twice the time
    words = [word for word in cut if word != CUT]
    first, at = [0], -1
    for n in range(len(cut) - len(words)):
        at = cut.index(CUT, at + 1)
        first.append(at - n)
    return words, list(map(str.lower, words)), first


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
