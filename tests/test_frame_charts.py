"""Charts and words of frames: what is drawn is what is in the table, and every refusal is said."""

from itertools import combinations

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.figures.chart import AMBER, BLUE, GREY
from cuttings.figures.frames import DOUBT, MOST, MOST_GROUPS
from cuttings.framing import FRAMES
from matplotlib.colors import to_hex

LONG = "The Fictional Morning Telegraph and Evening Post of Upper Moonland"


def count(rows, group=None, **attrs):
    """Return a table such as `count_frames` gives, of (frame, sentences, of) or (frame, group, sentences, of)."""
    table = pd.DataFrame(rows, columns=["frame", *([group] if group else []), "sentences", "of"])
    share = table["sentences"] / table["of"]
    table = table.assign(share=share, ci_low=share * 0.8, ci_high=share * 1.2, articles=1, of_articles=2, article_share=0.5)
    table = table.assign(article_low=0.1, article_high=0.9)[["frame", *([group] if group else []), *list(FRAMES)[1:]]]
    table = table.sort_values("sentences", ascending=False, kind="stable", ignore_index=True)
    table.attrs = {"interval": "articles", "without": 0.25} | attrs
    return table


def cross(rows, name="actor", **attrs):
    """Return a table such as `cross_frames` gives, of (frame, other, sentences, residual, q)."""
    table = pd.DataFrame(rows, columns=["frame", name, "sentences", "residual", "q"])
    table = table.assign(articles=table["sentences"], expected=2.0, p=table["q"], sent=0)
    table = table[["frame", name, "sentences", "articles", "expected", "residual", "p", "q", "sent"]]
    table.attrs = {"of": 100, "cramers_v": 0.5} | attrs
    return table


def labels(axes):
    return [text.get_text() for text in axes.get_yticklabels()]


def points(axes):
    """Return where the points of an axes are, by the label of their row."""
    rows = dict(zip(axes.get_yticks(), labels(axes), strict=True))
    return [(rows[y], round(x, 9)) for line in axes.lines for x, y in zip(*line.get_data(), strict=True)]


def assert_apart_and_inside(chart):
    renderer, (width, height) = chart.figure.canvas.get_renderer(), chart.figure.bbox.size
    for axes in chart.figure.axes:
        boxes = [text.get_window_extent(renderer) for text in (*axes.get_yticklabels(), axes.title, *axes.texts) if text.get_text()]
        boxes = [box for box in boxes if box.y1 > 0 and box.y0 < height]
        assert not [(one, other) for one, other in combinations(boxes, 2) if one.overlaps(other)]
        assert all(box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1 for box in boxes)


def test_shares_are_drawn_as_they_are():
    chart = ct.plot_frames(count([("deal $x$", 5, 10), ("talk", 1, 10)]))
    axes = chart.figure.axes[0]
    assert points(axes) == [(r"deal \$x\$", 50), ("talk", 10)] and "interval" in axes.get_xlabel()
    assert [tuple(line[:, 0]) for line in axes.collections[0].get_segments()] == [pytest.approx((40, 60)), pytest.approx((8, 12))]
    assert chart.sentence == (
        "The most frequent: deal $x$, in 5 of 10 sentences (50%, 95% interval 40% to 60%). 25% of the sentences carry no frame. "
        "These are indicators, until people have coded a sample."
    )
    assert_apart_and_inside(chart)


def test_shares_without_an_interval_claim_none():
    table = count([("deal", 5, 10)]).assign(ci_low=np.nan, ci_high=np.nan)
    chart = ct.plot_frames(table)
    assert "interval" not in chart.figure.axes[0].get_xlabel() + chart.sentence and chart.figure.axes[0].get_xlim() == (0, 57.5)
    assert ct.plot_frames(count([("deal", 10, 10)])).figure.axes[0].get_xlim() == (0, 100)


def test_a_digest_changes_with_the_data():
    charts = [ct.plot_frames(count([("deal", n, 10)])) for n in (5, 5, 6)]
    assert charts[0].digest == charts[1].digest != charts[2].digest and charts[0].png() == charts[1].png()
    tables = [cross([("deal", "A", n, 1.0, 0.1)]) for n in (5, 5, 6)]
    maps = [ct.plot_crossing(table) for table in tables]
    assert maps[0].digest == maps[1].digest != maps[2].digest and maps[0].png() == maps[1].png()


def test_voices_are_stacked():
    table = count([("deal", "journalist", 5, 10), ("deal", "quote", 2, 10), ("talk", "indirect", 8, 10)], "voice")
    axes = ct.plot_frames(table).figure.axes[0]
    bars = [(to_hex(bar.get_facecolor()), bar.get_x(), bar.get_width()) for bars in axes.containers for bar in bars]
    assert labels(axes) == ["talk", "deal"]
    assert bars == [(BLUE, 0, 0), (BLUE, 0, 5), (GREY, 0, 8), (GREY, 5, 0), (AMBER, 8, 0), (AMBER, 5, 2)]


