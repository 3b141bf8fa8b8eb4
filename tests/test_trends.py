"""Trends: against a slow count, a slow bootstrap with the same weights, and numpy's own resampling of articles."""

import random
from datetime import date, timedelta

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.coverage import choose_frequency
from cuttings.keyness import ENOUGH
from cuttings.tables import combine
from cuttings.tokens import read_words
from cuttings.trends import REPLICATES, TRENDS, bootstrap_weights, finish_trends, sum_trends
from scipy.stats import chisquare, poisson

TERMS = ["jets", "air force", "tanks"]
PIECES = ["the fleet", "a drill", "air force", "jets", "jets", "tanks", "force air", "harbour", "of a border treaty"]


def make(rows: list[tuple[str, str | None]]) -> ct.Corpus:
    return ct.make_corpus(pd.DataFrame(rows, columns=["text", "date"]), clean=False, duplicates="keep")


def track(corpus: ct.Corpus, terms=TERMS, **options) -> pd.DataFrame:
    return ct.track_terms(ct.tokenize(corpus), terms, **options)


@pytest.fixture(scope="module")
def sixty() -> ct.Corpus:
    """Return sixty dated articles of chance words over three months but for some weeks, and three without a date among them."""
    draw, rows = random.Random(4), []
    for n in range(63):
        some = PIECES + ["jets"] * draw.choice([0, 0, 3, 9])
        text = " ".join(" ".join(draw.choices(some, k=draw.randint(2, 8))).capitalize() + "." for _ in range(draw.randint(1, 9)))
        day = date(2024, 1, 1) + timedelta(draw.choice([*range(30), *range(44, 60), *range(80, 91)]))
        rows.append((text, None if n % 25 == 5 else str(day)))
    return make(rows)


def begin(day: date, freq: str) -> date:
    monday = day - timedelta(day.weekday())
    return {"D": day, "W": monday, "M": day.replace(day=1), "Y": day.replace(month=1, day=1)}[freq]


@pytest.fixture(scope="module")
def slow(sixty) -> dict[str, list[tuple[date, int, int]]]:
    """Return by term, of each dated article: its day, how often the term stands in it, its words; every sentence by itself."""
    articles = sixty.articles.dropna(subset=["date"])
    found: dict = {term: [] for term in TERMS}
    for row in articles.itertuples():
        spans = sixty.sentences.loc[sixty.sentences["doc"] == row.doc, ["start", "end"]].values.tolist()
        sentences = [read_words(row.text[start:end]) for start, end in spans]
        for term, want in ((term, term.split()) for term in TERMS):
            count = sum(some[n : n + len(want)] == want for some in sentences for n in range(len(some)))
            found[term].append((row.date.date(), count, sum(map(len, sentences))))
    return found


@pytest.mark.parametrize("freq", ["D", "W", "M", "Y"])
def test_counts_are_those_of_a_slow_count(monkeypatch, sixty, slow, freq):
    monkeypatch.setattr("cuttings.tokens.SIZE", 7)
    table = track(sixty, freq=freq)
    assert table["term"].drop_duplicates().tolist() == TERMS and table.dtypes.astype(str).to_dict() == TRENDS
    assert table.attrs == {"freq": freq, "without": 3}
    days = [day for day, *_ in slow["jets"]]
    assert table["period"].dt.date.tolist() == sorted({begin(day.date(), freq) for day in pd.date_range(min(days), max(days))}) * 3
    for row in table.itertuples():
        inside = [numbers for day, *numbers in slow[row.term] if begin(day, freq) == row.period.date()]
        count, words = np.sum(inside, axis=0) if inside else (0, 0)
        assert (row.count, row.words, row.articles) == (count, words, len(inside))
        assert row.per_million == pytest.approx(count / words * 1e6) if inside else np.isnan(row.per_million)
    assert (table.groupby("term")["count"].sum() > 5).all()


@pytest.mark.parametrize(("days", "freq"), [(0, "D"), (44, "D"), (45, "W"), (399, "W"), (400, "M"), (2999, "M"), (3000, "Y")])
def test_by_default_the_finest_frequency_that_is_readable_is_taken(days, freq):
    last = date(2012, 3, 1) + timedelta(days)
    corpus = make([("Jets landed.", "2012-03-01"), ("Tanks came.", str(last)), ("Jets left.", None)])
    table = track(corpus)
    assert table.attrs == {"freq": freq, "without": 1} and freq == choose_frequency(corpus.articles["date"])
    pd.testing.assert_frame_equal(table, track(corpus, freq=freq))


def slow_band(weights: list[list[int]], counts: list[tuple[int, int]]) -> list[float]:
    """Return the 95% band by a bootstrap written out: each replicate is a corpus in which each article stands so many times."""
    rates = []
    for replicate in range(REPLICATES):
        count, words = (sum(times[replicate] * pair[k] for times, pair in zip(weights, counts, strict=True)) for k in (0, 1))
        rates += [count / words * 1e6] if words else []
    return np.percentile(rates, [2.5, 97.5]).tolist()


