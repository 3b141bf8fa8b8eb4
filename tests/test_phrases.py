"""The matcher against a slow, obvious search."""

import unicodedata

import pytest
from cuttings.phrases import Matcher, is_word
from hypothesis import given, settings
from hypothesis import strategies as st


def found(entries, text):
    table = Matcher(entries).find([text])
    return [(text[start:end], entry) for start, end, entry in zip(table["start"], table["end"], table["entry"], strict=True)]


@pytest.mark.parametrize(
    ("terms", "text", "want"),
    [
        (["Turkey", "Turkey Point"], "Turkey Pointing at Turkey Point", ["Turkey", "Turkey Point"]),
        (["US"], "US, us, US-led, USA, US’s, BUS", ["US", "US", "US"]),
        (["Turkey", "Malaysia"], "Malaysia–Turkey and Turkey_Malaysia", ["Malaysia", "Turkey", "Turkey", "Malaysia"]),
        (["Turkey"], "TURKEY turkey Turkeys Turkeyish", ["TURKEY"]),
        (["N'Djamena"], "N’Djamena or N'Djamena", ["N’Djamena", "N'Djamena"]),
        (["U.S."], "the U.S. Navy, U.S and BU.S.", ["U.S."]),
        (["Güler"], "😀Güler 𝔘Güler Gu\u0308ler", ["Güler"]),
        (["a b", "b c d"], "a b c d", ["a b"]),
    ],
)
def test_names(terms, text, want):
    assert [surface for surface, _ in found([(term, "phrase", True) for term in terms], text)] == want


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


def test_two_entries_of_one_term_are_both_found():
    assert found([("talks", "word", False), ("talks", "word", False)], "Talks") == [("Talks", 0), ("Talks", 1)]


def test_an_empty_term_is_refused():
    with pytest.raises(ValueError, match="entry 0 has an empty term"):
        Matcher([("", "word", False)])
    assert len(Matcher([]).find(["text"])) == 0


def obvious(terms: list[str], text: str) -> list[tuple[int, int]]:
    """At each place from the left: the longest term that begins and ends between words; then on from its end."""
    hits, at = [], 0
    while at < len(text):
        fits = [t for t in terms if text.startswith(t, at) and edge(text, at) and edge(text, at + len(t))]
        if fits:
            longest = max(map(len, fits))
            hits.append((at, at + longest))
            at += longest
        else:
            at += 1
    return hits


def edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (is_word(text[at - 1]) and is_word(text[at]))


WORDS = st.text(alphabet="ab -’é😀𝔞\u0301", min_size=1, max_size=5).map(lambda t: unicodedata.normalize("NFC", t))


@settings(max_examples=200)
@given(
    st.lists(WORDS, min_size=1, max_size=6), st.text(alphabet="ab -’é😀𝔞\u0301", max_size=40).map(lambda t: unicodedata.normalize("NFC", t))
)
def test_every_hit_is_that_of_an_obvious_search(terms, text):
    terms = [term for term in terms if "’" not in term] or ["a"]  # apostrophes have variants, which the obvious search lacks
    terms = [term for term in terms if sum(map(str.isalpha, term)) < 4] or ["a"]  # so have long terms in capitals
    table = Matcher((term, "phrase", True) for term in terms).find([text])
    assert sorted(set(zip(table["start"], table["end"], strict=True))) == obvious(terms, text)
