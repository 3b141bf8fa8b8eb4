"""Where sentences and quotations begin and end, as spans of the text."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from operator import itemgetter

import regex

from cuttings.knowledge import load_abbreviations, load_stopwords

Span = tuple[int, int]
_LINE = regex.compile(r"[^\n]+")
# a full stop and what closes behind it, before a word that may begin a sentence; possessive, so that no run is read twice
_STOP = regex.compile(
    r"(?<![.!?…])[.!?…]++[\"”’»')\]]*+(?=\s++[\"“‘«„'(\[¿¡]*+(?<next>[\p{Lu}\p{Lt}\p{Lo}\p{N}][\p{L}\p{M}]{0,20}))|[。！？]++[”」』]?"
)
_LONGEST_ABBREVIATION = 20  # characters
_BEFORE = regex.compile(r"[^\s“‘«„\"(\[–—]*$")
_ACRONYM = regex.compile(r"(?:\p{Lu}\.)*\p{Lu}")
# “…”, „…“, «…» run to the end of their paragraph where the closing mark is missing; a straight mark needs its pair
_QUOTATION = regex.compile(r"“[^”\n]*(?:”|$)|„[^“”\n]*(?:[“”]|$)|«[^»\n]*(?:»|$)|\"[^\"\n]*\"", regex.MULTILINE)


def split_sentences(text: str) -> list[Span]:
    """Return the spans of the sentences, which never run over the end of a line.

    >>> text = "Lt. Gen. J. Smith of the U.S. Army spoke. “No,” he said."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Lt. Gen. J. Smith of the U.S. Army spoke.', '“No,” he said.']
    """
    return [span for spans in split_paragraphs(text) for span in spans]


def split_paragraphs(text: str) -> list[list[Span]]:
    """Return the spans of the sentences of each paragraph, which is a line that is not blank."""
    return [_in_line(text, *block.span()) for block in _LINE.finditer(text)]


def _in_line(text: str, start: int, end: int) -> list[Span]:
    """Return the spans of the sentences of one line, without the white space around them."""
    spans = []
    while end > start and text[end - 1].isspace():
        end -= 1
    for stop in _STOP.finditer(text, start, end):
        if not _is_abbreviation(text, stop):
            spans.append((_skip_space(text, start, end), stop.end()))
            start = stop.end()
    start = _skip_space(text, start, end)
    return [*spans, (start, end)] if start < end else spans


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _is_abbreviation(text: str, stop: regex.Match) -> bool:
    """Say whether the full stop belongs to the word before it, as in "Gen." or "J."; after "U.S." the next word decides."""
    before = text[max(0, stop.start() - _LONGEST_ABBREVIATION) : stop.start()]
    word = _BEFORE.search(before)[0]
    if not word or text[stop.start()] != ".":
        return False
    if _ACRONYM.fullmatch(word):
        return stop["next"].lower() not in _starters()
    return word in load_abbreviations()


@cache
def _starters() -> frozenset[str]:
    """Return words that begin a sentence rather than go on with a name."""
    return load_stopwords("en") - {"i"}


def find_quotations(text: str) -> list[Span]:
    """Return the spans of what stands in quotation marks, the marks included.

    >>> find_quotations("He said “yes” and left.")
    [(8, 13)]
    """
    return [match.span() for match in _QUOTATION.finditer(text)]


def overlap(span: Span, others: list[Span]) -> int:
    """Return how many characters of a span lie inside any of the others, which are in order and do not overlap."""
    first = bisect_right(others, span[0], key=itemgetter(1))
    near = takewhile(lambda other: other[0] < span[1], (others[n] for n in range(first, len(others))))
    return sum(min(span[1], end) - max(span[0], start) for start, end in near)
