"""Reading: the seed against its gold, bad files, sentences, repair."""

import hashlib
import os

import cuttings as ct
import pandas as pd
import pytest
from cuttings.knowledge import load_boilerplate
from cuttings.loading.cleaning import LineRules, is_wrapped, keep_lines, paragraphs, repair
from cuttings.loading.metadata import take_apart
from cuttings.loading.sentences import find_quotations, split_sentences
from seed import ROOT, SEED, gold


def test_seed_is_never_edited():
    digest = hashlib.sha256(SEED.read_bytes()).hexdigest()
    assert digest == "3fc1242c9937554ca4a4412b39ff922501691d77068549942f6838cf9afb5edd"


def test_sentences_of_the_seed_are_those_of_the_gold(corpus):
    text = corpus.articles["text"].iloc[0]
    rows = list(corpus.sentences.itertuples())
    assert len(rows) == len(gold("sentences"))
    for row, want in zip(rows, gold("sentences"), strict=True):
        sentence = text[row.start : row.end]
        assert row.zone == want["zone"]
        assert sentence.startswith(want["begins"]) and sentence.endswith(want["ends"])
        quoted = "".join(sentence[start + 1 : end - 1] for start, end in find_quotations(sentence))
        assert quoted == want["quoted_words"]
        marks = 2 if quoted else 0
        assert row.quoted == pytest.approx((len(quoted) + marks) / len(sentence), abs=1e-4)


def test_metadata_of_the_seed(corpus):
    row = corpus.articles.iloc[0]
    assert row["title"] == "Malaysia and Turkey Set the Stage for a Deeper, High-Technology Defence Alliance"
    assert row["deck"].startswith("Malaysia and Turkey are accelerating")
    assert (row["place"], row["date_text"], row["date_source"]) == ("KUALA LUMPUR", "Nov 19", "dateline, no year")
    assert pd.isna(row["date"])
    assert row["text"].split("\n\n")[:2] == [row["title"], row["deck"]]


def test_category_line_and_footer_are_removed_and_listed(corpus):
    removed = corpus.removed["line"].tolist()
    assert removed == ["Turkey", "Print Friendly, PDF & Email", "Follow us on Twitter", "Languages", "Follow us on Twitter", "Languages"]
    assert not set(removed[1:]) & set(corpus.articles["text"].iloc[0].split("\n"))


def test_ledger_of_the_seed(corpus):
    assert corpus.ledger[["path", "status", "doc", "repairs"]].values.tolist() == [[SEED.name, "kept", 0, "spaces"]]


def test_where_selects_articles_and_all_that_belongs_to_them():
    corpus = ct.make_corpus(["Jets flew. Tanks rolled.\n\nFollow us on Twitter", "Ships sailed."])
    first = corpus.where(corpus.articles["doc"] == 1)
    assert first.articles["doc"].tolist() == [1]
    assert first.sentences["sent"].tolist() == [2]
    assert len(first.removed) == 0 and len(first.ledger) == 2


