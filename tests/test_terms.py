"""Words and terms: against published definitions, a slow and obvious count, and nltk."""

import math
from collections import Counter
from functools import cache
from statistics import mean

import cuttings as ct
import pandas as pd
import pytest
from cuttings.knowledge import load_stopwords
from cuttings.tables import combine
from cuttings.terms import finish_terms, sum_spread, sum_terms
from cuttings.tokens import words_of
from hypothesis import given
from hypothesis import strategies as st
from nltk.util import ngrams

FICTION = [
    "Moon ships and moon ships orbit. The moon base sold a ship!", "Mars has no base, no ship and no moon.", "Moon dust; moon dust.",
    "The base of Venus: ships, ships, ships and a tunnel. Moon.", "Tunnel to the moon base.", "Dust! Ash?", "Moon of Venus.",
]  # fmt: skip
OUTLETS = ["Moon Times", "Mars Post", "Moon Times", None, None, "Mars Post", "Venus Echo"]
TEXTS = st.lists(st.sampled_from("moon dust ship of the 3. Ash! —".split()), max_size=12).map(" ".join)


def corpus_of(texts: list[str], **columns: list) -> ct.Corpus:
    return ct.make_corpus(pd.DataFrame({"text": texts, **columns}, dtype="object"), clean=False, duplicates="keep")


@cache
def words(text: str) -> list[str]:
    return words_of(ct.tokenize(ct.make_corpus([text], clean=False))).tolist()


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Malaysia–Turkey ties—now", ["malaysia", "turkey", "ties", "now"]),
        ("Malaysia's long-term plan didn’t end.", ["malaysia", "long-term", "plan", "didn't", "end"]),
        ("The U.S. and U.N. (U.S.A.)", ["the", "u.s.", "and", "u.n.", "u.s.a."]),
        ("US$1.2bn, 2½ and 3,000.", ["us", "1.2bn", "2½", "and", "3,000"]),
        ("İstanbul Yaşar ASELSAN A.Ş.", ["istanbul", "yaşar", "aselsan", "a.ş."]),
        ("وزارة الدفاع مُحَمَّد", ["وزارة", "الدفاع", "مُحَمَّد"]),
        ("end.Start --dash-- 'quoted'", ["end", "start", "dash", "quoted"]),
        ("… — ?", []),
    ],
)
def test_words(text, want):
    assert words(text) == want


def slow_counts(corpus: ct.Corpus, n: int) -> Counter:
    """Count as one would by hand: every sentence by itself, nltk's n-grams, stop words at neither end."""
    stop = load_stopwords()
    counts: Counter = Counter()
    for _, row in corpus.sentences.iterrows():
        sentence = words(corpus.texts()[row["doc"]][row["start"] : row["end"]])
        counts.update(" ".join(gram) for gram in ngrams(sentence, n) if gram[0] not in stop and gram[-1] not in stop)
    return counts


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_counts_of_the_seed_are_those_of_a_slow_count(corpus, n):
    table = ct.count_terms(ct.tokenize(corpus), n=n)
    assert dict(zip(table["term"], table["count"], strict=True)) == slow_counts(corpus, n)


def gries_dp(parts: list[list[str]], term: str) -> float:
    """Return DP as Gries (2008) defines it: half the sum of absolute differences of observed and expected shares."""
    total, found = sum(map(len, parts)), sum(part.count(term) for part in parts)
    return sum(abs(part.count(term) / found - len(part) / total) for part in parts) / 2


def test_dp_of_the_example_in_lijffijt_and_gries_2012():
    # three equal parts; one holds two thirds of the occurrences, another one third, the last none: DP 1/3, normalised 1/2
    texts = ["a a b b b b", "a b b b b b", "b b b b b b"]
    table = ct.count_terms(ct.tokenize(ct.make_corpus(texts, clean=False)), drop_stopwords=False).set_index("term")
    assert table.loc["a", ["dp", "dpnorm"]].tolist() == pytest.approx([1 / 3, 1 / 2])


def test_dp_is_that_of_an_independent_implementation():
    parts = ["b a m n i b e u p k", "b a s a t b e w q n", "b c a g a b e s t a", "b a g h a b e a a t", "b a h a a b e a x a t"]
    table = ct.count_terms(ct.tokenize(ct.make_corpus(parts, clean=False)), drop_stopwords=False).set_index("term")
    for term in table.index:
        assert table.loc[term, "dp"] == pytest.approx(gries_dp([part.split() for part in parts], term))
    assert table.loc["x", "dpnorm"] == pytest.approx((1 - 11 / 51) / (1 - 10 / 51))


def test_one_article_is_cut_into_ten_equal_parts():
    text = " ".join([*["jet"] * 10, *[f"w{n}" for n in range(90)]])
    table = ct.count_terms(ct.tokenize(ct.make_corpus([text], clean=False))).set_index("term")
    assert table.loc["jet", ["dp", "dpnorm"]].tolist() == pytest.approx([0.9, 1.0])


