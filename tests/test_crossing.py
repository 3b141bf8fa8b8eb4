"""What goes together with the frames: by hand, against slow loops, and what chance alone brings."""

from itertools import product

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.crossing import finish_crossing, sum_crossing
from cuttings.measures import adjust
from cuttings.tables import combine
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from scipy.stats import t as student
from scipy.stats.contingency import association

HITS = ["doc", "sent", "start", "end", "surface", "frame", "cue", "status", "voice", "speaker", "speaker_id", "provisional"]
MENTIONS = ["doc", "sent", "actor", "provisional"]
SPEECH = ["doc", "sent", "speaker_start", "speaker", "named", "speaker_id", "provisional"]


def make_corpus(sizes):
    """Return a corpus of articles with so many sentences each."""
    return ct.make_corpus(
        [" ".join(f"Line {n} of {doc}." for n in range(size)) for doc, size in enumerate(sizes)], clean=False, duplicates="keep"
    )


def make_hits(rows, **columns):
    """Return hits of (doc, sent, frame)."""
    table = pd.DataFrame(rows, columns=["doc", "sent", "frame"]).reindex(columns=HITS)
    return table.assign(**{"status": "asserted", "voice": "journalist", "cue": "x", "provisional": False} | columns)


def make_mentions(rows):
    """Return mentions of (doc, sent, actor)."""
    return pd.DataFrame(rows, columns=["doc", "sent", "actor"]).assign(provisional=False)[MENTIONS]


def draw(sizes, names, seed, rate=0.3):
    """Return rows (doc, sent, name) that keep to articles: each article has rates of its own."""
    chance, sent, rows = np.random.default_rng(seed), 0, []
    for doc, size in enumerate(sizes):
        own = chance.beta(rate, 1, len(names))
        for _ in range(size):
            rows += [(doc, sent, name) for name, share in zip(names, own, strict=True) if chance.random() < share]
            sent += 1
    return rows


SIZES = np.random.default_rng(5).integers(4, 40, 40).tolist()
FRAMES, ACTORS = ["deal", "risk", "talk"], ["A", "B", "C $x$", "D"]


@pytest.fixture(scope="module")
def drawn():
    return make_corpus(SIZES), make_hits(draw(SIZES, FRAMES, 1)), make_mentions(draw(SIZES, ACTORS, 2))


def test_counts_by_hand():
    corpus = make_corpus([4, 3])
    hits = make_hits([(0, 0, "deal"), (0, 0, "deal"), (0, 1, "deal"), (1, 4, "deal"), (1, 5, "risk"), (1, 6, "risk")])
    hits.loc[5, "status"] = "negated"
    mentions = make_mentions([(0, 0, "A"), (0, 0, "A"), (0, 1, "A"), (0, 2, "A"), (1, 4, "B"), (1, 6, "C"), (1, 4, None)])
    mentions.loc[5, "provisional"] = True
    table = ct.cross_frames(corpus, hits, mentions)
    assert table[["frame", "actor", "sentences", "articles", "sent"]].values.tolist() == [
        ["deal", "A", 2, 1, 0], ["deal", "B", 1, 1, 4], ["risk", "A", 0, 0, -1], ["risk", "B", 0, 0, -1],
    ]  # fmt: skip
    assert table["expected"].tolist() == pytest.approx([9 / 7, 3 / 7, 3 / 7, 1 / 7]) and table["p"].isna().all()
    assert table.attrs["of"] == 7


def cells_of(corpus, hits, others, name):
    """Yield frame, other, and per article the sentences with both, with the frame, with the other, and all: a slow loop."""
    frames = {frame: set(hits.loc[hits["frame"] == frame, "sent"]) for frame in sorted(set(hits["frame"]))}
    named = {one: set(others.loc[others[name] == one, "sent"]) for one in sorted(set(others[name].dropna()))}
    articles = [set(group["sent"]) for _, group in corpus.sentences.groupby("doc")]
    for frame, one in product(frames, named):
        rows = [(len(here & frames[frame] & named[one]), len(here & frames[frame]), len(here & named[one]), len(here)) for here in articles]
        yield frame, one, np.array(rows, dtype=float).T


