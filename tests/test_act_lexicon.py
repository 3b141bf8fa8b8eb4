"""The lexicon of acts: its file rules, and cues that an analyst would look for."""

from collections import Counter, defaultdict

import pytest
from cuttings.knowledge import HERE, read_rows
from cuttings.knowledge.inflect import inflect_noun, inflect_verb
from cuttings.knowledge.reading import load_lines

CLASSES = {
    "verbal_cooperation": "AGREE CONSULT SUPPORT",
    "material_cooperation": "COOPERATE AID YIELD",
    "verbal_conflict": "ACCUSE REQUEST REJECT THREATEN",
    "material_conflict": "PROTEST MOBILIZE SANCTION COERCE ASSAULT",
}
CLASS_OF = {root: name for name, roots in CLASSES.items() for root in roots.split()}
FAMILIES = ("LIGHT", "REVERSE")  # verbs that leave the act to the noun behind them, or undo it: some have a root of their own as well
HELPERS = (*FAMILIES, "DECOY")
COLUMNS = ("root", "class", "term", "match", "voice", "note", "source")
SOURCES = {"PLOVER codebook 2017", "PLOVER codebook 2023", "CAMEO codebook 2012", "Levin 1993", "cuttings"}
# The first act of a sentence, as a careful coder would see it; none: its cue words are no acts.
ACTS = {
    "AGREE": "agreed to resume supplies | offered to mediate | pledged 12 aircraft | "
    "proposed a swap | is willing to cooperate | named preferred bidder",
    "CONSULT": "met the minister | held talks | paid a visit to Ankara | hosted a delegation | mediated between them | made a port call",
    "SUPPORT": "praised the army | signed a memorandum of understanding | ratified the treaty | apologised for it | recognised the council",
    "COOPERATE": "co-produced the drone | held a joint exercise | bought 18 jets | "
    "awarded a contract to it | shared intelligence | took part in joint drills",
    "AID": "delivered three drones | trained its pilots | provided humanitarian aid | granted asylum to him | gave financial assistance",
    "YIELD": "released the crew | freed ten prisoners | withdrew its troops | "
    "resigned | lifted the arms embargo | declared a ceasefire | ended the siege",
    "REQUEST": "called for restraint | urged it to stop | demanded an answer | appealed to the council | asked for help",
    "ACCUSE": "accused it of spying | condemned the attack | criticized the deal | "
    "charged him with fraud | summoned the ambassador | opened an investigation",
    "REJECT": "rejected the offer | refused to talk | denied the report | "
    "vetoed the resolution | ruled out a deal | turned down the request",
    "THREATEN": "threatened to strike | warned of war | vowed to retaliate | issued an ultimatum",
    "PROTEST": "protested against cuts | went on hunger strike | went on strike | staged a demonstration | rallied in the capital",
    "MOBILIZE": "deployed a frigate | mobilized reserves | scrambled jets | "
    "shadowed the ship | intercepted a bomber | held a military exercise",
    "SANCTION": "imposed an arms embargo | imposed sanctions | expelled diplomats | "
    "severed relations | cut off aid | recalled its ambassador",
    "COERCE": "arrested the crew | deported him | raided an office | "
    "cracked down on the party | imposed a curfew | declared a state of emergency",
    "ASSAULT": "attacked the port | shelled the town | launched an air strike | "
    "opened fire | clashed with rebels | carried out a suicide bombing | kidnapped a priest",
    "": "in order to see | a trade union | the fire department | a press conference | "
    "in light of it | the state-backed firm | the train station | said on Monday",
}
FLIPPED = {"conflict": "YIELD", "cooperation": "SANCTION"}
NO_CUE = "said say told added see saw use used run ran move moved think know go went come came day week government minister army".split()
SWAPPED = {
    "come under fire": "passive",
    "stand trial": "passive",
    "come under attack": "passive",
    "meet": "mutual",
    "sign": "mutual",
    "clash": "mutual",
}


@pytest.fixture(scope="module")
def rows():
    return read_rows(HERE / "acts.csv", COLUMNS, ("root", "term", "match", "note", "source"))


@pytest.fixture(scope="module")
def roots_of_forms(rows):
    """Return the roots of every form."""
    found = defaultdict(set)
    for row in rows:
        for form in forms_of(row):
            found[form.lower()].add(row["root"])
    return found


