"""What chance alone would bring: how often two actors would meet, and how well a network would fall into groups.

The null model of ties. A table of units by actors is drawn at random such that every unit keeps its number of actors, and
every actor its number of units on average: of all such models it is the one of maximum entropy (Chen, Dempster and Liu
1994, Biometrika 81). Units are independent, so the joint units of two actors are Poisson-binomial; their scatter is then
narrowed to what is left when both appear exactly as often as they do. No simulation is needed.
It is the stochastic degree sequence model (Neal 2014, Social Networks 39; Neal, Domagalski and Sagan 2021) with these two
differences. That one keeps the sizes of units on average only, by which a sentence that names one actor could hold a pair:
where most units name one or two, as sentences do, it expects nearly twice the pairs that there are.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

SMALL = 100  # units up to which tails are summed exactly
STEPS = 200  # of a fit: it takes about ten, more only where some cells can have but one value
Margins = tuple[np.ndarray, np.ndarray]  # the distinct values, in order, and how many have each


def tail_of_ties(together: np.ndarray, in_a: np.ndarray, in_b: np.ndarray, named_in: np.ndarray, sizes: Margins) -> np.ndarray:
    """Return p of each tie: how likely chance brings two actors together in so many units or more.

    Parameters
    ----------
    together, in_a, in_b : array of int
        For each tie the units with both, and the units of either end.
    named_in : array of int
        The units of each actor, of all actors.
    sizes : two arrays of int
        The distinct numbers of actors in a unit, and how many units have each.

    Examples
    --------
    >>> one = np.array([1])  # three actors, two sentences, one of which names two
    >>> tail_of_ties(one, one, one, np.array([1, 1, 1]), (np.array([1, 2]), np.array([1, 1]))).round(1).tolist()  # exactly 1/3
    [0.3]
    """
    if not len(together):
        return np.zeros(0)
    rows = np.unique(named_in, return_counts=True)
    some = sizes[0] > 0
    columns = sizes[0][some], sizes[1][some]
    a, b = np.sort(np.searchsorted(rows[0], [in_a, in_b]), axis=0).astype(np.int64)
    ends, of = np.unique(a * len(rows[0]) + b, return_inverse=True)  # ties of the same numbers have the same p
    cases, which = np.unique(of * (int(together.max()) + 1) + together, return_inverse=True)
    of, together = np.divmod(cases, int(together.max()) + 1)
    a, b = np.divmod(ends, len(rows[0]))
    odds = fit_odds(rows, columns)
    chances = chance_of_pairs(odds, rows[1], columns[0], a, b)
    inside = chance_of_actors(odds, rows[1], columns[0])
    wider = _wider(chances, inside[a], inside[b], columns[1])
    return ndtr(ndtri(tail(together, chances[of], columns[1])) * wider[of])[which]


def _wider(both: np.ndarray, in_a: np.ndarray, in_b: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return how many times wider joint units scatter than they would if both actors appeared as often as they do, exactly.

    The variance that is left when the joint units are regressed on the units of a and of b: for a unit of each size the
    arguments are the chances of both, of a and of b. For units of one size that is the hypergeometric variance, as in
    Fisher's exact test. Actors who are rare lose nothing by it; of two that are in most units, it takes most.
    """
    var, var_a, var_b = ((chance * (1 - chance)) @ times for chance in (both, in_a, in_b))
    with_a, with_b, between = (both * (1 - in_a)) @ times, (both * (1 - in_b)) @ times, (both - in_a * in_b) @ times
    known = with_a**2 * var_b - 2 * with_a * with_b * between + with_b**2 * var_a
    known = known / np.maximum(var_a * var_b - between**2, 1e-300)
    return np.sqrt(np.maximum(var, 1e-12) / np.clip(var - known, 1e-6 * np.maximum(var, 1e-12), np.maximum(var, 1e-12)))


