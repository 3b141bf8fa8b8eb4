"""The formulas against published worked examples and independent implementations."""

import math

import numpy as np
import pandas as pd
import pytest
from cuttings.measures import alpha, expected_count, g2, npmi, wilson
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures
from nltk.metrics.agreement import AnnotationTask


@pytest.mark.parametrize(("cells", "want"), [((110, 2442, 111, 29114), 270.72), ((29, 13, 123, 31612), 263.90)])
def test_g2_of_dunning_1993(cells, want):
    both, a_only, b_only, _ = cells
    assert float(g2(both, both + a_only, both + b_only, sum(cells))) == pytest.approx(want, abs=0.01)


TABLES = st.tuples(*[st.integers(0, 60)] * 3, st.integers(1, 400)).filter(lambda t: t[0] + t[1] and t[0] + t[2])


@settings(max_examples=200)
@given(TABLES)
def test_association_is_that_of_nltk(cells):
    both, a, b, n = cells[0], cells[0] + cells[1], cells[0] + cells[2], sum(cells)
    assert float(g2(both, a, b, n)) == pytest.approx(max(0, BigramAssocMeasures.likelihood_ratio(both, (a, b), n)), abs=1e-6)
    if 0 < both < n:
        assert float(npmi(both, a, b, n)) == pytest.approx(BigramAssocMeasures.pmi(both, (a, b), n) / -math.log2(both / n))
    assert float(expected_count(a, b, n)) == pytest.approx(a * b / n)


def test_npmi_at_its_ends():
    assert float(npmi(0, 3, 4, 10)) == -1
    assert math.isnan(npmi(10, 10, 10, 10))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)]
)
def test_wilson_of_newcombe_1998(hits, n, low, high):
    assert [float(end) for end in wilson(hits, n)] == pytest.approx([low, high], abs=5e-5)


def test_wilson_of_nothing_is_missing():
    assert np.isnan(wilson(0, 0)).all()


KRIPPENDORFF_2011 = pd.DataFrame(
    {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    }
)


def test_alpha_of_krippendorff_2011():
    assert alpha(KRIPPENDORFF_2011) == pytest.approx(0.743, abs=5e-4)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=20))
def test_alpha_is_that_of_nltk_where_it_is_defined(rows):
    ratings = pd.DataFrame(rows, columns=["a", "b", "c"])
    if len(set(np.ravel(rows))) < 2:
        assert math.isnan(alpha(ratings))  # nltk answers 1
    else:
        task = AnnotationTask([(coder, unit, row[k]) for unit, row in enumerate(rows) for k, coder in enumerate("abc")])
        assert alpha(ratings) == pytest.approx(task.alpha())


def test_alpha_of_units_coded_once_is_missing():
    assert math.isnan(alpha(pd.DataFrame({"a": [1, None], "b": [None, 0]})))
    assert math.isnan(alpha(pd.DataFrame({"a": [], "b": []})))