def test_many_parts_give_the_figures_of_one():
    texts = [f"jets and tanks {'and jets ' * n} for state number {n}. Jets fly." for n in range(9)]
    whole = ct.make_corpus(texts, clean=False)
    parts = [ct.tokenize(whole.where(whole.articles["doc"] % 3 == k)) for k in (2, 0, 1)]
    for n in (1, 2):
        sums = combine(sum_terms(part, n=n, drop_stopwords=True) for part in parts)
        table = finish_terms(sums, combine(sum_spread(part, sums=sums, n=n) for part in parts))
        pd.testing.assert_frame_equal(table, ct.count_terms(ct.tokenize(whole), n=n))


def test_nothing_to_count_is_refused_in_words():
    table = ct.count_terms(ct.tokenize(ct.make_corpus([])))
    assert len(table) == 0 and table.columns[0] == "term" and "no words" in ct.say(table)
    with pytest.raises(ValueError, match="Give 1, 2, 3 or 4"):
        ct.count_terms(ct.tokenize(ct.make_corpus([])), n=5)


def test_dp_of_the_example_in_gries_2008():
    # shares of the five parts: .18 .2 .2 .2 .22; of the term's fifteen occurrences they hold 1, 2, 3, 4 and 5
    texts = [" ".join(["a"] * n + ["b"] * (size - n)) for n, size in enumerate([9, 10, 10, 10, 11], start=1)]
    table = ct.count_terms(ct.tokenize(corpus_of(texts)), drop_stopwords=False).set_index("term")
    assert table.loc["a", ["count", "articles", "dp", "dpnorm"]].tolist() == pytest.approx([15, 5, 0.18, 0.18 / 0.82])


def test_terms_as_even_as_the_text_have_dp_0():
    table = ct.count_terms(ct.tokenize(corpus_of(["moon dust"] * 3 + ["moon dust dust moon"])))
    assert table.drop(columns="per_million").values.tolist() == [[term, 5, 4, 0, 0] for term in ("dust", "moon")]


@pytest.mark.parametrize("n", [1, 2])
def test_each_group_is_counted_as_if_it_were_the_corpus(n):
    corpus = corpus_of(FICTION, outlet=OUTLETS)
    labels = corpus.articles["outlet"].fillna("not known")
    table = ct.count_terms(ct.tokenize(corpus), n=n, by="outlet")
    names = ["Mars Post", "Moon Times", "Venus Echo", "not known"]
    alone = [ct.count_terms(ct.tokenize(corpus.where(labels == name)), n=n).assign(outlet=name) for name in names]
    pd.testing.assert_frame_equal(table, pd.concat(alone, ignore_index=True)[list(table)], check_exact=True)
    assert table["outlet"].drop_duplicates().tolist() == [name for name, some in zip(names, alone, strict=True) if len(some)]
    with pytest.raises(ValueError, match="no column 'planet'"):
        ct.count_terms(ct.tokenize(corpus), by="planet")


def test_an_empty_selection_is_refused_with_all_its_columns():
    none = ct.tokenize(corpus_of(FICTION, outlet=OUTLETS).where([False] * len(FICTION)))
    for table in (ct.count_terms(none, by="outlet"), ct.describe_vocabulary(none, by="outlet"), ct.score_tfidf(none)):
        assert len(table) == 0 and table.columns[0] in ("outlet", "doc") and "no words" in ct.say(table)
    assert "no such run" in ct.say(ct.count_terms(ct.tokenize(corpus_of(["Moon. Dust."])), n=2))


def slow_tfidf(texts: list[str], top: int) -> list[tuple[int, str, int, float]]:
    """Score as the definition says: the term's share of the article's words x ln(articles / articles with the term)."""
    parts = {doc: part for doc, text in enumerate(texts) if (part := Counter(words(text)))}
    idf = {term: math.log(len(parts) / sum(term in part for part in parts.values())) for part in parts.values() for term in part}
    rows = [[(doc, term, count, count / part.total() * idf[term]) for term, count in part.items()] for doc, part in parts.items()]
    return [row for some in rows for row in sorted(some, key=lambda row: (-row[3], row[1]))[:top] if row[3] > 0]


def slow_mattr(parts: list[list[str]], window: int) -> float:
    shares = [len(set(part[k : k + window])) / window for part in parts for k in range(len(part) - window + 1)]
    return mean(shares) if shares else math.nan


@pytest.mark.parametrize("top", [1, 3, 100])
def test_tfidf_is_that_of_a_slow_count(top):
    table, want = ct.score_tfidf(ct.tokenize(corpus_of(FICTION)), drop_stopwords=False, top=top), slow_tfidf(FICTION, top)
    assert list(zip(table["doc"], table["term"], table["count"], strict=True)) == [row[:3] for row in want]
    assert table["tfidf"].tolist() == pytest.approx([row[3] for row in want], rel=1e-12)


