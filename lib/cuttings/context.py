"""Terms where they stand: a concordance, key word in context (KWIC)."""

import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import regex

from cuttings.cells import find_term, mask_tokens
from cuttings.corpus import Corpus
from cuttings.tables import make_table, refuse
from cuttings.tokens import Tokens, read_words, word_spans

CONTEXT = {"doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "left": "str", "surface": "str", "right": "str"}
SORTS = {"left": -1, "right": 1}  # in which direction the words of a context are read
TIMEOUT = 60  # seconds that a regular expression may take in all
_LETTER = r"[\p{L}\p{M}\p{N}]"
_GAP = r"(?:['’]s)?[^\p{L}\p{M}\p{N}\n]{1,3}"  # between the words of a phrase
LONG = 40  # letters that a wildcard may stand for
_ANY = rf"{_LETTER}++(?:['’-]{_LETTER}++)*+"  # any word
_WORDS = regex.compile(rf"{_LETTER}+")


def find_context(
    corpus: Corpus, phrases: str | Iterable[str], *, width: int = 40, pattern: bool = False, sort: str | None = None
) -> pd.DataFrame:
    """Find a phrase, or several, in the texts, and what stands around it.

    Parameters
    ----------
    phrases : str or iterable of str
        Whole words, in any case, across a possessive 's or a dash. ``*`` stands for any letters, ``?`` for one:
        ``"co-produc* deal"``; a ``*`` alone for any word.
    width : int
        Characters of the same sentence on either side.
    pattern : bool
        Take the phrases as regular expressions (of the package regex), case and all; each sentence is searched by itself,
        for a minute at most.
    sort : {"left", "right"}, optional
        Sort by the words before the phrase, the nearest first, or by those behind it; by default the order of the texts.

    Returns
    -------
    DataFrame
        ``doc, sent, start, end, left, surface, right``, a row an occurrence. Raises ValueError for an empty phrase, a
        wrong regular expression, or one that takes too long.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> find_context(make_corpus(["They want the technology transfer now."]), "technolog* transfer")["left"].tolist()
    ['They want the ']
    """
    wanted = [phrases] if isinstance(phrases, str) else list(phrases)
    _check(width, sort)
    if not all(phrase.split() for phrase in wanted):
        raise ValueError("A phrase is empty. Give one or more words.")
    if not wanted:
        return refuse(CONTEXT, "No phrase was asked for.")
    hits = _search(corpus, wanted) if pattern else _find(corpus, wanted)
    return _concordance(hits, width, sort, f"{', '.join(map(repr, wanted))} does not occur.")


def find_terms(
    tokens: Tokens, terms: str | Iterable[str], *, width: int | None = 40, sort: str | None = None, within: Any = None
) -> pd.DataFrame:
    """Find terms as they were counted, and what stands around them: every number of a table of terms opens into its sentences.

    `terms` are words or runs of words, such as a column ``term``; `within` is a mask of articles, sentences or tokens (as in
    `cuttings.compare_terms`) where the first word must stand. `find_context` takes phrases of any kind, and also finds
    them inside hyphenated words. The result is that of `find_context`, with ``term``, as it was counted, in front; with
    ``width=None`` it is ``term, doc, sent`` alone, a row an occurrence: no text is read again.

    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> find_terms(tokenize(make_corpus(["They want the technology transfer now."])), "technology transfer")["surface"].tolist()
    ['technology transfer']
    """
    _check(width, sort)
    wanted = [terms] if isinstance(terms, str) else list(terms)
    if not wanted:
        return refuse({"term": "str", **CONTEXT}, "No term was asked for.")
    inside = None if within is None else mask_tokens(tokens, within, "within")
    found = {term: find_term(tokens, term) for term in dict.fromkeys(" ".join(read_words(term)) for term in wanted)}
    found = {term: places if inside is None else places[inside[places]] for term, places in found.items()}
    if width is None:
        return _sentences_of(tokens, found)
    at = sorted((place, term.count(" ") + 1, term) for term, places in found.items() for place in places.tolist())
    table = _concordance(_locate(tokens, at), width, None, f"{', '.join(map(repr, wanted))} does not occur.")
    table.insert(0, "term", pd.Series([term for _, _, term in at], dtype="str"))
    return _sort(table, sort)


def _sentences_of(tokens: Tokens, found: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return the sentence of each place of each term."""
    rows = tokens.sentence[np.concatenate(list(found.values()))]
    terms = np.repeat(np.array(list(found), dtype=object), [len(places) for places in found.values()])
    columns = {name: tokens.sentences[name].to_numpy()[rows] for name in ("doc", "sent")}
    return make_table({"term": terms, **columns}, {"term": "str", "doc": "int64", "sent": "int64"})


def _locate(tokens: Tokens, places: list[tuple[int, int, str]]) -> Iterator[tuple]:
    """Yield the runs of words at these places with the sentence around each, whose words are read again."""
    columns = [tokens.sentences[name].to_numpy() for name in ("doc", "sent", "start", "end")]
    for row, some in groupby(places, key=lambda place: int(tokens.sentence[place[0]])):
        doc, sent, start, end = (int(column[row]) for column in columns)
        text = tokens.articles["text"].iloc[tokens.article_of_sentence[row]]
        spans, first = word_spans(text[start:end]), int(np.searchsorted(tokens.sentence, row))
        for place, size, _ in some:
            yield text, doc, sent, start, end, start + spans[place - first][0], start + spans[place - first + size - 1][1]


def _check(width: int | None, sort: str | None) -> None:
    if sort is not None and sort not in SORTS:
        raise ValueError(f"sort={sort!r} is unknown. Give 'left' or 'right'.")
    if width is not None and width < 0:
        raise ValueError(f"width is {width!r}. Give the number of characters, 0 or more.")


def _concordance(hits: Iterable[tuple], width: int, sort: str | None, why: str) -> pd.DataFrame:
    """Return the table of hits, each with the text, doc, sent, start and end of its sentence, and its own start and end."""
    rows = [
        (doc, sent, a, b, text[max(start, a - width) : a], text[a:b], text[b : min(end, b + width)])
        for text, doc, sent, start, end, a, b in hits
    ]
    table = make_table(rows, CONTEXT) if rows else refuse(CONTEXT, why)
    return _sort(table, sort)


def _sort(table: pd.DataFrame, sort: str | None) -> pd.DataFrame:
    return table.iloc[_order(table[sort], SORTS[sort])].reset_index(drop=True) if sort and len(table) else table


def _glob(phrase: str) -> str:
    """Return the regular expression of a phrase with ``*`` and ``?``."""
    words = (regex.sub("['’]", "['’]", regex.escape(word)) for word in phrase.split())
    return _GAP.join(_ANY if word == r"\*" else word.replace(r"\*", f"{_LETTER}{{0,{LONG}}}").replace(r"\?", _LETTER) for word in words)


def _find(corpus: Corpus, phrases: list[str]) -> Iterator[tuple]:
    """Yield the hits of phrases, with the sentence around each: text, doc, sent, start, end, and the hit's start and end."""
    either = "|".join(map(_glob, sorted(phrases, key=len, reverse=True)))  # the longest that fits
    pattern = regex.compile(rf"(?<!{_LETTER})(?:{either})(?!{_LETTER})", regex.IGNORECASE)
    has = {doc for doc, text in corpus.texts().items() if pattern.search(text)}  # most articles have none
    for sentence in _sentences(corpus.where(corpus.articles["doc"].isin(has)) if len(has) < len(corpus) else corpus):
        text, _, _, start, end = sentence
        yield from ((*sentence, *hit.span()) for hit in pattern.finditer(text, start, end))


def _search(corpus: Corpus, patterns: list[str]) -> Iterator[tuple]:
    """Yield the hits of regular expressions in each sentence by itself, empty ones left out."""
    until, compiled = time.monotonic() + TIMEOUT, [_compile(pattern) for pattern in patterns]
    for sentence in _sentences(corpus):
        text, _, _, start, end = sentence
        spans = set()
        for pattern in compiled:
            try:
                hits = pattern.finditer(text[start:end], timeout=max(until - time.monotonic(), 0.001))
                spans |= {(start + hit.start(), start + hit.end()) for hit in hits if hit.end() > hit.start()}
            except TimeoutError:
                raise ValueError(f"The pattern {pattern.pattern!r} takes over {TIMEOUT} seconds. Make it simpler.") from None
        yield from ((*sentence, *span) for span in sorted(spans))


def _compile(pattern: str) -> regex.Pattern:
    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise ValueError(f"The pattern {pattern!r} is no regular expression: {error}.") from None


def _sentences(corpus: Corpus) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield each sentence's article text, doc, sent, start and end."""
    texts, columns = corpus.texts(), (corpus.sentences[name].tolist() for name in ("doc", "sent", "start", "end"))
    for doc, sent, start, end in zip(*columns, strict=True):
        yield texts[doc], doc, sent, start, end


def _order(contexts: pd.Series, step: int) -> list[int]:
    """Return the order of contexts by their words, from the first to the last or (step -1) from the last to the first."""
    words = [_WORDS.findall(context.casefold())[::step] for context in contexts]
    return sorted(range(len(words)), key=lambda row: (words[row], row))
