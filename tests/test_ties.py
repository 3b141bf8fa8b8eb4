"""Ties: against slow counts, formulas by hand, exact enumeration, and a permutation that keeps both margins."""

import itertools
import math
from collections import Counter

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.measures import adjust
from cuttings.pairs import PAIRS
from cuttings.resampling import chance_of_actors, chance_of_pairs, fit_odds, tail, tail_of_ties
from cuttings.tables import combine
from cuttings.ties import TIES, finish_ties, matrix_ties, slice_ties, sum_ties
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, false_discovery_control

ALL = ct.read_actors()
STATES = ["Malaysia", "Japan", "France", "Spain", "Chile", "Kenya", "Norway"]
ACTORS = ALL[ALL["id"].isin([*STATES, "Oman", "Peru"])]
LISTS = st.lists(st.lists(st.sets(st.sampled_from(STATES)), max_size=4), max_size=6)


def make(articles, **columns) -> ct.Corpus:
    """Return a corpus of articles, each a list of sentences, each a set of states."""
    texts = [" ".join(f"{' and '.join(sorted(names))} met." if names else "Nobody met." for names in article) for article in articles]
    return ct.make_corpus(pd.DataFrame({"text": texts, **columns}, dtype="object"), clean=False, duplicates="keep")


def pair(corpus: ct.Corpus, **options) -> pd.DataFrame:
    return ct.find_pairs(corpus, ct.find_actors(corpus, ACTORS), **options)


def quick(articles) -> tuple[ct.Corpus, pd.DataFrame]:
    """Return the corpus and the mentions that `make` would come to, without reading any text."""
    rows = [(doc, names) for doc, article in enumerate(articles) for names in article]
    sentences = pd.DataFrame({"doc": [doc for doc, _ in rows], "sent": range(len(rows)), "paragraph": 0, "zone": "body"})
    outlets = pd.Series([["X", "Y", None][doc % 3] for doc in range(len(articles))], dtype="str")
    digests = pd.Series([f"{doc:064x}" for doc in range(len(articles))], dtype="str")
    columns = pd.DataFrame({"doc": range(len(articles)), "outlet": outlets, "sha256": digests})
    found = [(rows[sent][0], sent, name, False, False) for sent in range(len(rows)) for name in sorted(rows[sent][1])]
    mentions = pd.DataFrame(found, columns=["doc", "sent", "actor", "in_role", "provisional"])
    mentions = mentions.astype({"doc": "int64", "sent": "int64", "actor": "str", "in_role": "bool", "provisional": "bool"})
    return ct.Corpus(columns, sentences.astype({"doc": "int64"}), pd.DataFrame(), pd.DataFrame({"doc": []})), mentions


def chance_world(articles: int, seed: int = 3) -> list:
    draw = np.random.default_rng(seed)
    weights = np.array([8, 5, 3, 2, 2, 1, 1]) / 22
    return [[set(draw.choice(STATES, draw.integers(0, 4), replace=False, p=weights)) for _ in range(3)] for _ in range(articles)]


# --- pairs


def test_what_tells_of_the_whole_goes_with_the_pairs():
    corpus = make([[{"Japan", "France"}, set()], [{"Japan"}, {"France", "Japan", "Spain"}]])
    pairs = pair(corpus)
    assert pairs.columns.tolist() == list(PAIRS) and len(pairs) == 4
    assert {key: pairs.attrs[key] for key in ("within", "level", "roles", "units", "articles", "named_in", "sizes", "rows")} == {
        "within": "sentence", "level": "actor", "roles": True, "units": 4, "articles": 2, "rows": 4,
        "named_in": {"France": 2, "Japan": 3, "Spain": 1}, "sizes": {1: 1, 2: 1, 3: 1},
    }  # fmt: skip
    assert pairs.attrs["digests"] == "".join(digest[:16] for digest in corpus.articles["sha256"])


