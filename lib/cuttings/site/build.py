"""The shareable pages: notebooks executed, rendered, and bound together. Nothing comes from any other host; no script."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from cuttings.actors import read_actors
from cuttings.articles import Corpus
from cuttings.coding import read_coding
from cuttings.corpus import must_have_articles, read_corpus
from cuttings.files import PlainError, keep_apart, new_file
from cuttings.frames import read_codebook
from cuttings.knowledge.acts import load_acts
from cuttings.knowledge.speech import load_speech
from cuttings.site.about import describe_corpus
from cuttings.site.execute import execute_all, find_notebooks, write_notebook
from cuttings.site.pages import Page, read_glossary, render, render_evidence, render_page

__all__ = ["build_site", "refresh_notebooks"]


def build_site(corpus: Path, out: Path, notebooks: Path, tell: Callable[[str], None] = print) -> list[Path]:
    """Execute the notebooks against a corpus and write the pages and exports to `out`; return what was written.

    Files of the same names in `out` are replaced, all others are left alone. Raises FileNotFoundError where
    there is no corpus, `PlainError` where no article could be read, a notebook stopped, or `out` holds the corpus.
    """
    paths = find_notebooks(notebooks)
    read = _check(corpus, out)
    with tempfile.TemporaryDirectory() as work:
        tell(f"Executing {len(paths)} notebooks on {str(corpus)!r} ...")
        data = Path(work) / "data"
        done = execute_all(paths, corpus, data, Path(work))
        pages = [Page(path.stem, notebook, data / path.stem) for path, notebook in zip(paths, done, strict=True)]
        made = _render(pages, read, corpus)
        files = [_share(path, out / "data") for path in sorted(data.glob("*/*")) if path.is_file()]
    for name, text in made.items():
        with new_file(out / name) as new:
            new.write_text(text, encoding="utf-8")
    return [*(out / name for name in made), *files]


def _check(corpus: Path, out: Path) -> Corpus:
    """Return what is read; raise where that is nothing, or the pages would fall among its files."""
    read = read_corpus(corpus)
    must_have_articles(read, corpus)
    read_actors(read)  # a wrong file is told now, not by a notebook that stops
    load_speech(read.folder)
    load_acts(read.folder)
    read_coding(read.folder, read_codebook(corpus=read))
    keep_apart(corpus, out)
    return read


def refresh_notebooks(notebooks: Path, corpus: Path) -> list[Path]:
    """Execute the notebooks against a corpus, and write their outputs into them; return their paths."""
    paths = find_notebooks(notebooks)
    with tempfile.TemporaryDirectory() as work:
        for path, notebook in zip(paths, execute_all(paths, corpus, Path(work), Path(work)), strict=True):
            write_notebook(notebook, path)
    return paths


def _render(pages: list[Page], read: Corpus, corpus: Path) -> dict[str, str]:
    """Return all pages by the names of their files; the index first."""
    _must_differ(pages)
    about = describe_corpus(read, corpus)
    files = [(path, max(1, round(path.stat().st_size / 1000))) for page in pages for path in sorted(page.folder.glob("*"))]
    made = {"index.html": render("index", page=None, pages=pages, **about)}
    made |= {f"{page.name}.html": render_page(page, pages) for page in pages}
    made |= {evidence.page: render_evidence(evidence, page, pages) for page in pages for evidence in page.evidence}
    made["about.html"] = render(
        "about", page=None, pages=pages, files=[(path.name, size) for path, size in files if path.is_file()], **about
    )
    made["glossary.html"] = render("glossary", page=None, pages=pages, glossary=read_glossary())
    return made


def _must_differ(pages: list[Page]) -> None:
    """Raise where two notebooks exported files of one name: a page would offer the other's."""
    seen: dict[str, str] = {}
    for name, file in ((page.name, path.name) for page in pages for path in sorted(page.folder.glob("*")) if path.is_file()):
        other = seen.setdefault(file, name)
        if other != name:
            raise PlainError(f"{other} and {name} both export {file!r}. Give one of the tables another name.")


def _share(path: Path, folder: Path) -> Path:
    """Copy an export, whole or not at all, and return its new place."""
    with new_file(folder / path.name) as new:
        shutil.copyfile(path, new)
    return folder / path.name
