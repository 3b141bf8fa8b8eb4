"""What many tests start from: the seed's corpus, read once."""

import cuttings as ct
import pytest
from hypothesis import settings
from seed import ROOT

# CI tries the same few examples each time; ``pytest --hypothesis-profile=thorough`` tries new ones, and many
settings.register_profile("quick", max_examples=12, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=400, deadline=None)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def corpus() -> ct.Corpus:
    """Return the seed article's corpus."""
    return ct.read_corpus(ROOT / "seeds")
