"""Pages from executed notebooks: own template, nothing from any other host, no script."""

import html
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from cuttings import __version__
from cuttings.actors import read_actors
from cuttings.coding import read_coding
from cuttings.corpus import must_have_articles, read_corpus
from cuttings.evidence import anchor
from cuttings.files import keep_apart, new_file, printable
from cuttings.frames import read_codebook
from cuttings.knowledge.acts import load_acts
from cuttings.knowledge.speech import load_speech
from cuttings.site.execute import execute_all, find_notebooks, write_notebook

HERE = Path(__file__).parent
_PANDAS_STYLE = re.compile(r"<style scoped[^>]*>.*?</style>", re.DOTALL)  # ours does it, for light and dark
_SECTION = re.compile(r'<section id="(evidence-[\w-]+)">')
_CELL = re.compile(r"<(td|th)>([^<>]+)</\1>")
_ROWS = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)
_LINK = re.compile(r"\]\(([0-9][\w-]*)\.ipynb(#[\w-]*)?\)")
__all__ = ["build_site", "refresh_notebooks"]


def build_site(corpus: Path, out: Path, notebooks: Path, tell: Callable[[str], None] = print) -> list[Path]:
    """Execute the notebooks against a corpus and write the pages and exports to `out`; return what was written.

    Files of the same names in `out` are replaced, all others are left alone. Raises FileNotFoundError where
    there is no corpus, `PlainError` where no article could be read, a notebook stopped, or `out` holds the corpus.
    """
    paths = find_notebooks(notebooks)
    _check(corpus, out)
    with tempfile.TemporaryDirectory() as work:
        data = Path(work) / "data"
        data.mkdir()
        tell(f"Executing {len(paths)} notebooks on {str(corpus)!r} ...")
        done = execute_all(paths, corpus, data, Path(work))
        pages = [_page(path.stem, notebook) for path, notebook in zip(paths, done, strict=True)]
        out.mkdir(parents=True, exist_ok=True)
        files = [_share(path, out / "data") for path in sorted(data.iterdir()) if path.is_file()]
    for page in pages:
        _write(out / f"{page['name']}.html", _render_notebook(page, pages))
    _write(out / "index.html", _render_index(corpus, pages, files))
    return [out / "index.html", *(out / f"{page['name']}.html" for page in pages), *files]


def _check(corpus: Path, out: Path) -> None:
    """Raise where nothing in it can be read, or the pages would fall among its files."""
    read = read_corpus(corpus)
    must_have_articles(read, corpus)
    read_actors(read)  # a wrong file is told now, not by a notebook that stops
    load_speech(read.folder)
    load_acts(read.folder)
    read_coding(read.folder, read_codebook(corpus=read))
    keep_apart(corpus, out)


def refresh_notebooks(notebooks: Path, corpus: Path) -> list[Path]:
    """Execute the notebooks against a corpus, and write their outputs into them; return their paths."""
    paths = find_notebooks(notebooks)
    with tempfile.TemporaryDirectory() as work:
        for path, notebook in zip(paths, execute_all(paths, corpus, Path(work), Path(work)), strict=True):
            write_notebook(notebook, path)
    return paths


def _page(name: str, notebook: NotebookNode) -> dict[str, Any]:
    """Return what index and page need of a notebook: its name, title, question, finding, first chart."""
    first = next(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    title = first.splitlines()[0].lstrip("# ")
    question = first.split("\n\n")[1].replace("\n", " ").strip(" *_") if "\n\n" in first else ""
    tagged = [cell for cell in notebook.cells if "finding" in cell.metadata.get("tags", [])]
    outputs = [output for cell in tagged for output in cell.get("outputs", []) if "data" in output]
    findings = [output["data"]["text/plain"] for output in outputs if "image/png" not in output["data"]]
    charts = [
        {"png": output["data"]["image/png"].replace("\n", ""), "alt": output["metadata"].get("image/png", {}).get("alt", "")}
        for output in outputs
        if "image/png" in output["data"]
    ]
    return {"name": name, "title": title, "question": question, "finding": " ".join(findings), "charts": charts[:1], "notebook": notebook}


def _share(path: Path, folder: Path) -> Path:
    """Copy an export, whole or not at all, and return its new place."""
    with new_file(folder / path.name) as new:
        shutil.copyfile(path, new)
    return folder / path.name


def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _style() -> str:
    light, dark = (HtmlFormatter(style=name).get_style_defs(".highlight") for name in ("default", "github-dark"))
    return f"{(HERE / 'style.css').read_text(encoding='utf-8')}\n{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def _render_notebook(page: dict[str, Any], pages: list[dict[str, Any]]) -> str:
    """Return the page of one notebook: its cells by nbconvert's basic template, in the frame of all our pages."""
    exporter = HTMLExporter(
        template_name="page", extra_template_basedirs=[str(HERE)], exclude_input_prompt=True, exclude_output_prompt=True
    )
    notebook = page["notebook"]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _LINK.sub(r"](\1.html\2)", cell.source)
    body, _ = exporter.from_notebook_node(notebook)
    body = _link_evidence(_PANDAS_STYLE.sub("", body))
    return _environment().get_template("notebook.html.j2").render(style=_style(), page=page, pages=pages, body=body)


def _link_evidence(body: str) -> str:
    """Return a page in which the cells of tables that name a group of sentences link to these; what they say stays as it is."""
    known: set[str] = set()

    def first(section: re.Match[str]) -> str:  # a name stands once in a page
        new = section[1] not in known
        known.add(section[1])
        return section[0] if new else "<section>"

    body = _SECTION.sub(first, body)

    def link(cell: re.Match[str]) -> str:
        name = anchor(html.unescape(cell[2]))
        return f'<{cell[1]}><a href="#{name}">{cell[2]}</a></{cell[1]}>' if name in known else cell[0]

    return _ROWS.sub(lambda rows: _CELL.sub(link, rows[0]), body)


def _render_index(corpus: Path, pages: list[dict[str, Any]], files: list[Path]) -> str:
    sizes = [(file.name, max(1, round(file.stat().st_size / 1000))) for file in files]
    made = datetime.now(UTC).strftime("%Y-%m-%d")
    index = _environment().get_template("index.html.j2")
    return index.render(style=_style(), corpus=printable(corpus.resolve().name), pages=pages, files=sizes, made=made, version=__version__)


def _write(path: Path, text: str) -> None:
    with new_file(path) as new:
        new.write_text(text, encoding="utf-8")
