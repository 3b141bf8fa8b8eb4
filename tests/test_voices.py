"""Who says it: the seed, the patterns of English one by one, what is no speech, and what holds for every text. All names are fictional."""

import cuttings as ct
import pandas as pd
import pytest
from cuttings.knowledge import KnowledgeError
from cuttings.knowledge.speech import KINDS, TAKES, check_speech, load_speech
from cuttings.speakers import UNRESOLVED, count_speakers
from cuttings.voices import find_speech
from effort import count_calls
from hypothesis import given
from hypothesis import strategies as st
from seed import gold

SHIPPED = ct.read_actors()
BLANK = dict.fromkeys(SHIPPED.columns, "")
PERSON = BLANK | {"id": "Jane Mary Example", "name": "Jane Mary Example", "kind": "person"}
ACTORS = pd.concat([SHIPPED, pd.DataFrame([PERSON])], ignore_index=True)


def speech(*texts, mode="strict", actors=ACTORS) -> pd.DataFrame:
    corpus = ct.make_corpus(list(texts), clean=False, duplicates="keep")
    return find_speech(corpus, ct.find_actors(corpus, actors), mode=mode)


def rows(text: str, *columns: str, mode="strict", actors=ACTORS) -> list[tuple]:
    table = speech(text, mode=mode, actors=actors)[list(columns)]
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in table.itertuples(index=False)]


def test_the_seed_has_the_speech_that_was_coded_by_hand_and_no_other(corpus):
    mentions = ct.find_actors(corpus, ct.read_actors(corpus))
    table, coded = find_speech(corpus, mentions), gold("speakers")
    assert len(table) == len(coded)
    for row, want in zip(table.itertuples(), coded, strict=True):
        assert row.form == want["form"] and row.speaker == want["speaker"] and row.resolved == want["resolved"]
        assert row.surface.startswith(want["begins"]) and row.surface.endswith(want["ends"])
        assert (None if pd.isna(row.speaker_id) else row.speaker_id) == (want["actor"] or None)
    places = [int(want["sentence"]) for want in coded]
    assert (table["sent"] - table["sent"].iloc[0]).tolist() == [place - places[0] for place in places]
    assert count_speakers(table)["speaker"].tolist() == ["Mohamed Khaled Nordin", "analysts"]


