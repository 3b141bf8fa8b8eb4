"""The tables of a page: numbered, with their downloads, their columns explained, and counts that open their sentences."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import lxml.html
import pyarrow.parquet as pq
from lxml.builder import ElementMaker
from nbformat import NotebookNode

from cuttings.site.sentences import Evidence

IDS = (
    "doc",
    "sent",
    "record",
    "start",
    "end",
    "paragraph",
    "kept",
    "kept_doc",
    "duplicate_of",
    "cluster",
)  # whole numbers that count nothing
FORMATS = {".csv": "CSV", ".parquet": "Parquet", ".graphml": "GraphML", ".gexf": "GEXF"}
make = ElementMaker(makeelement=lxml.html.html_parser.makeelement)
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?(e[+-]?[0-9]+)?|inf|-inf|")
_WHOLE = re.compile(r"[0-9][0-9,]*")
_MISSING = {"NaN", "NaT", "<NA>"}
EMPTY = "Chart of 0 rows"
_EMPTY = re.compile(r'class="dataframe[^"]*">(?:(?!<tr).)*<tr(?:(?!<tr).)*<tbody>\s*</tbody>', re.DOTALL)
_HEADING = re.compile(r"^#{2,3} +(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Kit:
    """What the tables of a notebook are dressed with: its files by name, the names by expression, its evidence, what columns mean."""

    files: Mapping[str, Sequence[Path]]
    exports: Mapping[str, str]
    evidence: Sequence[Evidence]
    glossary: Mapping[str, str]


def read_exports(cells: Sequence[NotebookNode]) -> dict[str, str]:
    r"""Return, by expression, the name under which each table of a notebook was exported.

    >>> from nbformat.v4 import new_code_cell
    >>> read_exports([new_code_cell('x = f()\nct.export_tables(out, terms=x[x > 1], **{"ledger": corpus.ledger})')])
    {'x[x > 1]': 'terms', 'corpus.ledger': 'ledger', 'x': 'terms'}
    """
    trees = [_parse(cell.source) for cell in cells if cell.cell_type == "code" and "export_" in cell.source]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and _named(node.func).startswith("export_")]
    given: list[tuple[str, ast.expr]] = [(word.arg, word.value) for call in calls for word in call.keywords if word.arg]
    tables = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    given += [
        (str(key.value), value)
        for table in tables
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant)
    ]
    whole = {ast.unparse(value): name for name, value in given}
    return {**whole, **{_root(value): name for name, value in given if _root(value) not in whole}}


def _parse(source: str) -> ast.Module:
    """Return the code of a cell; nothing, where it is not plain Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse("")