def slow_p(both, f, a, n):
    """Return p as the docstring says it, article by article."""
    rate_f, rate_a = f.sum() / n.sum(), a.sum() / n.sum()
    expected = n.sum() * rate_f * rate_a
    seen = sum((b - rate_f * y - rate_a * x + rate_f * rate_a * m) ** 2 for b, x, y, m in zip(both, f, a, n, strict=True))
    chance = expected * (1 - rate_f) * (1 - rate_a) + sum((f - rate_f * n) ** 2) * sum((a - rate_a * n) ** 2) / sum(n**2)
    fewest = min((f > 0).sum(), (a > 0).sum())
    if fewest < 10 or expected < 5:
        return np.nan
    return 2 * student.sf(abs(both.sum() - expected) / np.sqrt(max(seen, chance)), fewest - 1)


@pytest.mark.parametrize("kind", ["mentions", "hits"])
def test_cells_are_those_of_a_slow_loop(drawn, kind):
    corpus, hits, mentions = drawn
    other, name = (mentions, "actor") if kind == "mentions" else (hits, "frame")
    table = ct.cross_frames(corpus, hits, other).set_index(["frame", "actor" if kind == "mentions" else "frame_b"])
    seen = 0
    for frame, one, (both, f, a, n) in cells_of(corpus, hits, other, name):
        if kind == "hits" and frame >= one:
            assert (frame, one) not in table.index
            continue
        row, seen = table.loc[(frame, one)], seen + 1
        assert (row["sentences"], row["articles"]) == (both.sum(), (both > 0).sum())
        cells = np.array([[both.sum(), (f - both).sum()], [(a - both).sum(), (n - f - a + both).sum()]])
        chi2, _, _, hopes = chi2_contingency(cells, correction=False)
        assert row["expected"] == pytest.approx(hopes[0, 0])
        assert row["residual"] == pytest.approx(np.sign(cells[0, 0] - hopes[0, 0]) * np.sqrt(chi2))  # of two by two
        assert row["p"] == pytest.approx(slow_p(both, f, a, n), rel=1e-9, nan_ok=True)
        met = sorted(set(hits.loc[hits["frame"] == frame, "sent"]) & set(other.loc[other[name] == one, "sent"]))
        assert row["sent"] == (met[0] if met else -1)
    assert seen == len(table) and table["p"].notna().any()
    assert table["q"].tolist() == pytest.approx(adjust(table["p"].to_numpy()).tolist(), nan_ok=True)


def test_frames_with_frames_are_symmetric(drawn):
    corpus, hits, _ = drawn
    table = ct.cross_frames(corpus, hits, hits)
    turned = ct.cross_frames(corpus, hits.assign(frame=hits["frame"].map({"deal": "z", "risk": "y", "talk": "x"})), hits.assign(
        frame=hits["frame"].map({"deal": "z", "risk": "y", "talk": "x"})))  # fmt: skip
    names = ["sentences", "articles", "expected", "residual", "p"]
    assert (table["frame"] < table["frame_b"]).all() and np.isnan(table.attrs["cramers_v"])
    back = turned.assign(
        frame=turned["frame_b"].map(dict(zip("zyx", FRAMES, strict=True))),
        frame_b=turned["frame"].map(dict(zip("zyx", FRAMES, strict=True))),
    )
    pd.testing.assert_frame_equal(table.set_index(["frame", "frame_b"])[names], back.set_index(["frame", "frame_b"])[names].loc[
        table.set_index(["frame", "frame_b"]).index])  # fmt: skip


def test_cramers_v_is_scipys(drawn):
    corpus, hits, mentions = drawn
    table = ct.cross_frames(corpus, hits, mentions)
    counts = table.pivot(index="frame", columns="actor", values="sentences").to_numpy()
    assert table.attrs["cramers_v"] == pytest.approx(association(counts, method="cramer"))
    one = ct.cross_frames(corpus, hits[hits["frame"] == "deal"], mentions)
    assert np.isnan(one.attrs["cramers_v"]) and "Cramér" not in ct.say(one)


