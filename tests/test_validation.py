"""Samples, sheets, agreement and scores. All articles and coders here are fictional, but for the seed's."""

import itertools
import math
import re

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.coding import list_units
from cuttings.measures import ac1, ac1_of, ac1_parts, alpha, alpha_of, alpha_parts, bootstrap, count_labels, wilson
from cuttings.sampling import allocate
from cuttings.tables import refuse
from cuttings.thresholds import deal
from cuttings.validation import SCORES
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from seed import ROOT, gold

# --- agreement: worked examples, and a slow and plain implementation -----------------------------------------------------

TWO_OBSERVERS = pd.DataFrame({"A": [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], "B": [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]})
FOUR_OBSERVERS = pd.DataFrame(
    {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, None],
        "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    }
)
ABSTRACTORS = np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]])  # Gwet's cont3x3abstractors
PSYCHIATRISTS = np.array(  # Gwet's distrib.6raters, after Fleiss 1971
    [
        [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0],
        [2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6],
        [1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
    ]
)  # fmt: skip


def test_alpha_of_krippendorff_2011():
    """Computing Krippendorff's Alpha-Reliability: examples A (binary, two observers) and C (nominal, four, with gaps)."""
    assert alpha(TWO_OBSERVERS) == pytest.approx(0.095, abs=5e-4)
    assert alpha(FOUR_OBSERVERS) == pytest.approx(0.743, abs=5e-4)


def test_agreement_of_gwet():
    """What the author of AC1 prints in his package irrCAC (README and vignette), for three tables of his 2014 Handbook."""
    pairs = [(i, j) for (i, j), times in np.ndenumerate(ABSTRACTORS) for _ in range(times)]
    abstractors = pd.DataFrame(pairs, columns=["a", "b"])
    assert (ac1(abstractors), alpha(abstractors)) == pytest.approx((0.8493305, 0.7972585), abs=1e-7)
    assert (ac1(FOUR_OBSERVERS), alpha(FOUR_OBSERVERS)) == pytest.approx((0.77544, 0.74342), abs=5e-6)
    parts = PSYCHIATRISTS.astype(float)
    assert float(ac1_of(ac1_parts(parts).sum(axis=0))) == pytest.approx(0.4448007, abs=1e-7)
    assert float(alpha_of(alpha_parts(parts).sum(axis=0))) == pytest.approx(0.4204384, abs=1e-7)


def slow(ratings: list[list[int | None]]) -> tuple[float, float]:
    """Return alpha by the matrix of coincidences, pair by pair, and AC1 by its definition, unit by unit; for labels 0 and 1."""
    units = [[label for label in unit if label is not None] for unit in ratings]
    together = {pair: 0.0 for pair in itertools.product((0, 1), repeat=2)}
    for unit in units:
        for i, j in itertools.permutations(range(len(unit)), 2):
            together[unit[i], unit[j]] += 1 / (len(unit) - 1)
    ones, zeros = together[1, 0] + together[1, 1], together[0, 0] + together[0, 1]
    n = ones + zeros
    a = 1 - (n - 1) * together[0, 1] / (ones * zeros) if ones and zeros else math.nan
    twice = [unit for unit in units if len(unit) > 1]
    if not twice:
        return a, math.nan
    agree = [sum(i == j for i, j in itertools.permutations(unit, 2)) / (len(unit) * (len(unit) - 1)) for unit in twice]
    share = np.mean([np.mean(unit) for unit in units if unit])
    chance = 2 * share * (1 - share)
    return a, (np.mean(agree) - chance) / (1 - chance)


LABELS = st.sampled_from([0, 1, None])
RATINGS = st.integers(2, 4).flatmap(lambda coders: st.lists(st.lists(LABELS, min_size=coders, max_size=coders), min_size=1, max_size=12))


@settings(max_examples=100)
@given(RATINGS)
def test_agreement_is_that_of_the_slow_way(rows):
    ratings = pd.DataFrame(rows, dtype="float64")
    got = alpha(ratings), ac1(ratings, (0, 1))
    assert got == pytest.approx(slow(rows), nan_ok=True)
    turned = ratings.iloc[::-1, ::-1]  # coders and units in another order
    assert (alpha(turned), ac1(turned, (0, 1))) == pytest.approx(got, nan_ok=True)
    swapped = 1 - ratings  # and 1 for 0
    assert (alpha(swapped), ac1(swapped, (0, 1))) == pytest.approx(got, nan_ok=True)


@given(st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=2, max_size=15).filter(lambda rows: len(set(np.ravel(rows))) == 2))
def test_alpha_is_that_of_nltk(rows):
    task = AnnotationTask([(coder, unit, label) for unit, row in enumerate(rows) for coder, label in enumerate(row)])
    assert alpha(pd.DataFrame(rows)) == pytest.approx(task.alpha())


def test_what_all_say_alike_has_no_alpha():
    same = pd.DataFrame({"a": [0, 0, 0], "b": [0, 0, 0]})
    assert AnnotationTask([(coder, unit, 0) for unit in range(3) for coder in "ab"]).alpha() == 1  # nltk's answer
    assert math.isnan(alpha(same)) and ac1(same, (0, 1)) == 1 and math.isnan(ac1(same))


def test_a_bootstrap_of_alpha_covers_it():
    """Of 150 samples of 60 units, about 95 in a hundred intervals hold alpha; seeded, and the same each time."""
    draw = np.random.default_rng(5)
    truth, chance = draw.random(200_000) < 0.3, 0.1
    seen = np.stack([truth ^ (draw.random(len(truth)) < chance) for _ in range(2)], axis=1)
    whole = alpha_parts(np.stack([(~seen).sum(axis=1), seen.sum(axis=1)], axis=1).astype(float))
    right = float(alpha_of(whole.sum(axis=0)))
    samples = [whole[draw.choice(len(whole), 60, replace=False)] for _ in range(150)]
    ends = [bootstrap(sample, alpha_of, times=400) for sample in samples]
    assert 0.9 <= np.mean([low <= right <= high for low, high in ends]) <= 0.99
    assert bootstrap(samples[0], alpha_of) == bootstrap(samples[0], alpha_of) != bootstrap(samples[0], alpha_of, seed=2)


