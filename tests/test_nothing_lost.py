"""What vanished, or hung, in an earlier draft: every record is a row, every line stands in a text or among the removed."""

import io
import json
import random
import tempfile
from pathlib import Path

import cuttings as ct
import pandas as pd
import pytest
from cuttings.loading import duplicates
from cuttings.loading.sentences import find_quotations
from docx import Document
from docx.oxml import parse_xml
from reading import parquet, read

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read_text(text):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.md").write_text(text, encoding="utf-8")
        return ct.read_corpus(folder, cache=False)


def texts(corpus):
    return corpus.articles["text"].tolist()


@pytest.mark.parametrize(
    ("content", "want"),
    [
        ({"page1": [{"text": "One came."}], "page2": [{"text": "Two came."}]}, ["One came.", "Two came."]),
        ({"sources": [{"id": "1"}], "articles": [{"text": "It came."}]}, ["It came."]),
        ({"title": "A Pact", "content": {"text": "It came."}}, ["A Pact\n\nIt came."]),
        ({"body": ["First it came.", "Then it went."]}, ["First it came.\n\nThen it went."]),
        ({"text": " ", "content": "It came."}, ["It came."]),
        ({"content": [{"title": "A", "text": "One."}, {"title": "B", "text": "Two."}], "total": 2}, ["A\n\nOne.", "B\n\nTwo."]),
        ({"lead": {"text": "One."}, "others": [{"text": "Two."}]}, ["One.", "Two."]),
        ({"part": {"articles": [{"text": "One."}]}, "articles": [{"text": "Two."}]}, ["One.", "Two."]),
        ({"title": "A Pact", "text": ["One.", {"type": "p", "text": "Two."}]}, ["A Pact\n\nOne.\n\nTwo."]),
        ({"text": "", "articles": [{"text": "One."}]}, ["One."]),
        ([[{"text": "One."}], [{"text": "Two."}]], ["One.", "Two."]),
        ([{"articles": [{"text": "One."}]}], ["One."]),
        ({"text": None, "body": {"text": "One."}}, ["One."]),
    ],
)
def test_every_text_of_a_json_file_is_read(tmp_path, content, want):
    assert texts(read(tmp_path, {"a.json": json.dumps(content)})) == want


def test_a_table_and_a_json_value_are_known_by_their_looks(tmp_path):
    files = {
        "a.txt": "title;text;date\nA Pact;It came.;2025-03-04\n",
        "b.jsonl": '{\n  "text": "It went."\n}\n',
        "c.html": "A plain title\n\nIt stayed, and it was no page.",
        "d.txt": "Title, text and pictures by hand\n\nIt began in the morning.",
    }
    corpus = read(tmp_path, files)
    assert texts(corpus) == [
        "A Pact\n\nIt came.", "It went.", "A plain title\n\nIt stayed, and it was no page.",
        "Title, text and pictures by hand\n\nIt began in the morning.",
    ]  # fmt: skip
    assert corpus.articles["date"][0] == pd.Timestamp("2025-03-04")


def test_a_text_between_rules_is_no_front_matter_and_front_matter_is_listed(tmp_path):
    story, front = "---\nThe talks began in Oslo.\nThey ended late.\n---\nMore came.", "---\ntitle: A Pact\nsummary: Short.\n---\nIt came."
    corpus = read(tmp_path, {"a.md": story, "b.md": front})
    assert "The talks began in Oslo." in texts(corpus)[0] and corpus.articles["title"][1] == "A Pact"
    assert corpus.removed["line"].tolist() == ["title: A Pact", "summary: Short."] and set(corpus.removed["rule"]) == {"front matter"}


def test_inserted_words_and_controls_of_a_word_document_are_read_and_deleted_ones_are_not(tmp_path):
    document, file = Document(), io.BytesIO()
    body = document.element.body
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    control = f"<w:sdt><w:sdtContent>{run.format('was ')}</w:sdtContent></w:sdt>"
    inserted = f"{run.format('He said that ')}<w:ins>{run.format('nothing ')}</w:ins>{control}"
    deleted = "<w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
    body.insert(0, parse_xml(f"<w:p {NS}>{inserted}{deleted}{run.format('lost.')}</w:p>"))
    body.insert(1, parse_xml(f"<w:sdt {NS}><w:sdtContent><w:p>{run.format('A fictional control.')}</w:p></w:sdtContent></w:sdt>"))
    document.save(file)
    assert texts(read(tmp_path, {"a.docx": file.getvalue()})) == ["He said that nothing was lost.\n\nA fictional control."]


def test_the_same_body_under_another_headline_is_the_same_story():
    body = "The ministers of two fictional states met on a Monday, and they agreed on ships and on the training of their crews."
    ledger = ct.make_corpus(pd.DataFrame({"title": ["A Pact", "Ships Agreed"], "text": [body, body]})).ledger
    assert ledger["status"].tolist() == ["duplicate", "kept"]  # the longer is kept


def test_a_title_alone_is_no_article_and_an_article_that_the_rules_took_says_so(tmp_path):
    corpus = read(tmp_path, {"a.csv": "title,text\nA Pact,\n", "b.txt": "Share this article\n\nAdvertisement"})
    assert corpus.ledger["reason"].tolist() == ["no article text found", "every line was taken out (advertisement, print-footer)"]


