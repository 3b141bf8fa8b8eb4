"""Frames, samples and agreement: the seed's gold, the status of cues, the coding sheet."""

import cuttings as ct
import pandas as pd
import pytest
from cuttings.frames import COUNTED, finish_frames, sum_frames
from cuttings.knowledge import KnowledgeError, load_stopwords, read_rows
from cuttings.measures import wilson
from cuttings.tables import combine
from seed import ROOT, gold


@pytest.fixture(scope="module")
def hits(corpus):
    return ct.code_frames(corpus, ct.read_codebook("defence", corpus))


def found(hits, status):
    return {(str(row.sent + 1), row.frame) for row in hits[hits["status"].isin(status)].itertuples()}


def test_rejected_frames_of_the_seed_do_not_count(hits):
    rejected = {(row["sentence"], row["frame"]) for row in gold("frames") if row["status"] == "rejected"}
    assert found(hits, ["rejected"]) == rejected
    assert not found(hits, COUNTED) & rejected


def test_frames_of_the_seed_against_the_gold(hits):
    """What the cues reach on an article that their authors knew: a floor against damage, no measure of quality."""
    want = {(row["sentence"], row["frame"]) for row in gold("frames") if row["status"] == "counts"}
    got = found(hits, COUNTED)
    assert got >= want and len(got - want) <= 4


def test_quoted_cues_of_the_seed_are_quotes(hits):
    sentences = {row["sentence"] for row in gold("speakers") if row["form"] == "quote"}
    assert {str(sent + 1) for sent in hits.loc[hits["voice"] == "quote", "sent"]} == sentences


STATUS = [
    ("They signed the contract.", "asserted"),
    ("There was no contract.", "negated"),
    ("They never signed the contract.", "negated"),
    ("He denied any contract.", "negated"),
    ("Not only a contract came.", "asserted"),
    ("They came without a plan; the contract was signed.", "asserted"),
    ("They did not wait, and the contract was signed.", "asserted"),
    ("They want training rather than a contract.", "rejected"),
    ("They must break away from the old contract.", "rejected"),
    ("They will buy ships, sign the contract and leave.", "prospective"),
    ("They will leave but the contract stays.", "asserted"),
    ("The contract will not end.", "asserted"),
]


@pytest.mark.parametrize(("text", "status"), STATUS)
def test_status(text, status):
    hits = ct.code_frames(ct.make_corpus([text], clean=False), ct.read_codebook())
    assert hits.loc[hits["cue"] == "contract", "status"].tolist() == [status]


FRAMES = read_rows(
    ROOT / "lib/cuttings/knowledge/frames.csv", ("set", "frame", "definition", "source", "counts", "does_not_count"), ("set",)
)


@pytest.mark.parametrize("row", FRAMES, ids=lambda row: row["frame"])
def test_the_examples_of_the_codebook_hold(row):
    def frames(text):
        hits = ct.code_frames(ct.make_corpus([text], clean=False), ct.read_codebook(row["set"]))
        return set(hits.loc[hits["status"].isin(COUNTED), "frame"])

    assert row["frame"] in frames(row["counts"])
    assert row["frame"] not in frames(row["does_not_count"])


def test_counts_by_hand():
    table = pd.DataFrame(
        {"text": ["They signed the contract. A contract! It rained.", "“The contract,” he said. Talks."], "outlet": ["X", None]}
    )
    corpus = ct.make_corpus(table)
    hits = ct.code_frames(corpus, ct.read_codebook())
    frames = ct.count_frames(corpus, hits).set_index("frame")
    assert frames.loc["procurement_deal", ["sentences", "of", "share", "articles"]].tolist() == [3, 5, 0.6, 2]
    assert frames.loc["diplomacy_friendship", "sentences"] == 1
    by = ct.count_frames(corpus, hits, by="voice").set_index(["frame", "voice"])
    assert by.loc[("procurement_deal", "quote"), ["sentences", "of"]].tolist() == [1, 5]
    outlet = ct.count_frames(corpus, hits, by="outlet")
    assert outlet[["frame", "sentences", "of"]].values.tolist() == [
        ["procurement_deal", 2, 3], ["diplomacy_friendship", 1, 2], ["procurement_deal", 1, 2],
    ]  # fmt: skip
    with pytest.raises(ValueError, match="Give one of: voice, zone"):
        ct.count_frames(corpus, hits, by="moon")


def test_many_parts_give_the_frames_of_one():
    corpus = ct.make_corpus(["A contract. Talks.", "No contract. Piracy grew.", "Talks on corruption. It rained."], clean=False)
    hits = ct.code_frames(corpus, ct.read_codebook())
    corpus.articles["outlet"] = ["X", None, None]
    for by in (None, "zone", "voice", "outlet"):
        parts = [
            sum_frames(part, hits[hits["doc"] == doc], by) for doc in (2, 0, 1) for part in [corpus.where(corpus.articles["doc"] == doc)]
        ]
        pd.testing.assert_frame_equal(finish_frames(combine(parts), by), ct.count_frames(corpus, hits, by=by))


