"""What is shipped as knowledge: its facts, its templates, and what is said of files that are wrong."""

from collections import Counter

import cuttings as ct
import pytest
from babel import Locale
from cuttings.knowledge import (
    BY_TEMPLATE,
    HERE,
    KnowledgeError,
    check_knowledge,
    load_actors,
    load_foreign_names,
    load_stopwords,
    read_rows,
    split_cell,
)
from cuttings.phrases import variants
from seed import ROOT

CLDR = Locale("en").territories
# Two letters that CLDR names, and that are no state.
NO_STATE = {
    "territories of other states": (
        "AI AS AW AX BL BM BQ BV CC CK CW CX FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF PM PN PR RE SH SJ SX "
        "TC TF TK UM VG VI WF YT"
    ),
    "no state's, or disputed": "AQ EH",
    "reserved for parts of states": "AC CP CQ DG EA IC TA",
    "unions, organisations, regions": "EU EZ QO UN",
    "no places": "XA XB ZZ",
}
# CLDR's English names that running text does not have.
NOT_SO_IN_TEXTS = {
    "CD": "Congo - Kinshasa: stands here with a hyphen, since Congo alone is ambiguous",
    "CG": "Congo - Brazzaville: the same",
    "MM": "Myanmar (Burma): stands here as two names",
    "PS": "Palestinian Territories: a region; the observer at the United Nations is the State of Palestine",
}
NO_DEMONYM = {"CD", "CG", "DM", "DO", "GN", "VA"}  # Congolese, Dominican, Guinean: of more than one state
CAPITAL_LEFT_OUT = {"CR", "DJ", "IL", "LU", "MC", "NR", "SC", "SG", "SM", "ST", "VA"}  # the state's own name, another place's, or disputed
SERVICES = ("Defence Ministry", "Foreign Ministry", "Armed Forces", "Army", "Navy", "Air Force", "Coast Guard")


@pytest.fixture(scope="module")
def actors():
    return load_actors()


@pytest.fixture(scope="module")
def written():
    return read_rows(HERE / "actors.csv", (), ("id", "kind"))


@pytest.fixture(scope="module")
def owners(actors):
    """Who has each name, as written and in capitals."""
    found = {}
    for row in actors.to_dict("records"):
        for term in terms(row):
            for form in variants(term, cased=True):
                found.setdefault(form, set()).add(row["id"])
    return found


def terms(row):
    return [row["name"], *split_cell(row["aliases"]), *split_cell(row["demonyms"])]


@pytest.fixture(scope="module")
def named(actors):
    """Who is named in a text."""
    return lambda text: ct.find_actors(ct.make_corpus([text], clean=False), actors)["actor"].tolist()


# The states


def test_every_state_of_cldr_and_iso_3166_is_there_and_nothing_else(actors):
    states = set(actors.loc[actors["kind"] == "state", "country"])
    known = {code for code in CLDR if len(code) == 2 and code.isalpha()}
    others = [code for codes in NO_STATE.values() for code in codes.split()]
    assert len(others) == len(set(others)) and states | set(others) == known and not states & set(others)


def test_the_english_name_of_cldr_is_a_name_of_the_state(actors):
    states = actors[actors["kind"] == "state"].to_dict("records")
    differ = {row["country"] for row in states if CLDR[row["country"]].replace("’", "'") not in terms(row)}
    assert differ == set(NOT_SO_IN_TEXTS)


def test_states_have_demonyms_and_capitals(actors):
    states = actors[actors["kind"] == "state"]
    assert set(states.loc[states["demonyms"] == "", "country"]) == NO_DEMONYM
    assert set(states.loc[states["capital"] == "", "country"]) == CAPITAL_LEFT_OUT


# The others


def test_there_are_enough_of_each_kind(written):
    count = Counter(row["kind"] for row in written)
    assert count["igo"] >= 65 and count["company"] >= 110 and count["military"] >= 100 and count["event"] >= 30


def test_countries_are_codes_of_states(written):
    for row in written:
        assert row["country"] == "" or row["country"] in CLDR, row["id"]
    homeless = {row["id"] for row in written if row["kind"] in ("company", "ministry") and not row["country"]}
    assert homeless == {"Airbus", "MBDA"}  # of several states


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Pentagon", "Pentagon"),
        ("TNI", "TNI"),
        ("PLA", "PLA"),
        ("AUKUS", "AUKUS"),
        ("European Defence Agency", "European Defence Agency"),
        ("PESCO", "PESCO"),
        ("Five Eyes", "Five Eyes"),
        ("Organisation for the Prohibition of Chemical Weapons", "OPCW"),
        ("Tentera Laut Diraja Malaysia", "Royal Malaysian Navy"),
        ("Baykar", "Baykar"),
        ("Defence Services Asia", "DSA Malaysia"),
        ("MINDEF", None),
    ],
)
def test_names_that_must_be_found(named, name, actor):
    assert [who if isinstance(who, str) else None for who in named(f"Then {name} said so.")] == [actor]