def test_a_navy_and_a_company_count_for_their_states():
    corpus = ct.make_corpus(["The Fictional Navy met ASELSAN, NATO and India.", "Turkey met ASELSAN."], clean=False)
    extra = pd.DataFrame([{"id": "Fictional Navy", "name": "Fictional Navy", "kind": "military", "country": "IN", "aliases": ""}])
    actors = pd.concat([ALL, extra], ignore_index=True).fillna("")
    mentions = ct.find_actors(corpus, actors)
    plain = ct.find_pairs(corpus, mentions)
    assert {"Fictional Navy", "ASELSAN", "NATO"} <= {*plain["a"], *plain["b"]}
    pairs = ct.find_pairs(corpus, mentions, level="country", actors=actors)
    assert pairs[["doc", "a", "b"]].values.tolist() == [[0, "India", "Türkiye"]]
    assert pairs.attrs["named_in"] == {"India": 1, "Türkiye": 2} and pairs.attrs["sizes"] == {1: 1, 2: 1}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"within": "page"}, "Give one of: sentence"),
        ({"level": "planet"}, "Give 'actor' or 'country'"),
        ({"level": "country"}, "Give actors=read_actors"),
        ({"level": "country", "actors": pd.concat([ACTORS, ACTORS[ACTORS["id"] == "Japan"]])}, "Two states have the code 'JP'"),
    ],
)
def test_wrong_arguments_of_pairs_say_how_to_mend_them(options, message):
    with pytest.raises(ValueError, match=message):
        pair(make([[{"Japan", "France"}]]), **options)


def test_provisional_actors_are_left_out_unless_asked_for():
    corpus = make([[{"Japan", "France", "Spain"}], [{"Japan", "Spain"}]])
    mentions = ct.find_actors(corpus, ACTORS)
    mentions["provisional"] = mentions["actor"] == "Spain"
    pairs = ct.find_pairs(corpus, mentions)
    assert pairs[["a", "b"]].values.tolist() == [["France", "Japan"]] and pairs.attrs["named_in"] == {"France": 1, "Japan": 2}
    assert "provisional" not in ct.tie_actors(pairs)
    every = ct.find_pairs(corpus, mentions, provisional=True)
    assert every["provisional"].tolist() == [False, True, True, True]
    ties = ct.tie_actors(every).set_index(["a", "b"])
    assert ties["provisional"].to_dict() == {("Japan", "Spain"): True, ("France", "Japan"): False, ("France", "Spain"): True}


# --- ties


def test_the_quick_way_comes_to_what_the_texts_do():
    articles = chance_world(5)
    one, other = ct.find_pairs(*quick(articles)), pair(make(articles))
    assert one.drop(columns="outlet").equals(other.drop(columns="outlet")) and one.attrs["presence"] == other.attrs["presence"]


def test_newman_weights_by_hand():
    # together in a sentence of two, one of three and one of four: 1 + 1/2 + 1/3
    four = {"Japan", "France", "Spain", "Chile"}
    pairs = pair(make([[{"Japan", "France"}, {"Japan", "France", "Spain"}], [four, {"Spain"}]]))
    ties = ct.tie_actors(pairs, weight="newman").set_index(["a", "b"])
    assert ties.loc[("France", "Japan"), "weight"] == pytest.approx(11 / 6)
    assert ties.loc[("Chile", "Japan"), "weight"] == pytest.approx(1 / 3)
    # the weights of an actor sum to the units in which it is not alone
    ends = pd.concat([ties.reset_index().groupby(end)["weight"].sum() for end in ("a", "b")]).groupby(level=0).sum()
    assert ends.to_dict() == pytest.approx({"Japan": 3, "France": 3, "Spain": 2, "Chile": 1})
    assert ties.attrs["weight"] == "newman" and (ct.tie_actors(pairs)["weight"] == ct.tie_actors(pairs)["units"]).all()
    with pytest.raises(ValueError, match="Give 'units' or 'newman'"):
        ct.tie_actors(pairs, weight="heavy")


