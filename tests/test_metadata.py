"""What an article says of itself: days, datelines, sources, language; what is taken out of it; where it is cut."""

import csv
import re
from collections import Counter

import cuttings as ct
import ftfy
import pandas as pd
import pytest
from cuttings.knowledge import load_abbreviations, load_boilerplate
from cuttings.loading.cleaning import STEPS, LineRules, keep_lines, needs_repair, repair
from cuttings.loading.dates import read_date
from cuttings.loading.languages import find_language, language_code
from cuttings.loading.metadata import read_opening
from cuttings.loading.sentences import find_quotations, split_sentences
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
from seed import ROOT

DATA = ROOT.parent / "shared" / "data"
RULES = LineRules(load_boilerplate())
DAYS = st.dates(pd.Timestamp(1900, 1, 1).date(), pd.Timestamp(2100, 12, 31).date()).map(pd.Timestamp)
SAME_DAY = [
    "2025-11-19T08:00:00Z", "2025-11-19 08:00:00+08:00", "2025/11/19", "20251119T080000Z", "19 Kasım 2025", "19 KASIM 2025",
    "19-Nov-2025", "Çarşamba, 19 Kasım 2025", "Rabu, 19 November 2025", "Wed, 19 Nov 2025 08:00:00 +0800", "Nov. 19th, 2025",
    "Wednesday, November 19, 2025", "19 of November 2025, 10:00"]  # fmt: skip
NAMED = ["19 Ağustos 2025", "19 AĞUSTOS 2025", "19 Ogos 2025", "Aug. 19 2025", "19 Agustus 2025"]
UNREAD = {
    "two-digit year": ["19/11/25", "19-Nov-25", "5 May 25", "Nov 19, 98"], "no year": ["Nov 19", "19 Kasım"],
    "no such day": ["February 30, 2024", "2025-13-01", "31/04/2025", "19 Nov 0000"], "day or month first?": ["03/04/2025"],
    "not understood": ["soon", "2025", "Nov 2025", "May 5 in 2024", "Nov 19, 20255", "1746000000", "19 Foo 2025"]}  # fmt: skip
TURKISH = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split()


@pytest.mark.parametrize(("text", "day"), [(t, "2025-11-19") for t in SAME_DAY] + [(t, "2025-08-19") for t in NAMED])
def test_days_of_every_form_are_read(text, day):
    assert read_date(text) == (pd.Timestamp(day), "")


@pytest.mark.parametrize(("number", "month"), list(enumerate(TURKISH, 1)))
def test_turkish_months_are_read_in_capitals_too(number, month):
    capitals = month.replace("i", "İ").replace("ı", "I").upper()
    assert read_date(f"5 {capitals} 2025") == read_date(f"5 {month} 2025") == (pd.Timestamp(2025, number, 5), "")


@pytest.mark.parametrize(("text", "why"), [(text, why) for why, texts in UNREAD.items() for text in texts])
def test_what_is_not_certain_stays_missing_with_the_reason(text, why):
    assert read_date(text) == (None, why)
    assert why in ("no year", "day or month first?") or read_date(text, "DMY", 2024) == (None, why)


def test_a_declared_year_is_said_and_a_written_one_is_stronger():
    assert read_date("Nov 19", year=2025) == (pd.Timestamp("2025-11-19"), "year declared")
    assert read_date("Nov 19, 2024", year=2025) == (pd.Timestamp("2024-11-19"), "")
    assert read_date("29 Feb", year=2025) == (None, "no such day")


@settings(max_examples=100)
@given(DAYS, st.sampled_from("/.-"))
def test_every_day_is_read_back(day, sign):
    for text in (f"{day:%Y-%m-%d}", f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day.year}"):
        assert read_date(text) == (day, "")
    assert read_date(f"{day:%d}{sign}{day:%m}{sign}{day:%Y}", "DMY") == (day, "")
    assert read_date(f"{day.month}{sign}{day.day}{sign}{day.year}", "MDY") == (day, "")