def test_nothing_found_is_refused_in_words():
    corpus = ct.make_corpus(["It rained."])
    frames = ct.count_frames(corpus, ct.code_frames(corpus, ct.read_codebook()))
    assert len(frames) == 0 and "No cue" in ct.say(frames)


def test_a_corpus_adds_a_codebook_and_cues(tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "a.txt").write_text("The fictional yacht sailed with no talks.")
    (tmp_path / "knowledge" / "frames.csv").write_text("set,frame,definition\nleisure,boats,Fun on the water\n")
    (tmp_path / "knowledge" / "cues.csv").write_text("set,frame,term,match\nleisure,boats,yacht,word\n")
    corpus = ct.read_corpus(tmp_path)
    assert ct.code_frames(corpus, ct.read_codebook("leisure", corpus))["frame"].tolist() == ["boats"]
    with pytest.raises(KnowledgeError, match="There are: defence, leisure"):
        ct.read_codebook("nothing", corpus)


@pytest.mark.parametrize(
    ("cue", "message"),
    [
        ("defence,nowhere,x,word", "frame 'nowhere' is unknown"),
        ("defence,risk_controversy,de,prefix", "four letters"),
        ("defence,risk_controversy,x,like", "match 'like'"),
    ],
)
def test_a_wrong_cue_says_where_and_how_to_mend_it(tmp_path, cue, message):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "a.txt").write_text("An article.")
    (tmp_path / "knowledge" / "cues.csv").write_text(f"set,frame,term,match\n{cue}\n")
    with pytest.raises(KnowledgeError, match=f"cues.csv, line 2.*{message}"):
        ct.read_codebook("defence", ct.read_corpus(tmp_path))


def test_a_corpus_adds_stop_words(tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "stopwords.txt").write_text("Frigate\n[tr]\ngemi\n")
    assert {"frigate", "the"} <= load_stopwords("en", tmp_path) and "gemi" in load_stopwords("tr", tmp_path)


def many_sentences(with_cue: int, without: int) -> tuple[ct.Corpus, pd.DataFrame]:
    corpus = ct.make_corpus(
        [f"The contract number {n} came." for n in range(with_cue)] + [f"Rain number {n} came." for n in range(without)], clean=False
    )
    return corpus, ct.code_frames(corpus, ct.read_codebook())


def test_the_sample_is_half_and_half_with_its_chances():
    sample = ct.sample_coding(*many_sentences(40, 160), n=40, seed=3)
    assert sample["stratum"].value_counts().to_dict() == {"cue": 20, "no cue": 20}
    assert sample.groupby("stratum")["inclusion"].first().to_dict() == {"cue": 0.5, "no cue": 0.125}
    assert (1 / sample["inclusion"]).sum() == pytest.approx(200)


@pytest.mark.parametrize(("n", "sizes"), [(40, (5, 35)), (1000, (5, 100)), (1, (1, 0))])
def test_a_small_stratum_is_filled_up_by_the_other(n, sizes):
    strata = ct.sample_coding(*many_sentences(5, 100), n=n)["stratum"].value_counts()
    assert (strata.get("cue", 0), strata.get("no cue", 0)) == sizes


def test_the_draw_depends_on_seed_and_sentences_alone():
    corpus, hits = many_sentences(30, 30)
    one, other = (set(ct.sample_coding(corpus, hits, n=20, seed=seed)["unit"]) for seed in (1, 2))
    assert one != other
    turned = corpus.articles["text"][::-1].tolist()
    again = ct.make_corpus(turned, clean=False)
    assert set(ct.sample_coding(again, ct.code_frames(again, ct.read_codebook()), n=20, seed=1)["unit"]) == one


def sheet(folder, coder, sample, frames):
    (folder / "coding").mkdir(exist_ok=True)
    table = sample[["unit", "sentence"]].assign(**frames)
    table.to_csv(folder / "coding" / f"{coder}.csv", index=False)


def test_the_sheet_is_blind_and_can_be_read_back(tmp_path, corpus, hits):
    sample = ct.sample_coding(corpus, hits)
    codebook = ct.read_codebook("defence", corpus)
    folder = ct.export_coding(sample, codebook, tmp_path / "coding")
    columns = pd.read_csv(folder / "sheet.csv").columns.tolist()
    assert pd.read_csv(folder / "key.csv").equals(sample[["unit", "stratum", "inclusion"]])
    assert columns[:2] == ["unit", "sentence"] and len(columns) == 10
    assert "No coded sheet" in ct.say(ct.read_coding(tmp_path))  # nothing is filled in yet


