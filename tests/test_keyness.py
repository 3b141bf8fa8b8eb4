"""Keyness: against published numbers, a slow and obvious count over articles, scipy and nltk, and permuted labels."""

from collections import Counter

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.keyness import ENOUGH, FEW, finish_keyness, mark_sides, sum_keyness
from cuttings.knowledge import load_stopwords
from cuttings.measures import adjust, g2, log_odds, log_ratio, p_value, scatter_of_rate, t_quantile
from cuttings.tables import combine
from cuttings.tokens import read_words
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures
from nltk.util import ngrams
from scipy import stats
from seed import ROOT

DATA = ROOT.parent / "shared" / "data"
EXACT = ["count_target", "count_rest", "articles_target", "articles_rest"]
EVIDENCE = ["g2", "ci_low", "ci_high", "z", "p", "q"]


# the formulas


@pytest.mark.parametrize(
    ("cells", "want"),
    [
        ((110, 2442, 111, 29114), 270.72),  # the swiss
        ((31, 23, 139, 31584), 256.84),  # previous year
        ((10, 0, 3, 31764), 167.23),  # mineral water: an empty cell
        ((76, 104, 2476, 29121), 157.21),  # at the
    ],
)
def test_g2_of_dunning_1993(cells, want):
    both, a_only, b_only, _ = cells
    assert float(g2(both, both + a_only, both + b_only, sum(cells))) == pytest.approx(want, abs=0.005)


def test_log_ratio_of_hardie_2014():
    assert log_ratio(np.array([20, 40, 10, 10]), 1000, np.array([10, 10, 10, 20]), 1000).tolist() == pytest.approx([1, 2, 0, -1])
    assert log_ratio(np.array([4, 0, 0]), 1000, np.array([0, 4, 0]), 1000).tolist() == pytest.approx([3, -3, 0])  # 0 is taken as 0.5
    assert float(log_ratio(np.array([10]), 1000, np.array([10]), 8000)[0]) == pytest.approx(3)


def test_a_small_prior_leaves_the_log_odds_and_a_large_one_draws_them_to_0():
    a, b = np.array([30, 1]), np.array([10, 4])
    plain = np.log(a / (100 - a)) - np.log(b / (200 - b))
    sizes = (1e-9, 500, 1e12)
    small, middle, large = (log_odds(a, 100, b, 200, prior * (a + b) / 300, prior)[0] for prior in sizes)
    np.testing.assert_allclose(small, plain, rtol=1e-6)
    assert (np.abs(middle) < np.abs(plain)).all() and (np.abs(large) < 1e-6).all()


def test_scatter_is_that_of_a_mean_where_articles_are_of_one_length():
    counts = np.array([3, 0, 1, 7, 0, 2])
    scatter = scatter_of_rate((counts**2).sum(), (counts * 40).sum(), 6 * 40**2, counts.sum() / 240, 6)
    assert float(scatter) / 240**2 == pytest.approx((counts / 40).var(ddof=1) / 6)  # the variance of the mean of six rates


@pytest.mark.parametrize(("df", "want"), [(1, 12.706), (2, 4.303), (9, 2.262), (30, 2.042), (10**9, 1.960)])
def test_student_of_the_printed_tables(df, want):
    assert float(t_quantile(df)) == pytest.approx(want, abs=5e-4)
    assert float(p_value(np.array(-want), df)) == pytest.approx(0.05, abs=1e-4)


def test_p_far_out_is_that_of_scipy():
    t = np.array([0.0, 1e-9, 0.5, -3, 12, 60, np.nan])
    for df in (1, 9, 300):
        np.testing.assert_allclose(p_value(t, df), 2 * stats.t.sf(np.abs(t), df), rtol=1e-9)


BENJAMINI = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000]


def test_q_of_benjamini_and_hochberg_1995():
    order = np.random.default_rng(1).permutation(15)
    q = adjust(np.array(BENJAMINI)[order])
    assert (q <= 0.05).sum() == 4 and set(np.flatnonzero(q <= 0.05)) == set(np.flatnonzero(order < 4))
    assert q[order == 3] == pytest.approx(15 * 0.0095 / 4)