def dates_of(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    table = ct.read_corpus(folder).articles
    said = (table["date"].dt.strftime("%Y-%m-%d ") + table["date_source"]).fillna(table["date_source"])
    return said.groupby(table["path"]).agg(list).to_dict()


def test_the_order_of_numbers_is_shown_by_the_same_file_only(tmp_path):
    days = {"a.csv": "03/04/2025 25/03/2025", "b.csv": "03/04/2025 25/03/2025 03/25/2025", "c.csv": "03/04/2025 05/05/2025"}
    rows = {name: [f"The fictional {name}{n} signed.,{day}" for n, day in enumerate(of.split())] for name, of in days.items()}
    files = {name: "\n".join(["text,date", *of]) for name, of in rows.items()}
    assert dates_of(tmp_path, files) == {
        "a.csv": ["2025-04-03 given, day first, as others of its source show", "2025-03-25 given"],
        "b.csv": ["given, day or month first?", "2025-03-25 given", "2025-03-25 given"],
        "c.csv": ["given, day or month first?", "2025-05-05 given"],
    }


def test_files_of_one_article_show_the_order_to_their_folder(tmp_path):
    days = {"x/a.json": "03/04/2025", "x/b.json": "03/25/2025", "y/a.json": "03/04/2025"}
    got = dates_of(tmp_path, {name: f'{{"text": "The fictional {name} signed.", "date": "{day}"}}' for name, day in days.items()})
    shown = "2025-03-04 given, month first, as others of its source show"
    assert got == {"x/a.json": [shown], "x/b.json": ["2025-03-25 given"], "y/a.json": ["given, day or month first?"]}


def test_the_declared_order_and_year_are_used(tmp_path):
    files = {"corpus.toml": '[dates]\norder = "MDY"\nyear = 2025\n', "a.txt": "A Fictional Title\n\nOSLO, Nov 19 — They met in 2019.",
        "b.csv": "text,date\nA fictional pact.,03/04/2025\nA fictional row.,25/03/2025\n"}  # fmt: skip
    assert dates_of(tmp_path, files) == {"a.txt": ["2025-11-19 dateline, year declared"], "b.csv": ["2025-03-04 given", "2025-03-25 given"]}


@pytest.mark.parametrize("wrong", ['order = "YMD"', 'year = "2025"', "year = 25", "day = 1"])
def test_a_wrong_declaration_of_dates_is_refused(tmp_path, wrong):
    (tmp_path / "corpus.toml").write_text(f"[dates]\n{wrong}")
    with pytest.raises(ct.KnowledgeError, match=rf"^corpus\.toml: dates\.{wrong.split()[0]} "):
        ct.read_corpus(tmp_path)


DATELINES = [
    ("KUALA LUMPUR, Nov 19 — The talks began.", "KUALA LUMPUR", None, "Nov 19"),
    ("ANKARA (Reuters) - The talks began.", "ANKARA", "Reuters", None),
    ("(Xinhua) -- The talks began.", None, "Xinhua", None),
    ("BEIJING, May 5 (Xinhua) -- The talks began.", "BEIJING", "Xinhua", "May 5"),
    ("BRUSSELS, 5 March 2025: The talks began.", "BRUSSELS", None, "5 March 2025"),
    ("NEW DELHI, May 23 (PTI)", "NEW DELHI", "PTI", "May 23"),
    ("NEW DELHI, May 23 (PTI) The talks began.", "NEW DELHI", "PTI", "May 23"),
    ("CNN — The talks began.", None, "CNN", None),
    ("KABUL, Afghanistan (Jan. 25, 2013)", "KABUL", None, "Jan. 25, 2013"),
    ("İSTANBUL, 5 Mayıs 2025 — Bakanlar görüştü.", "İSTANBUL", None, "5 Mayıs 2025"),
    ("ISTANBUL /AA/ — The talks began.", "ISTANBUL", "AA", None)]  # fmt: skip
NO_DATELINES = [
    "ASELSAN — the firm — won.", "Ann Example — The minister — left.", "WARNING: The talks ended.", "Analysts say: The talks ended.",
    "On May 5, the ministers met — The first time.", "The deal of May 5, 2025: It held.", "The May 5 talks — The best of all.",
    "Kuala Lumpur: The talks.", "F-16 — The jet.", "“We will” — The minister.", "Friday, May 5: The talks began.",
    "The talks began – at last – in May."]  # fmt: skip


@pytest.mark.parametrize(("line", "place", "outlet", "day"), DATELINES)
def test_datelines_say_place_agency_and_day(line, place, outlet, day):
    said = {"place": place, "outlet": outlet, "date_text": day, "date_source": day and "dateline"}
    assert read_opening(line) == {name: value for name, value in said.items() if value}


@pytest.mark.parametrize("line", NO_DATELINES)
def test_what_only_looks_like_a_dateline_is_none(line):
    assert read_opening(line) is None


def read_one(text, **fields):
    corpus = ct.make_corpus(pd.DataFrame([{"text": text, **fields}]))
    row = {name: None if pd.isna(cell) else cell for name, cell in corpus.articles.iloc[0].items()}
    return row, corpus.removed[["line", "rule"]].values.tolist()


COLUMN = "SOURCE: ANN EXAMPLE / NEWS COLUMN / OUTLET.ORG."
SOURCES = [
    ("SOURCE: PTI", " ", "PTI", None), ("SOURCE : Reuters.", " ", "Reuters", None), (COLUMN, " ", "OUTLET.ORG", "ANN EXAMPLE"),
    ("SOURCE: FICTIONAL TIMES", " ", "FICTIONAL TIMES", None), ("SOURCE: FICTIONAL TIMES", "\n\n", "FICTIONAL TIMES", None),
    ("SOURCE: Fictional Times", "\n\n", "Fictional Times", None)]  # fmt: skip


@pytest.mark.parametrize(("line", "gap", "outlet", "author"), SOURCES)
def test_source_lines_say_outlet_and_author(line, gap, outlet, author):
    row, removed = read_one(f"A Fictional Title\n\n{line}{gap}The talks began.\n\nThey went on.")
    assert (row["outlet"], row["author"], removed) == (outlet, author, [[line, "source"]])
    assert row["text"] == "A Fictional Title\n\nThe talks began.\n\nThey went on."


@pytest.mark.parametrize("line", ["Source: a person who was there.", "SOURCE:", "The source: PTI.", "SOURCES differ: PTI"])
def test_lines_that_name_no_source_stay(line):
    row, removed = read_one(f"A Fictional Title\n\n{line}\n\nThe talks began.")
    assert row["outlet"] is None and removed == [] and line in row["text"]


ABOUT = [
    ("By Ann Example", "byline", "author", "Ann Example"), ("BY ANN EXAMPLE", "byline", "author", "ANN EXAMPLE"),
    ("By Ann Example and Bo Sample", "byline", "author", "Ann Example and Bo Sample"), ("May 5", "date line", "date_text", "May 5"),
    ("Published on Monday, 5 May 2025 10:00 GMT", "date line", "date_text", "Monday, 5 May 2025"),
    ("Updated: 5 Mayıs 2025", "date line", "date_text", "5 Mayıs 2025")]  # fmt: skip


@pytest.mark.parametrize(("line", "rule", "name", "value"), ABOUT)
def test_bylines_and_days_on_their_own_lines(line, rule, name, value):
    row, removed = read_one(f"A Fictional Title\n\n{line}\n\nThe talks began. They went on.")
    assert row[name] == value and removed == [[line, rule]] and line not in row["text"]


@pytest.mark.parametrize("line", ["By Monday the talks ended.", "By Sea", "May Day came.", "Date of talks: soon", "By 5 May it ended."])
def test_lines_of_the_story_are_no_bylines_and_no_days(line):
    row, removed = read_one(f"A Fictional Title\n\n{line}\n\nThe talks began. They went on.")
    assert line in row["text"] and removed == [] and row["author"] is row["date_text"] is None


def test_repeated_titles_decks_and_paragraphs_are_taken_out_once():
    title, deck, paragraph = "Two Fictional States Sign", "They agreed on ships.", "The ministers of two fictional states signed a pact."
    text = "\n\n".join(["World", title, deck, "OSLO, May 2 — They met.", title.upper(), deck, paragraph, "Yes.", paragraph, "Yes."])
    row, removed = read_one(text)
    assert sorted(removed) == sorted([["World", "kicker"], [title.upper(), "repeated"], [deck, "repeated"], [paragraph, "repeated"]])
    assert row["text"] == "\n\n".join([title, deck, "OSLO, May 2 — They met.", paragraph, "Yes.", "Yes."]) and row["deck"] == deck


def test_what_the_record_says_wins_over_its_text():
    said = {
        "title": "Given",
        "deck": "A deck.",
        "date": "2025-01-01",
        "place": "Oz",
        "outlet": "Paper",
        "author": "B. Sample",
        "lang": "ms",
    }
    row, _ = read_one("Its own deck is here.\n\nBy Ann Example\n\nOSLO, May 2, 2024 (AFP) — They met.", **said)
    assert {name: row[name] for name in said} == {**said, "date": pd.Timestamp("2025-01-01")}
    assert row["date_source"] == "given" and "Its own deck is here." in row["text"]


def test_a_given_deck_that_opens_the_text_is_the_deck():
    row, _ = read_one("They agreed on ships.\n\nThe ministers met. They left.", title="Given", deck="They agreed on ships.")
    assert row["deck"] == "They agreed on ships." and row["text"].count("They agreed on ships.") == 1


BOILERPLATE = {  # two lines that go, and news that stays
    "print-footer": ["Print Friendly, PDF & Email", "Share this article", "Print is dying, and so is the fleet.", "Email was read."],
    "social": ["Follow us on Telegram", "Tweet this", "Join us on patrol, the captain said.", "Facebook was blocked there."],
    "menu": ["Languages", "Sign in", "Search teams found the jet.", "Home guards were called up."],
    "more": ["READ MORE: Another story", "Click here to subscribe", "See more ships, fewer jets.", "Related costs were not named."],
    "more-list": ["Related stories", "Most read", "More from the talks is expected.", "You may like it or not, the minister said."],
    "photo": ["Photo: Ann Example/Agency", "(Getty Images)", "(Apart from two, none spoke.)", "Images — taken later — show jets."],
    "page": ["Page 2", "page 1 of 30", "Page 3 of the pact names the ships.", "Page 1 was missing."],
    "newsletter": ["Subscribe to our newsletter", "Sign up for our emails", "Sign up for training, he said.", "Register of ships: none."],
    "legal": ["© 2025 Fictional Times", "All rights reserved.", "(c) to hold joint exercises;", "Copyright law was not discussed."],
    "advertisement": ["Advertisement", "Sponsored content", "Advertising of arms is banned there.", "Promoted officers met."],
    "comments": ["12 comments", "Leave a reply", "Comments by the minister were short.", "Comments are closed to nobody."],
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted({name for name, _ in load_boilerplate()}))
def test_boilerplate_goes_under_its_rule_and_news_that_looks_like_it_stays(rule):
    lines = BOILERPLATE[rule]
    assert {line: RULES.name(line) for line in lines} == dict(zip(lines, [rule, rule, None, None], strict=True))


@pytest.mark.parametrize("line", ["The article goes on.", "Will it?", "“We will.”", "‘We will.’", "The minister said:", "long words " * 12])
def test_a_list_of_further_stories_ends_where_the_article_goes_on(line):
    kept, removed = keep_lines(f"Before.\nRelated stories\n\nShips sail\nJets fly\n{line}\nA short line", RULES)
    assert kept == ["Before.", "", line.strip(), "A short line"]
    assert removed == [(gone, "more-list") for gone in ("Related stories", "Ships sail", "Jets fly")]


@pytest.mark.parametrize(("size", "gone"), [(99, 0), (100, 20), (101, 0)])
def test_lines_that_a_source_repeats_go_from_a_hundred_articles_and_a_fifth_on(size, gone):
    rows = [("One", f"Number {n} of a fictional state was sunk." + "\n\nThe furniture of a paper." * (n < 20)) for n in range(size)]
    rows += [("Two", f"Ship {n} sailed.\n\nThe furniture of a paper.") for n in range(20)]
    corpus = ct.make_corpus(pd.DataFrame(rows, columns=["outlet", "text"]))
    assert corpus.removed.values.tolist() == [[n, "The furniture of a paper.", "repeated in its source"] for n in range(gone)]
    left = corpus.articles["text"].str.contains("furniture").groupby(corpus.articles["outlet"]).sum().to_dict()
    assert left == {"One": 20 - gone, "Two": 20}


def test_every_row_of_a_table_belongs_to_its_source(tmp_path):
    rows = [f'"Number {n} of a fictional state was sunk.\n\nThe furniture of a paper."' for n in range(100)]
    (tmp_path / "a.csv").write_text("\n".join(["text", *rows]))
    assert ct.read_corpus(tmp_path).removed["doc"].tolist() == list(range(100))


def test_articles_that_were_saved_many_times_are_duplicates_and_no_furniture():
    texts = [f"The fictional state number {n} signed a pact on ships with neighbour {n}." for n in range(5)]
    assert ct.make_corpus(texts * 20).ledger["status"].value_counts().to_dict() == {"duplicate": 95, "kept": 5}


PIECES = [
    "World", "Two Fictional States Sign a Pact", "They agreed on ships.", "By Ann Example", "SOURCE: PTI The talks began.", "May 5, 2025",
    "OSLO, May 2 — They met.", "Follow us on Twitter", "Related stories", "Jets", "a\u00a0b", "It â€œworksâ€\x9d", "x\u200by", "\ufb01ne",
    "The ministers of two fictional states signed a pact on ships.", "", "", COLUMN, "Photo: Ann Example"]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=12).map("\n".join), st.sampled_from(["", "Given"]))