@pytest.mark.parametrize(("ones", "known"), [(0, False), (1, False), (2, False), (4, True)])
def test_of_what_is_too_rare_there_is_no_interval(ones, known):
    both = np.array([1] * ones + [0] * (100 - ones))
    counts = count_labels(pd.DataFrame({"a": both, "b": both}), (0, 1))
    low, high = bootstrap(alpha_parts(counts), alpha_of)
    assert (low, high) == ((1, 1) if known else pytest.approx((math.nan, math.nan), nan_ok=True))


# --- samples -------------------------------------------------------------------------------------------------------------


def many_sentences(with_cue: int, without: int) -> tuple[ct.Corpus, pd.DataFrame]:
    texts = [f"The contract number {n} came." for n in range(with_cue)] + [f"Rain number {n} came." for n in range(without)]
    corpus = ct.make_corpus(texts, clean=False)
    return corpus, hits_of(corpus, {"procurement_deal": range(with_cue)})


def hits_of(corpus: ct.Corpus, frames: dict) -> pd.DataFrame:
    """Return hits in these sentences (a sentence twice is two hits), as `code_frames` would."""
    docs = corpus.sentences.set_index("sent")["doc"]
    rows = [(docs[sent], sent, frame, "asserted") for frame, sents in frames.items() for sent in sents]
    return pd.DataFrame(rows, columns=["doc", "sent", "frame", "status"])


def rain(articles: int, sentences: int = 1) -> ct.Corpus:
    texts = [" ".join(f"Rain {n} fell on day {k}." for k in range(sentences)) for n in range(articles)]
    return ct.make_corpus(texts, clean=False)


def test_the_sample_is_half_and_half_with_its_chances():
    sheet, key = ct.sample_coding(*many_sentences(40, 160), n=40, seed=3)
    assert key["stratum"].value_counts().to_dict() == {"procurement_deal": 20, "no cue": 20}
    assert key.groupby("stratum")["inclusion"].first().to_dict() == {"procurement_deal": 0.5, "no cue": 0.125}
    assert (1 / key["inclusion"]).sum() == pytest.approx(200) and key.attrs["of"] == 200
    assert sheet["unit"].tolist() == key["unit"].tolist() and list(sheet) == ["unit", "sentence"]


@pytest.mark.parametrize(("n", "sizes"), [(40, (5, 35)), (1000, (5, 100)), (4, (2, 2))])
def test_a_small_stratum_is_filled_up_by_the_other(n, sizes):
    strata = ct.sample_coding(*many_sentences(5, 100), n=n)[1]["stratum"].value_counts()
    assert (strata["procurement_deal"], strata["no cue"]) == sizes


@pytest.mark.parametrize("n", [1, 3])
def test_strata_are_joined_where_so_few_are_drawn(n):
    _, key = ct.sample_coding(*many_sentences(5, 100), n=n)
    assert set(key["stratum"]) == {"all"} and set(key["inclusion"]) == {n / 105}


def test_a_sentence_belongs_to_the_rarest_of_its_frames():
    corpus = rain(60)
    hits = hits_of(corpus, {"common": range(30), "rare": [5, 6, 7], "denied": range(40, 50)})
    hits.loc[hits["frame"] == "denied", "status"] = "negated"
    _, key = ct.sample_coding(corpus, hits, n=60)
    assert set(key.loc[key["stratum"] == "rare", "sent"]) == {5, 6, 7}
    assert key["stratum"].value_counts().to_dict() == {"no cue": 30, "common": 27, "rare": 3}
    _, joined = ct.sample_coding(corpus, hits, n=5)  # three strata, and not two for each
    assert set(joined["stratum"]) == {"cue", "no cue"}


def test_articles_are_drawn_by_frame_and_score():
    corpus = rain(40, sentences=4)
    first = corpus.sentences.groupby("doc")["sent"].first()
    many = [sent + more for sent in first[:4] for more in range(3)]
    hits = hits_of(corpus, {"talks": [*many, *first[4:20]]})
    sheet, key = ct.sample_coding(corpus, hits, n=20, unit="article")
    assert key["stratum"].value_counts().to_dict() == {"no cue": 10, "talks, few": 6, "talks, many": 4}
    assert list(key) == ["unit", "doc", "stratum", "inclusion"] and key["doc"].is_unique
    assert sheet["text"].tolist() == [corpus.texts()[doc] for doc in key["doc"]]
    assert "private" in sheet.attrs["note"]


def test_the_draw_depends_on_seed_and_texts_alone():
    corpus, hits = many_sentences(30, 30)
    one, other = (set(ct.sample_coding(corpus, hits, n=20, seed=seed)[0]["unit"]) for seed in (1, 2))
    assert one != other
    again = ct.make_corpus([*corpus.articles["text"][::-1], corpus.articles["text"][0]], clean=False, duplicates="keep")
    turned = hits_of(again, {"procurement_deal": [*range(30, 60), 60]})  # the last is the first once more, and is no unit
    sheet, key = ct.sample_coding(again, turned, n=20, seed=1)
    assert set(sheet["unit"]) == one and key.attrs["of"] == 60


SIZES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 30), min_size=1)


@given(SIZES, st.booleans(), st.integers(0, 120))
def test_every_stratum_gets_its_part(sizes, with_rest, more):
    sizes = sizes | ({"no cue": 40} if with_rest else {})
    n = 2 * len(sizes) + more
    take = allocate(sizes, n, "no cue")
    assert sum(take.values()) == min(n, sum(sizes.values()))
    assert all(1 <= take[name] <= sizes[name] for name in sizes)
    free = [take[name] for name in sizes if name != "no cue" and take[name] < sizes[name]]
    assert not free or (max(free) - min(free) <= 1 and max(take[name] for name in sizes if name != "no cue") <= max(free) + 1)


@given(st.lists(st.sets(st.sampled_from(["x", "y", "z"])), min_size=1, max_size=40), st.integers(1, 50), st.integers(0, 5))
def test_the_weights_of_a_sample_sum_to_the_corpus(frames, n, seed):
    corpus = rain(len(frames))
    hits = hits_of(corpus, {frame: [sent for sent, own in enumerate(frames) if frame in own] for frame in "xyz"})
    _, key = ct.sample_coding(corpus, hits, n=n, seed=seed)
    assert len(key) == min(n, len(frames)) and key["unit"].is_unique
    assert (1 / key["inclusion"]).sum() == pytest.approx(len(frames))


