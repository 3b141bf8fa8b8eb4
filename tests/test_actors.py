"""Actors and ties: the seed's gold, the rules of names, the formulas."""

import csv
from collections import Counter

import cuttings as ct
import pandas as pd
import pytest
from cuttings.knowledge import HERE, KnowledgeError, load_actors
from cuttings.tables import combine
from cuttings.ties import finish_ties, sum_ties
from seed import ROOT, gold


@pytest.fixture(scope="module")
def mentions(corpus):
    return ct.find_actors(corpus, ct.read_actors(corpus))


def test_every_mention_of_the_seed_and_no_other(mentions):
    got = Counter((str(row.sent + 1), row.surface, row.actor, str(int(row.in_role))) for row in mentions.itertuples())
    assert got == Counter(tuple(row.values()) for row in gold("mentions"))


def test_kinds_and_forms_of_the_seeds_actors(mentions):
    for row in gold("actors"):
        mine = mentions[mentions["actor"] == row["actor"]]
        assert set(mine["kind"]) == {row["kind"]} and set(mine["surface"]) == set(row["forms"].split("|"))


@pytest.mark.parametrize("roles", [True, False])
def test_every_pair_of_the_seed_and_no_other(corpus, mentions, roles):
    pairs = ct.find_pairs(corpus, mentions, roles=roles)
    got = [(str(row.sent + 1), row.a, row.b) for row in pairs.itertuples()]
    assert sorted(got) == sorted((row["sentence"], row["a"], row["b"]) for row in gold("pairs") if roles or row["roles"] == "1")


def test_ties_of_the_seed_count_its_pairs(corpus, mentions):
    ties = ct.tie_actors(ct.find_pairs(corpus, mentions))
    counts = Counter((row["a"], row["b"]) for row in gold("pairs"))
    assert {(row.a, row.b): row.units for row in ties.itertuples()} == counts
    assert ties.attrs["units"] == 12 and len(ties) == 22
    top = ties.iloc[0]
    assert (top["a"], top["b"], top["units"]) == ("Malaysia", "Türkiye", 6)
    assert top["expected"] == pytest.approx(9 * 7 / 12)


ROLES = [
    ("Malaysian Defence Minister Mohamad X spoke.", True),
    ("Malaysia’s deputy foreign minister spoke.", True),
    ("The Ambassador to Malaysia spoke.", True),
    ("The President of Malaysia spoke.", True),
    ("Malaysian officials and a minister spoke.", False),
    ("The Malaysian delegation led by its minister spoke.", False),
    ("Malaysia bought jets, the minister said.", False),
    ("Malaysian Generalists met.", False),
]


@pytest.mark.parametrize(("text", "in_role"), ROLES)
def test_mentions_inside_titles_are_marked(text, in_role):
    found = ct.find_actors(ct.make_corpus([text], clean=False), ct.read_actors())
    assert found["in_role"].tolist() == [in_role]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Tension in the South China Sea grew.", []),
        ("Turkish Airlines flew to Turkey.", ["Türkiye"]),
        ("North Korea and South Korea met near Northern Ireland.", ["North Korea", "South Korea"]),
        ("It left Oman for Romania and Niger for Nigeria.", ["Oman", "Romania", "Niger", "Nigeria"]),
        (
            "Guinea-Bissau, Equatorial Guinea, Papua New Guinea and Guinea",
            ["Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea", "Guinea"],
        ),
        ("North Atlantic Treaty Organization (NATO) forces", ["NATO"]),
        ("New Delhi hosted; Ankara watched.", []),
    ],
)
def test_names_of_the_shipped_file(text, want):
    found = ct.find_actors(ct.make_corpus([text], clean=False), ct.read_actors())
    assert found["actor"].tolist() == want