def forms_of(row):
    if row["match"] == "phrase":
        return (row["term"],)
    return inflect_verb(row["term"]) if row["match"] == "verb" else inflect_noun(row["term"])


def test_words_of_the_file_are_known_and_classes_fit_their_roots(rows):
    assert {row["root"] for row in rows} == {*CLASS_OF, *HELPERS}
    assert {row["match"] for row in rows} <= {"verb", "noun", "phrase"}
    assert {row["voice"] for row in rows} <= {"", "passive", "mutual"}
    assert {row["source"] for row in rows} <= SOURCES
    assert [row for row in rows if row["class"] != CLASS_OF.get(row["root"], "")] == []
    assert [row["term"] for row in rows if row["root"] in HELPERS and row["voice"]] == []


def test_the_file_is_sorted_and_holds_nothing_twice(rows):
    keys = [(row["root"], row["match"], row["term"]) for row in rows]
    assert keys == sorted(keys)
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    assert [row["term"] for row in rows if row["term"] != " ".join(row["term"].split())] == []


def test_no_form_has_two_roots_but_those_of_light_and_reversing_verbs(roots_of_forms):
    assert {form: roots for form, roots in roots_of_forms.items() if len(roots - {*FAMILIES}) > 1 or roots >= {*FAMILIES}} == {}


def test_a_decoy_holds_the_cue_that_it_settles(rows, roots_of_forms):
    cues = {form for form, roots in roots_of_forms.items() if roots != {"DECOY"}}
    decoys = [row["term"] for row in rows if row["root"] == "DECOY"]
    assert [term for term in decoys if not any(part in cues for part in parts(term))] == []


def parts(term):
    """Return all runs of words in a term; a hyphen parts words too."""
    words = term.replace("-", " ").split()
    runs = (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return {term, *term.split(), *runs}


def test_light_and_reversing_verbs_are_verbs(rows):
    assert [row["term"] for row in rows if row["root"] in FAMILIES and row["match"] != "verb"] == []


@pytest.mark.parametrize("root", ACTS)
def test_cues_have_the_root_of_a_careful_coder(roots_of_forms, root):
    texts = ACTS[root].split(" | ")
    assert {text: first_root(text, roots_of_forms) for text in texts} == dict.fromkeys(texts, root)


def first_root(text, roots_of_forms):
    """Return the root of the first cue, the longest where several begin; of a light verb, or one that undoes, the next one's."""
    words, at = text.replace("-", " - ").split(), 0
    while at < len(words):
        found = [end for end in range(len(words), at, -1) if roots_of_forms.get(" ".join(words[at:end]).replace(" - ", "-"))]
        roots = roots_of_forms[" ".join(words[at : found[0]]).replace(" - ", "-")] if found else set()
        own = roots - {*HELPERS}
        rest = " ".join(words[found[0] :]).replace(" - ", "-") if roots & {*FAMILIES} else ""
        behind = "" if rest.startswith("to ") else first_root(rest, roots_of_forms)  # a noun, no infinitive
        if behind:
            return FLIPPED[CLASS_OF[behind].split("_")[1]] if "REVERSE" in roots else behind
        if own:
            return own.pop()
        at = found[0] if found else at + 1
    return ""


def test_everyday_words_are_no_cues(roots_of_forms):
    assert [word for word in NO_CUE if roots_of_forms.get(word, set()) - {*FAMILIES}] == []


def test_voices_tell_who_acts_on_whom(rows):
    voices = {row["term"]: row["voice"] for row in rows if row["match"] == "verb" and row["root"] not in HELPERS}
    assert {term: voices[term] for term in SWAPPED} == SWAPPED


def test_irregular_verbs_have_their_forms():
    lines = [line.split() for line in load_lines(HERE / "irregular_verbs.txt")]
    bases = [line[0] for line in lines]
    assert bases == sorted(set(bases))
    assert [line for line in lines if len(line) < 4 or not line[-1].endswith("ing")] == []


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("admit", "admit admits admitted admitting"),
        ("cut off aid", "cut off aid|cuts off aid|cut off aid|cutting off aid"),
        ("target", "target targets targeted targeting"),
        ("veto", "veto vetoes vetoed vetoing"),
        ("withdraw", "withdraw withdraws withdrew withdrawn withdrawing"),
    ],
)
def test_forms_of_verbs(verb, forms):
    assert list(inflect_verb(verb)) == forms.split("|" if "|" in forms else " ")