def test_an_empty_corpus_or_a_wrong_wish_is_told():
    corpus, hits = many_sentences(1, 1)
    nothing = ct.make_corpus([])
    sheet, key = ct.sample_coding(nothing, hits_of(nothing, {}))
    assert len(sheet) == len(key) == 0 and "empty" in key.attrs["why"]
    with pytest.raises(ValueError, match="n is 0"):
        ct.sample_coding(corpus, hits, n=0)
    with pytest.raises(ValueError, match="Give 'sentence' or 'article'"):
        ct.sample_coding(corpus, hits, unit="paragraph")
    with pytest.raises(ValueError, match="no hits, mentions, speech or acts"):
        ct.sample_coding(corpus, corpus.sentences)


# --- sheets --------------------------------------------------------------------------------------------------------------


def write(folder, coder, units, **answers):
    (folder / "coding").mkdir(exist_ok=True)
    pd.DataFrame({"unit": list(units)} | answers).to_csv(folder / "coding" / f"{coder}.csv", index=False)


def test_the_sheet_is_blind_and_can_be_read_back(tmp_path, corpus):
    codebook = ct.read_codebook("defence", corpus)
    sample = ct.sample_coding(corpus, ct.code_frames(corpus, codebook))
    folder = ct.export_coding(sample, codebook, tmp_path / "coding", also=["actors"])
    sheet = pd.read_csv(folder / "sheet.csv")
    assert pd.read_csv(folder / "key.csv").equals(sample[1][["unit", "stratum", "inclusion"]])
    frames = sorted(set(codebook.loc[codebook["set"] != "status", "frame"]))
    assert sheet.columns.tolist() == ["unit", "sentence", *frames, "actors"] and sheet[[*frames, "actors"]].isna().all(axis=None)
    assert "No coded sheet" in ct.read_coding(tmp_path).attrs["why"]  # nothing is filled in yet
    with pytest.raises(ValueError, match="also holds 'ships'"):
        ct.export_coding(sample, codebook, tmp_path, also="ships")


def test_a_sheet_of_articles_is_whole_and_apart(tmp_path):
    corpus = ct.make_corpus(["Rain. " * 10, "Long rain came. " * 3000], clean=False)
    sample = ct.sample_coding(corpus, hits_of(corpus, {}), unit="article")
    folder = ct.export_coding(sample, None, tmp_path / "coding", also=["actors"])
    texts = pd.read_csv(folder / "sheet_articles.csv")["text"]
    assert texts.str.len().max() < 32_767 and texts.str.endswith(" […]").sum() == 1
    assert (folder / "key_articles.csv").exists() and not (folder / "key.csv").exists()
    assert len(ct.read_coding(tmp_path)) == 0
    ct.export_tables(tmp_path, sheet=sample[0])
    assert "Rain" not in (tmp_path / "sheet.csv").read_text()  # whole articles are not shared


def test_the_coding_of_the_seed_is_that_of_the_gold(corpus):
    coding = ct.read_coding(ROOT / "seeds", ct.read_codebook("defence", corpus))
    assert coding["label"].sum() == sum(row["status"] == "counts" for row in gold("frames"))
    assert set(coding["inclusion"]) == {1.0} and set(coding["coder"]) == {"developers"}


def test_lists_are_read_by_all_names_of_an_actor(tmp_path):
    cells = ["Malaysia|türkiye| Turkey", "-", None, "Captain Fictional|unknown", "–"]
    acts = ["Turkish > Malaysia: Consult|NATO>Captain Fictional:aid", "-", None, None, None]
    write(tmp_path, "ann", "abcde", actors=cells, speakers=cells, acts=acts, talks=[1, 0, None, 1, None])
    actors = ct.read_coding(tmp_path, what="actors")
    assert actors[["unit", "actor", "label"]].fillna("").values.tolist() == [
        ["a", "Malaysia", 1], ["a", "Türkiye", 1], ["b", "", 0], ["d", "captain fictional", 1], ["d", "unknown", 1], ["e", "", 0],
    ]  # fmt: skip
    assert ct.read_coding(tmp_path, what="acts")["act"].dropna().tolist() == [
        "Türkiye > Malaysia: consult", "NATO > captain fictional: aid"
    ]  # fmt: skip
    assert ct.read_coding(tmp_path)[["unit", "frame", "label"]].values.tolist() == [["a", "talks", 1], ["b", "talks", 0], ["d", "talks", 1]]
    with pytest.raises(ValueError, match="what is 'ships'"):
        ct.read_coding(tmp_path, what="ships")


def test_actors_of_the_corpus_are_known(tmp_path):
    (tmp_path / "knowledge").mkdir()
    rows = "Jane Example,person,J. Example\nExamplish,ambiguous,Examplic\n"
    (tmp_path / "knowledge" / "actors.csv").write_text("id,kind,aliases\n" + rows)
    write(tmp_path, "ann", "ab", speakers=["J. Example", "Examplic"])
    assert ct.read_coding(tmp_path, what="speakers")["speaker"].tolist() == ["Jane Example", "examplic"]  # what could be two is neither
    other = ct.read_actors().iloc[:0]
    assert ct.read_coding(tmp_path, what="speakers", actors=other)["speaker"].tolist() == ["j. example", "examplic"]


