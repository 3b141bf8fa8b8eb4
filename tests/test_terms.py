"""Words and terms: against published definitions, a slow and obvious count, and nltk."""

from collections import Counter

import cuttings as ct
import pandas as pd
import pytest
from cuttings.knowledge import load_stopwords
from cuttings.tables import combine
from cuttings.terms import finish_terms, sum_spread, sum_terms
from cuttings.tokens import words_of
from nltk.util import ngrams


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
        table = finish_terms(sums, combine(sum_spread(part, sums, n=n) for part in parts))
        pd.testing.assert_frame_equal(table, ct.count_terms(ct.tokenize(whole), n=n))


def test_nothing_to_count_is_refused_in_words():
    table = ct.count_terms(ct.tokenize(ct.make_corpus([])))
    assert len(table) == 0 and table.columns[0] == "term" and "no words" in ct.say(table)
    with pytest.raises(ValueError, match="Give 1, 2, 3 or 4"):
        ct.count_terms(ct.tokenize(ct.make_corpus([])), n=5)


def test_context_finds_whole_words_in_any_case_and_across_dashes(corpus):
    lines = ct.find_context(corpus, ["Technology Transfer", "malaysia turkey"], width=12)
    assert lines["surface"].tolist() == ["technology transfer", "technology transfer", "Malaysia–Turkey", "Malaysia–Turkey"]
    text = corpus.articles["text"].iloc[0]
    for row in lines.itertuples():
        assert row.left + row.surface + row.right == text[row.start - len(row.left) : row.end + len(row.right)]
    assert len(ct.find_context(corpus, "alliances")) == 0
    assert "does not occur" in ct.say(ct.find_context(corpus, "(["))
    with pytest.raises(ValueError, match="phrase is empty"):
        ct.find_context(corpus, " ")
    assert "No phrase" in ct.say(ct.find_context(corpus, []))