def test_no_name_is_anothers_also_in_capitals(owners):
    assert {form: ids for form, ids in owners.items() if len(ids) > 1} == {}


# words that are an organisation's name in capitals, and words again in a headline of capitals; given names
WORDS = """
    plan edge lima general eagle dynamics sami stride bites ran who band atom aid arm army bell cell chief core dart falcon force
    fort global guard ice it jet leader lion map marine mint net ocean pact port raven rim safe sea shield star storm strike
    target tiger unit wall war wing alert apex atlas base best data defence defense drive east indra intra north patria south west
""".split()


def test_no_name_is_an_ordinary_word(written):
    words = load_stopwords("en") | set(WORDS)
    names = {term for row in written if row["kind"] != "ignore" for term in (row["id"], *split_cell(row["aliases"]))}
    assert {name for name in names if name.lower() in words} == {"US"}  # found in capitals only
    assert all(len(name) > 1 for name in names)


def test_the_shipped_tables_are_plain():
    for path in HERE.glob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\n")
        assert all(row for row in read_rows(path, (), ()))
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in read_rows(path, (), ()) for cell in row.values())


ORDINARY = [
    "THE PLAN OF THE COMMITTEE, WHO HAS THE EDGE IN LIMA?",
    "The general saw an eagle over the dynamics of the edge.",
    "A Glock and a bombardier stood at the defence ministry, the foreign ministry and the Ministry of Defence.",
    "The navy, the army and the air force of no state met the Department of Defense.",
    "Leonardo da Vinci met Van Helsing with a Swiss Army knife.",
    "The Free Syrian Army and the Imperial Japanese Navy are others.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_name_nobody(named, text):
    assert named(text) == []


# The services of every state


def test_every_state_has_its_ministries_and_services(actors, owners):
    kinds = actors.set_index("id")[["kind", "country"]]
    for state in actors[actors["kind"] == "state"].itertuples():
        for service in SERVICES:
            (owner,) = owners[f"{state.name} {service}"]
            assert kinds.at[owner, "kind"] == ("ministry" if service.endswith("Ministry") else "military")
            assert kinds.at[owner, "country"] == state.country


def test_ids_are_unique_and_what_nobody_wrote_says_so(actors, written):
    assert actors["id"].is_unique
    made = actors[actors["note"] == BY_TEMPLATE]
    assert len(made) == len(actors) - len(written) and len(made) > 1000 and (made["country"] != "").all()


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Turkish National Defence Ministry", "Türkiye Defence Ministry"),
        ("Turkey's Ministry of National Defence", "Türkiye Defence Ministry"),
        ("Malaysia’s defence ministry", "Malaysia Defence Ministry"),
        ("UK Ministry of Defence", "United Kingdom Defence Ministry"),
        ("US Defense Department", "Pentagon"),
        ("Philippine Department of National Defense", "Philippines Defence Ministry"),
        ("Philippines' navy", "Philippine Navy"),
        ("Turkish Navy", "Turkish Naval Forces"),
        ("Turkish army", "Turkish Land Forces"),
        ("Algerian Navy", "Algeria Navy"),
        ("U.S. Navy", "US Navy"),
        ("British Navy", "Royal Navy"),
        ("Royal Danish Navy", "Denmark Navy"),
        ("MALAYSIAN ARMED FORCES", "Malaysian Armed Forces"),
        ("Ministry of Defence of Guinea-Bissau", "Guinea-Bissau Defence Ministry"),
    ],
)
def test_services_are_found_under_their_names(named, text, actor):
    assert named(f"Then the {text} said so.") == [actor]


@pytest.mark.parametrize("title", ["Defence Minister", "National Defence Minister", "Foreign Minister", "military", "defence industry"])
def test_a_title_or_a_phrase_stays_a_mention_of_the_state(actors, title):
    states = actors[(actors["kind"] == "state") & (actors["demonyms"] != "")]
    texts = [f"The {demonyms.split('|')[0]} {title} spoke." for demonyms in states["demonyms"]]
    found = ct.find_actors(ct.make_corpus(texts, clean=False, duplicates="keep"), actors)
    assert found["actor"].tolist() == states["id"].tolist()