def test_missing_p_do_not_count():
    p = np.array([np.nan, *BENJAMINI, np.nan])
    np.testing.assert_allclose(adjust(p)[1:-1], stats.false_discovery_control(BENJAMINI), rtol=1e-9)
    assert np.isnan(adjust(p)[[0, -1]]).all() and np.isnan(adjust(np.full(3, np.nan))).all() and len(adjust(np.zeros(0))) == 0


# each column, against a slow and obvious implementation


def make_up(articles: int, seed: int = 1, terms: int = 150) -> ct.Corpus:
    """Texts of no meaning: a term comes in bursts, as it does in news, and articles differ in length."""
    rng = np.random.default_rng(seed)
    names, rates = np.array([f"Ware{k}" for k in range(terms)]), 1 / (np.arange(terms) + 10)
    texts = []
    for size in rng.integers(60, 400, articles):
        bursts = rates * rng.gamma(2, 0.5, terms)
        words = rng.choice(names, size, p=bursts / bursts.sum())
        texts.append(" ".join(f"The {' '.join(words[k : k + 9])}." for k in range(0, size, 9)))
    return ct.make_corpus(texts, clean=False, duplicates="keep")


def read(corpus: ct.Corpus) -> ct.Tokens:
    return ct.tokenize(corpus, lang="en")  # no language has these words


def read_real(name: str) -> ct.Corpus:
    if not DATA.is_dir():
        pytest.skip("the shared data are not here")
    return ct.make_corpus(pd.read_csv(DATA / name)[["text"]].head(120), clean=False, duplicates="keep")


CORPORA = {
    "made up": lambda: make_up(80),
    "outlet": lambda: read_real("outlet_dev.csv"),
    "releases": lambda: read_real("isaf_press_releases/isaf.csv"),
}


@pytest.fixture(scope="module", params=CORPORA)
def news(request) -> ct.Corpus:
    return CORPORA[request.param]()


def slow_units(corpus: ct.Corpus, side: np.ndarray, n: int = 1) -> dict[int, dict[int, Counter]]:
    """Count each article by itself, on side 1 and on side 0: its terms and, under "", its words; `side` has a value a sentence."""
    stop, texts = load_stopwords(), corpus.texts()
    units: dict[int, dict[int, Counter]] = {k: {doc: Counter() for doc in texts} for k in (1, 0)}
    for row, where in zip(corpus.sentences.itertuples(), side, strict=True):
        if where in units:
            sentence = read_words(texts[row.doc][row.start : row.end])
            grams = (" ".join(gram) for gram in ngrams(sentence, n) if gram[0] not in stop and gram[-1] not in stop)
            units[where][row.doc].update(grams)
            units[where][row.doc][""] += len(sentence)
    return units


def slow_row(c1: np.ndarray, s1: np.ndarray, c0: np.ndarray, s0: np.ndarray, prior: float = 500) -> dict[str, float]:
    """Return the figures of one term from its counts on either side of each article and the words of that side."""
    a, b, n1, n0, m1, m0 = c1.sum(), c0.sum(), s1.sum(), s0.sum(), (s1 > 0).sum(), (s0 > 0).sum()
    row = {"count_target": a, "count_rest": b, "articles_target": (c1 > 0).sum(), "articles_rest": (c0 > 0).sum()}
    row["g2"] = BigramAssocMeasures.likelihood_ratio(a, (n1, a + b), n1 + n0)
    if a + b >= 20:  # scipy takes its time
        test = stats.chi2_contingency([[a, b], [n1 - a, n0 - b]], correction=False, lambda_="log-likelihood")
        assert row["g2"] == pytest.approx(test.statistic, rel=1e-9, abs=1e-8)
    row["log_ratio"] = np.log2((a or 0.5) / n1 / ((b or 0.5) / n0))
    alpha = prior * (a + b) / (n1 + n0)
    row["log_odds"] = np.log((a + alpha) / (n1 + prior - a - alpha)) - np.log((b + alpha) / (n0 + prior - b - alpha))
    row["z"] = row["log_odds"] / np.sqrt(1 / (a + alpha) + 1 / (b + alpha))
    row |= dict.fromkeys(("p", "ci_low", "ci_high"), np.nan)
    few, found = min(row["articles_target"], row["articles_rest"]), (c1 + c0 > 0).sum()
    if found >= FEW:
        rate = (a + b) / (n1 + n0)
        scatter = (m1 + m0) / (m1 + m0 - 1) * (((c1 - rate * s1) ** 2).sum() + ((c0 - rate * s0) ** 2).sum())
        burst = max(scatter - rate * (n1 + n0), 0) / ((s1**2).sum() + (s0**2).sum())
        variance = sum((rate * s + burst * s**2).sum() / s.sum() ** 2 for s in (s1, s0))  # words one by one, and in bursts
        row["p"] = 2 * stats.t.sf(abs(a / n1 - b / n0) / np.sqrt(variance), min(found, m1, m0) - 1)
    if few >= FEW:
        variance = 0.0
        for c, s, m in ((c1, s1, m1), (c0, s0, m0)):
            variance += m / (m - 1) * ((c - c.sum() / s.sum() * s) ** 2).sum() / c.sum() ** 2  # of ln(rate)
        half = stats.t.ppf(0.975, few - 1) * np.sqrt(variance) / np.log(2)
        row |= {"ci_low": row["log_ratio"] - half, "ci_high": row["log_ratio"] + half}
    return row


