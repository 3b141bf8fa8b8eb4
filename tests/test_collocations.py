"""Collocations: against published figures, nltk, and a slow count of all pairs in every sentence."""

import csv
import math
import random
from collections import Counter, defaultdict
from itertools import chain

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.collocations import COLLOCATIONS, choose_words, sum_pairs
from cuttings.knowledge import load_stopwords
from cuttings.measures import g2, log_dice, npmi, t_score
from cuttings.tables import combine
from cuttings.terms import sum_terms
from cuttings.tokens import read_words
from hypothesis import example, given
from hypothesis import strategies as st
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures as Nltk
from seed import ROOT

OUTLET = ROOT.parent / "shared" / "data" / "outlet_dev.csv"
STOP = load_stopwords()
# Manning and Schütze 1999, tables 5.6 (t) and 5.14 (mutual information): first, second, t, bits; each pair stands 20 times
MANNING_SCHUETZE = [
    (42, 20, 4.4721, 18.38), (41, 27, 4.4721, 17.98), (30, 117, 4.4721, 16.31), (77, 59, 4.4720, 15.94), (24, 320, 4.4720, 15.19),
    (14907, 9017, 2.3714, 1.09), (13484, 10570, 2.2446, 1.01), (14734, 13478, 1.3685, 0.53), (14093, 14776, 1.2176, 0.46),
    (15019, 15629, 0.8036, 0.29),
]  # fmt: skip


def make(texts: list[str]) -> ct.Tokens:
    return ct.tokenize(ct.make_corpus(texts, clean=False, duplicates="keep"))


def score(texts: list[str], **options) -> pd.DataFrame:
    return ct.score_collocations(make(texts), **options)


def pairs_of(table: pd.DataFrame) -> dict[str, int]:
    return dict(zip(table["a"] + " " + table["b"], table["count"], strict=True))


