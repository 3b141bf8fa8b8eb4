"""Who is named with whom: the ties between actors, and how many of them chance would bring."""

import numpy as np
import pandas as pd

from cuttings.corpus import Corpus
from cuttings.coverage import PERIOD_NAMES, choose_frequency
from cuttings.lazy import over, sample
from cuttings.measures import adjust, expected_count, g2, npmi
from cuttings.pairs import PROVISIONAL, each_with_later, unpack_presence
from cuttings.resampling import tail_of_ties
from cuttings.tables import Sums, combine, count, distinct, make_table, number, rank, refuse

TIES = {
    "a": "str", "b": "str", "units": "int64", "articles": "int64", "outlets": "int64", "expected": "float64",
    "npmi": "float64", "g2": "float64", "p": "float64", "q": "float64", "weight": "float64",
}  # fmt: skip
SLICES = {"period": "datetime64[us]", "a": "str", "b": "str", "units": "int64", "articles": "int64"}
ENOUGH = 30  # articles from which on q is given


def tie_actors(pairs: pd.DataFrame, *, weight: str = "units") -> pd.DataFrame:
    """Count how often each pair of actors is named together, and how often it would be by chance.

    Parameters
    ----------
    weight : str
        "units", or "newman": the sum over joint units of 1 / (n - 1), for n actors in the unit (Newman 2001), by which a
        list of ten names does not make 45 ties as strong as that of a sentence about two.

    Returns
    -------
    DataFrame
        ``a, b, units, articles, outlets`` (known ones)``, expected`` (units of a times units of b over all units)``,
        npmi`` (Bouma 2009)``, g2`` (Dunning 1993)``, p, q, weight``; most units first, then by name.
        ``p``: how likely chance brings so many joint units or more, where every unit keeps its number of actors, and every
        actor, on average, its number of units (`cuttings.resampling`); one-sided. Sentences of one article depend on each
        other: p describes. ``q`` is of the same test with articles for units, where an actor is in an article that names
        it in any unit, corrected for the number of pairs of actors, also of those that never met (Benjamini and Hochberg
        1995). Missing under 30 articles.
        Of pairs that met by chance, p is below .05 in two or three of 100, since counts are whole numbers; but only pairs that
        met have a row, and of two rare actors that met once p is always small. q allows for that.
        ``attrs``: ``units`` and ``articles``, how many there are in all; ``within, level, roles``; ``weight``.
        Pairs with a column ``provisional`` give ties with one: true where every pair has a provisional end.

    Raises ValueError where rows of `pairs` were taken out after `find_pairs`, since their totals no longer fit: select
    articles with ``corpus.where`` first.
    """
    one = sample(pairs)
    if one.attrs.get("rows") != len(one):
        raise ValueError("These pairs are not all that find_pairs gave. Select articles with corpus.where, then find pairs.")
    _known(weight)
    sums = combine(over(sum_ties, pairs))
    if not len(sums["ties"]):
        return refuse(TIES, f"No {one.attrs['within']} names two actors.")
    ties = finish_ties(sums, weight=weight)
    ties.attrs |= {name: one.attrs[name] for name in ("within", "level", "roles")}
    return ties


def _known(weight: str) -> None:
    if weight not in ("units", "newman"):
        raise ValueError(f"weight is {weight!r}. Give 'units' or 'newman'.")