def slow_table(corpus: ct.Corpus, side: np.ndarray, n: int = 1, min_count: int = 3) -> pd.DataFrame:
    units = slow_units(corpus, side, n)
    totals: Counter = Counter()
    for counts in (*units[1].values(), *units[0].values()):
        totals.update(counts)
    column = {(k, term): np.array([counts[term] for counts in units[k].values()]) for k in units for term in totals}
    s1, s0 = column[1, ""], column[0, ""]
    rows = {term: slow_row(column[1, term], s1, column[0, term], s0) for term in totals if term and totals[term] >= min_count}
    table = pd.DataFrame.from_dict(rows, orient="index")
    known = table["p"].notna()
    table.loc[known, "q"] = stats.false_discovery_control(table.loc[known, "p"])
    return table


def by_sentence(corpus: ct.Corpus, mask: np.ndarray) -> np.ndarray:
    return pd.Series(mask, corpus.articles["doc"].to_numpy())[corpus.sentences["doc"]].to_numpy()


def assert_alike(table: pd.DataFrame, want: pd.DataFrame, columns: list[str]) -> None:
    got = table.set_index("term")
    assert set(got.index) == set(want.index)
    for name in columns:
        np.testing.assert_allclose(got[name], want.loc[got.index, name].astype(float), rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize(("n", "min_count"), [(1, 3), (2, 6)])
def test_every_column_is_that_of_a_slow_count_over_articles(news, n, min_count):
    mask = np.arange(len(news)) < len(news) * 0.4
    table = ct.compare_terms(read(news), target=mask, n=n, min_count=min_count)
    assert_alike(table, slow_table(news, by_sentence(news, mask).astype(int), n, min_count), [*EXACT, "log_ratio", "log_odds", *EVIDENCE])
    assert table["p"].notna().any() and table["ci_low"].notna().any()


def test_sentences_can_be_the_target(news):
    mask = np.arange(len(news.sentences)) % 3 == 0
    table = ct.compare_terms(read(news), target=mask)
    want = slow_table(news, mask.astype(int))
    assert_alike(table, want, [*EXACT, "log_ratio", "log_odds", "g2", "z", "ci_low", "ci_high", "p"])


def test_rest_leaves_articles_out(news):
    third = np.arange(len(news)) % 3
    table = ct.compare_terms(read(news), target=third == 0, rest=third == 1)
    side = by_sentence(news, np.where(third == 0, 1, np.where(third == 1, 0, -1)))
    assert_alike(table, slow_table(news, side), [*EXACT, *EVIDENCE])
    inside = news.where(third != 2)
    pd.testing.assert_frame_equal(table, ct.compare_terms(read(inside), target=(third == 0)[third != 2]))


def test_swapped_sides_mirror_the_table(news):
    mask, tokens = np.arange(len(news)) % 4 == 0, read(news)
    one = ct.compare_terms(tokens, target=mask).set_index("term")
    other = ct.compare_terms(tokens, target=~mask).set_index("term").loc[one.index]
    for name, mirror, sign in [("log_ratio", "log_ratio", -1), ("log_odds", "log_odds", -1), ("z", "z", -1), ("ci_low", "ci_high", -1),
                               ("g2", "g2", 1), ("p", "p", 1), ("q", "q", 1), ("count_target", "count_rest", 1)]:  # fmt: skip
        np.testing.assert_allclose(one[name], sign * other[mirror], rtol=1e-9, atol=1e-9, err_msg=name)


def test_the_most_typical_come_first(news):
    table = ct.compare_terms(read(news), target=np.arange(len(news)) < 40)
    want = sorted(zip(-table["z"], table["term"], strict=True))
    assert [term for _, term in want] == table["term"].tolist()
    assert table["log_odds"].iloc[0] > 0 > table["log_odds"].iloc[-1]


# p against what it stands for: labels that mean nothing


@pytest.mark.parametrize(("articles", "targets"), [(60, 30), (100, 25)])
def test_p_is_that_of_permuted_articles(articles, targets):
    corpus, rng = make_up(articles), np.random.default_rng(1)
    mask = rng.permutation(articles) < targets
    table = ct.compare_terms(read(corpus), target=mask).set_index("term")
    table = table[table["articles_target"] + table["articles_rest"] >= 10]
    units = slow_units(corpus, np.ones(len(corpus.sentences)))[1].values()
    counts, sizes = np.array([[count[term] for term in table.index] for count in units]), np.array([count[""] for count in units])
    labels = np.stack([mask, *(rng.permutation(mask) for _ in range(10_000))]).astype(float)
    apart = np.abs(labels @ counts / (labels @ sizes)[:, None] - (1 - labels) @ counts / ((1 - labels) @ sizes)[:, None])
    permuted = (apart >= apart[0] * (1 - 1e-12)).mean(axis=0)
    # chance of 10,000 permutations: 0.01 at most (two standard errors, at p 0.5); the rest is Student's for a skewed count
    off = np.abs(permuted - table["p"])
    assert len(table) > 100 and off.quantile(0.95) < 0.03 and off[permuted < 0.1].max() < 0.03


@pytest.mark.parametrize(("articles", "targets"), [(60, 30), (100, 10)])
def test_labels_that_mean_nothing_are_significant_as_often_as_they_say(articles, targets):
    tokens, rng = read(make_up(articles)), np.random.default_rng(1)
    tables = [ct.compare_terms(tokens, target=rng.permutation(articles) < targets) for _ in range(60)]
    p = pd.concat(tables)["p"].dropna()
    assert 0.01 < (p < 0.05).mean() < 0.09
    assert np.mean([table["q"].min() < 0.05 for table in tables]) < 0.15  # a false discovery among all the terms of a table


def test_sentences_that_mean_nothing_are_not_significant_where_each_article_has_a_term_once():
    tokens = tiny(*(" ".join(f"{'Jets' if k % 4 == one else 'Boats'} sail there now {k}." for one in range(4)) for k in range(40)))
    rng = np.random.default_rng(1)
    tables = [ct.compare_terms(tokens, target=rng.random(160) < 0.5).set_index("term") for _ in range(200)]
    # one side's gain is the other's loss: with the sides taken for independent this was 0.15
    assert np.mean([table.loc["jets", "p"] < 0.05 for table in tables]) < 0.09


def test_the_interval_holds_the_true_ratio_in_95_of_100():
    rng, sides = np.random.default_rng(1), {}
    for side, articles, rate in [(1, 40, 0.02), (0, 60, 0.005)]:  # 1000 draws of a term that is four times as frequent: log ratio 2
        sizes = rng.integers(200, 600, articles)
        counts = rng.poisson(rate * sizes[:, None] * rng.gamma(2, 0.5, (articles, 1000)))
        sides[side] = counts, sizes
    table = finish_keyness(sums_of(sides))
    held = (table["ci_low"] <= 2) & (2 <= table["ci_high"])
    assert len(table) == 1000 and 0.93 < held.mean() < 0.97


def sums_of(sides: dict[int, tuple[np.ndarray, np.ndarray]]) -> dict[str, pd.DataFrame]:
    terms, totals = {}, {}
    for side, (c, s) in sides.items():
        each = {
            "c": c.sum(axis=0),
            "cc": (c**2).sum(axis=0),
            "cs": (c * s[:, None]).sum(axis=0),
            "articles": (c > 0).sum(axis=0),
            "again": 0,
        }
        terms[side] = pd.DataFrame(each, index=pd.Index([f"ware{k}" for k in range(c.shape[1])], name="term"))
        totals[side] = {"s": s.sum(), "ss": (s**2).sum(), "articles": len(s)}
    return {"terms": pd.concat(terms), "totals": pd.DataFrame.from_dict(totals, orient="index")}


# what is missing, and what is refused


def tiny(*texts: str) -> ct.Tokens:
    return read(ct.make_corpus(list(texts), clean=False, duplicates="keep"))


FLEET = ["Jets fly. Ships sail.", "Ships sail. Jets fly. Jets land.", "Drones fly. Jets land."]


def test_what_is_missing_in_a_mask_is_in_neither_side():
    tokens = tiny(*FLEET)
    for nothing in (None, pd.NA, np.nan):
        table = ct.compare_terms(tokens, target=[True, nothing, False], rest=[nothing, False, True], min_count=1)
        assert table.attrs == {"words": (4, 4), "articles": (1, 1)}
    mask = pd.Series([True, pd.NA, False], dtype="boolean")
    assert ct.compare_terms(tokens, target=mask, rest=~mask, min_count=1).attrs["words"] == (4, 4)
    assert ct.compare_terms(tokens, target=mask, min_count=1).attrs["words"] == (4, 10)  # by default the rest is all else


def test_a_series_goes_by_its_index():
    tokens = tiny(*FLEET)
    table = ct.compare_terms(tokens, target=pd.Series([True, False, False], index=[1, 0, 2]), min_count=1)
    pd.testing.assert_frame_equal(table, ct.compare_terms(tokens, target=[False, True, False], min_count=1))
    with pytest.raises(ValueError, match="another index than the table"):
        ct.compare_terms(tokens, target=pd.Series([True, False, False], index=[7, 8, 9]))


def test_what_is_in_both_sides_is_in_the_target():
    marked = mark_sides(tiny(*FLEET), [True, True, False, False, False, False, False], [False, True, True, False, False, True, False])
    assert marked.side.tolist() == [1] * 4 + [0] * 2 + [2] * 4 + [0] * 2 + [2] * 2
    whole = ct.compare_terms(tiny(*FLEET), target=[True, True, False], rest=[True] * 3, min_count=1)
    pd.testing.assert_frame_equal(whole, ct.compare_terms(tiny(*FLEET), target=[True, True, False], min_count=1))


def test_a_mask_is_of_articles_or_sentences_or_tokens(news):
    tokens, mask = read(news), np.arange(len(news)) % 2 == 0
    table = ct.compare_terms(tokens, target=mask, n=2)
    for longer in (by_sentence(news, mask), mask[tokens.article]):
        pd.testing.assert_frame_equal(ct.compare_terms(tokens, target=longer, n=2), table)


def test_two_words_on_two_sides_are_no_pair():
    table = ct.compare_terms(tiny("Jets fly high. Jets fly low."), target=[True, True, False] * 2, n=2, min_count=1)
    assert table["term"].tolist() == ["jets fly"] and table[EXACT].iloc[0].tolist() == [2, 0, 1, 0]
    assert table.attrs["words"] == (4, 2)


def test_a_mask_of_a_wrong_length_is_an_error_that_tells_the_right_ones():
    tokens = tiny(*FLEET)
    with pytest.raises(ValueError, match=r"^target has 2 values, for 3 articles, 7 sentences, 14 tokens\. Give one for each article,"):
        ct.compare_terms(tokens, target=[True, False])
    with pytest.raises(ValueError, match=r"^rest has 1 value, for"):
        ct.compare_terms(tokens, target=[True, False, False], rest=[True])
    with pytest.raises(ValueError, match="for 2 articles, 3 sentences, 3 tokens"):  # of sentences or of tokens? here they differ
        ct.compare_terms(tiny("Jets.\n\n???", "Jets fly."), target=[True, True, False])
    with pytest.raises(ValueError, match="Give 1, 2, 3 or 4"):
        ct.compare_terms(tokens, target=[True, False, False], n=5)


@pytest.mark.parametrize(
    ("texts", "target", "rest", "why"),
    [
        (FLEET, [True] * 3, None, "the target has 14 words, the rest 0 words"),
        (FLEET, [False] * 3, None, "the target has 0 words, the rest 14 words"),
        (FLEET, [True] * 3, [True] * 3, "the rest 0 words"),
        (["Jets fly now.\n\n???"], [False, True], None, "the target has 0 words, the rest 3 words"),
        (["Jets fly."], [True], None, "the rest 0 words"),
        ([], [], None, "the target has 0 words, the rest 0 words"),
        (FLEET, [True, False, False], None, "No term stands 6 times or more in target and rest together"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(texts, target, rest, why):
    table = ct.compare_terms(tiny(*texts), target=target, rest=rest, min_count=6)
    like = ct.compare_terms(tiny(*FLEET), target=[True, False, False], min_count=1)
    assert len(table) == 0 and len(like) and why in table.attrs["why"] and why in ct.say(table)
    pd.testing.assert_series_equal(table.dtypes, like.dtypes)


def test_one_article_by_sentence_tells_how_large_a_difference_is_and_no_more():
    table = ct.compare_terms(tiny(FLEET[1]), target=[False, True, True], min_count=1).set_index("term")
    assert table.loc["jets", EXACT].tolist() == [2, 0, 1, 0]
    assert table.loc["jets", "log_ratio"] == pytest.approx(np.log2((2 / 4) / (0.5 / 2)))
    assert table[["log_ratio", "log_odds"]].notna().all(axis=None) and table[EVIDENCE].isna().all(axis=None)
    assert table["log_odds"].is_monotonic_decreasing and table.index[0] == "jets"


def labelled(targets: int, rest: int, **found: tuple[int, int]) -> pd.DataFrame:
    """Compare articles of which so many of the target and of the rest have a term, once; all end with two words."""
    sides = [(k, True) for k in range(targets)] + [(k, False) for k in range(rest)]
    texts = [" ".join([*(term for term, (a, b) in found.items() if k < (a if one else b)), "ware", "sold."]) for k, one in sides]
    return ct.compare_terms(tiny(*texts), target=[one for _, one in sides]).set_index("term")


@pytest.mark.parametrize(("targets", "rest"), [(9, 12), (12, 9), (10, 12), (10, 10)])
def test_under_ten_articles_a_side_there_is_no_evidence(targets, rest):
    table = labelled(targets, rest, jets=(7, 6), ships=(8, 5))
    assert table[["log_ratio", "log_odds"]].notna().all(axis=None)
    assert table.loc[["jets", "ships"], EVIDENCE].notna().all(axis=None) == (min(targets, rest) >= ENOUGH)
    assert table[EVIDENCE].isna().all(axis=None) == (min(targets, rest) < ENOUGH)


def test_under_five_articles_with_a_term_there_is_no_p_and_on_either_side_no_interval():
    table = labelled(10, 10, tank=(4, 0), deck=(5, 0), hull=(5, 4), keel=(5, 5))
    assert table.loc[["tank", "deck", "hull", "keel"], "p"].isna().tolist() == [True, False, False, False]
    assert table.loc[["tank", "deck", "hull", "keel"], "ci_low"].isna().tolist() == [True, True, True, False]
    assert table["ci_high"].isna().equals(table["ci_low"].isna()) and table["q"].isna().equals(table["p"].isna())
    np.testing.assert_allclose(table["q"].dropna(), stats.false_discovery_control(table["p"].dropna()))
    for term, (a, b) in {"tank": (4, 0), "deck": (5, 0)}.items():  # an empty cell is taken as half an article's one
        n1, n0 = 10 * 2 + 4 + 3 * 5, 10 * 2 + 4 + 5
        assert table.loc[term, "log_ratio"] == pytest.approx(np.log2(a / n1 / (0.5 / n0))) and table.loc[term, "count_rest"] == b
        assert table.loc[term, "g2"] == pytest.approx(BigramAssocMeasures.likelihood_ratio(a, (n1, a), n1 + n0))


def test_a_term_at_one_rate_in_every_article_is_not_significant():
    table = labelled(13, 29)
    assert (
        not (table["p"] < 1).any() and table["g2"].tolist() == pytest.approx([0, 0]) and table["ci_low"].tolist() == pytest.approx([0, 0])
    )


def test_stop_words_and_rare_terms_are_left_out_of_the_terms_and_not_of_the_words():
    tokens, target = tiny("The jets and the ships.", "The jets of the state."), [True, False]
    table = ct.compare_terms(tokens, target=target, min_count=2)
    assert table["term"].tolist() == ["jets"] and table.attrs["words"] == (5, 5)
    assert set(ct.compare_terms(tokens, target=target, min_count=1)["term"]) == {"jets", "ships", "state"}
    assert set(ct.compare_terms(tokens, target=target, drop_stopwords=False, min_count=2)["term"]) == {"the", "jets"}
    assert set(ct.compare_terms(tokens, target=target, n=2, drop_stopwords=False, min_count=2)["term"]) == {"the jets"}


# parts, and any texts at all


@pytest.mark.parametrize("size", [1, 3, 7])
@pytest.mark.parametrize("n", [1, 2])
def test_parts_of_any_size_give_the_same_table(monkeypatch, size, n):
    tokens, mask = read(make_up(23, terms=30)), np.arange(23) % 2 == 0
    whole = ct.compare_terms(tokens, target=mask, n=n)
    monkeypatch.setattr("cuttings.tokens.SIZE", size)
    parts = [sum_keyness(part, n=n) for part in mark_sides(tokens, mask).parts()]
    assert len(parts) == -(-23 // size)
    pd.testing.assert_frame_equal(ct.compare_terms(tokens, target=mask, n=n), whole, check_exact=True)
    shuffled = [parts[k] for k in np.random.default_rng(size).permutation(len(parts))]
    nested = combine([combine(shuffled[:2]), combine(shuffled[2:])])
    pd.testing.assert_frame_equal(finish_keyness(nested), whole, check_exact=True)


WORDS = st.lists(st.sampled_from(["jets", "ships", "the", "drones", "jets ships.", "Ships fly."]), max_size=12)


@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=6), st.sampled_from([1, 2]), st.booleans())
def test_counts_are_those_of_a_slow_count_and_log_odds_have_the_sign_of_the_difference(articles, n, sentences):
    corpus = ct.make_corpus([" ".join([*words, "Ware sold."]) for words, _ in articles], clean=False, duplicates="keep")
    mask = np.arange(len(corpus.sentences)) % 2 == 0 if sentences else np.array([one for _, one in articles])
    side = (mask if len(mask) == len(corpus.sentences) else by_sentence(corpus, mask)).astype(int)
    table = ct.compare_terms(read(corpus), target=mask, n=n, min_count=1).set_index("term")
    units = slow_units(corpus, side, n)
    n1, n0 = (sum(counts[""] for counts in units[k].values()) for k in (1, 0))
    if not n1 or not n0:
        assert len(table) == 0 and "words" in table.attrs["why"]
        return
    found = {term for some in units.values() for counts in some.values() for term in counts} - {""}
    assert set(table.index) == found
    for k, name in ((1, "target"), (0, "rest")):
        for term in found:
            times = [counts[term] for counts in units[k].values()]
            assert table.loc[term, [f"count_{name}", f"articles_{name}"]].tolist() == [sum(times), np.count_nonzero(times)]
    want = np.sign(table["count_target"] * n0 - table["count_rest"] * n1)  # the prior is that of both sides: it draws to 0, never past it
    assert (np.sign(table["log_odds"].round(9)) == want).all()
