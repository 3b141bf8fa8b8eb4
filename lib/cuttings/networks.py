"""What the ties make together: the backbone, who stands in the middle, which groups there are; and the files for other programs."""

import math
import re
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.stats import rankdata

from cuttings.corpus import Corpus
from cuttings.files import new_file
from cuttings.pairs import DIGITS
from cuttings.prose import many
from cuttings.resampling import rewire, spread_weights
from cuttings.tables import make_table, refuse, write_csv
from cuttings.ties import TIES
from cuttings.trends import REPLICATES, bootstrap_weights

RANKS = {
    "actor": "str", "degree": "int64", "strength": "float64", "betweenness": "float64", "eigenvector": "float64",
    "rank": "int64", "rank_low": "Int64", "rank_high": "Int64",
}  # fmt: skip
GROUPS = {"actor": "str", "group": "int64"}
NODES = {"id": "str", "label": "str", "kind": "str", "country": "str", "degree": "int64", "strength": "float64"}
FEW = 10  # actors under which a rank or a group is noise; articles under which a bootstrap over them would be
PIVOTS = 200  # actors from which betweenness is estimated, where there are over 500
REWIRED = 50
SENTENCES = 20  # whose ids an edge carries
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


def trim_ties(ties: pd.DataFrame, *, by: str = "disparity", alpha: float = 0.05) -> pd.DataFrame:
    """Keep the ties that stand out: the backbone of the network.

    Parameters
    ----------
    by : str
        "disparity": the filter of Serrano, Boguñá and Vespignani (2009, PNAS 106). If the strength s of an actor with k ties
        were spread over them at random, one would be as heavy as w with the chance (1 - w / s)^(k - 1). A tie is kept if
        that is under `alpha` at either end; an actor with one tie says nothing of it. "p" and "q": by those columns.
    alpha : float
        The chance under which a tie is kept.

    Returns the rows of `ties` that are kept; ``attrs`` says how many were ``dropped`` (by an earlier call as well), ``by`` what
    and at which ``alpha``.

    Examples
    --------
    >>> star = pd.DataFrame({"a": list("xxxx"), "b": list("bcde"), "weight": [17.0, 1, 1, 1]})
    >>> trim_ties(star)["b"].tolist()  # (1 - 17 / 20)^3 = .003
    ['b']
    """
    if by not in ("disparity", "p", "q"):
        raise ValueError(f"by is {by!r}. Give 'disparity', 'p' or 'q'.")
    if not 0 < alpha <= 1:
        raise ValueError(f"alpha is {alpha!r}. Give a chance over 0, and 1 at most.")
    if not len(ties):
        return ties
    chance = _disparity(ties) if by == "disparity" else ties[by].to_numpy()
    if np.isnan(chance).all():
        return refuse(TIES, f"No tie has a {by}: that takes 30 articles.")
    kept = ties[chance < alpha].reset_index(drop=True)
    if not len(kept):
        kept = refuse(ties.dtypes.astype(str).to_dict(), f"None of {many(len(ties), 'tie')} stands out ({by} under {alpha:g}).")
    kept.attrs = {**ties.attrs, **kept.attrs, "by": by, "alpha": alpha, "dropped": ties.attrs.get("dropped", 0) + len(ties) - len(kept)}
    return kept


def _disparity(ties: pd.DataFrame) -> np.ndarray:
    """Return the chance of each tie's weight at the end where it is the smaller."""
    ends = pd.concat([ties["a"], ties["b"]], ignore_index=True)
    weight = np.tile(ties["weight"].to_numpy(dtype="float64"), 2)
    grouped = pd.Series(weight).groupby(ends.to_numpy())
    share, k = weight / grouped.transform("sum").to_numpy(), grouped.transform("size").to_numpy()
    return ((1 - np.minimum(share, 1)) ** (k - 1)).reshape(2, -1).min(axis=0)


