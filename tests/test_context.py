"""Concordances: what a phrase and a pattern find, what stands around it, and in which order."""

import cuttings as ct
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

MOON = "The Moon Base's ships left. A moon-base, a MOON — BASE and moonbases stay. Moon. Base stays."


def find(text: str | list[str], phrases: str | list[str], **options) -> list[str]:
    corpus = ct.make_corpus([text] if isinstance(text, str) else text, clean=False, duplicates="keep")
    return ct.find_context(corpus, phrases, **options)["surface"].tolist()


@pytest.mark.parametrize(
    ("phrase", "want"),
    [
        ("moon base", ["Moon Base", "moon-base", "MOON — BASE"]), ("MOON base*", ["Moon Base", "moon-base", "MOON — BASE"]),
        ("moon*", ["Moon", "moon", "MOON", "moonbases", "Moon"]), ("moonbase?", ["moonbases"]), ("moonbases?", []), ("oon", []),
        ("m??n", ["Moon", "moon", "MOON", "Moon"]), ("*base*", ["Base", "base", "BASE", "moonbases", "Base"]),
        ("* left", ["ships left"]), ("the * base", ["The Moon Base"]), ("base st*", ["Base stays"]),
    ],
)  # fmt: skip
def test_phrases_are_whole_words_in_any_case_across_dashes_and_not_across_sentences(phrase, want):
    assert find(MOON, phrase) == want


def test_phrases_of_the_seed(corpus):
    lines = ct.find_context(corpus, ["Technology Transfer", "malaysia turkey"], width=12)
    assert lines["surface"].tolist() == ["technology transfer", "technology transfer", "Malaysia–Turkey", "Malaysia–Turkey"]
    assert len(ct.find_context(corpus, "alliances")) == 0


@pytest.mark.parametrize("special", ["a.b", "a+b", "(a)", "[ab]", "a|b", "^a", "a$", "a{2}", r"\w", r"a\b", "C++", "$5", "a#b", "&", "~"])
def test_characters_of_regular_expressions_are_taken_literally(special):
    assert find(f"Moon axb aab ab aa a b {special} dust.", f"{special} dust") == [f"{special} dust"]
    assert find("Moon axb aab ab aa x a ax.", special) == []


@pytest.mark.parametrize(
    ("pattern", "want"),
    [
        (r"^\w+", ["Dust", "It"]), (r"\w+\.$", ["moons.", "dust."]), (r"(?<=from )[a-z]+", ["moons"]), (r"\w+(?= by)", ["again"]),
        (r"(?<!Dust )c\w+", []), (r"\s*|d\w+", [*[" "] * 7, "dust"]), (r"x*|d\w+", ["dust"]), (r"x*", []), ("dust", ["dust"]),
        ("(?i)dust", ["Dust", "dust"]), (r"moons\.\s+It", []),
    ],
)  # fmt: skip
def test_patterns_see_one_sentence_and_no_empty_hit(pattern, want):
    assert find("Dust comes from moons. It rains again by dust.", pattern, pattern=True) == want


@pytest.mark.parametrize("wrong", ["(", "[a", "*", r"\p{Moon}", "a{99999999999}", "(?P<1>a)", "\\"])
def test_a_wrong_pattern_is_said_in_one_sentence(wrong):
    with pytest.raises(ValueError, match=rf"^The pattern {regex.escape(repr(wrong))} is no regular expression: [^.\n]+\.$"):
        find(MOON, ["moon", wrong], pattern=True)
    assert find(MOON, wrong.replace("*", "#")) == []  # as a phrase it is no error


def test_a_catastrophic_pattern_is_given_up(monkeypatch):
    monkeypatch.setattr("cuttings.context.TIMEOUT", 0.2)
    with pytest.raises(ValueError, match=r"^The pattern '\(a\|aa\)\+!b' takes over 0\.2 seconds\. Make it simpler\.$"):
        find(["The moon is calm.", "Moon dwellers sing " + "a" * 60 + "!"], ["moon", "(a|aa)+!b"], pattern=True)


@pytest.mark.parametrize(("wrong", "options"), [(" ", {}), (["moon", ""], {}), ("", {"pattern": True})])
def test_an_empty_phrase_is_an_error(wrong, options):
    with pytest.raises(ValueError, match=r"A phrase is empty\. Give one or more words\."):
        find(MOON, wrong, **options)


