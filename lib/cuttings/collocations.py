"""Collocations: pairs of words that stand near each other more often than their frequencies alone would bring."""

import numpy as np
import pandas as pd

from cuttings.lazy import over
from cuttings.measures import expected_count, g2, log_dice, npmi, t_score
from cuttings.prose import many
from cuttings.tables import Sums, combine, make_table, refuse
from cuttings.terms import NO_WORDS, sum_terms
from cuttings.tokens import Tokens

COLLOCATIONS = {
    "a": "str", "b": "str", "count": "int64", "articles": "int64", "g2": "float64", "npmi": "float64", "logdice": "float64", "t": "float64",
}  # fmt: skip
MOST = 50_000  # words that are paired: those found in most articles


def score_collocations(
    tokens: Tokens, *, window: int = 2, min_count: int = 3, min_articles: int = 2, drop_stopwords: bool = True
) -> pd.DataFrame:
    """Score the pairs of words of which `b` follows `a` in the same sentence, fewer than `window` words later.

    Parameters
    ----------
    window : int
        2 for words side by side, 3 for at most one word between them, and so on.
    min_count, min_articles : int
        Leave out pairs that are rarer, or stand in fewer articles (of a single article that many cannot be asked).
    drop_stopwords : bool
        Leave out pairs with a stop word; it still counts as a word between others.

    Returns
    -------
    DataFrame
        ``a, b, count, articles, g2, npmi, logdice, t``, the highest G2 first, then by a and b.
        The scores are of the four-fold table of all pairs of words in such a window: those with a first, those with b
        second, those with both. G2 (Dunning 1993) is the evidence; NPMI (Bouma 2009) and logDice (Rychlý 2008) are the
        strength, NPMI with a liking for the rare; t (Church et al. 1991) has one for the frequent. In a window of more
        than two a word counts once for each word that it could be paired with. Pairs no more frequent than expected are
        left out. Of larger vocabularies the 50,000 words found in most articles are paired.

    Examples
    --------
    >>> from cuttings.corpus import make_corpus
    >>> from cuttings.tokens import tokenize
    >>> corpus = make_corpus(["Air force jets came. The air force went. An air force bought jets."])
    >>> score_collocations(tokenize(corpus))[["a", "b", "count"]].values.tolist()
    [['air', 'force', 3]]
    """
    if window < 2:
        raise ValueError(f"window is {window!r}. Give 2 (words side by side) or more.")
    sums = combine(over(sum_terms, tokens, drop_stopwords=False))
    if not len(sums["totals"]):
        return refuse(COLLOCATIONS, NO_WORDS)
    words, of = choose_words(tokens, sums, drop_stopwords=drop_stopwords)
    pairs = combine(over(sum_pairs, tokens, words=words, window=window, drop_stopwords=drop_stopwords))
    least = min(min_articles, int(sums["totals"]["articles"].sum()))
    table = finish_pairs(pairs, words, min_count=min_count, min_articles=least)
    table.attrs |= {"window": window, "words": len(words), "of": of}
    return table


def choose_words(tokens: Tokens, sums: Sums, *, drop_stopwords: bool = True) -> tuple[np.ndarray, int]:
    """Return the words found in most articles, sorted, and of how many they are chosen; all, unless there are more than 50,000."""
    if len(sums["terms"]) <= MOST:
        return sums["terms"].index.to_numpy(dtype=object), len(sums["terms"])
    sums = combine(over(sum_terms, tokens, drop_stopwords=drop_stopwords))
    terms = sums["terms"].rename_axis("term").reset_index().sort_values(["articles", "count", "term"], ascending=[False, False, True])
    return np.sort(terms["term"].head(MOST).to_numpy(dtype=object)), len(terms)


def sum_pairs(tokens: Tokens, *, words: np.ndarray, window: int = 2, drop_stopwords: bool = True) -> Sums:
    """Return the ``pairs`` of one part of a corpus (count, articles), how often each word is ``first`` and second, and of how many pairs.

    Pairs and words go by their numbers in `words`, which are those of the whole corpus.
    """
    number = dict(zip(words.tolist(), range(1, len(words) + 1), strict=True))
    code = np.array([number.get(word, 0) for word in tokens.words.tolist()], dtype=np.int64)[tokens.codes]  # 0: not paired
    if drop_stopwords:
        code[tokens.stop] = 0
    keys, total, article = [], 0, tokens.article
    first, second = np.zeros((2, len(words) + 1), dtype=np.int64)
    for step in range(1, window):
        near = tokens.sentence[:-step] == tokens.sentence[step:]
        if step > 1 and not near.any():  # no sentence is as long
            break
        a, b = code[:-step], code[step:]
        first += np.bincount(a[near], minlength=len(first))
        second += np.bincount(b[near], minlength=len(second))
        both = near & (a > 0) & (b > 0)
        keys.append(((a[both] - 1) * len(words) + b[both] - 1) * len(tokens.articles) + article[:-step][both])
        total += int(near.sum())
    key = np.sort(np.concatenate(keys))  # by pair, then by article
    pair = key // max(1, len(tokens.articles))
    start, cell = (np.flatnonzero(np.diff(some, prepend=-1)) for some in (pair, key))
    counts = {"count": np.diff(start, append=len(key)), "articles": np.diff(np.searchsorted(cell, start), append=len(cell))}
    pairs = pd.DataFrame(counts, index=pair[start], dtype="int64")
    return {"pairs": pairs, "words": pd.DataFrame({"first": first[1:], "second": second[1:]}), "totals": pd.DataFrame({"pairs": [total]})}


def finish_pairs(sums: Sums, words: np.ndarray, *, min_count: int, min_articles: int) -> pd.DataFrame:
    """Return the table of `score_collocations` from the sums of all parts."""
    pairs, total = sums["pairs"], int(sums["totals"]["pairs"].iloc[0])
    pairs = pairs[(pairs["count"] >= min_count) & (pairs["articles"] >= min_articles)]
    a, b = pairs.index.to_numpy() // max(1, len(words)), pairs.index.to_numpy() % max(1, len(words))
    both, first, second = pairs["count"].to_numpy(), sums["words"]["first"].to_numpy()[a], sums["words"]["second"].to_numpy()[b]
    columns = {"a": words[a], "b": words[b], "count": both, "articles": pairs["articles"].to_numpy()}
    columns |= {"g2": g2(both, first, second, total), "npmi": npmi(both, first, second, total)}
    columns |= {"logdice": log_dice(both, first, second), "t": t_score(both, first, second, total)}
    table = make_table(columns, COLLOCATIONS)[both > expected_count(first, second, total)]
    if not len(table):
        where = f"{many(min_count, 'time')} or more, in {many(min_articles, 'article')} or more"
        return refuse(COLLOCATIONS, f"No pair of words stands together {where}, and more often than their frequencies would bring.")
    return table.sort_values(["g2", "a", "b"], ascending=[False, True, True], ignore_index=True)