def test_nothing_is_lost_but_removed_lines_and_repairs(text, title):
    corpus = ct.make_corpus(pd.DataFrame([{"text": text, "title": title}]))
    if len(corpus):
        out = " ".join([*corpus.articles["text"], *corpus.removed["line"]])
        assert Counter(out.split()) == Counter(f"{title} {repair(text)[0]}".split())


WORDS = ["é", "ü", "ñ", "ş", "ğ", "İ", "à", "ß", "—", "’", "“", "…", "€", "«", "Москва", "оборона", "اتفاق", "中"]
MISREAD = [w.encode().decode(codec, "ignore") for w in WORDS for codec in ("cp1252", "latin-1", "cp1251")]
ODD = "\xa0|\xad|\u200b|\u200d|\ufb01|\x00|\x85|\x9d|\u0301|\u0327|\u2028|\r\n|\t|\u3000|\u2010| |  |e|a.|Â |Ã ".split("|")


def repair_slowly(text):
    before = None
    while before != text:
        before = text
        for name, step in STEPS:
            text = ftfy.fix_encoding(text) if name == "mojibake" else step(text)
    return text


@settings(max_examples=600)
@given(st.lists(st.sampled_from(WORDS + MISREAD + ODD), max_size=7).map("".join))
@example("Â They left.")
@example("Ã\u3000 propos")
@example("Â\tÃ´")
def test_the_cheap_test_spares_no_text_that_needs_repair(text):
    assert needs_repair(text) or repair_slowly(text) == text
    assert repair(text)[0] == repair_slowly(text)


