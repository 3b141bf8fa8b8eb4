"""From an executed notebook to its page: what the index needs of it, its headings, its body."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from cuttings.site.sentences import Evidence, describe, read_evidence
from cuttings.site.tables import EMPTY, Kit, dress_tables, read_exports

HERE = Path(__file__).parent
_LINK = re.compile(r"\]\(([0-9][\w-]*)\.ipynb(#[\w-]*)?\)")
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)<a class="anchor-link"', re.DOTALL)
_SECTION = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Page:
    """An executed notebook, and the folder with what it exported."""

    name: str
    notebook: NotebookNode
    folder: Path

    @cached_property
    def _first(self) -> str:
        texts = (cell.source.strip() for cell in self.notebook.cells if cell.cell_type == "markdown")
        return next(filter(None, texts), self.name)

    @property
    def title(self) -> str:
        """Return its headline."""
        return self._first.splitlines()[0].lstrip("# ")

    @property
    def short(self) -> str:
        """Return its headline without the number, for the bar of links."""
        return self.title.split(" · ")[-1]

    @property
    def question(self) -> str:
        """Return the question that it answers: its first paragraph."""
        return self._first.split("\n\n")[1].replace("\n", " ").strip(" *_") if "\n\n" in self._first else ""

    @cached_property
    def _tagged(self) -> list[NotebookNode]:
        cells = [cell for cell in self.notebook.cells if "finding" in cell.metadata.get("tags", [])]
        outputs = [output for cell in cells for output in cell.get("outputs", []) if "text/plain" in output.get("data", {})]
        return [output for output in outputs if EMPTY not in output["data"]["text/plain"]]

    @property
    def place(self) -> str:
        """Return the place on its page where the finding is shown."""
        heading = ""
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown":
                heading = [heading, *_SECTION.findall(cell.source)][-1]
            elif "finding" in cell.metadata.get("tags", []):
                break
        return f"#{quote(heading.replace(' ', '-'))}" if heading else ""

    @property
    def finding(self) -> str:
        """Return the sentences of the cells that are tagged as its finding."""
        return " ".join(output["data"]["text/plain"] for output in self._tagged if "image/png" not in output["data"])

    @property
    def charts(self) -> list[dict[str, Any]]:
        """Return the pictures of its finding, with what they say and how wide they are."""
        outputs = [output for output in self._tagged if "image/png" in output["data"]]
        about = [output["metadata"].get("image/png", {}) for output in outputs]
        pictures = [output["data"]["image/png"].replace("\n", "") for output in outputs]
        return [
            {"png": png, "alt": told.get("alt", ""), "width": told.get("width", 614)} for png, told in zip(pictures, about, strict=True)
        ]

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Return the sentences that it exported."""
        return read_evidence(self.folder)

    def body(self, glossary: Mapping[str, str]) -> str:
        """Return its cells as HTML, by nbconvert's basic template, the tables dressed."""
        files: dict[str, list[Path]] = defaultdict(list)
        for path in sorted(path for path in self.folder.iterdir() if path.is_file()):
            files[path.stem].append(path)
        notebook = deepcopy(self.notebook)
        dress_tables(notebook, Kit(files, read_exports(notebook.cells), self.evidence, glossary))
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = _LINK.sub(r"](\1.html\2)", cell.source)
        exporter = HTMLExporter(
            template_name="page", extra_template_basedirs=[str(HERE)], exclude_input_prompt=True, exclude_output_prompt=True
        )
        return exporter.from_notebook_node(notebook)[0]


def read_glossary() -> dict[str, dict[str, str]]:
    """Return what each column of the tables means, with its formula and source."""
    return tomllib.loads((HERE / "glossary.toml").read_text(encoding="utf-8"))


def render_page(page: Page, pages: Sequence[Page]) -> str:
    """Return the page of a notebook."""
    body = page.body({name: entry["means"] for name, entry in read_glossary().items()})
    contents = [(where, unescape(_TAG.sub("", text))) for where, text in _HEADING.findall(body)]
    return render("notebook", page=page, pages=pages, body=body, contents=contents)


def render_evidence(evidence: Evidence, page: Page, pages: Sequence[Page]) -> str:
    """Return the page of the sentences behind a table."""
    return render("evidence", page=page, pages=pages, evidence=evidence, describe=describe)


def render(template: str, **values: Any) -> str:
    """Return a page made of one of our templates, all of which escape what they are given."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(f"{template}.html.j2").render(style=_style(code=template == "notebook"), **values)


def _style(*, code: bool) -> str:
    """Return the style sheet; for pages with code, with its colours, which stand out enough (4.5 to 1) on its ground."""
    style = (HERE / "style.css").read_text(encoding="utf-8")
    if not code:
        return style
    light, dark = (HtmlFormatter(style=name).get_style_defs(".highlight") for name in ("xcode", "zenburn"))
    return f"{style}\n{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"