def make_graph(ties: pd.DataFrame) -> nx.Graph:
    """Return the network of the ties for networkx: actors and edges in the order of their names, each edge with its weight."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted({*ties["a"], *ties["b"]}))
    edges = ties.sort_values(["a", "b"])
    graph.add_weighted_edges_from(zip(edges["a"], edges["b"], edges["weight"].tolist(), strict=True))
    return graph


def rank_actors(ties: pd.DataFrame, *, pairs: pd.DataFrame | None = None) -> pd.DataFrame:
    """Rank the actors by the sum of their ties' weights, and tell how central they are.

    Parameters
    ----------
    pairs : DataFrame, optional
        The pairs that the ties were counted from: then each rank gets an interval, by 200 bootstrap replicates over articles.

    Returns
    -------
    DataFrame
        ``actor, degree`` (its ties)``, strength`` (their weights)``, betweenness`` (Freeman 1977; the share of shortest paths
        that pass it, where a tie is as long as 1 / weight; estimated from 200 actors where there are over 500:
        ``attrs["pivots"]``)``, eigenvector`` (Bonacich 1972; of the largest connected part, missing elsewhere)``, rank`` (1 is
        the strongest; equals share the better one)``, rank_low, rank_high``: the 95% interval; missing without pairs, and
        where under ten articles have one (``attrs["articles"]``), over which a bootstrap would always give the same.

    Refused under ten actors: centrality in so small a network is noise. Raises ValueError where `pairs` are not those of
    the ties.
    """
    actors = sorted({*ties["a"], *ties["b"]})
    if len(actors) < FEW:
        return refuse(RANKS, f"{many(len(actors), 'actor')} with a tie. Ranks of fewer than {FEW} would be noise.")
    graph = make_graph(ties)
    pivots = PIVOTS if len(actors) > 500 else None
    strength = pd.Series(dict(graph.degree(weight="weight")))
    columns = {"actor": actors, "degree": [graph.degree(actor) for actor in actors], "strength": strength[actors].to_numpy()}
    columns |= {"betweenness": _betweenness(graph, pivots), "eigenvector": _eigenvector(graph)}
    columns["rank"] = rankdata(-columns["strength"].round(9), method="min").astype(np.int64)
    columns["rank_low"] = columns["rank_high"] = pd.array([pd.NA] * len(actors), dtype="Int64")
    table, articles = pd.DataFrame(columns), 0
    if pairs is not None:
        strengths, articles = _replicates(ties, pairs, actors)
        if articles >= FEW:
            ranks = rankdata(-strengths.round(9), method="min", axis=0)
            table["rank_low"], table["rank_high"] = np.percentile(ranks, [2.5, 97.5], axis=1, method="inverted_cdf").astype(np.int64)
    table = make_table(table.sort_values(["rank", "actor"], ignore_index=True), RANKS)
    table.attrs = {"articles": articles} | ({"pivots": pivots} if pivots else {})
    return table


def _betweenness(graph: nx.Graph, pivots: int | None) -> list[float]:
    """Return betweenness by node, with lengths in whole numbers where the weights are: equal paths are equal to the last digit."""
    weights = {weight for _, _, weight in graph.edges(data="weight")}
    whole = all(float(weight).is_integer() for weight in weights)
    scale = math.lcm(*(int(weight) for weight in weights)) if whole else 1
    for _, _, edge in graph.edges(data=True):
        edge["length"] = scale // int(edge["weight"]) if whole else round(1 / edge["weight"], 12)
    return list(nx.betweenness_centrality(graph, k=pivots, weight="length", seed=1).values())


def _eigenvector(graph: nx.Graph) -> np.ndarray:
    """Return the leading eigenvector of the largest connected part, of length 1; missing for others."""
    from scipy.sparse.linalg import eigsh

    parts: list[list[str]] = [sorted(part) for part in nx.connected_components(graph)]
    largest = min(parts, key=lambda part: (-len(part), part[0]))
    matrix = nx.to_scipy_sparse_array(graph, largest, weight="weight", dtype="float64")
    if len(largest) > 2:
        vector = np.abs(eigsh(matrix, k=1, which="LA", v0=np.ones(len(largest)))[1][:, 0])
    else:
        vector = np.full(len(largest), 1 / math.sqrt(len(largest)))
    found = pd.Series(vector, index=largest)
    return found.reindex(list(graph)).to_numpy()


def _replicates(ties: pd.DataFrame, pairs: pd.DataFrame, actors: list[str]) -> tuple[np.ndarray, int]:
    """Return the strength of each actor in each replicate, actors x replicates, and the number of articles."""
    if "digests" not in pairs.attrs or pairs.attrs.get("rows") != len(pairs):
        raise ValueError("These pairs are not all that find_pairs gave. Give those that the ties were counted from.")
    docs, place = np.unique(pairs["doc"], return_inverse=True)
    size = pairs.groupby(["doc", "unit"])["a"].transform("size").to_numpy()
    newman = ties.attrs.get("weight") == "newman"
    weight = 1 / ((1 + np.sqrt(1 + 8 * size)) / 2 - 1) if newman else np.ones(len(pairs))
    known = pairs[["a", "b"]].merge(ties[["a", "b"]].assign(kept=True), on=["a", "b"], how="left")["kept"].notna().to_numpy()
    if abs(weight[known].sum() - ties["weight"].sum()) > 1e-6 * ties["weight"].sum():
        raise ValueError("These ties were counted from other pairs. Give those that they were counted from.")
    ends = np.concatenate([pd.Index(actors).get_indexer(pairs.loc[known, end]) for end in ("a", "b")])
    cells = (np.tile(weight[known], 2), (ends, np.tile(place[known], 2)))
    matrix = csr_array(cells, shape=(len(actors), len(docs)))
    digests = pd.Series([pairs.attrs["digests"][DIGITS * k : DIGITS * (k + 1)] for k in range(len(docs))])
    strengths = np.zeros((len(actors), REPLICATES))
    for start in range(0, len(docs), 10_000):  # the weights of all at once would fill the memory
        some = slice(start, start + 10_000)
        strengths += matrix[:, some] @ bootstrap_weights(digests[some])
    return strengths, len(np.unique(place[known]))


def group_actors(ties: pd.DataFrame, *, seed: int = 1) -> pd.DataFrame:
    """Part the actors into groups that are tied more within than between (Louvain: Blondel et al. 2008).

    Returns
    -------
    DataFrame
        ``actor, group``: the largest group is 1, of equals the one that comes first by name; by group, then by name.
        ``attrs``: ``modularity`` of these groups (Newman 2004), and what groups of chance reach: its mean in 50 networks
        with the same weights, as many ties for each actor and about its strength, but others at their ends (Maslov and
        Sneppen 2002; Rubinov and Sporns 2011), ``null_mean``, and their 95% interval, ``null_low`` and ``null_high``. Groups
        whose modularity is under ``null_high`` are such as any network like this has.

    Refused under ten actors.
    """
    actors = sorted({*ties["a"], *ties["b"]})
    if len(actors) < FEW:
        return refuse(GROUPS, f"{many(len(actors), 'actor')} with a tie. Groups of fewer than {FEW} would be noise.")
    order = ties.sort_values(["a", "b"])
    edges = np.stack([pd.Index(actors).get_indexer(order[end]) for end in ("a", "b")], axis=1)
    weight = order["weight"].to_numpy(dtype="float64")
    parts, modularity = _louvain(len(actors), edges, weight, seed)
    parts = sorted(parts, key=lambda part: (-len(part), min(part)))
    rows = [(actors[node], number) for number, part in enumerate(parts, start=1) for node in sorted(part)]
    draw = np.random.default_rng(seed)
    strength = np.bincount(edges.ravel(), np.repeat(weight, 2))
    others = ((other, spread_weights(other, weight, strength, draw)) for other in rewire(edges, REWIRED, seed))
    null = [_louvain(len(actors), *other, seed)[1] for other in others]
    low, high = np.percentile(null, [2.5, 97.5])
    table = make_table(rows, GROUPS)
    figures = {"modularity": modularity, "null_mean": np.mean(null), "null_low": low, "null_high": high}
    table.attrs = {"groups": len(parts), **{name: float(value) for name, value in figures.items()}, "networks": REWIRED, "seed": seed}
    return table


def _louvain(n: int, edges: np.ndarray, weight: np.ndarray, seed: int) -> tuple[list[set[int]], float]:
    """Return the groups of numbered actors, and their modularity. Numbers, since sets of texts have another order in each run."""
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from(sorted(zip(*edges.T.tolist(), weight.tolist(), strict=True)))
    parts = nx.community.louvain_communities(graph, seed=seed)
    return parts, nx.community.modularity(graph, parts)


def export_ties(
    ties: pd.DataFrame, pairs: pd.DataFrame, path: str | Path, *, corpus: Corpus, actors: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Write the network for other programs: ``nodes.csv, edges.csv``, ``ties.graphml`` (NetworkX, Cytoscape) and ``ties.gexf`` (Gephi).

    Every edge has the columns of `ties` and ``sentences``: the ids of the first 20 sentences behind it, in the order of the
    texts, as ``path#record:sentence`` (`sentence` counts those of the article, title and all, from 0), set apart by " | ".
    Nodes have kind and country, if `actors` are given. Ties that are provisional are left out. The same ties give the same
    files, to the byte. Returns what was written: ``table, rows, files``.
    """
    shown = ties[~ties["provisional"]] if "provisional" in ties else ties
    edges = shown.drop(columns="provisional", errors="ignore").sort_values(["a", "b"], ignore_index=True)
    edges = edges.merge(_sentence_ids(pairs, corpus), on=["a", "b"], how="left").fillna({"sentences": ""})
    edges = edges.rename(columns={"a": "source", "b": "target"})
    nodes, folder = _nodes(shown, actors), Path(path)
    write_csv(nodes, folder / "nodes.csv")
    write_csv(edges, folder / "edges.csv")
    graph = nx.Graph()
    graph.add_nodes_from((row.pop("id"), row) for row in _plain(nodes))
    graph.add_edges_from((row.pop("source"), row.pop("target"), row) for row in _plain(edges))
    gexf = re.sub(r' lastmodifieddate="[^"]*"', ' lastmodifieddate="2000-01-01"', "\n".join(nx.generate_gexf(graph)), count=1)
    for name, text in (("ties.graphml", "\n".join(nx.generate_graphml(graph))), ("ties.gexf", gexf)):
        with new_file(folder / name) as new:
            new.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    rows = [("nodes", len(nodes), "nodes.csv"), ("edges", len(edges), "edges.csv"), ("network", len(edges), "ties.graphml, ties.gexf")]
    return make_table(rows, {"table": "str", "rows": "int64", "files": "str"})


