"""The terms that carry the coverage: frequency, dispersion, tf-idf, richness of the vocabulary."""

import numpy as np
import pandas as pd

from cuttings.cells import count_cells
from cuttings.coverage import label_articles
from cuttings.lazy import over
from cuttings.tables import Sums, combine, make_table, refuse
from cuttings.tokens import Tokens, words_of

TERMS = {
    "term": "str", "count": "int64", "per_million": "float64", "articles": "int64", "dp": "float64", "dpnorm": "float64",
}  # fmt: skip
TFIDF = {"doc": "int64", "term": "str", "count": "int64", "tfidf": "float64"}
VOCABULARY = {"tokens": "int64", "types": "int64", "hapaxes": "int64", "mattr": "float64", "windows": "int64"}
PARTS_OF_ONE = 10  # one article is cut into so many parts for its dispersion
NO_WORDS = "There are no words to count."


def count_terms(tokens: Tokens, *, n: int = 1, drop_stopwords: bool = True, by: str | None = None) -> pd.DataFrame:
    """Count words, or runs of `n` words inside sentences, with their dispersion.

    Parameters
    ----------
    n : int
        1 to 4.
    drop_stopwords : bool
        Leave out the terms that begin or end with a stop word.
    by : str, optional
        A column of the articles: the terms of each of its values are counted apart, as if these were all articles.

    Returns
    -------
    DataFrame
        ``term, count, per_million`` (of all tokens)``, articles, dp, dpnorm``, the most frequent first, then by term;
        before them the column `by`, in the order of its values.
        DP (Gries 2008) is half the sum, over the articles, of the absolute difference between an article's share of all
        tokens and its share of the term: 0 where a term is spread as evenly as the text itself, towards 1 where it is
        bunched. DPnorm (Lijffijt and Gries 2012) divides it by its maximum, 1 less the smallest article's share.
        A single article is cut into ten equal parts, also where it is alone in its group: its DP does not compare with
        those of groups of several. DPnorm is missing where there is but one part.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> tokens = tokenize(make_corpus(["Jets, jets and tanks.", "Jets only: none."]))
    >>> count_terms(tokens)[["term", "count", "articles"]].values.tolist()
    [['jets', 3, 2], ['none', 1, 1], ['tanks', 1, 1]]
    """
    sums = combine(over(sum_terms, tokens, n=n, drop_stopwords=drop_stopwords, by=by))
    if not len(sums["terms"]):
        return refuse(
            ({by: "str"} if by else {}) | TERMS, "There is no such run of words, but for stop words." if len(sums["totals"]) else NO_WORDS
        )
    spread = combine(over(sum_spread, tokens, sums=sums, n=n, drop_stopwords=drop_stopwords, by=by))
    return finish_terms(sums, spread, by=by)


def sum_terms(tokens: Tokens, *, n: int = 1, drop_stopwords: bool = True, by: str | None = None) -> Sums:
    """Return the ``terms`` of one part of a corpus (count, articles) and its ``totals`` (tokens, articles), of each group."""
    names, group = _groups(tokens, by)
    cells = count_cells(tokens, tokens.article, n=n, drop_stopwords=drop_stopwords, group=group if by else None)
    terms = _named(cells.sums(count=cells.count, articles=np.ones_like(cells.count)), names, by)
    sizes = np.bincount(tokens.article, minlength=len(tokens.articles))
    of = label_articles(tokens.articles, by)
    totals = pd.DataFrame({"tokens": sizes, "articles": sizes > 0}, index=of).astype("int64").groupby(level=0).sum()
    return {"terms": terms, "totals": totals[totals["tokens"] > 0]}


def sum_spread(tokens: Tokens, *, sums: Sums, n: int = 1, drop_stopwords: bool = True, by: str | None = None) -> Sums:
    """Return, for each term of one part of a corpus, what DP is made of; it needs the sums of the whole corpus first.

    With c of a term's C occurrences in an article of s of all S tokens, DP is the sum of abs(s C - c S) over 2 S C: whole
    numbers up to the last division, so that no order of adding changes a digit. ``spread`` holds the sum over the
    articles that have the term, ``held`` their tokens; the others add C (S - held).
    """
    names, group = _groups(tokens, by)
    totals = sums["totals"].reindex(names).fillna(0).astype("int64")
    unit = _units(tokens, totals["articles"].to_numpy()[group] == 1)
    sizes = np.bincount(unit)
    cells = count_cells(tokens, unit, n=n, drop_stopwords=drop_stopwords, group=group if by else None)
    overall = sums["terms"]["count"].reindex(_named(cells.sums(), names, by).index).to_numpy()[cells.term]
    of = cells.terms.get_level_values(0).to_numpy()[cells.term] if by else np.zeros(len(cells.unit), dtype=np.int64)
    apart = np.abs(sizes[cells.unit] * overall - cells.count * totals["tokens"].to_numpy()[of])
    spread = _named(cells.sums(spread=apart, held=sizes[cells.unit]), names, by)
    owner = group[np.flatnonzero(np.diff(unit, prepend=-1))]
    smallest = pd.Series(sizes[sizes > 0], index=np.array(names, dtype=object)[owner], dtype="int64").groupby(level=0).min()
    return {"spread": spread, "parts": smallest.to_frame("smallest")}


