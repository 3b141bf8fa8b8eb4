"""Reading every format, right and broken: nothing stops the reading, and nothing is left out silently."""

import csv
import datetime
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import cuttings as ct
import pandas as pd
import pyarrow as pa
import pytest
from cuttings.loading import rows
from cuttings.loading.listing import list_files
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from reading import IT, cells, checked, parquet, read, write


def docx(paragraphs, row=()):
    document, file = Document(), io.BytesIO()
    for line in paragraphs:
        document.add_paragraph(line)
    if row:
        for cell, text in zip(document.add_table(1, len(row)).rows[0].cells, row, strict=True):
            cell.text = text
    document.save(file)
    return file.getvalue()


def zipped(name, megabytes):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as entry:
        for _ in range(megabytes):
            entry.write(b"0" * 1_000_000)
    return file.getvalue()


def pdf(*lines):
    stream = b"BT /F1 12 Tf 72 720 Td 14 TL " + b" T* ".join(b"(%s) Tj" % line.encode() for line in lines) + b" ET"
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
             b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream), b"<</Type/Font/Subtype/Type1/BaseFont/A>>"]  # fmt: skip
    whole, table = b"%PDF-1.4\n", b""
    for number, part in enumerate(parts, 1):
        table += b"%010d 00000 n \n" % len(whole)
        whole += b"%d 0 obj%s endobj\n" % (number, part)
    return whole + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(whole))


def blank_pdf(password=""):
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def page(charset="utf-8"):
    head = f"<meta charset='{charset}'><title>Kurgu</title><meta property='article:published_time' content='2024-05-06'>"
    body = f"<article><h1>Gemi Aldı</h1><p>{TURKISH * 3}</p></article>"
    return f"<!DOCTYPE html><html lang='tr'><head>{head}</head><body>{body}</body></html>"


TURKISH = "Kurgusal bir ülkenin bakanı yeni gemilerin şimdi geleceğini söyledi. Işıklar yandı."
NEXIS = """Page 1 of 9\nDocuments (3)\n1. First Fictional Pact\n2. Second Fictional Pact\nClient/Matter: -None-\nSearch Terms: pact\n
First Fictional Pact\nExample Paper\nMay 6, 2024 Monday\n\nCopyright 2024 Example Paper\nSection: WORLD; Pg. 3\nLength: 12 words
Byline: Ann Example\nBody\n\nThe first pact of a fictional state was signed.\n\nLoad-Date: May 6, 2024\nEnd of Document
Second Fictional Pact\nOther Example\nMay 7, 2024\nBody\nThe second one has no such line.\nEnd of Document
Third Fictional Pact\nThird Example\n7 May 2024 Tuesday\nLength: 8 words\nBody\nThe third pact was cut"""
LEXIS = """1 of 2 DOCUMENTS\n\nExample Paper\n\nMay 6, 2024 Monday\n\nFirst Fictional Pact\n\nBYLINE: Ann Example\n\nSECTION: WORLD; Pg. 3
LENGTH: 12 words\n\nThe first pact of a fictional state was signed.\n\nLOAD-DATE: May 6, 2024\n\nLANGUAGE: ENGLISH\n\n2 of 2 DOCUMENTS
Third Example\n\nMay 7, 2024 Tuesday\n\nThird Fictional Pact\n\nLENGTH: 8 words\n\nThe third pact was cut"""
FACTIVA = """First Fictional Pact\n\nBy Ann Example\n\n312 words\n6 May 2024\n10:15 GMT\nExample Paper\nEXPAP\nEnglish
(c) 2024 Example Paper\n\nThe first pact of a fictional state was signed.\n\nDocument EXPAP00020240506ek5600abc\n
SE World\nHD Second Fictional Pact\nBY Bob Example\nPD 7 May 2024\nSN Other Example\nLA English\nLP\nIt was signed.\nTD\nIt went on.
CO expap\nAN Document EXPAP00020240507ek5700abc\n
Third Fictional Pact\n15 words\n7 May 2024\nThird Example\nEnglish\n\nThe third pact was cut"""
FIRST = ["Example Paper", "Ann Example", "2024-05-06", "First Fictional Pact\n\nThe first pact of a fictional state was signed."]
SECOND = ["Other Example", "Bob Example", "2024-05-07", "Second Fictional Pact\n\nIt was signed.\n\nIt went on."]
THIRD = ["Third Example", None, "2024-05-07", "Third Fictional Pact\n\nThe third pact was cut"]
LAYOUT = "export full texts in the standard layout, or save this one as .txt"
HEADLESS = ("skipped", "article 2 of a nexis export has a head of no known form", LAYOUT)
KEPT = ("kept", "", "")
EXPORTS = {
    "nexis": ("a.txt", NEXIS, [FIRST, THIRD], [KEPT, HEADLESS, KEPT]),
    "nexis-docx": ("a.docx", docx(NEXIS.split("\n")), [FIRST, THIRD], [KEPT, HEADLESS, KEPT]),
    "lexis": ("a.txt", LEXIS, [FIRST, THIRD], [KEPT] * 2),
    "factiva": ("a.txt", FACTIVA, [FIRST, SECOND, THIRD], [KEPT] * 3),
}