@pytest.mark.parametrize("kind", ["mentions", "hits", "speech"])
def test_parts_in_any_order_give_the_whole(drawn, kind):
    corpus, hits, mentions = drawn
    speech = pd.DataFrame(draw(SIZES, ["A", "B"], 4, 2.0), columns=["doc", "sent", "speaker_id"])
    speech = speech.assign(named=speech["speaker_id"], speaker="he", provisional=False).reindex(columns=SPEECH)
    said = hits.assign(voice="quote", speaker_id=np.resize(["A", "B"], len(hits)))
    said["speaker"] = said["speaker_id"]
    rows, other, name = {"mentions": (hits, mentions, "actor"), "hits": (hits, hits, "frame_b"), "speech": (said, speech, "speaker")}[kind]
    whole = ct.cross_frames(corpus, rows, other)
    docs = corpus.articles["doc"].to_numpy()
    cut = [docs[20:], docs[:1], docs[1:2], docs[2:20], docs[:0]]
    parts = [sum_crossing(corpus.where(np.isin(docs, some)), rows, other) for some in cut]  # rows of other parts are left alone
    for order in (parts, parts[::-1], [parts[2], parts[0], parts[4], parts[3], parts[1]]):
        again = finish_crossing(combine(order), name, 30)
        pd.testing.assert_frame_equal(again, whole)
        assert again.attrs["of"] == whole.attrs["of"] and len(whole)


def test_speakers_are_crossed_in_their_own_words():
    corpus = make_corpus([6])
    hits = make_hits([(0, 0, "deal"), (0, 0, "risk"), (0, 1, "deal"), (0, 2, "deal"), (0, 3, "deal"), (0, 4, "deal"), (0, 5, "deal")])
    hits["voice"] = ["quote", "indirect", "quote", "journalist", "quote", "quote", "quote"]
    hits["speaker_id"] = ["A", "B", "A", None, None, None, "P"]
    hits["speaker"] = ["Mr A", "B", "Mr A", None, "analysts", None, "Ms P"]
    rows = [(0, "he", "Mr A", "A", False), (0, "B", "B", "B", False), (1, "A", "Mr A", "A", False), (2, "A", "Mr A", "A", False),
            (3, "analysts", "analysts", None, False), (4, "he", None, None, False), (5, "Ms P", "Ms P", "P", True)]  # fmt: skip
    speech = pd.DataFrame(rows, columns=["sent", "speaker", "named", "speaker_id", "provisional"]).assign(doc=0).reindex(columns=SPEECH)
    table = ct.cross_frames(corpus, hits, speech)
    # sentence 0 holds two voices; what is nobody's (4), and the journalist's own words in 2, are in none
    assert table.attrs["of"] == 6
    assert table[["frame", "speaker", "sentences", "sent"]].values.tolist() == [
        ["deal", "A", 2, 0], ["risk", "B", 1, 0], ["deal", "B", 0, -1], ["risk", "A", 0, -1],
    ]  # fmt: skip
    assert table["expected"].tolist() == pytest.approx([4 * 3 / 6, 1 / 6, 4 / 6, 3 / 6])


def test_the_minister_of_the_seed_and_his_frames(corpus):
    mentions = ct.find_actors(corpus, ct.read_actors(corpus))
    speech = ct.find_speech(corpus, mentions)
    hits = ct.code_frames(corpus, ct.read_codebook("defence", corpus), speech=speech)
    table = ct.cross_frames(corpus, hits, speech)
    assert set(table["speaker"]) == {"Mohamed Khaled Nordin"} and table.loc[table["sentences"] > 0, "sent"].isin([8, 9]).all()


def test_refusals():
    corpus = make_corpus([3])
    hits, mentions = make_hits([(0, 0, "deal")]), make_mentions([(0, 1, "A")])
    speech = pd.DataFrame(columns=SPEECH).astype({"doc": "int64", "sent": "int64", "provisional": "bool"})
    for other, column, why in (
        (mentions[:0], "actor", "no actor of the file"), (hits, "frame_b", "Fewer than two frames"), (speech, "speaker", "named speaker"),
    ):  # fmt: skip
        table = ct.cross_frames(corpus, hits, other)
        assert len(table) == 0 and list(table)[:2] == ["frame", column] and why in ct.say(table)
        assert why in ct.plot_crossing(table).sentence
    assert len(ct.cross_frames(corpus, hits.assign(status="negated"), mentions)) == 0
    with pytest.raises(ValueError, match="mentions, speech, acts or hits"):
        ct.cross_frames(corpus, hits, pd.DataFrame({"actor": ["A"], "degree": [1]}))
    with pytest.raises(ValueError, match="top is 0"):
        ct.cross_frames(corpus, hits, mentions, top=0)
    empty = ct.make_corpus([])
    nothing = ct.code_frames(empty, ct.read_codebook())
    assert "no actor" in ct.say(ct.cross_frames(empty, nothing, ct.find_actors(empty, ct.read_actors())))