QUOTED = ("It is late,", "Jane Example", "quote")
TOLD = ("it was late", "Jane Example", "indirect")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("“It is late,” said Jane Example.", [QUOTED]),
        ("“It is late,” Jane Example said.", [QUOTED]),
        ("“It is late,” Jane Example told reporters in Exampleton on Monday.", [QUOTED]),
        ('"It is late," Jane Example said.', [QUOTED]),
        ("‘It is late,’ said Jane Example.", [QUOTED]),
        ("''It is late,'' Jane Example said.", [QUOTED]),
        ("«It is late,» said Jane Example.", [QUOTED]),
        ("“It is late,” said Jane Example, a senator from Exampleton, and left.", [QUOTED]),
        ("“It is late,” said the senator, who left.", [("It is late,", "the senator", "quote")]),
        ("Jane Example said that it was late.", [TOLD]),
        ("Jane Example has repeatedly warned that it was late.", [TOLD]),
        ("Jane Example told him that it was late.", [TOLD]),
        ("Jane Example said on Monday it was late.", [TOLD]),
        ("Jane Example said during a long meeting in the hall of Exampleton that it was late.", [TOLD]),
        ("Jane Example said it was late.", [TOLD]),
        ("Jane Example is warning that it was late.", [TOLD]),
        ("Jane Example said: “It is late.”", [("It is late.", "Jane Example", "quote")]),
        ("Jane Example said, “It is late.”", [("It is late.", "Jane Example", "quote")]),
        ("Writing in her book, Jane Example said, “It is late.”", [("It is late.", "Jane Example", "quote")]),
        ("According to Jane Example, it was late.", [TOLD]),
        ("It was late, according to Jane Example.", [("It was late", "Jane Example", "indirect")]),
        ("The sales, according to Jane Example, fell.", [("The sales, according to Jane Example, fell", "Jane Example", "indirect")]),
        ("According to people familiar with the matter, it was late.", [("it was late", "people familiar with the matter", "indirect")]),
        ("In a statement on Monday, the ministry stressed that it was late.", [("it was late", "the ministry", "indirect")]),
        ("The ministry said in a statement that it was late.", [("it was late", "The ministry", "indirect")]),
        ("The ministry in a statement said that it was late.", [("it was late", "The ministry", "indirect")]),
        ("It was late, Jane Example said.", [("It was late", "Jane Example", "indirect")]),
        ("It was late, said Jane Example.", [("It was late", "Jane Example", "indirect")]),
        ("It was late, officials confirmed.", [("It was late", "officials", "indirect")]),
        ("The sales, officials say, will fall.", [("The sales, officials say, will fall", "officials", "indirect")]),
        ("Jane Example, a senator from Exampleton, said that it was late.", [TOLD]),
        ("Jane Example, who leads the party, said that it was late.", [TOLD]),
        ("Jane Example (of Exampleton) said that it was late.", [TOLD]),
        ("Jane Example – a senator – said that it was late.", [TOLD]),
        ("Jane Example, chairman of the board said that it was late.", [TOLD]),
        ("A senator, Jane Example, said that it was late.", [("it was late", "A senator, Jane Example", "indirect")]),
        ("They met Jane Example, who said that it was late.", [TOLD]),
        ("The minister and the senator say it was late.", [("it was late", "The minister and the senator", "indirect")]),
        ("The Example Group (EXG) said that it was late.", [("it was late", "The Example Group (EXG)", "indirect")]),
        ("The party on Monday said that it was late.", [("it was late", "The party", "indirect")]),
        ("Critics of the plan say it was late.", [("it was late", "Critics of the plan", "indirect")]),
        ("The report found that it was late.", []),  # strict: a document that shows is no speaker
        ("Some say that it was late.", [("it was late", "Some", "indirect")]),
        ("Officials say it was late.", [("it was late", "Officials", "indirect")]),
        ("“It is cold.” Jane Example said that it was late.", [("It is cold.", None, "quote"), TOLD]),
        ("“It is cold.” Jane Example said it was late.", [("It is cold.", None, "quote"), TOLD]),
        ("Analysts suggest that it was late.", [("it was late", "Analysts", "indirect")]),
        (
            "Jane Example said that it was late, and the army warned that it was cold.",
            [("it was late", "Jane Example", "indirect"), ("it was cold", "the army", "indirect")],
        ),
        ("“It is late,” she said. “It is cold.”", [("It is late,", "she", "quote"), ("It is cold.", "she", "quote")]),
        ("“It is late,” she said, “and it is cold.”", [("It is late,", "she", "quote"), ("and it is cold.", "she", "quote")]),
        ("“It is late?” she asked. “No.”", [("It is late?", "she", "quote"), ("No.", "she", "quote")]),
        ("“One came. Two left,” she said.", [("One came.", "she", "quote"), ("Two left,", "she", "quote")]),
        (
            "She said the “cloud” was a danger to us.",
            [("the “cloud” was a danger to us", "She", "indirect"), ("cloud", "She", "quote")],
        ),
        ("The ministry said it was late, adding that it was cold.", [("it was late, adding that it was cold", "The ministry", "indirect")]),
        ("“It is late. It was cold. He said no.", [("It is late.", None, "quote"), ("no", "He", "indirect")]),
        ("The “cloud” is a danger.", [("cloud", None, "quote")]),
    ],
)
def test_patterns(text, want):
    assert rows(text, "surface", "speaker", "form") == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Jane Example condemned the attack.", "Jane Example"),
        ("The army believes that it was late.", "The army"),
        ("The ministry plans to buy ten of them.", "The ministry"),
        ("The ministry praised the deal, adding that it was late.", "The ministry"),
        ("However, the ministry praised the deal.", "the ministry"),
        ("The ministry met them for the day and said that it was late.", "The ministry"),
    ],
)
def test_broad_takes_more(text, want):
    assert rows(text, "speaker") == []
    assert set(rows(text, "speaker", mode="broad")) == {(want,)}