@pytest.mark.parametrize("case", EXPORTS)
def test_an_export_gives_its_articles_and_lists_the_one_that_it_cannot_read(tmp_path, case):
    name, content, articles, ledger = EXPORTS[case]
    corpus = read(tmp_path, {name: content})
    table = corpus.articles.assign(day=corpus.articles["date"].dt.strftime("%Y-%m-%d"))
    assert cells(table[["outlet", "author", "day", "text"]]) == articles
    assert list(corpus.ledger[["status", "reason", "fix"]].itertuples(index=False, name=None)) == ledger


def test_an_export_cut_off_in_the_head_of_its_last_article_says_so(tmp_path):
    corpus = read(tmp_path, {"a.txt": NEXIS.rsplit("\nLength", 1)[0]})
    assert corpus.ledger["status"].tolist() == ["kept", "skipped", "skipped"]


NEWS = {"source": {"id": None, "name": "Paper"}, "title": "A Pact", "content": "It came.", "author": None}
GUARDIAN = {"webTitle": "A Pact", "webUrl": "https://example.org", "fields": {"bodyText": "It came.", "byline": "Ann Example"}}
NAMES = "BODY,Headline,Publication Date,site_name,Desk,byline,LANGUAGE,web-url,standfirst,dateline\n"
NAMES += "It came.,A Pact,2024-05-06,P,S,A,Turkish,u,,O"
COLUMNS = {"date_text": "2024-05-06", "outlet": "P", "section": "S", "author": "A", "lang": "tr", "url": "u", "place": "O"}
FRONT = "---\r\ntitle: 'A Pact'\r\nauthor: Ann Example\r\ntags: x\r\n---\r\n# It came.\r\n"
PLAIN = "text,title,section,author,place,outlet,url\nnull,NA,00123,+1,nan,None,1e5"
TABLE = {"date": [datetime.date(2024, 5, 6)], "section": [7], "author": [1.5], "source": [{"name": "Paper"}]}
RIGHT = {
    "md": ("a.md", "# A Pact\n\n## It came.\n", IT, {"title": "A Pact"}),
    "md-front": ("a.md", FRONT, IT, {"title": "A Pact", "author": "Ann Example"}),
    "csv": ("a.csv", 'title,text\nA Pact,"It, ""the"" pact,\ncame."', 'A Pact\n\nIt, "the" pact,\n\ncame.', {}),
    "csv-semicolon": ("a.csv", "Headline;article-body\nA Pact;It, too, came.", "A Pact\n\nIt, too, came.", {}),
    "csv-blank-first": ("a.csv", "\ntitle;text\nA Pact;It came.", IT, {}),
    "tsv": ("a.tsv", "webTitle\tbody text\nA Pact\tIt, too; came.", "A Pact\n\nIt, too; came.", {}),
    "csv-names": ("a.csv", NAMES, IT, COLUMNS),
    "csv-plain": ("a.csv", PLAIN, "NA\n\nnull", {"section": "00123", "author": "+1", "place": "nan", "outlet": "None", "url": "1e5"}),
    "csv-bom": ("a.csv", '\ufeff"text",title\nIt came.,A Pact', IT, {}),
    "csv-utf-16": ("a.csv", f"text\n{TURKISH}\n".encode("utf-16-le"), TURKISH, {"lang": "tr"}),
    "json": ("a.json", json.dumps({"headline": "A Pact", "body": "It came.", "year": 7}), IT, {}),
    "json-list": ("a.json", json.dumps([{"title": "A Pact", "text": "It came."}]), IT, {}),
    "newsapi": ("a.json", json.dumps({"status": "ok", "articles": [NEWS]}), IT, {"outlet": "Paper", "author": None}),
    "guardian": ("a.json", json.dumps({"response": {"results": [GUARDIAN]}}), IT, {"url": "https://example.org", "author": "Ann Example"}),
    "surrogates": ("a.jsonl", r'{"text": "It \ud800 came \ud83d\ude00.", "title": "\udfff"}', "\ufffd\n\nIt \ufffd came 😀.", {}),
    "json-article": ("a.json", json.dumps({"data": [{"article": {"title": "A Pact", "body": "It came."}}]}), IT, {}),
    "parquet": ("a.parquet", parquet(body=["It came."], Headline=["A Pact"], **TABLE), IT,
                {"date": pd.Timestamp("2024-05-06"), "section": "7", "author": "1.5", "outlet": "Paper"}),
    "parquet-bytes": ("a.parquet", parquet(text=["Işık yandı.".encode()]), "Işık yandı.", {}),
    "docx": ("a.docx", docx(["A Pact", "It came."], ["one cell", "other cell"]), f"{IT}\n\none cell\n\nother cell", {}),
    "pdf": ("a.pdf", pdf("The pact of a fictional state was diffi-", "cult and was signed late in the day"),
            "The pact of a fictional state was difficult and was signed late in the day", {}),
    "html": ("a.htm", page("windows-1254").encode("cp1254"), f"Gemi Aldı\n\n{TURKISH * 3}", {"lang": "tr", "date_source": "page"}),
    "html-lies": ("a.htm", page("utf-8").encode("cp1254"), f"Gemi Aldı\n\n{TURKISH * 3}", {}),
    "html-txt": ("a.txt", page(), f"Gemi Aldı\n\n{TURKISH * 3}", {}),
    "utf-16-no-bom": ("a.txt", TURKISH.encode("utf-16-le"), TURKISH, {}),
    "utf-16-be-no-bom": ("a.txt", TURKISH.encode("utf-16-be"), TURKISH, {}),
    "pdf-txt": ("a.txt", pdf("It came to a fictional state."), "It came to a fictional state.", {}),
    "docx-txt": ("a.txt", docx(["A Pact", "It came."]), IT, {}),
    "no-ending": ("A", "A Pact\n\nIt came.", IT, {}),
    "capitals": ("A.TXT", "A Pact\n\nIt came.", IT, {}),
    "braces": ("a.txt", "{{7*7}} stood on a wall.", "{{7*7}} stood on a wall.", {}),
}  # fmt: skip


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_file_gives_its_article(tmp_path, case):
    name, content, text, want = RIGHT[case]
    corpus = read(tmp_path, {name: content})
    assert corpus.ledger[["status", "reason", "fix"]].values.tolist() == [list(KEPT)]
    assert cells(corpus.articles[["text", *want]]) == [[text, *want.values()]]