def finish_terms(sums: Sums, spread: Sums, *, by: str | None = None) -> pd.DataFrame:
    """Return the table of `count_terms` from the sums of all parts."""
    table = sums["terms"].join(spread["spread"]).reset_index()
    of = table[by] if by else np.full(len(table), sums["totals"].index[0], dtype=object)
    total = sums["totals"]["tokens"].reindex(of).to_numpy()
    table["per_million"] = table["count"] / total * 1e6
    table["dp"] = (table["spread"] + table["count"] * (total - table["held"])) / (2 * total * table["count"])
    largest = 1 - spread["parts"]["smallest"].reindex(of).to_numpy() / total
    table["dpnorm"] = table["dp"].where(largest > 0) / np.where(largest > 0, largest, 1)
    table = table.sort_values([*([by] if by else []), "count", "term"], ascending=[*([True] if by else []), False, True])
    columns = _columns(sums, by, TERMS)
    return make_table(table[list(columns)].reset_index(drop=True), columns)


def _columns(sums: Sums, by: str | None, columns: dict[str, str]) -> dict[str, str]:
    """Return the columns of a table, before them the one by which it is grouped."""
    return ({by: str(sums["totals"].index.dtype)} if by else {}) | columns


def _groups(tokens: Tokens, by: str | None) -> tuple[list[str], np.ndarray]:
    """Return the names of the groups of articles, and the number of its group for each token."""
    if by is None:
        return ["all"], np.zeros(len(tokens), dtype=np.int8)
    names, code = np.unique(label_articles(tokens.articles, by).to_numpy(dtype=object), return_inverse=True)
    return names.tolist(), code[tokens.article]


def _named(table: pd.DataFrame, names: list[str], by: str | None) -> pd.DataFrame:
    """Return a table of sums with the names of its groups for their numbers."""
    if by is None:
        return table
    number, term = (table.index.get_level_values(level) for level in (0, 1))
    group = pd.Index(names)[number.to_numpy(dtype=np.int64)]
    return table.set_axis(pd.MultiIndex.from_arrays([group, term], names=[by, "term"]))