WRAPPED = "The ministers of both states met in the United\nKingdom for talks, and a group from Papua New\nGuinea came."
# why; the text; the file: the names of each actor, of which the first is its id, states if nothing else is said; the hits: surface, actor
BOUNDARIES = [
    ("capitals count", "The US told us: Us, us, uS.", ["US"], [("US", "US")]),
    ("three letters are not found in capitals", "Uae, UAE, uae", ["Uae"], [("Uae", "Uae")]),
    ("more letters are", "TURKEY, Turkey, turkey, TuRKEY", ["Turkey"], [("TURKEY", "Turkey"), ("Turkey", "Turkey")]),
    ("İ is longer in small letters: nothing moves", "İİİ i İ Malaysia İ", ["Malaysia"], [("Malaysia", "Malaysia")]),
    ("ß is longer in capitals", "Preßburg, PRESSBURG", ["Preßburg"], [("Preßburg", "Preßburg"), ("PRESSBURG", "Preßburg")]),
    ("a straight apostrophe in the file", "N'Djamena N’Djamena N’DJAMENA N Djamena", ["Chad|N'Djamena"],
     [("N'Djamena", "Chad"), ("N’Djamena", "Chad"), ("N’DJAMENA", "Chad")]),
    ("a curly apostrophe in the file", "N'Djamena N’Djamena", ["Chad|N’Djamena"], [("N'Djamena", "Chad"), ("N’Djamena", "Chad")]),
    ("possessives", "Oman's, Oman’s, Omans, States', States’", ["Oman", "States"], [("Oman", "Oman")] * 2 + [("States", "States")] * 2),
    ("spaces that do not break", "In Papua\u00a0New\u00a0Guinea.", ["PNG|Papua New Guinea", "Guinea"], [("Papua New Guinea", "PNG")]),
    ("a line broken inside a paragraph is mended", WRAPPED, ["UK|United Kingdom", "PNG|Papua New Guinea", "Guinea"],
     [("United Kingdom", "UK"), ("Papua New Guinea", "PNG")]),
    ("a new paragraph parts", "They went South.\n\nKorea stayed.\n\nSouth\n\nKorea", ["South Korea"], []),
    ("dashes part", "Malaysia–Turkey, Malaysia—Turkey", ["Malaysia", "Turkey"], [("Malaysia", "Malaysia"), ("Turkey", "Turkey")] * 2),
    ("hyphens and strokes part", "US-led, non-US, Oman/US", ["US", "Oman"], [("US", "US"), ("US", "US"), ("Oman", "Oman"), ("US", "US")]),
    ("a hyphen inside a name", "Guinea-Bissau, Guinea", ["Guinea-Bissau", "Guinea"], [("Guinea-Bissau",) * 2, ("Guinea",) * 2]),
    ("underscores part", "US_Oman_ _US", ["US", "Oman"], [("US", "US"), ("Oman", "Oman"), ("US", "US")]),
    ("brackets and quotation marks part", "(US) “US” [US] US.US", ["US"], [("US", "US")] * 5),
    ("letters do not", "BUS USA OmanUS USé", ["US", "Oman"], []),
    ("digits do not", "US2 2US ²US US½ US-2", ["US"], [("US", "US")]),
    ("digits inside a name", "G20 G7 G205 5G7", ["G20", "G7"], [("G20", "G20"), ("G7", "G7")]),
    ("stops inside a name", "the U.S. Navy, U.S, BU.S., U.S.", ["US|U.S."], [("U.S.", "US"), ("U.S.", "US")]),
    ("the longest wins", "South Korea", ["South Korea", "Korea", "South"], [("South Korea", "South Korea")]),
    ("the leftmost wins", "South Korea Strait Fund", ["South Korea", "KSF|Korea Strait Fund"], [("South Korea", "South Korea")]),
    ("a longer name that ends inside a word takes nothing", "Turkey Pointing at Turkey Point", ["Turkey", "Turkey Point"],
     [("Turkey", "Turkey"), ("Turkey Point", "Turkey Point")]),
    ("nor does one that begins inside a word", "XNorth Korea", ["North Korea", "Korea"], [("Korea", "Korea")]),
    ("decomposed letters", "Tu\u0308rkiye, Co\u0302te d'Ivoire", ["Türkiye", "CI|Côte d'Ivoire"],
     [("Türkiye", "Türkiye"), ("Côte d'Ivoire", "CI")]),
    ("decomposed letters in the file", "Türkiye", ["TR|Tu\u0308rkiye"], [("Türkiye", "TR")]),
    ("a mark behind a name belongs to its word", "Oman\u0323 Oman\u0338 Oman", ["Oman"], [("Oman", "Oman")]),
    ("emoji part", "😀Oman👍🏽 🇹🇷Oman", ["Oman"], [("Oman", "Oman")] * 2),
    ("emoji inside a name", "The 😀 Fair😀Example.", ["Fair|Fair😀Example"], [("Fair😀Example", "Fair")]),
    ("mathematical letters and digits are letters and digits", "𝐓urkey 𝐓Turkey Turkey𝟐 𝐓 Turkey", ["Turkey"], [("Turkey", "Turkey")]),
    ("mathematical letters inside a name", "The 𝔘𝔫𝔦𝔬𝔫, 𝔘𝔫𝔦𝔬𝔫𝔰.", ["Union|𝔘𝔫𝔦𝔬𝔫"], [("𝔘𝔫𝔦𝔬𝔫", "Union")]),
    ("at the beginning and at the end", "US and Oman", ["US", "Oman"], [("US", "US"), ("Oman", "Oman")]),
    ("the whole text", "Oman", ["Oman"], [("Oman", "Oman")]),
    ("writing without spaces is letters, too", "中Oman国 中Oman Oman国 中、Oman。", ["Oman"], [("Oman", "Oman")]),
    ("so inside such writing no name is found", "日中国人 、中国。", ["China|中国"], [("中国", "China")]),
    ("a decoy holds a name", "Turkey Point, Turkey Points", ["Turkey", "ignore:Turkey Point"], [("Turkey", "Turkey")]),
    ("an ambiguous name is nobody's", "Korean, North Korean", ["ambiguous:Korean", "NK|North Korean"],
     [("Korean", None), ("North Korean", "NK")]),
    ("two names that are alike in capitals", "TURKEY", ["TR|Turkey|TurKey|TURKEY"], [("TURKEY", "TR")]),
]  # fmt: skip


