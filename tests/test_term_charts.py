"""The sentences that read tables of terms, and their charts: what is said and drawn is what is in the table."""

from itertools import combinations

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.keyness import KEYNESS
from cuttings.terms import TERMS
from matplotlib.colors import to_hex, to_rgba

MOON = pd.DataFrame(
    {"text": ["Red moon, red moon, dust.", "Moon 3 dust.", "Mars moon!"], "outlet": ["Orbit", "Orbit", None]}, dtype="object"
)
SIDES = [f"Dust and dust of moon {n}. Ash." for n in range(12)] + [f"Ice and ice of moon {n}. Ash." for n in range(12)]
HOSTILE = [
    "$a$ & $b",
    "x" * 60,
    "وزارة الفضاء الخيالية على القمر",
    "月" * 20,
    "<script>alert(1)</script>",
    r"\frac{1}{2}",
    "_a^b",
    "\u202emoon",
    "m",
]


def tokens_of(texts: pd.DataFrame | list[str]) -> ct.Tokens:
    return ct.tokenize(ct.make_corpus(texts, clean=False, duplicates="keep"))


def compare(targets: int, rest: int) -> pd.DataFrame:
    return ct.compare_terms(tokens_of(SIDES[:targets] + SIDES[12 : 12 + rest]), target=[True] * targets + [False] * rest)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    tokens = tokens_of(MOON)
    return {
        "terms": ct.count_terms(tokens), "by": ct.count_terms(tokens, by="outlet"), "tfidf": ct.score_tfidf(tokens),
        "pairs": ct.score_collocations(tokens_of(MOON["text"].tolist()[:1] * 2), window=4), "tested": compare(12, 12), "few": compare(2, 3),
        "vocabulary": ct.describe_vocabulary(tokens, window=2), "short": ct.describe_vocabulary(tokens, window=9),
        "groups": ct.describe_vocabulary(tokens_of(MOON.assign(text=["A b a.", "B c a!", "D d d."])), window=3, by="outlet"),
        "none": ct.describe_vocabulary(tokens, window=9, by="outlet"),
        "context": ct.find_context(ct.make_corpus(MOON, clean=False), ["moon"]),
    }  # fmt: skip


SAID = {
    "terms": "5 terms. Most frequent: moon (4). Of the frequent ones, 'moon' is spread most evenly (DP 0.05), 'red' least (0.50).",
    "by": "5 terms in 2 groups (outlet). Most frequent in Orbit: moon (3); not known: mars and moon (1 each).",
    "tfidf": "What sets each of 3 articles apart (share of its words × ln of articles over articles with the term). "
    "Highest: 'mars' in article 2 (1 time, 0.549).",
    "pairs": "2 pairs of words stand at most 3 words apart more often than their frequencies would bring. "
    "Most evident: red moon (6 times in 2 articles, G2 2); closest: red moon (logDice 13.4).",
    "tested": "Target: 84 words of 12 articles; rest: 84 words of 12 articles. 2 of 4 terms tested differ, at a false discovery "
    "rate of 5%. Most typical of the target: dust (24 v 0); of the rest: ice (0 v 24).",
    "few": "Target: 14 words of 2 articles; rest: 21 words of 3 articles. Under 10 articles on a side, only the size of a difference is "
    "given, no test. Most typical of the target: dust (4 v 0); of the rest: ice (0 v 6).",
    "vocabulary": "10 tokens of 5 types, 40% of them used once; in 2 words in a row, 100% are distinct (MATTR).",
    "short": "10 tokens of 5 types, 40% of them used once; no article has 9 words in a row.",
    "groups": "2 groups (outlet); MATTR over 3 words: highest Orbit (0.83), lowest not known (0.33).",
    "none": "2 groups (outlet); no article has 9 words in a row.",
    "context": "4 occurrences in 3 sentences of 3 articles.",
}


@pytest.mark.parametrize("name", SAID)
def test_the_sentence_that_reads_each_table(tables, name):
    assert str(ct.say(tables[name])) == SAID[name]


@pytest.mark.parametrize("name", SAID)
def test_sentences_bear_what_pandas_does_to_tables(tables, name):
    bare = tables[name].copy()
    bare.attrs = {}
    for table in (bare, bare[::-1], tables[name].tail(1), pd.concat([bare, tables[name]]), bare.reset_index(drop=True)):
        assert len(ct.say(table)) > 10 and "nan" not in ct.say(table)
    assert ct.say(bare[:0]) == "The table is empty."


