"""How much the frames carry: scores, shares with their intervals, cues; by hand, and against slow ways of counting."""

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.framing import AT_ONCE, PARTS, finish_frames, sum_frames
from cuttings.measures import wilson
from cuttings.tables import combine
from cuttings.trends import REPLICATES, bootstrap_weights
from hypothesis import given
from hypothesis import strategies as st

CODEBOOK = pd.DataFrame(
    [
        ("x", "deal", "contract", "word"), ("x", "deal", "tender", "word"), ("x", "talk", "talks", "word"), ("x", "risk", "risk", "word"),
        ("status", "negated", "no", "word"), ("status", "prospective", "will", "word"),
    ],
    columns=["set", "frame", "term", "match"],
)  # fmt: skip
LINES = [
    "A contract came.",
    "No contract came.",
    "A tender and a contract.",
    "They will hold talks.",
    "“Talks” on risk.",
    "It rained.",
    "Sun.",
]
BY = (None, "voice", "zone", "part", "period", "outlet", "lang")


def make(articles, outlets=None, dates=None):
    """Return a corpus and its hits; an article is a list of numbers of LINES."""
    texts = ["\n\n".join(["A Fictional Title", " ".join(LINES[line] for line in lines)]) for lines in articles]
    table = pd.DataFrame({"text": texts})
    table = table.assign(outlet=outlets) if outlets is not None else table
    table = table.assign(date=dates) if dates is not None else table
    corpus = ct.make_corpus(table, duplicates="keep")
    return corpus, ct.code_frames(corpus, CODEBOOK)


def draw(m, seed=1):
    """Return a corpus of m random articles of three outlets (one unknown), on dates of two years (some unknown)."""
    chance = np.random.default_rng(seed)
    articles = [chance.integers(0, len(LINES), chance.integers(1, 12)).tolist() for _ in range(m)]
    outlets = [["The Fictional Times", "B", None][k] for k in chance.integers(0, 3, m)]
    dates = [[None, f"2024-0{k % 9 + 1}-11", f"2025-0{k % 9 + 1}-12"][k % 3] for k in range(m)]
    return make(articles, outlets, dates)


def frames_of(hits):
    return hits[hits["status"].isin(["asserted", "prospective"])]


def test_scores_are_logarithms_of_what_counts_and_every_article_has_one():
    corpus, hits = make([[0, 2, 1], [5], [3], [1]])
    scores = ct.score_frames(corpus, hits)
    assert list(scores) == ["doc", "deal", "talk"] and scores["doc"].tolist() == [0, 1, 2, 3]
    assert scores["deal"].tolist() == [np.log(4), 0, 0, 0] and scores["talk"].tolist() == [0, 0, np.log(2), 0]
    part = corpus.where(corpus.articles["doc"] == 2)
    assert ct.score_frames(part, hits).query("doc == 2")["talk"].tolist() == [np.log(2)]
    assert ct.score_frames(corpus, ct.code_frames(corpus.where(corpus.articles["doc"] == 1), CODEBOOK)).shape == (4, 1)


def test_shares_by_hand():
    table = pd.DataFrame(
        {"text": ["They signed the contract. A contract! It rained.", "“The contract,” he said. Talks."], "outlet": ["X", None]}
    )
    corpus = ct.make_corpus(table)
    hits = ct.code_frames(corpus, ct.read_codebook())
    frames = ct.count_frames(corpus, hits).set_index("frame")
    assert frames.loc["procurement_deal", ["sentences", "of", "share", "articles", "of_articles"]].tolist() == [3, 5, 0.6, 2, 2]
    assert frames.loc["procurement_deal", ["ci_low", "ci_high"]].tolist() == [float(end) for end in wilson(3, 5)]
    assert frames.loc["procurement_deal", ["article_low", "article_high"]].tolist() == [float(end) for end in wilson(2, 2)]
    assert frames.loc["diplomacy_friendship", "sentences"] == 1
    by = ct.count_frames(corpus, hits, by="voice").set_index(["frame", "voice"])
    assert by.loc[("procurement_deal", "quote"), ["sentences", "of"]].tolist() == [1, 5]
    outlet = ct.count_frames(corpus, hits, by="outlet")
    assert outlet[["frame", "sentences", "of"]].values.tolist() == [
        ["procurement_deal", 2, 3], ["diplomacy_friendship", 1, 2], ["procurement_deal", 1, 2],
    ]  # fmt: skip
    assert ct.count_frames(corpus, hits).attrs == {"interval": "sentences", "without": 0.2}
    with pytest.raises(ValueError, match="Give one of: voice, zone"):
        ct.count_frames(corpus, hits, by="moon")