LANGUAGES = [
    ("tr", "Savunma Bakanı Ankara'da mevkidaşıyla görüştü ve yeni bir anlaşma imzalandı."),
    ("ms", "Menteri Pertahanan berkata kedua-dua negara akan menandatangani perjanjian baharu esok."),
    ("ms", "Menteri itu berkata, “Joint Training Will Deepen Trust Between Friends”, dalam ucapannya kepada tentera di pangkalan itu."),
    ("id", "Menteri Pertahanan mengatakan bahwa kedua negara akan menandatangani perjanjian baru karena kebutuhan mereka berbeda."),
    ("de", "Der Minister sagte, die beiden Länder würden im kommenden Jahr gemeinsam üben."),
    ("fr", "Le ministre a déclaré que les deux pays signeraient un nouvel accord demain."),
    ("nl", "De minister zei dat beide landen volgend jaar samen zullen oefenen met hun schepen."),
    ("da", "Ministeren sagde, at de to lande vil øve sammen næste år med deres skibe."),
    ("es", "El ministro dijo que los dos países firmarán mañana un nuevo acuerdo de cooperación."),
    ("ru", "Министр заявил, что обе страны подпишут новое соглашение о сотрудничестве."),
    ("ar", "قال الوزير إن البلدين سيوقعان اتفاقا جديدا للتعاون الدفاعي غدا."), ("zh", "部长说,两国明天将签署新的防务合作协议。"),
    ("en", "A pact was signed."), ("en", "The two ministers said that they would sign a new agreement on defence. " * 40),
    ("en", "Ministers Yaşar Örneköğlu and Şükrü Deneme of two fictional states met in İzmir and said that they would train together."),
    ("en", "The talks in Kuala Umpama between Datuk Seri Contoh bin Misalan and Şükrü Örnekoğlu ended without a word to the press."),
    (None, "12:30")]  # fmt: skip
