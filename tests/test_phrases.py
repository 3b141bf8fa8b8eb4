"""The matcher against a slow, obvious search. (Its boundary cases, by the names of actors, are a table in test_actors.py.)"""

import unicodedata

import cuttings.phrases
import pytest
from cuttings.phrases import Matcher, fold, is_word
from hypothesis import given, settings
from hypothesis import strategies as st


def found(entries, text):
    table = Matcher(entries).find([text])
    return [(text[start:end], entry) for start, end, entry in zip(table["start"], table["end"], table["entry"], strict=True)]


def test_a_prefix_runs_to_the_end_of_the_word():
    assert found([("local industr", "prefix", False)], "Local industries, LOCAL INDUSTRY-led") == [
        ("Local industries", 0),
        ("LOCAL INDUSTRY", 0),
    ]


def test_any_case_is_found_in_its_place():
    text = "İİ Memorandum of Understanding, MEMORANDUM OF UNDERSTANDING; memorandum Of understanding"
    assert [text[3:30]] == ["Memorandum of Understanding"]
    assert [surface.lower() for surface, _ in found([("memorandum of understanding", "phrase", False)], text)] == [
        "memorandum of understanding"
    ] * 3


def test_entries_of_one_span_are_all_found_in_their_order():
    assert found([("talks", "word", False), ("talks", "word", False)], "Talks") == [("Talks", 0), ("Talks", 1)]
    assert found([("Talk", "prefix", True), ("talks", "word", False), ("tal", "prefix", False)], "Talks") == [
        ("Talks", 0),
        ("Talks", 1),
        ("Talks", 2),
    ]


def test_an_empty_term_is_refused():
    with pytest.raises(ValueError, match="entry 0 has an empty term"):
        Matcher([("", "word", False)])
    with pytest.raises(ValueError, match=r"entry 1 has a term with U\+FFFF"):
        Matcher([("a", "word", False), ("a\uffff", "prefix", False)])
    assert len(Matcher([]).find(["text"])) == 0


def obvious(entries, text):
    """At each place from the left: the longest that begins and ends between words, all entries of it; then on from its end."""
    hits, at = [], 0
    while at < len(text):
        ends = {number: end(term, match, cased, text, at) for number, (term, match, cased) in enumerate(entries)}
        longest = max(ends.values(), default=at)
        hits += [(at, longest, number) for number in ends if longest > at and ends[number] == longest]
        at = max(longest, at + 1)
    return hits


def end(term, match, cased, text, at):
    stands = (text if cased else fold(text)).startswith(term if cased else fold(term), at) and edge(text, at)
    stop = at + len(term)
    while stands and match == "prefix" and stop < len(text) and is_word(text[stop]):
        stop += 1
    return stop if stands and edge(text, stop) else at


def edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (is_word(text[at - 1]) and is_word(text[at]))


LETTERS = "abA İß-'_éσΣ😀𝔞\u0301"
# up to three characters: a longer term is found in capitals too; no curly apostrophes, which are found for the straight ones
WORDS = st.text(LETTERS, min_size=1, max_size=3).map(lambda t: unicodedata.normalize("NFC", t))
ENTRIES = st.lists(st.tuples(WORDS, st.sampled_from(["word", "prefix"]), st.booleans()), max_size=6)
TEXTS = st.lists(st.text(LETTERS, max_size=40).map(lambda t: unicodedata.normalize("NFC", t)), max_size=5)


@pytest.mark.parametrize("others", [0, 90, 300])  # letters of other terms: too many for the ends of words, too many for bytes
@settings(max_examples=150)
@given(entries=ENTRIES, texts=TEXTS)
def test_every_hit_is_that_of_an_obvious_search(others, entries, texts):
    entries = [*entries, *((chr(0x4E00 + n), "word", False) for n in range(others))]
    table = Matcher(entries).find(texts)
    want = [(number, *hit) for number, text in enumerate(texts) for hit in obvious(entries, text)]
    assert list(table.itertuples(index=False, name=None)) == want


def test_how_many_texts_are_looked_through_together_changes_nothing(monkeypatch):
    matcher, texts = Matcher([("a b", "phrase", True), ("b", "prefix", False)]), ["a b", "", "a", "b a", "a bé BA", "\uffff", "b"]
    whole = matcher.find(texts)
    for size in (1, 2, 3):
        monkeypatch.setattr(cuttings.phrases, "AT_ONCE", size)
        assert matcher.find(texts).equals(whole)
    assert whole["text"].tolist() == [0, 3, 4, 4, 6] and matcher.find([]).equals(whole[:0])