def test_one_sentence_counts_once_and_negated_cues_do_not():
    corpus, hits = make([[2, 1, 5]])
    frames = ct.count_frames(corpus, hits)
    assert frames[["frame", "sentences", "of", "articles"]].values.tolist() == [["deal", 1, 4, 1]]  # with the title
    assert frames.attrs["without"] == 0.75
    zone = ct.count_frames(corpus, hits, by="zone")
    assert zone[["zone", "sentences", "of"]].values.tolist() == [["body", 1, 3]]


def test_fifths_of_an_article():
    corpus, hits = make([[0] * 10, [0, 3], [0]])
    part = ct.count_frames(corpus, hits, by="part").set_index(["frame", "part"])
    assert part.loc["deal", "of"].tolist() == [part.loc[("deal", k), "of"] for k in part.loc["deal"].index]
    # ten sentences: two a fifth; two sentences: the first and the third (2 * 5 // ... of 0 and 1); one: the first
    assert part["of"].to_dict() == {("deal", 1): 4, ("deal", 2): 2, ("deal", 3): 3, ("deal", 4): 2, ("deal", 5): 2, ("talk", 3): 3}
    assert part["sentences"].to_dict() == {("deal", 1): 4, ("deal", 2): 2, ("deal", 3): 2, ("deal", 4): 2, ("deal", 5): 2, ("talk", 3): 1}
    assert part["of"].groupby("part").max().sum() == (corpus.sentences["zone"] == "body").sum()
    assert ct.count_frames(corpus, hits, by="part").attrs["groups"] == list(range(1, PARTS + 1))


def test_periods_leave_out_what_has_no_date():
    corpus, hits = make([[0, 5], [0], [3], [5]], dates=["2024-01-05", None, "2024-01-07", "2024-01-06"])
    period = ct.count_frames(corpus, hits, by="period")
    assert period[["frame", "period", "sentences", "of"]].astype({"period": "str"}).values.tolist() == [
        ["deal", "2024-01-05", 1, 3], ["talk", "2024-01-07", 1, 2],
    ]  # fmt: skip
    assert period.attrs["freq"] == "D" and period.attrs["groups"] == ["2024-01-05", "2024-01-06", "2024-01-07"]
    assert period.attrs["without"] == 5 / 7
    why = ct.count_frames(*make([[0], [1]], dates=["2024-01-05", None]), by="period")
    assert len(why) == 0 and "Articles with a full date: 1 of 2" in ct.say(why) and "period" in why


@pytest.mark.parametrize("by", BY)
def test_parts_in_any_order_give_the_whole(by):
    corpus, hits = draw(40)
    whole = ct.count_frames(corpus, hits, by=by)
    assert len(whole) and len(whole) == len(whole[["frame", *([by] if by else [])]].drop_duplicates())
    docs, freq = corpus.articles["doc"].to_numpy(), whole.attrs.get("freq")
    groups = [docs[30:], docs[:1], docs[1:2], docs[2:30], docs[:0]]
    parts = [sum_frames(corpus.where(np.isin(docs, some)), hits[hits["doc"].isin(some)], by=by, freq=freq) for some in groups]
    for order in (parts, parts[::-1]):
        again = finish_frames(combine(order), by)
        assert again.attrs == {name: value for name, value in whole.attrs.items() if name not in ("freq", "undated")}
        pd.testing.assert_frame_equal(again, whole)


@pytest.mark.parametrize("by", BY)
def test_counts_are_those_of_a_slow_loop(by):
    corpus, hits = draw(25, seed=3)
    table = ct.count_frames(corpus, hits, by=by).fillna({by: "?"} if by in ("outlet", "lang") else {})
    articles = corpus.articles.set_index("doc").fillna({"outlet": "?", "lang": "?"})
    body = {doc: group["sent"].tolist() for doc, group in corpus.sentences[corpus.sentences["zone"] == "body"].groupby("doc")}

    def group(sentence):
        if by == "part":
            here = body[sentence.doc]
            return 1 + here.index(sentence.sent) * 5 // len(here) if sentence.zone == "body" else None
        if by == "period":
            date = articles.loc[sentence.doc, "date"]
            return None if pd.isna(date) else pd.Timestamp(date.year, date.month, 1)
        return sentence.zone if by == "zone" else articles.loc[sentence.doc, by] if by in ("outlet", "lang") else "all"

    grouped = {row.sent: group(row) for row in corpus.sentences.itertuples()}
    seen: dict = {}
    for hit in frames_of(hits).itertuples():
        if grouped[hit.sent] is not None:
            seen.setdefault((hit.frame, hit.voice if by == "voice" else grouped[hit.sent]), set()).add((hit.sent, hit.doc))
    assert len(table) == len(seen)
    for row in table.itertuples():
        key = "all" if by is None else getattr(row, by)
        inside = [
            (sent, doc) for sent, doc in corpus.sentences[["sent", "doc"]].itertuples(index=False) if by == "voice" or grouped[sent] == key
        ]
        found = seen[row.frame, key]
        assert (row.sentences, row.articles) == (len(found), len({doc for _, doc in found}))
        assert (row.of, row.of_articles) == (len(inside), len({doc for _, doc in inside}))
    bare = {sent for sent, key in grouped.items() if key is not None} - {sent for found in seen.values() for sent, _ in found}
    assert ct.count_frames(corpus, hits, by=by).attrs["without"] == len(bare) / sum(key is not None for key in grouped.values())