def _named(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else ""


def _root(node: ast.expr) -> str:
    """Return what a table was cut from: ``terms`` of ``terms[terms > 1].head(3)``."""
    while True:
        cut = node.func if isinstance(node, ast.Call) else node
        if not isinstance(cut, ast.Subscript) and not (isinstance(cut, ast.Attribute) and cut is not node):
            return ast.unparse(node)
        if isinstance(cut.value, ast.Name) and cut.value.id == "ct":  # a verb's own table
            return ast.unparse(node)
        node = cut.value


def find_export(source: str, exports: Mapping[str, str]) -> str | None:
    r"""Return the name of the export that the last line of a cell shows, whole or in part.

    >>> find_export("few = terms.head(3)\nfew[few > 2]", {"terms": "words"})
    'words'
    """
    body = _parse(source).body
    if not body or not isinstance(body[-1], ast.Expr):
        return None
    here = {ast.unparse(line.targets[0]): line.value for line in body if isinstance(line, ast.Assign)}
    shown = body[-1].value
    texts = [ast.unparse(shown), _root(shown)]
    texts += [_root(here[texts[1]])] if texts[1] in here else []
    return next((exports[text] for text in texts if text in exports), None)


def dress_tables(notebook: NotebookNode, kit: Kit) -> None:
    """Dress the tables in the outputs of a notebook, in place."""
    number, heading = 0, ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = ([heading, *_HEADING.findall(cell.source)])[-1]
        if "outputs" in cell:  # a sentence says why it is
            cell.outputs = [output for output in cell.outputs if not _is_empty(output.get("data", {}))]
        for data in (output["data"] for output in cell.get("outputs", []) if "dataframe" in output.get("data", {}).get("text/html", "")):
            number += 1
            data["text/html"] = dress(data["text/html"], f"Table {number}. {heading}", kit, find_export(cell.source, kit.exports))


def _is_empty(data: Mapping[str, str]) -> bool:
    """Say whether an output is a table or a chart without rows."""
    return bool(_EMPTY.search(data.get("text/html", ""))) or ("image/png" in data and EMPTY in data.get("text/plain", ""))


def dress(html: str, title: str, kit: Kit, export: str | None = None) -> str:
    """Return a table of pandas as a page shows it; its texts stay as they are."""
    whole = lxml.html.fragment_fromstring(html, create_parent="div")
    for style in whole.findall(".//style"):
        style.drop_tree()
    table = whole.find(".//table")
    if table is None or len(table.findall("thead/tr")) != 1:
        return html
    _drop_index(table)
    heads = table.findall("thead/tr/th")
    rows = [row.findall("*") for row in table.findall("tbody/tr")]
    if any(len(row) != len(heads) for row in rows):  # rows under one head: no table of ours
        return html
    names = [str(head.text_content()) for head in heads]
    _align(heads, rows)
    _link_counts(names, rows, kit)
    _explain(heads, kit.glossary)
    table.insert(0, make.caption(make.b(title), *_downloads(export, kit)))
    table.attrib.pop("border", None)
    region = make.div({"class": "scroll", "role": "region", "tabindex": "0", "aria-label": title})
    table.getparent().replace(table, region)
    region.append(table)
    return "".join(lxml.html.tostring(part, encoding="unicode") for part in whole)


def _drop_index(table: lxml.html.HtmlElement) -> None:
    """Take out the numbers of rows, which tell a reader nothing."""
    first = table.findall("tbody/tr/th")
    corner = table.find("thead/tr/th")
    if corner is None or (corner.text or "").strip() or not all((cell.text or "").isdecimal() for cell in first):
        return
    for cell in (corner, *first):
        cell.drop_tree()


def _align(heads: list, rows: list[list]) -> None:
    """Mark columns of numbers, in which what is missing is a dash, and say of each head what it heads."""
    for head, *cells in zip(heads, *rows, strict=True):
        head.set("scope", "col")
        texts = ["" if cell.text_content() in _MISSING else cell.text_content() for cell in cells]
        if any(texts) and all(map(_NUMBER.fullmatch, texts)):
            head.set("class", "n")
            for cell, text in zip(cells, texts, strict=True):
                cell.set("class", "n")
                counts = text.isdecimal() and head.text_content() not in IDS
                cell.text = f"{int(text):,}" if counts else text or "–"
    for cell in (cell for row in rows for cell in row if cell.tag == "th"):
        cell.set("scope", "row")


def _link_counts(names: list[str], rows: list[list], kit: Kit) -> None:
    """Link each number to the sentences that it counts, and each file to its download."""
    for cells in rows:
        row = {name: cell.text_content() for name, cell in zip(names, cells, strict=True)}
        for name, cell in zip(names, cells, strict=True):
            if name == "files":
                _link_files(cell, kit)
            elif name not in IDS and _WHOLE.fullmatch(row[name]):
                found = (evidence.find(row, row[name]) for evidence in kit.evidence)
                _wrap(cell, next(filter(None, found), None))


def _wrap(cell: lxml.html.HtmlElement, where: str | None, **more: str) -> None:
    """Make the text of a cell a link."""
    if where:
        link = make.a({"href": where, **more}, cell.text or "")
        cell.text = None
        cell.insert(0, link)


def _link_files(cell: lxml.html.HtmlElement, kit: Kit) -> None:
    shared = {path.name for paths in kit.files.values() for path in paths}
    names = (cell.text or "").split(", ")
    if all(name in shared for name in names):
        cell.text = None
        for name in names:
            link = make.a({"href": f"data/{name}", "download": ""}, name)
            link.tail = ", " if name != names[-1] else ""
            cell.append(link)


def _explain(heads: list, glossary: Mapping[str, str]) -> None:
    """Link the columns to what they mean."""
    for head in heads:
        name = head.text_content()
        if name in glossary:
            _wrap(head, f"glossary.html#{name}", title=glossary[name])


def _downloads(export: str | None, kit: Kit) -> Iterator[lxml.html.HtmlElement]:
    """Yield the links to the whole table."""
    paths = kit.files.get(export or "", ())
    sizes = [pq.read_metadata(path).num_rows for path in paths if path.suffix == ".parquet"]
    if sizes:
        yield make.span({"class": "whole"}, f" All {sizes[0]:,} rows: " if sizes[0] != 1 else " The row: ")
    for path in (path for path in paths if path.suffix in FORMATS):
        size = f"{max(1, round(path.stat().st_size / 1000)):,} kB"
        yield make.a({"href": f"data/{path.name}", "download": "", "class": "file", "title": f"{path.name}, {size}"}, FORMATS[path.suffix])