def test_sentences_are_true_of_what_is_left(tables):
    assert ct.say(tables["terms"].query("term == 'dust'")) == "1 term. Most frequent: dust (2)."
    assert ct.say(tables["by"].query("outlet == 'not known'")) == "2 terms. Most frequent: mars and moon (1 each)."
    assert ct.say(tables["tfidf"].query("doc == 0")).endswith("Highest: 'red' in article 0 (2 times, 0.439).")
    assert ct.say(tables["tested"].query("term != 'dust'")).endswith(
        "1 of 3 terms tested differs, at a false discovery rate of 5%. Most typical of the rest: ice (0 v 24)."
    )
    bare = {name: pd.DataFrame(tables[name].to_dict("list")) for name in ("tested", "pairs")}
    assert ct.say(bare["tested"]).startswith("2 of 4 terms tested differ") and "words stand together more often" in ct.say(bare["pairs"])


def test_the_seed_in_sentences(corpus):
    tokens = ct.tokenize(corpus)
    assert str(ct.say(tokens)) == "388 tokens of 208 types, 2 of them numbers. 29% are stop words."
    assert ct.say(ct.tokenize(corpus, stem=True)).endswith("29% are stop words. 35 forms stand under 17 words.")
    assert ct.say(ct.describe_vocabulary(tokens)).startswith("388 tokens of 208 types, 69% of them used once; in 100 words in a row, 79%")
    assert str(ct.say(ct.find_context(corpus, "technology transfer"))) == "2 occurrences in 2 sentences of 1 article."
    assert ct.say(tokens_of([])) == "There is no word."


def term_table(names: list[str], dp: float = 0.25) -> pd.DataFrame:
    counts = np.arange(len(names), 0, -1) * 1_000
    return pd.DataFrame({"term": names, "count": counts, "per_million": 1.0, "articles": 2, "dp": dp, "dpnorm": dp})[list(TERMS)]


def keyness_table(names: list[str]) -> pd.DataFrame:
    """Return a comparison whose first half is typical of the target; every other term is tested, every fourth differs."""
    ratio = np.linspace(3, -3, len(names))
    q = np.resize([0.049, np.nan, 0.05, np.nan], len(names))
    numbers = {"count_target": 98_765, "count_rest": 43_210, "articles_target": 20, "articles_rest": 30, "g2": ratio**2 * 1_000}
    numbers |= {"log_ratio": ratio, "ci_low": ratio - 0.5, "ci_high": ratio + 0.25, "log_odds": ratio, "z": ratio, "p": q, "q": q}
    return pd.DataFrame({"term": names, **numbers})[list(KEYNESS)]


def row_labels(chart: ct.Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].get_yticklabels()]


def assert_no_overlap(chart: ct.Chart) -> None:
    renderer = chart.figure.canvas.get_renderer()
    first = chart.figure.axes[0]
    boxes = [text.get_window_extent(renderer) for text in [*first.get_yticklabels(), *first.texts]]
    assert len(boxes) > 1 and not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_plot_terms_draws_the_table():
    table = term_table([f"moon{n}" for n in range(20)]).assign(dp=np.linspace(0, 1, 20))
    chart = ct.plot_terms(table, n=12)
    bars, dots = chart.figure.axes
    assert [bar.get_width() for bar in bars.patches] == table["count"].head(12).tolist()
    assert [text.get_text() for text in bars.texts] == [f"{count:,}" for count in table["count"].head(12)]
    assert row_labels(chart) == table["term"].head(12).tolist() and bars.get_yticks().tolist() == list(range(11, -1, -1))
    assert [bar.get_y() + bar.get_height() / 2 for bar in bars.patches] == pytest.approx(range(11, -1, -1))
    assert dots.lines[0].get_xdata().tolist() == table["dp"].head(12).tolist() and dots.lines[0].get_ydata().tolist() == list(
        range(11, -1, -1)
    )
    assert len(chart.table) == 12 and chart.sentence.startswith("20 terms. ")


def test_plot_keyness_draws_points_intervals_and_what_is_sure():
    table = keyness_table([f"moon{n}" for n in range(24)])
    chart = ct.plot_keyness(table, n=5)
    points, numbers = chart.figure.axes
    drawn = pd.concat([table.head(5), table.tail(5)])
    lines, dots = points.collections
    assert [[float(x) for x, _ in line] for line in lines.get_segments()] == drawn[["ci_low", "ci_high"]].values.tolist()
    assert dots.get_offsets().tolist() == [[ratio, 9 - row] for row, ratio in enumerate(drawn["log_ratio"])]
    filled = [tuple(face) != to_rgba("white") for face in dots.get_facecolors()]
    assert filled == (drawn["q"] < 0.05).tolist() and 0 < sum(filled) < len(filled)
    assert [to_hex(edge) for edge in dots.get_edgecolors()] == ["#2f6690"] * 5 + ["#c8752d"] * 5
    written = [text.get_text() for text in numbers.texts if text.get_text()]
    assert written == [*(["target"] + ["98,765"] * 10), *(["rest"] + ["43,210"] * 10), "G2", *(f"{g2:,.0f}" for g2 in drawn["g2"])]
    assert row_labels(chart) == drawn["term"].tolist() and chart.sentence.startswith("6 of 12 terms tested (of 24) differ")