def sentences_of(tokens: ct.Tokens) -> list[tuple[int, list[str]]]:
    texts = dict(zip(tokens.articles["doc"], tokens.articles["text"], strict=True))
    return [(row.doc, read_words(texts[row.doc][row.start : row.end])) for row in tokens.sentences.itertuples()]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Return forty short articles of chance words, some commoner than others."""
    draw, words = random.Random(1), "fleet jets tanks drill border treaty budget harbour radar the of and".split()
    lines = [draw.choices(words, range(2, 14), k=draw.randint(1, 9)) for _ in range(160)]
    return [" ".join(" ".join(line).capitalize() + "." for line in lines[n : n + 4]) for n in range(0, 160, 4)]


@pytest.fixture(scope="module")
def tokens(corpus, texts):
    def get(name: str) -> ct.Tokens:
        if name == "outlet" and not OUTLET.is_file():
            pytest.skip("the shared data are not here")
        if name == "outlet":
            with OUTLET.open(encoding="utf-8", newline="") as file:
                return ct.tokenize(ct.make_corpus(pd.DataFrame(list(csv.DictReader(file)))[["title", "text"]]))
        return make(texts) if name == "fiction" else ct.tokenize(corpus)

    return get


class Slow:
    """All pairs of a corpus, as one would count them by hand: every sentence by itself, every word with those that follow."""

    def __init__(self, tokens: ct.Tokens, window: int, drop: frozenset[str] = STOP) -> None:
        self.both, self.first, self.second, self.docs = Counter(), Counter(), Counter(), defaultdict(set)
        for doc, words in sentences_of(tokens):
            for a, b in ((a, b) for n, a in enumerate(words) for b in words[n + 1 : n + window]):
                self.first[a] += 1
                self.second[b] += 1
                if a not in drop and b not in drop:
                    self.both[a, b] += 1
                    self.docs[a, b].add(doc)
        self.total = sum(self.first.values())


def counted(tokens: ct.Tokens, window: int, drop: bool = False) -> tuple[dict, dict, int]:
    """Return what `sum_pairs` makes of all parts, in words: pairs with count and articles, each word's first and second, total."""
    words = tokens.words
    sums = combine(sum_pairs(part, words=words, window=window, drop_stopwords=drop) for part in tokens.parts())
    pairs = {(words[k // len(words)], words[k % len(words)]): (n, articles) for k, n, articles in sums["pairs"].itertuples()}
    return pairs, dict(zip(words, sums["words"].itertuples(index=False, name=None), strict=True)), sums["totals"]["pairs"].item()


def reference(both: int, a: int, b: int, n: int) -> list[float]:
    """Return nltk's G2, PMI made NPMI, Dice made logDice, and t."""
    cells = both, (a, b), n
    share = Nltk.pmi(*cells) / -math.log2(both / n)
    return [max(0, Nltk.likelihood_ratio(*cells)), share, 14 + math.log2(Nltk.dice(*cells)), Nltk.student_t(*cells)]


def test_t_and_mutual_information_of_manning_and_schuetze_1999():
    a, b, t, bits = map(np.array, zip(*MANNING_SCHUETZE, strict=True))
    assert t_score(np.full(10, 20), a, b, 14307668).tolist() == pytest.approx(t.tolist(), abs=1.5e-4)
    assert (npmi(np.full(10, 20), a, b, 14307668) * math.log2(14307668 / 20)).tolist() == pytest.approx(bits.tolist(), abs=6e-3)
    assert float(t_score(np.array(8), np.array(15828), np.array(4675), 14307668)) == pytest.approx(0.999932, abs=5e-7)


def test_log_dice_of_rychly_2008():
    # at most 14; 0 is one co-occurrence per 16,384 of either word (2 to the 14th); twice as often is one point more
    assert log_dice(np.array([7, 1, 2, 4]), *np.array([[7, 2**14, 2**14, 2**14]] * 2)).tolist() == [14, 0, 1, 2]


@given(st.tuples(*[st.integers(1, 60)] * 3, st.integers(1, 400)))
def test_measures_are_those_of_nltk(cells):
    both, a, b, n = cells[0], cells[0] + cells[1], cells[0] + cells[2], sum(cells)
    got = [float(x) for x in (g2(both, a, b, n), npmi(both, a, b, n), log_dice(both, a, b), t_score(both, a, b, n))]
    assert got == pytest.approx(reference(both, a, b, n), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("window", [2, 5])
@pytest.mark.parametrize("name", ["seed", "fiction", "outlet"])
def test_scores_are_those_of_nltk_on_counts_by_hand(tokens, name, window):
    some = tokens(name)
    slow, table = Slow(some, window), ct.score_collocations(some, window=window)
    often = {pair: n for pair, n in slow.both.items() if n >= 3 and len(slow.docs[pair]) >= min(2, len(some.articles))}
    assert pairs_of(table) == {f"{a} {b}": n for (a, b), n in often.items() if n * slow.total > slow.first[a] * slow.second[b]}
    assert len(table) > 2
    for row in table.itertuples():
        want = reference(row.count, slow.first[row.a], slow.second[row.b], slow.total)
        assert [row.g2, row.npmi, row.logdice, row.t] == pytest.approx(want, rel=1e-9, abs=1e-9)
        assert row.articles == len(slow.docs[row.a, row.b])


@pytest.mark.parametrize("window", [2, 5])
@pytest.mark.parametrize("name", ["seed", "fiction"])
def test_counts_are_those_of_nltk(tokens, name, window):
    some = tokens(name)
    sentences = [words for _, words in sentences_of(some)]
    finder = BigramCollocationFinder.from_words(chain(*([*words, *[None] * (window - 1)] for words in sentences)), window)
    assert window > 2 or finder.ngram_fd == BigramCollocationFinder.from_documents(sentences).ngram_fd  # which knows no other window
    assert {pair: n for pair, (n, _) in counted(some, window)[0].items()} == dict(finder.ngram_fd)


SENTENCES = st.lists(st.sampled_from(["jets", "tanks", "ships", "the", "of"]), min_size=1, max_size=7).map(
    lambda s: " ".join(s).capitalize()
)


@given(
    st.lists(st.lists(SENTENCES, min_size=1, max_size=4).map(". ".join), max_size=6), st.integers(2, 8), st.integers(1, 7), st.booleans()
)
@example(["Jets.", "The of.", "Jets tanks."], 3, 1, True)
def test_counts_are_those_of_a_slow_count(texts, window, size, drop):
    some = make(texts)
    slow = Slow(some, window, STOP if drop else frozenset())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cuttings.tokens.SIZE", size)
        pairs, words, total = counted(some, window, drop)
    assert total == slow.total and pairs == {pair: (n, len(slow.docs[pair])) for pair, n in slow.both.items()}
    assert words == {word: (0, 0) if drop and word in STOP else (slow.first[word], slow.second[word]) for word in words}


def test_pairs_never_cross_sentences_and_stop_words_are_distance():
    some = make(["The fleet of jets left. Tanks came. " * 3])
    near, far = {("jets", "left"), ("tanks", "came")}, {("fleet", "jets")}
    assert counted(some, 2, drop=True)[0] == dict.fromkeys(near, (3, 1))
    assert counted(some, 3, drop=True)[0] == dict.fromkeys(near | far, (3, 1))
    assert counted(some, 9, drop=True)[0] == dict.fromkeys(near | far | {("fleet", "left")}, (3, 1))
    assert counted(some, 2)[0].keys() == near | {("the", "fleet"), ("fleet", "of"), ("of", "jets")}
    assert pairs_of(ct.score_collocations(some)) == {"jets left": 3, "tanks came": 3}
    assert "of jets" in pairs_of(ct.score_collocations(some, drop_stopwords=False))


def test_pairs_that_are_rare_or_of_few_articles_or_no_more_than_chance_are_left_out():
    texts = [
        "Air force. Air force. Air force. Border drill. Border drill.",
        "Air force. Peace treaty. Peace treaty. Peace treaty.",
        "Tanks.",
    ]
    assert pairs_of(score(texts)) == {"air force": 4}
    assert pairs_of(score(texts, min_articles=1)) == {"air force": 4, "peace treaty": 3}
    assert pairs_of(score(texts, min_count=2, min_articles=1)) == {"air force": 4, "peace treaty": 3, "border drill": 2}
    assert not len(score(texts, min_articles=3)) and not len(score(texts, min_count=5))
    assert pairs_of(score(texts[:1])) == pairs_of(score(texts[:1], min_articles=9)) == {"air force": 3}  # of one, two cannot be asked
    assert not len(score(["Jets jets jets jets."] * 2)) and counted(make(["Jets jets jets jets."] * 2), 2)[0] == {("jets", "jets"): (6, 2)}


def test_the_highest_g2_comes_first_then_a_then_b():
    table = score(["Zeal bravo. Oscar papa lima. Oscar quebec. Jets tanks. Jets tanks. Delta echo. Delta alpha."] * 3)
    assert list(pairs_of(table)) == ["jets tanks", "papa lima", "zeal bravo", "delta alpha", "delta echo", "oscar papa", "oscar quebec"]
    assert table["g2"].is_monotonic_decreasing and table["g2"].nunique() == 3


def test_of_many_words_those_in_most_articles_are_paired_and_the_scores_do_not_change(monkeypatch, texts):
    some = make([" ".join(word for word in text.split() if word.strip(".").lower() not in STOP) for text in texts])
    every = ct.score_collocations(some, min_count=1)
    assert every.attrs == {"window": 2, "words": 9, "of": 9} and "Paired were" not in ct.say(every)
    for module in ("collocations", "words.terms"):
        monkeypatch.setattr(f"cuttings.{module}.MOST", 4, raising=False)
    articles = Counter(word for text in some.articles["text"] for word in set(read_words(text))).most_common()
    assert articles[3][1] > articles[4][1]  # so that it is plain which four are meant
    inside = every[["a", "b"]].isin({word for word, _ in articles[:4]}).all(axis=1)
    few = ct.score_collocations(some, min_count=1)
    pd.testing.assert_frame_equal(few, every[inside].reset_index(drop=True), check_exact=True)
    assert 2 < len(few) < len(every) and few.attrs == {"window": 2, "words": 4, "of": 9}
    assert str(ct.say(few)).endswith("Paired were the 4 words found in most articles, of 9.")


def test_of_words_in_as_many_articles_the_frequent_are_paired_then_the_first_by_letter(monkeypatch):
    monkeypatch.setattr("cuttings.collocations.MOST", 3)
    texts = ["The ship. A ship. Of the crew. The dock. Air.", "Ship. Dock. Crew. Air.", "Air. Zoo zoo zoo zoo zoo. The."]
    assert choose_words(make(texts), sum_terms(make(texts), drop_stopwords=False))[0].tolist() == ["air", "crew", "ship"]


def test_what_is_found_is_said():
    texts = ["Air force jets landed. The air force left. Tanks came.", "Air force jets came. A budget of tanks grew."]
    chance, found = "more often than their frequencies would bring", "Most evident: air force (3 times in 2 articles, G2"
    said = f"2 pairs of words stand side by side {chance}. {found} 15); closest: air force (logDice 14.0)."
    assert ct.say(score(texts, min_count=2)) == said
    assert f"1 pair of words stands at most 4 words apart {chance}. {found} 5)" in ct.say(score(texts, window=5))


@pytest.mark.parametrize("window", [1, 0, -1])
def test_a_window_of_fewer_than_two_words_is_an_error(window):
    with pytest.raises(ValueError, match=rf"window is {window}\. Give 2"):
        score(["Air force."], window=window)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("size", [1, 2500])
@pytest.mark.parametrize("window", [2, 5, 99])
@pytest.mark.parametrize(
    "texts", [[], ["The of and. Of the."] * 3, ["Jets. Jets. Tanks.", "Jets.", "Tanks."], ["Jets."], ["Air force.", "The."]]
)
def test_where_no_pair_stands_it_is_refused(monkeypatch, texts, window, size):
    monkeypatch.setattr("cuttings.tokens.SIZE", size)
    table = score(texts, window=window, min_articles=1)
    assert len(table) == 0 and table.dtypes.astype(str).to_dict() == COLLOCATIONS
    assert ct.say(table) == table.attrs["why"] != ""


def test_a_window_longer_than_any_sentence_pairs_all_words_of_each(texts):
    tables = [score(texts, window=window, min_count=1) for window in (9, 10, 5_000)]
    assert len(tables[0]) > 20 and not tables[0].equals(score(texts, window=8, min_count=1))
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0], check_exact=True)


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("window", [2, 5])
def test_neither_the_size_of_the_parts_nor_the_order_of_articles_changes_anything(monkeypatch, tokens, texts, window, size):
    whole, seed = (ct.score_collocations(tokens(name), window=window, min_count=2) for name in ("fiction", "seed"))
    monkeypatch.setattr("cuttings.tokens.SIZE", size)
    pd.testing.assert_frame_equal(score(texts, window=window, min_count=2), whole, check_exact=True)
    pd.testing.assert_frame_equal(score(texts[::-1], window=window, min_count=2), whole, check_exact=True)
    pd.testing.assert_frame_equal(ct.score_collocations(tokens("seed"), window=window, min_count=2), seed, check_exact=True)