def test_idf_is_that_of_manning_raghavan_and_schuetze_2008_table_6_8(monkeypatch):
    found = pd.DataFrame({"articles": {"auto": 6_723, "best": 25_235, "car": 18_165, "insurance": 19_241}})
    monkeypatch.setattr("cuttings.terms.combine", lambda _: {"terms": found, "totals": pd.DataFrame({"articles": [806_791]})})
    table = ct.score_tfidf(ct.tokenize(corpus_of(["Best car insurance, auto."]))).set_index("term")
    idf = (table["tfidf"] * 4 / math.log(10)).round(2)  # each is a quarter of the words; theirs are logarithms to base 10
    assert idf.to_dict() == {"car": 1.65, "auto": 2.08, "insurance": 1.62, "best": 1.50} and idf.index[0] == "auto"


def test_tfidf_of_ties_goes_by_term_and_what_tells_nothing_is_refused():
    assert ct.score_tfidf(ct.tokenize(corpus_of(["dust moon ash", "mars"])), top=2)["term"].tolist() == ["ash", "dust", "mars"]
    assert "tells articles apart; of 1 it would say 0 of every term" in ct.say(ct.score_tfidf(ct.tokenize(corpus_of(["Moon dust."]))))
    assert "each is in all of them" in ct.say(ct.score_tfidf(ct.tokenize(corpus_of(["Moon dust.", "Dust, moon, dust."]))))


@pytest.mark.parametrize("window", [1, 2, 5, 9, 100])
def test_mattr_is_that_of_every_window(window):
    corpus = corpus_of(FICTION, outlet=OUTLETS)
    table = ct.describe_vocabulary(ct.tokenize(corpus), window=window, by="outlet").set_index("outlet")
    whole = ct.describe_vocabulary(ct.tokenize(corpus), window=window).assign(outlet="all").set_index("outlet")
    for name, row in pd.concat([table, whole]).iterrows():
        parts = [words(text) for text, outlet in zip(FICTION, OUTLETS, strict=True) if name in ("all", outlet or "not known")]
        counts = Counter(word for part in parts for word in part)
        assert row[["tokens", "types"]].tolist() == [counts.total(), len(counts)] and row["hapaxes"] == list(counts.values()).count(1)
        assert row["windows"] == sum(max(0, len(part) - window + 1) for part in parts)
        assert row["mattr"] == pytest.approx(slow_mattr(parts, window), rel=1e-12, nan_ok=True)
    with pytest.raises(ValueError, match="window is 0"):
        ct.describe_vocabulary(ct.tokenize(corpus), window=0)


def all_figures(texts: list[str], outlets: list) -> list[pd.DataFrame]:
    """Return every table of a corpus; an article goes by its text, for its number depends on the order."""
    tokens = ct.tokenize(corpus := corpus_of(texts, outlet=outlets))
    tfidf = ct.score_tfidf(tokens)
    tfidf = tfidf.assign(doc=tfidf["doc"].map(corpus.texts())).sort_values(["doc", "tfidf", "term"], ignore_index=True)
    both = [table for by in (None, "outlet") for table in (ct.count_terms(tokens, by=by), ct.describe_vocabulary(tokens, window=3, by=by))]
    return [tfidf, *both, ct.count_terms(tokens, n=2, by="outlet", drop_stopwords=False)]


@pytest.mark.parametrize(("size", "order"), [(1, 1), (2, 1), (5, 1), (3, -1), (2_500, -1)])
def test_neither_the_size_of_parts_nor_the_order_of_articles_changes_a_digit(monkeypatch, size, order):
    want = all_figures(FICTION, OUTLETS)
    monkeypatch.setattr("cuttings.tokens.SIZE", size)
    for table, other in zip(want, all_figures(FICTION[::order], OUTLETS[::order]), strict=True):
        pd.testing.assert_frame_equal(table, other, check_exact=True)


@given(st.lists(TEXTS, max_size=6), st.integers(1, 5))
def test_small_corpora_give_the_figures_of_slow_counts(texts, window):
    tokens = ct.tokenize(corpus_of(texts))
    terms, tfidf = ct.count_terms(tokens, drop_stopwords=False), ct.score_tfidf(tokens, drop_stopwords=False)
    parts, vocabulary = [words(text) for text in texts], ct.describe_vocabulary(tokens, window=window)
    assert terms["count"].sum() == len(tokens) and terms["dp"].between(0, 1).all() and (terms["dpnorm"].dropna() <= 1 + 1e-12).all()
    assert tfidf["tfidf"].tolist() == pytest.approx([row[3] for row in slow_tfidf(texts, 10)], rel=1e-12) and (tfidf["tfidf"] > 0).all()
    for row in vocabulary.itertuples():
        assert row.hapaxes <= row.types <= row.tokens == len(tokens) and (row.windows == 0 or 0 < row.mattr <= 1)
        assert row.mattr == pytest.approx(slow_mattr(parts, window), rel=1e-12, nan_ok=True)