def test_untested_terms_are_hollow_and_without_numbers_or_intervals(tables):
    points, numbers = ct.plot_keyness(tables["few"]).figure.axes
    assert {tuple(face) for face in points.collections[1].get_facecolors()} == {to_rgba("white")}
    assert [text.get_text() for text in numbers.texts][-2:] == ["–", "–"] and not any(map(len, points.collections[0].get_segments()))


def test_plot_dispersion_draws_each_place_and_finds_phrases():
    tokens = tokens_of(["Red moon, dust. Red moon ash. Ash! Red. Moon.", "Moon red"])
    chart = ct.plot_dispersion(tokens, ["red moon", "Moon", "ash"])
    assert chart.table.values.tolist() == [*(["red moon", n] for n in (0, 3)), *(["Moon", n] for n in (1, 4, 8, 9)), ["ash", 5], ["ash", 6]]
    lines = [line for ticks in chart.figure.axes[0].collections for line in ticks.get_segments()]
    assert [line[0][0] for line in lines] == pytest.approx([100 * place / 11 for place in chart.table["token"]], abs=0.1)
    assert [line.mean(axis=0)[1] for line in lines] == pytest.approx([2, 2, 1, 1, 1, 1, 0, 0])
    assert row_labels(chart) == ["red moon (2)", "Moon (4)", "ash (2)"]
    assert chart.sentence == "Where the terms stand among 11 tokens, times: 'red moon' 2, 'Moon' 4, 'ash' 2."


def test_dispersion_of_many_tokens_is_drawn_in_few_ticks():
    tokens = tokens_of(["Moon dust moon ash. " * 4_000 + "Ice ash ash ash. " * 1_000])
    chart = ct.plot_dispersion(tokens, ["moon", "ice", "ash"])
    moon, ice, ash = chart.figure.axes[0].collections
    assert len(tokens) == 20_000 and row_labels(chart) == ["moon (8,000)", "ice (1,000)", "ash (7,000)"] and len(chart.table) == 16_000
    assert [len(ticks.get_segments()) for ticks in (moon, ice, ash)] == [800, 200, 1_000]
    assert set(np.round(ash.get_alpha(), 6)) == {1.0, round(0.35 + 0.65 / 3, 6)} and len(chart.png()) < 200_000


def test_labels_never_overlap_and_stay_text():
    charts = [ct.plot_terms(term_table(HOSTILE)), ct.plot_keyness(keyness_table(HOSTILE)), ct.plot_keyness(keyness_table(HOSTILE * 3))]
    charts += [ct.plot_terms(term_table([f"moon {'dust ' * 20}{n}" for n in range(40)]), n=40)]
    charts += [ct.plot_dispersion(tokens_of([f"Moon {n}." for n in range(30)]), [str(n) for n in range(30)])]
    for chart in charts:
        assert_no_overlap(chart)
        assert chart.png()[:4] == b"\x89PNG"
    assert row_labels(charts[0])[:2] == [r"\$a\$ & \$b", "x" * 33 + " …"] and row_labels(charts[0])[4:7] == HOSTILE[4:7]
    assert "&lt;script&gt;" in ct.say(term_table(HOSTILE[4:5]))._repr_html_()


def test_equal_data_give_equal_digests_and_bytes(tables):
    for plot, name in ((ct.plot_terms, "terms"), (ct.plot_keyness, "tested"), (ct.plot_dispersion, None)):
        table = tables[name] if name else tokens_of(MOON)
        one, other = (plot(table, **({} if name else {"terms": ["moon", "red"]})) for _ in range(2))
        assert one.digest == other.digest and one.png() == other.png() and one.digest in repr(one)
    changed = [ct.plot_terms(tables["terms"].assign(dp=0.5)), ct.plot_terms(tables["terms"]), ct.plot_keyness(tables["few"])]
    assert len({chart.digest for chart in changed}) == 3


def test_what_cannot_be_drawn_is_said():
    tokens, nothing = tokens_of(MOON), tokens_of([])
    charts = [ct.plot_terms(ct.count_terms(nothing)), ct.plot_keyness(ct.compare_terms(tokens, target=[False] * 3))]
    charts += [
        ct.plot_dispersion(tokens, ["venus", "moon red dust"]),
        ct.plot_dispersion(tokens, []),
        ct.plot_dispersion(nothing, ["moon"]),
    ]
    reasons = ["There are no words to count.", "There is nothing to compare: the target has 0 words, the rest 10 words.",
               "None of these terms occurs.", "No term was asked for.", "None of these terms occurs."]  # fmt: skip
    for chart, reason in zip(charts, reasons, strict=True):
        assert chart.sentence.startswith(reason) and len(chart.table) == 0
        assert chart.figure.axes[0].texts[0].get_text().startswith(reason) and chart.png()[:4] == b"\x89PNG"
