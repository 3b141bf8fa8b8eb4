"""Every number of a table of terms opens into its sentences; words inside quotation marks are told from the others."""

import cuttings as ct
import pandas as pd
import pytest
from cuttings.tokens import word_spans
from hypothesis import given
from hypothesis import strategies as st
from seed import ROOT

NEWS = ROOT.parent / "shared" / "data" / "outlet_dev.csv"
# fictional, and full of what makes words hard to count
HARD = [
    "The U.S. and the U.N.'s men co-produce 3,000 jets: jets, jets. “It’s a long-term plan,” he said; the U.S",
    "İstanbul'da 2.5 bin IRAK askeri… Türkiye'nin planı! Plan, PLAN—plan’s. K.K.T.C.'nin sözü ‘Bu bir planlar’ dedi.",
    "وزارة الـدفاع ١٢٣٫٥ x\u00a0y \u2011 co‑production co-production. 'Quoted' and “never closed",
]
PIECES = st.sampled_from(
    [
        "jets",
        "U.S.",
        "U.S",
        "co-op",
        "’s",
        "'",
        "“",
        "”",
        '"',
        "‘",
        "’",
        "İ",
        "ı",
        "\u0640",
        "3,0",
        ". ",
        "! ",
        " ",
        "\n",
        "—",
        "\u0301",
        "😀",
    ]
)


def opened(tokens, n):
    """Return the terms whose count is not the number of places that they open into."""
    table = ct.count_terms(tokens, n=n, drop_stopwords=False)
    return [row.term for row in table.itertuples() if len(ct.find_terms(tokens, row.term)) != row.count]


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("stem", [False, True])
def test_each_count_opens_into_as_many_places(corpus, n, stem):
    hard = ct.make_corpus(pd.DataFrame({"text": HARD, "lang": ["en", "tr", "ar"]}), clean=False)
    assert not opened(ct.tokenize(hard, stem=stem), n) and not opened(ct.tokenize(corpus, stem=stem), n)


@pytest.mark.skipif(not NEWS.exists(), reason="the real news is not here")
def test_each_count_of_real_news_opens_into_as_many_places():
    tokens = ct.tokenize(ct.read_corpus(NEWS))
    for n in (1, 2):
        table = ct.count_terms(tokens, n=n, drop_stopwords=False).head(150)
        assert [len(ct.find_terms(tokens, term)) for term in table["term"]] == table["count"].tolist()


@given(st.lists(st.lists(PIECES, max_size=15).map("".join), max_size=3), st.sampled_from(["en", "tr"]))
def test_places_are_where_the_words_are(texts, lang):
    corpus = ct.make_corpus(texts, clean=False, duplicates="keep")
    tokens, whole = ct.tokenize(corpus, lang=lang), corpus.texts()
    sentences = corpus.sentences.set_index("sent")
    lines = ct.find_terms(tokens, tokens.words)
    assert len(lines) == len(tokens)
    for row in lines.itertuples():
        assert whole[row.doc][row.start : row.end] == row.surface
        assert sentences.at[row.sent, "start"] <= row.start < row.end <= sentences.at[row.sent, "end"]
    assert sum(len(word_spans(whole[doc][a:b])) for doc, a, b in corpus.sentences[["doc", "start", "end"]].values) == len(tokens)
    assert len(ct.find_quoted(tokens)) == len(tokens)


def test_within_keeps_the_places_that_a_mask_names(corpus):
    tokens = ct.tokenize(corpus)
    quoted = ct.find_quoted(tokens)
    lines = ct.find_terms(tokens, ["malaysia", "procurement mindset"], within=quoted)
    assert lines["surface"].tolist() == ["procurement mindset", "Malaysia’s"]
    body = ct.find_terms(tokens, "malaysia", within=corpus.sentences["zone"] == "body")
    assert len(body) == 9 and len(ct.find_terms(tokens, "malaysia", within=[True])) == 12
    assert str(ct.say(ct.find_terms(tokens, "alliances"))) == "'alliances' does not occur."
    assert str(ct.say(ct.find_terms(tokens, []))) == "No term was asked for."
    with pytest.raises(ValueError, match="within has 2 values"):
        ct.find_terms(tokens, "malaysia", within=[True, False])
    with pytest.raises(ValueError, match="width is -1"):
        ct.find_terms(tokens, "malaysia", width=-1)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("He said: “We want jets,” and left. “All of it.” None.", "we want jets all of it"),
        ("A 'Big Deal.' came; it's his dogs' own.", "big deal"),
        ("No quotation at all.", ""),
        ("“Never closed. Next sentence.", "never closed"),
        ("“One paragraph.\n\n“And the next,” he said.", "one paragraph and the next"),
        ("‘Quoted’s here’ not.", "quoted here"),
    ],
)
def test_quoted_words(text, want):
    tokens = ct.tokenize(ct.make_corpus([text], clean=False))
    assert " ".join(tokens.words[tokens.codes[ct.find_quoted(tokens)]]) == want


def test_quoted_words_of_the_seed_are_those_between_its_marks(corpus):
    tokens = ct.tokenize(corpus)
    said = " ".join(tokens.words[tokens.codes[ct.find_quoted(tokens)]])
    assert said.startswith("break away from the conventional procurement mindset long-term cooperation will") and said.endswith(
        "defence markets"
    )
    assert ct.find_quoted(tokens).sum() == 26