def test_the_coding_of_the_seed_is_that_of_the_gold():
    coding = ct.read_coding(ROOT / "seeds")
    assert coding["label"].sum() == sum(row["status"] == "counts" for row in gold("frames"))


def test_scores_are_weighted_by_the_chance_of_being_drawn(tmp_path):
    corpus, hits = many_sentences(40, 160)
    sample = ct.sample_coding(corpus, hits, n=40)
    # the coder finds the frame in every second sentence with a cue, and in one of the twenty without
    drawn = sample.groupby("stratum").cumcount()
    label = ((sample["stratum"] == "cue") & (drawn % 2 == 0)) | ((sample["stratum"] == "no cue") & (drawn == 0))
    ct.export_coding(sample, ct.read_codebook(), tmp_path / "coding")
    (tmp_path / "coding" / "sheet.csv").unlink()
    sheet(tmp_path, "one", sample, {"procurement_deal": label.astype(int)})
    scores = ct.score_coding(corpus, hits, ct.read_coding(tmp_path, ct.read_codebook())).iloc[0]
    assert scores[["units", "coded", "found", "both"]].tolist() == [40, 11, 20, 10]
    assert scores["precision"] == pytest.approx(0.5)
    assert scores["recall"] == pytest.approx(10 * 2 / (10 * 2 + 1 * 8))  # a sentence with a cue stands for 2, one without for 8
    assert scores["agreement"] == pytest.approx((10 * 2 + 19 * 8) / 200)
    assert scores["recall_low"] < scores["recall"] < scores["recall_high"]
    size = 28**2 / (10 * 2**2 + 8**2)  # Kish's effective number of the eleven coded sentences
    assert [scores["recall_low"], scores["recall_high"]] == pytest.approx([float(x) for x in wilson(20 / 28 * size, size)])
    # the sample that was coded keeps its chances, whatever comes to the corpus later
    more = ct.make_corpus([*corpus.articles["text"], "A contract more.", "And rain."], clean=False)
    again = ct.score_coding(more, ct.code_frames(more, ct.read_codebook()), ct.read_coding(tmp_path)).iloc[0]
    assert again["recall"] == scores["recall"]


def test_two_coders_agree_as_far_as_they_do(tmp_path):
    corpus, hits = many_sentences(2, 2)
    sample = ct.sample_coding(corpus, hits)
    sheet(tmp_path, "one", sample, {"x": [1, 1, 0, 0], "y": [0, 0, 0, 0]})
    sheet(tmp_path, "two", sample, {"x": [1, 0, 0, 0], "y": [0, 0, 0, 0]})
    agreement = ct.score_agreement(ct.read_coding(tmp_path)).set_index("frame")
    assert agreement.loc["x", ["coders", "units", "agreement"]].tolist() == [2, 4, 0.75]
    assert agreement.loc["x", "alpha"] == pytest.approx(0.533, abs=1e-3)
    assert agreement.loc["y", "agreement"] == 1 and pd.isna(agreement.loc["y", "alpha"])
    assert "lowest alpha is 0.53 (x)" in ct.say(agreement.reset_index())


def test_a_wrong_label_says_where(tmp_path):
    corpus, hits = many_sentences(1, 1)
    sheet(tmp_path, "me", ct.sample_coding(corpus, hits), {"x": ["yes", "1"]})
    with pytest.raises(KnowledgeError, match=r"me.csv, line 2: x is 'yes'. Write 1, 0, or nothing."):
        ct.read_coding(tmp_path)


def test_a_sheet_with_a_twin_or_a_stranger_is_refused(tmp_path):
    corpus, hits = many_sentences(1, 1)
    sample = ct.sample_coding(corpus, hits)
    sheet(tmp_path, "me", sample, {"risk": [1, 0]})
    with pytest.raises(KnowledgeError, match="'risk' is no frame of the codebook"):
        ct.read_coding(tmp_path, ct.read_codebook())
    sheet(tmp_path, "me", pd.concat([sample, sample]), {"x": [1, 0, 0, 1]})
    with pytest.raises(KnowledgeError, match=r"line 4: the sentence .* stands twice"):
        ct.read_coding(tmp_path)


def test_a_sheet_that_is_a_link_is_not_opened(tmp_path):
    (tmp_path / "coding").mkdir()
    (tmp_path / "secret").write_text("unit,hunter2\n")
    (tmp_path / "coding" / "me.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(KnowledgeError, match=r"^me.csv cannot be read"):
        ct.read_coding(tmp_path)


def test_coding_of_another_corpus_is_refused(corpus):
    other = ct.make_corpus(["A contract."])
    scores = ct.score_coding(other, ct.code_frames(other, ct.read_codebook()), ct.read_coding(ROOT / "seeds"))
    assert len(scores) == 0 and "None of the coded sentences" in ct.say(scores)
    assert "One coder" in ct.say(ct.score_agreement(ct.read_coding(ROOT / "seeds")))
