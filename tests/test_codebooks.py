"""The codebooks: their examples, their cues, the words that turn a cue, and codebooks of one's own."""

from collections import Counter, defaultdict

import cuttings as ct
import pytest
from cuttings.frames import COUNTED
from cuttings.knowledge import CUE_COLUMNS, FRAME_COLUMNS, HERE, POLICY_FRAMES, STATUSES, KnowledgeError, read_rows, split_cell
from cuttings.phrases import matcher

FRAMES = read_rows(HERE / "frames.csv", FRAME_COLUMNS, FRAME_COLUMNS)  # no cell is empty
CUES = read_rows(HERE / "cues.csv", CUE_COLUMNS, CUE_COLUMNS)
SETS = {"generic": 5, "defence": 8}
CODEBOOKS = {name: ct.read_codebook(name) for name in SETS}
ENOUGH = {"generic": 150, "defence": 60}


def frames_in(texts, name):
    """Return the frames that count in each of some texts."""
    hits = ct.code_frames(ct.make_corpus(texts, clean=False, duplicates="keep"), CODEBOOKS[name])
    counted = hits[hits["status"].isin(COUNTED)]
    return [set(counted.loc[counted["doc"] == doc, "frame"]) for doc in range(len(texts))]


# The frames


@pytest.mark.parametrize("row", FRAMES, ids=lambda row: row["frame"])
def test_the_examples_hold(row):
    counts, does_not = frames_in([row["counts"], row["does_not_count"]], row["set"])
    assert row["frame"] in counts and row["frame"] not in does_not


def test_each_set_has_its_frames_with_enough_cues():
    assert Counter(row["set"] for row in FRAMES) == SETS
    cues = Counter((row["set"], row["frame"]) for row in CUES)
    assert all(cues[row["set"], row["frame"]] >= ENOUGH[row["set"]] for row in FRAMES)
    assert {frame for name, frame in cues if name == "status"} == set(STATUSES)


@pytest.mark.parametrize("row", FRAMES, ids=lambda row: row["frame"])
def test_the_crosswalk_names_policy_frames(row):
    policies = split_cell(row["crosswalk"])
    assert policies and set(policies) <= set(POLICY_FRAMES) and len(policies) == len(set(policies))
    coded = CODEBOOKS[row["set"]].query("frame == @row['frame']")
    assert set(coded["crosswalk"]) == {row["crosswalk"]} and set(coded["definition"]) == {row["definition"]}


def test_the_sources_are_named():
    for row in (*FRAMES, *CUES):
        assert ("Semetko & Valkenburg 2000" in row["source"]) == (row["set"] == "generic"), row


# The cues


def test_cues_are_sorted_and_none_stands_twice():
    keys = [(row["set"], row["frame"], row["note"], row["term"].lower()) for row in CUES]
    assert keys == sorted(keys)
    assert not [key for key, n in Counter((row["set"], row["frame"], row["term"].lower()) for row in CUES).items() if n > 1]
    assert [(row["set"], row["frame"]) for row in FRAMES] == sorted((row["set"], row["frame"]) for row in FRAMES)


def test_a_match_is_what_it_says():
    for row in CUES:
        assert row["match"] == "prefix" or (row["match"] == "phrase") == (" " in row["term"]), row
        assert row["match"] != "prefix" or sum(map(str.isalpha, row["term"])) >= 4, row


@pytest.mark.parametrize("name", [*SETS, "status"])
def test_every_cue_is_found_in_itself(name):
    cues = [row for row in CUES if row["set"] == name]
    texts = [f"So, {row['term']} indeed." for row in cues]
    found = matcher(tuple((row["term"], row["match"], False) for row in cues)).find(texts)
    whole = {(row.text, row.entry) for row in found.itertuples() if (row.start, row.end) == (4, 4 + len(cues[row.text]["term"]))}
    assert [row["term"] for number, row in enumerate(cues) if (number, number) not in whole] == []


@pytest.mark.parametrize("name", [*SETS, "status"])
def test_no_cue_is_of_two_frames_unless_its_note_says_so(name):
    """A note says "also conflict"; a word that a prefix of another frame reaches is that frame's cue, too."""
    cues = [row for row in CUES if row["set"] == name]
    prefixes = defaultdict(list)
    for row in cues:
        if row["match"] == "prefix":
            prefixes[row["term"].lower()[:4]].append(row)
    for row in cues:
        term = row["term"].lower()
        reached = [other for other in cues if other["term"].lower() == term]
        reached += [
            other for other in prefixes[term[:4]] if term.startswith(other["term"].lower()) and term[len(other["term"]) :].isalpha()
        ]
        others = {other["frame"] for other in reached} - {row["frame"]}
        assert all(f"also {frame}" in row["note"] for frame in others), (row, others)


def test_what_negates_is_no_cue_itself():
    turns = [row["term"].lower() for row in CUES if row["set"] == "status" and row["frame"] in ("negated", "rejected")]
    cues = tuple((row["term"], row["match"], False) for row in CUES if row["set"] != "status")
    found = matcher(cues).find(turns)
    assert [turns[row.text] for row in found.itertuples() if row.end - row.start == len(turns[row.text])] == []