@given(LISTS)
def test_ties_are_those_of_a_slow_count(articles):
    ties = ct.tie_actors(ct.find_pairs(*quick(articles)))
    units, docs = Counter(), {}
    for doc, article in enumerate(articles):
        for names in article:
            for two in itertools.combinations(sorted(names), 2):
                units[two] += 1
                docs.setdefault(two, set()).add(doc)
    assert {(row.a, row.b): (row.units, row.articles) for row in ties.itertuples()} == {k: (n, len(docs[k])) for k, n in units.items()}
    assert ties.columns.tolist() == list(TIES) and ties["p"].between(0, 1).all() and ties["q"].isna().all()


@given(LISTS, st.integers(2, 3), st.sampled_from(["units", "newman"]), st.sampled_from(["sentence", "article"]))
def test_parts_in_any_order_give_the_ties_of_the_whole(articles, n, weight, within):
    corpus, mentions = quick(articles * 6 + [[{"Japan", "Malaysia"}]])
    whole = ct.tie_actors(ct.find_pairs(corpus, mentions, within=within), weight=weight)
    selected = [corpus.where(corpus.articles["doc"] % n == k) for k in reversed(range(n))]
    parts = [sum_ties(ct.find_pairs(part, mentions, within=within)) for part in selected]
    pd.testing.assert_frame_equal(finish_ties(combine(parts), weight=weight), whole)


@given(LISTS)
def test_the_matrix_is_symmetric_and_sums_to_the_rows(articles):
    pairs = ct.find_pairs(*quick(articles))
    matrix = matrix_ties(ct.tie_actors(pairs))
    assert matrix.index.tolist() == matrix.columns.tolist() == sorted({*pairs["a"], *pairs["b"]})
    assert (matrix.to_numpy() == matrix.to_numpy().T).all() and (np.diag(matrix) == 0).all()
    assert matrix.to_numpy().sum() == 2 * len(pairs)


def test_slices_of_time():
    dates = ["2024-01-05", "2024-01-20", "2024-02-01", None]
    corpus = make(
        [[{"Japan", "France"}, {"Japan", "France"}], [{"Japan", "France"}], [{"Japan", "Spain"}], [{"Japan", "Spain"}]], date=dates
    )
    pairs = pair(corpus)
    slices = slice_ties(pairs, corpus, "M")
    assert slices.astype({"period": "str"}).values.tolist() == [
        ["2024-01-01", "France", "Japan", 3, 2], ["2024-02-01", "Japan", "Spain", 1, 1],
    ]  # fmt: skip
    assert slices.attrs == {"freq": "M", "without": 1, "within": "sentence", "level": "actor"}
    assert slice_ties(pairs[pairs["a"] == "France"], corpus)["units"].sum() == 3
    undated = make([[{"Japan", "France"}]])
    assert "full date" in slice_ties(pair(undated), undated).attrs["why"]
    with pytest.raises(ValueError, match="Give D, W, M or Y"):
        slice_ties(pairs, corpus, "C")


# --- what chance brings


def margins(values) -> tuple[np.ndarray, np.ndarray]:
    return np.unique(np.asarray(values), return_counts=True)


def slow_chances(odds: list[float], size: int) -> tuple[list[float], float]:
    """Return, of all sets of that size weighed by the product of their odds, the share with each actor, and with the first two."""
    sets = [(set(some), math.prod(odds[k] for k in some)) for some in itertools.combinations(range(len(odds)), size)]
    total = sum(weight for _, weight in sets)
    return [sum(w for s, w in sets if k in s) / total for k in range(len(odds))], sum(w for s, w in sets if {0, 1} <= s) / total


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6])
def test_the_chances_of_actors_are_those_of_all_sets(size):
    odds = [0.05, 0.4, 1.0, 1.0, 9.0, 3000.0]
    distinct, many = margins(np.log(odds))
    inside = chance_of_actors(distinct, many, np.array([size]))[:, 0]
    want, _ = slow_chances(odds, size)
    assert inside[np.searchsorted(distinct, np.log(odds))] == pytest.approx(want, rel=1e-9, abs=1e-12)
    assert size < 6 or inside.tolist() == [1.0] * len(distinct)


