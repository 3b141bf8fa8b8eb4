"""Frames: the seed's gold, and the status of cues."""

import cuttings as ct
import pandas as pd
import pytest
from cuttings.frames import COUNTED, HITS
from cuttings.knowledge import KnowledgeError, load_stopwords
from cuttings.voices import SPEECH
from effort import count_calls
from hypothesis import given
from hypothesis import strategies as st
from seed import gold


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


def test_the_minister_and_the_analysts_of_the_seed_speak(corpus):
    speech = ct.find_speech(corpus, ct.find_actors(corpus, ct.read_actors(corpus)))
    hits = ct.code_frames(corpus, ct.read_codebook("defence", corpus), speech=speech)
    told = hits.assign(sentence=hits["sent"] + 1).groupby("sentence")
    minister = hits[hits["sent"].isin([8, 9])]
    assert len(minister) and set(minister["speaker_id"]) == {"Mohamed Khaled Nordin"}
    assert set(told["voice"].get_group(9)) <= {"quote", "indirect"} and set(told["voice"].get_group(10)) == {"quote"}
    analysts = hits[hits["sent"] == 13]
    assert len(analysts) and set(analysts["speaker"]) == {"analysts"} and set(analysts["voice"]) == {"indirect"}
    assert analysts["speaker_id"].isna().all()
    rest = hits[~hits["sent"].isin([8, 9, 13])]
    assert set(rest["voice"]) == {"journalist"} and rest[["speaker", "speaker_id"]].isna().all(axis=None)


def make_codebook(*rows):
    """Return a codebook of (frame, term, match) and of words that turn a cue, whose frame is a status."""
    turns = ("negated", "rejected", "prospective", "asserted")
    return pd.DataFrame([("status" if row[0] in turns else "x", *row) for row in rows], columns=["set", "frame", "term", "match"])


STATUS = [
    ("They signed the contract.", "asserted"),
    ("Contract signed.", "asserted"),
    ("There was no contract.", "negated"),
    ("No contract came.", "negated"),
    ("They never signed the contract.", "negated"),
    ("He denied any contract.", "negated"),
    ("They went without training or a contract.", "negated"),
    ("It did not cost the 1,000 million contract.", "negated"),  # the comma of a number ends no clause
    ("It did not, to be brief, end the contract.", "asserted"),
    ("Not only a contract came.", "asserted"),
    ("They came without a plan; the contract was signed.", "asserted"),
    ("They came without a plan (the contract was signed).", "asserted"),
    ("They had no time because the contract was signed.", "asserted"),
    ("They did not wait, and the contract was signed.", "asserted"),
    ("They did not wait and the contract was signed.", "asserted"),
    ("They want training rather than a contract.", "rejected"),
    ("They must break away from the old contract.", "rejected"),
    ("They will not sign the contract.", "negated"),  # what negates outranks the future, nearer or not
    ("They did not agree to sign the contract.", "negated"),
    ("There is no need to move beyond the contract.", "rejected"),  # the nearest of those that negate or reject
    ("They did not deny the contract.", "negated"),  # two negations are one
    ("They will buy ships, sign the contract and leave.", "prospective"),
    ("They plan to buy ships and sign the contract.", "prospective"),
    ("They will leave but the contract stays.", "asserted"),
    ("They will leave: the contract stays.", "asserted"),
    ("The contract will not end.", "asserted"),  # what stands behind a cue is not read
    ("They left. No contract", "negated"),
    ("They never came. The contract stays.", "asserted"),  # another sentence
]


@pytest.mark.parametrize(("text", "status"), STATUS)
def test_status(text, status):
    hits = ct.code_frames(ct.make_corpus([text], clean=False), ct.read_codebook())
    assert hits.loc[hits["cue"] == "contract", "status"].tolist() == [status]


@pytest.mark.parametrize(("word", "reach"), [("not", 6), ("instead of", 6), ("will", 40)])
def test_a_word_turns_cues_in_its_reach(word, reach):
    book = make_codebook(
        ("a", "contract", "word"), ("negated", "not", "word"), ("rejected", "instead of", "phrase"), ("prospective", "will", "word")
    )
    texts = [f"They {word} {'x ' * n}contract." for n in (reach, reach + 1)]
    near, far = ct.code_frames(ct.make_corpus(texts, clean=False, duplicates="keep"), book)["status"]
    assert near != "asserted" and far == "asserted"


def test_a_word_that_turns_and_is_a_cue_turns_the_others_alone():
    book = make_codebook(("a", "denied", "word"), ("a", "corruption", "word"), ("negated", "denied", "word"))
    hits = ct.code_frames(ct.make_corpus(["They denied corruption."]), book)
    assert hits[["cue", "status"]].values.tolist() == [["denied", "asserted"], ["corruption", "negated"]]


def test_a_cue_is_found_within_a_longer_word_that_turns():
    """It was lost: "plans" in "plans to"."""
    book = make_codebook(("a", "plans", "word"), ("b", "buy", "word"), ("prospective", "plans to", "phrase"))
    hits = ct.code_frames(ct.make_corpus(["It plans to buy."]), book)
    assert hits[["cue", "status"]].values.tolist() == [["plans", "asserted"], ["buy", "prospective"]]


def test_a_word_that_turns_does_so_nowhere_within_a_cue():
    book = make_codebook(("a", "no-confidence vote", "phrase"), ("b", "crisis", "word"), ("negated", "no", "word"))
    text = "A no-confidence vote crisis came. No crisis came. No no-confidence vote came."
    hits = ct.code_frames(ct.make_corpus([text], clean=False), book)
    assert hits["status"].tolist() == ["asserted", "asserted", "negated", "negated"]