NAMES = [("ENGLISH", "en"), ("en-GB", "en"), ("Malay", "ms"), ("zh_CN", "zh"), ("Turkish", "tr"), ("words", None), ("", None)]


@pytest.mark.parametrize(("lang", "text"), LANGUAGES)
def test_languages_are_told(lang, text):
    assert find_language(text) == lang


@pytest.mark.parametrize(("name", "code"), NAMES)
def test_names_of_languages(name, code):
    assert language_code(name) == code


def test_a_declared_language_is_that_of_all_articles(tmp_path):
    (tmp_path / "corpus.toml").write_text('language = "tr"')
    (tmp_path / "a.csv").write_text("text,lang\nThe fictional ministers met.,\nThe ships sailed.,Malay\nThe jets flew.,words\n")
    assert ct.read_corpus(tmp_path).articles["lang"].tolist() == ["tr", "tr", "tr"]


QUOTATIONS = [  # each between # signs
    "He said #“yes”# now.", "#„Ja“#, sagte er.", "#« Oui »#, dit-il.", "#»Ja«#, sagte er.", "#「好」#他说。", '#"Yes,"# he said. #"No."#',
    "#``Yes,''# he said.", "#”Ja”#, sade han.", "#‘It’s ours,’# he said.", "#'Yes, it's ours.'# He left.", "The ’80s.",
    "#“He called it ‘good’ then,”# she said.", "A 5\" gun, a 6'2\" man.", "The '90s crews' ships, rock 'n' roll.",
    "#“One goes on.#\n\n#“Two goes on.#\n\n#“Three ends.”#\n\nAfter it.", "#“One.#\n\nTwo is not it. #“Three”# is."]  # fmt: skip