def test_both_margins_of_the_null_are_those_of_the_table():
    rows, columns = margins([1, 1, 2, 2, 5, 9, 24, 30]), (np.array([1, 2, 3, 4]), np.array([10, 14, 8, 3]))
    assert rows[0] @ rows[1] == columns[0] @ columns[1]  # as many cells either way
    odds = fit_odds(rows, columns)
    inside = chance_of_actors(odds, rows[1], columns[0])
    assert inside @ columns[1] == pytest.approx(rows[0], rel=1e-5)
    assert rows[1] @ inside == pytest.approx(columns[0], rel=1e-9)
    # and the pairs of an actor in a unit of c are its chance times c - 1
    every = [chance_of_pairs(odds, rows[1], columns[0], np.full(len(rows[0]), k), np.arange(len(rows[0]))) for k in range(len(rows[0]))]
    for k in range(len(rows[0])):
        others = rows[1] - (np.arange(len(rows[0])) == k)
        assert others @ every[k] == pytest.approx(inside[k] * (columns[0] - 1), abs=1e-6)


def test_pairs_of_the_null_are_those_of_all_sets():
    named = np.array([3, 4, 6, 7])
    rows, columns = margins(named), (np.array([2, 3]), np.array([7, 2]))
    odds = fit_odds(rows, columns)
    got = chance_of_pairs(odds, rows[1], columns[0], np.array([0]), np.array([1]))[0]
    assert got == pytest.approx([slow_chances(np.exp(odds).tolist(), size)[1] for size in (2, 3)], rel=1e-8)


def test_the_tail_is_that_of_a_binomial_and_of_a_slow_convolution():
    n = np.arange(0, 12)
    for times, chance in ((40, 0.1), (5000, 0.0005), (400, 0.02)):
        got = tail(n, np.full((12, 1), chance), np.array([times]))
        assert got == pytest.approx(binom.sf(n - 1, times, chance), rel=0.01)
    mixed, times = np.array([0.01, 0.03, 0.4]), np.array([300, 50, 8])
    mass = np.array([1.0])
    for chance, many in zip(mixed, times, strict=True):
        mass = np.convolve(mass, binom.pmf(np.arange(many + 1), many, chance))
    n = np.arange(0, 25)
    assert tail(n, np.tile(mixed, (25, 1)), times) == pytest.approx(mass[::-1].cumsum()[::-1][:25], rel=0.01)


def shuffle(rows: list[set], steps: int, draw: np.random.Generator) -> None:
    """Trade actors between pairs of units (curveball: Strona et al. 2014): both margins stay."""
    for _ in range(steps):
        i, j = draw.choice(len(rows), 2, replace=False)
        shared, free = rows[i] & rows[j], sorted(rows[i] ^ rows[j])
        draw.shuffle(free)
        mine = len(rows[i]) - len(shared)
        rows[i], rows[j] = shared | set(free[:mine]), shared | set(free[mine:])


def test_p_is_that_of_a_permutation_that_keeps_both_margins():
    # The null holds the units of the two actors of a tie, those of all others on average only: with seven actors that is
    # worth a few hundredths, and a thousand permutations are as far off (1.6 standard errors of .016). The model that keeps
    # sizes on average too (SDSM) was off by .16 on average and .4 at most on a table like this.
    units = [names for article in chance_world(25) for names in article if names]
    table = np.array([[state in names for state in STATES] for names in units]).astype(int)
    first, second = np.triu_indices(len(STATES), 1)
    seen, named = (table.T @ table)[first, second], table.sum(axis=0)
    draw, rows, drawn = np.random.default_rng(5), [set(np.flatnonzero(row)) for row in table], []
    for _ in range(1000):
        shuffle(rows, 60, draw)
        now = np.array([[k in row for k in range(len(STATES))] for row in rows]).astype(int)
        drawn.append((now.T @ now)[first, second])
    permuted = (np.array(drawn) >= seen).mean(axis=0)
    p = tail_of_ties(seen, named[first], named[second], named, margins(table.sum(axis=1)))
    assert np.abs(p - permuted).max() < 0.08 and np.abs(p - permuted).mean() < 0.025
    assert np.corrcoef(p, permuted)[0, 1] > 0.99
    distinct, (size, times) = margins(named), margins(table.sum(axis=1))
    ends = np.searchsorted(distinct[0], [named[first], named[second]])
    expected = chance_of_pairs(fit_odds(distinct, (size, times)), distinct[1], size, *ends) @ times
    assert expected == pytest.approx(np.mean(drawn, axis=0), abs=0.35)