def test_a_written_row_takes_the_forms_of_its_service(tmp_path):
    overlay(tmp_path, actors="id,kind,country,aliases\nMaltese Squadron,military,MT,Maltese Navy\nMalta Army,ignore,,\n")
    own = load_actors(tmp_path).set_index("id")
    assert "Malta's Navy" in split_cell(own.at["Maltese Squadron", "aliases"]) and "Malta Navy" not in own.index
    assert own.at["Malta Army", "kind"] == "ignore" and "Maltese army" in split_cell(own.at["Malta Army", "aliases"])
    assert len(ct.read_actors(tmp_path)) == len(own)


def test_a_corpus_may_have_templates_of_its_own(tmp_path):
    overlay(tmp_path, services="kind,id,forms\nministry,{state} Cabinet,{demonym} Cabinet|{capital}'s Cabinet\n")
    own = load_actors(tmp_path).set_index("id")
    assert own.at["Malta Cabinet", "aliases"] == "Maltese Cabinet|Valletta's Cabinet"
    overlay(tmp_path, services="kind,id,forms\nministry,{state} Cabinet,Cabinet\n")
    with pytest.raises(KnowledgeError, match=r"services\.csv, line 2: 'Cabinet' has not one slot"):
        load_actors(tmp_path)


def test_states_in_other_languages(actors, owners):
    foreign = load_foreign_names(actors)
    assert set(foreign["lang"]) == {"tr", "ms"}
    table = {(row.lang, row.id): row.term for row in foreign.itertuples()}
    assert table["tr", "Malaysia"] == "Malezya" and table["ms", "France"] == "Perancis" and table["tr", "Iran"] == "İran"
    assert ("ms", "Türkiye") not in table and ("tr", "Türkiye") not in table  # they have the name in English, too
    for row in foreign.itertuples():
        assert all(form not in owners for form in variants(row.term, cased=True))
    assert not foreign.duplicated(["lang", "term"]).any()
    assert load_foreign_names(actors, ["de"]).query("id == 'Türkiye'")["term"].tolist() == ["Türkei"]
    assert load_foreign_names(actors, []).columns.tolist() == ["id", "term", "lang"]


@pytest.mark.parametrize("lang", ["xx", "turkish", ""])
def test_a_language_that_cldr_does_not_know(actors, lang):
    with pytest.raises(ValueError, match="Give codes of ISO 639-1"):
        load_foreign_names(actors, [lang])


# What is wrong, all of it


def overlay(folder, **texts):
    (folder / "knowledge").mkdir(exist_ok=True)
    for name, text in texts.items():
        suffix = "txt" if name in ("stopwords", "boilerplate") else "csv"
        raw = text if isinstance(text, bytes) else text.encode()
        (folder / "knowledge" / f"{name}.{suffix}").write_bytes(raw)
    return folder


def test_nothing_is_wrong_in_what_is_shipped(tmp_path):
    for folder in (None, ROOT / "seeds", str(tmp_path), overlay(tmp_path, actors="id,kind\nX,company\n")):
        found = check_knowledge(folder)
        assert not len(found) and found.columns.tolist() == ["file", "line", "wrong", "mend"]
        assert found.attrs["why"].startswith("Nothing is wrong")


