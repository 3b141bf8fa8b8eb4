"""The formulas, each in one place: association in a two-by-two table, intervals for shares, agreement."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


def expected_count(a: np.ndarray, b: np.ndarray, n: int) -> np.ndarray:
    """Return how often two things that occur in `a` and `b` of `n` units would meet if they ignored each other: a b / n."""
    return np.asarray(a) * np.asarray(b) / n


def g2(both: np.ndarray, a: np.ndarray, b: np.ndarray, n: int) -> np.ndarray:
    """Return Dunning's (1993) log-likelihood ratio over all four cells: 2 sum of O ln(O / E).

    `both` is the number of units with a and b, `a` and `b` those with each, `n` all. An empty cell adds nothing.

    >>> float(g2(np.array([10]), np.array([20]), np.array([20]), 40)[0])  # exactly as often as expected
    0.0
    """
    both, a, b = (np.asarray(x, dtype="float64") for x in (both, a, b))
    cells = np.stack([both, a - both, b - both, n - a - b + both])
    hopes = np.stack([a * b, a * (n - b), (n - a) * b, (n - a) * (n - b)]) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(cells > 0, cells * np.log(cells / hopes), 0.0)
    return np.maximum(2 * ((terms[0] + terms[3]) + (terms[1] + terms[2])), 0.0)  # a and b may change places, to the last digit


def npmi(both: np.ndarray, a: np.ndarray, b: np.ndarray, n: int) -> np.ndarray:
    """Return normalised pointwise mutual information (Bouma 2009): ln(p_ab / (p_a p_b)) / -ln p_ab.

    1 for things that only ever occur together, 0 for independence, -1 for things that never meet. Missing where both are
    in every unit, which tells nothing.

    >>> npmi(np.array([5, 4]), np.array([5, 20]), np.array([5, 20]), 100).round(2).tolist()
    [1.0, 0.0]
    """
    both, a, b = (np.asarray(x, dtype="float64") for x in (both, a, b))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(both * n / (a * b)) / -np.log(both / n)
    return np.where(both == 0, -1.0, np.where(both == n, np.nan, value))


def wilson(hits: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the Wilson (1927) score interval of a share: lower and upper end; missing where n is 0.

    >>> [round(float(x), 3) for x in wilson(np.array(81), np.array(263))]  # Newcombe 1998, table I
    [0.255, 0.366]
    """
    hits, n = np.asarray(hits, dtype="float64"), np.asarray(n, dtype="float64")
    z = NormalDist().inv_cdf((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / n
        middle = share + z**2 / (2 * n)
        half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        return np.maximum((middle - half) / (1 + z**2 / n), 0), np.minimum((middle + half) / (1 + z**2 / n), 1)


def alpha(ratings: pd.DataFrame) -> float:
    """Return Krippendorff's (2004) alpha for nominal data: 1 less observed over expected disagreement.

    `ratings` has a row a unit and a column a coder, missing where a coder did not code. Missing where fewer than two
    labels were used, where alpha is undefined (nltk answers 1 there), or no unit was coded twice.

    >>> round(alpha(pd.DataFrame({"a": [1, 1, 0, 0], "b": [1, 0, 0, 0]})), 3)
    0.533
    """
    return float(alpha_of(alpha_parts(count_labels(ratings)).sum(axis=0)))


def count_labels(ratings: pd.DataFrame, labels: Iterable | None = None) -> np.ndarray:
    """Return how many coders gave each unit each label: units x labels (those used, in order, if they are not given).

    >>> count_labels(pd.DataFrame({"a": [1, 1], "b": [0, None]})).tolist()
    [[1, 1], [0, 1]]
    """
    known = sorted({label for label in ratings.to_numpy().ravel() if not pd.isna(label)}) if labels is None else list(labels)
    return np.stack([(ratings == label).sum(axis=1).to_numpy() for label in known], axis=1) if known else np.zeros((len(ratings), 0))


def alpha_parts(counts: np.ndarray) -> np.ndarray:
    """Return what each unit adds to alpha: its disagreement, and its labels one by one; nothing if it was coded once.

    The disagreement of a unit with m labels, of which c are of a kind, is (m² - sum of c²) / (m - 1).
    """
    sizes = counts.sum(axis=1, keepdims=True)
    twice = sizes > 1
    disagreement = (sizes**2 - (counts**2).sum(axis=1, keepdims=True)) / np.where(twice, sizes - 1, 1)
    return np.where(twice, np.hstack([disagreement, counts]), 0.0)


def alpha_of(sums: np.ndarray) -> np.ndarray:
    """Return Krippendorff's alpha of the sums of `alpha_parts`, along the last axis: 1 - (n - 1) D / (n² - sum of n_k²)."""
    totals = sums[..., 1:]
    n = totals.sum(axis=-1)
    chance = n**2 - (totals**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 0, 1 - (n - 1) * sums[..., 0] / chance, np.nan)


def ac1(ratings: pd.DataFrame, labels: Iterable | None = None) -> float:
    """Return Gwet's (2008) AC1: (p_a - p_e) / (1 - p_e), with p_e = sum of s_k (1 - s_k) / (q - 1).

    p_a is the mean, over units coded twice or more, of the share of pairs of coders who agree; s_k the mean share of label k
    in the units coded at all, q the number of labels. Missing labels as in Gwet (2014). `labels` are all that could be given:
    AC1 is then 1 where everyone gave the same; it is missing where only one could be, or no unit was coded twice.

    >>> round(ac1(pd.DataFrame({"a": [1, 1, 0, 0], "b": [1, 0, 0, 0]})), 3)
    0.529
    """
    return float(ac1_of(ac1_parts(count_labels(ratings, labels)).sum(axis=0)))


def ac1_parts(counts: np.ndarray) -> np.ndarray:
    """Return what each unit adds to AC1: the share of pairs that agree, whether there is one, whether it was coded, its shares."""
    sizes = counts.sum(axis=1, keepdims=True)
    pairs = sizes * (sizes - 1)
    agree = (counts * (counts - 1)).sum(axis=1, keepdims=True) / np.where(pairs > 0, pairs, 1)
    return np.hstack([agree, pairs > 0, sizes > 0, counts / np.where(sizes > 0, sizes, 1)])


def ac1_of(sums: np.ndarray) -> np.ndarray:
    """Return Gwet's AC1 of the sums of `ac1_parts`, along the last axis."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = sums[..., 3:] / sums[..., 2:3]
        chance = (shares * (1 - shares)).sum(axis=-1) / (np.float64(shares.shape[-1]) - 1)
        return (sums[..., 0] / sums[..., 1] - chance) / (1 - chance)


def bootstrap(
    parts: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray], *, times: int = 2000, seed: int = 1, level: float = 0.95
) -> tuple[float, float]:
    """Return the percentile interval (Efron and Tibshirani 1993) of a figure that is made of sums over units, or articles.

    `parts` has a row a unit; `statistic` makes the figures of the rows of a table of sums. As many units as there are are
    drawn with replacement, `times` over. Draws in which the figure is undefined are left out; where they are one in ten or
    more (what is counted is so rare that few draws hold any of it) the interval is missing. Units that all say the same say
    nothing of their scatter: the interval is then the figure itself.

    >>> low, high = bootstrap(np.arange(100.0)[:, None], lambda sums: sums[:, 0] / 100)
    >>> (round(low), round(high))  # the mean is 49.5, and its standard error 2.9
    (44, 55)
    """
    if not len(parts):
        return float("nan"), float("nan")
    drawn = statistic(_draws(len(parts), times, seed) @ parts)
    known = drawn[~np.isnan(drawn)]
    if len(known) <= 0.9 * times:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


@lru_cache(maxsize=4)
def _draws(units: int, times: int, seed: int) -> np.ndarray:
    """Return how often each unit is drawn each time: times x units."""
    draw = np.random.default_rng(seed)
    return np.stack([np.bincount(draw.integers(0, units, units), minlength=units) for _ in range(times)]).astype("float64")


def log_dice(both: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return logDice (Rychlý 2008): 14 + log2(2 f_ab / (f_a + f_b)); at most 14, one point a halving, whatever the corpus's size.

    >>> log_dice(np.array([5, 5]), np.array([5, 15]), np.array([5, 25])).tolist()
    [14.0, 12.0]
    """
    return 14 + np.log2(2 * np.asarray(both, dtype="float64") / (np.asarray(a) + b))


def t_score(both: np.ndarray, a: np.ndarray, b: np.ndarray, n: int) -> np.ndarray:
    """Return the t-score of a pair (Church et al. 1991): (observed - expected) / root of observed.

    >>> float(t_score(np.array([8]), np.array([15828]), np.array([4675]), 14307668)[0].round(4))  # Manning and Schütze 1999, p. 164
    0.9999
    """
    return (both - expected_count(np.asarray(a, dtype="float64"), b, n)) / np.sqrt(both)


def log_ratio(a: np.ndarray, n_a: ArrayLike, b: np.ndarray, n_b: ArrayLike) -> np.ndarray:
    """Return the log ratio (Hardie 2014): log2 of the quotient of two rates, a / n_a over b / n_b; a count of 0 is taken as 0.5.

    >>> log_ratio(np.array([40, 1]), 1000, np.array([10, 0]), 1000).tolist()
    [2.0, 1.0]
    """
    return np.log2(np.where(a == 0, 0.5, a) / n_a) - np.log2(np.where(b == 0, 0.5, b) / n_b)


def log_odds(a: np.ndarray, n_a: int, b: np.ndarray, n_b: int, prior: np.ndarray, total: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008), and its z.

    ln((a + α) / (n_a + α0 - a - α)) - ln((b + α) / (n_b + α0 - b - α)), with α (`prior`) the pseudo-count of each word and
    α0 (`total`) that of all words; divided by the root of 1 / (a + α) + 1 / (b + α) it is z. The prior draws what is rare
    to 0. Natural logarithms. 0 for a word beside which there is no other.

    >>> odds, z = log_odds(np.array([3, 1]), 4, np.array([1, 3]), 4, np.array([1.0, 1.0]), 2.0)
    >>> odds.round(3).tolist(), z.round(3).tolist()
    ([1.386, -1.386], [1.601, -1.601])
    """
    a, b = a + prior, b + prior
    others = n_a + total - a, n_b + total - b
    alone = (others[0] <= 0) & (others[1] <= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.where(alone, 0.0, np.log(a / others[0]) - np.log(b / others[1]))
    return odds, odds / np.sqrt(1 / a + 1 / b)


def scatter_of_rate(cc: np.ndarray, cs: np.ndarray, ss: float, rate: np.ndarray, m: int) -> np.ndarray:
    """Return the scatter of a term's counts around its rate over articles, which are what is drawn: m / (m - 1) sum of (c - r s)².

    Each of the m articles has c occurrences among s words; the arguments are the sums of c c, of c s and of s s. Divided
    by the square of all words it is the linearised, cluster-robust variance of the rate (Cochran 1977, ch. 6).

    >>> scatter_of_rate(np.array([5]), np.array([40]), 500, np.array([0.1]), 2).round(9).tolist()  # 2 of 10 words, 1 of 20
    [4.0]
    """
    return np.maximum(cc - 2 * rate * cs + rate**2 * ss, 0) * m / max(m - 1, 1)


def variance_of_difference(scatter: np.ndarray, rate: np.ndarray, words: tuple[float, float], squares: tuple[float, float]) -> np.ndarray:
    """Return the variance of the difference of a term's rates on two sides, if both were drawn from one source.

    The scatter of an article's count around its rate has two parts: that of words drawn one by one (r s), and that of words
    that come in bursts (it grows with s²). The second is what the pooled scatter leaves over the first, by the moments
    (compare Church and Gale 1995); either side gets both by the lengths of its own articles. Where both sides stand in the
    same articles, what they share is not subtracted: that errs on the safe side.
    Arguments: the scatter of all articles around the common rate, that rate, and for each side the sums of s and of s².

    >>> variance_of_difference(np.array([50.0]), np.array([0.01]), (1000, 4000), (1e5, 4e5)).round(8).tolist()
    [1.25e-05]
    """
    single = 1 / words[0] + 1 / words[1]
    bursts = np.maximum(scatter - rate * sum(words), 0) / sum(squares)
    return rate * single + bursts * (squares[0] / words[0] ** 2 + squares[1] / words[1] ** 2)


def p_value(t: np.ndarray, df: ArrayLike) -> np.ndarray:
    """Return the two-sided p of Student's t.

    >>> float(p_value(np.array([2.228]), 10).round(3)[0])  # the tables' 5% point
    0.05
    """
    from scipy.special import stdtr  # slow to import, and few notebooks need it

    return 2 * stdtr(df, -np.abs(t))


def t_quantile(df: ArrayLike, level: float = 0.95) -> np.ndarray:
    """Return how many standard errors an interval reaches to either side, by Student's t.

    >>> float(t_quantile(10).round(3))
    2.228
    """
    from scipy.special import stdtrit

    return stdtrit(df, (1 + level) / 2)


def adjust(p: np.ndarray) -> np.ndarray:
    """Return q, the p-values corrected for their number (Benjamini and Hochberg 1995): the false discovery rate.

    Missing ones stay missing, and do not count.

    >>> adjust(np.array([0.01, 0.04, np.nan, 0.03])).round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    q, order = np.full(len(p), np.nan), np.argsort(p)[: np.count_nonzero(~np.isnan(p))]
    q[order] = p[order] * (len(order) / np.arange(1, len(order) + 1))
    q[order[::-1]] = np.minimum(np.minimum.accumulate(q[order[::-1]]), 1)
    return q