@pytest.mark.parametrize("freq", ["W", "M", "Y"])
def test_the_band_is_that_of_a_slow_bootstrap_and_there_is_none_where_it_would_be_too_narrow(sixty, slow, freq):
    weights = bootstrap_weights(sixty.articles["sha256"][sixty.articles["date"].notna()]).tolist()
    table = track(sixty, [*TERMS, "zeppelin"], freq=freq)
    banded = (table["articles"] >= ENOUGH) & (table["count"] > 0)
    assert ENOUGH == 10 and banded.sum() >= 3 and not banded[table["term"] == "zeppelin"].any()
    assert table.loc[~banded, ["low", "high"]].isna().all(axis=None) and table.loc[banded, ["low", "high"]].notna().all(axis=None)
    for row in table[banded].itertuples():
        inside = [(w, pair) for w, (day, *pair) in zip(weights, slow[row.term], strict=True) if begin(day, freq) == row.period.date()]
        assert [row.low, row.high] == pytest.approx(slow_band(*zip(*inside, strict=True)), rel=1e-12)
        assert row.low <= row.per_million <= row.high


def test_ten_articles_have_a_band_and_nine_have_none():
    for n in (9, 10):
        table = track(make([(f"Jets landed {'again ' * k}.", "2024-05-06") for k in range(n)]), "jets", freq="D")
        assert table["articles"].tolist() == [n] and table["low"].notna().tolist() == table["high"].notna().tolist() == [n == 10]


def test_the_band_is_close_to_an_ordinary_bootstrap_of_articles(sixty, slow):
    draw = np.random.default_rng(1)
    table = track(sixty, freq="Y").set_index("term")
    for term in TERMS:
        counts, words = np.array([numbers for _, *numbers in slow[term]]).T
        drawn = draw.integers(0, 60, (2_000, 60))
        low, high = np.percentile(counts[drawn].sum(axis=1) / words[drawn].sum(axis=1) * 1e6, [2.5, 97.5])
        assert table.loc[term, ["low", "high"]].tolist() == pytest.approx([low, high], abs=0.15 * (high - low))
        assert table.loc[term, "high"] - table.loc[term, "low"] == pytest.approx(high - low, rel=0.15)


def test_weights_are_poisson_with_mean_one_and_those_of_two_articles_have_nothing_in_common():
    digests = pd.Series([f"{n:064x}"[::-1] for n in range(1, 1_001)])
    weights = bootstrap_weights(digests)
    assert weights.shape == (1_000, REPLICATES) and weights.min() == 0
    assert weights.mean() == pytest.approx(1, abs=0.01) and weights.var() == pytest.approx(1, abs=0.02)
    expected = poisson.pmf(np.arange(6), 1) * weights.size
    assert chisquare(np.bincount(np.minimum(weights, 6).ravel()), [*expected, weights.size - expected.sum()]).pvalue > 0.001
    for across in (weights.mean(axis=0), weights.mean(axis=1)):  # of a replicate, of an article
        assert across.std() == pytest.approx(1 / np.sqrt(weights.size / len(across)), rel=0.2)
    alike = np.corrcoef(weights)[np.triu_indices(1_000, 1)]
    assert len(np.unique(weights, axis=0)) == 1_000 and np.abs(alike).max() < 0.45 and abs(alike.mean()) < 0.001


def test_weights_depend_on_the_article_alone(sixty):
    digests = sixty.articles["sha256"]
    weights = bootstrap_weights(digests)
    assert (bootstrap_weights(digests[::-1]) == weights[::-1]).all() and (bootstrap_weights(digests[7:9]) == weights[7:9]).all()
    assert (bootstrap_weights(digests, 9) == weights[:, :9]).all() and bootstrap_weights(digests[:0]).shape == (0, REPLICATES)


@pytest.mark.parametrize("size", [3, 25])
def test_neither_the_size_of_the_parts_nor_the_order_of_articles_changes_anything(monkeypatch, sixty, size):
    whole = track(sixty, freq="M")
    turned = make([(row.text, None if pd.isna(row.date) else str(row.date.date())) for row in sixty.articles[::-1].itertuples()])
    monkeypatch.setattr("cuttings.tokens.SIZE", size)
    assert whole["low"].notna().sum() > 5
    for corpus in (sixty, turned):
        pd.testing.assert_frame_equal(track(corpus, freq="M"), whole, check_exact=True)
    parts = [ct.tokenize(sixty.where(sixty.articles["doc"] % 3 == k)) for k in (2, 0, 1)]
    pd.testing.assert_frame_equal(finish_trends(combine(sum_trends(part, terms=TERMS, freq="M") for part in parts), TERMS, "M"), whole)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [1, 2500])
def test_a_period_without_an_article_is_a_gap_and_undated_articles_are_left_out(monkeypatch, size):
    monkeypatch.setattr("cuttings.tokens.SIZE", size)
    rows = [
        ("Jets.", None),
        ("Jets landed. A jet left.", "2024-01-30"),
        ("Jets.", "May"),
        ("No jets, no ship.", "2024-03-02"),
        ("Jets.", ""),
    ]
    table = track(make(rows), "jets", freq="M")
    assert table[["count", "words", "articles"]].values.tolist() == [[1, 5, 1], [0, 0, 0], [1, 4, 1]]
    assert table["per_million"].round().tolist() == pytest.approx([200_000, np.nan, 250_000], nan_ok=True)
    assert table.attrs["without"] == 3


