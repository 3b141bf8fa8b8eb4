"""Quick looks that spare the rules most of their work: with them and without, the same is found."""

import random

import cuttings as ct
import numpy as np
import pandas as pd
import pytest
from cuttings import roles
from cuttings.act_cues import Telling
from cuttings.loading import sentences
from hypothesis import given, settings
from hypothesis import strategies as st

ACTORS = ct.read_actors()
ACTING = (
    ["Malaysia", "Turkey", "Turkish", "NATO", "Japan", "attack", "talks", "agreement", "visit", "signed", "condemned", "met", "sanctions",
     "between", "by", "from", "of", "and", "with", "in", "on", "the", "a", ",", "after", "that", "which", "will", "not", "was", "of ships"]
)  # fmt: skip
TITLES = st.sampled_from(
    ["Defence", "defence", "Minister", "minister", "Foreign", "Prime", "Deputy", "acting", "of", "and", "for", "Affairs", "Ministers",
     "ſecretary", "secretary", "İ", "visited", "President", "-general", "General", "’s", "Chief", "chief", "Jane", "to", "the"]
)  # fmt: skip
ENDS = st.sampled_from(
    [".", "!", "?", "…", "...", "?!", "Gen.. ", ". ", ".” ", "Gen", "U.S", "J", "It", "Go", "say", " ", "“", "(", ")", "1", "\n", "İ"]
)


def find_acts(texts):
    corpus = ct.make_corpus(texts, clean=False)
    return ct.find_acts(corpus, ct.find_actors(corpus, ACTORS))


def test_nouns_of_which_nobody_can_be_told_tell_no_act():
    draw = random.Random(1)
    texts = [" ".join(draw.choices(ACTING, k=draw.randint(2, 60))) for _ in range(2_000)]
    quick = find_acts(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Telling, "is_idle", lambda self, actors: np.zeros(len(self.first), dtype=bool))
        pd.testing.assert_frame_equal(quick, find_acts(texts))
    assert len(quick) > 1_000


@settings(max_examples=1_000)
@given(before=st.lists(TITLES, max_size=6), behind=st.lists(TITLES, max_size=8))
def test_titles_are_those_that_the_whole_pattern_finds(before, behind):
    text = " ".join([*before, "Turkey", *behind]).replace(" ’s", "’s")
    start, end = text.index("Turkey"), text.index("Turkey") + len("Turkey")
    *_, after, ahead = roles._role_patterns()
    whole = after.match(text, end, end + roles.LONGEST_TITLE) or (
        text.endswith(roles._TO, 0, start) and ahead.match(text[max(0, start - roles.LONGEST_TITLE) : start])
    )
    assert roles.in_role(text, start, end, "state") is bool(whole)


@settings(max_examples=1_000)
@given(text=st.lists(ENDS, max_size=40).map("".join))
def test_a_plain_stop_before_a_capital_ends_a_sentence_as_the_pattern_says(text):
    quick = sentences.split_paragraphs(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "_PLAIN", frozenset())
        assert quick == sentences.split_paragraphs(text)
