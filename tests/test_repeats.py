"""Lines that a source repeats: the counting in blocks, with counters that many lines share, against the definition."""

from collections import defaultdict
from itertools import chain

import pytest
from cuttings.loading import repeats
from cuttings.loading.repeats import find_repeated, hash_texts, list_lines
from hypothesis import given
from hypothesis import strategies as st

ARTICLES = st.lists(st.tuples(st.sampled_from("AB"), st.lists(st.sampled_from("abcdefgh"), max_size=4)), max_size=30)


def hashed(text):
    return hash_texts([text]).tolist()[0]


def slowly(articles, fewest):
    """The definition, an article at a time."""
    lines = defaultdict(set)
    for source, some in articles:
        lines[source].add((*some,))
    found = {}
    for source, different in lines.items():
        different.discard(())  # an article without a line repeats none, and is not seen
        often = {line for some in different for line in some if sum(line in other for other in different) >= 0.4 * len(different)}
        if len(different) >= fewest and often:
            found[hashed(source)] = {hashed(line) for line in often}
    return found


@pytest.mark.parametrize(("counters", "at_once"), [(1, 3), (2, 1_000), (2**22, 1)])
@given(parts=st.lists(ARTICLES, min_size=1, max_size=3))
def test_what_is_repeated_is_that_of_the_definition(counters, at_once, parts):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"COUNTERS": counters, "AT_ONCE": at_once, "FEWEST_ARTICLES": 3, "REPEATED_SHARE": 0.4}.items():
            patch.setattr(repeats, name, value)
        tables = [list_lines(part) for part in parts]
        assert find_repeated(tables.__getitem__, range(len(tables))) == slowly([*chain.from_iterable(parts)], fewest=3)