def test_every_cue_of_one_span_is_found_and_others_give_way_to_the_longest():
    book = make_codebook(("a", "procure", "prefix"), ("b", "procurement", "word"), ("c", "arms procurement", "phrase"))
    hits = ct.code_frames(ct.make_corpus(["Procurement grew. Arms procurement grew."], clean=False), book)
    assert sorted(hits[["surface", "frame"]].values.tolist()) == [["Arms procurement", "c"], ["Procurement", "a"], ["Procurement", "b"]]


SENTENCES = [sentence for sentence, _ in STATUS] + ["“No contract,” said NATO.", "It rained.", "Ankara said talks will follow, “not war”."]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8), st.integers(0, 7))
def test_an_article_is_coded_as_if_it_were_alone(texts, chosen):
    chosen %= len(texts)
    corpus = ct.make_corpus(texts, clean=False, duplicates="keep")
    codebook = ct.read_codebook()
    hits = ct.code_frames(corpus, codebook)
    alone = ct.code_frames(corpus.where(corpus.articles["doc"] == chosen), codebook)
    pd.testing.assert_frame_equal(
        hits[hits["doc"] == chosen].reset_index(drop=True), alone.reset_index(drop=True), check_dtype=len(alone) > 0
    )
    all_texts = corpus.texts()
    assert [all_texts[row.doc][row.start : row.end] for row in hits.itertuples()] == hits["surface"].tolist()
    spans = corpus.sentences.set_index("sent")
    assert all(spans.loc[row.sent, "start"] <= row.start and row.end <= spans.loc[row.sent, "end"] for row in hits.itertuples())


def make_speech(*rows):
    """Return speech of (doc, start, end, form, named, speaker_id, provisional)."""
    table = pd.DataFrame(rows, columns=["doc", "start", "end", "form", "named", "speaker_id", "provisional"])
    return table.reindex(columns=list(SPEECH)).assign(speaker=table["named"], sent=0)


def test_the_innermost_voice_has_the_cue():
    text = "A contract. They said “a contract” and a contract. Talks on “contract talks and” more."
    corpus = ct.make_corpus([text], clean=False)
    first, quoted, told = (text.index("contract", at) for at in (0, 15, 35))
    speech = make_speech(
        (0, quoted - 2, quoted + 8, "quote", "Minister Moon", "Jane Moon", True),
        (0, len(text) - 25, len(text), "quote", "another", None, False),
        (0, 12, told + 3, "indirect", "the ministry", None, False),  # a cue that begins in it, and ends outside
    )
    hits = ct.code_frames(corpus, ct.read_codebook(), speech=speech.iloc[::-1])  # in any order
    hits = hits[hits["start"].isin([first, quoted, told])].fillna("")
    assert hits[["voice", "speaker", "speaker_id", "provisional"]].values.tolist() == [
        ["journalist", "", "", False], ["quote", "Minister Moon", "Jane Moon", True], ["indirect", "the ministry", "", False],
    ]  # fmt: skip
    later = ct.code_frames(corpus, ct.read_codebook(), speech=speech[:0])
    assert set(later["voice"]) == {"journalist"} and not later["provisional"].any()


def test_speech_may_stand_in_any_order():
    text = "A contract. " * 9
    rows = [(0, 12 * n, 12 * n + 11, "quote", f"S{n}", f"S{n}", False) for n in range(9) if n != 4]
    corpus = ct.make_corpus([text], clean=False)
    hits = ct.code_frames(corpus, ct.read_codebook(), speech=make_speech(*rows).sample(frac=1, random_state=3))
    assert hits["speaker_id"].fillna("").tolist() == [f"S{n}" if n != 4 else "" for n in range(9)]


def test_without_speech_quotations_are_quotes_of_nobody():
    hits = ct.code_frames(ct.make_corpus(["NATO said “no contract” today, a contract."], clean=False), ct.read_codebook())
    assert hits["voice"].tolist() == ["quote", "journalist"] and hits[["speaker", "speaker_id"]].isna().all(axis=None)


def test_a_part_of_a_corpus_keeps_its_voices():
    corpus = ct.make_corpus(["It rained. “A contract,” said NATO.", "NATO said that a contract came.", "A contract."], clean=False)
    speech = ct.find_speech(corpus, ct.find_actors(corpus, ct.read_actors()))
    hits = ct.code_frames(corpus, ct.read_codebook(), speech=speech)
    assert hits["voice"].tolist() == ["quote", "indirect", "journalist"] and hits["speaker_id"].fillna("").tolist() == ["NATO", "NATO", ""]
    part = ct.code_frames(corpus.where(corpus.articles["doc"] > 0), ct.read_codebook(), speech=speech)
    pd.testing.assert_frame_equal(part, hits[hits["doc"] > 0].reset_index(drop=True))


def test_empty_corpora_and_texts():
    for corpus in (ct.make_corpus([]), ct.make_corpus(["", " "]), ct.make_corpus(["It rained."])):
        hits = ct.code_frames(corpus, ct.read_codebook())
        assert list(hits) == list(HITS) and "No cue" in hits.attrs["why"]


def test_endless_sentences_cost_what_their_length_asks():
    codebook = ct.read_codebook()
    ct.code_frames(ct.make_corpus(["A contract."]), codebook)
    calls = []
    for n in (500, 4_000):
        corpus = ct.make_corpus(["they will not sign the contract without corruption and " * n], clean=False)
        calls.append(count_calls(lambda corpus=corpus: ct.code_frames(corpus, codebook)))
        hits = ct.code_frames(corpus, codebook)
        assert len(hits) == 2 * n and hits["sent"].nunique() == 1
    assert calls[1] < 12 * calls[0]  # 8 times as long; 64 would be quadratic


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
    with pytest.raises(KnowledgeError, match="There are: defence, generic, leisure"):
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