def _units(tokens: Tokens, alone: np.ndarray) -> np.ndarray:
    """Return in which part of the text each token stands: its article or, where that is `alone` in its group, a tenth of it."""
    if not alone.any():
        return tokens.article
    sizes = np.bincount(tokens.article, minlength=len(tokens.articles))
    within = np.arange(len(tokens)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return tokens.article.astype(np.int64) * PARTS_OF_ONE + np.where(alone, within * PARTS_OF_ONE // np.repeat(sizes, sizes), 0)


def score_tfidf(tokens: Tokens, *, n: int = 1, drop_stopwords: bool = True, top: int = 10) -> pd.DataFrame:
    """Return, for each article, the terms that set it apart from the others: ``doc, term, count, tfidf``.

    The variant is the term's share of the article's words times ln(articles / articles with the term), not smoothed and
    not normalised (Salton and Buckley 1988; the one of the R package tidytext): 0 for a term that every article has. The
    `top` terms of each article that score above 0 are given, the highest first, then by term. Refused where a single
    article makes it 0 for every term.

    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> score_tfidf(tokenize(make_corpus(["Jets, jets and tanks.", "Jets only: none."])))[["doc", "term"]].values.tolist()
    [[0, 'tanks'], [1, 'none']]
    """
    sums = combine(over(sum_terms, tokens, n=n, drop_stopwords=drop_stopwords))
    articles = int(sums["totals"]["articles"].sum())
    if articles < 2:
        return refuse(TFIDF, f"tf-idf tells articles apart; of {articles} it would say 0 of every term." if articles else NO_WORDS)
    if not len(sums["terms"]):
        return refuse(TFIDF, "There is no such run of words, but for stop words.")
    idf = np.log(articles / sums["terms"]["articles"])
    tables = [_tfidf(part, idf, n, drop_stopwords, top) for part in tokens.parts("weighing")]
    table = make_table(pd.concat(tables, ignore_index=True), TFIDF)
    return table if len(table) else refuse(TFIDF, "No term tells one article from another: each is in all of them.")


def _tfidf(tokens: Tokens, idf: pd.Series, n: int, drop_stopwords: bool, top: int) -> pd.DataFrame:
    cells = count_cells(tokens, tokens.article, n=n, drop_stopwords=drop_stopwords)
    sizes = np.bincount(tokens.article, minlength=len(tokens.articles))
    score = cells.count / sizes[cells.unit] * idf.reindex(cells.terms).to_numpy()[cells.term]
    some = np.flatnonzero(score > 0)
    order = some[np.lexsort((cells.term[some], -score[some], cells.unit[some]))]
    first = np.searchsorted(cells.unit[order], cells.unit[order])
    order = order[np.arange(len(order)) - first < top]
    doc = tokens.articles["doc"].to_numpy()[cells.unit[order]]
    return pd.DataFrame({"doc": doc, "term": cells.terms[cells.term[order]], "count": cells.count[order], "tfidf": score[order]})


def describe_vocabulary(tokens: Tokens, *, window: int = 100, by: str | None = None) -> pd.DataFrame:
    """Return how rich the vocabulary is: ``tokens, types`` (distinct words)``, hapaxes`` (those used once)``, mattr, windows``.

    Types grow with the length of a text, so they compare only texts of one length. MATTR (Covington and McFall 2010) does
    not: it is the mean, over all stretches of `window` words inside an article, of the share of distinct words in them.
    Missing where no article is as long; ``windows`` says on how many stretches it rests. A row a value of the column `by`.

    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> describe_vocabulary(tokenize(make_corpus(["a b a b a c"], clean=False)), window=3)["mattr"].round(3).item()
    0.75
    """
    if window < 1:
        raise ValueError(f"window is {window!r}. Give the number of words, 1 or more.")
    sums = combine(over(sum_terms, tokens, drop_stopwords=False, by=by))
    columns = _columns(sums, by, VOCABULARY)
    if not len(sums["totals"]):
        return refuse(columns, NO_WORDS)
    windows = combine(over(sum_windows, tokens, window=window, by=by))["windows"]
    counts = sums["terms"]["count"]
    level = counts.index.get_level_values(0) if by else np.full(len(counts), sums["totals"].index[0], dtype=object)
    table = counts.groupby(level).agg(tokens="sum", types="size", hapaxes=lambda some: int((some == 1).sum())).join(windows)
    table["mattr"] = table["distinct"] / (table["windows"] * window)
    table = make_table(table.rename_axis(by or "all").reset_index()[list(columns)], columns)
    table.attrs["window"] = window
    return table


def sum_windows(tokens: Tokens, *, window: int, by: str | None = None) -> Sums:
    """Return how many stretches of `window` words the articles of each group have, and how many distinct words these have in all.

    A word counts in the stretches that hold it but not the same word before it: whole numbers, in any order.
    """
    names, group = _groups(tokens, by)
    sizes = np.bincount(tokens.article, minlength=len(tokens.articles))
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    last = first + np.repeat(sizes, sizes) - window  # where the article's last stretch begins
    at = np.arange(len(tokens))
    order = np.argsort(tokens.article.astype(np.int64) * len(tokens.words) + tokens.codes, kind="stable")
    same = (np.diff(tokens.codes[order]) == 0) & (np.diff(tokens.article[order]) == 0)
    before = np.full(len(tokens), -1)
    before[order[1:][same]] = order[:-1][same]
    distinct = np.maximum(0, np.minimum(at, last) - np.maximum(np.maximum(before, first - 1), at - window))
    table = pd.DataFrame({"windows": last >= at, "distinct": distinct}, index=np.array(names, dtype=object)[group], dtype="int64")
    return {"windows": table.groupby(level=0).sum()}


def to_nltk(tokens: Tokens):  # type: ignore[no-untyped-def]  # nltk has no types
    """Return the words, in order, as an `nltk.Text`, for those who know its methods: similar, common_contexts, concordance.

    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> to_nltk(tokenize(make_corpus(["Jets and tanks and jets."]))).count("jets")
    2
    """
    from nltk.text import Text  # slow to import, and few need it

    return Text(words_of(tokens).tolist())