WRONG = [
    ("unit,x\na:0-1,yes\n", "me.csv, line 2: x is 'yes'. Write 1, 0, or nothing."),
    ("unit,x\na:0-1,1\nb:0-1,0\na:0-1,1\n", "me.csv, line 4: the sentence a:0-1 stands twice. Leave one of the two lines."),
    ("unit,x\na:article,1\na:article,1\n", "me.csv, line 3: the article a:article stands twice. Leave one"),
    ("unit,actors\na:0-1,-|NATO\n", "me.csv, line 2: actors is '-|NATO'. Write what is there, or - alone where there is none."),
    ("unit,speakers\na:0-1,|\n", "me.csv, line 2: speakers is '|'. Write what is there"),
    ("unit,acts\na:0-1,NATO : aid\n", "me.csv, line 2: acts is 'NATO : aid'. Write agent > target: root."),
    ("unit,acts\na:0-1,A > B: aid|> B: aid\n", "me.csv, line 2: acts is '> B: aid'. Write"),
    ("unit,risk\na:0-1,1\n", "me.csv, line 1: 'risk' is no frame of the codebook. Rename or delete the column."),
    ("x\n1\n", "me.csv, line 1: column 'unit' is missing."),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_sheet_says_where_and_how_to_mend_it(tmp_path, text, message):
    (tmp_path / "coding").mkdir()
    (tmp_path / "coding" / "me.csv").write_text(text)
    codebook = pd.DataFrame({"frame": ["x"]})
    with pytest.raises(ct.KnowledgeError, match=re.escape(message)) as error:
        ct.read_coding(tmp_path, codebook, what="actors")  # all columns are checked, whatever is asked for
    assert error.value.file == "me.csv" and error.value.line and error.value.mend


KEYS = [
    ("a:0-1,s,2\n", "key.csv, line 2: inclusion is '2'. Put the key there that was written with the sheet."),
    ("a:0-1,s,nan\n", "key.csv, line 2: inclusion is 'nan'."),
    ("a:0-1,s,x\n", "key.csv, line 2: inclusion is 'x'."),
    ("a:0-1,s,1\na:0-1,s,0.5\n", "key.csv, line 3: the unit a:0-1 stands twice."),
    ("b:0-1,s,1\n", "me.csv, line 2: a:0-1 is not in the key. Put the key there"),
]


@pytest.mark.parametrize(("text", "message"), KEYS, ids=range(len(KEYS)))
def test_a_wrong_key_says_so(tmp_path, text, message):
    write(tmp_path, "me", ["a:0-1", "a:article"], x=[1, 1])  # there is no key of the articles, and none is asked for
    (tmp_path / "coding" / "key.csv").write_text(f"unit,stratum,inclusion\n{text}")
    with pytest.raises(ct.KnowledgeError, match=re.escape(message)):
        ct.read_coding(tmp_path)


def test_a_sheet_that_is_a_link_is_not_opened(tmp_path):
    (tmp_path / "coding").mkdir()
    (tmp_path / "secret").write_text("unit,hunter2\n")
    for name in ("me.csv", "key.csv"):
        (tmp_path / "coding" / name).symlink_to(tmp_path / "secret")
        with pytest.raises(ct.KnowledgeError, match=f"^{name} cannot be read"):
            ct.read_coding(tmp_path)


# --- agreement of coders -------------------------------------------------------------------------------------------------


def coded(coder, labels, frame="x", units=None, inclusion=1.0):
    units = list("abcdefghijklmnopqrstuvwxyz")[: len(labels)] if units is None else list(units)
    return pd.DataFrame({"coder": coder, "unit": units, "frame": frame, "label": labels, "inclusion": inclusion})


def test_two_coders_agree_as_far_as_they_do():
    parts = [coded("one", [1, 1, 0, 0]), coded("two", [1, 0, 0, 0]), coded("one", [0] * 4, "y"), coded("two", [0] * 4, "y")]
    agreement = ct.score_agreement(pd.concat(parts)).set_index("frame")
    assert agreement.index.tolist() == ["x", "y", "all"]
    assert agreement.loc["x", ["coders", "units", "agreement", "prevalence"]].tolist() == [2, 4, 0.75, 0.375]
    assert agreement.loc["x", ["alpha", "ac1"]].tolist() == pytest.approx([0.533, 0.529], abs=1e-3)
    assert agreement.loc["y", "agreement"] == agreement.loc["y", "ac1"] == 1 and pd.isna(agreement.loc["y", "alpha"])
    assert agreement.loc["all", "units"] == 8
    assert agreement.loc["all", "alpha"] == pytest.approx(1 - 15 * 2 / (16**2 - 3**2 - 13**2))
    x = agreement.loc["x"]
    assert x["alpha_low"] <= x["alpha"] <= x["alpha_high"] and x["ac1_low"] <= x["ac1"] <= x["ac1_high"]


def test_many_coders_with_gaps_agree_as_krippendorff_says():
    parts = [
        coded(coder, (FOUR_OBSERVERS[coder].dropna() == label).astype(int).tolist(), f"label {label}", FOUR_OBSERVERS[coder].dropna().index)
        for coder in "ABCD"
        for label in range(1, 6)
    ]
    coding = pd.concat(parts).astype({"unit": "str"})
    table = ct.score_agreement(coding).set_index("frame")
    for label in range(1, 6):
        ratings = (FOUR_OBSERVERS == label).astype(float).where(FOUR_OBSERVERS.notna())
        assert table.loc[f"label {label}", "alpha"] == pytest.approx(alpha(ratings))
    assert table["coders"].tolist() == [4] * 6 and table["units"].tolist() == [11] * 5 + [55]  # the twelfth has one coder
    swapped = ct.score_agreement(coding.assign(coder=coding["coder"].map(dict(zip("ABCD", "CADB", strict=True)))).sample(frac=1))
    pd.testing.assert_frame_equal(swapped.set_index("frame"), table)


def test_a_frame_in_nearly_all_has_no_alpha_but_agreement():
    one, two = [1] * 60, [1] * 60
    one[3] = two[7] = 0
    table = ct.score_agreement(pd.concat([coded("one", one, units=range(60)), coded("two", two, units=range(60))]).astype({"unit": "str"}))
    assert table["alpha"][0] < 0 < 0.9 < table["ac1"][0] < table["agreement"][0]


def test_lists_are_compared_label_by_label():
    coding = pd.DataFrame(
        [("one", "a", "NATO", 1), ("one", "b", None, 0), ("two", "a", "NATO", 1), ("two", "a", "ASEAN", 1), ("two", "b", None, 0)],
        columns=["coder", "unit", "actor", "label"],
    ).assign(inclusion=1.0)
    table = ct.score_agreement(coding).set_index("actor")
    assert table["agreement"].to_dict() == {"ASEAN": 0.5, "NATO": 1.0, "all": 0.75}


def test_one_coder_is_no_agreement():
    table = ct.score_agreement(coded("one", [1, 0]))
    assert len(table) == 0 and "One coder" in table.attrs["why"] and "alpha_low" in table
    assert "sentences were" in ct.score_agreement(coded("one", [1, 0]), unit="article").attrs["why"]
    assert "No coded sheet" in ct.score_agreement(ct.read_coding(None)).attrs["why"]
    apart = ct.score_agreement(pd.concat([coded("one", [1], units="a"), coded("two", [1], units="b")]))
    assert len(apart) == 0 and apart.attrs["why"] == "No sentence was coded by two coders."


# --- machine against coder -----------------------------------------------------------------------------------------------


def test_the_seed_as_coded_by_hand(corpus):
    codebook = ct.read_codebook("defence", corpus)
    scores = ct.score_coding(corpus, ct.code_frames(corpus, codebook), ct.read_coding(corpus.folder, codebook)).set_index("frame")
    assert scores.index[-1] == "all" and scores["units"].tolist() == [14] * 8 + [14 * 8]
    assert scores.loc["all", "coded"] == 16 and scores.loc["all", "recall"] == scores.loc["all", "both"] / 16  # no weights: all were drawn
    assert (
        scores["both"] + scores["neither"] + (scores["coded"] - scores["both"]) + (scores["found"] - scores["both"]) == scores["units"]
    ).all()
    assert scores.loc["procurement_deal", ["alpha", "precision", "recall", "f1"]].isna().all()
    assert scores.loc["procurement_deal", ["agreement", "ac1"]].tolist() == [1, 1]
    assert scores.attrs["sentences"] == 14 and scores.attrs["resampled"] == "sentences" and scores.attrs["lost"] == 0


def test_scores_are_weighted_by_the_chance_of_being_drawn(tmp_path):
    corpus, hits = many_sentences(40, 160)
    sheet, key = ct.sample_coding(corpus, hits, n=40)
    # the coder finds the frame in every second sentence with a cue, and in one of the twenty without
    drawn, cue = key.groupby("stratum").cumcount(), key["stratum"] != "no cue"
    label = (cue & (drawn % 2 == 0)) | (~cue & (drawn == 0))
    ct.export_coding((sheet, key), ct.read_codebook(), tmp_path / "coding")
    write(tmp_path, "one", sheet["unit"], procurement_deal=label.astype(int))
    scores = ct.score_coding(corpus, hits, ct.read_coding(tmp_path, ct.read_codebook())).iloc[0]
    assert scores[["units", "coded", "found", "both", "neither"]].tolist() == [40, 11, 20, 10, 19]
    assert scores["precision"] == pytest.approx(0.5)
    recall = 10 * 2 / (10 * 2 + 1 * 8)  # a sentence with a cue stands for 2, one without for 8
    assert scores["recall"] == pytest.approx(recall) and scores["f1"] == pytest.approx(2 * 0.5 * recall / (0.5 + recall))
    assert scores["agreement"] == pytest.approx((10 * 2 + 19 * 8) / 200)
    size = 28**2 / (10 * 2**2 + 8**2)  # Kish's effective number of the eleven coded sentences
    assert [scores["recall_low"], scores["recall_high"]] == pytest.approx([float(x) for x in wilson(20 / 28 * size, size)])
    jaccard, size = 20 / 48, 48**2 / (20 * 2**2 + 8**2)
    ends = [2 * float(x) / (1 + float(x)) for x in wilson(jaccard * size, size)]
    assert [scores["f1_low"], scores["f1_high"]] == pytest.approx(ends)
    for name in ("agreement", "alpha", "ac1", "precision", "recall", "f1"):
        assert scores[f"{name}_low"] < scores[name] < scores[f"{name}_high"]
    said = pd.DataFrame({"coder": label.astype(int), "machine": cue.astype(int)})
    assert scores["alpha"] == pytest.approx(alpha(said)) and scores["ac1"] == pytest.approx(ac1(said, (0, 1)))  # of the sample as it is
    # the sample that was coded keeps its chances, whatever comes to the corpus later
    more = ct.make_corpus([*corpus.articles["text"], "A contract more.", "And rain."], clean=False)
    again = ct.score_coding(more, hits_of(more, {"procurement_deal": [*range(40), 200]}), ct.read_coding(tmp_path)).iloc[0]
    assert again["recall"] == scores["recall"] and again["prevalence_corpus"] == 41 / 202


def test_prevalence_is_corrected_for_the_errors_of_the_machine():
    corpus = rain(100)
    hits = hits_of(corpus, {"x": range(30)})
    units = list_units(corpus, "sentence")["unit"]
    some = [*range(20), *range(50, 80)]  # 20 of those found and 30 of the others are coded; of those 16 and 3 have it
    labels = [int(k < 16 or 50 <= k < 53) for k in some]
    coding = coded("ann", labels, units=units[some], inclusion=[20 / 30] * 20 + [30 / 70] * 30)
    row = ct.score_coding(corpus, hits, coding).iloc[0]
    assert row["prevalence_coded"] == pytest.approx((16 * 1.5 + 3 * 7 / 3) / 100)
    assert row["prevalence_found"] == row["prevalence_corpus"] == pytest.approx(0.3)
    assert row["prevalence_error"] == pytest.approx(0.3 - 0.31)
    assert row["prevalence_corrected"] == pytest.approx(0.31)  # where the sample is of this corpus, the two estimates are one
    assert row["corrected_low"] < 0.31 < row["corrected_high"]
    other = hits_of(corpus, {"x": [*range(30), *range(80, 100)]})  # in units that nobody coded it finds more
    sensitivity, specificity = 24 / 31, 63 / 69
    again = ct.score_coding(corpus, other, coding).iloc[0]
    assert again["prevalence_corrected"] == pytest.approx((0.5 + specificity - 1) / (sensitivity + specificity - 1))
    worse = ct.score_coding(corpus, hits_of(corpus, {"x": range(53, 80)}), coding).iloc[0]  # finds all but what is there
    assert pd.isna(worse["prevalence_corrected"])
    none = ct.score_coding(corpus, hits, coding.assign(label=0)).iloc[0]
    assert pd.isna(none["prevalence_corrected"]) and none["prevalence_coded"] == 0 and none["prevalence_error"] == pytest.approx(0.3)
    # what it finds in the corpus is less than the errors that it made in the sample: (0.1 + 10 / 15 - 1) / (10 / 15) is under 0
    bad = coded("ann", [1] * 5 + [0] * 15, units=units[:20])
    assert ct.score_coding(corpus, hits_of(corpus, {"x": range(10)}), bad)["prevalence_corrected"][0] == 0


@settings(max_examples=25)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.5, 1.0])), min_size=2, max_size=30))
def test_a_perfect_machine_is_perfect(rows):
    corpus = rain(len(rows))
    hits = hits_of(corpus, {"x": [sent for sent, (given, _) in enumerate(rows) if given]})
    labels, chances = [int(given) for given, _ in rows], [chance for _, chance in rows]
    coding = coded("ann", labels, units=list_units(corpus, "sentence")["unit"], inclusion=chances)
    for row in ct.score_coding(corpus, hits, coding).to_dict("records"):
        assert row["agreement"] == row["ac1"] == 1 and row["prevalence_error"] == 0
        if any(labels):
            assert row["precision"] == row["recall"] == row["f1"] == pytest.approx(1)
        if 0 < sum(labels) < len(labels):
            assert row["alpha"] == 1 and row["prevalence_corrected"] == pytest.approx(sum(labels) / len(labels))


