"""The terms that carry the coverage: frequency, dispersion, context."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import regex

from cuttings.corpus import Corpus
from cuttings.tables import Sums, combine, make_table, refuse
from cuttings.tokens import Tokens, words_of

TERMS = {
    "term": "str", "count": "int64", "per_million": "float64", "articles": "int64", "dp": "float64", "dpnorm": "float64",
}  # fmt: skip
CONTEXT = {"doc": "int64", "sent": "int64", "start": "int64", "end": "int64", "left": "str", "surface": "str", "right": "str"}
_LETTER = r"[\p{L}\p{M}\p{N}]"
_GAP = r"(?:['’]s)?[^\p{L}\p{M}\p{N}\n]{1,3}"  # between the words of a phrase
PARTS_OF_ONE = 10  # one article is cut into so many parts for its dispersion


def count_terms(tokens: Tokens, *, n: int = 1, drop_stopwords: bool = True) -> pd.DataFrame:
    """Count words, or runs of `n` words inside sentences, with their dispersion.

    Parameters
    ----------
    n : int
        1 to 4.
    drop_stopwords : bool
        Leave out the terms that begin or end with a stop word.

    Returns
    -------
    DataFrame
        ``term, count, per_million`` (of all tokens)``, articles, dp, dpnorm``, the most frequent first, then by term.
        DP (Gries 2008) is half the sum, over the articles, of the absolute difference between an article's share of all
        tokens and its share of the term: 0 where a term is spread as evenly as the text itself, towards 1 where it is
        bunched. DPnorm (Lijffijt and Gries 2012) divides it by its maximum, 1 less the smallest article's share.
        A single article is cut into ten equal parts. DPnorm is missing where there is but one part.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> tokens = tokenize(make_corpus(["Jets, jets and tanks.", "Jets only: none."]))
    >>> count_terms(tokens)[["term", "count", "articles"]].values.tolist()
    [['jets', 3, 2], ['none', 1, 1], ['tanks', 1, 1]]
    """
    if n not in (1, 2, 3, 4):
        raise ValueError(f"n is {n!r}. Give 1, 2, 3 or 4.")
    if not len(tokens):
        return refuse(TERMS, "There are no words to count.")
    sums = combine([sum_terms(tokens, n=n, drop_stopwords=drop_stopwords)])
    return finish_terms(sums, combine([sum_spread(tokens, sums, n=n)]))


def sum_terms(tokens: Tokens, *, n: int, drop_stopwords: bool) -> Sums:
    """Return the ``terms`` of one part of a corpus (count, articles) and its ``totals`` (tokens, articles)."""
    codes, doc, terms = _ngrams(tokens, n, drop_stopwords)
    pairs = np.unique(np.stack([codes, doc]), axis=1)
    counts = {"count": np.bincount(codes, minlength=len(terms)), "articles": np.bincount(pairs[0], minlength=len(terms))}
    totals = {"tokens": [len(tokens)], "articles": [len(np.unique(tokens.doc))]}
    return {"terms": pd.DataFrame(counts, index=terms), "totals": pd.DataFrame(totals, index=["all"])}


def sum_spread(tokens: Tokens, sums: Sums, *, n: int) -> Sums:
    """Return, for each term of one part of a corpus, what DP is made of; it needs the sums of the whole corpus first.

    With c of a term's C occurrences in an article of s of all S tokens, DP is the sum of abs(s C - c S) over 2 S C: whole
    numbers up to the last division, so that no order of adding changes a digit. ``spread`` holds the sum over the
    articles that have the term, ``held`` their tokens; the others add C (S - held).
    """
    total = int(sums["totals"].at["all", "tokens"])
    part = np.arange(len(tokens)) * PARTS_OF_ONE // total if sums["totals"].at["all", "articles"] == 1 else tokens.doc
    parts, part = np.unique(part, return_inverse=True)
    sizes = np.bincount(part, minlength=len(parts))
    codes, places, terms = _ngrams(tokens, n, False, part)
    (code, where), counts = np.unique(np.stack([codes, places]), axis=1, return_counts=True)
    overall = sums["terms"]["count"].reindex(terms, fill_value=0).to_numpy()
    spread = np.zeros(len(terms), dtype=np.int64)
    np.add.at(spread, code, np.abs(sizes[where] * overall[code] - counts * total))
    held = np.zeros(len(terms), dtype=np.int64)
    np.add.at(held, code, sizes[where])
    table = pd.DataFrame({"spread": spread, "held": held}, index=terms)
    return {"spread": table[overall > 0], "parts": pd.DataFrame({"smallest": [sizes.min(initial=total)]}, index=["all"])}


def finish_terms(sums: Sums, spread: Sums) -> pd.DataFrame:
    """Return the table of `count_terms` from the sums of all parts."""
    table = sums["terms"].join(spread["spread"]).rename_axis("term").reset_index()
    total = int(sums["totals"].at["all", "tokens"])
    table["per_million"] = table["count"] / total * 1e6
    table["dp"] = (table["spread"] + table["count"] * (total - table["held"])) / (2 * total * table["count"])
    largest = 1 - spread["parts"].at["all", "smallest"] / total
    table["dpnorm"] = table["dp"] / largest if largest > 0 else np.nan
    table = table.sort_values(["count", "term"], ascending=[False, True])
    return make_table(table[list(TERMS)].reset_index(drop=True), TERMS)


def _ngrams(tokens: Tokens, n: int, drop_stopwords: bool, group: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return a code for each run of n words inside a sentence, its group (the article, if none is given), the terms."""
    group = tokens.doc if group is None else group
    last = max(0, len(tokens) - n + 1)
    keep = tokens.sent[:last] == tokens.sent[n - 1 :]
    if drop_stopwords:
        stops = tokens.stop[tokens.codes]
        keep &= ~(stops[:last] | stops[n - 1 :])
    codes = tokens.codes[:last][keep]
    terms = tokens.words
    for step in range(1, n):
        pairs = codes * len(tokens.words) + tokens.codes[step : step + last][keep]
        distinct, codes = np.unique(pairs, return_inverse=True)
        terms = terms[distinct // len(tokens.words)] + " " + tokens.words[distinct % len(tokens.words)]
    used, codes = np.unique(codes, return_inverse=True)
    return codes, group[:last][keep], terms[used].tolist()


def find_context(corpus: Corpus, phrases: str | Iterable[str], *, width: int = 40) -> pd.DataFrame:
    """Find a phrase, or several, in the texts: whole words, in any case, across a possessive 's or a dash.

    Returns ``doc, sent, start, end, left, surface, right``, a row an occurrence, in the order of the texts, with up to
    `width` characters of the same sentence on either side.

    >>> from cuttings.corpus import make_corpus
    >>> find_context(make_corpus(["They want the technology transfer now."]), "technology transfer")["left"].tolist()
    ['They want the ']
    """
    wanted = [phrases] if isinstance(phrases, str) else list(phrases)
    if not all(phrase.split() for phrase in wanted):
        raise ValueError("A phrase is empty. Give one or more words.")
    if not wanted:
        return refuse(CONTEXT, "No phrase was asked for.")
    either = "|".join(_GAP.join(map(regex.escape, phrase.split())).replace("'", "['’]") for phrase in wanted)
    pattern = regex.compile(rf"(?<!{_LETTER})(?:{either})(?!{_LETTER})", regex.IGNORECASE)
    rows = [
        (doc, sent, *hit.span(), text[max(start, hit.start() - width) : hit.start()], hit[0], text[hit.end() : min(end, hit.end() + width)])
        for text, doc, sent, start, end in _sentence_texts(corpus)
        for hit in pattern.finditer(text, start, end)
    ]
    return make_table(rows, CONTEXT) if rows else refuse(CONTEXT, f"{', '.join(wanted)!r} does not occur.")


def _sentence_texts(corpus: Corpus) -> Iterable[tuple[str, int, int, int, int]]:
    """Yield each sentence's article text, doc, sent, start and end."""
    texts = corpus.texts()
    for doc, sent, start, end in corpus.sentences[["doc", "sent", "start", "end"]].itertuples(index=False):
        yield texts[doc], doc, sent, start, end


def to_nltk(tokens: Tokens):  # type: ignore[no-untyped-def]  # nltk has no types
    """Return the words, in order, as an `nltk.Text`, for those who know its methods: similar, common_contexts, concordance.

    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> to_nltk(tokenize(make_corpus(["Jets and tanks and jets."]))).count("jets")
    2
    """
    from nltk.text import Text  # slow to import, and few need it

    return Text(words_of(tokens).tolist())
