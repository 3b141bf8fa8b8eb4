"""The invariants of the tables, over texts that nobody would think of."""

import tempfile
from itertools import pairwise
from pathlib import Path

import cuttings as ct
import pandas as pd
from cuttings.loading.cleaning import repair
from cuttings.loading.sketches import Words, sketch
from hypothesis import given
from hypothesis import strategies as st

ACTORS = ct.read_actors()
CODEBOOK = ct.read_codebook()
# words that the verbs look for, among anything else that a text may hold
PIECES = st.sampled_from(
    ["Malaysia", "Turkish", "the U.S.", "NATO", "Minister", "Korean", "procurement", "will", "no", "rather than", "talks", "said",
     ".", ". ", "! ", "\n", "\n\n", "“", "”", '"', " ", ", ", "—", "–", "(", ")", "’s", "$", "<b>", "\u00a0", "\u200b", "\u0301", "İ", "😀",
     "Follow us on Twitter", "ANKARA, May 5 — "]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)
CORPORA = st.lists(TEXTS, max_size=5)


def analyse(corpus: ct.Corpus) -> dict[str, pd.DataFrame]:
    mentions, hits = ct.find_actors(corpus, ACTORS), ct.code_frames(corpus, CODEBOOK)
    context = ct.find_context(corpus, ["malaysia", "the u.s."])
    return {"mentions": mentions, "hits": hits, "context": context}


def figures(corpus: ct.Corpus) -> list[pd.DataFrame]:
    """All numbers of a corpus, without the ids that depend on the order of its articles."""
    found = analyse(corpus)
    ties = ct.tie_actors(ct.find_pairs(corpus, found["mentions"]))
    tokens = ct.tokenize(corpus)
    return [
        ct.count_terms(tokens),
        ct.count_terms(tokens, n=2),
        ties,
        *(ct.count_frames(corpus, found["hits"], by=by) for by in (None, "voice")),
    ]


@given(CORPORA)
def test_every_span_points_at_its_surface(texts):
    for clean in (True, False):
        corpus = ct.make_corpus(texts, clean=clean)
        whole = corpus.texts()
        sentences = corpus.sentences.set_index("sent")
        for table in analyse(corpus).values():
            for row in table.itertuples():
                assert whole[row.doc][row.start : row.end] == row.surface
                assert sentences.at[row.sent, "start"] <= row.start < row.end <= sentences.at[row.sent, "end"]


@given(CORPORA)
def test_sentences_do_not_overlap_and_hold_all_letters(texts):
    corpus = ct.make_corpus(texts, clean=False)
    for doc, text in corpus.texts().items():
        spans = corpus.sentences.loc[corpus.sentences["doc"] == doc, ["start", "end"]].values.tolist()
        assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
        left = "".join(text[a:b] for a, b in zip([0, *(end for _, end in spans)], [*(begin for begin, _ in spans), len(text)], strict=True))
        assert not left.strip()
    assert corpus.sentences["quoted"].between(0, 1).all()


@given(CORPORA)
def test_counts_sum_to_the_rows_they_were_counted_from(texts):
    corpus = ct.make_corpus(texts)
    tokens, found = ct.tokenize(corpus), analyse(corpus)
    terms = ct.count_terms(tokens, drop_stopwords=False)
    assert terms["count"].sum() == len(tokens)
    assert (terms["articles"] <= terms["count"]).all() and terms["dp"].between(0, 1).all()
    pairs = ct.find_pairs(corpus, found["mentions"])
    assert ct.tie_actors(pairs)["units"].sum() == len(pairs)
    counted = found["hits"][found["hits"]["status"].isin(["asserted", "prospective"])]
    assert ct.count_frames(corpus, found["hits"])["sentences"].sum() == len(counted[["sent", "frame"]].drop_duplicates())


@given(CORPORA)
def test_ties_are_in_order_without_self_pairs(texts):
    corpus = ct.make_corpus(texts)
    mentions = ct.find_actors(corpus, ACTORS)
    for within in ("sentence", "paragraph", "article"):
        pairs = ct.find_pairs(corpus, mentions, within=within)
        assert (pairs["a"] < pairs["b"]).all()
        assert not pairs.duplicated(["doc", "unit", "a", "b"]).any()
        ties = ct.tie_actors(pairs)
        assert ((ties["units"] <= ties.attrs.get("units", 0)) & (ties["articles"] <= ties["units"])).all()


@given(TEXTS)
def test_repair_is_done_once(text):
    mended, _ = repair(text)
    assert repair(mended) == (mended, ())
    mended.encode("utf-8")


@given(CORPORA)
def test_reading_is_idempotent(texts):
    once = ct.make_corpus(texts)
    again = ct.make_corpus(once.articles["text"].tolist(), clean=False)
    for doc, text in once.texts().items():
        assert again.texts()[doc] == text
        assert repair(text) == (text, ())
    spans = [corpus.sentences[["doc", "start", "end"]].values.tolist() for corpus in (once, again)]
    assert spans[0] == spans[1]


@given(CORPORA, st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_no_number(texts, random):
    texts = list(
        dict(zip(sketch(texts, [0] * len(texts), Words()).prints, texts, strict=True)).values()
    )  # of two that are duplicates the first by path is kept
    turned = random.sample(texts, len(texts))
    for one, other in zip(figures(ct.make_corpus(texts)), figures(ct.make_corpus(turned)), strict=True):
        pd.testing.assert_frame_equal(one, other)


@given(CORPORA)
def test_kept_and_duplicates_and_skipped_are_all_records(texts):
    corpus = ct.make_corpus(texts)
    status = corpus.ledger["status"].value_counts()
    assert len(corpus.ledger) == len(texts) == status.sum()
    assert set(status.index) <= {"kept", "duplicate", "skipped"} and status.get("kept", 0) == len(corpus)
    assert (corpus.ledger.loc[corpus.ledger["status"] == "skipped", ["reason", "fix"]] != "").all(axis=None)


@given(st.lists(st.binary(max_size=80), max_size=3))
def test_any_bytes_are_a_row_of_the_ledger(contents):
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(contents):
            (Path(folder) / f"{number}.txt").write_bytes(content)
        corpus = ct.read_corpus(folder)
    assert len(corpus.ledger) == len(contents)
    figures(corpus)
    str(ct.say(corpus)).encode("utf-8")


@given(CORPORA)
def test_everything_can_be_said_quoted_and_drawn(texts):
    corpus = ct.make_corpus(texts)
    found = analyse(corpus)
    for table in (*found.values(), corpus.ledger, corpus.sentences, corpus.articles, corpus.removed, *figures(corpus)):
        assert str(ct.say(table))
        if "sent" in table:
            assert "<script" not in ct.quote(corpus, table)._repr_html_()
