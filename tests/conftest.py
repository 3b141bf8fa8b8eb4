"""What many tests start from: the seed's corpus, read once."""

import cuttings as ct
import pytest
from cuttings.loading import store
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


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder of a few fictional files, with a store of its own in which no file is too young to be trusted."""
    sentence = "A fictional state {} a ship. It came on a Monday."
    monkeypatch.setenv("CUTTINGS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(store, "YOUNG", 0)
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(sentence.format("bought") + "\n\nFollow us on Twitter")
    (folder / "sub" / "b.txt").write_text(sentence.format("bought"))
    (folder / "c.csv").write_text("text,date\n" + sentence.format("sold") + ",2024-05-06\nbroken\n")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    return folder