# words that begin like a cue, or look like one, and are of no frame, or not of this one
OTHERS = {
    "conflict": "accustomed allegiance allegory escalator feudal interferon opposite Protestant Taunton Wrangler dividend Pickett argon",
    "human_interest": "heroin grievance Marriott encourage Horrocks painter lovage",
    "morality": "morale Churchill Hindustan Sacramento Islamabad Barbara bibliography tyrannosaurus rabbit Christiansen moratorium lent",
    "economic_consequences": "important investigate investigation insurgent insurrection taxi taxonomy subsidence costume payload",
    "responsibility": "solvent regular fixed combat modernist planet",
    "procurement_deal": "extended tenderness bidet order",
    "technology_industry": "offsetting2 industrious indigestion",
    "strategic_alignment": "rally calligraphy maxis",
    "security_threat": "thread attentive tensile",
    "interoperability_training": "drilled2 trains exercise",
    "diplomacy_friendship": "diploma talked friends",
    "risk_controversy": "delayering prober protestant grounded",
    "sovereignty_autonomy": "autonomous2 independent dependable",
}


@pytest.mark.parametrize("frame", OTHERS)
def test_words_that_only_look_like_a_cue(frame):
    (name,) = {row["set"] for row in FRAMES if row["frame"] == frame}
    words = OTHERS[frame].split()
    found = frames_in([f"The {word} here." for word in words], name)
    assert [word for word, frames in zip(words, found, strict=True) if frame in frames] == []


# The words that turn a cue

TURNED = [
    ("It is not just a contract.", "asserted"),
    ("It was nothing less than a contract.", "asserted"),
    ("It is no doubt a contract.", "asserted"),
    ("They could not but sign the contract.", "asserted"),
    ("They cannot but sign the contract.", "asserted"),
    ("In May the contract came.", "asserted"),
    ("They didn’t sign the contract.", "negated"),
    ("They won't sign the contract.", "negated"),
    ("There is hardly a contract.", "negated"),
    ("The firm lacks a contract.", "negated"),
    ("The firm failed to win the contract.", "negated"),
    ("He refuses to sign the contract.", "negated"),
    ("She ruled out a contract.", "negated"),
    ("Neither side has a contract.", "negated"),
    ("They broke away from the old contract.", "rejected"),
    ("They turned their backs on the contract.", "rejected"),
    ("They chose loans in place of a contract.", "rejected"),
    ("It marks a departure from the contract.", "rejected"),
    ("They plan to sign the contract.", "prospective"),
    ("They agreed to sign the contract.", "prospective"),
    ("They are about to sign the contract.", "prospective"),
    ("If there is a contract, ships follow.", "prospective"),
    ("They will not only sign the contract.", "prospective"),
    ("They intend to sign the contract.", "prospective"),
]


@pytest.mark.parametrize(("text", "status"), TURNED)
def test_words_that_turn_a_cue(text, status):
    hits = ct.code_frames(ct.make_corpus([text], clean=False), CODEBOOKS["defence"])
    assert hits.loc[hits["cue"] == "contract", "status"].tolist() == [status]


# A codebook of one's own


def own(folder, frames, cues=""):
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "frames.csv").write_text(frames)
    if cues:
        (folder / "knowledge" / "cues.csv").write_text(cues)
    (folder / "a.txt").write_text("The fictional yachts sailed. There was a deadlock, and no yachting.")
    return ct.read_corpus(folder)


def test_a_codebook_of_ones_own(tmp_path):
    cues = "set,frame,term,match\nmine,boats,yacht,prefix\nstatus,negated,fictional,word\n"
    corpus = own(tmp_path, "set,frame,definition\nmine,boats,Fun on the water\n", cues)
    codebook = ct.read_codebook("mine", corpus)
    mine = codebook[codebook["set"] == "mine"]
    assert mine[["frame", "definition", "crosswalk", "term"]].values.tolist() == [["boats", "Fun on the water", "", "yacht"]]
    hits = ct.code_frames(corpus, codebook)
    assert hits[["surface", "frame", "status"]].values.tolist() == [["yachts", "boats", "negated"], ["yachting", "boats", "negated"]]
    assert "mine" not in set(ct.read_codebook("generic", corpus)["set"])


def test_rows_add_to_a_shipped_codebook_or_take_the_place_of_its_own(tmp_path):
    frames = "set,frame,definition,crosswalk\ngeneric,boats,Fun,quality_of_life|other\ngeneric,conflict,Two sides,political\n"
    cues = "set,frame,term,match,note\ngeneric,boats,yacht,prefix,\ngeneric,conflict,deadlock,word,mine\n"
    codebook = ct.read_codebook("generic", own(tmp_path, frames, cues))
    assert set(codebook.loc[codebook["frame"] == "conflict", "definition"]) == {"Two sides"}
    assert codebook.query("term == 'deadlock'")[["match", "note"]].values.tolist() == [["word", "mine"]]
    assert codebook.query("frame == 'boats'")["crosswalk"].tolist() == ["quality_of_life|other"]
    assert len(codebook) == len(CODEBOOKS["generic"]) + 1


def test_a_crosswalk_to_nowhere_is_told(tmp_path):
    corpus = own(tmp_path, "set,frame,crosswalk\nmine,boats,political|fun\n")
    with pytest.raises(KnowledgeError, match=r"frames.csv, line 2: crosswalk 'fun' is unknown. It is one of: economic"):
        ct.read_codebook("mine", corpus)


def test_an_unknown_codebook_says_which_there_are(tmp_path):
    with pytest.raises(KnowledgeError, match="There are: defence, generic, mine"):
        ct.read_codebook("nothing", own(tmp_path, "set,frame\nmine,boats\n"))
