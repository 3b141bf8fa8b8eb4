"""The same story twice, held against slow and obvious code of its own."""

import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations, pairwise

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings.corpus import read_survey
from cuttings.loading import duplicates
from cuttings.loading.duplicates import THRESHOLD, jaccard
from cuttings.loading.parted import Parted
from cuttings.loading.sketches import Words, sketch
from hypothesis import given
from hypothesis import strategies as st
from seed import ROOT

DATA = ROOT.parent / "shared" / "data"
SYLLABLES = ["ba", "de", "fi", "go", "ku", "la", "me", "no", "ri", "su", "ta", "vo"]


def words_of(text):
    bare = ("".join(c for c in piece.casefold() if unicodedata.category(c)[0] in "LMN") for piece in text.split())
    return [word for word in bare if word]


def shingles_of(text):
    words = words_of(text)
    return {tuple(words[n : n + 5]) for n in range(len(words) - 4)}


def likeness(one, other):
    a, b = shingles_of(one), shingles_of(other)
    return len(a & b) / len(a | b) if a | b else 0.0


def fictional(random_, size):
    return ["".join(random_.choices(SYLLABLES, k=random_.randint(1, 4))) for _ in range(size)]


def edited(words, edits, random_):
    words = list(words)
    for _ in range(edits):
        at = random_.randrange(len(words))
        words[at : at + random_.randint(0, 2)] = random_.choices(["altered", "edited", "newly", "moved"], k=random_.randint(0, 2))
    return words


def near_pairs(texts):
    """Return all pairs at or over the threshold, by an index of every shingle: exact, and nothing is sketched."""
    sets, index, common = [shingles_of(text) for text in texts], defaultdict(list), Counter()
    for n, shingles in enumerate(sets):
        for shingle in shingles:
            index[shingle].append(n)
    for members in index.values():
        common.update((a, b) for at, a in enumerate(members) for b in members[at + 1 :])
    return {pair for pair, both in common.items() if both >= 0.8 * (len(sets[pair[0]]) + len(sets[pair[1]]) - both)}


def groups_of(size, pairs):
    """Return the smallest member of what pairs connect, for each of many numbers: repeated until nothing changes."""
    group, before = list(range(size)), []
    while before != group:
        before = list(group)
        for a, b in pairs:
            group[a] = group[b] = min(group[a], group[b])
    return group


def check_against_slow_code(texts):
    """Compare the clusters with all exact pairs; return how many near pairs there are, identical texts left out."""
    articles = ct.make_corpus(texts, clean=False, duplicates="keep").articles
    clusters, same = articles["cluster"].tolist(), defaultdict(list)
    for n, text in enumerate(texts):
        same[tuple(words_of(text))].append(n)
    pairs = near_pairs(texts)
    exact = {(group[0], n) for group in same.values() for n in group[1:]}
    joined = {(a, b) for a, b in pairs | exact if clusters[a] == clusters[b]}
    firsts = {}
    assert [firsts.setdefault(cluster, n) for n, cluster in enumerate(clusters)] == groups_of(
        len(texts), joined
    )  # precision: no wrong join
    assert len(joined) >= 0.98 * len(pairs | exact)
    assert exact <= joined
    return len({(a, b) for a, b in pairs if words_of(texts[a]) != words_of(texts[b])})


