"""How the pages were made: versions, the corpus's checksum, the knowledge files, how to cite."""

import hashlib
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cuttings import __version__
from cuttings.corpus import Corpus
from cuttings.coverage import count_articles
from cuttings.files import printable
from cuttings.knowledge import HERE as KNOWLEDGE
from cuttings.prose import many
from cuttings.words import say

PACKAGES = ("pandas", "numpy", "scipy", "pyarrow", "networkx", "matplotlib", "nltk", "jupyterlab")


def describe_corpus(corpus: Corpus, path: Path) -> dict[str, Any]:
    """Return what the pages say of a corpus, and of what they were made with."""
    name = printable(path.resolve().name)
    files = sorted(file for file in (corpus.folder / "knowledge").glob("*") if file.is_file()) if corpus.folder else []
    made, digest = datetime.now(UTC), _checksum(corpus)
    return {
        "corpus": name,
        "about": [str(say(corpus)), *([str(say(count_articles(corpus)))] if corpus.articles["outlet"].notna().any() else [])],
        "checksum": digest,
        "made": f"{made.day} {made:%B %Y}",
        "version": __version__,
        "versions": [("Python", platform.python_version()), *((package, version(package)) for package in PACKAGES)],
        "own": [_file(file) for file in files],
        "shipped": [_file(file) for file in sorted(KNOWLEDGE.glob("*")) if file.suffix in (".csv", ".txt")],
        "cite": f"The cuttings developers ({made.year}). cuttings {__version__}: a workbook on news coverage of defence cooperation. "
        f"Applied to “{name}” ({many(len(corpus), 'article')}, checksum {digest[:12]}), {made.day} {made:%B %Y}.",
    }


def _checksum(corpus: Corpus) -> str:
    """Return a checksum of the articles, whatever their order."""
    return hashlib.sha256("\n".join(sorted(corpus.articles["sha256"])).encode()).hexdigest()


def _file(path: Path) -> tuple[str, int, str]:
    """Return the name of a knowledge file, its lines, and the beginning of its checksum."""
    content = path.read_bytes()
    return printable(path.name), len(content.splitlines()), hashlib.sha256(content).hexdigest()[:12]
