"""What is shown: sentences, quotes, charts, exports; hostile text stays text."""

import re
from pathlib import Path

import cuttings as ct
import pandas as pd
import pytest
from cuttings.figures.chart import label
from cuttings.prose import Reading, escape

HOSTILE = "<script>alert(1)</script> Malaysia and Turkey's <img src=x onerror=alert(2)> contract cost $5 & then $6."


@pytest.fixture(scope="module")
def hostile():
    return ct.make_corpus([f"{HOSTILE} More {HOSTILE}"], clean=False)


def test_quotes_and_readings_escape_everything(hostile):
    mentions, hits = ct.find_actors(hostile, ct.read_actors()), ct.code_frames(hostile, ct.read_codebook())
    for page in (ct.quote(hostile, mentions)._repr_html_(), ct.quote(hostile, hits)._repr_html_(), Reading(HOSTILE)._repr_html_()):
        tags = set(re.findall(r"<(\w+)", page))
        assert tags <= {"div", "blockquote", "p", "mark", "footer", "b", "bdi"}
        assert "mathjax_ignore" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in ct.quote(hostile, mentions)._repr_html_()
    assert escape("'\"<>&") == "&#x27;&quot;&lt;&gt;&amp;"


def test_quotes_mark_each_span_and_show_each_sentence_once(corpus):
    mentions = ct.find_actors(corpus, ct.read_actors(corpus))
    quotes = ct.quote(corpus, mentions, n=3)
    assert quotes.rows["sent"].tolist() == [0, 1, 2]
    assert repr(quotes).startswith("[Malaysia] and [Turkey] Set the Stage")
    assert repr(quotes).endswith("9 more sentences not shown.")
    assert quotes._repr_html_().count("<mark>") == 7
    with pytest.raises(ValueError, match="no column 'sent'"):
        ct.quote(corpus, corpus.ledger)


def test_quotes_of_nothing_say_why(corpus):
    assert repr(ct.quote(corpus, ct.find_context(corpus, "unheard of"))) == "'unheard of' does not occur."


def test_the_table_behind_each_sentence(corpus):
    actors = ct.read_actors(corpus)
    mentions = ct.find_actors(corpus, actors)
    pairs = ct.find_pairs(corpus, mentions)
    said = [
        (corpus, "1 article of 14 sentences, no full date. 1 record read: 1 kept, 0 duplicates, 0 skipped."),
        (corpus.ledger, "1 record: 1 kept; 1 repaired."),
        (corpus.removed, "6 lines taken out of 1 article: menu (2), social (2), kicker (1) and print-footer (1)."),
        (
            mentions,
            "36 mentions of 8 actors in 12 sentences. Named most: Malaysia (14). 19% of the mentions stand inside a person's title.",
        ),
        (pairs, "22 pairs of actors, named together 36 times in 8 sentences. The fullest sentence makes 15 of these (42%)."),
    ]
    for table, sentence in said:
        assert str(ct.say(table)) == sentence


def test_sentences_stay_true_of_filtered_tables(corpus):
    mentions = ct.find_actors(corpus, ct.read_actors(corpus))
    persons = mentions[mentions["kind"] == "person"]
    assert str(ct.say(persons)).startswith("8 mentions of 4 actors in 4 sentences. Named most: Mohamed Khaled Nordin (4). 0%")
    assert str(ct.say(mentions[:0])) == "The table is empty."


def test_those_who_share_the_first_place_are_all_named():
    terms = ct.count_terms(ct.tokenize(ct.make_corpus(["Jets tanks ships. Jets tanks."], clean=False)))
    assert "jets and tanks (2 each)" in ct.say(terms)


def test_a_chart_changes_its_words_when_its_data_change(corpus):
    terms = ct.count_terms(ct.tokenize(corpus))
    one, same, other = ct.plot_terms(terms), ct.plot_terms(terms.copy()), ct.plot_terms(terms.assign(count=terms["count"] + 1))
    assert repr(one) == repr(same) and one.png() == same.png()
    assert one.digest != other.digest
    assert "data " + one.digest in repr(one) and str(ct.say(one)) in repr(one)


def test_every_plot_draws_what_cannot_be_drawn_as_its_reason():
    empty = ct.make_corpus([])
    tokens, hits = ct.tokenize(empty), ct.code_frames(empty, ct.read_codebook())
    pairs = ct.find_pairs(empty, ct.find_actors(empty, ct.read_actors()))
    scores = ct.score_coding(empty, hits, ct.read_coding(None))
    charts = [ct.plot_terms(ct.count_terms(tokens)), ct.plot_ties(ct.tie_actors(pairs)), ct.plot_scores(scores)]
    charts += [ct.plot_frames(ct.count_frames(empty, hits, by=by)) for by in (None, "voice")]
    charts += [ct.plot_dispersion(tokens, [])]
    for chart in charts:
        assert chart.png()[:4] == b"\x89PNG" and len(chart.sentence) > 10


