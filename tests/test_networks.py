"""Networks: Serrano's filter by hand, centrality against slow loops, groups that were planted, files read back."""

import csv
import hashlib
import itertools
import os
import re
import subprocess
import sys

import cuttings as ct
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from cuttings.networks import FEW, REWIRED, export_ties, group_actors, make_graph, rank_actors, trim_ties
from cuttings.pairs import find_pairs
from cuttings.resampling import rewire, spread_weights
from cuttings.ties import TIES, tie_actors
from cuttings.trends import bootstrap_weights
from hypothesis import given
from hypothesis import strategies as st

ACTORS = ct.read_actors()
STATES = sorted(["Malaysia", "Japan", "France", "Spain", "Chile", "Kenya", "Norway", "Peru", "Oman", "India", "Italy", "Nepal"])
EDGES = st.dictionaries(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda e: e[0] < e[1]), st.integers(1, 9), max_size=25)


def table(edges) -> pd.DataFrame:
    rows = [(a, b, units, units, 0, 1.0, 0.0, 0.0, 0.01 * units, float("nan"), float(units)) for (a, b), units in edges.items()]
    return pd.DataFrame(rows, columns=list(TIES)).astype(TIES)


def named(edges) -> pd.DataFrame:
    return table({(f"Fiction {a}", f"Fiction {b}"): units for (a, b), units in edges.items()})


@pytest.fixture(scope="module")
def world():
    """Return a corpus of sixty fictional articles in which two blocks of six states meet, and now and then each other."""
    draw, texts = np.random.default_rng(2), []
    for n in range(60):
        block = STATES[:6] if n % 2 else STATES[6:]
        lines = []
        for _ in range(4):
            some = draw.choice(STATES if draw.random() < 0.15 else block, draw.integers(1, 5), replace=False)
            lines.append(f"{', '.join(some)} met in this fiction.")
        texts.append(" ".join(lines))
    corpus = ct.make_corpus(texts, clean=False, duplicates="keep")
    pairs = find_pairs(corpus, ct.find_actors(corpus, ACTORS))
    return corpus, pairs, tie_actors(pairs)


# --- the backbone


def test_serranos_filter_by_hand():
    # x has ties of 17, 1, 1, 1: (1 - 17/20)^3 = .003375, and (1 - 1/20)^3 = .857; the others have one tie, which tells nothing
    star = named({(0, 1): 17, (0, 2): 1, (0, 3): 1, (0, 4): 1})
    kept = trim_ties(star)
    assert kept["b"].tolist() == ["Fiction 1"] and kept.attrs == {"by": "disparity", "alpha": 0.05, "dropped": 3}
    assert len(trim_ties(star, alpha=0.003374)) == 0 and len(trim_ties(star, alpha=0.003376)) == 1
    assert len(trim_ties(star, alpha=0.86)) == 4
    one = trim_ties(star, alpha=0.001)
    assert one.attrs["why"] == "None of 4 ties stands out (disparity under 0.001)." and one.columns.tolist() == list(TIES)


@given(EDGES, st.sampled_from([0.05, 0.3, 0.8]))
def test_the_backbone_is_that_of_a_slow_filter(edges, alpha):
    ties, want = named(edges), []
    for (a, b), weight in edges.items():
        chances = []
        for end in (a, b):
            mine = [w for edge, w in edges.items() if end in edge]
            chances.append((1 - weight / sum(mine)) ** (len(mine) - 1))
        want.append(min(chances) < alpha)
    kept = trim_ties(ties, alpha=alpha)
    assert kept[["a", "b"]].values.tolist() == ties.loc[np.array(want, dtype=bool), ["a", "b"]].values.tolist()


def test_ties_can_be_trimmed_by_their_p():
    ties = named({(0, 1): 3, (0, 2): 5, (1, 2): 8})
    assert trim_ties(ties, by="p")["weight"].tolist() == [3]
    assert "that takes 30 articles" in trim_ties(ties, by="q").attrs["why"]
    with pytest.raises(ValueError, match="Give 'disparity', 'p' or 'q'"):
        trim_ties(ties, by="mood")
    with pytest.raises(ValueError, match="Give a chance"):
        trim_ties(ties, alpha=0)


# --- ranks