@given(st.lists(st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=9), min_size=1, max_size=12))
def test_groups_add_up_to_the_whole(articles):
    corpus, hits = make(articles, outlets=[["X", None, "Y"][k % 3] for k in range(len(articles))])
    whole = ct.count_frames(corpus, hits)
    if not len(whole):
        assert "why" in whole.attrs
        return
    for by in ("outlet", "zone", "doc"):
        groups = ct.count_frames(corpus, hits, by=by)
        assert groups.groupby("frame")["sentences"].sum().to_dict() == whole.set_index("frame")["sentences"].to_dict()
    voices = ct.count_frames(corpus, hits, by="voice").groupby("frame")["sentences"].agg(["max", "sum"])
    alone = whole.set_index("frame")["sentences"].sort_index()
    assert (voices["max"] <= alone).all() and (voices["sum"] >= alone).all()
    for low, share, high in (("ci_low", "share", "ci_high"), ("article_low", "article_share", "article_high")):
        assert (
            whole[share].between(0, 1).all() and (whole[low] <= whole[share] + 1e-12).all() and (whole[share] <= whole[high] + 1e-12).all()
        )
    assert (whole["sentences"] >= whole["articles"]).all() and (whole["sentences"] <= whole["of"]).all()


@pytest.mark.parametrize("by", [None, "outlet"])
def test_intervals_are_those_of_a_slow_bootstrap(by):
    corpus, hits = draw(60, seed=2)
    table = ct.count_frames(corpus, hits, by=by)
    weights = bootstrap_weights(corpus.articles["sha256"]).tolist()
    size = {doc: int((corpus.sentences["doc"] == doc).sum()) for doc in corpus.articles["doc"]}
    outlet = corpus.articles.set_index("doc")["outlet"].fillna("?")
    found = {(row.doc, row.frame): set() for row in hits.itertuples()}
    for row in frames_of(hits).itertuples():
        found[row.doc, row.frame].add(row.sent)
    for row in table.fillna({by: "?"} if by else {}).itertuples():
        docs = [doc for doc in size if by is None or outlet[doc] == row.outlet]
        shares = []
        for n in range(REPLICATES):
            above = sum(weights[doc][n] * len(found.get((doc, row.frame), ())) for doc in docs)
            shares.append(above / sum(weights[doc][n] * size[doc] for doc in docs))
        assert [row.ci_low, row.ci_high] == pytest.approx(np.percentile(shares, [2.5, 97.5]).tolist(), abs=1e-12)
    assert table.attrs["interval"] == "articles"


def test_sentences_that_go_together_widen_the_interval():
    together, apart = make([[0] * 8] * 10 + [[5] * 8] * 10), make([[0, 5] * 4] * 20)
    wide, narrow = (ct.count_frames(*one).iloc[0] for one in (together, apart))
    assert wide["share"] == narrow["share"] and wide["ci_high"] - wide["ci_low"] > 5 * (narrow["ci_high"] - narrow["ci_low"])


def test_few_articles_have_no_interval_of_their_own():
    corpus, hits = make([[0, 5]] * 9)
    few = ct.count_frames(corpus, hits).iloc[0]
    assert [few["ci_low"], few["ci_high"]] == [float(end) for end in wilson(9, 27)]
    # zones and parts hold the same articles: nine articles of two zones are no eighteen
    assert ct.count_frames(corpus, hits, by="zone").attrs["interval"] == "sentences"
    assert ct.count_frames(corpus, hits, by="part")["ci_low"].notna().all()
    corpus, hits = make([[0, 5], [0, 3]] * 6, outlets=["X"] * 10 + ["Y"] * 2)
    outlets = ct.count_frames(corpus, hits, by="outlet").set_index(["frame", "outlet"])
    assert outlets.attrs["interval"] == "articles" and outlets.loc[("deal", "X"), "ci_low"] > 0
    assert outlets.loc[("deal", "Y"), ["ci_low", "ci_high"]].isna().all() and outlets.loc[("deal", "Y"), "article_high"] == 1