@pytest.mark.parametrize(
    "text",
    [
        "The discussions underscored that it was late.",
        "The ministry was told that it was late.",
        "The ministry is said to be late.",
        "The ministry did not say that it was late.",
        "The ministry never said that it was late.",
        "The ministry hasn’t said that it was late.",
        "The report’s claims that it was late were wrong.",
        "The so-called plan and the state-owned company failed.",
        "The ministry would say that it was late.",
        "The ministry may have said that it was late.",
        "They had no say in what was said.",
        "The reports, the claims and the answer came.",
        "A plan ordered by the ministry said nothing.",
        "The letters written by the ministry that week were lost.",
        "Reports that it was late came in.",
        "Not one word was said.",
        "Turkey’s claims that it was late were wrong.",
        "One of the many claims that it was late came in.",
        "The tables said that it was late.",
        "Said, said, said.",
        "Say Adm. Example left.",
        "",
        "“”",
        "... — “ ” ‘ ’ «» ''",
        "😀😀😀",
    ],
)
def test_what_is_no_speech(text):
    assert rows(text, "speaker") == []


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("NATO said that it was late.", ("NATO", "name")),
        ("Turkish officials said that it was late.", ("Türkiye", "role")),
        ("The Turkish ambassador said that it was late.", ("Türkiye", "role")),
        ("An official of Malaysia said that it was late.", ("Malaysia", "role")),
        ("The foreign minister of Malaysia said that it was late.", ("Malaysia", "role")),
        ("“It is late,” said a spokesman for NATO.", ("NATO", "role")),
        ("Turkish Defence Minister John Sample said that it was late.", ("Türkiye", "role")),
        ("Analysts said that it was late.", (None, "none")),
        ("Turkish analysts said that it was late.", (None, "none")),
        ("Analysts in Malaysia said that it was late.", (None, "none")),
        ("According to experts in Malaysia, it was late.", (None, "none")),
        ("Turkish and Malaysian officials said that it was late.", (None, "none")),
        ("The minister said that it was late.", (None, "none")),
        ("Jane Mary Example said that it was late.", ("Jane Mary Example", "name")),
        ("Jane Mary Example of NATO said that it was late.", ("Jane Mary Example", "name")),
        ("Turkish officials met Jane Mary Example, who said that it was late.", ("Jane Mary Example", "name")),
    ],
)
def test_a_speaker_is_linked_by_name_or_by_the_office_that_he_holds(text, want):
    assert rows(text, "speaker_id", "resolved") == [want]


def test_mentions_may_come_in_any_order():
    corpus = ct.make_corpus(["NATO said no. Turkish officials said no. Malaysia said no."], clean=False)
    mentions = ct.find_actors(corpus, ACTORS)
    assert find_speech(corpus, mentions[::-1])["speaker_id"].tolist() == ["NATO", "Türkiye", "Malaysia"]


def test_a_person_of_the_actor_file_is_linked_by_the_surname_too():
    got = rows("Jane Mary Example came. Example said that it was late.", "speaker", "speaker_id", "resolved")
    assert got == [("Example", "Jane Mary Example", "name")]


FIRST = "Jane Mary Example said that it was late."


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (f"{FIRST} She said that it was cold.", "Jane Mary Example"),
        (f"{FIRST}\n\nIt rained. She said that it was cold.", "Jane Mary Example"),
        (f"{FIRST}\n\nIt rained.\n\nShe said that it was cold.", None),
        (f"{FIRST}\n\n“It rained.”\n\nShe said that it was cold.", "Jane Mary Example"),  # the quotation is hers
        (f"{FIRST}\n\nShe said so.\n\nShe said that it was cold.", "Jane Mary Example"),
        (f"{FIRST} They said that it was cold.", None),
        (f"{FIRST} It said that it was cold.", None),
        (f"{FIRST} We said that it was cold.", None),
        (f"{FIRST} NATO said that it rained. She said that it was cold.", "Jane Mary Example"),  # NATO is no she
        (f"{FIRST} Mr Sample said that it rained. She said that it was cold.", "Jane Mary Example"),
        (f"{FIRST} Mr Sample said that it rained. He said that it was cold.", None),
        (f"{FIRST} Ms Sample said that it rained. He said that it was cold.", "Jane Mary Example"),
        (f"{FIRST} She said that it rained. He said that it was cold.", None),  # one person is not both
        ("She said that it was cold.", None),
    ],
)
def test_he_and_she_are_the_latest_person_who_spoke_near_by(text, want):
    last = speech(text).iloc[-1]
    assert (None if pd.isna(last["speaker_id"]) else last["speaker_id"]) == want
    assert (last["resolved"] == "pronoun") == (want is not None or (last["named"] == "Mr Sample"))