def test_outlets_stand_under_each_frame():
    rows = [("deal", LONG, 5, 10), ("deal", None, 9, 10), ("talk", "$5 News", 1, 10), ("talk", LONG, 2, 10)]
    chart = ct.plot_frames(count(rows, "outlet"))
    axes = chart.figure.axes[0]
    assert labels(axes) == [
        "deal",
        "unknown",
        "The Fictional Morning Telegraph a …",
        "talk",
        "The Fictional Morning Telegraph a …",
        r"\$5 News",
    ]
    assert [x for _, x in points(axes)] == [90, 50, 20, 10]
    assert [text.get_text() for text in axes.get_yticklabels() if text.get_fontweight() == "bold"] == ["deal", "talk"]
    assert "(outlet: unknown)" in chart.sentence and "are drawn" not in chart.sentence
    assert_apart_and_inside(chart)


def test_the_outlets_with_most_sentences_are_drawn():
    rows = [(frame, f"{LONG} {k}"[-20:], 40 - k, 100) for frame in ("deal", "talk") for k in range(30)]
    chart = ct.plot_frames(count(rows, "outlet"))
    assert len(chart.table) == 2 * MOST_GROUPS and f"The {MOST_GROUPS} with most sentences are drawn." in chart.sentence
    assert chart.table["sentences"].min() == 41 - MOST_GROUPS and chart.figure.get_figheight() < 12
    assert_apart_and_inside(chart)


def test_a_fifth_without_a_frame_is_zero_and_one_without_articles_a_gap():
    table = count([("deal", 1, 5, 10), ("deal", 5, 1, 10), ("talk", 4, 2, 10)], "part", groups=[1, 3, 4, 5])
    axes = ct.plot_frames(table).figure.axes
    assert [panel.get_title(loc="left") for panel in axes] == ["deal", "talk"]
    assert axes[0].lines[0].get_ydata().tolist() == [50, 0, 0, 10] and axes[1].lines[0].get_ydata().tolist() == [0, 0, 20, 0]
    assert [tick.get_text() for tick in axes[1].get_xticklabels()] == ["1.", "3.", "4.", "5."]


def test_forty_weeks_with_gaps():
    weeks = pd.date_range("2024-01-01", periods=40, freq="W-MON").as_unit("us")
    with_articles = [week for k, week in enumerate(weeks) if k % 7 != 3]
    rows = [(frame, week, 1 + k % 4, 10) for frame in ("deal", "talk") for k, week in enumerate(with_articles) if k % 2]
    chart = ct.plot_frames(count(rows, "period", freq="W", groups=with_articles))
    line = chart.figure.axes[0].lines[0].get_ydata()
    assert len(line) == 40 and np.isnan(line).tolist() == [k % 7 == 3 for k in range(40)]
    known = line[~np.isnan(line)]
    assert (known[::2] == 0).all() and (known[1::2] >= 10).all()
    assert_apart_and_inside(chart)


def test_periods_of_a_real_count():
    texts = pd.DataFrame(
        {"text": ["A contract.", "It rained.", "Talks.", "A contract."], "date": ["2024-01-01", "2024-01-02", "2024-01-04", None]}
    )
    corpus = ct.make_corpus(texts, duplicates="keep")
    hits = ct.code_frames(corpus, ct.read_codebook())
    chart = ct.plot_frames(ct.count_frames(corpus, hits, by="period"))
    deal = next(axes for axes in chart.figure.axes if axes.get_title(loc="left") == "procurement_deal")
    np.testing.assert_array_equal(deal.lines[0].get_ydata(), [100, 0, np.nan, 0])
    assert "(period: 2024-01-04), in 1 of 1 sentence" in chart.sentence
    lost = ct.count_frames(corpus, hits, by="period")
    lost.attrs = {}
    assert len(ct.plot_frames(lost).figure.axes) == 2  # without attrs, what the rows tell


def test_cells_of_a_heat_map():
    rows = [("deal", "A", 9, 5.0, 0.01), ("deal", "$B$", 0, -3.0, 0.02), ("talk", "A", 1, 0.5, 0.6), ("talk", "$B$", 1, np.nan, np.nan)]
    chart = ct.plot_crossing(cross(rows))
    assert "1 hold more than chance brings and 2 fewer" in ct.say(cross([*rows, ("risk", "A", 1, -9.0, 0.01)]))
    axes = chart.figure.axes[0]
    assert labels(axes) == ["deal", "talk"] and [text.get_text() for text in axes.get_xticklabels()] == ["A", r"\$B\$"]
    assert {(text.get_position(), text.get_text()) for text in axes.texts} == {((0, 0), "9"), ((1, 0), "0"), ((0, 1), "1"), ((1, 1), "1")}
    image = axes.images[0]
    np.testing.assert_array_equal(image.get_array().filled(np.nan), [[5, -3], [0.5, np.nan]])
    assert image.get_alpha().tolist() == [[1, 1], [DOUBT, DOUBT]]
    assert [text.get_color() for text in axes.texts if text.get_text() == "9"] == ["white"]
    blue, amber = (image.to_rgba(np.array([[value]]))[0, 0] for value in (4, -4))
    assert blue[2] > blue[0] and amber[0] > amber[2]
    assert chart.sentence == (
        "Most often together: deal and A, in 9 sentences (2.0 by chance). Cramér's V of frames and actors: 0.50. "
        "Of 3 cells that could be tested, 1 hold more than chance brings and 1 fewer (over articles, false discovery rate of 5%)."
    )
    assert_apart_and_inside(chart)