BAD_FILES = {
    "binary.txt": (b"\0\1\2\3", "NUL bytes"),
    "photo.jpg": (b"\xff\xd8\xff", "format .jpg is not read"),
    "empty.txt": (b"", "no article text"),
    "spaces.txt": ("\u00a0\n \n".encode(), "no article text"),
    "only_footer.txt": (b"Follow us on Twitter\n", "every line was taken out (social)"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_a_row_with_reason_and_fix(tmp_path, name):
    content, reason = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text("A fictional good article. It has two sentences.")
    corpus = ct.read_corpus(tmp_path)
    row = corpus.ledger.set_index("path").loc[name]
    assert row["status"] == "skipped" and reason in row["reason"] and row["fix"]
    assert len(corpus) == 1 and len(corpus.ledger) == 2


def test_links_pipes_and_hidden_files_are_never_opened(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("A secret that must not be read.")
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    (folder / ".hidden.txt").write_text("Hidden.")
    (folder / "sub" / "real.txt").write_text("A fictional article. It is real.")
    (folder / "x.txt").mkdir()
    corpus = ct.read_corpus(folder)
    assert dict(zip(corpus.ledger["path"], corpus.ledger["status"], strict=True)) == {
        "link.txt": "skipped", "loop": "skipped", "pipe.txt": "skipped", "sub/real.txt": "kept",
    }  # fmt: skip
    assert "secret" not in corpus.articles["text"].str.cat()


def test_reserved_folders_are_no_articles(tmp_path):
    for name in ("knowledge", "coding"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes.txt").write_text("Not an article.")
    (tmp_path / "a.txt").write_text("A fictional article.")
    assert ct.read_corpus(tmp_path).ledger["path"].tolist() == ["a.txt"]


def test_the_same_words_twice_are_a_duplicate(tmp_path):
    for name, text in {"b.txt": "THE SAME words.", "a.txt": "The same words!", "c.txt": "Others."}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ledger = ct.read_corpus(tmp_path).ledger.set_index("path")
    assert ledger["status"].to_dict() == {"a.txt": "kept", "b.txt": "duplicate", "c.txt": "kept"}
    assert ledger.loc["b.txt", "duplicate_of"] == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_by_their_mark(tmp_path, encoding):
    (tmp_path / "a.txt").write_bytes("Yaşar Güler konuştu.".encode(encoding))
    assert ct.read_corpus(tmp_path).articles["text"].tolist() == ["Yaşar Güler konuştu."]


def test_odd_file_names_can_be_written_anywhere(tmp_path):
    (tmp_path / os.fsdecode(b"odd\xff.txt")).write_text("A fictional article.")
    ledger = ct.read_corpus(tmp_path).ledger
    ledger["path"].str.encode("utf-8")
    assert len(ledger) == 1


def test_one_file_can_be_read_alone():
    assert ct.read_corpus(SEED).articles["path"].tolist() == [SEED.name]


def test_a_missing_folder_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match="Give the folder"):
        ct.read_corpus(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("raw", "mended", "names"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd", ("newlines",)),
        ("a\u00a0b\u2009c", "a b c", ("spaces",)),
        ("Tur\u200bk\u00adey\ufeff \u202eoffers\u202c", "Turkey offers", ("invisible",)),
        ("Tur\u200dkey \u0645\u06cc\u200c\u062e\u0648", "Turkey \u0645\u06cc\u200c\u062e\u0648", ("invisible",)),
        ("a\x00\x07b\x1b[31m", "ab[31m", ("controls",)),
        ("Yas\u0327ar", "Yaşar", ("normalised",)),
        ("It â€œworksâ€\x9d", "It “works”", ("mojibake",)),
        ("caf\u00c3\u200b\u00a9 noir", "café noir", ("invisible", "mojibake")),  # what one repair lays bare another mends
        ("lone \ud800 here", "lone \ufffd here", ("surrogates",)),
        ("Clean “text” – 2½ & <b>.", "Clean “text” – 2½ & <b>.", ()),
    ],
)  # fmt: skip
def test_repair(raw, mended, names):
    assert repair(raw) == (mended, names)


@pytest.mark.parametrize("line", ["Follow us on Facebook", "Print", "READ MORE: Another story", "© 2024 Somebody", "All rights reserved."])
def test_boilerplate_lines_go(line):
    assert keep_lines(line, LineRules(load_boilerplate()))[0] == []


@pytest.mark.parametrize(
    "line", ["Follow us on patrol, the captain said.", "Print is dying, and so is the fleet.", "The tag is red.", "x" * 5000]
)
def test_sentences_of_an_article_stay(line):
    assert keep_lines(line, LineRules(load_boilerplate()))[0] == [line]


def test_wrapped_blocks_are_joined_and_others_left():
    wrapped = ["The minister of a fictional state said that", "the programme would go on for many more", "years."]
    assert is_wrapped(wrapped) and paragraphs(wrapped) == [" ".join(wrapped)]
    assert not is_wrapped(["Short title", "A long paragraph that follows it on the next line.", "Another one."])


@pytest.mark.parametrize(
    ("line", "place", "date", "source"),
    [
        ("KUALA LUMPUR, Nov 19 — The talks began.", "KUALA LUMPUR", None, "dateline, no year"),
        ("ANKARA (Agency) - The talks began.", "ANKARA", None, "none found"),
        ("BRUSSELS, 5 March 2025 — The talks began.", "BRUSSELS", "2025-03-05", "dateline"),
        ("NORFOLK, Va., Sept. 3, 2024 -- The talks began.", "NORFOLK", "2024-09-03", "dateline"),
        ("SEOUL, February 30, 2024 — The talks began.", "SEOUL", None, "dateline, no such day"),
        ("WASHINGTON — The talks began.", "WASHINGTON", None, "none found"),
        ("ASELSAN — the firm — won.", None, None, "none found"),
        ("The talks began – at last – in May.", None, None, "none found"),
        ("NATO and its allies met.", None, None, "none found"),
    ],
)
def test_datelines(line, place, date, source):
    got = ct.make_corpus([f"A Fictional Title\n\n{line}\n\nMore came later."]).articles.iloc[0]
    assert (got["place"] if isinstance(got["place"], str) else None, got["date_source"]) == (place, source)
    assert pd.isna(got["date"]) if date is None else got["date"] == pd.Timestamp(date)


def test_title_kicker_and_deck_are_told_apart():
    parts = take_apart(["World", "Two Fictional States Sign a Pact", "They agreed on ships.", "OSLO, May 2 — They met.", "More."])
    assert (parts.removed, parts.title, parts.deck) == ([("World", "kicker")], "Two Fictional States Sign a Pact", "They agreed on ships.")
    plain = take_apart(["It began on a Monday.", "It ended on a Friday."])
    assert (plain.removed, plain.title, plain.deck, len(plain.body)) == ([], "", "", 2)
    for title in ("Can Two States Trust Each Other?", "“We Will”", "AUKUS — What Comes Next"):
        assert take_apart([title, "The two states met."]).title == title
    late = ["Title of It", "A lead.", "More.", "And more.", "OSLO, May 2 — They met."]
    assert take_apart(late).deck == "" and take_apart(["World", "It came."], "Given").title == "Given"
    assert take_apart(["Ties deepen", "The two states met."]).title == "Ties deepen"


SENTENCES = [
    "Lt. Gen. J. Smith met Datuk Seri Dr. Ahmad. | He left at 5 p.m. on Monday.",
    "The U.S. Navy came. | It left the U.S. | The fleet went on.",
    "“We will,” he said. | “They won’t!” | She paid $1.2bn (approx. 2.5%).",
    "Is it true? | Yes… | No. 5 was lost...",
    "他来了。| 她走了！| 好。",
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences_end_where_a_reader_ends_them(marked):
    text = marked.replace(" | ", " ").replace("| ", "")
    assert [text[a:b] for a, b in split_sentences(text)] == [part.strip() for part in marked.split("|")]


def test_a_missing_quotation_mark_swallows_no_more_than_its_paragraph():
    text = 'He said “we go and left.\nNext day all was “well” and «bien».\nA 5" gun.'
    assert [text[a:b] for a, b in find_quotations(text)] == ["“we go and left.", "“well”", "«bien»"]


HOSTILE = ["." * 2, ". ", "Gen. ", "x", "“", '"', "a.", ".”", "U.S. A ", "He said “yes”. ", "no will contract ", "A, B (", "é\u0301", "\n"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_stops_the_patterns(piece):
    text = piece * (1_000_000 // len(piece))  # benchmarks/patterns.py prints how the time grows
    keep_lines(text, LineRules(load_boilerplate()))
    spans = split_sentences(text) + find_quotations(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    ct.code_frames(ct.make_corpus([text[:100_000]]), ct.read_codebook())


def test_make_corpus_keeps_to_the_letter_when_asked():
    text = " Kicker\n\nFollow us on Twitter\nA\u00a0“b \ud800"
    corpus = ct.make_corpus([text], clean=False)
    assert corpus.articles["text"].tolist() == [text.replace("\ud800", "\ufffd")]
    assert set(corpus.sentences["zone"]) == {"body"} and len(corpus.removed) == 0


def test_make_corpus_takes_a_table():
    rows = pd.DataFrame(
        {"title": ["A Fictional Title", None], "text": ["It began.", None], "date": ["2024-05-06", "soon"], "outlet": ["X", "Y"]}
    )
    corpus = ct.make_corpus(rows)
    assert corpus.articles[["title", "outlet"]].values.tolist() == [["A Fictional Title", "X"]]
    assert corpus.articles["date"].tolist() == [pd.Timestamp("2024-05-06")]
    assert corpus.ledger["status"].tolist() == ["kept", "skipped"]
    with pytest.raises(ValueError, match="no column 'text'"):
        ct.make_corpus(pd.DataFrame({"body": ["x"]}))
    with pytest.raises(ValueError, match="one string"):
        ct.make_corpus("Malaysia met Japan.")
    dates = ["2024", "2024-05-06T10:00:00+08:00", "06/05/2024"]
    given = ct.make_corpus(pd.DataFrame({"text": ["One.", "Two.", "Three."], "date": dates})).articles["date"]
    assert given.isna().tolist() == [True, False, True] and given[1] == pd.Timestamp("2024-05-06")


def test_progress_bars_are_silent_here(capfd):
    ct.read_corpus(ROOT / "seeds")
    assert capfd.readouterr().err == ""