def test_nothing_found_says_so():
    corpus = ct.make_corpus([MOON])
    nothing = [ct.find_context(corpus, []), ct.find_context(corpus, ["mars", "(["], sort="left"), ct.find_context(ct.make_corpus([]), "x")]
    assert [str(ct.say(table)) for table in nothing] == [
        "No phrase was asked for.", "'mars', '([' does not occur.", "'x' does not occur.",
    ]  # fmt: skip
    assert all(table.dtypes.equals(ct.find_context(corpus, "moon").dtypes) for table in nothing)


SORTED = ["Red moon dust. Old dust of Mars, a red moon. Moon!", "No hit.", "ash: Big red moon, ash. Old moon ash."]


def test_left_and_right_sort_by_the_nearest_word_and_ties_keep_the_order_of_the_text():
    corpus = ct.make_corpus(SORTED, clean=False)
    lines = {sort: ct.find_context(corpus, "moon", sort=sort) for sort in (None, "left", "right")}
    assert lines[None]["start"].tolist() == [4, 39, 45, 13, 28] and lines[None]["doc"].tolist() == [0, 0, 0, 2, 2]
    assert lines["left"]["left"].tolist() == ["", "Old ", "Red ", "Old dust of Mars, a red ", "ash: Big red "]
    assert lines["right"]["right"].tolist() == [".", "!", ", ash.", " ash.", " dust."]
    pieces = [line.sort_values(["doc", "start"], ignore_index=True) for line in lines.values()]
    assert pieces[0].equals(pieces[1]) and pieces[0].equals(pieces[2])
    with pytest.raises(ValueError, match=r"sort='middle' is unknown\. Give 'left' or 'right'"):
        ct.find_context(corpus, "moon", sort="middle")


@pytest.mark.parametrize(("width", "want"), [(0, ("", "")), (4, ("red ", ", an")), (99, ("A red ", ", and dust."))])
def test_width_ends_at_the_sentence(width, want):
    row = ct.find_context(ct.make_corpus(["Ash! A red moon, and dust. End."], clean=False), "moon", width=width).iloc[0]
    assert (row["left"], row["right"]) == want


HOSTILE = ["<script>moon(1)</script> $5 & <b>moon</b> a\u200fmoon\u200e \u202emoon\u202c 月moon moon😀 'moon'. \x00moon!"]


@pytest.mark.parametrize("pattern", [False, True])
def test_hostile_text_stays_text(pattern):
    corpus = ct.make_corpus(HOSTILE, clean=False)
    lines, text = ct.find_context(corpus, "moon", pattern=pattern), corpus.texts()[0]
    assert len(lines) == text.count("moon") - (not pattern)  # 月moon is one word
    assert all(
        text[row.start - len(row.left) : row.end + len(row.right)] == row.left + row.surface + row.right for row in lines.itertuples()
    )
    page = ct.quote(corpus, lines)._repr_html_() + ct.say(ct.find_context(corpus, "<script>x"))._repr_html_()
    assert "<script" not in page and "&lt;script&gt;" in page


PIECES = st.sampled_from(["moon", "Moon's", "dust", "*", "?", ".", "! ", " ", "\n\n", "—", "’s", "<b>", "\u0301", "İ", "😀", "(", "$"])


@given(
    st.lists(st.lists(PIECES, max_size=20).map("".join), max_size=4), st.lists(PIECES.filter(str.strip), max_size=3),
    st.integers(0, 30), st.sampled_from([None, "left", "right"]),
)  # fmt: skip
def test_left_surface_and_right_are_what_stands_in_the_sentence(texts, phrases, width, sort):
    corpus = ct.make_corpus(texts, clean=False)
    whole, sentences = corpus.texts(), corpus.sentences.set_index("sent")
    lines = ct.find_context(corpus, ["moon*", *phrases], width=width, sort=sort)
    for row in lines.itertuples():
        first, last = sentences.loc[row.sent, ["start", "end"]]
        assert row.doc == sentences.at[row.sent, "doc"] and first <= row.start < row.end <= last
        assert row.left == whole[row.doc][max(first, row.start - width) : row.start] and row.surface == whole[row.doc][row.start : row.end]
        assert row.right == whole[row.doc][row.end : min(last, row.end + width)]
    assert sort or lines["start"].groupby(lines["doc"]).apply(lambda starts: starts.is_monotonic_increasing).all()