def test_many_articles_are_drawn_in_stretches():
    corpus, _ = make([[0, 5], [5, 3], [1, 1, 2]])
    many = 2 * AT_ONCE + 3
    docs = np.arange(many)
    big = ct.Corpus(
        pd.concat([corpus.articles] * (many // 3 + 1), ignore_index=True)[:many].assign(doc=docs, sha256=[f"{k:016x}" * 4 for k in docs]),
        pd.DataFrame({"doc": docs, "sent": docs, "zone": "body"}), corpus.ledger, corpus.removed,
    )  # fmt: skip
    some = pd.DataFrame({"doc": docs[::2], "sent": docs[::2], "frame": "deal", "status": "asserted", "voice": "quote"})
    row = ct.count_frames(big, some).iloc[0]
    weights = bootstrap_weights(big.articles["sha256"])
    assert [row["ci_low"], row["ci_high"]] == np.percentile(weights[::2].sum(axis=0) / weights.sum(axis=0), [2.5, 97.5]).tolist()


def test_nothing_and_one_article():
    for corpus in (ct.make_corpus([]), ct.make_corpus(["It rained."]), ct.make_corpus(["No contract came."])):
        hits = ct.code_frames(corpus, CODEBOOK)
        for by in (None, "voice", "zone", "part", "outlet"):
            frames = ct.count_frames(corpus, hits, by=by)
            assert len(frames) == 0 and "No cue" in ct.say(frames) and "share" in frames and (by is None or by in frames)
    one = ct.count_frames(*make([[0]]))
    assert one[["sentences", "of", "articles", "of_articles", "article_share"]].values.tolist() == [[1, 2, 1, 1, 1.0]]


@pytest.mark.parametrize("by", ["part", "period"])
def test_tables_can_be_kept_as_parquet(tmp_path, by):
    table = ct.count_frames(*draw(20), by=by)
    table.to_parquet(tmp_path / "x.parquet")
    assert pd.read_parquet(tmp_path / "x.parquet").attrs == table.attrs


def test_hits_of_other_articles_do_not_count():
    corpus, hits = make([[0, 0], [0], [3]])
    part = corpus.where(corpus.articles["doc"] < 2)
    pd.testing.assert_frame_equal(ct.count_frames(part, hits), ct.count_frames(part, hits[hits["doc"] < 2]))
    assert ct.count_frames(part, hits)["frame"].tolist() == ["deal"]


def test_what_hangs_on_a_cue_is_what_is_lost_without_it():
    corpus, hits = make([[0, 0, 2, 3], [2, 1, 4]])
    cues = ct.count_cues(hits).set_index("cue")
    assert cues.loc["contract", ["hits", "counted", "sentences", "articles", "alone", "swing"]].tolist() == [5, 4, 4, 2, 2, 0.5]
    assert cues.loc["tender", ["counted", "sentences", "alone", "swing"]].tolist() == [2, 2, 0, 0]
    whole = ct.count_frames(corpus, hits).set_index("frame")["sentences"]
    for cue, row in cues.iterrows():
        without = ct.count_frames(corpus, ct.code_frames(corpus, CODEBOOK[CODEBOOK["term"] != cue]))
        left = without.set_index("frame")["sentences"].get(row["frame"], 0)
        assert row["alone"] == whole[row["frame"]] - left and row["swing"] == row["alone"] / whole[row["frame"]]
    assert cues["swing"].is_monotonic_decreasing


def test_a_cue_that_hides_a_shorter_one_still_counts_alone():
    """`alone` is of the hits there are: taken from the codebook, the longer cue would set the shorter one free."""
    book = pd.DataFrame(
        [("x", "deal", "arms contract", "phrase"), ("x", "deal", "contract", "word")], columns=["set", "frame", "term", "match"]
    )
    corpus = ct.make_corpus(["An arms contract came."])
    cues = ct.count_cues(ct.code_frames(corpus, book))
    assert cues[["cue", "alone", "swing"]].values.tolist() == [["arms contract", 1, 1.0]]
    assert len(ct.count_frames(corpus, ct.code_frames(corpus, book[1:]))) == 1


def test_a_cue_counts_once_in_a_sentence():
    _, hits = make([[0], [5]])
    twice = pd.concat([hits, hits.assign(start=hits["start"] + 1)], ignore_index=True)
    assert ct.count_cues(twice)[["hits", "counted", "sentences", "alone"]].values.tolist() == [[2, 2, 1, 1]]


def test_cues_that_never_count():
    _, hits = make([[1, 1]])
    cues = ct.count_cues(hits)
    assert cues[["cue", "hits", "counted", "alone", "swing"]].values.tolist() == [["contract", 2, 0, 0, 0.0]]
    assert ct.say(cues) == "1 cue, none of which counts."
    nothing = ct.count_cues(ct.code_frames(ct.make_corpus(["It rained."]), CODEBOOK))
    assert len(nothing) == 0 and "No cue" in ct.say(nothing)
