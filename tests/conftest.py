"""What many tests start from: the seed's corpus, read once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import cuttings as ct
import pytest
from browsing import open_browser
from cuttings.loading import store
from filelock import FileLock
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


@pytest.fixture(scope="module")
def browser():
    """Return a browser, in which each test opens pages of its own."""
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def once(tmp_path_factory, request) -> Callable[[str, Callable[[Path], object]], Path]:
    """Return what makes a folder that all processes of a run of the tests share: the first that asks fills it."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if hasattr(request.config, "workerinput") else base

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        folder = base / name
        with FileLock(base / f"{name}.lock"):
            if not folder.exists():
                work = base / f"{name}.new"
                shutil.rmtree(work, ignore_errors=True)
                work.mkdir()
                fill(work)
                work.rename(folder)
        return folder

    return make


@pytest.fixture(scope="session")
def seed_site(once) -> Path:
    """Return the pages of the seed."""
    from cuttings.site import build_site  # slow to import, and few tests have need of it

    return once("seed-site", lambda out: build_site(ROOT / "seeds", out, ROOT / "notebooks", tell=lambda line: None))


@pytest.fixture(scope="session")
def hostile_corpus(once) -> Path:
    """Return the folder of the hostile corpus."""
    from hostile import write_corpus

    return next(once("hostile", write_corpus).iterdir())


@pytest.fixture(scope="session")
def hostile_site(once, hostile_corpus) -> Path:
    """Return the pages of the hostile corpus: those of the five notebooks, and one that shows everything."""
    from cuttings.site import build_site
    from hostile import write_notebook

    def fill(out: Path) -> None:
        notebooks = out / "notebooks"
        shutil.copytree(ROOT / "notebooks", notebooks, ignore=shutil.ignore_patterns(".*"))
        write_notebook(notebooks)
        build_site(hostile_corpus, out / "site", notebooks, tell=lambda line: None)

    return once("hostile-site", fill) / "site"