def file_of(*rows: str) -> pd.DataFrame:
    """Return an actor file of rows such as "company:Example Trading|ETC"."""
    blank = dict.fromkeys(load_actors().columns, "")
    parts = (row.rpartition(":") for row in rows)
    return pd.DataFrame([blank | {"kind": kind or "state", "id": names.split("|")[0], "aliases": names} for kind, _, names in parts])


@pytest.mark.parametrize(("why", "text", "file", "want"), BOUNDARIES, ids=[row[0] for row in BOUNDARIES])
def test_where_a_name_begins_and_ends(why, text, file, want):
    found = ct.find_actors(ct.make_corpus([text]), file_of(*file))
    assert [(row.surface, None if pd.isna(row.actor) else row.actor) for row in found.itertuples()] == want


def test_a_text_that_is_kept_to_the_letter_may_have_spaces_that_do_not_break():
    corpus = ct.make_corpus(["In Papua\u00a0New\u00a0Guinea."], clean=False)
    assert ct.find_actors(corpus, file_of("PNG|Papua New Guinea", "Guinea"))["surface"].tolist() == ["Papua\u00a0New\u00a0Guinea"]


# the people are made up
@pytest.mark.parametrize(
    ("text", "file", "want"),
    [
        ("Jane Example came. King Example left. Example spoke.", ["person:Jane Example"], ["Jane Example"]),
        ("Emir Jane Example came. Emir Example left.", ["person:Emir Jane Example"], ["Emir Jane Example", "Emir Example"]),
        ("Jane Example came. President Example left.", ["person:Jane Example"], ["Jane Example", "Example"]),
        ("The Example Trading Fund came. The Trading Fund left. Fund", ["company:Example Trading Fund"], ["Example Trading Fund"]),
        ("The Jane Example Fair came. The Example Fair left.", ["event:Jane Example Fair"], ["Jane Example Fair"]),
    ],
)
def test_only_people_are_linked_and_not_to_a_king_of_that_name(text, file, want):
    assert ct.find_actors(ct.make_corpus([text], clean=False), file_of(*file))["surface"].tolist() == want


def test_an_ambiguous_name_counts_for_nobody_and_is_reported():
    corpus = ct.make_corpus(["The Korean side met the Congolese side and Japan."], clean=False)
    mentions = ct.find_actors(corpus, ct.read_actors())
    assert mentions["actor"].isna().tolist() == [True, True, False]
    assert "2 mentions could be of more than one actor" in ct.say(mentions)
    assert len(ct.find_pairs(corpus, mentions)) == 0


def test_the_shipped_file_has_every_state_once():
    actors = ct.read_actors()
    states = actors[actors["kind"] == "state"]
    assert len(states) == 197  # 193 members of the United Nations; Palestine and the Holy See, its observers; Kosovo and Taiwan
    assert states["country"].is_unique and states["country"].str.fullmatch("[A-Z]{2}").all()
    assert (states["demonyms"] != "").sum() > 190