def test_what_is_drawn_is_what_is_in_the_table(corpus):
    hits = ct.code_frames(corpus, ct.read_codebook())
    frames = ct.count_frames(corpus, hits)
    assert (ct.plot_frames(frames).figure.axes[0].lines[0].get_xdata() / 100).tolist() == pytest.approx(frames["share"].tolist())
    scores = ct.score_coding(corpus, hits, ct.read_coding(corpus.folder))
    chart = ct.plot_scores(scores)
    widths = [bar.get_width() for bar in chart.figure.axes[0].patches]
    both, coded, found = (chart.table[name] for name in ("both", "coded", "found"))
    assert widths == [*both, *(found - both), *(coded - both)]
    terms = ct.count_terms(ct.tokenize(corpus))
    assert [bar.get_width() for bar in ct.plot_terms(terms).figure.axes[0].patches] == terms["count"].head(15).tolist()
    by = ct.count_frames(corpus, hits, by="zone")
    chart = ct.plot_frames(by)
    labels = [text.get_text() for text in chart.figure.axes[0].get_yticklabels()]
    rows = [[frame, *some["zone"]] for frame, some in chart.table.groupby("frame", sort=False)]
    assert labels == [name for row in rows for name in row] and len(chart.table) == len(by)


def test_labels_hold_dollars_and_long_names():
    assert label("$5 & $6") == r"\$5 & \$6"
    assert len(label("x" * 500)) < 40
    name = "A$B$ Corp " + "very " * 40 + "long"
    ties = pd.DataFrame({"a": [name], "b": ["阿塞尔"], "units": [1], "expected": [1.0], "weight": [1.0]})
    chart = ct.plot_ties(ties)
    assert chart.png()


def test_more_ties_than_are_drawn_are_said():
    ties = pd.DataFrame({"a": [f"a{n}" for n in range(50)], "b": "z", "units": 1, "expected": 1.0, "weight": 1.0})
    sentence = ct.plot_ties(ties).sentence
    assert "One of the 50 most frequent" in sentence and sentence.endswith("The 40 strongest are drawn.")


def test_a_table_of_unknown_columns_is_described_by_its_size():
    assert str(ct.say(pd.DataFrame({"x": [1]}))) == "1 row of 1 column."


def test_exports_hold_no_articles_and_no_formulas(tmp_path, corpus):
    evil = pd.DataFrame(
        {"name": ["=1+1", "+1", "-1", "@x", "fine", None, "\t=1", " =1", "＝1"], "n": [-1, 2, 3, 4, 5, 6, 7, 8, 9], "=cmd()": 1}
    )
    listing = ct.export_tables(tmp_path, articles=corpus.articles, evil=evil)
    assert listing["rows"].tolist() == [1, 9]
    back = pd.read_csv(tmp_path / "evil.csv")
    assert (
        back["name"].tolist()[:5] == ["'=1+1", "'+1", "'-1", "'@x", "fine"]
        and back["n"].tolist() == [*[-1], *range(2, 10)]
        and "'=cmd()" in back
    )
    assert back["name"].tolist()[6:] == ["'\t=1", "' =1", "'＝1"]
    assert pd.read_parquet(tmp_path / "evil.parquet")["name"].tolist()[:4] == ["=1+1", "+1", "-1", "@x"]
    assert "text" not in pd.read_parquet(tmp_path / "articles.parquet")
    assert "IDEF 2025" not in Path(tmp_path / "articles.csv").read_text()
    assert not list(tmp_path.glob(".*"))
    ct.export_tables(tmp_path, with_texts=True, articles=corpus.articles)
    assert "text" in pd.read_parquet(tmp_path / "articles.parquet")


def test_the_verbs_are_all_that_is_public():
    assert all(getattr(ct, name).__doc__ for name in ct.__all__)
    assert ct.__all__ == sorted(ct.__all__)


def test_faults_of_knowledge_files_are_told(tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "actors.csv").write_text("id,kind\nX,planet\nY,moon\n")
    assert str(ct.say(ct.check_knowledge(tmp_path))) == "2 faults in the knowledge files: actors.csv (2)."


def test_evidence_is_of_what_counts(tmp_path):
    corpus = ct.make_corpus(["They signed the contract. They signed no contract.", "They paid."])
    hits = ct.code_frames(corpus, ct.read_codebook())
    assert set(hits["status"]) == {"asserted", "negated"}
    ct.export_evidence(tmp_path, corpus, frames=(hits, "frame"))
    rows = pd.read_parquet(tmp_path / "evidence_frames.parquet")
    assert rows[["frame", "sentences", "sent"]].values.tolist() == [["procurement_deal", 1, 0]]