def test_broken_bytes_and_look_alikes_are_flagged(tmp_path):
    files = {
        "a.txt": "Yaşar Şükrü çok güzel şeyler söyledi, ığdır öyle ".encode() + b"\xff end.",
        "b.txt": "\u0410nkara spoke. \u0410 \u0438 b.",
    }
    corpus = read(tmp_path, files)
    assert corpus.ledger["repairs"].tolist() == ["broken bytes", "look-alikes"] and "\u0410nkara" in texts(corpus)[1]


def test_a_number_that_is_none_is_no_section(tmp_path):
    corpus = read(tmp_path, {"a.parquet": parquet(text=["It came.", "It went."], section=[1.5, float("nan")])})
    assert texts(corpus) == ["It came.", "It went."] and corpus.articles["section"].isna().tolist() == [False, True]


def test_a_word_of_no_date_hides_no_dateline(tmp_path):
    corpus = read(tmp_path, {"a.csv": 'text,date\n"OSLO, 5 March 2025 — They met.",n/a\n'})
    assert corpus.articles[["date", "date_source"]].values.tolist() == [[pd.Timestamp("2025-03-05"), "dateline"]]


@pytest.mark.parametrize("label", ["EXCLUSIVE", "BREAKING NEWS", "Friday", "OPINION"])
def test_a_label_is_no_place(label):
    assert ct.make_corpus([f"A Title\n\n{label}, May 5 — The talks began. They went on."]).articles["place"].isna().all()


def test_no_text_takes_the_square_of_its_length():
    for piece in ("``a ", "``", "a" + "\u0300\u0316" * 50, "“", "''"):
        text = piece * (300_000 // len(piece))
        assert find_quotations(text) is not None and len(ct.make_corpus([f"It came. {text}"])) == 1


def test_an_open_block_of_properties_ends():
    for text in ("---\n" + "    a\n" * 60 + "It came.", "---\n" + " " * 60_000 + "\nIt came.", "a" + "\u094d\u093c" * 60_000 + " It came."):
        assert len(read_text(text)) == 1


def test_folders_a_thousand_deep_are_read(tmp_path):
    inner = tmp_path
    for _ in range(300):
        inner = inner / "deep"
        inner.mkdir()
    (inner / "a.txt").write_text("It came.")
    assert texts(ct.read_corpus(tmp_path, cache=False)) == ["It came."]


def test_a_rule_that_goes_astray_is_named(tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "boilerplate.txt").write_text("own: (a|aa)+b\nstars: (.)\\1{5,}\n")
    assert ct.read_corpus(tmp_path, cache=False).ledger.empty
    (tmp_path / "a.txt").write_text("It came.\n**********")
    assert ct.read_corpus(tmp_path, cache=False).removed["rule"].tolist() == ["stars"]
    (tmp_path / "a.txt").write_text("It came.\n" + "a" * 90)
    with pytest.raises(ct.KnowledgeError, match=r"boilerplate\.txt: a rule takes more than"):
        ct.read_corpus(tmp_path, cache=False)


def test_a_link_for_the_knowledge_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "knowledge").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ct.KnowledgeError, match="is a link"):
        ct.read_corpus(tmp_path / "corpus")


def test_a_text_box_is_read_once(tmp_path):
    document, file = Document(), io.BytesIO()
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
    both = f"<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    document.element.body.insert(0, parse_xml(f"<w:p {NS} {mc}><w:r><w:t>Around it.</w:t></w:r><w:r>{both}</w:r></w:p>"))
    document.save(file)
    assert texts(read(tmp_path, {"a.docx": file.getvalue()})) == ["Around it.\n\nIn a box."]


def test_a_databases_word_for_no_date_is_none(tmp_path):
    corpus = read(tmp_path, {"a.csv": "text,date\nIt came.,0001-01-01 00:00:00\n"})
    assert corpus.articles["date"].isna().all() and corpus.articles["date_source"].tolist() == ["given, no such day"]


def test_dutch_is_not_taken_for_english():
    text = (
        "De minister is in de stad en was in overleg met het leger, of in elk geval met de staf; het plan is in mei in het parlement, is "
        "in juni klaar en was al in april in concept gereed. Het is een plan in twee delen, en in deel een is de vloot in beeld."
    )
    assert ct.make_corpus([text]).articles["lang"].tolist() == ["nl"]


def test_near_bodies_under_long_and_different_headlines_are_found_in_blocks_of_any_size(monkeypatch):
    draw = random.Random(3)
    body = [f"word{draw.randrange(10**6)}" for _ in range(120)]
    chain = [" ".join(f"other{k}" if k % 10 == 5 and k < 20 * n else word for k, word in enumerate(body)) for n in range(4)]
    rows = pd.DataFrame({"title": [" ".join(f"head{n}{k}" for k in range(30)) for n in range(4)], "text": chain})
    whole = ct.make_corpus(rows).ledger
    assert (whole["status"] == "duplicate").sum() == 3 and whole["reason"].str.contains("by way of another").sum() == 2
    for name, size in (("BLOCK", 1), ("BLOCK", 3), ("MOST_CELLS", 1)):
        monkeypatch.setattr(duplicates, name, size)
        pd.testing.assert_frame_equal(ct.make_corpus(rows).ledger, whole)
