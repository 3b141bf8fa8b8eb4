"""Who is named with whom: pairs of actors in a unit of text, and the ties between them."""

import pandas as pd

from cuttings.corpus import Corpus
from cuttings.measures import expected_count, g2, npmi
from cuttings.tables import Sums, combine, make_table, refuse

PAIRS = {"doc": "int64", "unit": "int64", "sent": "int64", "outlet": "str", "a": "str", "b": "str"}
TIES = {
    "a": "str", "b": "str", "units": "int64", "articles": "int64", "outlets": "int64", "expected": "float64",
    "npmi": "float64", "g2": "float64", "weight": "float64",
}  # fmt: skip
UNITS = {"sentence": "sent", "paragraph": "paragraph", "article": "doc"}


def find_pairs(corpus: Corpus, mentions: pd.DataFrame, *, within: str = "sentence", roles: bool = True) -> pd.DataFrame:
    """Find the pairs of actors that are named in one unit of the body: a row a unit and pair, `a` before `b`.

    Parameters
    ----------
    within : str
        The unit: "sentence", "paragraph" or "article". Title and deck are left out: they say again what the body says.
    roles : bool
        Count mentions inside a person's title ("Malaysian Defence Minister") too.

    Returns
    -------
    DataFrame
        ``doc, unit`` (its number)``, sent`` (the first that names one of them)``, outlet, a, b``. ``attrs`` holds what
        `tie_actors` needs besides: ``units``, how many there are, and ``named_in``, how many of them name each actor.

    Examples
    --------
    >>> from cuttings.actors import find_actors, read_actors
    >>> from cuttings.corpus import make_corpus
    >>> corpus = make_corpus(["Malaysia and Turkey met. Malaysia left."])
    >>> find_pairs(corpus, find_actors(corpus, read_actors()))[["a", "b"]].values.tolist()
    [['Malaysia', 'Türkiye']]
    """
    if within not in UNITS:
        raise ValueError(f"within is {within!r}. Give one of: {', '.join(UNITS)}.")
    sentences = corpus.sentences.loc[corpus.sentences["zone"] == "body", ["doc", "sent", "paragraph"]]
    body = sentences.assign(unit=sentences[UNITS[within]])
    named = mentions.loc[mentions["actor"].notna() & (roles | ~mentions["in_role"]), ["sent", "actor"]]
    present = body.merge(named, on="sent").groupby(["doc", "unit", "actor"], as_index=False)["sent"].min()
    both = present.merge(present, on=["doc", "unit"], suffixes=("_a", "_b")).query("actor_a < actor_b")
    both = both.merge(corpus.articles[["doc", "outlet"]], on="doc")
    sent = both[["sent_a", "sent_b"]].min(axis=1)
    columns = {"doc": both["doc"], "unit": both["unit"], "sent": sent, "outlet": both["outlet"], "a": both["actor_a"], "b": both["actor_b"]}
    pairs = make_table(columns, PAIRS).sort_values(["doc", "unit", "a", "b"], ignore_index=True)
    pairs.attrs = {
        "within": within,
        "units": len(body[["doc", "unit"]].drop_duplicates()),
        "named_in": {str(actor): int(count) for actor, count in present["actor"].value_counts().sort_index().items()},
        "rows": len(pairs),
    }
    return pairs


def tie_actors(pairs: pd.DataFrame) -> pd.DataFrame:
    """Count how often each pair of actors is named together, and how often it would be by their frequencies alone.

    Returns
    -------
    DataFrame
        ``a, b, units, articles, outlets`` (known ones)``, expected`` (units of a times units of b over all units)``,
        npmi`` (Bouma 2009)``, g2`` (Dunning 1993)``, weight`` (the units); most units first, then by name.
        ``attrs["units"]`` is the number of all units.

    Raises ValueError where rows of `pairs` were taken out after `find_pairs`, since their totals no longer fit: select
    articles with ``corpus.where`` first.
    """
    if pairs.attrs.get("rows") != len(pairs):
        raise ValueError("These pairs are not all that find_pairs gave. Select articles with corpus.where, then find pairs.")
    if not len(pairs):
        return refuse(TIES, f"No {pairs.attrs['within']} names two actors.")
    ties = finish_ties(combine([sum_ties(pairs)]))
    ties.attrs["within"] = pairs.attrs["within"]
    return ties


def sum_ties(pairs: pd.DataFrame) -> Sums:
    """Return the ``ties`` of one part of a corpus, the ``outlets`` of each, ``actors`` and ``totals``."""
    grouped = pairs.groupby(["a", "b"])
    ties = pd.DataFrame({"units": grouped.size(), "articles": grouped["doc"].nunique()})
    outlets = pairs.dropna(subset=["outlet"]).groupby(["a", "b", "outlet"]).size().to_frame("units")
    actors = pd.DataFrame({"units": pd.Series(pairs.attrs["named_in"], dtype="int64")})
    return {"ties": ties, "outlets": outlets, "actors": actors, "totals": pd.DataFrame({"units": [pairs.attrs["units"]]}, index=["all"])}


def finish_ties(sums: Sums) -> pd.DataFrame:
    """Return the table of `tie_actors` from the sums of all parts."""
    ties = sums["ties"].reset_index()
    outlets = sums["outlets"].groupby(level=["a", "b"]).size().rename("outlets").reset_index()
    ties = ties.merge(outlets, on=["a", "b"], how="left").fillna({"outlets": 0})
    total = int(sums["totals"].at["all", "units"])
    in_a, in_b = (sums["actors"]["units"].reindex(ties[end]).to_numpy() for end in ("a", "b"))
    together = ties["units"].to_numpy()
    ties["expected"] = expected_count(in_a, in_b, total)
    ties["npmi"], ties["g2"] = npmi(together, in_a, in_b, total), g2(together, in_a, in_b, total)
    ties["weight"] = ties["units"]
    table = make_table(ties[list(TIES)], TIES).sort_values(["units", "a", "b"], ascending=[False, True, True], ignore_index=True)
    table.attrs["units"] = total
    return table