def _sentence_ids(pairs: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return the ids of the first sentences of each pair: a, b, sentences."""
    first = pairs.sort_values(["doc", "sent"])[["a", "b", "doc", "sent"]].drop_duplicates()
    first = first[first.groupby(["a", "b"]).cumcount() < SENTENCES]
    start = corpus.sentences.groupby("doc")["sent"].min()
    source = corpus.articles.set_index("doc")[["path", "record"]]
    label = (
        source["path"].reindex(first["doc"]).astype("str").to_numpy() + "#" + source["record"].reindex(first["doc"]).astype(str).to_numpy()
    )
    number = (first["sent"].to_numpy() - start.reindex(first["doc"]).to_numpy()).astype(str)
    named = first.assign(sentences=label + ":" + number.astype(object))
    return named.groupby(["a", "b"], as_index=False)["sentences"].agg(" | ".join)


def _nodes(ties: pd.DataFrame, actors: pd.DataFrame | None) -> pd.DataFrame:
    """Return the table of nodes: id, label, kind, country, degree, strength; what is not known is empty."""
    ends = pd.concat([ties[[end, "weight"]].set_axis(["id", "weight"], axis=1) for end in ("a", "b")])
    nodes = ends.groupby("id")["weight"].agg(degree="size", strength="sum").reset_index()
    known = pd.DataFrame(columns=["id", "name", "kind", "country"], dtype="str") if actors is None else actors
    nodes = nodes.merge(known[["id", "name", "kind", "country"]], on="id", how="left")
    nodes["label"] = nodes["name"].where(nodes["name"].fillna("") != "", nodes["id"])
    return make_table(nodes.fillna({"kind": "", "country": ""})[list(NODES)], NODES)


def _plain(table: pd.DataFrame) -> list[dict]:
    """Return the rows as dicts of plain values: no missing ones, no character that XML forbids."""
    rows = table.astype(object).to_dict("records")
    return [
        {key: _FORBIDDEN.sub("", cell) if isinstance(cell, str) else cell for key, cell in row.items() if not pd.isna(cell)} for row in rows
    ]