def test_what_every_sentence_has_is_crossed_without_a_test():
    sizes = [5] * 12
    corpus = make_corpus(sizes)
    rows = [(doc, 5 * doc + n, "all") for doc in range(12) for n in range(5)]
    table = ct.cross_frames(corpus, make_hits(rows), make_mentions([(doc, sent, "A") for doc, sent, _ in rows]))
    assert table[["sentences", "expected"]].values.tolist() == [[60, 60.0]] and table[["residual", "p", "q"]].isna().all(axis=None)
    assert "Too few" in ct.say(table)


@pytest.mark.parametrize(("articles", "often", "tested"), [(10, 5, True), (9, 6, False), (10, 4, False), (12, 5, True)])
def test_ten_articles_and_five_expected_sentences_make_a_test(articles, often, tested):
    corpus = make_corpus([10] * articles)  # the actor stands in half of the sentences
    hits = make_hits([(doc, 10 * doc + n, "deal") for doc in range(articles) for n in range(1 + (doc < 2 * often - articles))])
    mentions = make_mentions([(doc, 10 * doc + n, "A") for doc in range(articles) for n in range(0, 10, 2)])
    if often < 5:  # as many articles, fewer sentences
        mentions = mentions[mentions["sent"] % 10 < 8]
    table = ct.cross_frames(corpus, hits, mentions)
    assert table["p"].notna().tolist() == [tested]


def test_the_most_frequent_others_are_crossed(drawn):
    corpus, hits, mentions = drawn
    often = mentions.drop_duplicates(["sent", "actor"])["actor"].value_counts()
    assert set(ct.cross_frames(corpus, hits, mentions, top=2)["actor"]) == set(often.index[:2])
    pd.testing.assert_frame_equal(ct.cross_frames(corpus, hits, hits, top=1), ct.cross_frames(corpus, hits, hits))  # frames are few


@given(st.integers(0, 10**6))
def test_cells_sum_to_the_rows_they_were_counted_from(seed):
    sizes = np.random.default_rng(seed).integers(1, 9, 6).tolist()
    corpus = make_corpus(sizes)
    hits, mentions = make_hits(draw(sizes, FRAMES, seed, 1.0)), make_mentions(draw(sizes, ACTORS, seed + 1, 1.0))
    table = ct.cross_frames(corpus, hits, mentions, top=99)
    both = hits[["sent", "frame"]].drop_duplicates().merge(mentions[["sent", "actor"]].drop_duplicates(), on="sent")
    assert table["sentences"].sum() == len(both) and (table["articles"] <= table["sentences"]).all()
    assert len(table) == hits["frame"].nunique() * mentions["actor"].nunique()


def labels_by_chance(m, present, rates, cases, seed, stay=0.5):
    """Return p of random labels: frames and others keep to articles and to runs of sentences, and know nothing of each other."""
    chance, found = np.random.default_rng(seed), []
    for _ in range(cases):
        sizes = np.clip(np.exp(chance.normal(3, 0.7, m)).astype(int), 3, 80)
        corpus_like = np.repeat(np.arange(m), sizes)
        tables = []
        for share, (up, down) in zip(present, rates, strict=True):
            rate = np.where(chance.random(m) < share, chance.beta(up, down, m), 0)[corpus_like]
            new = chance.random(len(rate)) < rate
            keep = chance.random(len(rate)) < stay
            keep[np.searchsorted(corpus_like, np.arange(m))] = False  # an article begins anew
            source = np.maximum.accumulate(np.where(keep, 0, np.arange(len(rate))))
            tables.append(np.flatnonzero(new[source]))
        sentences = pd.DataFrame({"doc": corpus_like, "sent": np.arange(len(corpus_like))})
        corpus = ct.Corpus(pd.DataFrame({"doc": np.arange(m)}), sentences, sentences, sentences)
        hits, mentions = (sentences.iloc[rows] for rows in tables)
        table = ct.cross_frames(corpus, make_hits(hits.assign(frame="f")), make_mentions(mentions.assign(actor="A")))
        found += table["p"].dropna().tolist()
    return np.array(found)


@pytest.mark.parametrize(
    ("m", "present", "rates"),
    [
        (20, (1, 1), ((2, 8), (2, 8))),
        (100, (0.5, 0.5), ((1, 3), (0.5, 5))),
        (600, (0.1, 0.1), ((8, 8), (2, 8))),  # both keep to few articles: the scatter that is seen alone gave .19 to .25 here
        (200, (1, 1), ((2, 8), (8, 8))),
    ],
)
def test_random_labels_are_seldom_significant(m, present, rates):
    p = labels_by_chance(m, present, rates, 50, seed=m)
    assert len(p) > 25 and (p < 0.05).mean() <= 0.08