WRONG = [
    ({"actors": "id,kind,aliases\nX,company,A1||B1\n"}, ("actors.csv", 2, "aliases holds an empty one", "Take out one sign")),
    ({"actors": "id,kind,aliases\nX,company,A1|\n"}, ("actors.csv", 2, "aliases holds an empty one", "Take out one sign")),
    ({"actors": "id,kind,aliases\nX Navy,military,|Maltese Navy\n"}, ("actors.csv", 2, "aliases holds an empty one", "Take out")),
    ({"actors": "id,kind,aliases\nX,company,Y\n"}, ("actors.csv", 2, "aliases: 'Y' is a single letter", "Take it out")),
    ({"actors": "id,kind\nX,planet\n"}, ("actors.csv", 2, "kind 'planet' is unknown", "It is one of: state")),
    ({"actors": "id,kind\nX,company\nX,person\n"}, ("actors.csv", 3, "id 'X' stands twice", "Join the two rows")),
    ({"actors": "id,kind,country\nX,company,UKR\n"}, ("actors.csv", 2, "country 'UKR' is no ISO 3166 code", "two capital letters")),
    (
        {"actors": "id,kind,aliases\nXA,company,ZQ\nXB,company,ZQ\n"},
        ("actors.csv", 3, "'ZQ' is a name of 'XA' (line 2) and of 'XB'", "Take"),
    ),
    ({"actors": "id,kind,aliases\nXA,company,Zed Co\nXB,company,ZED CO\n"}, ("actors.csv", 3, "'ZED CO' is a name of 'XA'", "Take")),
    (
        {"actors": "id,kind,aliases\nX,company,Turkey\n"},
        ("actors.csv", 2, "of 'Türkiye' (actors.csv as shipped, line ", "Take it from one"),
    ),
    (
        {"actors": "id,kind,aliases\nX,state,Congolese\n"},
        ("actors.csv", 2, "'Congolese' is a name of 'Congo (which?)'", "kind 'ambiguous'"),
    ),
    ({"actors": "id,kind\nX,company,more\n"}, ("actors.csv", 2, "too many cells", "double quotes")),
    ({"actors": "id,sort\nX,company\n"}, ("actors.csv", 1, "unknown column 'sort'", "The columns are: id")),
    ({"actors": b"id,kind\nT\xfcrk,company\n"}, ("actors.csv", 2, "is not UTF-8", "Save the file as UTF-8")),
    ({"actors": 'id,kind\n"X,company\n'}, ("actors.csv", 2, "unexpected end of data", "Close the quotation mark")),
    (
        {"services": "kind,id,forms\nmilitary,{state} Cavalry,{town} Cavalry\n"},
        ("services.csv", 2, "'{town} Cavalry' has not one slot", "Put"),
    ),
    ({"frames": "set,frame\nown,\n"}, ("frames.csv", 2, "'frame' is empty", "Fill it in")),
    ({"cues": "set,frame,term,match\nown,boats,yacht,word\n"}, ("cues.csv", 2, "set 'own' is unknown", "It is one of")),
    ({"cues": "set,frame,term,match\nstatus,negated,xy,prefix\n"}, ("cues.csv", 2, "the prefix 'xy' is too short", "four letters")),
    ({"stopwords": "# own\n[turkish]\nbir\n"}, ("stopwords.txt", 2, "'[turkish]' is no language's code", "[en]")),
    ({"boilerplate": "# own\n\nday: (.*\n"}, ("boilerplate.txt", 3, "missing )", "Mend the regular expression")),
    ({"boilerplate": "day\n"}, ("boilerplate.txt", 1, "no pattern", "Write a name, a colon and a pattern")),
    ({"actor": "id,kind\nX,company\n"}, ("actor.csv", None, "is read by nobody", "Name it one of: abbreviations.txt")),
]


@pytest.mark.parametrize(("texts", "want"), WRONG)
def test_each_fault_is_told_with_its_line_and_its_mend(tmp_path, texts, want):
    found = check_knowledge(overlay(tmp_path, **texts))
    assert len(found) == 1, found.to_dict("records")
    row = found.iloc[0]
    assert row["file"] == want[0] and (want[1] is None or row["line"] == want[1]) and found["line"].isna().tolist() == [want[1] is None]
    assert want[2] in row["wrong"] and want[3] in row["mend"]


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    texts = {name: text for name, text in [next(iter(texts.items())) for texts, _ in reversed(WRONG)]}
    texts["actors"] = "id,kind,country,aliases\nX,planet,,\nY1,company,XYZ,A1||B1\n,state,,\nY2,company,,Türkiye\n"
    found = check_knowledge(overlay(tmp_path, **texts))
    assert found.groupby("file").size()["actors.csv"] == 5
    assert set(found["file"]) == {"actor.csv", *(f"{name}.csv" for name in ("actors", "cues", "frames", "services")), "boilerplate.txt",
                                  "stopwords.txt"}  # fmt: skip
    assert found.equals(found.sort_values(["file", "line"], kind="stable"))


def test_a_knowledge_folder_or_file_that_is_a_link_is_a_fault(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "knowledge").symlink_to(tmp_path / "elsewhere")
    found = check_knowledge(tmp_path)
    assert found[["file", "wrong"]].values.tolist() == [["knowledge/", "is a link"]]


def test_a_folder_that_is_not_there_is_no_clean_one(tmp_path):
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        check_knowledge(tmp_path / "nowhere")


def test_the_parts_of_an_error_make_its_message(tmp_path):
    with pytest.raises(KnowledgeError) as told:
        load_actors(overlay(tmp_path, actors="id,kind\nX,planet\n"))
    error = told.value
    assert (error.file, error.line) == ("actors.csv", 2)
    assert str(error) == f"{error.file}, line {error.line}: {error.wrong}. {error.mend}"