def test_a_pronoun_keeps_its_word_and_names_whom_it_means():
    last = speech(f"{FIRST} She said that it was cold.").iloc[-1]
    assert (last["speaker"], last["named"], last["resolved"]) == ("She", "Jane Mary Example", "pronoun")


def test_quotations_go_on_over_paragraphs_until_somebody_else_comes():
    text = "“One came,” Jane Example said.\n“Two came. Three came.\n“Four came.”\nIt rained.\n“Who came?”"
    assert rows(text, "surface", "speaker") == [
        ("One came,", "Jane Example"), ("Two came.", "Jane Example"), ("Three came.", "Jane Example"), ("Four came.", "Jane Example"),
        ("Who came?", None),
    ]  # fmt: skip
    assert speech(text)["cue_start"].notna().tolist() == [True, False, False, False, False]


def test_speakers_who_were_accepted_provisionally_are_marked():
    actors = ACTORS.assign(provisional=ACTORS["id"] == "Jane Mary Example")
    table = speech(f"{FIRST} NATO said that it was cold.", actors=actors)
    assert table.set_index("speaker_id")["provisional"].to_dict() == {"Jane Mary Example": True, "NATO": False}
    assert count_speakers(table).set_index("speaker")["provisional"].to_dict() == {"Jane Mary Example": True, "NATO": False}


def test_who_speaks_for_a_provisional_actor_is_provisional_too():
    actors = ACTORS.assign(provisional=ACTORS["id"] == "NATO")
    assert speech("NATO officials said that it was late.", actors=actors)["provisional"].tolist() == [True]


def test_an_article_in_another_language_gives_its_quotations_and_no_speaker():
    got = rows("Bakan Örnek “Geç oldu” dedi. Şirket, İstanbul’da “yeni bir dönem” dedi.", "surface", "speaker")
    assert got == [("Geç oldu", None), ("yeni bir dönem", None)]


def test_who_spoke_how_often():
    text = f"{FIRST} “It is cold,” she said. “It rains.” The analysts said it was late. Analysts said no. They said no."
    text += " The “cloud” came. Dr Sample said no."
    counted = count_speakers(speech(text))
    got = {row.speaker: (row.known, row.sentences, row.quotes, row.indirect) for row in counted.itertuples()}
    assert got == {
        "Jane Mary Example": (True, 3, 2, 1), "analysts": (False, 2, 0, 2), UNRESOLVED: (False, 1, 0, 1), "Sample": (False, 1, 0, 1),
    }  # fmt: skip
    assert counted.attrs == {"quotes": 3, "unattributed": 1} and counted["speaker"].tolist()[:2] == ["Jane Mary Example", "analysts"]
    assert counted["share"].tolist() == [3 / 7, 2 / 7, 1 / 7, 1 / 7]


def test_nothing_is_refused_with_a_reason():
    for texts in ([], ["It rained."]):
        table = speech(*texts)
        assert not len(table) and "Nobody" in table.attrs["why"]
        counted = count_speakers(table)
        assert not len(counted) and counted.attrs["why"] == table.attrs["why"] and counted["sentences"].dtype == "int64"
    assert "No speaker" in count_speakers(speech("The “cloud” came.")).attrs["why"]
    with pytest.raises(ValueError, match="strict"):
        speech("It rained.", mode="strikt")


PIECES = st.sampled_from(
    ["Jane Mary Example", "NATO", "Turkish officials", "analysts", "she", "He", "they", "who", "said", "say", "saying", "warned", "told",
     "according to", "According to", "that", "to", "not", "would", "was", "is", "by", "and", "it was late", "a report", "on Monday",
     "condemned", "believes", ",", ". ", ": ", "“", "”", "‘", "’", '"', "''", "«", "»", "(", ")", "–", "\n", "\n\n", "?", "İ", "😀",
     "\u0301", "U.S.", "state-owned", "-", "”,", ",” "]
)  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=25).map(" ".join), max_size=4)


