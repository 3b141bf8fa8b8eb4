"""The pages and the command line; the pages opened in a real browser."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from cuttings.__main__ import main
from cuttings.evidence import anchor
from cuttings.site import build_site
from cuttings.site.build import _link_evidence
from seed import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def notebooks() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (ROOT / "notebooks").iterdir() if path.is_file()}


BEFORE = notebooks()
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return a site of the seed and of one hostile article, which is fictional."""
    corpus = tmp_path_factory.mktemp("corpus") / "seeds $1 <b>"
    shutil.copytree(ROOT / "seeds", corpus)
    evil = "<script>document.title='fired'</script><img src=x onerror=\"document.title='fired'\">"
    story = f"Malaysia and Turkey {evil} signed no contract worth $1bn, then $2bn. “{evil},” he said."
    article = f"A Fictional {evil} Title for $5 and $6\n\n{story}\n"
    (corpus / "zz <img src=x onerror=alert(1)>.txt").write_text(article, encoding="utf-8")
    (corpus / "bad.txt").write_bytes(b"\0")
    out = tmp_path_factory.mktemp("site")
    build_site(corpus, out, ROOT / "notebooks", tell=lambda line: None)
    return out


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
    assert [path.stem for path in pages(site)] == [*(path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))), "index"]
    names = {path.name for path in (site / "data").iterdir()}
    assert {"terms.csv", "ties.parquet", "hits.csv", "ledger.csv", "sample.csv"} <= names


def test_the_policy_is_first_in_the_head_and_no_script_is_in_a_page(site):
    for path in pages(site):
        page = path.read_text(encoding="utf-8")
        assert re.search(r"<head>\s*<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]+)\">", page)[1] == POLICY
        parser = Tags()
        parser.feed(page)
        assert "script" not in parser.tags and not [name for name in parser.attributes if name.startswith("on")]
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
        for link in re.findall(r'href="([^"#]+)"', page):
            assert (site / link).is_file(), link


def test_no_whole_article_is_shared(site, corpus):
    text = corpus.articles["text"].iloc[0]
    sentences = [text[start:end] for start, end in corpus.sentences[["start", "end"]].values]
    for path in (site / "data").glob("*.csv"):
        shared = path.read_text(encoding="utf-8")
        # the title, and the deck, describe an article; the ledger of acts holds the sentence behind each, which is evidence
        most = len(pd.read_csv(path)) if path.name == "acts_ledger.csv" else 2
        assert sum(sentence in shared for sentence in sentences) <= min(most, len(sentences) // 2), path.name


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: install Debian's package chromium to open the pages")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


NAMES = ["index", "01_loading", "02_term_frequency", "03_actor_cooccurrence", "04_narrative_framing", "05_validation"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_page_in_the_browser(site, browser, name, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append("a dialog opened"))
    page.goto((site / f"{name}.html").as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert errors == [] and "fired" not in page.title() and page.title().endswith("cuttings")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    images = page.evaluate("[...document.images].map(i => [i.alt, i.naturalWidth])")
    assert all(len(alt) > 20 and size > 100 for alt, size in images)
    assert len(images) >= {"01_loading": 0, "index": 4}.get(name, 1)
    page.close()


def test_hostile_text_can_be_read(site, browser):
    page = browser.new_page()
    page.goto((site / "04_narrative_framing.html").as_uri())
    assert "document.title='fired'" in page.inner_text("main") and "$1bn, then $2bn" in page.inner_text("main")
    page.close()


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


def test_a_cell_links_to_the_first_sentences_of_its_name_alone():
    name = anchor("talks")
    section = f'<section id="{name}"></section>'
    page = _link_evidence(f"<th>talks</th><tbody><tr><td>talks</td><td>talk_s</td></tr></tbody>{section}{section}")
    assert page.count(f'id="{name}"') == 1 and page.count(f'<td><a href="#{name}">talks</a></td>') == 1 == page.count("href")