def sum_ties(pairs: pd.DataFrame) -> Sums:
    """Return the sums of one part of a corpus, whole numbers all.

    ``ties`` (units, articles, and the units with a provisional end), the ``outlets`` of each, its ``joint`` units by the
    number of actors there; ``actors`` (units, articles) and ``sizes`` (units that name so many; ``size_articles``,
    articles); ``together``, the articles that name both of two actors; ``totals``.
    """
    rows = pairs.copy(deep=False)
    rows.attrs = {}  # they are large, and pandas copies them with every column
    of, keys = number(rows["a"], rows["b"])
    own = {"provisional": of[rows["provisional"]]} if "provisional" in rows else {}
    ties = count({"units": of, "articles": distinct(of, rows["doc"].to_numpy())[0]} | own, keys)
    outlets = rows.dropna(subset=["outlet"]).groupby(["a", "b", "outlet"]).size().to_frame("units")
    joint = rows.assign(size=_actors_in_unit(rows)).groupby(["a", "b", "size"]).size().to_frame("units")
    names, article, actor = unpack_presence(pairs)
    actors = pd.DataFrame({"units": pd.Series(pairs.attrs["named_in"], dtype="int64")})
    actors["articles"] = np.bincount(actor, minlength=len(names))
    sizes = pd.DataFrame({"units": pd.Series(pairs.attrs["sizes"], dtype="int64")})
    per_article = np.bincount(np.bincount(article))
    totals = pd.DataFrame({name: [pairs.attrs[name]] for name in ("units", "articles")}, index=["all"])
    return {
        "ties": ties, "outlets": outlets, "joint": joint, "actors": actors, "sizes": sizes, "totals": totals,
        "size_articles": pd.DataFrame({"articles": per_article[per_article > 0]}, index=np.flatnonzero(per_article)),
        "together": _together(names, article, actor),
    }  # fmt: skip


def _actors_in_unit(pairs: pd.DataFrame) -> np.ndarray:
    """Return how many actors are in the unit of each row: n make n (n - 1) / 2 pairs."""
    made = pairs.groupby(["doc", "unit"])["a"].transform("size").to_numpy()
    return (1 + np.sqrt(1 + 8 * made).round().astype(np.int64)) // 2


def _together(names: np.ndarray, article: np.ndarray, actor: np.ndarray) -> pd.DataFrame:
    """Return in how many articles both of two actors are, for all that ever are: keyed by a and b."""
    order = np.lexsort((actor, article))
    article, actor = article[order], actor[order]
    first, second = each_with_later(article)
    keys, of = rank(actor[first] * max(1, len(names)) + actor[second])
    ends = [pd.Index(names[end], dtype="str") for end in np.divmod(keys, max(1, len(names)))]
    return pd.DataFrame({"articles": np.bincount(of, minlength=len(keys))}, index=pd.MultiIndex.from_arrays(ends, names=["a", "b"]))


def finish_ties(sums: Sums, *, weight: str = "units") -> pd.DataFrame:
    """Return the table of `tie_actors` from the sums of all parts."""
    _known(weight)
    ties = sums["ties"].reset_index()
    outlets = sums["outlets"].groupby(level=["a", "b"]).size().rename("outlets").reset_index()
    ties = ties.merge(outlets, on=["a", "b"], how="left").fillna({"outlets": 0})
    total, articles = (int(sums["totals"].at["all", name]) for name in ("units", "articles"))
    in_a, in_b = (sums["actors"]["units"].reindex(ties[end]).to_numpy() for end in ("a", "b"))
    together = ties["units"].to_numpy()
    ties["expected"] = expected_count(in_a, in_b, total)
    ties["npmi"], ties["g2"] = npmi(together, in_a, in_b, total), g2(together, in_a, in_b, total)
    ties["p"] = tail_of_ties(together, in_a, in_b, sums["actors"]["units"].to_numpy(), _margins(sums["sizes"]["units"]))
    ties["q"] = _q(_p_of_articles(sums, ties), len(sums["actors"])) if articles >= ENOUGH else np.nan
    ties["weight"] = ties["units"] if weight == "units" else _newman(sums["joint"], ties)
    columns = TIES
    if "provisional" in ties:
        ties["provisional"], columns = ties["provisional"] == ties["units"], TIES | PROVISIONAL
    table = make_table(ties[list(columns)], columns).sort_values(["units", "a", "b"], ascending=[False, True, True], ignore_index=True)
    table.attrs = {"units": total, "articles": articles, "weight": weight}
    return table


