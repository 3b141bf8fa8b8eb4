"""The formulas, each in one place: association in a two-by-two table, intervals for shares, agreement."""

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
    return np.maximum(2 * terms.sum(axis=0), 0.0)


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
    labels = sorted({label for label in ratings.to_numpy().ravel() if not pd.isna(label)})
    counts = np.stack([(ratings == label).sum(axis=1).to_numpy() for label in labels]) if labels else np.zeros((0, 0))
    counts = counts[:, counts.sum(axis=0) > 1]
    sizes, totals = counts.sum(axis=0), counts.sum(axis=1)
    n = totals.sum()
    if (totals > 0).sum() < 2:
        return float("nan")
    observed = ((sizes**2 - (counts**2).sum(axis=0)) / (sizes - 1)).sum() / n
    chance = (n**2 - (totals**2).sum()) / (n * (n - 1))
    return float(1 - observed / chance)
