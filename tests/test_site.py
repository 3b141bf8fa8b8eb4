"""The pages and the command line; the pages opened in a real browser."""

import html
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import cuttings as ct
import lxml.html
import nbformat
import pandas as pd
import pytest
from browsing import open_page
from cuttings.__main__ import main
from cuttings.files import PlainError
from cuttings.site.build import _must_differ
from cuttings.site.pages import Page, render_evidence
from cuttings.site.sentences import COUNTS, Evidence, read_evidence
from cuttings.site.tables import Kit, dress, read_exports
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from seed import ROOT


def notebooks() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (ROOT / "notebooks").iterdir() if path.is_file()}


BEFORE = notebooks()
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"


@pytest.fixture
def site(seed_site):
    """Return the pages of the seed."""
    return seed_site


class Tags(HTMLParser):
    """All tags and attributes that a browser would see in a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def pages(site: Path) -> list[Path]:
    return sorted(site.glob("*.html"))


def test_a_page_for_each_notebook_an_index_and_the_data(site):
    notebooks = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    names = [path.stem for path in pages(site)]
    assert [name for name in names if not name.startswith("evidence_")] == [*notebooks, "about", "glossary", "index"]
    assert {"evidence_terms", "evidence_ties", "evidence_speakers", "evidence_frames"} <= set(names)
    files = {path.name for path in (site / "data").iterdir()}
    assert {"terms.csv", "ties.parquet", "ties.graphml", "hits.csv", "ledger.csv", "sample.csv", "evidence_ties.csv"} <= files
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 3_000_000


def test_no_notebook_writes_over_the_export_of_another():
    exports = [set(read_exports(nbformat.read(path, 4).cells).values()) for path in (ROOT / "notebooks").glob("*.ipynb")]
    assert len(exports) == 5 and len(set.union(*exports)) == sum(map(len, exports)) > 35


def test_the_policy_is_first_in_the_head_and_no_script_is_in_a_page(site):
    for path in pages(site):
        page = path.read_text(encoding="utf-8")
        assert re.search(r"<head>\s*<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\">", page)[1] == POLICY
        parser = Tags()
        parser.feed(page)
        assert "script" not in parser.tags and not [name for name in parser.attributes if name.startswith("on")]
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
        for link, place in re.findall(r'href="([^"#]*)(?:#([^"]+))?"', page):
            assert not link or (site / link).is_file(), link
            assert not place or f'id="{place}"' in (site / (link or path.name)).read_text(encoding="utf-8"), (path.name, link, place)


def test_no_whole_article_is_shared(site, corpus):
    text = corpus.articles["text"].iloc[0]
    sentences = [text[start:end] for start, end in corpus.sentences[["start", "end"]].values]
    told = set()
    for path in (site / "data").glob("*.csv"):
        shared = path.read_text(encoding="utf-8")
        here = {sentence for sentence in sentences if sentence in shared}
        # the title, and the deck, describe an article; evidence, and the ledger of acts, are sentences
        assert len(here) <= (10 if path.name.startswith("evidence_") or path.name == "acts_ledger.csv" else 2), path.name
        told |= here if path.name != "acts_ledger.csv" else set()
    assert len(told) < 0.9 * len(sentences)


def test_a_page_in_the_browser(site, browser):
    pictures = {}
    for path in pages(site):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        watch = open_page(page, path)
        assert watch.fired() == [] and watch.said == [] and page.title().endswith("cuttings"), path.name
        images = page.evaluate("[...document.images].map(i => [i.alt, i.naturalWidth])")
        assert all(len(alt) > 20 and size > 100 for alt, size in images)
        pictures[path.stem] = len(images)
        page.close()
    assert min(pictures[name] for name in ("index", "02_term_frequency", "03_actor_cooccurrence", "04_narrative_framing")) > 3


def test_the_notebooks_are_left_as_they_were(site):
    assert notebooks() == BEFORE


def one_line(capsys) -> str:
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and error.startswith("cuttings: ")
    return error


@pytest.mark.parametrize("what", ["empty", "missing", "unreadable", "links"])
def test_a_corpus_without_articles_ends_with_one_line(tmp_path, capsys, what):
    corpus = tmp_path / what
    if what != "missing":
        corpus.mkdir()
    if what == "unreadable":
        (corpus / "a.txt").write_bytes(b"\0\0")
    if what == "links":
        (corpus / "a.txt").symlink_to("/etc/hostname")
    assert main(["site", str(corpus), "--out", str(tmp_path / "out"), "--notebooks", str(ROOT / "notebooks")]) == 2
    assert str(corpus) in one_line(capsys)
    assert not (tmp_path / "out").exists()


def test_notebooks_that_are_not_there_end_with_one_line(tmp_path, capsys):
    assert main(["site", str(ROOT / "seeds"), "--notebooks", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "--notebooks" in one_line(capsys)


def test_pages_are_never_written_among_the_articles(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("A fictional article.")
    assert main(["site", str(tmp_path), "--out", str(tmp_path / "site"), "--notebooks", str(ROOT / "notebooks")]) == 2
    assert "--out" in one_line(capsys)


def test_a_corpus_is_never_touched(tmp_path, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.txt").write_text("A fictional article.")
    assert main(["site", str(tmp_path / "data"), "--out", str(tmp_path), "--notebooks", str(ROOT / "notebooks")]) == 2
    assert "--out" in one_line(capsys) and (tmp_path / "data" / "a.txt").exists()


def test_a_notebook_that_is_none_ends_with_one_line(tmp_path, capsys):
    (tmp_path / "01_broken.ipynb").write_text("{")
    assert main(["site", str(ROOT / "seeds"), "--out", str(tmp_path / "out"), "--notebooks", str(tmp_path)]) == 2
    assert "01_broken.ipynb is no notebook" in one_line(capsys)


def test_a_wrong_knowledge_file_ends_with_one_line(tmp_path, capsys):
    (tmp_path / "corpus" / "knowledge").mkdir(parents=True)
    (tmp_path / "corpus" / "a.txt").write_text("Malaysia bought a ship.")
    (tmp_path / "corpus" / "knowledge" / "actors.csv").write_text("id,kind\nX,planet\n")
    assert main(["site", str(tmp_path / "corpus"), "--out", str(tmp_path / "out"), "--notebooks", str(ROOT / "notebooks")]) == 2
    assert "kind 'planet' is unknown" in one_line(capsys)


def test_the_command_is_installed():
    run = subprocess.run([sys.executable, "-m", "cuttings", "--help"], capture_output=True, text=True)
    assert run.returncode == 0 and "site" in run.stdout and "refresh" in run.stdout


def evidence(**items: int) -> Evidence:
    """Return the evidence of some terms, which stand so many times in one sentence of one article."""
    same = {"sentences": 1, "articles": 1, "doc": 0, "sent": 0, "place": "sentence 1 of 2", "title": "T", "outlet": None, "date": None}
    rows = [{"term": term, "rows": n, **same, "url": None, "label": "", "sentence": f"{term}.", "marks": ""} for term, n in items.items()]
    return Evidence("terms", ("term",), pd.DataFrame(rows))


def test_a_number_links_to_its_sentences_and_only_if_it_counts_them():
    kit = Kit({}, {}, [evidence(talks=7)], {"term": "A word."})
    table = pd.DataFrame({"term": ["talks", "talk"], "count": [7, 7], "count_rest": [7, 7], "articles": [2, 1], "other": [7, 1]})
    page = dress(table.to_html(), "Table 1. Words", kit, "terms")
    assert page.count("evidence_terms.html#item-1") == 1 and '<a href="glossary.html#term" title="A word.">term</a>' in page
    assert "evidence_terms" not in dress(table.to_html(), "Table 1. Words", kit, "headlines")  # that counts them elsewhere
    assert "<th>0</th>" not in page and "<caption><b>Table 1. Words</b></caption>" in page


def test_only_counts_are_written_in_groups():
    table = pd.DataFrame({"count": [12345], "doc": [12345], "title": ["2024"], "x": [1.5], "place": [None]})
    page = dress(table.to_html(), "Table 2", Kit({}, {}, [], {}))
    assert all(f">{text}</td>" in page for text in ("12,345", "12345", "2024", "1.5", "–"))


@pytest.mark.parametrize(
    "evil", ["<script>x</script>", "a & b", "&lt;b&gt;", '"><img src=x onerror=y>', "$1 $2", "]]>", "<!-- x", "a\x07b\x1b[31m"]
)
def test_what_a_table_says_stays_as_it_is(evil):
    table = pd.DataFrame({"term": [evil], "count": [1]})
    page = dress(table.to_html(), f"Table 1. {evil}", Kit({}, {}, [evidence(**{evil: 1})], {}), "terms")
    parser = Tags()
    parser.feed(page)
    assert not parser.tags & {"script", "img", "b"} - {"b"} and html.escape(evil, quote=False) in page.replace("&#34;", '"')
    assert "evidence_terms.html#item-1" in page


TABLES = {
    "02_term_frequency": {"Words": "terms", "Runs of words": "bigrams", "Collocations": "collocations"}
    | {"Inside and outside quotation marks": "quoted", "Headline and deck against the body": "headlines"},
    "03_actor_cooccurrence": {"Mentions": "named", "Ties": "ties", "The three most surprising": "surprising"}
    | {"Without titles": "ties_without_titles", "Who is quoted": "speakers", "Who does what to whom": "signed"},
    "04_narrative_framing": {"How many sentences": "frames", "Whom a frame goes with": "by_actor"}
    | {"How much hangs on a single cue": "cues"},
}  # fmt: skip


@pytest.mark.parametrize(("name", "heading"), [(name, heading) for name, tables in TABLES.items() for heading in tables])
def test_every_count_of_the_main_tables_opens_its_sentences(site, name, heading):
    tables = lxml.html.parse(site / f"{name}.html").findall(".//table")
    table = next(table for table in tables if table.find("caption/b").text.split(". ")[1] == heading)
    heads = [head.text_content() for head in table.findall("thead/tr/th")]
    for cells in (row.findall("*") for row in table.findall("tbody/tr")):
        linked = {head: cell.find("a").get("href") for head, cell in zip(heads, cells, strict=True) if cell.find("a") is not None}
        assert {link.split("#")[0] for link in linked.values()} == {f"evidence_{TABLES[name][heading]}.html"}
        counts = set(heads) & {"count", "count_target", "mentions", "units", "acts", "sentences", "counted"}
        told = {head: cell.text_content() for head, cell in zip(heads, cells, strict=True)}
        assert counts - {head for head in counts if told[head] == "0"} <= set(linked)


def test_the_evidence_is_as_many_sentences_as_the_table_counts(site):
    for path in (site / "data").glob("evidence_*.parquet"):
        rows = pd.read_parquet(path)
        by = list(rows.columns[: rows.columns.get_loc("rows")])
        shown = rows.groupby(by).agg(shown=("sent", "size"), all=("sentences", "first"), rows=("rows", "first"))
        assert (shown["shown"] == shown["all"].clip(upper=10)).all() and (shown["rows"] >= shown["all"]).all(), path.name
        assert rows["marks"].str.len().gt(0).all() or "error" in by, path.name
        assert set(COUNTS) < set(rows.columns)


def test_in_quotation_marks_means_there(site, corpus):
    rows = pd.read_parquet(site / "data" / "evidence_quoted.parquet")
    quoted = corpus.sentences.set_index("sent")["quoted"]
    assert len(rows) > 3 and (quoted[rows["sent"]] > 0).all()
    heads = pd.read_parquet(site / "data" / "evidence_headlines.parquet")
    assert set(corpus.sentences.set_index("sent")["zone"][heads["sent"]]) <= {"title", "deck"}


def test_two_notebooks_never_export_one_name(tmp_path):
    for name in ("01_a", "02_b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ledger.csv").touch()
    with pytest.raises(PlainError, match=r"01_a and 02_b both export 'ledger\.csv'"):
        _must_differ([Page(name, new_notebook(), tmp_path / name) for name in ("01_a", "02_b")])


def test_a_notebook_may_begin_with_an_empty_cell():
    page = Page("06_mine", new_notebook(cells=[new_markdown_cell(""), new_markdown_cell("# 6 · Mine")]), Path())
    assert (page.title, page.short, page.question, page.finding, page.place) == ("6 · Mine", "Mine", "", "", "")


def test_a_variable_that_is_given_anew_names_no_export():
    cells = [new_code_cell(source) for source in ("t = f()\nct.export_tables(out, first=t)", "t = g()\nct.export_tables(out, second=t)")]
    assert read_exports(cells) == {} and read_exports(cells[:1]) == {"t": "first"}
    assert read_exports([new_code_cell("%time\nx = 1\nct.export_tables(out, x=x)"), new_code_cell("x[")]) == {"x": "x"}


def test_a_table_without_rows_is_left_to_the_sentence_before_it(site):
    for path in pages(site):
        page = path.read_text(encoding="utf-8")
        assert "<tbody>\n</tbody>" not in page and 'alt="No ' not in page, path.name
    assert pd.DataFrame({"a": []})._repr_html_().count("<tbody>") == 1


def test_a_page_of_sentences_stays_small_whatever_the_articles_hold():
    corpus = ct.make_corpus([f"{'<Japan & Chad> ' * 3000}{n}\n\nThe end came. It was late." for n in range(30)], clean=False)
    mentions = ct.find_actors(corpus, ct.read_actors()).groupby("sent").head(40)
    rows = pd.concat([mentions.assign(actor=f"{'<&>' * 400}{n}") for n in range(110)])
    with TemporaryDirectory() as folder:
        ct.export_evidence(folder, corpus, actors=(rows, "actor"))
        (found,) = read_evidence(Path(folder))
        page = Page("03_x", new_notebook(cells=[new_markdown_cell("# 3 · X\n\nWhy?")]), Path(folder))
        made = render_evidence(found, page, [page])
    assert len(found.items) == 100 and sum(len(item["quotes"]) for item in found.items.values()) == 1000
    assert len(made.encode()) < 5_000_000 and "<Japan" not in made


@pytest.mark.parametrize(
    ("url", "linked"), [("https://example.org/a", 1), ("HTTP://example.org", 1), ("javascript:x()", 0), ("//x", 0), (None, 0)]
)
def test_only_the_web_is_linked_to(url, linked):
    found = evidence(talks=1)
    found.rows["url"] = url
    page = Page("02_x", new_notebook(cells=[new_markdown_cell("# 2 · X")]), Path())
    made = render_evidence(found, page, [])
    assert made.count('rel="noreferrer"') == linked and ("javascript" in made) is False


def test_tables_of_another_shape_scroll_too():
    nested = pd.DataFrame({"a": [1, 2]}, index=pd.MultiIndex.from_tuples([("x", 1), ("x", 2)])).to_html()
    both = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("x", 1), ("x", 2)])).to_html()
    for table in (nested, both):
        page = dress(table, "Table 1", Kit({}, {}, [], {}))
        assert 'class="scroll"' in page and page.count("<t") >= table.count("<t") - 4
    assert dress('<p class="dataframe">', "Table 1", Kit({}, {}, [], {})) == '<p class="dataframe">'