def _margins(sizes: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    return sizes.index.to_numpy(dtype=np.int64), sizes.to_numpy()


def _p_of_articles(sums: Sums, ties: pd.DataFrame) -> np.ndarray:
    named_in = sums["actors"]["articles"]
    together = ties[["a", "b"]].merge(sums["together"].reset_index(), on=["a", "b"], how="left")["articles"].to_numpy()
    in_a, in_b = (named_in.reindex(ties[end]).to_numpy() for end in ("a", "b"))
    return tail_of_ties(together, in_a, in_b, named_in.to_numpy(), _margins(sums["size_articles"]["articles"]))


def _q(p: np.ndarray, actors: int) -> np.ndarray:
    """Return p corrected for the number of all pairs of actors: those that never met have p = 1, and were looked at too."""
    return np.minimum(adjust(p) * (actors * (actors - 1) / 2 / len(p)), 1.0)


def _newman(joint: pd.DataFrame, ties: pd.DataFrame) -> np.ndarray:
    size = joint.index.get_level_values("size").to_numpy(dtype=np.int64)
    weights = (joint["units"] / (size - 1)).groupby(level=["a", "b"], sort=True).sum().rename("newman").reset_index()
    return ties[["a", "b"]].merge(weights, on=["a", "b"], how="left")["newman"].to_numpy()


def matrix_ties(ties: pd.DataFrame) -> pd.DataFrame:
    """Return the square table of the units that actors share: a row and a column an actor, sorted; 0 where they share none.

    Of pairs with ``level="country"`` it is the matrix of state by state.

    >>> matrix_ties(pd.DataFrame({"a": ["x", "x"], "b": ["y", "z"], "units": [2, 1]})).to_numpy().tolist()
    [[0, 2, 1], [2, 0, 0], [1, 0, 0]]
    """
    names = np.unique(ties[["a", "b"]].to_numpy(dtype=object).ravel()) if len(ties) else np.array([], dtype=object)
    a, b = (np.searchsorted(names, ties[end].to_numpy(dtype=object)) for end in ("a", "b"))
    units = np.zeros((len(names), len(names)), dtype=np.int64)
    units[a, b] = units[b, a] = ties["units"]
    index = pd.Index(names, dtype="str", name="actor")
    table = pd.DataFrame(units, index=index, columns=index.rename(None))
    table.attrs = dict(ties.attrs)
    return table


def slice_ties(pairs: pd.DataFrame, corpus: Corpus, freq: str | None = None) -> pd.DataFrame:
    """Return how often each pair is named together in each period: ``period`` (its first day)``, a, b, units, articles``.

    A row a period and pair that is named there; `freq` is D, W, M or Y, by default the finest that keeps a chart readable.
    Pairs of articles without a full date are left out: ``attrs["without"]`` says how many. `pairs` may have been filtered.
    """
    if freq is not None and freq not in PERIOD_NAMES:
        raise ValueError(f"freq={freq!r} is unknown. Give D, W, M or Y.")
    dated = pairs[["doc", "a", "b"]].merge(corpus.articles[["doc", "date"]], on="doc").dropna(subset=["date"])
    if not len(dated):
        why = "No pair is of an article with a full date." if len(pairs) else f"No {pairs.attrs.get('within', 'unit')} names two actors."
        return refuse(SLICES, why)
    freq = freq or choose_frequency(corpus.articles["date"].dropna())
    dated["period"] = dated["date"].dt.to_period(freq).dt.start_time
    grouped = dated.groupby(["period", "a", "b"])
    table = make_table(pd.DataFrame({"units": grouped.size(), "articles": grouped["doc"].nunique()}).reset_index(), SLICES)
    table = table.sort_values(["period", "units", "a", "b"], ascending=[True, False, True, True], ignore_index=True)
    table.attrs = {"freq": freq, "without": len(pairs) - len(dated)} | {k: pairs.attrs[k] for k in ("within", "level") if k in pairs.attrs}
    return table