def test_no_article_of_a_json_file_goes_missing(tmp_path):
    corpus = read(tmp_path, {"a.json": '{"one": {"text": "It came."}, "other": {"text": "It went."}}'})
    assert corpus.articles["text"].tolist() == ["It came.", "It went."]


@pytest.mark.parametrize("long", [1, 1_000])
@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.ndjson"])
def test_json_lines_are_known_by_their_looks(tmp_path, name, long):
    texts = ["It came to us. " * long, "It went."]
    corpus = read(tmp_path, {name: "".join(json.dumps({"text": text}) + "\n" for text in texts)})
    assert corpus.articles["text"].tolist() == [text.strip() for text in texts]


@pytest.mark.parametrize(("name", "form"), [("a.txt", "{}"), ("a.csv", "text\n{}"), ("a.jsonl", '{{"text": "{}"}}')])
@pytest.mark.parametrize(
    "text", ["Başbakan şehirde görüştü.", "Işıklar söndü ve gemiler geldi.", "Bakan gemiyi görünce şaşırdı ve dedi: çok genç"]
)
def test_short_turkish_in_cp1254(tmp_path, name, form, text):
    corpus = read(tmp_path, {name: form.format(text).encode("cp1254")})
    assert corpus.articles["text"].tolist() == [text]
    assert set(corpus.ledger["encoding"]) <= {"cp1254", "iso8859-9"}  # the same for these letters