def slow_betweenness(edges, n) -> list[float]:
    """Return the share of shortest paths through each node, of all paths of a small network, none repeating a node."""
    through = [0.0] * n
    for s, t in itertools.combinations(range(n), 2):
        paths = []
        for k in range(n - 1):
            for middle in itertools.permutations([v for v in range(n) if v not in (s, t)], k):
                steps = list(itertools.pairwise((s, *middle, t)))
                if all(tuple(sorted(step)) in edges for step in steps):
                    paths.append((sum(840 // edges[tuple(sorted(step))] for step in steps), middle))
        shortest = [middle for length, middle in paths if length == min(paths)[0]]
        for middle in shortest:
            for v in middle:
                through[v] += 1 / len(shortest) / ((n - 1) * (n - 2) / 2)
    return through


def test_betweenness_takes_heavy_ties_for_short_ones(monkeypatch):
    monkeypatch.setattr("cuttings.networks.FEW", 3)
    # 0–3 directly is 1/1 long; over 1 and 2 it is 1/3 + 1/3 + 1/3, just as long: no rounding may part them
    edges = {(0, 1): 3, (1, 2): 3, (2, 3): 3, (0, 3): 1, (3, 4): 2, (2, 5): 7, (4, 5): 4}
    ranks = rank_actors(named(edges)).set_index("actor").sort_index()
    assert ranks["betweenness"].tolist() == pytest.approx(slow_betweenness(edges, 6))
    assert ranks["degree"].tolist() == [2, 2, 3, 3, 2, 2] and ranks["strength"].tolist() == [4, 6, 13, 6, 6, 11]
    assert ranks["rank"].tolist() == [6, 3, 1, 3, 3, 2]


def test_the_eigenvector_is_that_of_the_largest_part():
    edges = {(a, b): 1 + (a * b) % 5 for a, b in itertools.combinations(range(9), 2) if (a + b) % 3} | {(20, 21): 50}
    ranks = rank_actors(named(edges)).set_index("actor")
    assert ranks["eigenvector"].isna().sum() == 2 and pd.isna(ranks.at["Fiction 20", "eigenvector"])
    connected = make_graph(named(edges)).subgraph([f"Fiction {k}" for k in range(9)])
    want = nx.eigenvector_centrality(connected, weight="weight", max_iter=10_000, tol=1e-12)
    assert ranks["eigenvector"].dropna().to_dict() == pytest.approx(want, abs=1e-7)


def test_ranks_have_intervals_over_articles(world):
    _, pairs, ties = world
    ranks = rank_actors(ties, pairs=pairs)
    assert ranks["rank"].is_monotonic_increasing and len(ranks) == 12 and ranks.attrs == {"articles": pairs["doc"].nunique()}
    assert (ranks["rank_low"] <= ranks["rank_high"]).all() and (ranks["rank_low"] < ranks["rank_high"]).any()
    assert ((ranks["rank_low"] <= ranks["rank"]) & (ranks["rank"] <= ranks["rank_high"])).mean() > 0.9
    pd.testing.assert_frame_equal(ranks, rank_actors(ties, pairs=pairs))
    bare = rank_actors(ties)
    assert bare[["rank_low", "rank_high"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(bare.drop(columns=["rank_low", "rank_high"]), ranks.drop(columns=["rank_low", "rank_high"]))


@pytest.mark.parametrize("weight", ["units", "newman"])
def test_the_intervals_are_those_of_a_slow_bootstrap(world, weight):
    corpus, pairs, _ = world
    ties = trim_ties(tie_actors(pairs, weight=weight), alpha=0.6)
    kept = set(zip(ties["a"], ties["b"], strict=True))
    actors = sorted({*ties["a"], *ties["b"]})
    strength = np.zeros((len(actors), 200))
    drawn = dict(zip(corpus.articles["doc"], bootstrap_weights(corpus.articles["sha256"]), strict=True))
    for (doc, _), rows in pairs.groupby(["doc", "unit"]):
        n = len({*rows["a"], *rows["b"]})
        for row in rows.itertuples():
            if (row.a, row.b) in kept:
                for end in (row.a, row.b):
                    strength[actors.index(end)] += drawn[doc] * (1 / (n - 1) if weight == "newman" else 1)
    better = np.array([[(strength[:, r] > strength[k, r] + 1e-6).sum() + 1 for r in range(200)] for k in range(len(actors))])
    want = np.sort(better, axis=1)[:, [4, 194]]  # the 5th and the 195th of 200
    ranks = rank_actors(ties, pairs=pairs).set_index("actor").loc[actors]
    assert ranks[["rank_low", "rank_high"]].to_numpy(dtype=int).tolist() == want.tolist()


def test_ranks_without_enough_to_rest_on(world):
    corpus, pairs, ties = world
    few = rank_actors(ties[ties["a"] == "Chile"].head(FEW - 2))
    assert few.attrs["why"] == f"{FEW - 1} actors with a tie. Ranks of fewer than {FEW} would be noise." and len(few) == 0
    some = corpus.where(corpus.articles["doc"] < 8)
    eight = find_pairs(some, ct.find_actors(some, ACTORS))
    assert rank_actors(tie_actors(eight), pairs=eight)["rank_low"].isna().all()
    with pytest.raises(ValueError, match="not all that find_pairs gave"):
        rank_actors(ties, pairs=pairs.head(5))
    with pytest.raises(ValueError, match="counted from other pairs"):
        rank_actors(ties, pairs=eight)


# --- groups


def test_groups_that_were_planted_are_found(world):
    _, _, ties = world
    groups = group_actors(ties)
    assert groups.groupby("group")["actor"].agg(list).tolist() == [STATES[:6], STATES[6:]]
    parts = [set(some) for _, some in groups.groupby("group")["actor"]]
    assert groups.attrs["modularity"] == pytest.approx(nx.community.modularity(make_graph(ties), parts))
    assert groups.attrs["modularity"] > groups.attrs["null_high"] > groups.attrs["null_mean"] > groups.attrs["null_low"]
    assert groups.attrs["networks"] == REWIRED and groups.attrs["groups"] == 2
    pd.testing.assert_frame_equal(groups, group_actors(ties.sample(frac=1, random_state=1)))
    assert "Groups of fewer than 10" in group_actors(ties.head(3)).attrs["why"]


def test_the_largest_group_is_the_first():
    cliques = [itertools.combinations(range(4), 2), itertools.combinations(range(4, 11), 2)]
    groups = group_actors(named({pair: 5 for pairs in cliques for pair in pairs} | {(0, 4): 1}))
    assert groups["group"].value_counts().to_dict() == {1: 7, 2: 4} and groups["actor"].iloc[-1] == "Fiction 3"


def test_groups_of_chance_are_inside_the_null():
    draw = np.random.default_rng(6)
    edges = {(a, b): int(draw.integers(1, 5)) for a, b in itertools.combinations(range(16), 2) if draw.random() < 0.4}
    attrs = group_actors(named(edges)).attrs
    assert attrs["null_low"] - 0.03 < attrs["modularity"] < attrs["null_high"] + 0.03


@given(EDGES.filter(lambda edges: len(edges) > 1), st.integers(0, 5))
def test_rewired_networks_keep_the_ties_of_each_actor(edges, seed):
    before = np.array(sorted(edges))
    for after in rewire(before, 3, seed):
        assert np.bincount(after.ravel(), minlength=9).tolist() == np.bincount(before.ravel(), minlength=9).tolist()
        assert len({tuple(sorted(edge)) for edge in after.tolist()}) == len(before) and (after[:, 0] != after[:, 1]).all()


def test_weights_are_dealt_out_again_so_that_strengths_stay():
    draw = np.random.default_rng(4)
    edges = np.array([pair for pair in itertools.combinations(range(60), 2) if draw.random() < 0.3])
    weight = np.round(np.exp(draw.normal(size=60))[edges].prod(axis=1) * 20 + 1)  # the strong are tied strongly
    strength = np.bincount(edges.ravel(), np.repeat(weight, 2))
    dealt = spread_weights(edges, weight, strength, draw)
    assert sorted(dealt) == sorted(weight) and (dealt != weight).mean() > 0.5
    again = np.bincount(edges.ravel(), np.repeat(dealt, 2))
    mixed = np.bincount(edges.ravel(), np.repeat(draw.permutation(weight), 2))
    assert np.abs(again - strength).sum() < 0.35 * np.abs(mixed - strength).sum()


def test_rewired_networks_reach_all_there_are():
    # of four actors with one tie each there are three networks, all as likely
    seen = [tuple(sorted(map(tuple, np.sort(net, axis=1).tolist()))) for net in rewire(np.array([[0, 1], [2, 3]]), 3000, 1)]
    counts = pd.Series(seen).value_counts()
    assert len(counts) == 3 and counts.between(880, 1120).all()


# --- files


def digests(folder) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_files_are_read_back_as_they_were(world, tmp_path):
    corpus, pairs, ties = world
    listing = export_ties(ties, pairs, tmp_path, corpus=corpus, actors=ACTORS)
    assert listing["rows"].tolist() == [12, len(ties), len(ties)] and len(list(tmp_path.iterdir())) == 4
    want = {frozenset((row.a, row.b)): row for row in ties.itertuples()}
    for graph in (nx.read_graphml(tmp_path / "ties.graphml"), nx.read_gexf(tmp_path / "ties.gexf")):
        assert {frozenset(edge) for edge in graph.edges} == set(want)
        for a, b, edge in graph.edges(data=True):
            row = want[frozenset((a, b))]
            assert (edge["units"], edge["weight"], edge["p"]) == (row.units, row.weight, pytest.approx(row.p))
        assert {node: (d["kind"], d["country"]) for node, d in graph.nodes(data=True)}["Japan"] == ("state", "JP")
        assert {node: d["strength"] for node, d in graph.nodes(data=True)} == dict(make_graph(ties).degree(weight="weight"))
    with (tmp_path / "edges.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["source"], row["target"]) for row in rows] == sorted((row.a, row.b) for row in ties.itertuples())
    assert {row["id"] for row in csv.DictReader((tmp_path / "nodes.csv").open(encoding="utf-8"))} == set(STATES)


def test_sentence_ids_lead_to_sentences_that_name_both(world, tmp_path):
    corpus, pairs, ties = world
    export_ties(ties, pairs, tmp_path, corpus=corpus)
    edges = pd.read_csv(tmp_path / "edges.csv")
    counts = edges["sentences"].str.split(" | ", regex=False).str.len()
    assert (counts == np.minimum(edges["units"], 20)).all() and (edges["units"] > 20).any()
    texts = corpus.texts()
    for edge in edges.itertuples():
        for one in edge.sentences.split(" | "):
            path, record, number = re.fullmatch(r"(.*)#(\d+):(\d+)", one).groups()
            doc = corpus.articles.query("path == @path and record == @record", local_dict={"path": path, "record": int(record)})[
                "doc"
            ].item()
            row = corpus.sentences[corpus.sentences["doc"] == doc].iloc[int(number)]
            sentence = texts[doc][row["start"] : row["end"]]
            assert edge.source in sentence and edge.target in sentence


SCRIPT = """
import sys; sys.path.insert(0, "tests")
import cuttings as ct, pandas as pd
from cuttings.networks import export_ties, group_actors, rank_actors
from cuttings.pairs import find_pairs
from cuttings.ties import tie_actors
S = %r * 4
texts = [f"{a}, {b} and {c} met in fiction {n}." for n, (a, b, c) in enumerate(zip(S, S[3:], S[7:]))]
corpus = ct.make_corpus(texts, clean=False, duplicates="keep"); actors = ct.read_actors()
pairs = find_pairs(corpus, ct.find_actors(corpus, actors)); ties = tie_actors(pairs)
export_ties(ties, pairs, sys.argv[1], corpus=corpus, actors=actors)
groups = group_actors(ties); groups.to_csv(sys.argv[1] + "/groups.csv"); rank_actors(ties, pairs=pairs).to_csv(sys.argv[1] + "/ranks.csv")
open(sys.argv[1] + "/attrs.txt", "w").write(repr(groups.attrs))
"""


def test_two_runs_write_the_same_bytes(tmp_path):
    for number in ("1", "2"):  # sets of texts have another order in each
        env = {**os.environ, "PYTHONHASHSEED": number}
        subprocess.run([sys.executable, "-c", SCRIPT % STATES, str(tmp_path / number)], check=True, env=env)
    assert digests(tmp_path / "1") == digests(tmp_path / "2") and len(digests(tmp_path / "1")) == 7
    assert 'lastmodifieddate="2000-01-01"' in (tmp_path / "1" / "ties.gexf").read_text(encoding="utf-8")


def test_odd_names_do_no_harm(tmp_path):
    corpus = ct.make_corpus(["Japan met France."], clean=False)
    mentions = ct.find_actors(corpus, ACTORS).replace({"actor": {"Japan": "=Fiction\x0b <&> İ", "France": "Fiction\ufffe \U0001f600"}})
    pairs = find_pairs(corpus, mentions)
    export_ties(tie_actors(pairs), pairs, tmp_path, corpus=corpus)
    want = {"=Fiction <&> İ", "Fiction \U0001f600"}
    for graph in (nx.read_graphml(tmp_path / "ties.graphml"), nx.read_gexf(tmp_path / "ties.gexf")):
        assert set(graph) == want and {d["label"] for _, d in graph.nodes(data=True)} == want
    assert "'=Fiction" in (tmp_path / "nodes.csv").read_text(encoding="utf-8")


def test_provisional_ties_and_no_ties(tmp_path):
    corpus = ct.make_corpus(["Japan met France and Spain."], clean=False)
    mentions = ct.find_actors(corpus, ACTORS)
    mentions["provisional"] = mentions["actor"] == "Spain"
    pairs = find_pairs(corpus, mentions, provisional=True)
    assert export_ties(tie_actors(pairs), pairs, tmp_path / "a", corpus=corpus)["rows"].tolist() == [2, 1, 1]
    none = find_pairs(corpus, mentions.head(0))
    assert export_ties(tie_actors(none), none, tmp_path / "b", corpus=corpus)["rows"].tolist() == [0, 0, 0]
    assert len(nx.read_graphml(tmp_path / "b" / "ties.graphml")) == len(nx.read_gexf(tmp_path / "b" / "ties.gexf")) == 0
    for verb in (rank_actors, group_actors):
        assert "0 actors" in verb(tie_actors(none)).attrs["why"]
    assert trim_ties(tie_actors(none)).attrs["why"] == "No sentence names two actors."
