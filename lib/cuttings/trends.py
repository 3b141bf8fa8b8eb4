"""Trends: how often terms stand in the coverage of each day, week, month or year."""

import math
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd

from cuttings.cells import find_term
from cuttings.coverage import PERIOD_NAMES, choose_frequency
from cuttings.keyness import ENOUGH
from cuttings.lazy import over
from cuttings.tables import Sums, combine, make_table, refuse
from cuttings.tokens import Tokens

TRENDS = {
    "period": "datetime64[us]", "term": "str", "count": "int64", "words": "int64", "articles": "int64", "per_million": "float64",
    "low": "float64", "high": "float64",
}  # fmt: skip
REPLICATES = 200
DRAWS = [f"draw {n}" for n in range(REPLICATES)]  # the columns of the replicates in a table of sums
BLOCK = 64  # articles whose numbers fit into the processor's cache
_GAMMA, _MIX = np.uint64(0x9E3779B97F4A7C15), ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_POISSON = (np.cumsum([1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040]) / math.e * 2**64).astype(np.uint64)


def track_terms(tokens: Tokens, terms: Iterable[str], *, freq: str | None = None) -> pd.DataFrame:
    """Return how often each term stands in each period, with a band that tells how far chance reaches.

    Parameters
    ----------
    terms : iterable of str
        Words, or runs of words.
    freq : {"D", "W", "M", "Y"}, optional
        By default the finest that keeps a chart readable.

    Returns
    -------
    DataFrame
        ``period`` (its first day)``, term, count, words`` and ``articles`` of the period, ``per_million`` (words), and
        its 95% band ``low, high``: percentiles of 200 bootstrap replicates over articles (Poisson weights, drawn from each
        article's checksum, so that every run gives the same). No band under ten articles or without an occurrence: it would
        be too narrow.
        A period without an article is a gap, not a zero: its rate is missing. Articles without a full date are left out.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> texts = pd.DataFrame({"text": ["Jets came.", "No ships."], "date": ["2024-05-06", "2024-05-08"]})
    >>> track_terms(tokenize(make_corpus(texts)), ["jets"])["count"].tolist()
    [1, 0, 0]
    """
    terms = [terms] if isinstance(terms, str) else list(dict.fromkeys(terms))
    if freq is not None and freq not in PERIOD_NAMES:
        raise ValueError(f"freq={freq!r} is unknown. Give D, W, M or Y.")
    dates = tokens.articles["date"].dropna()
    if len(dates) < 2 or not terms:
        without = f"Articles with a full date: {len(dates)} of {len(tokens.articles)}. There is no course of time to show."
        return refuse(TRENDS, without if terms else "No term was asked for.")
    freq = freq or choose_frequency(dates)
    sums = combine(over(sum_trends, tokens, terms=terms, freq=freq))
    table = finish_trends(sums, terms, freq)
    table.attrs = {"freq": freq, "without": len(tokens.articles) - len(dates)}
    return table


def sum_trends(tokens: Tokens, *, terms: list[str], freq: str) -> Sums:
    """Return how often each term stands in each period of a part (``terms``) and the words there (``totals``), and their replicates.

    ``terms`` has a row a period and term: count and a column a replicate; ``totals`` a row a period: words, articles, replicates.
    """
    dated = tokens.articles["date"].notna().to_numpy()
    period = tokens.articles["date"][dated].dt.to_period(freq).dt.start_time.to_numpy()
    weights = bootstrap_weights(tokens.articles["sha256"][dated])
    size = np.bincount(tokens.article, minlength=len(dated))[dated]
    totals = _by_period(size, period, weights, words=size, articles=np.ones_like(size))
    counts = {term: np.bincount(tokens.article[find_term(tokens, term)], minlength=len(dated))[dated] for term in terms}
    tables = {term: _by_period(count, period, weights, count=count) for term, count in counts.items()}
    return {"terms": pd.concat(tables, names=["term", "period"]), "totals": totals}


def _by_period(values: np.ndarray, period: np.ndarray, weights: np.ndarray, **columns: np.ndarray) -> pd.DataFrame:
    """Return sums by period: of the columns, and of the values in each replicate."""
    table = pd.DataFrame(values[:, None] * weights, columns=list(DRAWS)).assign(**columns)
    return table.groupby(pd.Index(period, name="period")).sum().astype("int64")


def bootstrap_weights(digests: pd.Series, replicates: int = REPLICATES) -> np.ndarray:
    """Return how often each article counts in each replicate of a Poisson bootstrap (Hanley and MacGibbon 2006): articles x replicates.

    Each is hashed from the article's checksum and the number of the replicate, by the generator SplitMix64 (Steele, Lea and
    Flood 2014): the same in any order, part or run.

    >>> bootstrap_weights(pd.Series(["ab" * 32]), 5).tolist()
    [[2, 0, 0, 1, 0]]
    """
    return draw_weights(key_articles(digests.tolist()), replicates)


def key_articles(digests: Iterable[str]) -> np.ndarray:
    """Return of each article's checksum the first 64 bits: what its weights are drawn by."""
    return np.array([int(digest[:16], 16) for digest in digests], dtype=np.uint64)


def draw_weights(keys: np.ndarray, replicates: int = REPLICATES) -> np.ndarray:
    """Return the weights of `bootstrap_weights` by the keys of `key_articles`."""
    return _weights(keys.tobytes(), replicates).astype(np.int64)


@lru_cache(maxsize=4)  # several sums of one part ask for the same
def _weights(raw: bytes, replicates: int) -> np.ndarray:
    keys = np.frombuffer(raw, dtype=np.uint64)
    weights = np.zeros((len(keys), replicates), dtype=np.int8)
    for start in range(0, len(keys), BLOCK):
        state = keys[start : start + BLOCK, None] + np.arange(1, replicates + 1, dtype=np.uint64) * _GAMMA
        for shift, factor in _MIX:
            state = (state ^ (state >> np.uint64(shift))) * np.uint64(factor)
        state ^= state >> np.uint64(31)
        for limit in _POISSON:
            weights[start : start + BLOCK] += state >= limit
    return weights


def finish_trends(sums: Sums, terms: list[str], freq: str) -> pd.DataFrame:
    """Return the table of `track_terms` from the sums of all parts: every period from the first to the last, by term."""
    totals = sums["totals"]
    every = pd.period_range(totals.index.min(), totals.index.max(), freq=freq).start_time.as_unit("us")
    totals = totals.reindex(every, fill_value=0)
    words = totals["words"].to_numpy()
    tables = []
    for term in terms:
        counts = sums["terms"].loc[term].reindex(every, fill_value=0)
        enough = ((totals["articles"] >= ENOUGH) & (counts["count"] > 0)).to_numpy()
        low, high = np.full((2, len(every)), np.nan)
        rates = counts.loc[enough, DRAWS] / totals.loc[enough, DRAWS]
        low[enough], high[enough] = np.nanpercentile(rates * 1e6, [2.5, 97.5], axis=1) if len(rates) else ([], [])
        rate = np.divide(counts["count"] * 1e6, words, out=np.full(len(every), np.nan), where=words > 0)
        columns = {"period": every, "term": term, "count": counts["count"].to_numpy(), "words": words}
        tables.append(pd.DataFrame(columns | {"articles": totals["articles"].to_numpy(), "per_million": rate, "low": low, "high": high}))
    return make_table(pd.concat(tables, ignore_index=True), TRENDS)