@given(TEXTS, st.sampled_from(["strict", "broad"]))
def test_what_holds_for_every_text(texts, mode):
    corpus = ct.make_corpus(texts, clean=False, duplicates="keep")
    table = find_speech(corpus, ct.find_actors(corpus, ACTORS), mode=mode)
    sentences, whole, forms = corpus.sentences.set_index("sent"), corpus.texts(), load_speech().select(mode)
    places = list(zip(table["doc"], table["sent"], table["start"], strict=True))
    assert places == sorted(places)
    for row in table.itertuples():
        text = whole[row.doc]
        assert text[row.start : row.end] == row.surface
        assert sentences.at[row.sent, "start"] <= row.start <= row.end <= sentences.at[row.sent, "end"]
        assert row.form == "indirect" or row.start < row.end
        if not pd.isna(row.speaker):
            assert text[row.speaker_start : row.speaker_end] == row.speaker
        assert pd.isna(row.cue_start) or text[row.cue_start : row.cue_end].lower() in forms
        assert row.form == "quote" or not pd.isna(row.cue_start)
        assert pd.isna(row.speaker_id) or row.resolved in ("name", "role", "pronoun")
        assert (row.resolved == "pronoun") == (not pd.isna(row.named) and row.named != row.speaker)
    quotes = table[table["form"] == "quote"]
    assert all(a.end <= b.start for a, b in zip(quotes.itertuples(), quotes.iloc[1:].itertuples(), strict=False) if a.doc == b.doc)
    counted = count_speakers(table)
    assert counted["quotes"].sum() + counted["indirect"].sum() == table["speaker"].notna().sum()
    assert counted["quotes"].sum() + counted.attrs.get("unattributed", 0) == (len(quotes) if len(counted) else 0)


@given(TEXTS, st.randoms(use_true_random=False))
def test_parts_and_order_change_nothing(texts, random):
    corpus = ct.make_corpus(texts, clean=False, duplicates="keep")
    mentions = ct.find_actors(corpus, ACTORS)
    whole = find_speech(corpus, mentions)
    parts = [corpus.where(corpus.articles["doc"] == doc) for doc in corpus.articles["doc"]]
    found = [find_speech(part, mentions[mentions["doc"].isin(part.articles["doc"])]) for part in parts]
    joined = pd.concat([one for one in found if len(one)], ignore_index=True) if any(map(len, found)) else whole
    pd.testing.assert_frame_equal(whole, joined, check_dtype=False)
    shuffled = mentions.sample(frac=1, random_state=random.randrange(1000))
    pd.testing.assert_frame_equal(whole, find_speech(corpus, shuffled))
    pd.testing.assert_frame_equal(whole, find_speech(corpus.where(corpus.articles["doc"] >= 0), mentions))


def test_the_order_of_articles_changes_nothing_but_their_numbers():
    texts = [FIRST, "It rained.", "“It is late,” NATO said."]
    forward, backward = speech(*texts), speech(*texts[::-1])
    columns = ["surface", "speaker", "speaker_id", "form"]
    assert forward[columns].values.tolist() == backward.iloc[::-1][columns].values.tolist()


def test_cleaned_texts_and_titles():
    corpus = ct.make_corpus([f"Example Warns “It Is Late”\n\n{FIRST}"])
    table = find_speech(corpus, ct.find_actors(corpus, ACTORS))
    assert table["surface"].tolist() == ["It Is Late", "it was late"]


LONG = {
    "a long report": ("Jane Example said that ", "it was late and ", 175, ""),
    "verbs": ("", "he said ", 300, ""),
    "verbs and commas": ("", "he said, ", 250, ""),
    "marks": ("", "“", 2500, ""),
    "quotations": ("", "“a b c” ", 300, "he said."),
    "quotations, each with a speaker": ("", "“It is late,” he said ", 100, ""),
    "unclosed": ("", "“It is late\n", 200, ""),
    "no spaces": ("", "said", 625, ""),
    "capitals": ("", "Example ", 300, "said no."),
    "who": ("", "who ", 500, "said no"),
    ", who": ("", ", who ", 375, "said no"),
    "commas": ("", ", ", 1000, "said no."),
    "sources": ("", "according to NATO ", 125, ""),
    "officials": ("", "officials of Turkey ", 125, "said no"),
    "brackets": ("", "(he said) ", 225, ""),
    "emoji": ("", "😀 he said ", 200, ""),
    "marks that combine": ("", "a\u0301\u0301 said ", 300, ""),
    "paragraphs": ("", "He said no.\n\n", 150, ""),
}