def test_near_duplicates_around_the_threshold_are_found_and_no_others():
    draw, texts, alike = random.Random(1), [], []
    for _ in range(600):
        words = fictional(draw, draw.randint(20, 300))
        other = edited(words, draw.randint(0, max(1, len(words) // 25)), draw)
        texts += [" ".join(words), " ".join(other)]
        alike.append(likeness(texts[-2], texts[-1]))
    around = [share for share in alike if 0.7 <= share < 0.9]
    assert len(around) > 150 and sum(share < THRESHOLD for share in around) > 50 and sum(share >= THRESHOLD for share in around) > 50
    assert check_against_slow_code(texts) == sum(THRESHOLD <= share for share in alike if share < 1)


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
def test_near_duplicates_among_real_articles_are_found_and_no_others():
    draw, texts = random.Random(2), []
    for name in ("outlet_dev.csv", "defence_dev.csv", "isaf_press_releases/isaf.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            texts += [row["text"] for row in csv.DictReader(file) if row["text"].strip()]
    for text in list(texts):
        words = text.split()
        texts.append(" ".join(edited(words, draw.randint(1, 2 + len(words) // 40), draw)))
    assert len(texts) > 2_400 and check_against_slow_code(texts) > 500


@pytest.mark.parametrize(("added", "shared"), [(10, "0.81"), (11, "0.80"), (12, None)])
def test_the_reason_says_how_near_it_is_and_the_threshold(added, shared):
    words = fictional(random.Random(3), 48)  # 44 shingles; every word added at the end brings one more: 44 / 54, 44 / 55, 44 / 56
    ledger = ct.make_corpus([" ".join(words), " ".join(words + fictional(random.Random(5), added))]).ledger
    near = f"near duplicate: Jaccard {shared} (threshold 0.8)"
    wanted = [near, "duplicate", 1] if shared else ["", "kept", None]
    assert [None if pd.isna(cell) else cell for cell in ledger.loc[0, ["reason", "status", "duplicate_of"]]] == wanted
    assert ledger.loc[1, "status"] == "kept"


BASE = " ".join(fictional(random.Random(4), 60))
KEPT = [  # the longest of a day; a day that is missing comes last; of the same words the first by path
    ([(BASE, None), (BASE, "2025-01-02"), (BASE + " end", "2025-01-01")], 2),
    ([(BASE + " end of it", "2025-01-02"), (BASE, "2025-01-01")], 1),
    ([(BASE, "2025-01-01"), (BASE + " longer", "2025-01-01")], 1),
    ([(BASE + " longer", None), (BASE, "2025-01-01")], 1),
    ([(BASE, None), (BASE.upper(), None), (BASE, None)], 0),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "kept"), KEPT)
def test_the_earliest_is_kept_then_the_longest_then_the_first(rows, kept):
    corpus = ct.make_corpus(pd.DataFrame(rows, columns=["text", "date"]))
    assert corpus.articles["doc"].tolist() == [kept]
    doubles = corpus.ledger[corpus.ledger["status"] == "duplicate"]
    assert len(doubles) == len(rows) - 1 and set(doubles["duplicate_of"]) == {kept}


def test_the_order_of_records_changes_nothing():
    draw = random.Random(6)
    stems = [fictional(draw, 80) for _ in range(20)]
    rows = [(" ".join(edited(stem, n, draw)) + f" {n}", f"2025-{draw.randint(1, 12):02}-{10 + n}") for stem in stems for n in range(4)]
    found = []
    for _ in range(4):
        articles = ct.make_corpus(pd.DataFrame(rows, columns=["text", "date"]), duplicates="keep").articles
        found.append(dict(zip(articles["text"], articles["cluster"].map(articles["text"]), strict=True)))
        draw.shuffle(rows)
    assert 20 <= len(set(found[0].values())) < 60
    assert all(one == found[0] for one in found)


def test_of_the_same_article_the_first_path_is_kept(tmp_path):
    for name in ("c/1.txt", "b.txt", "d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{BASE}.")
    ledger = ct.read_corpus(tmp_path).ledger
    assert ledger[["path", "status", "reason"]].values.tolist() == [
        ["b.txt", "kept", ""], ["c/1.txt", "duplicate", "the same words"], ["d.txt", "duplicate", "the same words"]
    ]  # fmt: skip


def test_a_chain_of_near_duplicates_is_one_cluster():
    words = fictional(random.Random(7), 104)  # 100 shingles, then 85, 70, 58
    chain = [" ".join(words[: 104 - cut]) for cut in (0, 15, 30, 42)]
    assert likeness(chain[0], chain[2]) < THRESHOLD <= min(likeness(a, b) for a, b in pairwise(chain))
    ledger = ct.make_corpus(chain[::-1]).ledger
    assert ledger["status"].tolist() == ["duplicate", "duplicate", "duplicate", "kept"]
    assert ledger["duplicate_of"].dropna().tolist() == [3, 3, 3]
    assert ledger["reason"].tolist()[:3] == [
        "near duplicate: Jaccard 0.58, by way of another (threshold 0.8)",
        "near duplicate: Jaccard 0.70, by way of another (threshold 0.8)",
        "near duplicate: Jaccard 0.85 (threshold 0.8)",
    ]


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (["One two three four", "one, TWO – three: four!"], 1),
        (["One two three four", "One two three five"], 2),
        (["One two three four", "One two three four five"], 2),
        (["One two three four", "One two four three"], 2),
        (["Yaşar konuştu bugün", "Yasar konuştu bugün"], 2),
        (["one two three four five", "one two three four fivé"], 2),
    ],
)
def test_short_texts_are_duplicates_only_by_the_same_words(texts, kept):
    assert len(ct.make_corpus(texts)) == kept


def test_duplicates_are_counted_where_they_are_kept_and_only_there():
    texts = [BASE, BASE.upper(), f"{BASE} end", "Ships sailed to a fictional port."]
    kept, dropped = (ct.make_corpus(texts, duplicates=how) for how in ("keep", "drop"))
    assert (len(kept), len(dropped)) == (4, 2)
    word = BASE.split()[0]
    times = [ct.count_terms(ct.tokenize(corpus), drop_stopwords=False).set_index("term")["count"][word] for corpus in (kept, dropped)]
    assert times == [3 * BASE.split().count(word), BASE.split().count(word)]
    pd.testing.assert_frame_equal(kept.ledger, dropped.ledger)
    assert set(dropped.sentences["doc"]) == set(dropped.articles["doc"]) == {2, 3}
    with pytest.raises(ValueError, match="Give 'drop' or 'keep'"):
        ct.make_corpus(texts, duplicates="count")


SKETCHED = [BASE, "One two three four five, Yaşar.", "Short.", "", "他来了。 ½ İstanbul"]


def digest_of_sketches():
    sketched = sketch(SKETCHED, [0] * len(SKETCHED), Words())
    prints, signatures = sketched.prints, sketched.signatures
    return hashlib.sha256("".join(prints).encode() + signatures.tobytes()).hexdigest()


@pytest.mark.parametrize("seed", ["0", "1", "12345"])
def test_signatures_are_the_same_in_another_process(seed):
    program = "import test_duplicates; print(test_duplicates.digest_of_sketches())"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == digest_of_sketches()


@pytest.mark.parametrize("size", [1, 2, 7])
def test_the_size_of_the_parts_changes_no_table(monkeypatch, size):
    draw = random.Random(8)
    stems = [fictional(draw, 120) for _ in range(6)]
    texts = [f"Follow us on Twitter\n\nOSLO, May {n} — “{' '.join(edited(stem, n, draw))}.” It ended." for stem in stems for n in (1, 2, 3)]
    texts[4:4] = ["", "Follow us on Facebook", texts[2]]
    whole = ct.make_corpus(texts)
    assert whole.ledger["status"].value_counts().gt(1).to_dict() == {"kept": True, "duplicate": True, "skipped": True}
    monkeypatch.setattr("cuttings.corpus.SIZE", size)
    parted = ct.make_corpus(texts)
    for name in ("articles", "sentences", "ledger", "removed"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(parted, name))


def test_texts_are_read_once_however_many_batches_they_are_compared_in(tmp_path, monkeypatch):
    draw, reads = random.Random(9), Counter()
    stems = [fictional(draw, 60) for _ in range(60)]
    texts = [" ".join(edited(stem, n, draw)) for n in (0, 1) for stem in stems]  # each far from the one that it is like
    (tmp_path / "all.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in texts))
    for name in ("MEMBERS", "TEXTS"):
        monkeypatch.setattr(f"cuttings.loading.duplicates.{name}", 4)
    bodies = Parted.bodies
    monkeypatch.setattr(Parted, "bodies", lambda self, docs: (reads.update({n: 1 for n, _ in self.by_part(docs)}), bodies(self, docs))[1])
    survey = read_survey(tmp_path / "all.jsonl", size=10, cache=False)
    assert max(reads.values()) <= 2 * 4  # ten texts of a part, four at a time, to find those that are alike and to say how much
    found = survey.ledger["duplicate_of"].tolist()
    assert 50 < sum(map(pd.notna, found)) and found == ct.make_corpus(texts).ledger["duplicate_of"].tolist()


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_jaccard_is_shared_over_all(one, other):
    arrays = [np.array(sorted(numbers), dtype=np.uint64) for numbers in (one, other)]
    assert jaccard(*arrays) == (len(one & other) / len(one | other) if one | other else 0.0)


@given(numbers=st.lists(st.lists(st.integers(0, 1), min_size=6, max_size=6), max_size=12))
def test_a_bucket_is_joined_as_far_as_any_two_agree(numbers):
    signatures = np.array(numbers, dtype=np.uint8).reshape(-1, 6)
    joined, slow = duplicates._Union(len(numbers)), duplicates._Union(len(numbers))
    duplicates._join_bucket(np.arange(len(numbers)), signatures, joined)
    for one, other in combinations(range(len(numbers)), 2):
        if sum(a == b for a, b in zip(numbers[one], numbers[other], strict=True)) / 6 >= duplicates.PROMISING:
            slow.join(one, other)
    assert sorted(joined.groups()) == sorted(slow.groups())
