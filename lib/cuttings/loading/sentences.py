"""Where sentences and quotations begin and end, as spans of the text."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from string import ascii_uppercase

import numpy as np
import regex

from cuttings.knowledge import load_abbreviations, load_stopwords

Span = tuple[int, int]
flat = chain.from_iterable
# a full stop and what closes behind it, before a word that may begin a sentence: one with a capital, also inside it, a number,
# a domain; behind a word in small letters, any word ("… for its cost. article is …"); possessive, so that no run is read twice
_STOP = regex.compile(
    r"(?<![.!?…])[.!?…]++(?:[\"”’»')\]]*+(?: ”(?=\s))?+"
    r"(?=\s++[\"“‘«„'(\[¿¡#@]*+(?:[\p{Lu}\p{Lt}\p{Lo}\p{N}]|\p{Ll}{1,12}(?:\p{Lu}|\.\p{Ll}{2})))"
    r"|(?<=\p{Ll}{4}\.)(?=\s++\p{Ll}{2}))|[。！？]++[”」』]?"
)
_PLAIN = frozenset(f" {letter}" for letter in ascii_uppercase)  # behind a lone mark, it is one: most are found so, and cheaply
# where that may stand, by its mark: a mark that is looked for by itself is found in a third of the time that a set of them takes
_MARKS = {mark: re.compile(rf"{re.escape(mark)}(?![\w,\-\n])") for mark in ".!?…"} | {mark: re.compile(mark) for mark in "。！？"}
_OPENING = '“‘«„"([–—-'
_ACRONYM = regex.compile(r"(?:\p{Lu}\.)*\p{Lu}")
# A mark that is not closed before the next one opens, or before the end of its line, is told by its missing group `end`.
# Straight marks count by what stands beside them: 5" is no quotation. Apostrophes inside words do not close single marks.
_QUOTATION = regex.compile(
    r"“[^“”\n]*(?P<end>”)?|„[^„“”\n]*(?P<end>[“”])?|«[^«»\n]*(?P<end>»)?|「[^「」\n]*(?P<end>」)?|『[^『』\n]*(?P<end>』)?"
    r"|‹[^‹›\n]*(?P<end>›)|‚[^‚‘’\n]*(?P<end>[‘’])"
    r"|(?<![\p{L}\p{N}.,!?…])»(?=[\p{L}\p{N}])[^«»\n]*(?P<end>«)"
    r"|(?<![\p{L}\p{N}\"])\"(?=\S)[^\"\n]*(?P<end>\"(?![\p{L}\p{N}]))?"
    r"|(?:''|``)(?=\S)(?:[^'`\n]|'(?!')|`(?!`))*+(?P<end>'')?"
    r"|(?<![\p{L}\p{N}.,!?…])”(?=[\p{L}\p{N}])[^“”\n]*(?P<end>”)"
    r"|(?<![\p{L}\p{N}])‘(?=\S)(?:[^‘’\n]|’(?=\p{L}))*+(?P<end>’)"
    r"|(?<![\p{L}\p{N}'])'(?=\p{Lu})(?:[^'\n]|(?<=\p{L})'(?=\p{L}))*[,.!?…](?P<end>')(?!\p{L})"
)
_OPENING_MARKS = "“„«「『‹‚»\"'`”‘"  # what a quotation can begin with
_NEXT_WORD = regex.compile(r"[^\p{L}\p{N}]*+([\p{L}\p{M}]*)")
_NEXT_LINE = regex.compile(r"\n\s*(.)")


def split_sentences(text: str) -> list[Span]:
    """Return the spans of the sentences, which never run over the end of a line.

    >>> text = "Lt. Gen. J. Smith of the U.S. Army spoke. “No,” he said."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Lt. Gen. J. Smith of the U.S. Army spoke.', '“No,” he said.']
    """
    return [span for spans in split_paragraphs(text) for span in spans]


def split_paragraphs(text: str) -> list[list[Span]]:
    """Return the spans of the sentences of each paragraph, which is a line that is not blank."""
    paragraphs, start, marks = [], 0, _marks(text, 0, len(text))
    for line in text.split("\n"):
        if line:
            paragraphs.append(_in_line(text, start, start + len(line), marks))
        start += len(line) + 1
    return paragraphs


def _marks(text: str, start: int, end: int) -> deque[int]:
    """Return the places where a sentence may end, and the end."""
    found = [
        stop.start() for mark, pattern in _MARKS.items() if text.find(mark, start, end) >= 0 for stop in pattern.finditer(text, start, end)
    ]
    return deque([*sorted(found), end])


def _in_line(text: str, start: int, end: int, marks: deque[int]) -> list[Span]:
    """Return the spans of the sentences of one line, without the white space around them; its marks are used up."""
    spans: list[Span] = []
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    while (at := marks[0]) < end:
        marks.popleft()
        if at < start:
            continue
        after = at + 1
        if text[after : after + 2] not in _PLAIN or text[at - 1] in ".!?…":
            after = stop.end() if (stop := _STOP.match(text, at, end)) else 0
        if not after or (text[at] == "." and _belongs(text, start, at, after)):
            continue
        spans.append((start, after))
        start = after
        while start < end and text[start].isspace():
            start += 1
    return [*spans, (start, end)] if start < end else spans


def _belongs(text: str, start: int, at: int, after: int) -> bool:
    """Say whether a full stop belongs to the word before it, as in "Gen." or "J."; after "U.S." the next word decides."""
    word = text[max(start, text.rfind(" ", start, at) + 1) : at].lstrip(_OPENING)
    return word in load_abbreviations() or (word[-1:].isupper() and _continues(word, text, after))


def _continues(word: str, text: str, after: int) -> bool:
    """Say whether an initial or an acronym goes on with the next word: that decides."""
    return _ACRONYM.fullmatch(word) is not None and _NEXT_WORD.match(text, after)[1].lower() not in _starters()


@cache
def _starters() -> frozenset[str]:
    """Return words that begin a sentence rather than go on with a name."""
    return load_stopwords("en") - {"i"}


def find_quotations(text: str) -> list[Span]:
    """Return the spans of what stands in quotation marks, the marks included: “…”, „…“, «…», "…", ‘…’ and their like.

    A quotation of several paragraphs opens each of them with its mark, and closes only the last: each is a span. Else a
    mark that is not closed reaches to the end of its sentence, so that one missing mark never swallows half an article.

    >>> find_quotations("He said “yes” and left.")
    [(8, 13)]
    """
    spans, behind = [], 0
    for start in sorted([place for mark in _OPENING_MARKS if mark in text for place in _places(text, mark)]):
        if start >= behind and (match := _QUOTATION.match(text, start)):
            behind = match.end()
            spans.append((start, behind if match["end"] else _unclosed(text, start, behind)))
    return spans


def _places(text: str, mark: str) -> list[int]:
    """Return all places of a mark: a pattern takes several times as long."""
    places, at = [], text.find(mark)
    while at >= 0:
        places.append(at)
        at = text.find(mark, at + 1)
    return places


def _unclosed(text: str, start: int, end: int) -> int:
    """Return where a quotation without a closing mark ends, which reaches at most to `end`."""
    at_end = _NEXT_LINE.match(text, end)
    if at_end and at_end[1] == text[start]:
        return end
    sentences = _in_line(text, start + 1, end, _marks(text, start + 1, end))
    return sentences[0][1] if sentences else start + 1


def share_quoted(texts: Sequence[str], of: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return which share of its characters each span, `of` one of the texts, has inside quotation marks: of four digits."""
    first = np.cumsum([0, *map(len, texts)])  # where each text begins, if one follows the other
    quotations = [find_quotations(text) for text in texts]
    spans = np.fromiter(flat(flat([[(0, 0)], *quotations])), np.int64).reshape(-1, 2)  # one before all others
    spans[1:] += np.repeat(first[:-1], list(map(len, quotations)))[:, None]
    lengths = np.cumsum(spans[:, 1] - spans[:, 0])

    def before(places: np.ndarray) -> np.ndarray:
        last = np.searchsorted(spans[:, 0], places, side="right") - 1
        return lengths[last] - np.maximum(spans[last, 1] - places, 0)

    shares = (before(first[of] + ends) - before(first[of] + starts)) / (ends - starts)
    partly = (shares > 0) & (shares < 1)
    shares[partly] = [round(share, 4) for share in shares[partly].tolist()]  # numpy's own rounds other halves up
    return shares


def overlap(span: Span, others: list[Span]) -> int:
    """Return how many characters of a span lie inside any of the others, which are in order and do not overlap."""
    (low, high), shared = span, 0
    for n in range(bisect_right(others, low, key=itemgetter(1)), len(others)):
        start, end = others[n]
        if start >= high:
            break
        shared += min(high, end) - max(low, start)
    return shared