def test_where_nothing_was_tested_all_is_pale():
    chart = ct.plot_crossing(cross([("deal", "A", 2, 6.0, np.nan)]))
    assert (chart.figure.axes[0].images[0].get_alpha() == DOUBT).all() and "Too few articles or sentences for a test" in chart.sentence


def test_frames_with_frames_are_drawn_twice_and_never_with_themselves():
    rows = [("deal", "risk", 3, 1.0, 0.5), ("deal", "talk", 2, -1.0, 0.5), ("risk", "talk", 7, 5.0, 0.01)]
    axes = ct.plot_crossing(cross(rows, "frame_b", cramers_v=float("nan"))).figure.axes[0]
    residual = axes.images[0].get_array().filled(np.nan)
    assert labels(axes) == [text.get_text() for text in axes.get_xticklabels()] == ["risk", "talk", "deal"]
    np.testing.assert_array_equal(residual, residual.T)
    assert np.isnan(np.diag(residual)).all() and len(axes.texts) == 6


def test_the_others_with_most_sentences_are_drawn():
    rows = [(frame, f"{LONG} {k:02}"[::-1], 90 - k, 1.0, 0.5) for frame in ("deal", "interoperability_training") for k in range(20)]
    chart = ct.plot_crossing(cross(rows))
    assert (
        len(chart.table) == 2 * MOST
        and chart.table["sentences"].min() == 91 - MOST
        and "The 14 with most sentences are drawn" in chart.sentence
    )
    assert len(ct.plot_crossing(cross(rows), n=3).table) == 6
    assert_apart_and_inside(chart)


def test_refusals_are_drawn_and_said():
    corpus = ct.make_corpus(["It costs $5 and $6."])
    hits = ct.code_frames(corpus, ct.read_codebook())
    tables = [ct.count_frames(corpus, hits, by=by) for by in (None, "voice", "part", "period", "outlet")]
    for table in tables:
        chart = ct.plot_frames(table)
        assert chart.sentence == ct.say(table) == table.attrs["why"] and len(chart.table) == 0
        assert " ".join(chart.figure.axes[0].texts[0].get_text().split()) == table.attrs["why"]
    for other in (hits, ct.find_actors(corpus, ct.read_actors())):
        table = ct.cross_frames(corpus, hits, other)
        assert ct.plot_crossing(table).sentence == table.attrs["why"]


def test_charts_of_the_seed(corpus):
    mentions = ct.find_actors(corpus, ct.read_actors(corpus))
    speech = ct.find_speech(corpus, mentions)
    hits = ct.code_frames(corpus, ct.read_codebook("defence", corpus), speech=speech)
    for by in (None, "voice", "part", "outlet", "zone"):
        table = ct.count_frames(corpus, hits, by=by)
        chart = ct.plot_frames(table)
        assert_apart_and_inside(chart)
        assert f"in {table['sentences'].max()} of" in chart.sentence
    for other in (mentions, speech, hits):
        assert_apart_and_inside(ct.plot_crossing(ct.cross_frames(corpus, hits, other)))


def test_words_of_hits_and_cues():
    corpus = ct.make_corpus(["“A contract,” he said. No contract came. A tender, and a contract."])
    hits = ct.code_frames(corpus, ct.read_codebook())
    assert ct.say(hits) == (
        "4 cues in 3 sentences; counted: 3, 1 of them inside quotation marks and 0 in reported speech. "
        "Shown but not counted: procurement_deal, negated (1)."
    )
    cues = ct.count_cues(hits)
    assert ct.say(cues) == "Counted: 2 cues of 1 frame. Without “contract”, procurement_deal would lose 50% of its sentences."
    alone = ct.count_cues(ct.code_frames(ct.make_corpus(["A contract. Talks."]), ct.read_codebook()))
    assert ct.say(alone).endswith("; diplomacy_friendship (talks) and procurement_deal (contract) hang on one cue.")
    book = ct.read_codebook()
    own = book[book["set"] != "status"]
    assert ct.say(book).startswith(f"8 frames with {len(own):,} cues, and {len(book) - len(own)} words that turn")


def test_words_of_shares_by_group():
    table = count([("deal", pd.Timestamp("2024-05-06"), 5, 10), ("talk", pd.Timestamp("2024-06-06"), 5, 20)], "period", freq="M")
    assert ct.say(table).startswith("One of the 2 most frequent: deal (period: 2024-05), in 5 of 10 sentences (50%,")
    candidates = pd.DataFrame({"frame": ["b", "a", "a"], "term": ["x", "y", "z"], "count_target": 1})
    assert (
        ct.say(candidates)
        == "3 words of 2 frames that no cue of the frame names; first of each: y (a) and x (b). They are for you to read, not cues."
    )