@pytest.mark.parametrize(("name", "whole"), [("a.txt", TURKISH), ("a.csv", f"text\n{TURKISH}"), ("a.html", page("cp1254"))])
def test_the_ledger_tells_the_encoding(tmp_path, name, whole):
    assert read(tmp_path, {name: whole.encode("cp1254")}).ledger["encoding"].tolist() == ["cp1254"]


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.md"])
def test_a_text_cut_off_inside_its_last_letter_is_kept(tmp_path, name):
    corpus = read(tmp_path, {name: f"text\n{TURKISH} ş".encode()[:-1]})
    assert corpus.ledger["encoding"].tolist() == ["utf-8"] and TURKISH in corpus.articles["text"].sum()


DEEP = b"[" * 100_000 + b"]" * 100_000
QUOTES = "put each cell with a comma or a quotation mark in double quotes"
MEND, COLUMN = 'mend it, or delete it: an article is {"title": …, "text": …}', "name the column in corpus.toml: [fields] text = …"
ANEW, UTF8, UNPACK = (
    "open it in its own program, and save it anew",
    "save it as plain text in UTF-8",
    "unpack it, and put its files into the",
)
PAGE, HOLDS = "save the article's own page, or copy its text into a .txt file", "check that it holds an article"
EXPECTED = "',' expected after '\"'"
CUT = ["", "line 2: no JSON: Invalid control character at at character 13", "", "line 4: no JSON: Expecting ':' delimiter at character 8"]
BROKEN = {
    "csv-ragged": ("a.csv", 'a,text\nA,"One\ncame."\nB\nC,D,x\nE,Four.', ["", "line 4: 1 cells, where the header has 2",
                   "line 5: 3 cells, where the header has 2", ""], QUOTES),
    "csv-open-middle": ("a.csv", 'a,text\nA,One.\nB,"Two.\nC,Three.\nD,"Four" it\nE,Five.',
                        ["", f"line 3: {EXPECTED}", "", f"line 5: {EXPECTED}", ""], QUOTES),
    "csv-open-end": ("a.csv", 'a,text\nA,One.\nB,"Two.\nC,Three.\nD,Four.\n', ["", "line 3: unexpected end of data", "", ""], QUOTES),
    "csv-nul": ("a.csv", "text\nOn\0e.\n", ["not a text: it holds NUL bytes"], UTF8),
    "csv-links": ("a.csv", "title,url\nA,https://example.org\n", ["no column of text among: title, url"], COLUMN),
    "csv-empty": ("a.csv", "title,text\n,\nA,One.\n", ["no article text found", ""], HOLDS),
    "lines-cut": ("a.jsonl", '{"text": "One."}\n{"text": "Tw\n{"text": "Three."}\n{"text"', CUT, MEND),
    "lines-twice": ("a.jsonl", '{"text": "a", "text": "b"}\n\n{"text": "One."}', ["line 1: a key stands twice", ""], MEND),
    "lines-deep": ("a.jsonl", DEEP + b'\n{"text": "One."}', ["line 1: nested too deeply", ""], MEND),
    "lines-no-object": ("a.jsonl", '[1]\n"x"\nnull\n{"text": "One."}', [*(f"line {n}: no object with keys" for n in (1, 2, 3)), ""], MEND),
    "lines-no-text": ("a.jsonl", '{"a": "b"}', ["line 1: no column of text among: a"], COLUMN),
    "json-deep": ("a.json", b'{"text":' * 100_000, ["article 1: nested too deeply"], MEND),
    "json-item": ("a.json", '[{"text": "One."}, 3]', ["", "article 2: no object with keys"], MEND),
    "parquet-no-text": ("a.parquet", parquet(url=["u"], n=[1]), ["no column of text among: url, n"], COLUMN),
    "parquet-null": ("a.parquet", parquet(text=["One.", None]), ["", "no article text found"], HOLDS),
    "parquet-not": ("a.parquet", "One.", ["no .parquet file, though its name says so"], "save it anew, or name it by what it is"),
    "docx-empty": ("a.docx", docx([]), ["no article text found"], HOLDS),
    "docx-broken": ("a.docx", b"PK\x03\x04word/document.xml", ["broken docx: File is not a zip file"], ANEW),
    "docx-bomb": ("a.docx", zipped("word/document.xml", 510), ["unpacks to more than 500 MB"], "save the text alone, without pictures"),
    "pdf-locked": ("a.pdf", blank_pdf("secret"), ["locked by a password"], "save a copy without the password"),
    "pdf-pictures": ("a.pdf", blank_pdf(), ["no text in it: its pages are pictures"], "run text recognition (OCR) on it first"),
    "pdf-broken": ("a.txt", b"%PDF-1.4 nothing", ["broken pdf: Stream has ended unexpectedly"], ANEW),
    "html-none": ("a.html", "<!doctype html><html><body></body></html>", ["no article text found"], PAGE),
    "html-deep": ("a.html", "<html><body>" + "<div>" * 200_000 + "x" + "</div>" * 200_000, ["no article text found"], PAGE),
    "gzip": ("a.txt", gzip.compress(b"One."), ["an archive"], UNPACK),
    "zip": ("a.txt", zipped("a.txt", 0), ["an archive"], UNPACK),
    "binary": ("a.txt", bytes(range(256)), ["not a text: it holds NUL bytes"], UTF8),
    "rtf": ("a.rtf", rb"{\rtf1 One.}", ["rich text (RTF) is not read"], "save it as .docx or .txt"),
    "ending": ("a.xyz", "One.", ["format .xyz is not read"], "save it as .txt, .csv, .json, .html, .docx or .pdf"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_says_what_is_wrong_and_gives_the_rest(tmp_path, case):
    name, content, reasons, fix = BROKEN[case]
    ledger = read(tmp_path, {name: content}).ledger
    assert ledger["reason"].tolist() == reasons
    assert ledger["status"].tolist() == ["skipped" if reason else "kept" for reason in reasons]
    assert ledger.loc[ledger["status"] == "skipped", "fix"].str.startswith(fix).all()


def test_a_quotation_mark_left_open_takes_no_more_than_its_row(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "MOST_LINES", 4)
    corpus = read(tmp_path, {"a.csv": 'text\n"open\n' + "".join(f"Text {n} came.\n" for n in range(9))})
    assert corpus.ledger["status"].tolist() == ["skipped"] + ["kept"] * 9


ENDINGS = (".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".html", ".docx", ".pdf", ".parquet")
EMPTY = {"h.csv": "title,text\n", "i.csv": "title;text", "h.json": "[]", "i.json": "{}", "j.json": '{"articles": []}'}
EMPTY |= {f"{n}{ending}": content for n, content in enumerate(["", " \n\n", "\ufeff"]) for ending in ENDINGS}
EMPTY["h.parquet"] = parquet(text=pa.array([], pa.string()))


def test_empty_files_and_tables_of_headers_only_are_a_skipped_row_each(tmp_path):
    write(tmp_path, EMPTY)
    ledger = checked(ct.read_corpus(tmp_path, cache=False)).ledger
    assert ledger["path"].tolist() == sorted(EMPTY) and set(ledger["status"]) == {"skipped"}


# after the files n_* of the JSON test suite
NO_JSON = r"""
{ | } | [ | ] | [1 | [1, | [, | [1,,2] | [1 true] | [a | ['a'] | ["\x00"] | ["\u00A"] | ["\"] | [-] | [+1] | [.5] | [1.] | [0x1] | [01]
 | [1e] | [Infinity | nul | tru | True | "a | a | {a: 1} | {'a': 1} | {"a" 1} | {"a":} | {"a":1,} | {1:1} | {"a":1}} | {"a":1}# | [1]x
 | /**/[1] | ["a" "b"] | “a” | {"a":"b"}/ | <null> | *
""".replace("\n", "").split(" | ")


@pytest.mark.parametrize("ending", [".json", ".jsonl"])
def test_every_broken_json_is_a_skipped_row(tmp_path, ending):
    ledger = read(tmp_path, {f"{n:02d}{ending}": content for n, content in enumerate(NO_JSON)}).ledger
    assert len(ledger) == len(NO_JSON) > 40 and set(ledger["status"]) == {"skipped"}
    assert ledger["reason"].str.match("(line|article) 1: no JSON").all()


@pytest.mark.parametrize("depth", [100, 500, 900, 2_000, 20_000])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"name":', "}")])
def test_no_depth_of_nesting_stops_the_reading(tmp_path, depth, opens, closes):
    deep = '{"text":' + opens * depth + '"x"' + closes * depth + "}"
    corpus = read(tmp_path, {"a.jsonl": deep + '\n{"text": "It came."}', "b.json": deep, "c.txt": "It went."})
    assert {"It came.", "It went."} <= set(corpus.articles["text"])


HOSTILE = {
    "key": ("a.jsonl", b'{"\\ud800": "x"}'),
    "utf-7": ("a.html", b"<html><meta charset=utf-7><p>\xff +2AA- </p>"),
    "escape": ("a.html", b"<html><meta charset=unicode_escape><p>\xff \\ud800 </p>"),
    "hex": ("a.csv", b"text,a\n\xff <meta charset=hex>,b\n"),
    "rot13": ("a.jsonl", b'{"text": "\xff <meta charset=rot13>"}'),
    "idna": ("a.txt", b"\xff <meta charset=idna>"),
    "undefined": ("a.csv", b"text\n\xff <meta charset=undefined>"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_nothing_that_a_file_says_of_itself_stops_the_reading(tmp_path, case):
    name, content = HOSTILE[case]
    corpus = read(tmp_path, {name: content, "good.txt": "It came."})
    assert len(corpus.ledger) == 2 and "It came." in corpus.articles["text"].tolist()


NAUGHTY = ["<script>alert(1)</script>", "\" onload='x' & <b>bold</b> &amp;", "\u202etxt.exe\u202c \u200fmark\u2066", "👩‍👩‍👧‍👦 🇹🇷",
           "'; DROP TABLE articles;--", "=c|' C'!A0", "@SUM(1+1)*", "{{7*7}}", "田中さん ﷽", "x" * 240, "-rf", "a\tb\n"]  # fmt: skip


@pytest.mark.parametrize("raw", NAUGHTY, ids=range(len(NAUGHTY)))
def test_naughty_strings_come_through_as_texts_titles_and_names(tmp_path, raw):
    shown, table, name = " ".join(re.sub("[\u200f\u202c\u202e\u2066]", "", raw).split()), io.StringIO(), raw.replace("/", "-") + ".txt"
    csv.writer(table).writerows([["title", "text"], [raw, f"It said {raw!r}."]])
    corpus = read(tmp_path, {"a.csv": table.getvalue(), "b.json": json.dumps({"title": raw, "text": "It wrote."}), name: "It came."})
    got = dict(zip(corpus.articles["path"], corpus.articles["text"], strict=True))
    assert got == {"a.csv": f"{shown}\n\nIt said {raw!r}.", "b.json": f"{shown}\n\nIt wrote.", name: "It came."}


def test_two_odd_names_that_print_alike_are_two_files(tmp_path):
    odd = [Path(os.fsdecode(os.fsencode(tmp_path) + name)) for name in (b"/a\xfe.txt", b"/a\xff.txt")]
    for round_ in range(2):
        for number, path in enumerate(odd):
            path.write_text(f"Text {round_} of {number}.")
            assert f"Text {round_} of {number}." in checked(ct.read_corpus(tmp_path, cache=True)).articles["text"].tolist()


@pytest.mark.parametrize("cache", [False, True])
def test_files_that_vanish_during_the_reading_are_rows(tmp_path, monkeypatch, cache):
    gone = {f"gone{ending}": "It went." for ending in ENDINGS}
    write(tmp_path, {**gone, "here.txt": "It came."})

    def listed(path):
        entries = list_files(path)
        for name in gone:
            (tmp_path / name).unlink()
        return entries

    monkeypatch.setattr("cuttings.corpus.list_files", listed)
    ledger = checked(ct.read_corpus(tmp_path, cache=cache)).ledger.set_index("path")
    assert set(ledger.index) == {*gone, "here.txt"} and ledger.at["here.txt", "status"] == "kept"
    assert set(ledger.loc[list(gone), "reason"]) == {"cannot be read: No such file or directory"}
    assert set(ledger.loc[list(gone), "fix"]) == {"check that it is a file that you may read"}


def test_links_are_rows_and_never_followed(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "corpus"
    outside.mkdir(), folder.mkdir()
    write(outside, {"a.txt": "A secret.", "corpus.toml": "", "metadata.csv": "file\n"})
    for name, target in {"a.txt": "a.txt", "b.docx": "a.txt", "folder": ".", "none.csv": "none"}.items():
        (folder / name).symlink_to(outside / target)
    ledger = checked(ct.read_corpus(folder, cache=False)).ledger
    assert ledger["path"].tolist() == ["a.txt", "b.docx", "folder", "none.csv"] and set(ledger["reason"]) == {"a link"}
    for name in ("corpus.toml", "metadata.csv"):
        (folder / name).symlink_to(outside / name)
        with pytest.raises(ct.KnowledgeError, match=rf"{name} cannot be read: .* Put the file itself there\."):
            ct.read_corpus(folder)
        (folder / name).unlink()


def test_lines_of_ten_megabytes_are_read(tmp_path):
    line = "came to a fictional state and went on " * 260_000
    long = {"a.txt": f"A {line}", "b.csv": f"text\nB {line}", "c.jsonl": f'{{"text": "C {line}"}}', "d.txt": "x" * 10_000_000}
    write(tmp_path, {**long, "e.json": "[" * 10_000_000, "f.csv": 'text\n"' + "y " * 5_000_000, "g.md": "---\n" * 2_500_000})
    code = "import sys, cuttings as ct; c = ct.read_corpus(sys.argv[1], cache=False); print(*c.ledger['status'], len(c), len(c.ledger))"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], timeout=120, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["kept", "duplicate", "duplicate", "kept", "skipped", "skipped", "skipped", "2", "7"]


STARTS = [b"", b"%PDF-1.4\n", b"PAR1", b"PK\x03\x04word/document.xml", b"<html><p>", b'{"text":"', b"text,title\n", b'text;a\n"',
          b'[{"text":"', b"\xff\xfe", b"1 of 2 DOCUMENTS\nLength: 5 words\n", b"HD x\nPD y\nDocument ABC123456789\n",
          b"---\na: x\n---\n"]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(ENDINGS), st.sampled_from(STARTS), st.binary(max_size=60)), min_size=1, max_size=6))
def test_any_bytes_in_any_format_are_rows_of_the_ledger(contents):
    with tempfile.TemporaryDirectory() as folder:
        read(Path(folder), {f"{n}{ending}": start + rest for n, (ending, start, rest) in enumerate(contents)})
