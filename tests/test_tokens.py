"""Words as whole numbers: against a slow and obvious reading, whatever is cut where."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
import regex
from cuttings.cells import count_cells, find_ngrams, find_term
from cuttings.knowledge import load_stopwords
from cuttings.tables import rank
from cuttings.tokens import read_words, words_of
from hypothesis import example, given
from hypothesis import strategies as st

# words that are hard to read, between spaces; and loose letters and signs, of which anything may come
PIECES = st.sampled_from(
    ["The U.S.", "U.N.-led", "J.K.Rowling", "e.g.", "A.Ş.", "Fiction's", "didn’t", "o'clock", "co-produce", "non‑state", "3,000",
     "1,234.56;", "1.2bn", "f-16", "Ankara’da", "KIRMIZI", "İZMİR", "with the ship", "ile bir", "cafe\u0301", "مُحَمَّد", "हिन्दी", "😀",
     "one. Two", "ship\n\nShips!"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text("aIıİi1,'-é中 \u00a0\n!", max_size=8), max_size=12).map(" ".join)
CORPORA = st.lists(st.tuples(TEXTS, st.sampled_from(["en", "tr", None])), max_size=7)
SHARED = [
    ("Ships sank. The ships with the ships sank", "en"),
    ("Ships sank ile ships sank", "tr"),
    ("The ships sank with the ships", None),
] * 2


def mixed(texts: list[tuple[str, str | None]]) -> ct.Corpus:
    """Return a corpus of articles in these languages, none of them guessed."""
    corpus = ct.make_corpus([text for text, _ in texts], clean=False, duplicates="keep")
    langs = [texts[int(path.removeprefix("text "))][1] for path in corpus.articles["path"]]
    return replace(corpus, articles=corpus.articles.assign(lang=pd.Series(langs, corpus.articles.index, dtype="str")))


def slow_words(text: str, lang: str = "en") -> list[str]:
    """Read words as one would by hand: runs of letters, joined again where a sign between two of them belongs to a word."""
    for sign, same in ("’'", "‐-", "‑-", ("I\u0307", "İ"), *(("Iı", "İi") if lang == "tr" else ("İi",))):
        text = text.replace(sign, same)
    runs = [(match[0].lower(), *match.span()) for match in regex.finditer(r"[\p{L}\p{M}\p{N}]+", text)]
    between = [text[end:start] for (_, _, end), (_, start, _) in pairwise(runs)] + [""]
    words, at = [], 0
    while at < len(runs):
        first = at
        while between[at] == "." and all(len(runs[n][0]) == 1 and runs[n][0].isalpha() for n in (at, at + 1)):
            at += 1
        if at > first:
            words.append("".join(run + "." for run, _, _ in runs[first : at + 1]))
            at += between[at] in ("'", ".'")
        else:
            word = runs[at][0]
            while between[at] in ("'", "-") or (between[at] in (".", ",") and word[-1].isnumeric() and runs[at + 1][0][0].isnumeric()):
                word += between[at] + runs[at + 1][0]
                at += 1
            words.append(word.split("'")[0] if lang == "tr" else word.removesuffix("'s"))
        at += 1
    return words


def slow_tokens(corpus: ct.Corpus) -> list[tuple[str, int, bool]]:
    """Read a corpus sentence by sentence: each word, its row of the sentences, whether it is a stop word."""
    lang = dict(zip(corpus.articles["doc"], corpus.articles["lang"].fillna("en"), strict=True))
    spans = corpus.sentences[["doc", "start", "end"]].values.tolist()
    sentences = [(slow_words(corpus.texts()[doc][start:end], lang[doc]), load_stopwords(lang[doc])) for doc, start, end in spans]
    return [(word, row, word in stop) for row, (words, stop) in enumerate(sentences) for word in words]


def plain(tokens: ct.Tokens) -> list[tuple[str, int, bool]]:
    return list(zip(tokens.words[tokens.codes].tolist(), tokens.sentence.tolist(), tokens.stop.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("rock'n'roll o’clock 'quoted' ''twice'' a-'b", ["rock'n'roll", "o'clock", "quoted", "twice", "a", "b"]),
        ("co-produce non‐state non‑state a--b -c- d–e", ["co-produce", "non-state", "non-state", "a", "b", "c", "d", "e"]),
        ("Fiction's Fiction’s FICTION'S states' it's F-16's", ["fiction"] * 3 + ["states", "it", "f-16"]),
        ("The U.S. U.N., U.S.A (a.m.) e.g. A.Ş.", ["the", "u.s.", "u.n.", "u.s.a.", "a.m.", "e.g.", "a.ş."]),
        ("U.S.-led J.K.Rowling end.Start site.com A. B", ["u.s.", "led", "j.k.", "rowling", "end", "start", "site", "com", "a", "b"]),
        ("U.S.'s U.S’s A.B'de", ["u.s.", "u.s.", "a.b."]),
        ("3,000; 2.5, 1,234.56. 5.a 7,b 1.2bn", ["3,000", "2.5", "1,234.56", "5", "a", "7", "b", "1.2bn"]),
        ("ŞIK Çığ Œuvre Kapal-kapal STRASSE ẞ ΟΔΟΣ", ["şik", "çığ", "œuvre", "kapal-kapal", "strasse", "ß", "οδος"]),
        ("وزارة مُحَمَّد हिन्दी नमस्ते 中国军队 cafe\u0301", ["وزارة", "مُحَمَّد", "हिन्दी", "नमस्ते", "中国军队", "cafe\u0301"]),
        ("İZMİR I\u0307zmir", ["izmir", "izmir"]),
        ("😀ship👍🏽jet _a_b @c #d €5 6%", ["ship", "jet", "a", "b", "c", "d", "5", "6"]),
        ("a\u00a0b\u2003c\u2028d\x0be\x1cf\x85g\u3000h\r\ni", list("abcdefghi")),
        ("… — ? ''' -- 😀", []),
        (" \n\t", []),
        ("", []),
        ("x" * 100_000 + " " + "a-" * 50_000 + "a", ["x" * 100_000, "a-" * 50_000 + "a"]),
        ("b." * 50_000, ["b." * 50_000]),
    ],
)
def test_words(text, want):
    assert words_of(ct.tokenize(mixed([(text, "en")]))).tolist() == read_words(text) == slow_words(text) == want


def test_numbers_are_marked():
    numbers = ["3,000", "2.5", "1,234.56", "7", "٣٤", "2½"]
    tokens = ct.tokenize(ct.make_corpus([" ".join([*numbers, "1.2bn f-16 10-15 5'3 1990s 三 a.b. ships"])], clean=False))
    assert tokens.words.dtype == object and tokens.number.dtype == bool
    assert tokens.words[tokens.number].tolist() == sorted(numbers)


@pytest.mark.parametrize("clean", [True, False])
def test_each_language_has_its_own_small_letters(clean):
    text = "KIRMIZI Isı İZMİR’in İstanbul'a gemisi, 5'te A.Ş.’nin."
    corpus = ct.make_corpus(pd.DataFrame({"text": [text, text], "lang": ["tr", "en"]}), clean=clean, duplicates="keep")
    turkish = ["kırmızı", "ısı", "izmir", "istanbul", "gemisi", "5", "a.ş."]
    english = ["kirmizi", "isı", "izmir'in", "istanbul'a", "gemisi", "5'te", "a.ş."]
    assert words_of(ct.tokenize(corpus)).tolist() == turkish + english
    assert words_of(ct.tokenize(corpus, lang="tr")).tolist() == turkish * 2
    assert words_of(ct.tokenize(corpus, lang="en")).tolist() == english * 2
    assert read_words(text, "tr") == turkish and read_words(text) == english
    assert words_of(ct.tokenize(mixed([(text, None)]))).tolist() == english


def test_stop_words_are_those_of_the_article():
    text, langs = "The ships with BIR veya yang", ["en", "tr", "ms", None, "fi", "en"]
    corpus = mixed([(text, lang) for lang in langs])
    stop = {"en": ["the", "with"], "tr": ["veya"], "ms": ["yang"], None: ["the", "with"], "fi": []}
    tokens, words = ct.tokenize(corpus), words_of(ct.tokenize(corpus))
    assert [words[tokens.stop & (tokens.article == n)].tolist() for n in range(len(langs))] == [stop[lang] for lang in langs]
    assert words[ct.tokenize(corpus, lang="tr").stop].tolist() == ["veya"] * len(langs)


def test_a_corpus_brings_stop_words_of_its_own(tmp_path):
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "stopwords.txt").write_text("Fictional\n[tr]\nzırhlı\n[fi]\nLaiva\n")
    rows = [f"The fictional ZIRHLI zırhlı ile laiva,{lang}" for lang in ("en", "tr", "fi")]
    (tmp_path / "a.csv").write_text("\n".join(["text,lang", *rows]))
    tokens = ct.tokenize(ct.read_corpus(tmp_path, duplicates="keep", cache=False))
    stop = [words_of(tokens)[tokens.stop & (tokens.article == n)].tolist() for n in range(3)]
    assert stop == [["the", "fictional"], ["zırhlı", "zırhlı", "ile"], ["laiva"]]


def test_languages_in_turn_stand_in_the_order_of_the_text(monkeypatch):
    corpus = mixed([(f"GIZI {n}. Bir the IŞIK!", ("en", "tr", None, "ms")[n % 4]) for n in range(40)])
    want = slow_tokens(corpus)
    assert [word for word, _, _ in want[:10]] == ["gizi", "0", "bir", "the", "işik", "gızı", "1", "bir", "the", "ışık"]
    for stretch in (1, 3, 79, 80, 20_000):
        monkeypatch.setattr("cuttings.tokens.STRETCH", stretch)
        assert plain(ct.tokenize(corpus)) == want


@given(CORPORA)
def test_words_are_those_of_a_slow_reading_wherever_it_is_cut(texts):
    corpus = mixed(texts)
    want = slow_tokens(corpus)
    for stretch in (1, 2, 3, 20_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cuttings.tokens.STRETCH", stretch)
            tokens = ct.tokenize(corpus)
        assert plain(tokens) == want and len(tokens) == len(want)
        assert tokens.words.tolist() == sorted({word for word, _, _ in want})
        assert tokens.articles["doc"].to_numpy()[tokens.article].tolist() == corpus.sentences["doc"].to_numpy()[tokens.sentence].tolist()
    for lang in ("en", "tr"):
        assert all(read_words(text, lang) == slow_words(text, lang) for text, _ in texts)


def spots(tokens: ct.Tokens) -> list[tuple]:
    """Return each word, whether it is a stop word, and its article and sentence by their ids."""
    doc, sent = tokens.articles["doc"].to_numpy()[tokens.article], tokens.sentences["sent"].to_numpy()[tokens.sentence]
    return list(zip(words_of(tokens), tokens.stop.tolist(), doc.tolist(), sent.tolist(), strict=True))


@given(CORPORA, st.sets(st.integers(0, 6)))
def test_parts_are_the_whole_cut_between_articles(texts, left_out):
    corpus = mixed(texts)
    some = ct.tokenize(corpus.where(~corpus.articles["doc"].isin(left_out)))  # rows are no longer ids
    for tokens in (some, some.where(~some.stop), some.where(slice(2, 9)), some.where(slice(0))):
        for size in (1, 2, 3, 2_500):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("cuttings.tokens.SIZE", size)
                parts = list(tokens.parts())
            assert sum(map(len, parts)) == len(tokens) and len(parts) == max(1, -(-len(tokens.articles) // size))
            assert [spot for part in parts for spot in spots(part)] == spots(tokens)
            for name in ("articles", "sentences"):
                pd.testing.assert_frame_equal(pd.concat([getattr(part, name) for part in parts]), getattr(tokens, name))
            assert all(set(part.sentences["doc"]) <= set(part.articles["doc"]) and len(part.articles) <= size for part in parts)


def test_where_keeps_the_chosen_tokens_and_the_tables():
    tokens = ct.tokenize(mixed([("A fictional state bought 3 ships. The ships sank.", "en")]))
    some = tokens.where(~tokens.stop)
    assert plain(some) == [token for token in plain(tokens) if not token[2]] and len(some) == 7
    assert plain(tokens.where(slice(4, 6))) == plain(tokens)[4:6]
    assert some.words is tokens.words and some.sentences is tokens.sentences and some.articles is tokens.articles


def test_words_of_one_stem_are_shown_as_the_commonest_form():
    corpus = mixed([("A jet, two jets, more JETS. Ships; ship! Tank tank.", "en"), ("One jets's ship, sailed sailing.", None)])
    tokens = ct.tokenize(corpus, stem=True)
    assert tokens.forms == {"jets": ["jet", "jets"], "ship": ["ship", "ships"], "sailed": ["sailed", "sailing"]}  # a tie: alphabetical
    words, before = words_of(tokens).tolist(), words_of(ct.tokenize(corpus)).tolist()
    assert words == [{"jet": "jets", "ships": "ship", "sailing": "sailed"}.get(word, word) for word in before]
    assert tokens.words.tolist() == sorted(set(words)) and ct.tokenize(corpus).forms == {}
    for form, times in {"jet": 4, "jets": 4, "Jet’s": 4, "ships": 3, "ship": 3, "sailing": 2, "tanks": 0, "two jet": 1}.items():
        assert len(find_term(tokens, form)) == times


def test_stems_are_those_of_the_article_where_its_language_has_any():
    text = "cheval, chevaux, chevaux: ship ships ships"
    corpus = mixed([(text, lang) for lang in ("fr", "en", "tr", "xx")])
    tokens, unstemmed = ct.tokenize(corpus, stem=True), ct.tokenize(corpus)
    shown = [" ".join(words_of(tokens)[tokens.article == n]) for n in range(4)]
    assert shown == [
        "chevaux chevaux chevaux ships ships ships",
        "cheval chevaux chevaux ships ships ships",
        *[" ".join(slow_words(text))] * 2,
    ]
    assert tokens.forms == {"chevaux": ["cheval", "chevaux"], "ships": ["ship", "ships"]}
    assert (tokens.sentence == unstemmed.sentence).all() and (tokens.stop == unstemmed.stop).all()
    turkish = ct.tokenize(corpus, lang="tr", stem=True)
    assert plain(turkish) == plain(unstemmed) and turkish.forms == {}


@given(CORPORA, st.integers(1, 4), st.booleans(), st.booleans())
@example([], 1, True, True)
@example([], 4, True, False)
@example(SHARED, 1, True, True)
@example(SHARED, 2, True, False)
@example(SHARED, 3, False, True)
def test_cells_are_those_of_a_counter(texts, n, drop, grouped):
    tokens = ct.tokenize(mixed(texts))
    group = (tokens.article * 5 + 2) % 3  # falls and rises
    sentences = [np.flatnonzero(tokens.sentence == row) for row in range(len(tokens.sentences))]
    runs = [run[k : k + n] for run in sentences for k in range(len(run) - n + 1)]
    runs = [run for run in runs if not (drop and tokens.stop[[run[0], run[-1]]].any())]
    terms = [" ".join(tokens.words[tokens.codes[run]]) for run in runs]
    codes, place, found = find_ngrams(tokens, n, drop)
    assert place.tolist() == [run[0] for run in runs] and found[codes].tolist() == terms

    names = [(int(group[run[0]]), term) if grouped else term for run, term in zip(runs, terms, strict=True)]
    want = Counter((name, int(tokens.article[run[0]])) for name, run in zip(names, runs, strict=True))
    cells = count_cells(tokens, tokens.article, n=n, drop_stopwords=drop, group=group if grouped else None)
    keys = list(zip(cells.terms[cells.term], cells.unit.tolist(), strict=True))
    assert dict(zip(keys, cells.count.tolist(), strict=True)) == want and len(keys) == len(want) and cells.terms.is_unique
    assert list(zip(cells.term, cells.unit, strict=True)) == sorted(zip(cells.term, cells.unit, strict=True))
    sums = cells.sums(count=cells.count, articles=np.ones_like(cells.count))
    assert sums["count"].to_dict() == Counter(names) and sums["articles"].to_dict() == Counter(name for name, _ in want)
    assert (sums.dtypes == "int64").all()


def test_runs_of_words_stay_inside_sentences_and_begin_and_end_without_stop_words():
    tokens = ct.tokenize(mixed([("Ships of state sank. Jets flew", "en"), ("Jets sank", "en")]))
    assert count_cells(tokens, tokens.article, n=2).terms.tolist() == ["jets flew", "jets sank", "state sank"]
    assert count_cells(tokens, tokens.article, n=3).terms.tolist() == ["ships of state"]
    assert count_cells(tokens, tokens.article, n=3, drop_stopwords=False).terms.tolist() == ["of state sank", "ships of state"]
    for n in (0, 5, "1"):
        with pytest.raises(ValueError, match="Give 1, 2, 3 or 4"):
            find_ngrams(tokens, n, True)


@pytest.mark.parametrize("dense", [0, 10_000_000])
@given(numbers=st.lists(st.integers(0, 50)))
def test_distinct_numbers_are_ranked(dense, numbers):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cuttings.tables.DENSE", dense)
        found, ranks = rank(np.array(numbers, dtype=np.int64))
    assert found.tolist() == sorted(set(numbers)) and found[ranks].tolist() == numbers


@given(CORPORA)
def test_terms_are_found_where_a_slow_search_finds_them(texts):
    tokens = ct.tokenize(mixed(texts))
    words = words_of(tokens).tolist()
    runs = {tuple(words[k : k + n]) for n in (1, 2, 3) for k in range(0, len(words) - n + 1, 4)}  # some run over ends of sentences
    runs = {run for run in runs if "'" not in "".join(run)}  # which Turkish reads otherwise
    for run in runs | {("ship", "nowhere"), ("nowhere", "ship")}:
        places = [k for k in range(len(words) - len(run) + 1) if tuple(words[k : k + len(run)]) == run]
        want = [k for k in places if tokens.sentence[k] == tokens.sentence[k + len(run) - 1]]
        assert find_term(tokens, " ".join(run)).tolist() == want


def test_terms_are_read_in_each_language_of_the_articles():
    tokens = ct.tokenize(mixed([("Kurgusal devlet KIRMIZI gemi aldı, kırmızı.", "tr"), ("A fictional ship, the KIRMIZI", "en")]))
    assert find_term(tokens, "KIRMIZI").tolist() == [2, 5, 10]
    assert find_term(tokens, "Kırmızı gemi’ye").tolist() == [2] and find_term(tokens, "kirmizi").tolist() == [10]


def test_terms_are_found_inside_sentences_up_to_the_last_word():
    tokens = ct.tokenize(mixed([("Ships sank. Ships of the U.S. sank ships", "en"), ("The ships’ ships ships", "en")]))
    want = {"SHIPS": [0, 2, 7, 9, 10, 11], "ships ships": [9, 10], "ships ships ships": [9], "sank ships": [6], "the U.S.": [4]}
    for term, places in want.items():
        assert find_term(tokens, term).tolist() == places
    for term in ("", " ", "—", "ship", "aa", "zz", "ships zz", "ships the", "sank of", "ships " * 4, "ships " * 20):
        assert find_term(tokens, term).tolist() == []