@pytest.mark.parametrize("name", LONG)
def test_long_and_odd_texts_take_no_longer_than_their_length_asks(name):
    calls, modes = [], ("strict", "broad")
    for times in (1, 4):
        before, unit, n, after = LONG[name]
        corpus = ct.make_corpus([before + unit * (times * n) + after], clean=False)
        mentions = ct.find_actors(corpus, ACTORS)
        calls.append(count_calls(lambda corpus=corpus, mentions=mentions: [find_speech(corpus, mentions, mode=mode) for mode in modes]))
    assert calls[1] < 6 * calls[0], calls  # 4 times as long; 16 when a sentence was read once for each of its verbs


def test_a_corpus_has_verbs_and_sources_of_its_own_and_they_are_read_again(tmp_path):
    folder = tmp_path / "corpus"
    (folder / "knowledge").mkdir(parents=True)
    (folder / "a.txt").write_text("The boffins exampled that it was late. They met, and it rained all the day long.")

    def found() -> list[str]:
        corpus = ct.read_corpus(folder, cache=False)
        return find_speech(corpus, ct.find_actors(corpus, SHIPPED))["speaker"].tolist()

    assert found() == []
    (folder / "knowledge" / "speech_verbs.csv").write_text("verb,forms,kind,takes\nexample,examples|exampled|exampling,public,that\n")
    (folder / "knowledge" / "sources.csv").write_text("term,kind\nboffin,people\n")
    assert found() == ["The boffins"]
    (folder / "knowledge" / "sources.csv").write_text("term,kind\nsavant,people\n")
    assert found() == []
    assert load_speech() is load_speech() and "example" not in load_speech().verbs


def test_what_is_wrong_in_the_files_is_reported_with_its_line(tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "speech_verbs.csv").write_text(
        "verb,forms,kind,takes,noun\nsay,says,public,clause,\nsay,says,loud,clause,\nsay,says,public,all,\nsay,says,public,clause,maybe\n,x,public,that,\n"
    )
    (tmp_path / "knowledge" / "sources.csv").write_text("term,kind\nboffin,scientist\n")
    faults: list[KnowledgeError] = []
    check_speech(tmp_path, faults.append)
    assert [(fault.file, fault.line) for fault in faults] == [
        ("speech_verbs.csv", 6), ("speech_verbs.csv", 3), ("speech_verbs.csv", 4), ("speech_verbs.csv", 5), ("sources.csv", 2),
    ]  # fmt: skip
    assert "loud" in faults[1].wrong and "public" in faults[1].mend
    with pytest.raises(KnowledgeError, match="line 6: 'verb' is empty"):
        load_speech(tmp_path)
    clean: list[KnowledgeError] = []
    check_speech(None, clean.append)
    assert clean == []


def test_the_shipped_files_are_in_order_and_their_forms_are_forms():
    verbs = [line.split(",") for line in (ct.knowledge.HERE / "speech_verbs.csv").read_text().splitlines()[1:]]
    assert [row[0] for row in verbs] == sorted({row[0] for row in verbs})
    for verb, forms, kind, takes, noun in verbs:
        assert kind in KINDS and takes in TAKES and noun in ("", "yes")
        assert takes == "source" or any(form.split()[0].endswith("ing") for form in forms.split("|")), verb
    sources = [line.split(",") for line in (ct.knowledge.HERE / "sources.csv").read_text().splitlines()[1:]]
    assert [row[::-1] for row in sources] == sorted(row[::-1] for row in sources) and len({row[0] for row in sources}) == len(sources)
    assert load_speech().sources["ministries"] == "office" and load_speech().verbs["forecast"].plain is False