def test_an_actor_in_every_unit_and_units_of_all_actors_tell_nothing():
    every = pair(make([[{"Japan", "France"}], [{"Japan", "Spain"}], [{"Japan", "France"}]]))
    assert ct.tie_actors(every)["p"].tolist() == pytest.approx([1.0, 1.0], abs=1e-6)  # where Japan always is, they meet it
    alike = ct.tie_actors(pair(make([[{"Japan", "France", "Spain"}]] * 3)))
    assert alike["p"].tolist() == pytest.approx([1.0] * 3, abs=1e-6) and alike["units"].tolist() == [3] * 3


def test_one_pair_in_one_unit():
    ties = ct.tie_actors(pair(make([[{"Japan", "France"}]])))
    assert ties[["units", "articles", "outlets", "expected"]].values.tolist() == [[1, 1, 0, 1]]
    assert ties["p"].item() == pytest.approx(1) and math.isnan(ties["q"].item()) and math.isnan(ties["npmi"].item())


def test_units_without_an_actor_change_what_is_expected_and_not_p():
    articles = chance_world(12)
    one, other = (ct.tie_actors(pair(make(some))) for some in (articles, [*articles, *[[set()] * 5] * 3]))
    assert other.attrs["units"] == one.attrs["units"] + 15
    assert (other["expected"] < one["expected"]).all() and other["p"].tolist() == pytest.approx(one["p"].tolist())


def test_q_takes_articles_for_units_from_thirty_on():
    articles = chance_world(30)
    assert ct.tie_actors(pair(make(articles[:29])))["q"].isna().all()
    ties, by_article = ct.tie_actors(pair(make(articles))), ct.tie_actors(pair(make(articles), within="article"))
    found = ties[["a", "b"]].merge(by_article, on=["a", "b"], how="left")
    actors = len({*by_article["a"], *by_article["b"]})
    never = actors * (actors - 1) // 2 - len(ties)  # of the pairs without a tie; p is 1, whatever it is
    want = false_discovery_control(np.concatenate([found["p"], np.ones(never)]))[: len(ties)]
    assert ties["q"].to_numpy() == pytest.approx(want, abs=1e-9) and not ties["q"].isna().any()
    assert ties.attrs["articles"] == 30


def test_a_planted_tie_is_found_and_chance_is_not():
    found = alarms = 0
    for seed in range(8):
        articles = chance_world(60, seed)
        alarms += (ct.tie_actors(ct.find_pairs(*quick(articles)))["q"] < 0.05).any()
        for article in articles[:8]:
            article[0] = {"Oman", "Peru"}
        ties = ct.tie_actors(ct.find_pairs(*quick(articles))).set_index(["a", "b"])
        found += ties.loc[("Oman", "Peru"), "q"] < 0.05
    assert found == 8 and alarms <= 1


def test_pairs_of_nothing_are_refused_in_words():
    ties = ct.tie_actors(pair(make([[{"Japan"}, set()]])))
    assert len(ties) == 0 and ties.attrs["why"] == "No sentence names two actors." and ties.columns.tolist() == list(TIES)
    assert matrix_ties(ties).shape == (0, 0) and np.isnan(adjust(ties["q"].to_numpy())).all()