def test_people_against_people_beside_the_machine():
    corpus, hits = many_sentences(6, 6)
    units = list_units(corpus, "sentence")["unit"]
    chances = [0.5] * 6 + [0.25] * 6
    one = coded("one", [1] * 6 + [1] + [0] * 5, units=units, inclusion=chances)
    two = coded("two", [1] * 5 + [0] + [0] * 5, units=units[:11], inclusion=chances[:11])
    three = coded("three", [1], units=units[11:], inclusion=chances[11:])
    coding = pd.concat([one, two, three]).assign(frame="procurement_deal")
    scores = ct.score_coding(corpus, hits, coding)
    rows = scores[scores["frame"] != "all"].set_index("coder")
    # both: five units that stand for 2; one alone: the sixth, for 2, and the seventh, for 4; of three, the last, for 4
    assert rows.loc["two", "human_f1"] == pytest.approx(2 * 10 / (16 + 10)) and rows.loc["two", "human_units"] == 11
    assert rows.loc["one", "human_f1"] == pytest.approx(2 * 10 / (16 + 10 + 4)) and rows.loc["one", "human_units"] == 12
    assert rows.loc["three", "human_f1"] == 0 and rows.loc["three", "human_units"] == 1
    assert rows.loc["one", "f1"] == pytest.approx(2 * 12 / (16 + 12))
    alone = ct.score_coding(corpus, hits, two.assign(frame="procurement_deal"))
    assert alone["human_f1"].isna().all() and alone["human_units"].tolist() == [0, 0]