def test_what_goes_together_is_found():
    sizes = [10] * 60
    corpus, chance = make_corpus(sizes), np.random.default_rng(1)
    rows = [(doc, 10 * doc + n, "deal") for doc in range(60) for n in range(10) if chance.random() < 0.3]
    near = [(doc, sent, "A") for doc, sent, _ in rows if chance.random() < 0.6] + [
        (d, 10 * d + n, "B") for d in range(60) for n in range(2)
    ]
    table = ct.cross_frames(corpus, make_hits(rows), make_mentions(near)).set_index("actor")
    assert table.loc["A", "q"] < 0.001 and table.loc["A", "residual"] > 4 and table.loc["B", "q"] > 0.05


BOOK = pd.DataFrame(
    [("x", "deal", "contract", "word"), ("x", "deal", "procure", "prefix"), ("x", "deal", "local firm", "prefix")],
    columns=["set", "frame", "term", "match"],
)


def plant(m=24):
    """Return a corpus in which "frigate" stands beside the cues of m articles, and nowhere else."""
    odd = "The contract for a frigate came, contract-led procurements of local firms grew in harbours."
    even, both = "Weather stayed mild in towns.", "Rain fell on hills again. Sun shone over rivers."
    texts = [f"{odd if k % 2 else even} {both} Day {k} ended." + " Ships left harbours." * (k % 4 == 0) for k in range(m)]
    return ct.make_corpus(texts, clean=False, duplicates="keep")


def test_a_planted_word_is_suggested_and_no_word_of_a_cue():
    corpus = plant()
    hits = ct.code_frames(corpus, BOOK)
    tokens = ct.tokenize(corpus)
    found = ct.suggest_cues(tokens, hits, BOOK)
    assert "frigate" in set(found["term"]) and set(found["frame"]) == {"deal"}
    assert not {"contract", "contract-led", "procurements", "procurement", "local", "firms", "firm"} & set(found["term"])
    assert not {"rain", "weather", "sun"} & set(found["term"]) and (found["log_ratio"] > 0).all() and (found["q"] < 0.05).all()
    row = found.set_index("term").loc["frigate"]
    assert row[["count_target", "count_rest", "sent"]].tolist() == [12, 0, corpus.sentences.loc[corpus.sentences["doc"] == 1, "sent"].min()]
    assert found["term"].tolist().index("frigate") < found["term"].tolist().index("harbours")
    again = ct.suggest_cues(tokens, hits, BOOK, n=99)
    assert found["term"].tolist() == again["term"].tolist()[:10]
    pd.testing.assert_frame_equal(ct.suggest_cues(tokens, hits.sample(frac=1, random_state=1), BOOK), found)
    assert ct.suggest_cues(tokens, hits, BOOK, n=1)["term"].tolist() == found["term"].tolist()[:1]


def test_no_word_is_suggested_where_nothing_tells():
    corpus = plant(8)
    few = ct.suggest_cues(ct.tokenize(corpus), ct.code_frames(corpus, BOOK), BOOK)
    assert len(few) == 0 and "Under ten articles" in ct.say(few)
    words = ("contract", "frigate", "came", "procurements", "local", "firms", "grew", "contract-led", "harbours", "left", "ships")
    every = pd.DataFrame([("x", "deal", word, "word") for word in words], columns=list(BOOK))
    corpus = plant()
    none = ct.suggest_cues(ct.tokenize(corpus), ct.code_frames(corpus, every), every)
    assert len(none) == 0 and "No word is typical" in ct.say(none)
    rain = ct.make_corpus(["It rained."])
    assert "No cue" in ct.say(ct.suggest_cues(ct.tokenize(rain), ct.code_frames(rain, BOOK), BOOK))


def test_an_act_that_is_denied_is_not_crossed():
    corpus = ct.make_corpus(["Japan did not attack Chad over the contract. Japan praised Chad for the contract."])
    mentions = ct.find_actors(corpus, ct.read_actors())
    acts = ct.find_acts(corpus, mentions)
    crossed = ct.cross_frames(corpus, ct.code_frames(corpus, ct.read_codebook()), acts)
    assert acts["status"].tolist() == ["negated", "asserted"]
    assert set(crossed["act"]) == {"verbal_cooperation"} and crossed["sentences"].max() == 1