def chance_of_pairs(odds: np.ndarray, many: np.ndarray, size: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return how likely a unit of each size holds both of two actors, by the numbers of their rows: pairs x sizes."""
    place = _place(odds, many, size)
    chances = np.zeros((len(a), len(size)))
    for k in np.flatnonzero(size > 1):
        one, waves = _waves(expit(odds + place[k]), many, size[k])
        chances[:, k] = np.einsum("tf,tf->t", (one * waves)[a], one[b]).real
    return np.clip(chances, 0, 1)


def fit_odds(rows: Margins, columns: Margins) -> np.ndarray:
    """Return the logarithm of the odds of the actors of each row sum by which they appear as often as they do, on average.

    A diagonal Newton iteration over the distinct margins. Where few actors compete for the places of a unit, each answers
    to the steps of the others, and full steps may swing for ever: two thirds of one never do. An actor in every unit has
    odds of about a milliard.
    """
    (row, many), (size, times) = rows, columns
    share = np.clip(row / times.sum(), 0, 1 - 1e-9)
    odds, pace, before = logit(share), 1.0, np.inf
    for _ in range(STEPS):
        inside = chance_of_actors(odds, many, size)
        mean = np.clip(inside @ times / times.sum(), 1e-300, 1 - 1e-9)
        error = (np.abs(mean - share) / np.clip(1 - share, 1e-6, share)).max()
        if error <= 1e-6:
            break
        pace, before = 2 / 3 if error > before / 2 else pace, error
        spread = np.maximum((inside * (1 - inside)) @ times / times.sum(), 1e-12)
        odds = odds + pace * np.clip((logit(share) - logit(mean)) * mean * (1 - mean) / spread, -3, 3)
    return odds


def chance_of_actors(odds: np.ndarray, many: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return how likely a unit of each size holds an actor of each row sum: rows x sizes. A column's chances sum to its size."""
    place = _place(odds, many, size)
    inside = np.empty((len(odds), len(size)))
    for k in range(len(size)):
        one, waves = _waves(expit(odds + place[k]), many, size[k])
        inside[:, k] = np.einsum("rf,f->r", one, waves).real  # not by @: its threads cost more than they bring
    return np.clip(inside, 0, 1)


def _place(odds: np.ndarray, many: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Return for each size what to add to all log odds, so that independent actors would be that many on average."""
    place = logit(np.clip(size / many.sum(), 0, 1 - 1e-12)) - np.average(odds, weights=many)
    for _ in range(STEPS):
        p = expit(odds[:, None] + place)
        step = np.clip((size - many @ p) / np.maximum(many @ (p * (1 - p)), 1e-12), -2, 2)
        place = np.clip(place + step, -80, 80)
        if (np.abs(step) < 1e-10).all():
            break
    return place


def _waves(p: np.ndarray, many: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what conditions independent actors on their number, by a discrete Fourier transform.

    With f of an odd number of frequencies (so that none makes a factor 0), the chance of one actor given the size is the
    real part of ``one @ waves``, that of two the sum of ``one[a] * one[b] * waves``. The frequencies span four
    standard deviations to either side, and more. A unit of all actors holds each.
    """
    if size == many.sum():
        return np.ones((len(p), 1)), np.ones(1)
    half = int(4 * np.sqrt(many @ (p * (1 - p)))) + 6
    turn = np.exp(2j * np.pi * np.arange(half + 1) / (2 * half + 1))
    factor = 1 + p[:, None] * (turn - 1)
    waves = np.where(np.arange(half + 1), 2, 1) * np.exp(np.einsum("r,rf->f", many, np.log(factor))) * turn ** -float(size)
    return p[:, None] * turn / factor, waves / waves.real.sum()


def tail(least: np.ndarray, chances: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return how likely at least so many of independent trials succeed: the upper tail of a Poisson-binomial distribution.

    `chances` has a row a case and a column a kind of trial, of which there are `times`. Summed exactly for up to 100 trials
    (by a Fourier transform: Hong 2013) and for a single success; else by the saddlepoint (Lugannani and Rice 1980; Daniels
    1987, with his second continuity correction and the term of the next order), within 2% of itself however small it is.

    >>> tail(np.array([1, 2]), np.array([[0.5], [0.5]]), np.array([2])).round(12).tolist()
    [0.75, 0.25]
    """
    if times.sum() <= SMALL:
        return _exact(least, chances, times)
    p = _saddle(least, chances, times)
    with np.errstate(divide="ignore"):
        one = -np.expm1(np.log1p(-chances) @ times)
    return np.clip(np.where(least <= 1, np.where(least <= 0, 1.0, one), p), 0, 1)


def _exact(least: np.ndarray, chances: np.ndarray, times: np.ndarray) -> np.ndarray:
    half = int(times.sum() + 1) // 2
    span = 2 * half + 1
    turn = np.exp(-2j * np.pi * np.arange(half + 1) / span)
    waves = np.ones((len(chances), half + 1), dtype=complex)
    for chance, n in zip(chances.T, times, strict=True):
        waves *= (1 + chance[:, None] * (turn - 1)) ** int(n)
    mass = np.fft.irfft(waves, n=span, axis=1)
    return np.clip(np.where(np.arange(span) >= np.asarray(least)[:, None], mass, 0).sum(axis=1), 0, 1)


def _saddle(least: np.ndarray, chances: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return the tail by the saddlepoint s, where the tilted mean is half a success under `least`."""
    x = np.maximum(least, 1) - 0.5
    with np.errstate(divide="ignore"):
        odds = logit(chances)
        s = np.log(x / np.maximum(chances @ times, 1e-300))
    for _ in range(60):
        tilted = expit(odds + s[:, None])
        step = np.clip((x - tilted @ times) / np.maximum((tilted * (1 - tilted)) @ times, 1e-300), -1, 1)
        s = s + step
        if (np.abs(step) < 1e-9).all():
            break
    tilted = expit(odds + s[:, None])
    var = tilted * (1 - tilted)
    second, third, fourth = var @ times, (var * (1 - 2 * tilted)) @ times, (var * (1 - 6 * var)) @ times
    skew, excess = third / second**1.5, fourth / second**2
    cumulant = np.log1p(chances * np.expm1(s)[:, None]) @ times
    w = np.sign(s) * np.sqrt(np.maximum(2 * (s * x - cumulant), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        sinh, cosh = np.sinh(s / 2), np.cosh(s / 2)
        g = 1 / (2 * sinh), -cosh / (4 * sinh**2), (cosh**2 + 1) / (8 * sinh**3)  # of an integer's tail, and its derivatives
        terms = g[0] * (1 + excess / 8 - 5 * skew**2 / 24), g[1] * skew / (2 * np.sqrt(second)), -g[2] / (2 * second)
        density = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi)
        far = ndtr(-w) + density * (sum(terms) / np.sqrt(second) - 1 / w + 1 / w**3)
    return np.where(np.abs(w) < 0.05, 0.5 - w / np.sqrt(2 * np.pi) - skew / (6 * np.sqrt(2 * np.pi)), far)


def rewire(edges: np.ndarray, networks: int, seed: int) -> Iterator[np.ndarray]:
    """Yield random networks in which every actor has as many ties as in `edges` (a row an edge, two numbers of actors).

    Two edges a–b and c–d become a–d and c–b, many at once, over and over (Maslov and Sneppen 2002); a swap that would tie an
    actor to itself, or two actors twice, is not made. The edges stay in their places, so that weights can go with them.
    """
    draw = np.random.default_rng(seed)
    edges = edges.copy()
    rounds = 20
    for _ in range(networks):
        for _ in range(rounds):
            _swap(edges, draw)
        rounds = 5  # from one of these to the next it takes less than from the network itself
        yield edges.copy()


def _swap(edges: np.ndarray, draw: np.random.Generator) -> None:
    """Swap the ends of pairs of edges, in place, as far as no edge would stand twice."""
    n, half = int(edges.max()) + 1, len(edges) // 2
    order = draw.permutation(len(edges))[: 2 * half].reshape(2, half)
    turned = draw.random(half) < 0.5
    one, other = edges[order[0]], edges[order[1]]
    other = np.where(turned[:, None], other[:, ::-1], other)
    new = np.stack([np.stack([one[:, 0], other[:, 1]], axis=1), np.stack([other[:, 0], one[:, 1]], axis=1)])
    keys = np.sort(new, axis=2) @ [n, 1]
    unique, counts = np.unique(keys, return_counts=True)
    taken = np.union1d(unique[counts > 1], np.sort(edges, axis=1) @ [n, 1])
    fine = (new[:, :, 0] != new[:, :, 1]).all(axis=0) & ~np.isin(keys, taken).any(axis=0)
    edges[order[:, fine]] = new[:, fine]


def spread_weights(edges: np.ndarray, weight: np.ndarray, strength: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return the weights, dealt out to these edges so that every actor keeps about its strength (Rubinov and Sporns 2011).

    A tenth of the edges at a time, drawn at random, takes the weights of its ranks: edges are ranked by the product of what
    is still missing at their ends.
    """
    dealt, missing, free, values = np.zeros(len(edges)), strength.astype("float64"), np.arange(len(edges)), np.sort(weight)
    for left in range(10, 0, -1):
        free = free[np.argsort(missing[edges[free]].prod(axis=1), kind="stable")]
        some = np.sort(draw.choice(len(free), -(-len(free) // left), replace=False))
        dealt[free[some]] = values[some]
        missing -= np.bincount(edges[free[some]].ravel(), np.repeat(values[some], 2), minlength=len(missing))
        missing, free, values = np.maximum(missing, 0), np.delete(free, some), np.delete(values, some)
    return dealt
