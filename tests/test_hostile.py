"""The pages of a corpus that is full of script, opened and touched in a browser: nothing fires, and nothing is lost."""

import html
import re

import cuttings as ct
import pytest
from browsing import TOUCH, Watch, open_page
from cuttings.__main__ import main
from hostile import LOUD, PAYLOADS, PLAIN, lost
from seed import ROOT

# attributes and elements that no text may become, and links to elsewhere that tell where their reader comes from
FOUND = """() => [
    ...[...document.querySelectorAll("*")].flatMap(e => e.getAttributeNames()).filter(n => /^(on|src.|formaction|ping|xlink)/.test(n)),
    ...[...document.querySelectorAll('script, iframe, object, embed, base, form, math, video, audio, marquee, template, x-y, body style')],
    ...[...document.querySelectorAll('mjx-container, .MathJax, .katex')],
    ...[...document.links].filter(a => a.protocol !== 'file:' && !(/^https?:$/.test(a.protocol) && a.rel.includes('noreferrer'))),
].map(found => found.outerHTML || found)"""


def test_every_payload_is_read(hostile_corpus):
    corpus = ct.read_corpus(hostile_corpus)
    status = corpus.ledger.groupby("path")["status"].agg(lambda column: set(column))
    assert status["stories.jsonl"] == status["table.csv"] == status["page.html"] == {"kept"}
    assert lost("\n".join(corpus.articles["text"])) == []


def test_nothing_fires_in_any_page_and_no_text_became_an_element(hostile_site, browser):
    done = {}
    for path in sorted(hostile_site.glob("*.html")):
        page = browser.new_page()
        watch = open_page(page, path)
        page.evaluate(TOUCH, "html")
        # the policy would complain of script and style that it had to stop: nothing is said, either
        done[path.name] = [*watch.fired(), *watch.said, *page.evaluate(FOUND)]
        assert page.evaluate("document.head.firstElementChild.httpEquiv") == "Content-Security-Policy"
        page.close()
    assert len(done) > 6 and {name: what for name, what in done.items() if what} == {}


def test_everything_can_be_read(hostile_site, browser):
    page = browser.new_page()
    open_page(page, hostile_site / "06_everything.html")
    assert lost(page.inner_text("main")) == []
    page.close()


def test_the_payloads_are_in_every_notebook_s_page(hostile_site, browser):
    page = browser.new_page()
    for path in sorted(hostile_site.glob("0*.html")):
        open_page(page, path)
        assert len(set(re.findall(r"fired-\d+", page.inner_text("main")))) > 10, path.name
    page.close()


def test_the_payloads_bite_where_text_is_not_escaped(browser):
    page = browser.new_page()
    watch = Watch(page)
    page.set_content("".join(f'<iframe srcdoc="{html.escape(PAYLOADS[name])}"></iframe>' for name in LOUD))
    page.wait_for_timeout(1_500)
    assert len(set(re.findall(r"fired-\d+", " ".join(watch.fired())))) > 0.7 * len(LOUD)
    page.close()


EVIL = PLAIN[0].replace('"', "'")
RED = "\x1b[31m\x1b]0;fired\x07\u202ered"
REFUSED = {
    "knowledge/actors.csv": ["id,kind\nA,{}\n", "id,{}\nA,state\n", "id,kind\n{0},state\n{0},state\n", 'id,kind\nA,state\n"{}'],
    "knowledge/frames.csv": ["set,frame,crosswalk\ndefence,talks,{}\n", "set,frame,{}\n"],
    "knowledge/cues.csv": ["set,frame,term,match\n{},talks,word,word\n", "set,frame,term,match\ndefence,security_threat,word,{}\n"],
    "knowledge/services.csv": ["kind,id,forms\nministry,{0},{0}\n"],
    "knowledge/boilerplate.txt": ["{}: (", "{}\n"],
    "coding/ann.csv": ["unit,{}\na:0-9,1\n", "unit,security_threat\na:0-9,{}\n", "unit\n{0}\n{0}\n", "unit,acts\na:0-9,{}\n", "{}\na\n"],
    "coding/{}.csv": ["unit,security_threat\na:0-9,2\n"],
    "metadata.csv": ["file,{}\na.txt,b\n", "file,title\n{0},b\n{0},c\n"],
    "corpus.toml": ['"{}" = ""\n', 'encoding = "{}"\n', '[fields]\n"{}" = "text"\n', '[dates]\norder = "{}"\n', "a {}\n"],
}


@pytest.mark.parametrize("evil", [EVIL, RED], ids=["script", "escapes"])
@pytest.mark.parametrize(("name", "content"), [(name, content) for name, contents in REFUSED.items() for content in contents])
def test_what_is_refused_is_refused_in_one_plain_line(tmp_path, capsys, name, content, evil):
    corpus = tmp_path / "corpus"
    path = corpus / name.format(evil.replace("/", ""))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content.format(evil), encoding="utf-8")
    (corpus / "a.txt").write_text("A fictional ship came to Malaysia.")
    assert main(["site", str(corpus), "--out", str(tmp_path / "out"), "--notebooks", str(ROOT / "notebooks")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.startswith("cuttings: ") and said.rstrip("\n").isprintable(), said
    assert not (tmp_path / "out").exists()