@pytest.mark.parametrize("marked", QUOTATIONS)
def test_quotations_of_all_kinds(marked):
    text = marked.replace("#", "")
    assert [text[a:b] for a, b in find_quotations(text)] == marked.split("#")[1::2]


@settings(max_examples=80)
@given(st.sampled_from('“"«„「‘'), st.integers(0, 5), st.sampled_from(["", " «No», at 5 o’clock.", ' It is "no".', " It is “no”."]))
def test_a_missing_mark_swallows_no_more_than_its_sentence(mark, place, after):
    words = "He said that they would go.".split()
    words[place] = mark + words[place]
    first = " ".join(words)
    text = first + " Then they left." + (after.replace("“no”", "„no“") if mark == "„" else after)
    assert [text[a:b] for a, b in find_quotations(text) if a <= len(first) < b] == []


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
def test_sentences_differ_from_punkt_in_few_places():
    parameters = PunktParameters()
    parameters.abbrev_types = {word.lower() for word in load_abbreviations()}
    punkt, ours, theirs = PunktSentenceTokenizer(parameters), set(), set()
    for name in ("outlet_dev.csv", "defence_dev.csv", "isaf_press_releases/isaf.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            rows = list(enumerate(csv.DictReader(file)))
        blocks = [(name, n, *block.span(), block[0]) for n, row in rows for block in re.finditer(r".+", row["text"])]
        for *at, block in blocks:
            ours |= {(*at, end) for _, end in split_sentences(block)}
            theirs |= {(*at, end) for _, end in punkt.span_tokenize(block)}
    assert len(ours) > 10_000 and len(ours ^ theirs) < 0.02 * len(ours | theirs)