def test_all_frames_together_are_their_sum():
    corpus = rain(12)
    hits = hits_of(corpus, {"x": range(4), "y": range(2, 9)})
    units = list_units(corpus, "sentence")["unit"]
    coding = pd.concat([coded("ann", [1, 0] * 6, frame, units) for frame in "xy"])
    table = ct.score_coding(corpus, hits, coding).set_index("frame")
    for name in ("units", "coded", "found", "both", "neither"):
        assert table.loc["all", name] == table.loc["x", name] + table.loc["y", name]
    assert table.loc["all", "recall"] == table.loc["all", "both"] / table.loc["all", "coded"]
    assert table.loc["all", "prevalence_corpus"] == pytest.approx((4 / 12 + 7 / 12) / 2)
    assert table.attrs["resampled"] == "articles"


def test_the_order_of_rows_and_articles_changes_nothing():
    corpus, hits = many_sentences(20, 20)
    coding = coded("ann", [1, 0, 0, 1] * 10, units=list_units(corpus, "sentence")["unit"]).assign(frame="procurement_deal")
    again = ct.make_corpus(corpus.articles["text"][::-1].tolist(), clean=False)
    turned = ct.score_coding(again, hits_of(again, {"procurement_deal": range(20, 40)}), coding.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(turned, ct.score_coding(corpus, hits, coding))


MENTIONS = pd.DataFrame({"doc": 0, "sent": [0, 0, 1], "actor": ["Malaysia", "Türkiye", "NATO"], "kind": "state"})
SPEECH = pd.DataFrame(
    {
        "doc": 0,
        "sent": [0, 1, 2],
        "speaker_id": ["Malaysia", None, None],
        "speaker": ["Kuala Lumpur", "The  Captain", None],
        "form": "quote",
    }
)
ACTS = pd.DataFrame(
    {
        "doc": 0, "sent": [0, 1, 2], "agent": ["Malaysia", "NATO", "NATO"], "target": ["Türkiye", None, "Türkiye"], "root": "Consult",
        "status": ["asserted", "asserted", "negated"], "speaker_id": None,
    }
)  # fmt: skip
LISTS = [
    (
        MENTIONS, "actors", ["Malaysian|ASEAN", "-", ""],
        {"ASEAN": (1, 0, 0), "Malaysia": (1, 1, 1), "NATO": (0, 1, 0), "Türkiye": (0, 1, 0)},
    ),
    (SPEECH, "speakers", ["Malaysia", "the captain", "unknown"], {"Malaysia": (1, 1, 1), "captain": (1, 1, 1), "unknown": (1, 1, 1)}),
    (
        ACTS, "acts", ["Malaysia > Turkey: consult", "-", "-"],
        {"Malaysia > Türkiye: consult": (1, 1, 1), "NATO > unknown: consult": (0, 1, 0)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "what", "cells", "want"), LISTS, ids=["mentions", "speech", "acts"])
def test_mentions_speech_and_acts_are_scored_alike(tmp_path, rows, what, cells, want):
    corpus = ct.make_corpus(["Rain came. Snow came. Hail came."], clean=False)
    write(tmp_path, "ann", list_units(corpus, "sentence")["unit"], **{what: cells})
    coding = ct.read_coding(tmp_path, what=what)
    scores = ct.score_coding(corpus, rows, coding)
    label = scores.columns[1]
    assert {row[label]: (row["coded"], row["found"], row["both"]) for row in scores.to_dict("records") if row[label] != "all"} == want
    assert set(scores["units"].iloc[:-1]) == {2 if what == "actors" else 3}  # an empty cell was not coded
    key = ct.sample_coding(corpus, rows, n=10)[1]
    assert key.loc[key["stratum"].str.startswith("no "), "sent"].tolist() == ([] if what == "speakers" else [2])
    with pytest.raises(ValueError, match=r"what='frames'"):
        ct.score_coding(corpus, hits_of(corpus, {"x": [0]}), coding)


def test_nobody_found_anything(tmp_path):
    corpus = ct.make_corpus(["Rain came."], clean=False)
    write(tmp_path, "ann", list_units(corpus, "sentence")["unit"], actors=["-"])
    scores = ct.score_coding(corpus, MENTIONS.iloc[:0], ct.read_coding(tmp_path, what="actors"))
    assert len(scores) == 0 and "Neither the coders nor the machine found any actors" in scores.attrs["why"]


def test_coding_of_another_corpus_is_refused(corpus):
    other, hits = many_sentences(1, 1)
    coding = ct.read_coding(ROOT / "seeds")
    scores = ct.score_coding(other, hits, coding)
    assert len(scores) == 0 and "None of the coded sentences" in scores.attrs["why"]
    assert list(scores) == ["coder", "frame", *SCORES]
    partly = pd.concat([coding, coded("developers", [1], "procurement_deal", list_units(other, "sentence")["unit"][:1])])
    scores = ct.score_coding(other, hits, partly)
    assert scores.attrs["lost"] == 14 and scores["units"].tolist() == [1, 1]
    assert "sentences were" in ct.score_coding(other, hits, coding, unit="article").attrs["why"]


def test_a_weighted_sample_is_unbiased_and_a_plain_one_is_not():
    """Over 150 draws of 120 from 800 fictional sentences, of which the machine finds half of what is there."""
    draw = np.random.default_rng(3)
    corpus = rain(800)
    there = draw.random(800) < 0.1
    found = (there & (draw.random(800) < 0.5)) | (draw.random(800) < 0.02)
    hits = hits_of(corpus, {"x": np.flatnonzero(found)})
    recall, f1 = (there & found).sum() / there.sum(), 2 * (there & found).sum() / (there.sum() + found.sum())
    cells, plain = [], []
    for seed in range(150):
        _, key = ct.sample_coding(corpus, hits, n=120, seed=seed)
        h, m, w = there[key["sent"]], found[key["sent"]], 1 / key["inclusion"].to_numpy()
        cells.append((w @ (h & m), w @ h, w @ m, w.sum()))
        plain.append((h.mean(), (h & m).sum() / h.sum()))
    both, coded_, found_, whole = np.mean(cells, axis=0)  # totals are unbiased; a rate of one sample is, but for 1 / n
    assert (coded_ / whole, both / coded_) == pytest.approx((there.mean(), recall), abs=0.02)
    assert 2 * both / (coded_ + found_) == pytest.approx(f1, abs=0.02) and found_ == pytest.approx(found.sum())
    assert (np.mean(plain, axis=0) > np.array([there.mean(), recall]) + 0.15).all()
    scores = ct.score_coding(corpus, hits, coded("ann", h.astype(int), units=key["unit"], inclusion=key["inclusion"])).iloc[0]
    both, coded_, found_, whole = cells[-1]
    want = coded_ / whole, both / coded_, 2 * both / (coded_ + found_)
    assert scores[["prevalence_coded", "recall", "f1"]].tolist() == pytest.approx(want)


# --- thresholds ----------------------------------------------------------------------------------------------------------


def coded_articles(n: int, seed: int, noise: float = 0.0):
    """Return fictional articles with 0 to 5 hits, coded as having the frame from three hits on, but for some noise."""
    draw = np.random.default_rng(seed)
    corpus = rain(n)
    hits = draw.integers(0, 6, n)
    labels = ((hits >= 3) ^ (draw.random(n) < noise)).astype(int)
    scores = pd.DataFrame({"doc": corpus.articles["doc"], "x": np.log1p(hits)})
    units = list_units(corpus, "article")["unit"]
    return corpus, scores, coded("ann", labels, units=units), hits_of(corpus, {"x": np.repeat(np.arange(n), hits)})


def test_a_threshold_is_found_where_it_is():
    corpus, scores, coding, _ = coded_articles(50, seed=1)
    table = ct.set_thresholds(corpus, scores, coding)
    assert table[["frame", "hits", "coded", "positives"]].values.tolist() == [["x", 3, 50, coding["label"].sum()]]
    assert table["threshold"][0] == pytest.approx(math.log1p(3)) and table["f1"][0] == 1 and pd.isna(table["why"][0])
    assert len(table.attrs["units"]) == 50
    turned = ct.set_thresholds(corpus, scores.set_index("doc").iloc[::-1], coding.iloc[::-1])
    pd.testing.assert_frame_equal(turned, table)


def test_the_f1_that_is_told_is_not_that_of_the_articles_that_set_it():
    """Where scores and frame have nothing to do with each other, the best F1 on the setters flatters."""
    corpus, scores, coding, _ = coded_articles(50, seed=1)
    told, flattering = [], []
    for seed in range(40):
        draw = np.random.default_rng(seed)
        truth, score = (draw.random(50) < 0.3).astype(int), draw.random(50)
        told.append(ct.set_thresholds(corpus, scores.assign(x=score), coding.assign(label=truth), seed=seed)["f1"][0])
        flattering.append(max(2 * (truth & (score >= t)).sum() / (truth.sum() + (score >= t).sum()) for t in score))
    assert np.mean(told) < np.mean(flattering) - 0.05
    assert np.mean(told) < 2 * 0.3 / 1.3 + 0.02  # the F1 of calling every article positive


def test_too_few_articles_set_no_threshold():
    corpus, scores, coding, _ = coded_articles(19, seed=1)
    table = ct.set_thresholds(corpus, scores, coding)
    assert len(table) == 0 and table.attrs["why"].startswith("Uncalibrated: 19 articles were coded; 20 coded articles are needed")
    corpus, scores, coding, _ = coded_articles(30, seed=1)
    rare = coding.assign(frame="rare", label=[1] * 4 + [0] * 26)
    table = ct.set_thresholds(corpus, scores, pd.concat([coding, rare])).set_index("frame")
    assert pd.isna(table.loc["rare", "threshold"]) and table.loc["rare", "why"].startswith("uncalibrated: 30 coded, 4 with it")
    assert table.loc["x", "hits"] == 3
    assert "sentences were" in ct.set_thresholds(corpus, scores, coded("ann", [1])).attrs["why"]
    assert "No coded sheet" in ct.set_thresholds(corpus, scores, ct.read_coding(None)).attrs["why"]
    with pytest.raises(ValueError, match="folds is 1"):
        ct.set_thresholds(corpus, scores, coding, folds=1)
    with pytest.raises(ValueError, match="holds no frames"):
        ct.set_thresholds(corpus, scores, coding.rename(columns={"frame": "actor"}))


def test_coders_share_an_article_and_weights_count():
    corpus, scores, coding, _ = coded_articles(40, seed=2)
    twice = pd.concat([coding, coding.assign(coder="bob")])
    one, two = ct.set_thresholds(corpus, scores, coding), ct.set_thresholds(corpus, scores, twice)
    pd.testing.assert_frame_equal(one, two)
    assert deal(pd.Series({"a": 1, "b": 1, "c": 1, "d": 1}), 2, 1) == deal(pd.Series({"d": 1, "c": 1, "b": 1, "a": 1}), 2, 1)
    assert len({tuple(deal(pd.Series(1, index=list("abcd")), 2, seed)[unit] for unit in "abcd") for seed in range(9)}) > 1
    # articles of one hit have the frame too, but were nearly all drawn: those of two, without it, stand for a hundred
    hits = np.array([0] * 20 + [1] * 10 + [2] * 5 + [3] * 5)
    labels, scores = [0] * 20 + [1] * 10 + [0] * 5 + [1] * 5, scores.assign(x=np.log1p(hits))
    plain = ct.set_thresholds(corpus, scores, coding.assign(label=labels))
    weighted = ct.set_thresholds(corpus, scores, coding.assign(label=labels, inclusion=np.where(hits == 2, 0.01, 1.0)))
    assert plain["hits"].tolist() == [1] and weighted["hits"].tolist() == [3]
    often = coding.assign(label=labels)  # sixty coders for each article of two hits say no more than one
    many = pd.concat([often, *(often[hits == 2].assign(coder=f"coder {n}") for n in range(60))])
    pd.testing.assert_frame_equal(ct.set_thresholds(corpus, scores, many), plain)


def test_no_threshold_is_scored_on_the_articles_that_set_it():
    corpus, scores, coding, hits = coded_articles(60, seed=3)
    setters, others = coding.iloc[:40], coding.iloc[40:]
    thresholds = ct.set_thresholds(corpus, scores, setters)
    with_it = ct.score_coding(corpus, hits, coding, unit="article", thresholds=thresholds)
    assert with_it["units"].tolist() == [20, 20] and with_it.attrs["set"] == 40 and with_it["f1"].tolist() == [1, 1]
    assert with_it["threshold"].tolist() == [3, 3]
    assert with_it["prevalence_corpus"][0] == pytest.approx((scores["x"] >= math.log1p(3)).mean())
    without = ct.score_coding(corpus, hits, others, unit="article")
    assert without["found"][0] == (scores["x"][40:] > 0).sum() and without["threshold"][0] == 1 and without["f1"][0] < 1
    none_left = ct.score_coding(corpus, hits, setters, unit="article", thresholds=thresholds)
    assert len(none_left) == 0 and "set the thresholds" in none_left.attrs["why"]
    with pytest.raises(ValueError, match="which articles set them"):
        ct.score_coding(corpus, hits, coding, unit="article", thresholds=pd.DataFrame(thresholds.to_dict("list")))
    with pytest.raises(ValueError, match="Thresholds are of articles"):
        ct.score_coding(corpus, hits, coding, thresholds=thresholds)
    refused = ct.set_thresholds(corpus, scores, setters.iloc[:5])
    assert ct.score_coding(corpus, hits, others, unit="article", thresholds=refused)["found"][0] == without["found"][0]


def test_refusals_are_well_formed():
    table = refuse({"coder": "str", "frame": "str"} | SCORES, "x")
    assert table["threshold"].dtype == "Int64" and len(table) == 0


def test_of_all_labels_no_interval_is_given_and_a_missing_key_is_said(corpus):
    hits = ct.code_frames(corpus, ct.read_codebook())
    coding = ct.read_coding(corpus.folder)
    scores = ct.score_coding(corpus, hits, coding)
    assert scores.loc[scores["frame"] == "all", ["recall_low", "precision_high", "f1_low"]].isna().all(axis=None)
    assert scores.attrs["weighted"] and "key of the sample" not in ct.say(scores)
    bare = ct.score_coding(corpus, hits, coding.assign(inclusion=None).astype({"inclusion": "float64"}))
    assert not bare.attrs["weighted"] and "The key of the sample is missing" in ct.say(bare)


def test_what_machine_and_coder_disagree_on_is_listed(corpus):
    hits, coding = ct.code_frames(corpus, ct.read_codebook()), ct.read_coding(corpus.folder)
    errors, scores = ct.list_errors(corpus, hits, coding), ct.score_coding(corpus, hits, coding).set_index("frame").loc["all"]
    counts = errors["error"].value_counts().to_dict()
    assert counts.get("found, not coded", 0) == scores["found"] - scores["both"]
    assert counts.get("coded, not found", 0) == scores["coded"] - scores["both"]
    assert errors["sent"].isin(corpus.sentences["sent"]).all() and "found, not coded; developers" in repr(ct.quote(corpus, errors))
    right = ct.list_errors(corpus, hits, coding[coding["frame"] == "technology_industry"].assign(label=0))
    assert len(right) and set(right["error"]) == {"found, not coded"}
    assert ct.list_errors(corpus, hits[:0], coding[coding["label"] == 0]).attrs["why"].startswith("The machine and the coders agree")