def overlay(tmp_path, text):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "actors.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_corpus_adds_and_replaces_actors(tmp_path):
    folder = overlay(tmp_path, "id,kind,aliases\nFictional Shipyard,company,FSY\nMalta,state,Fictional Malta\n")
    actors = ct.read_actors(folder).set_index("id")
    assert actors.loc["Fictional Shipyard", "aliases"] == "FSY"
    assert actors.loc["Malta", ["aliases", "demonyms"]].tolist() == ["Fictional Malta", ""]
    assert len(actors) == len(load_actors()) + 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,kind,alias\nX,state,Y\n", "line 1: unknown column 'alias'"),
        ("id,name\nX,Y\n", "line 1: column 'kind' is missing"),
        ("id,kind\nX,planet\n", "line 2: kind 'planet' is unknown. It is one of: state"),
        ("id,kind\n,state\n", "line 2: 'id' is empty"),
        ('id, kind,note\nX,company,"two\nlines"\n\n,state,\n', "line 5: 'id' is empty"),
        ("id,kind\nX,state\nX,company\n", "line 3: id 'X' stands twice"),
        ("id,kind\nX,state,more\n", "line 2: too many cells"),
        ('id,kind\n"X,state\n', "Close the quotation mark"),
        ("id,kind,aliases\nX,company,Turkey\n", "'Turkey' is a name of"),
    ],
)
def test_a_wrong_actor_file_says_where_and_how_to_mend_it(tmp_path, text, message):
    with pytest.raises(KnowledgeError, match=message):
        ct.read_actors(overlay(tmp_path, text))


def test_a_file_that_is_not_utf8_says_so(tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "actors.csv").write_bytes("id,kind\nTürk,company\n".encode("cp1254"))
    with pytest.raises(KnowledgeError, match="Save the file as UTF-8"):
        ct.read_actors(tmp_path)


TEXTS = ["Malaysia met Japan. Japan left.", "Malaysia met Japan.\nMalaysia met France and Japan.", "France alone. Nobody here."]


@pytest.mark.parametrize(("within", "units", "together"), [("sentence", 6, 3), ("paragraph", 4, 3), ("article", 3, 2)])
def test_units(within, units, together):
    corpus = ct.make_corpus(TEXTS, clean=False)
    ties = ct.tie_actors(ct.find_pairs(corpus, ct.find_actors(corpus, ct.read_actors()), within=within))
    assert ties.attrs["units"] == units
    assert ties.iloc[0][["a", "b", "units"]].tolist() == ["Japan", "Malaysia", together]


def test_many_parts_give_the_ties_of_one():
    corpus = ct.make_corpus(TEXTS * 2 + ["Japan and Malaysia and France and Spain."], clean=False)
    actors = ct.read_actors()

    def sums(part):
        return sum_ties(ct.find_pairs(part, ct.find_actors(part, actors)))

    parts = [sums(corpus.where(corpus.articles["doc"] % 2 == k)) for k in (1, 0)]
    whole = ct.tie_actors(ct.find_pairs(corpus, ct.find_actors(corpus, actors)))
    assert finish_ties(combine(parts)).equals(whole)


def test_filtered_pairs_are_refused():
    corpus = ct.make_corpus(TEXTS, clean=False)
    pairs = ct.find_pairs(corpus, ct.find_actors(corpus, ct.read_actors()))
    with pytest.raises(ValueError, match=r"corpus\.where"):
        ct.tie_actors(pairs[pairs["a"] == "Japan"])
    with pytest.raises(ValueError, match="Give one of: sentence"):
        ct.find_pairs(corpus, ct.find_actors(corpus, ct.read_actors()), within="page")


def test_outlets_are_counted_where_they_are_known():
    table = pd.DataFrame({"text": ["Malaysia met Japan.", "Japan met Malaysia again.", "Malaysia and Japan."], "outlet": ["X", "Y", None]})
    corpus = ct.make_corpus(table)
    ties = ct.tie_actors(ct.find_pairs(corpus, ct.find_actors(corpus, ct.read_actors())))
    assert ties[["units", "articles", "outlets"]].values.tolist() == [[3, 3, 2]]


def test_the_shipped_csv_files_are_plain():
    for path in [*HERE.glob("*.csv"), *(ROOT / "seeds").rglob("*.csv")]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
        assert len({len(row) for row in rows}) == 1, path.name