def test_phrases_stand_within_a_sentence_in_any_case_and_across_dashes():
    rows = [("The Air-Force came. Air force jets left by air. Force won.", "2024-05-06"), ("AIR FORCE air force—air.", "2024-05-07")]
    table = track(make(rows), ["Air Force", "air force jets", "air force air force", "force won", "air  force"])
    assert table.groupby("term", sort=False)["count"].agg(list).tolist() == [[1, 2], [1, 0], [0, 1], [1, 0], [1, 2]]


def test_terms_may_be_one_string_or_twice_the_same_or_nowhere():
    corpus = make([("Jets came.", "2024-05-06"), ("Jets left.", "2024-05-08")])
    one = track(corpus, ["jets"])
    for same in ("jets", ["jets", "jets"], (term for term in ["jets"])):
        pd.testing.assert_frame_equal(track(corpus, same), one)
    assert track(corpus, ["tanks", "jets", "tanks"])["term"].tolist() == ["tanks"] * 3 + ["jets"] * 3
    never = track(corpus, ["zeppelin", "jets left by", "—"])
    assert not never["count"].any() and never["per_million"].tolist() == pytest.approx([0, np.nan, 0] * 3, nan_ok=True)


def test_without_a_course_of_time_or_a_term_it_is_refused():
    dated, undated = ("Jets came.", "2024-05-06"), ("Jets left.", None)
    why = "Articles with a full date: {} of {}. There is no course of time to show."
    for rows, said in (([], (0, 0)), ([dated], (1, 1)), ([undated, undated], (0, 2)), ([undated, dated, undated], (1, 3))):
        table = track(make(rows))
        assert len(table) == 0 and table.dtypes.astype(str).to_dict() == TRENDS and ct.say(table) == why.format(*said)
    assert ct.say(track(make([dated, dated]), [])) == "No term was asked for."
    with pytest.raises(ValueError, match="freq='Q' is unknown"):
        track(make([dated, dated]), freq="Q")


def test_what_is_found_is_said():
    rows = [("Jets jets came.", "2024-01-30"), ("A drill began.", None), ("Jets left by air.", "2024-04-02"), ("Tanks left.", "2024-04-03")]
    assert ct.say(track(make(rows), ["jets", "left", "zeppelin"], freq="M")) == (
        "2024-01 to 2024-04, by month; 2 months without an article are gaps. Most often: 'jets' in 2024-01 (666,667 per million words; "
        "1 article) and 'left' in 2024-04 (333,333 per million words; 2 articles). Not found: 'zeppelin'. "
        "1 article without a full date left out."
    )
    assert ct.say(track(make(rows[2:]), "left", freq="D")) == (
        "2024-04-02 to 2024-04-03, by day; no gap. Most often: 'left' in 2024-04-03 (500,000 per million words; 1 article)."
    )


@pytest.mark.parametrize("freq", ["W", "M"])
def test_a_chart_has_a_panel_a_term_with_gaps_and_bands(sixty, freq):
    table = track(sixty, freq=freq)
    chart = ct.plot_trends(table)
    assert [axes.get_title("left") for axes in chart.figure.axes] == TERMS and chart.sentence == ct.say(table) == ct.say(chart)
    pd.testing.assert_frame_equal(chart.table, table)
    for axes, term in zip(chart.figure.axes, TERMS, strict=True):
        some = table[table["term"] == term]
        heights, band = axes.lines[0].get_ydata(), some[["low", "high"]].stack()
        assert np.isnan(heights).tolist() == (some["articles"] == 0).tolist() and np.isnan(heights).any() == (freq == "W")
        assert heights.tolist() == pytest.approx(some["per_million"].tolist(), nan_ok=True)
        assert pd.to_datetime(axes.lines[0].get_xdata()).tolist() == some["period"].tolist()
        if freq == "M":  # all have a band
            assert {y for path in axes.collections[0].get_paths() for y in path.vertices[:, 1].round(6)} == set(band.round(6)) and len(
                band
            ) == 6
        assert axes.get_ylim()[0] == 0 and axes.get_ylim()[1] >= max(band.max(), some["per_million"].max())


def test_a_chart_draws_the_first_terms_and_an_empty_table_its_reason(sixty):
    table = track(sixty, ["jets", "zeppelin", "tanks"], freq="Y")
    chart = ct.plot_trends(table, n=2)
    assert [axes.get_title("left") for axes in chart.figure.axes] == ["jets", "zeppelin"] == chart.table["term"].tolist()
    assert chart.table.attrs == table.attrs and chart.png()[:4] == b"\x89PNG"
    empty = track(make([]))
    (axes,) = ct.plot_trends(empty).figure.axes
    assert [text.get_text() for text in axes.texts] == [empty.attrs["why"]] and ct.plot_trends(empty).sentence == empty.attrs["why"]
