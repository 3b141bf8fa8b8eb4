"""The glossary: what the columns of the tables mean is said of every one that a notebook shows."""

import json
import tomllib

import lxml.html
import pytest
from cuttings import (
    act_ties,
    actors,
    acts,
    collocations,
    coverage,
    crossing,
    frames,
    framing,
    keyness,
    networks,
    pairs,
    speakers,
    suggest,
    terms,
    thresholds,
    ties,
    trends,
    typical,
    validation,
    voices,
)
from cuttings.loading import parts
from seed import ROOT

GLOSSARY = tomllib.loads((ROOT / "lib" / "cuttings" / "site" / "glossary.toml").read_text(encoding="utf-8"))
LONGEST = 400  # characters of what a column means: it is shown beside the head of the table
EXPORTED = [
    *(act_ties.SIGNED, act_ties.COURSE, act_ties.LEDGER, actors.MENTIONS, acts.ACTS, collocations.COLLOCATIONS),
    *(coverage.METADATA, coverage.PERIODS, coverage.LENGTHS, coverage.DOUBLES, crossing.CROSS, typical.CANDIDATES),
    *(frames.HITS, framing.FRAMES, framing.CUES, keyness.KEYNESS, networks.RANKS, networks.GROUPS, networks.NODES),
    *(parts.ARTICLES, parts.SENTENCES, parts.LEDGER, parts.REMOVED, speakers.SPEAKERS, suggest.SUGGESTIONS),
    *(terms.TERMS, terms.TFIDF, terms.VOCABULARY, thresholds.THRESHOLDS, pairs.PAIRS, pairs.PROVISIONAL, ties.TIES, ties.SLICES),
    *(trends.TRENDS, validation.SCORES, validation.AGREEMENT, voices.SPEECH),
]
STATISTICS = set(
    "ac1 ac1_high ac1_low agreement agreement_high agreement_low alpha alpha_high alpha_low article_high article_low betweenness "
    "ci_high ci_low cooperation corrected_high corrected_low dp dpnorm eigenvector expected f1 f1_high f1_low g2 group high "
    "human_f1 inclusion log_odds log_ratio logdice low mattr npmi p precision precision_high precision_low prevalence_coded "
    "prevalence_corpus prevalence_corrected prevalence_error prevalence_found q rank_high rank_low recall recall_high recall_low "
    "residual t tfidf threshold weight z".split()
)
# shares, sums and ranks: a formula, and no author
PLAIN = set("article_share degree per_million prevalence rank score share strength swing".split())


def shown(path) -> set[str]:
    """Return the heads of the tables in a notebook's outputs."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    pages = [lxml.html.fragment_fromstring("".join(data["text/html"]), create_parent="div") for data in outputs if "text/html" in data]
    return {head.text_content() for page in pages for head in page.iterfind(".//table/thead/tr/th")} - {""}


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_column_that_a_notebook_shows_is_explained(path):
    heads = shown(path)
    assert len(heads) > 10  # else the tables were not found
    assert heads <= set(GLOSSARY)


def test_every_column_of_an_exported_table_is_explained():
    columns = {name for table in EXPORTED for name in table}
    assert columns <= set(GLOSSARY)


def test_columns_stand_in_alphabetical_order():
    assert list(GLOSSARY) == sorted(GLOSSARY)


@pytest.mark.parametrize("name", GLOSSARY)
def test_an_entry_says_what_the_column_means_and_no_more_than_fits(name):
    entry = GLOSSARY[name]
    assert {"means"} <= set(entry) <= {"means", "formula", "source"}
    assert all(text == text.strip() and text for text in entry.values())
    assert len(entry["means"]) <= LONGEST
    assert "$" not in "".join(entry.values())
    assert "\\" not in "".join(entry.values())


@pytest.mark.parametrize("name", sorted(STATISTICS))
def test_a_statistic_has_its_formula_and_its_source(name):
    assert {"formula", "source"} <= set(GLOSSARY[name])


def test_a_formula_is_of_a_figure():
    assert {name for name, entry in GLOSSARY.items() if "formula" in entry} == STATISTICS | PLAIN
