"""What the analyst declares: ``corpus.toml`` and ``metadata.csv``, right and wrong."""

import re

import cuttings as ct
import pandas as pd
import pytest
from reading import IT, cells, checked, parquet, read, write


def test_metadata_completes_loose_files_and_lists_strangers(tmp_path):
    (tmp_path / "sub").mkdir()
    said = "file,title,date,outlet\na.txt,A Pact,2024-05-06,Example Paper\nsub\\b.md,,6 May 2024,\nc.txt,C,,\n"
    corpus = read(tmp_path, {"a.txt": "It came.", "sub/b.md": "---\ntitle: B\noutlet: B\n---\nIt went.", "metadata.csv": said})
    assert cells(corpus.articles[["path", "title", "outlet", "date", "date_source"]]) == [
        ["a.txt", "A Pact", "Example Paper", pd.Timestamp("2024-05-06"), "metadata.csv"],
        ["sub/b.md", "B", "B", pd.Timestamp("2024-05-06"), "metadata.csv"],
    ]
    assert corpus.ledger.loc[2, ["path", "record", "status", "reason", "fix"]].tolist() == [
        "metadata.csv", 4, "skipped", "line 4: there is no file 'c.txt'", "correct the name, or delete the line"
    ]  # fmt: skip


def test_metadata_of_files_that_were_not_asked_for_is_no_row(tmp_path):
    write(tmp_path, {"a.txt": "It came.", "b.txt": "It went.", "metadata.csv": "file,title\na.txt,A Pact\nb.txt,B Pact\n"})
    corpus = checked(ct.read_corpus(tmp_path / "a.txt", cache=False))
    assert corpus.ledger["path"].tolist() == ["a.txt"] and corpus.articles["title"].tolist() == ["A Pact"]


@pytest.mark.parametrize(("name", "said"), [("Gu\u0308n", "Gu\u0308n"), ("Gu\u0308n", "G\u00fcn"), ("G\u00fcn", "Gu\u0308n")])
def test_metadata_knows_a_file_by_either_form_of_its_letters(tmp_path, name, said):
    corpus = read(tmp_path, {f"{name}.txt": "It came.", "metadata.csv": f"file,title\n{said}.txt,A Pact\n"})
    assert corpus.articles["text"].tolist() == [IT] and len(corpus.ledger) == 1


METADATA = {
    "file,colour\na.txt,red\n": "line 1: unknown column 'colour'. The columns are: file, title,",
    "title\nA\n": "line 1: column 'file' is missing. The columns are: file, title,",
    "file,title\na.txt,A\nb.txt,B\na.txt,C\n": "line 4: 'a.txt' stands twice. Join the two rows.",
    "file,title\n,A\n": "line 2: 'file' is empty. Fill it in, or delete the line.",
    "file,title\na.txt,A,B\n": "line 2: too many cells. Put a cell with a comma in double quotes.",
    'file,title\nb.txt,B\na.txt,"A\n': "line 3: unexpected end of data. Close the quotation mark.",
}


@pytest.mark.parametrize("wrong", METADATA, ids=range(len(METADATA)))
def test_wrong_metadata_is_refused_with_its_line(tmp_path, wrong):
    write(tmp_path, {"metadata.csv": wrong, "a.txt": "It came.", "b.txt": "It went."})
    with pytest.raises(ct.KnowledgeError, match=re.escape(f"metadata.csv, {METADATA[wrong]}")):
        ct.read_corpus(tmp_path)


def test_every_declaration_of_corpus_toml_counts(tmp_path):
    toml = 'encoding = "cp1251"\nlanguage = "tr"\nsource = "Paper"\n[fields]\ntext = ["Metin", "gövde"]\ntitle = "Baş-lık"\n'
    files = {
        "corpus.toml": toml + '[dates]\norder = "DMY"\nyear = 2024\n',
        "a.txt": "Суда шли.".encode("cp1251"),
        "b.csv": "text,metin,Baş lık,date,outlet\nNo.,It came.,A Pact,03/04/2025,Own\n",
        "c.jsonl": '{"text": "No.", "GÖVDE": "It went.", "baş_lık": "B Pact"}',
        "d.parquet": parquet(text=["No."], METIN=["OSLO, May 5 — It stayed."]),
    }
    corpus = read(tmp_path, files)
    want = [
        ["Суда шли.", None, "tr", "Paper", None, "none found"],
        [IT, "A Pact", "tr", "Own", pd.Timestamp("2025-04-03"), "given"],
        ["B Pact\n\nIt went.", "B Pact", "tr", "Paper", None, "none found"],
        ["OSLO, May 5 — It stayed.", None, "tr", "Paper", pd.Timestamp("2024-05-05"), "dateline, year declared"],
    ]
    assert cells(corpus.articles[["text", "title", "lang", "outlet", "date", "date_source"]]) == want
    assert corpus.ledger["encoding"].iloc[0] == "cp1251"


TOML = {
    "encoding = 5": "encoding = 5 is no text. Write", 'encoding = "no"': "encoding 'no' is unknown. Name one",
    'encoding = "\\u0000"': "encoding '\\x00' is unknown. Name", 'encoding = "hex"': "encoding 'hex' is unknown. Name",
    'language = "English"': "language 'English' is no code. Give", "source = []": "source = [] is no text. Write",
    'colour = "red"': "colour is unknown. It may say: encoding, language, source, fields, dates.",
    "fields = 1": "fields is no table. Write [fields]", "dates = 1": "dates is no table. Write [dates]",
    "[fields]\ntext = 5": "fields.text = 5 is no text. Write", '[fields]\ntext = ["a", 5]': "fields.text = 5 is no text.",
    '[fields]\nx = "y"': "fields.x is unknown. It may say: fields.text,", "[dates]\nx = 1": "dates.x is unknown. It may say: dates.order,",
    '[dates]\norder = "YMD"': "dates.order 'YMD' is unknown. It is one of: DMY, MDY.", "[dates]\norder = []": "dates.order [] is",
    "[dates]\norder = false": "dates.order False is unknown.", '[dates]\nyear = "2024"': "dates.year '2024' is no year. Write",
    "[dates]\nyear = 24": "dates.year 24 is no year.", "[dates]\nyear = true": "dates.year True is no year.", "a": "Expected '='",
    'source = "x': "Unterminated string", 'source = "x"\nsource = "y"': "Cannot overwrite a value", "a = " + "[" * 5_000: "",
    b'source = "\xff"': "byte 10 is not UTF-8. Save the file as UTF-8.",
}  # fmt: skip


@pytest.mark.parametrize("wrong", TOML, ids=range(len(TOML)))
def test_a_wrong_corpus_toml_is_refused_and_says_how_to_mend_it(tmp_path, wrong):
    write(tmp_path, {"corpus.toml": wrong, "a.txt": "It came."})
    with pytest.raises(ct.KnowledgeError) as error:
        ct.read_corpus(tmp_path)
    assert str(error.value).startswith(f"corpus.toml: {TOML[wrong]}") and re.search(r"\. [A-Z].*\.$", str(error.value))
